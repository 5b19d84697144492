"""Takes the personal data of somebody who left out of the store; the rosters keep standing.

They live on under a pseudonym, the number of their row. What the audit trail tells of them is taken
out of the bodies of its entries; the chain of hashes stays whole, and one more entry says by whom
and why this was done (GDPR art. 17; ATW 4:3 asks for the duties, not for the name, after the term).
"""

from __future__ import annotations

import json
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, delete, or_, select, update

from data.files.problem_json import hash_of, pack_json
from data.store.audit.check import ERASED
from data.store.audit.erasing_rows import (
    addresses_of,
    erase_access,
    erase_alerts,
    logins_of,
    managers_with,
)
from data.store.audit.sealing import (
    ERASED_PERSON,
    SEALED,
    VOUCHERS,
    Emptied,
    names_what_it_emptied,
    sealed,
)
from data.store.audit.trail import RECORD, Act, body_hash, head, packed
from data.store.records import as_texts, key_of, read_rows
from data.store.tables.alert_records import DUTY_MANAGERS
from data.store.tables.alerts import SOLVE_RUNS
from data.store.tables.record_index import RECORDS, columns_of_people
from data.store.tables.records import PEOPLE
from data.store.tables.rosters import ACCEPTED, ENTRIES, ROSTERS, SNAPSHOTS

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from data.store.audit.leaver import Leaver

#: Tables of the records in which they live on.
KEPT = ("people", "history", "call_outs", "call_out_people")
#: Lists of a problem that are of no use to its rosters once they are gone.
PRIVATE = frozenset({"absences", "wishes", "base_members", "base", "pairings", "traineeships"})


def erase(
    connection: Connection,
    leaver: Leaver,
    reason: str,
    seq: int,
    key: str,
    zone: ZoneInfo,
    at: datetime,
) -> list[Act]:
    """Take their personal data out of everything.

    Parameters
    ----------
    reason
        Why, for the trail.
    seq
        Number that the entry that vouches for it will have: the first of the acts that are
        returned.
    key
        The secret of the installation, which seals what that entry says.
    at
        When.

    Returns
    -------
    Acts for the audit trail, to be appended in this order.
    """
    leaver = replace(
        leaver,
        addresses=addresses_of(connection, leaver.code),
        logins=logins_of(connection, leaver.number),
    )
    acts = _from_records(connection, leaver, zone)
    emptied = Emptied(_from_trail(connection, leaver, seq), _from_problems(connection, leaver, seq))
    facts = {"pseudonym": leaver.pseudonym, "reason": reason}
    voucher = Act(ERASED_PERSON, f"people/{leaver.number}", None, facts)
    _from_rosters(connection, leaver)
    erase_alerts(connection, leaver, at)
    closed = erase_access(connection, leaver)
    gone = [Act("account.closed", f"account/{number}") for number in closed]
    return [sealed(voucher, emptied, seq, key), *acts, *gone]


def _from_records(connection: Connection, leaver: Leaver, zone: ZoneInfo) -> list[Act]:
    managers = managers_with(connection, leaver)
    connection.execute(delete(DUTY_MANAGERS).where(DUTY_MANAGERS.c.row.in_(managers)))
    acts = [Act(ERASED, f"{DUTY_MANAGERS.name}/{number}") for number in managers]
    for name, table in RECORDS.items():
        about = columns_of_people(name)
        if name in KEPT or not about:
            continue
        mine = or_(*(table.c[column] == leaver.code for column in about))
        numbers = connection.scalars(select(table.c.row).where(mine)).all()
        connection.execute(delete(table).where(mine))
        acts += [Act(ERASED, f"{name}/{number}") for number in numbers]
    connection.execute(
        update(PEOPLE)
        .where(PEOPLE.c.row == leaver.number)
        .values(id=leaver.pseudonym, key=leaver.pseudonym, name=leaver.pseudonym, employer=None)
    )
    for name in RECORDS:
        _from_texts(connection, leaver, name, zone)
    return acts


def _from_texts(connection: Connection, leaver: Leaver, name: str, zone: ZoneInfo) -> None:
    """Rows that speak of them: their history, and what they declared of others."""
    table = RECORDS[name]
    for row in read_rows(connection, name).values():
        values = leaver.out_of(dict(row.values))
        key = key_of(name, as_texts(name, values, zone))
        if values != row.values or key != row.key:
            changed = {table.c[column]: value for column, value in values.items()}
            connection.execute(
                update(table).where(table.c.row == row.number).values({**changed, table.c.key: key})
            )


def _from_trail(connection: Connection, leaver: Leaver, seq: int) -> dict[int, str]:
    """Entries that tell of them; the hash of what is left of each."""
    person = {f"people/{leaver.number}"}

    def without(action: str, subject: str, before: dict[str, Any]) -> dict[str, Any]:
        after = _with_roles_of(before, leaver.out_of(before))
        if action in VOUCHERS:
            return after
        if subject in person:
            return _without_employer(after)
        if _is_private(action, subject, before, leaver):
            return {"before": None, "after": None}
        return after

    return rewrite_bodies(connection, seq, without)


def rewrite_bodies(
    connection: Connection,
    seq: int,
    rewritten: Callable[[str, str, dict[str, Any]], dict[str, Any]],
) -> dict[int, str]:
    """Put something else in the place of what entries tell; by number, the hash of what they tell.

    Parameters
    ----------
    seq
        Number of the entry that will vouch for it.
    rewritten
        Of an action, its subject and what is told of it: what is told from now on.
    """
    emptied = {}
    for number, action, subject, salt, body in connection.execute(
        select(ENTRIES.c.seq, ENTRIES.c.action, ENTRIES.c.subject, ENTRIES.c.salt, ENTRIES.c.body)
    ).all():
        before = json.loads(body)
        after = rewritten(action, subject, before)
        if after != before:
            text = packed(after)
            emptied[number] = body_hash(salt, text)
            here = ENTRIES.c.seq == number
            connection.execute(update(ENTRIES).where(here).values(body=text, erased_by=seq))
    return emptied


