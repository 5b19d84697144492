"""Takes the personal data of somebody who left out of the store; the rosters keep standing.

He lives on under a pseudonym, the number of his row. What the audit trail tells of him is taken out
of the bodies of its entries; the chain of their hashes stays whole, and one more entry says by whom
and why this was done (GDPR art. 17; ATW 4:3 asks for the duties, not for the name, after the term).
"""

from __future__ import annotations

import json
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, delete, select, update

from data.exchange.problem_json import pack_json
from data.store.audit import RECORD, Act, packed
from data.store.audit_check import ERASED, FORGOTTEN
from data.store.erasing_access import erase_access, logins_of
from data.store.erasing_alerts import addresses_of, erase_alerts, managers_with
from data.store.records import as_texts, key_of, read_rows
from data.store.tables.audit import ENTRIES
from data.store.tables.jobs import SOLVE_RUNS
from data.store.tables.records import DUTY_MANAGERS, PEOPLE, RECORDS
from data.store.tables.rosters import ACCEPTED, ROSTERS, SNAPSHOTS

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from data.store.leaver import Leaver

KEPT = ("people", "history", "call_answers")  #: tables of the records in which he lives on
#: Lists of a problem that are of no use to its rosters once he is gone.
PRIVATE = ("absences", "wishes")


def erase(
    connection: Connection, leaver: Leaver, seq: int, zone: ZoneInfo, at: datetime
) -> list[Act]:
    """Take his personal data out of everything.

    Parameters
    ----------
    seq
        Number that the entry of `FORGOTTEN` will have: the first of the acts that are returned.
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
    acts = [Act(FORGOTTEN, f"people/{leaver.number}", None, {"pseudonym": leaver.pseudonym})]
    acts += _from_records(connection, leaver, zone)
    _from_trail(connection, leaver, seq)
    _from_problems(connection, leaver, seq)
    _from_rosters(connection, leaver)
    erase_alerts(connection, leaver, at)
    closed = erase_access(connection, leaver)
    return [*acts, *(Act("account.closed", f"account/{number}") for number in closed)]


def _from_records(connection: Connection, leaver: Leaver, zone: ZoneInfo) -> list[Act]:
    managers = managers_with(connection, leaver)
    connection.execute(delete(DUTY_MANAGERS).where(DUTY_MANAGERS.c.row.in_(managers)))
    acts = [Act(ERASED, f"{DUTY_MANAGERS.name}/{number}") for number in managers]
    for name, table in RECORDS.items():
        if name in KEPT or "person" not in table.c:
            continue
        mine = table.c.person == leaver.code
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
    """Rows that speak of him: his history, and what he declared of others."""
    table = RECORDS[name]
    for row in read_rows(connection, name).values():
        values = leaver.out_of(dict(row.values))
        key = key_of(name, as_texts(name, values, zone))
        if values != row.values or key != row.key:
            changed = {table.c[column]: value for column, value in values.items()}
            connection.execute(
                update(table).where(table.c.row == row.number).values({**changed, table.c.key: key})
            )


def _from_trail(connection: Connection, leaver: Leaver, seq: int) -> None:
    person = {f"people/{leaver.number}"}
    for number, action, subject, body in connection.execute(
        select(ENTRIES.c.seq, ENTRIES.c.action, ENTRIES.c.subject, ENTRIES.c.body)
    ).all():
        before = json.loads(body)
        after = leaver.out_of(before)
        if subject in person:
            after = _without_employer(after)
        elif _is_private(action, subject, before, leaver):
            after = {"before": None, "after": None}
        if after != before:
            connection.execute(
                update(ENTRIES)
                .where(ENTRIES.c.seq == number)
                .values(body=packed(after), erased_by=seq)
            )


def _without_employer(body: dict[str, Any]) -> dict[str, Any]:
    return {
        side: {name: text for name, text in facts.items() if name != "employer"} if facts else facts
        for side, facts in body.items()
    }


def _is_private(action: str, subject: str, body: dict[str, Any], leaver: Leaver) -> bool:
    """Whether an entry tells of a row of his that is taken out of the records."""
    table = subject.partition("/")[0]
    if not action.startswith(RECORD) or table not in RECORDS or table in KEPT:
        return False
    sides = [facts for facts in body.values() if facts]
    return any(leaver.code in str(facts.get("key", "")).split(" | ") for facts in sides)


def _from_problems(connection: Connection, leaver: Leaver, seq: int) -> None:
    for name, content in connection.execute(select(SNAPSHOTS.c.hash, SNAPSHOTS.c.content)).all():
        before = json.loads(zlib.decompress(content))
        problem = before["problem"]
        if leaver.code not in {person["id"] for person in problem["people"]}:
            continue
        for part in PRIVATE:
            problem[part] = [row for row in problem[part] if row["person"] != leaver.code]
        for person in problem["people"]:
            if person["id"] == leaver.code:
                person.update(employer="", provisions=[])
        connection.execute(
            update(SNAPSHOTS)
            .where(SNAPSHOTS.c.hash == name)
            .values(content=zlib.compress(pack_json(leaver.out_of(before))), erased_by=seq)
        )


def _from_rosters(connection: Connection, leaver: Leaver) -> None:
    for number, result, breaches in connection.execute(
        select(ROSTERS.c.id, ROSTERS.c.result, ROSTERS.c.breaches)
    ).all():
        connection.execute(
            update(ROSTERS)
            .where(ROSTERS.c.id == number)
            .values(result=_again(leaver, result), breaches=_again(leaver, breaches))
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
