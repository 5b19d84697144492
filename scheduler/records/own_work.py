"""Nobody checks or closes what they own, also not in a file or a form under another name.

What a row says of itself is judged with the tables; here it is asked who makes the change. A
finding that is new with a file may come closed: it tells what others did before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.model.errors import Fault, InputError, Place
from data.model.improvement import Actor
from data.model.record_change import RowChangeKind
from data.store import improvement
from data.store.accounts import account_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection

    from data.model.improvement import FindingFile, ImprovementAction
    from data.model.record_change import RowChange

_NOT_CLOSED = Fault(
    "nobody closes a finding with an action of their own",
    "Let somebody close it who owns none of its actions",
    Place(file="findings", column="closed_by"),
)
_NOT_CHECKED = Fault(
    "nobody checks an action of their own",
    "Let somebody check it who does not own it",
    Place(file="checks", column="by"),
)


def refuse_own_work(connection: Connection, changes: Sequence[RowChange], who: str) -> None:
    """Refuse changes that check or close what whoever makes them owns; to be asked before them.

    Parameters
    ----------
    who
        The login of whoever makes them.

    Raises
    ------
    InputError
        With who may do it instead.
    """
    meant = [one for one in changes if _closes(one) or _checks(one)]
    if not meant:
        return
    account = account_of(connection, who)
    actor = Actor(who, (account and account.person) or "")
    files = {one.finding.id: one for one in improvement.read_files(connection).values()}
    for change in meant:
        code, action, *_ = [*change.key.split(" | "), ""]
        of = files.get(code)
        if of is None or not any(one.is_owned_by(actor) for one in _asked_of(of, change, action)):
            continue
        raise InputError([_NOT_CLOSED if _closes(change) else _NOT_CHECKED])


def _closes(change: RowChange) -> bool:
    changes = change.kind is RowChangeKind.CHANGED and change.table == "findings"
    return changes and bool(change.after.get("closed_on") or change.after.get("closed_by"))


def _checks(change: RowChange) -> bool:
    return change.table == "checks" and change.kind is not RowChangeKind.ENDED


def _asked_of(file: FindingFile, change: RowChange, action: str) -> Iterable[ImprovementAction]:
    """The actions that a change says something of."""
    if _closes(change):
        return file.actions
    return (one for one in file.actions if action in ("", one.id))
