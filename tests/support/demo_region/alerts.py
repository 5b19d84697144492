"""How people of the demonstration region are reached, and who came when the policy team was called.

All of it is invented: the domains end in ``.example`` (RFC 2606), and no telephone has a number
that begins with +31 6 00. The calls are of the year before November 2026.
"""

# ruff: noqa: DTZ001 - calls are written on the local clock

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random
from typing import TYPE_CHECKING

from data.demo.casting import contacts
from data.demo.scene import instant
from data.model.call_out import CalledPerson, CallOut
from data.model.contact import MAIL, AlertRecords, DutyManager, Pledge
from tests.support.demo_region.people import IC, MEMBERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from data.model.person import Person

OPEN_POST = "IC-BT-FL"
#: Only the employer has their details: a week on call of theirs is a gap until somebody asks.
WITHOUT_CONTACTS = "duindoorn"

DUTY_MANAGERS = (
    # To see to it that the control room is staffed is the task of whoever sits there.
    DutyManager(1, post="CACO"),
    DutyManager(
        2, name="Piket hoofd meldkamer", channel=MAIL, address="piket.meldkamer@vr.example"
    ),
)

# Local moments of calls, with the chance that each who was called came.
_BY_DAY, _AT_NIGHT, _ON_HOLIDAY = 0.35, 0.25, 0.15
_CALLS = (
    (datetime(2025, 11, 18, 14, 10), _BY_DAY),
    (datetime(2025, 12, 9, 19, 35), _BY_DAY),
    (datetime(2025, 12, 26, 16, 20), _ON_HOLIDAY),
    (datetime(2026, 1, 14, 3, 25), _AT_NIGHT),
    (datetime(2026, 2, 5, 10, 0), _BY_DAY),
    (datetime(2026, 3, 12, 10, 0), _BY_DAY),
    (datetime(2026, 3, 29, 4, 40), _AT_NIGHT),
    (datetime(2026, 4, 27, 13, 5), _ON_HOLIDAY),
    (datetime(2026, 5, 21, 20, 15), _BY_DAY),
    (datetime(2026, 6, 11, 10, 0), _BY_DAY),
    (datetime(2026, 6, 19, 1, 50), _AT_NIGHT),
    (datetime(2026, 7, 28, 17, 30), _ON_HOLIDAY),
    (datetime(2026, 9, 26, 2, 15), _AT_NIGHT),
    (datetime(2026, 10, 8, 19, 0), _BY_DAY),
)  # fmt: skip
#: What each was, its GRIP level, and the minutes from the criteria to the alert and to the first
#: picture; None: nobody wrote them down.
_WHAT = (
    ("Brand afvalverwerker", 3, 1, 4),
    ("Stroomuitval Lelystad", 3, 2, 5),
    ("Wateroverlast Almere", 3, None, None),
    ("Explosie winkelcentrum", 3, 1, 6),
    ("Cyberaanval gemeente", 3, 2, 4),
    ("Gaslek wijk", 3, 0, 3),
    ("Botsing IJsselmeer", 4, 3, 7),
    ("Drukte evenement", 3, None, 4),
    ("Brand hoogbouw", 3, 1, 5),
    ("Lekkage chemie", 3, 2, 5),
    ("Verdachte situatie", 3, 1, 4),
    ("Natuurbrand", 4, 2, 6),
    ("Storm", 3, 1, 3),
    ("Uitval 112", 3, 0, 2),
)
#: Exercises: they say nothing of whether people come when they must.
_EXERCISES = (
    (datetime(2026, 4, 16, 10, 0), "Oefening Dijkdoorbraak"),
    (datetime(2026, 8, 27, 19, 0), "Oefening Kabel"),
)
_SEED = 265  #: gives about these shares, and one call on a holiday to which nobody came
_LEAST_MINUTES, _USUAL_MINUTES = 12, 38

#: Who said that they will come, for the turn of the year and for Christmas Eve.
_NEW_YEAR = ("zandoogje", "vuurjuffer", "keizerlibel", "heidelibel", "smaragdlibel")
_CHRISTMAS_EVE = ("waterjuffer", "azuurjuffer")


def alert_records(people: Iterable[Person]) -> AlertRecords:
    """Contacts, duty managers, call-outs and pledges; the standard steps of alerts hold."""
    return AlertRecords(
        contacts=contacts(people, frozenset({WITHOUT_CONTACTS})),
        duty_managers=DUTY_MANAGERS,
        call_outs=tuple(_call_outs()),
        pledges=tuple(_pledges()),
    )


def _call_outs() -> Iterator[CallOut]:
    random = Random(_SEED)
    pool = [member.id for member in MEMBERS if IC in member.functions and "FL" in member.regions]
    numbered = enumerate(zip(_CALLS, _WHAT, strict=True), 1)
    for number, ((local, chance), (label, grip, alerting, picture)) in numbered:
        people = []
        for person in pool:
            came = random.random() < chance
            minutes = _LEAST_MINUTES + random.randrange(_USUAL_MINUTES)
            people.append(CalledPerson(person, OPEN_POST, came, minutes=minutes if came else None))
        alert_at = instant(local.date(), local.time())
        since = alert_at - timedelta(minutes=alerting or 0)
        yield CallOut(
            id=f"{OPEN_POST}-{number}",
            alert_at=alert_at,
            posts=(OPEN_POST,),
            label=label,
            grip=grip,
            criteria_at=None if alerting is None else since,
            picture_at=None if picture is None else since + timedelta(minutes=picture),
            convened_at=alert_at,
            people=tuple(people),
        )
    for number, (local, label) in enumerate(_EXERCISES, 1):
        everybody = [
            CalledPerson(one, OPEN_POST, True, minutes=15 + 2 * place)
            for place, one in enumerate(pool)
        ]
        alert_at = instant(local.date(), local.time())
        yield CallOut(
            id=f"{OPEN_POST}-oefening-{number}",
            alert_at=alert_at,
            posts=(OPEN_POST,),
            label=label,
            is_exercise=True,
            people=tuple(everybody),
        )


def _pledges() -> Iterator[Pledge]:
    noon = time(12)
    for people, day in ((_CHRISTMAS_EVE, date(2026, 12, 24)), (_NEW_YEAR, date(2026, 12, 31))):
        start, end = instant(day, noon), instant(day + timedelta(days=1), noon)
        yield from (Pledge(OPEN_POST, person, start, end) for person in people)
