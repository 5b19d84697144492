"""Whether what the board was told is as the audit trail says."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from data.i18n.language import N_
from data.store.audit.findings import AuditFinding
from data.store.board_accounts import MADE, board_accounts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from data.model.board_account import BoardAccount


def account_findings(
    connection: Connection, rows: Sequence[Mapping[str, Any]]
) -> Iterator[AuditFinding]:
    """Each account is as it was made, and none is gone.

    Parameters
    ----------
    rows
        The entries of the trail, in their order: at least those that tell of accounts.
    """
    made = {row["subject"]: row for row in rows if row["action"] == MADE}
    there = {f"board_account/{one.id}": one for one in board_accounts(connection)}
    for subject, one in there.items():
        where, entry = f"account {one.id}", made.get(subject)
        if entry is None:
            yield AuditFinding(where, N_("no entry in the trail says that it was made"))
        elif not one.is_whole or not _is_made_so(entry, one):
            yield AuditFinding(where, N_("it was changed after it was made"))
    for subject in sorted(made.keys() - there.keys()):
        where = subject.replace("board_account/", "account ")
        yield AuditFinding(where, N_("it was made, and is no longer there"))


def _is_made_so(entry: Mapping[str, Any], one: BoardAccount) -> bool:
    said = json.loads(entry["body"])["after"] or {}
    days = one.first.isoformat(), one.last.isoformat()
    names = ("line", "first", "last", "content_hash")
    return tuple(said.get(name) for name in names) == (one.line, *days, one.content_hash)
