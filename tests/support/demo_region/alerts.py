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

# Local moments of calls and exercises, with the chance that each who was called came.
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
    for local, chance in _CALLS:
        people = []
        for person in pool:
            came = random.random() < chance
            minutes = _LEAST_MINUTES + random.randrange(_USUAL_MINUTES)
            people.append(CalledPerson(person, OPEN_POST, came, minutes=minutes if came else None))
        alert_at = instant(local.date(), local.time())
        code = f"{OPEN_POST} {local:%Y-%m-%d %H:%M}"
        yield CallOut(code, alert_at, (OPEN_POST,), people=tuple(people))


def _pledges() -> Iterator[Pledge]:
    noon = time(12)
    for people, day in ((_CHRISTMAS_EVE, date(2026, 12, 24)), (_NEW_YEAR, date(2026, 12, 31))):
        start, end = instant(day, noon), instant(day + timedelta(days=1), noon)
        yield from (Pledge(OPEN_POST, person, start, end) for person in people)
