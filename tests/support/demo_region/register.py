"""The competence register of the demonstration region: an invented policy, and what people showed.

No number of it comes from a law or from a real region. Whoever declares something is called after
a tree. The demonstration is looked at in the winter of 2026; nothing was shown after October.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from data.model.requirement import Evidence, Override, Requirement, RequirementKind
from tests.support.demo_region.people import (
    CACO,
    IC,
    IM_COPI,
    IM_ICC,
    IM_ROT,
    LCOPI,
    MEMBERS,
    OL,
    REGION_EMPLOYER,
    refreshed_on,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

POLICY = date(2026, 9, 1)  #: the day on which the profiles came in force
TEAMS = (IM_COPI, IM_ROT, IC, IM_ICC)
LEADERS = (OL, LCOPI)

REQUIREMENTS = (
    Requirement("caco-opleiding", "Opleiding CaCo", (CACO,), RequirementKind.COURSE, POLICY),
    Requirement(
        "caco-bijscholing", "Bijscholing CaCo", (CACO,), RequirementKind.REFRESHER, POLICY,
        months=24, accepts=("caco-opleiding",), warning_days=120,
    ),
    Requirement(
        "im-opleiding", "Opleiding informatiemanagement", TEAMS, RequirementKind.COURSE, POLICY
    ),
    Requirement(
        "im-bijscholing", "Bijscholing informatiemanagement", TEAMS, RequirementKind.REFRESHER,
        POLICY, months=24, accepts=("im-opleiding",), warning_days=120,
    ),
    Requirement("ol-opleiding", "Opleiding OL", (OL,), RequirementKind.COURSE, POLICY),
    Requirement("lcopi-opleiding", "Opleiding LCOPI", (LCOPI,), RequirementKind.COURSE, POLICY),
    Requirement(
        "leider-bijscholing", "Bijscholing leidinggevenden", LEADERS, RequirementKind.REFRESHER,
        POLICY, months=24, accepts=("ol-opleiding", "lcopi-opleiding"), warning_days=120,
    ),
    Requirement(
        "lcms-toets", "Jaarlijkse toets LCMS", TEAMS, RequirementKind.TEST, POLICY,
        months=12, warning_days=60,
    ),
    Requirement(
        "oefening", "Multidisciplinaire oefening", (CACO, *TEAMS, *LEADERS),
        RequirementKind.EXERCISE, POLICY, times=2, months=12, warning_days=60,
    ),
    Requirement(
        "gesprek", "Voortgangsgesprek", (CACO,), RequirementKind.TALK, POLICY, months=24,
        warning_days=60,
    ),
    Requirement(
        "intervisie", "Intervisie CaCo", (CACO,), RequirementKind.PEER_REVIEW, POLICY, months=24,
        warning_days=60,
    ),
    Requirement(
        "bevoegd", "Verklaring van vakbevoegdheid", (CACO, *TEAMS, *LEADERS),
        RequirementKind.AUTHORISATION, POLICY,
    ),
    Requirement(
        "verklaring", "Verklaring van de werkgever", (CACO, *TEAMS, *LEADERS),
        RequirementKind.DECLARATION, POLICY, months=24,
    ),
)  # fmt: skip

#: The course and the refresher of a function; those of information management for all others.
_TRADES = {CACO: ("caco", "caco"), OL: ("ol", "leider"), LCOPI: ("lcopi", "leider")}
_TRAINING = "Ans Taxus"  #: of training and exercising
_HEAD = "Petra Ratelpopulier"  #: of the safety bureau
_EMPLOYERS = {
    "Veiligheidsregio Flevoland": "Ellen Zomereik",
    "Veiligheidsregio Gooi en Vechtstreek": "Kees Haagbeuk",
    "Veiligheidsregio Utrecht": "Joke Wintereik",
    "Politie": "Rob Veldesdoorn",
    "GGD": "Truus Lijsterbes",
    "Gemeente Rietoever": "Nico Zilverspar",
    "Gemeente Heidezoom": "Mia Hulst",
}

# Two groups take turns.
_EXERCISES = (
    (date(2025, 11, 13), date(2026, 4, 9), date(2026, 9, 17), date(2026, 10, 8)),
    (date(2025, 11, 20), date(2026, 4, 16), date(2026, 9, 24), date(2026, 10, 15)),
)
_SEPTEMBER = 2  #: in these rows
_TESTS = (
    (date(2025, 9, 25), date(2026, 9, 24)),
    (date(2025, 10, 2), date(2026, 10, 1)),
)
_NEW = {"zilverreiger": date(2026, 10, 9), "pluvier": date(2026, 9, 25)}  #: passed the course
_RETAKEN = {"oeverlibel": date(2026, 10, 22)}  #: missed the test of September

SYSTEM_TEST = date(2026, 9, 10)
#: Had duty or were away on the day of their group in September: when they exercised instead.
_SWAPPED = {
    **dict.fromkeys(("karekiet", "waterral", "tureluur"), SYSTEM_TEST),
    "kruipwilg": date(2026, 9, 17),
}

#: Were not at an exercise, so that they fall short before the summer.
MISSED = {"struikhei": date(2026, 10, 8), "smaragdlibel": date(2026, 10, 8)}

#: When the employer declared it, and from when, where that is not the same day.
_DECLARED: dict[str, tuple[tuple[date, date | None], ...]] = {
    # Their declaration lapsed before the police had made the next one.
    "visarend": ((date(2024, 12, 15), None), (date(2026, 10, 20), date(2027, 2, 1))),
    # They take up the function again after work elsewhere.
    "waterlelie": ((date(2025, 2, 16), None), (date(2026, 10, 5), date(2027, 4, 1))),
    "koninginnepage": ((date(2025, 2, 1), None), (date(2026, 10, 12), date(2027, 4, 19))),
    # They are declared competent at the end of their training at the desk.
    "zilverreiger": ((date(2026, 10, 28), date(2027, 1, 18)),),
    "pluvier": ((date(2026, 10, 2), date(2027, 6, 1)),),
}

OVERRIDES = (
    *(
        Override(
            "visarend", function, date(2026, 12, 15), date(2027, 1, 31),
            "De politie verklaart hem vanaf februari weer bekwaam; dat is schriftelijk bevestigd",
            _HEAD,
        )
        for function in (CACO, IC)
    ),
    Override(
        "oeverlibel", IC, date(2026, 9, 25), date(2026, 10, 21),
        "Kon niet op de dag van de toets; de herkansing is in oktober", _HEAD,
    ),
)  # fmt: skip


def evidence() -> tuple[Evidence, ...]:
    """What everybody has shown, by person."""
    return tuple(
        one
        for number, member in enumerate(MEMBERS)
        for one in (
            *_schooling(number, member.id, member.functions),
            *_exercises(number, member.id, member.functions),
            *_talks(number, member.id, member.functions),
            *_declarations(
                number, member.id, member.employer or REGION_EMPLOYER[member.regions[0]]
            ),
        )
    )


def _schooling(number: int, person: str, functions: tuple[str, ...]) -> Iterator[Evidence]:
    """The course of each trade, and its refresher on the day on which the function was taken up."""
    trades = dict.fromkeys(_TRADES.get(function, ("im", "im")) for function in functions)
    for course, refresher in trades:
        passed = _NEW.get(person, date(2022, 3, 3) + timedelta(weeks=number))
        yield Evidence(person, f"{course}-opleiding", passed, _TRAINING)
        if person not in _NEW:
            yield Evidence(person, f"{refresher}-bijscholing", refreshed_on(number), _TRAINING)


def _exercises(number: int, person: str, functions: tuple[str, ...]) -> Iterator[Evidence]:
    """Exercises for all, the test for who works in a team; who is new did those of this autumn."""
    group = number % 2
    for day in _exercised_on(number, person):
        yield Evidence(person, "oefening", day, _TRAINING)
    if set(functions) & set(TEAMS):
        first, second = _TESTS[group]
        for day in (first, _RETAKEN.get(person, second)):
            yield Evidence(person, "lcms-toets", day, _TRAINING)


def _exercised_on(number: int, person: str) -> Iterator[date]:
    group = number % 2
    for turn, day in enumerate(_EXERCISES[group]):
        if (person in _NEW and turn < _SEPTEMBER) or MISSED.get(person) == day:
            continue
        yield _SWAPPED.get(person, day) if turn == _SEPTEMBER else day


def exercised_on(day: date) -> tuple[str, ...]:
    """Ids of those who were at the exercise of a day."""
    return tuple(
        member.id
        for number, member in enumerate(MEMBERS)
        if day in _exercised_on(number, member.id)
    )


def _talks(number: int, person: str, functions: tuple[str, ...]) -> Iterator[Evidence]:
    """The talk and the peer review of each CaCo, before or at the start of the policy."""
    if CACO in functions:
        since = _NEW.get(person, date(2026, 8, 10))
        yield Evidence(person, "gesprek", since + timedelta(days=number), _HEAD)
        yield Evidence(person, "intervisie", since + timedelta(days=7), _TRAINING)


def _declarations(number: int, person: str, employer: str) -> Iterator[Evidence]:
    entitled = date(2026, 8, 3) + timedelta(days=number % 10)
    yield Evidence(person, "bevoegd", entitled, _EMPLOYERS[employer], employer)
    usual = ((date(2026, 8, 17) + timedelta(days=number % 10), None),)
    for made, start in _DECLARED.get(person, usual):
        yield Evidence(
            person, "verklaring", made, _EMPLOYERS[employer], employer, start,
            document=f"verklaring-{person}-{made:%Y%m}.pdf",
        )  # fmt: skip
