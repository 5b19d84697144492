"""The exercises of the demonstration region: a system test that was held, and what is planned.

Some of those who missed the exercises of October are invited to one in February: without it they
are no longer competent from April on. Groups take turns, so that of each function some are free
whenever others exercise; who is away on the day of one goes with the other.
The refresher of information management is planned for nobody yet: what lapses for want of it has
nothing that would renew it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from data.demo.scene import instant, local
from data.model.days import Days
from data.model.exercise import (
    Attendance,
    AttendanceState,
    Exercise,
    ExerciseKind,
    ExerciseTheme,
    GoalsMet,
    MainPart,
)
from data.model.person import ProvisionKind
from tests.support.demo_region.people import (
    ALL,
    BOTH,
    CACO,
    IC,
    IM_COPI,
    IM_ROT,
    MEMBERS,
    PROVISIONS,
)
from tests.support.demo_region.register import LEADERS, MISSED, SYSTEM_TEST, TEAMS, exercised_on

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from data.model.duty import Absence, Duty

THEMES = (
    ExerciseTheme("nafase", "Overdracht naar de nafase", date(2026, 1, 1), date(2027, 12, 31)),
    ExerciseTheme("stroom", "Langdurige stroomuitval", date(2026, 1, 1), date(2026, 12, 31)),
    ExerciseTheme("water", "Overstroming en evacuatie", date(2027, 1, 1), date(2027, 12, 31)),
)
_PRESENT = (
    *("karekiet", "waterral", "tureluur", "grutto", "lisdodde", "zwanebloem", "kalmoes"),
    *("heideklokje", "zonnedauw", "citroenvlinder"),
)
#: What was held before the winter; the exercises of October are known by their evidence alone.
_OF_THIS_YEAR = (
    ("voorjaar", "Voorjaarsoefening treinongeval", "", (date(2026, 4, 9), date(2026, 4, 16))),
    ("najaar", "Najaarsoefening stroomuitval", "stroom", (date(2026, 9, 17), date(2026, 9, 24))),
)
_EVERYBODY = (CACO, *TEAMS, *LEADERS)
_ALL_PARTS = tuple(MainPart)
_DECLINED = {"voorjaar-2027-2": ("rietzanger",), "lcms-2027-1": ("zonnedauw",)}
_REST = timedelta(hours=11)  #: ATW 5:3
_ANSWERED = 3  #: of so many one has said already that they come


def exercises(taken: Sequence[Absence | Duty]) -> tuple[Exercise, ...]:
    """All of them, by start.

    Parameters
    ----------
    taken
        When people are away or work elsewhere: they are invited to the other day.
    """
    found = [
        *_of_this_year(),
        *(one for turns in _in_turns() for one in _with_groups(turns, taken)),
    ]
    return tuple(sorted(found, key=lambda one: one.start))


def _of_this_year() -> tuple[Exercise, ...]:
    return (
        *(
            _multidisciplinary(f"{season}-2026-{turn}", name, theme, day)
            for season, name, theme, days in _OF_THIS_YEAR
            for turn, day in enumerate(days, 1)
        ),
        Exercise(
            "systeemtest-2026", "Systeemtest stroomuitval", ExerciseKind.SYSTEM_TEST,
            *_at(SYSTEM_TEST, 13, 4),
            regions=("FL", "GV"), functions=(CACO, IM_COPI, IM_ROT, IC),
            place="Oefencentrum Rietoever", theme="stroom", requirement="oefening",
            parts=(
                MainPart.CONTROL_ROOM, MainPart.INCIDENT_COMMAND_TEAM, MainPart.OPERATIONAL_TEAM,
            ),
            goals="Startbeeld binnen vijf minuten; het ROT is binnen 45 minuten op volle sterkte",
            goals_met=GoalsMet.PARTLY,
            remark="Het startbeeld kwam na zeven minuten; het ROT was op tijd",
            attendance=(
                *_each("systeemtest-2026", _PRESENT, AttendanceState.PRESENT),
                *_each("systeemtest-2026", ("duindoorn",), AttendanceState.ABSENT),
            ),
        ),
        Exercise(
            "nafase-2027", "Oefening overdracht naar de nafase", ExerciseKind.EXERCISE,
            *_at(date(2027, 2, 11), 13, 3.5),
            regions=("FL", "GV"), functions=(IM_ROT, IC), place="Gemeentehuis Heidezoom",
            theme="nafase", partner="heidezoom", requirement="oefening",
            parts=(MainPart.MUNICIPAL_TEAM, MainPart.POLICY_TEAM),
            goals="De overdracht aan de gemeente is compleet binnen een uur",
            attendance=_each("nafase-2027", tuple(MISSED), AttendanceState.INVITED),
        ),
        Exercise(
            "intervisie-2027", "Intervisie informatiemanagers", ExerciseKind.PEER_REVIEW,
            *_at(date(2027, 3, 9), 9, 2),
            regions=("GV",), functions=(IM_COPI, IM_ROT), place="Kantoor Gooi en Vechtstreek",
        ),
    )  # fmt: skip


def _multidisciplinary(code: str, name: str, theme: str, day: date) -> Exercise:
    """One that was held, with everybody who was there."""
    return Exercise(
        code, name, ExerciseKind.EXERCISE, *_at(day, 13, 4),
        regions=ALL, functions=_EVERYBODY, place="Oefencentrum Rietoever", theme=theme,
        requirement="oefening", parts=(MainPart.INCIDENT_COMMAND_TEAM, MainPart.OPERATIONAL_TEAM),
        goals="CoPI en ROT werken vanuit hetzelfde beeld", goals_met=GoalsMet.MET,
        attendance=_each(code, exercised_on(day), AttendanceState.PRESENT),
    )  # fmt: skip


def _in_turns() -> tuple[tuple[Exercise, ...], ...]:
    """What is held on several days, for a group on each."""
    spring = Exercise(
        "voorjaar-2027",
        "Voorjaarsoefening hoogwater",
        ExerciseKind.EXERCISE,
        *_at(date(2027, 4, 15), 13, 3.5),
        regions=ALL,
        functions=_EVERYBODY,
        place="Oefencentrum Rietoever",
        theme="water",
        partner="waterschap",
        requirement="oefening",
        parts=(
            MainPart.CONTROL_ROOM,
            MainPart.INCIDENT_COMMAND_TEAM,
            MainPart.OPERATIONAL_TEAM,
        ),
        goals="Het gezamenlijke beeld noemt binnen het uur de bedreigde gebieden",
    )
    return (
        _on_days(spring, date(2027, 4, 22)),
        _on_days(
            _training("caco-2027", "Bijscholing CaCo", (CACO,), "caco-bijscholing", (6, 15)),
            date(2027, 6, 22),
            date(2027, 7, 13),
        ),
        _on_days(
            _training(
                "leiders-2027", "Bijscholing leidinggevenden", LEADERS, "leider-bijscholing",
                (6, 29),
            ),
            date(2027, 7, 6),
        ),
        _on_days(
            Exercise(
                "lcms-2027", "Toetsdag LCMS", ExerciseKind.TRAINING,
                *_at(date(2027, 9, 7), 9, 3),
                regions=ALL, functions=TEAMS, place="Kantoor Gooi en Vechtstreek",
                requirement="lcms-toets",
            ),
            date(2027, 9, 14),
        ),
        _on_days(
            Exercise(
                "systeemtest-2027", "Systeemtest evacuatie", ExerciseKind.SYSTEM_TEST,
                *_at(date(2027, 9, 9), 13, 4),
                regions=ALL, functions=_EVERYBODY, place="Oefencentrum Rietoever", theme="water",
                partner="politie", requirement="oefening", parts=_ALL_PARTS,
                goals="Het ROT is binnen 45 minuten op volle sterkte, het BT binnen 60",
            ),
            date(2027, 9, 16),
        ),
    )  # fmt: skip


def _training(
    code: str, name: str, functions: tuple[str, ...], requirement: str, day: tuple[int, int]
) -> Exercise:
    return Exercise(
        code, name, ExerciseKind.TRAINING, *_at(date(2027, *day), 9, 6),
        regions=BOTH, functions=functions, place="Oefencentrum Rietoever", requirement=requirement,
    )  # fmt: skip


def _on_days(first: Exercise, *again: date) -> tuple[Exercise, ...]:
    """An exercise, and the same on other days."""
    clock = local(first.start).time()
    starts = (first.start, *(instant(day, clock) for day in again))
    return tuple(
        replace(first, id=f"{first.id}-{turn}", start=start, end=start + first.duration)
        for turn, start in enumerate(starts, 1)
    )


def _with_groups(
    turns: tuple[Exercise, ...], taken: Sequence[Absence | Duty]
) -> Iterator[Exercise]:
    """All with who is invited: everybody to one of them, so that each pool is divided."""
    people: dict[str, list[str]] = {one.id: [] for one in turns}
    counts: dict[str, Counter[tuple[str, str]]] = {one.id: Counter() for one in turns}
    for member in MEMBERS:
        if not set(member.functions) & set(turns[0].functions):
            continue
        pools = [(function, region) for function in member.functions for region in member.regions]
        free = [one.id for one in turns if _is_free(member.id, one, taken)]
        if free:
            turn = min(free, key=lambda one: sum(counts[one][pool] for pool in pools))
            people[turn].append(member.id)
            counts[turn].update(pools)
    for one in turns:
        answers = (_answer(one.id, each, at) for at, each in enumerate(people[one.id]))
        yield replace(one, attendance=tuple(answers))


def _is_free(person: str, one: Exercise, taken: Iterable[Absence | Duty]) -> bool:
    """Whether they are there that day, rested before and after, and not on leave for a birth."""
    on = local(one.start).date()
    is_on_leave = any(
        each.kind is ProvisionKind.BIRTH_LEAVE and on in Days.between(each.start, each.until)
        for each in PROVISIONS.get(person, ())
    )
    return not is_on_leave and not any(
        each.person == person and each.start < one.end + _REST and one.start < each.end + _REST
        for each in taken
    )


def _answer(exercise: str, person: str, at: int) -> Attendance:
    """One in so many has answered already."""
    state = AttendanceState.COMING if at % _ANSWERED == 0 else AttendanceState.INVITED
    if person in _DECLINED.get(exercise, ()):
        state = AttendanceState.DECLINED
    return Attendance(exercise, person, state)


def _at(day: date, hour: int, hours: float) -> tuple[datetime, datetime]:
    start = instant(day, time(hour))
    return start, start + timedelta(hours=hours)


def _each(exercise: str, people: tuple[str, ...], state: AttendanceState) -> tuple[Attendance, ...]:
    return tuple(Attendance(exercise, person, state) for person in people)
