"""Whether what confirms and states coverage is as the audit trail says: presences, statements."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from data.i18n.language import N_
from data.store.audit.account_check import account_findings
from data.store.audit.findings import AuditFinding
from data.store.audit.trail import STAND_IN
from data.store.presences import ASKED, CONFIRMED
from data.store.stand_ins import every_stand_in
from data.store.statements import SIGNED, statements
from data.store.tables.proof import PRESENCE_TERMS, PRESENCES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from data.model.signed_statement import SignedStatement


def proof_findings(
    connection: Connection, rows: Sequence[Mapping[str, Any]]
) -> Iterator[AuditFinding]:
    """What is not as the trail says.

    Parameters
    ----------
    rows
        All entries of the trail, in their order.
    """
    yield from _statements(connection, rows)
    yield from _presences(connection, rows)
    yield from _terms(connection, rows)
    yield from _stand_ins(connection, rows)
    yield from account_findings(connection, rows)


def _after(row: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(row["body"])["after"] or {}
    return found


def _statements(
    connection: Connection, rows: Sequence[Mapping[str, Any]]
) -> Iterator[AuditFinding]:
    """Each statement is as it was signed, and none is gone."""
    signed = {row["subject"]: row for row in rows if row["action"] == SIGNED}
    hashes = {row["seq"]: row["hash"] for row in rows}
    there = {f"statement/{one.id}": one for one in statements(connection)}
    for subject, one in sorted(there.items()):
        where = f"statement {one.id}"
        entry = signed.get(subject)
        if not one.is_whole:
            yield AuditFinding(where, N_("it was changed after it was signed"))
        elif entry is None:
            yield AuditFinding(where, N_("no signature in the trail speaks of it as it is"))
        elif entry["erased_by"] is None and not _is_signed_so(_after(entry), one):
            yield AuditFinding(where, N_("it was changed after it was signed"))
        elif one.entry and hashes.get(one.entry) != one.entry_hash:
            yield AuditFinding(where, N_("the audit trail it is based on has changed"))
    for subject in sorted(signed.keys() - there.keys()):
        where = subject.replace("/", " ")
        yield AuditFinding(where, N_("it was signed, and is no longer there so"))


def _is_signed_so(told: Mapping[str, Any], one: SignedStatement) -> bool:
    said = told.get("first"), told.get("last"), told.get("version"), told.get("region", "")
    days = one.first.isoformat(), one.last.isoformat(), one.version, one.region
    hashes = told.get("proof_hash"), told.get("content_hash")
    return said == days and hashes == (one.proof_hash, one.content_hash)


def _presences(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> Iterator[AuditFinding]:
    """Whoever was there was confirmed in the trail, and the reverse."""
    told = {}
    for row in rows:
        if row["action"] == CONFIRMED:
            after = _after(row)
            told[row["subject"]] = (after.get("post"), after.get("at"), after.get("how"))
    query = select(PRESENCES.c.id, PRESENCES.c.post, PRESENCES.c.at, PRESENCES.c.how)
    there = {
        f"presence/{number}": (post, at.isoformat(), how.value)
        for number, post, at, how in connection.execute(query.order_by(PRESENCES.c.id))
    }
    for subject in sorted({*told, *there}):
        if told.get(subject) != there.get(subject):
            yield AuditFinding(subject, N_("the trail does not tell of it as it is"))


def _terms(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> Iterator[AuditFinding]:
    """Presence is asked since the records say so, and not since earlier or later."""
    told = set()
    for row in rows:
        if row["subject"].startswith("posts/") and row["action"].startswith("record."):
            body = json.loads(row["body"])
            before, after = (body[side] or {} for side in ("before", "after"))
            if before.get(ASKED, "") != after.get(ASKED, ""):
                minutes = after.get(ASKED)
                post = after.get("key") or before.get("key")
                told.add((post, row["at"], int(minutes) if minutes else None))
    terms = PRESENCE_TERMS.c
    there = {
        tuple(row) for row in connection.execute(select(terms.post, terms.since, terms.minutes))
    }
    for post in sorted({str(one[0]) for one in told ^ there}):
        what = N_("the trail does not say that presence is asked since then")
        yield AuditFinding(f"posts {post}", what)


def _stand_ins(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> Iterator[AuditFinding]:
    """Each take-over is as it was recorded, and none is gone; those of drafts do not count yet."""
    told: dict[str, tuple[dict[str, Any], bool]] = {}
    for row in rows:
        if row["action"] == f"{STAND_IN}recorded":
            told[row["subject"]] = _after(row), True
        elif row["action"] == f"{STAND_IN}withdrawn":
            told[row["subject"]] = _after(row), False
    there = {f"stand_in/{one.id}": one for one in every_stand_in(connection)}
    for subject in sorted({*told, *there}):
        one, (said, counts) = there.get(subject), told.get(subject, ({}, False))
        is_same = one is not None and counts is one.counts
        if one is not None and is_same:
            now = {
                "shift": one.shift,
                "start": one.start.isoformat(),
                "end": one.end.isoformat(),
                "leaver": one.leaver,
                "comer": one.comer,
            }
            is_same = all(said.get(name) == value for name, value in now.items())
        if not is_same:
            yield AuditFinding(subject, N_("the trail does not tell of it as it is"))
