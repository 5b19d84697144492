"""Erases the personal data of somebody who left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from data.model.account import Role
from data.model.errors import Fault, Refused
from data.store import accounts, records, rosters
from data.store.audit import erasing, erasing_reasons, trail
from data.store.audit.erasing_rows import addresses_of, logins_of
from data.store.audit.leaver import Leaver
from data.store.deployments import relief_of
from data.tables.faults import nearest, shown
from data.tables.period import ZONE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from data.store.opening import Store
    from data.store.records import StoredRow

TERM = timedelta(weeks=52)  #: how long duties are kept by name, ATW 4:3, ATB 3.2:1


@dataclass(frozen=True, slots=True)
class ErasedPerson:
    """Who was erased, and what they are called from now on."""

    pseudonym: str


def erase_person(
    store: Store,
    person: str,
    reason: str,
    who: str,
    now: datetime,
    *,
    key: str,
    early: bool = False,
) -> ErasedPerson:
    """Replace all personal data of a leaver by a pseudonym.

    Parameters
    ----------
    key
        The secret of the installation: it seals what the trail says of this.
    early
        Also within 52 weeks of their last duty; the reason must then say why that is allowed.

    Raises
    ------
    Refused
        They are unknown, still here, or their duties must be kept by name for longer.
    """
    with store.writing() as connection:
        turn = trail.take_turn(connection)
        people = records.read_rows(connection, "people")
        if person not in people:
            left = [code for code, row in people.items() if row.has_ended]
            raise Refused([Fault(f"person {shown(person)} is unknown", nearest(person, left))])
        row = people[person]
        faults = _obstacles(connection, person, row, reason, now, early)
        if faults:
            raise Refused(faults)
        leaver = Leaver(row.number, person, row.values["name"])
        acts = erasing.erase(connection, leaver, reason, turn.seq + 1, key, ZONE, now)
        trail.append(connection, acts, who, now)
    return ErasedPerson(leaver.pseudonym)


def _obstacles(
    connection: Connection, person: str, row: StoredRow, reason: str, now: datetime, early: bool
) -> list[Fault]:
    faults = []
    if not reason.strip():
        faults.append(Fault("there is no reason", "Say why: --reason TEXT"))
    if not row.has_ended:
        faults.append(
            Fault(f"{shown(person)} is still here", "First import people without this person")
        )
    if _is_anothers_address(connection, person, row.values["name"]):
        what = f"duty_managers has somebody else at an address of {shown(person)}"
        faults.append(Fault(what, "First import duty_managers with another address there"))
    if _administers_alone(connection, row.number):
        what = f"{shown(person)} has the only account that administers"
        faults.append(Fault(what, "Make somebody else administrator first"))
    last = _last_duty(connection, person)
    if last and last >= now.astimezone(ZONE).date():
        faults.append(
            Fault(f"{shown(person)} has duties up to {last}", "Sign a version without them first")
        )
    elif last and not early and last + TERM > now.astimezone(ZONE).date():
        what = f"the duties of {shown(person)} must be kept by name until {last + TERM} (ATW 4:3)"
        faults.append(Fault(what, "Wait until then; or --early, with a reason that allows it"))
    return faults


def _is_anothers_address(connection: Connection, person: str, name: str) -> bool:
    """Whether alerts for somebody else go to them: to end that unseen would silence them."""
    addresses = addresses_of(connection, person)
    return any(
        row.values["address"] in addresses and row.values["name"] != name
        for row in records.read_rows(connection, "duty_managers").values()
        if not row.has_ended
    )


def _administers_alone(connection: Connection, number: int) -> bool:
    """Whether nobody could administer once their accounts are closed."""
    logins = logins_of(connection, number)
    there = [
        one.login in logins
        for one in accounts.accounts(connection)
        if one.is_active and Role.ADMINISTRATOR in one.roles
    ]
    return bool(there) and all(there)


def _last_duty(connection: Connection, person: str) -> date | None:
    """The last local date of a duty of theirs, done or published."""
    ends = [
        row.values["end"]
        for row in records.read_rows(connection, "history").values()
        if row.values["person"] == person
    ]
    ends += rosters.published_ends(connection, person)
    ends += (shift.shift.end for _, shift, _ in relief_of(connection, person))
    return max(ends).astimezone(ZONE).date() if ends else None


def erase_old_reasons(
    store: Store, weeks: Mapping[str, int], key: str, who: str, now: datetime
) -> int:
    """Erase the reasons of absences after the term of their kind; how many there were.

    Parameters
    ----------
    weeks
        By kind of absence: so long after its end its reason is kept.
    key
        As of `erase_person`.
    """
    before = {kind: now - timedelta(weeks=count) for kind, count in weeks.items()}
    with store.writing() as connection:
        turn = trail.take_turn(connection)
        acts = erasing_reasons.erase_reasons(connection, before, turn.seq + 1, key, ZONE)
        trail.append(connection, acts, who, now)
    return int((acts[0].after or {})["absences"]) if acts else 0


def list_older_erasures(store: Store, key: str, who: str, now: datetime) -> bool:
    """Have the trail list what releases before 0.2 emptied and did not name; whether any was.

    Parameters
    ----------
    key
        As of `erase_person`.
    """
    with store.writing() as connection:
        trail.take_turn(connection)
        act = erasing.list_older(connection, key)
        if act is not None:
            trail.append(connection, [act], who, now)
    return act is not None
