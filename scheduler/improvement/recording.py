"""Makes findings and actions, and records what was done and whether it helped.

Everything goes through the checks of an import and into the audit trail, row by row.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from data.model.account import EVERYWHERE
from data.model.errors import Fault, Refused
from data.store import improvement, records
from data.store.audit import trail
from data.tables.period import ZONE
from scheduler.improvement.queries import read_finding
from scheduler.records.row_edits import RowEdit, make_edits, row_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from data.model.account import Reach
    from data.model.improvement import Actor, FindingFile
    from data.store.opening import Store

    Texts = Mapping[str, str]

_NOT_OWN = "this action has another owner"


@dataclass(frozen=True, slots=True)
class NewAction:
    """What is to be done about a finding, as it was typed.

    Parameters
    ----------
    owner, owner_login, partner
        Who owns it: one of the three.
    due
        A date, as text.
    """

    what: str
    due: str
    owner: str = ""
    owner_login: str = ""
    partner: str = ""


@dataclass(frozen=True, slots=True)
class NewFinding:
    """A finding as it was typed.

    Parameters
    ----------
    texts
        Columns of ``findings``; the code is made, and the day is today where it is not given.
    actions
        What is done about it from the start.
    """

    texts: Texts
    actions: tuple[NewAction, ...] = ()


def make_finding(
    store: Store, new: NewFinding, who: str, now: datetime, reach: Reach = EVERYWHERE
) -> int:
    """Record a finding, with its first actions; the number of its row.

    Raises
    ------
    InputError
        Something in it is wrong.
    Refused
        It is not within reach, or its action has no owner.
    """
    with store.writing() as connection:
        trail.take_turn(connection)
        return add_finding(connection, new, who, now, reach)


def add_finding(
    connection: Connection,
    new: NewFinding,
    who: str,
    now: datetime,
    reach: Reach = EVERYWHERE,
    code: str = "",
) -> int:
    """The same, in the transaction of a change that holds its turn.

    Parameters
    ----------
    code
        Of the finding; empty: the next one of the year.
    """
    today = now.astimezone(ZONE).date().isoformat()
    given = {column: text.strip() for column, text in new.texts.items() if text.strip()}
    texts = {"found_on": today, **given}
    texts["id"] = code or _next_code(connection, texts["found_on"][:4])
    edits = [RowEdit("findings", texts), *_action_rows(connection, texts["id"], new.actions)]
    make_edits(connection, edits, who, now, reach=reach)
    return records.read_rows(connection, "findings")[texts["id"]].number


def add_action(
    store: Store,
    number: int,
    new: NewAction,
    who: str,
    now: datetime,
    reach: Reach = EVERYWHERE,
) -> None:
    """Say what else is done about a finding; raises as `make_finding`."""
    with store.writing() as connection:
        trail.take_turn(connection)
        file = read_finding(connection, number, reach).file
        _refuse_closed(file)
        rows = _action_rows(connection, file.finding.id, [new])
        make_edits(connection, rows, who, now, reach=reach)


def note_done(
    store: Store, number: int, action: str, remark: str, actor: Actor, now: datetime,
    *, may_for_others: bool = False, who: str = "",
) -> None:  # fmt: skip
    """Record that an action is done, today; one that was done stays as it is.

    Parameters
    ----------
    action
        Its code.
    actor
        Whoever says so: its owner.
    may_for_others
        They plan, and may say it for somebody else.
    who
        What the audit trail calls them; empty: by their login.

    Raises
    ------
    Refused
        There is no such action, or it is not theirs.
    """
    with store.writing() as connection:
        trail.take_turn(connection)
        file = read_finding(connection, number).file
        found = next((one for one in file.actions if one.id == action), None)
        if found is None:
            raise Refused([Fault(_NOT_OWN, "Open the finding again")])
        if not may_for_others and not found.is_owned_by(actor):
            raise Refused([Fault(_NOT_OWN, "Ask its owner, or a planner")])
        if found.done_on is not None:
            return
        said = {"done_on": now.astimezone(ZONE).date().isoformat(), "remark": remark.strip()}
        _change(connection, "actions", action, said, who or actor.login, now)


def record_check(
    store: Store,
    number: int,
    texts: Texts,
    actor: Actor,
    now: datetime,
    reach: Reach = EVERYWHERE,
) -> None:
    """Record whether what was done helped.

    Parameters
    ----------
    texts
        Columns ``action``, ``helped`` and ``evidence`` of ``checks``.

    Raises
    ------
    InputError
        Something in it is wrong.
    Refused
        Nothing was done yet, or they own what they check.
    """
    with store.writing() as connection:
        trail.take_turn(connection)
        file = read_finding(connection, number, reach).file
        _refuse_closed(file)
        fault = file.refusal_to_check(actor, texts.get("action", ""))
        if fault is not None:
            raise Refused([fault])
        today = now.astimezone(ZONE).date().isoformat()
        said = {column: text.strip() for column, text in texts.items() if text.strip()}
        row = {**said, "finding": file.finding.id, "date": today, "by": actor.login}
        make_edits(connection, [RowEdit("checks", row)], actor.login, now, reach=reach)


def close_finding(
    store: Store, number: int, actor: Actor, now: datetime, reach: Reach = EVERYWHERE
) -> None:
    """Close a finding: everything is done, it helped, and they own none of it.

    Raises
    ------
    Refused
        One of these is not so.
    """
    with store.writing() as connection:
        trail.take_turn(connection)
        file = read_finding(connection, number, reach).file
        fault = file.refusal_to_close(actor)
        if fault is not None:
            raise Refused([fault])
        today = now.astimezone(ZONE).date().isoformat()
        said = {"closed_on": today, "closed_by": actor.login}
        _change(connection, "findings", file.finding.id, said, actor.login, now, reach)


def reopen_finding(
    store: Store, number: int, who: str, now: datetime, reach: Reach = EVERYWHERE
) -> None:
    """Open a finding again that was closed: it came back."""
    with store.writing() as connection:
        trail.take_turn(connection)
        file = read_finding(connection, number, reach).file
        said = {"closed_on": "", "closed_by": ""}
        _change(connection, "findings", file.finding.id, said, who, now, reach)


def _refuse_closed(file: FindingFile) -> None:
    if file.finding.closed_on is not None:
        raise Refused([Fault("this finding is closed", "Open it again first")])


def _action_rows(connection: Connection, finding: str, new: Sequence[NewAction]) -> list[RowEdit]:
    """Rows of actions, each with an owner and a code of its own."""
    taken, rows = set(improvement.action_codes_ever(connection)), []
    for one in new:
        code = next(code for place in count(1) if (code := f"{finding}-{place}") not in taken)
        taken.add(code)
        rows.append(_action_row(code, finding, one))
    return rows


def _action_row(code: str, finding: str, new: NewAction) -> RowEdit:
    texts = {
        "id": code,
        "finding": finding,
        "what": new.what.strip(),
        "owner": new.owner.strip(),
        "owner_login": new.owner_login.strip(),
        "partner": new.partner.strip(),
        "due": new.due.strip(),
    }
    if not (texts["owner"] or texts["owner_login"] or texts["partner"]):
        what = "nobody owns this action"
        raise Refused([Fault(what, "Choose a person, an account or a partner")])
    return RowEdit("actions", {column: text for column, text in texts.items() if text})


def _next_code(connection: Connection, year: str) -> str:
    taken, place = improvement.finding_codes_ever(connection), 1
    while f"{year}-{place:03}" in taken:
        place += 1
    return f"{year}-{place:03}"


def _change(
    connection: Connection,
    table: str,
    code: str,
    said: Texts,
    who: str,
    now: datetime,
    reach: Reach = EVERYWHERE,
) -> None:
    """Change some columns of a row, which is known by its code."""
    number = records.read_rows(connection, table)[code].number
    row = row_of(connection, table, number)
    assert row is not None
    texts = {column: text for column, text in {**row.texts, **said}.items() if text}
    make_edits(connection, [RowEdit(table, texts, number)], who, now, reach=reach)