def _with_roles_of(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """What is told, with the roles as they were: a login may be the word of a role."""
    for side, facts in before.items():
        if isinstance(facts, dict) and "roles" in facts:
            after[side]["roles"] = facts["roles"]
    return after


def _without_employer(body: dict[str, Any]) -> dict[str, Any]:
    return {
        side: {name: text for name, text in facts.items() if name != "employer"} if facts else facts
        for side, facts in body.items()
    }


def _is_private(action: str, subject: str, body: dict[str, Any], leaver: Leaver) -> bool:
    """Whether an entry tells of a row of theirs that is taken out of the records."""
    table = subject.partition("/")[0]
    if not action.startswith(RECORD) or table not in RECORDS or table in KEPT:
        return False
    sides = [facts for facts in body.values() if facts]
    return any(leaver.code in str(facts.get("key", "")).split(" | ") for facts in sides)


def _from_problems(connection: Connection, leaver: Leaver, seq: int) -> dict[str, str]:
    """Problems that they are part of; the hash of what is left of each."""

    def without(before: dict[str, Any]) -> dict[str, Any] | None:
        problem = before["problem"]
        if leaver.code not in {person["id"] for person in problem["people"]}:
            return None
        for part in PRIVATE & problem.keys():  # an older one has no base rosters
            problem[part] = [row for row in problem[part] if not _is_about(row, leaver)]
        for person in problem["people"]:
            if person["id"] == leaver.code:
                person.update(employer="", provisions=[])
        after: dict[str, Any] = leaver.out_of(before)
        return after

    return rewrite_problems(connection, seq, without)


def _is_about(row: dict[str, Any], leaver: Leaver) -> bool:
    return leaver.code in (row["person"], row.get("other"), row.get("mentor"))


def rewrite_problems(
    connection: Connection, seq: int, rewritten: Callable[[dict[str, Any]], dict[str, Any] | None]
) -> dict[str, str]:
    """Put something else in the place of problems; by name, the hash of what they hold now.

    Parameters
    ----------
    rewritten
        Of what a problem holds: what it holds from now on; None: the same.
    """
    emptied = {}
    for name, content in connection.execute(select(SNAPSHOTS.c.hash, SNAPSHOTS.c.content)).all():
        after = rewritten(json.loads(zlib.decompress(content)))
        if after is not None:
            text = pack_json(after)
            emptied[name] = hash_of(text)
            here = SNAPSHOTS.c.hash == name
            packed_text = zlib.compress(text)
            connection.execute(
                update(SNAPSHOTS).where(here).values(content=packed_text, erased_by=seq)
            )
    return emptied


def list_older(connection: Connection, key: str) -> Act | None:
    """What releases before 0.2 emptied and did not list, listed as it is now; None: nothing.

    From then on it cannot be changed either. The act is to be appended next.
    """
    rows = list(connection.execute(select(ENTRIES).order_by(ENTRIES.c.seq)).mappings())
    vouchers = [row for row in rows if row["action"] in VOUCHERS]
    listed = [
        Emptied.of(after["emptied"])
        for row in vouchers
        if names_what_it_emptied(after := json.loads(row["body"])["after"])
    ]
    seqs = {seq for one in listed for seq in one.entries}
    names = {name for one in listed for name in one.problems}
    entries = {
        row["seq"]: body_hash(row["salt"], row["body"])
        for row in rows
        if row["erased_by"] is not None and row["seq"] not in seqs
    }
    query = select(SNAPSHOTS.c.hash, SNAPSHOTS.c.content).where(SNAPSHOTS.c.erased_by.is_not(None))
    problems = {
        name: hash_of(zlib.decompress(content))
        for name, content in connection.execute(query)
        if name not in names
    }
    last = max((row["seq"] for row in vouchers if row["action"] == SEALED), default=0)
    without_list = [
        row["seq"]
        for row in vouchers
        if not names_what_it_emptied(json.loads(row["body"])["after"]) and row["seq"] > last
    ]
    if not (entries or problems or without_list):
        return None
    seq = head(connection).seq + 1
    return sealed(Act(SEALED, "trail"), Emptied(entries, problems), seq, key)


def _from_rosters(connection: Connection, leaver: Leaver) -> None:
    for number, result, violations in connection.execute(
        select(ROSTERS.c.id, ROSTERS.c.result, ROSTERS.c.violations)
    ).all():
        connection.execute(
            update(ROSTERS)
            .where(ROSTERS.c.id == number)
            .values(result=_again(leaver, result), violations=_again(leaver, violations))
        )
    for roster, number, what in connection.execute(
        select(ACCEPTED.c.roster, ACCEPTED.c.number, ACCEPTED.c.what)
    ).all():
        here = (ACCEPTED.c.roster == roster) & (ACCEPTED.c.number == number)
        connection.execute(update(ACCEPTED).where(here).values(what=leaver.out_of(what)))
    for run, best, message in connection.execute(
        select(SOLVE_RUNS.c.id, SOLVE_RUNS.c.best, SOLVE_RUNS.c.message)
    ).all():
        connection.execute(
            update(SOLVE_RUNS)
            .where(SOLVE_RUNS.c.id == run)
            .values(best=best and _again(leaver, best), message=message and leaver.out_of(message))
        )


def _again(leaver: Leaver, text: str) -> str:
    if not text:
        return text
    return json.dumps(leaver.out_of(json.loads(text)), ensure_ascii=False)
