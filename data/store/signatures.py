"""Signatures of rosters by region, as they are kept, and what of a draft they are given for."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, insert, select

from data.model.roster import RemarkKind, RosterHead, RosterStatus
from data.model.signature import RemarkConsent, RosterSignature
from data.store.accounts import names_of_actors
from data.store.tables.rosters import ASSIGNMENTS, ROSTER_SIGNATURES, ROSTERS, STAND_INS

if TYPE_CHECKING:
    from collections.abc import Collection


def add_signature(connection: Connection, given: RosterSignature) -> None:
    """Keep a new one; it gets its number."""
    consents = [[one.kind, one.subject, one.fingerprint, one.reason] for one in given.consents]
    connection.execute(
        insert(ROSTER_SIGNATURES).values(
            roster=given.roster,
            regions=list(given.regions),
            signed_by=given.signed_by,
            signed_at=given.signed_at,
            content_hash=given.content_hash,
            consents=json.dumps(consents, ensure_ascii=False),
        )
    )


def remove_signatures(connection: Connection, numbers: Collection[int]) -> None:
    """Throw signatures away that were given for what a draft no longer is."""
    connection.execute(delete(ROSTER_SIGNATURES).where(ROSTER_SIGNATURES.c.id.in_(numbers)))


def signatures_of(connection: Connection, roster: int) -> tuple[RosterSignature, ...]:
    """All of one roster, the oldest first; of a draft those too that are void."""
    mine = ROSTER_SIGNATURES.c.roster == roster
    rows = (
        connection.execute(select(ROSTER_SIGNATURES).where(mine).order_by(ROSTER_SIGNATURES.c.id))
        .mappings()
        .all()
    )
    names = names_of_actors(connection, (row["signed_by"] for row in rows))
    return tuple(
        RosterSignature(
            id=row["id"],
            roster=row["roster"],
            regions=tuple(row["regions"] or ()),
            signed_by=row["signed_by"],
            signed_at=row["signed_at"],
            content_hash=row["content_hash"],
            consents=tuple(
                RemarkConsent(RemarkKind(kind), *texts)
                for kind, *texts in json.loads(row["consents"])
            ),
            signer=names.get(row["signed_by"], row["signed_by"]),
        )
        for row in rows
    )


def drafts_with_signatures(connection: Connection) -> list[int]:
    """Numbers of the drafts that somebody signed for some of their regions."""
    query = (
        select(ROSTERS.c.id)
        .where(ROSTERS.c.id.in_(select(ROSTER_SIGNATURES.c.roster)))
        .where(ROSTERS.c.status == RosterStatus.DRAFT)
        .order_by(ROSTERS.c.id)
    )
    return list(connection.scalars(query))


def signature_lines(connection: Connection, roster: int) -> list[str]:
    """What the hash of a signed roster holds of them: each of them whole."""
    mine = ROSTER_SIGNATURES.c.roster == roster
    query = select(ROSTER_SIGNATURES).where(mine).order_by(ROSTER_SIGNATURES.c.id)
    return [
        "\t".join(
            (
                "signature",
                ",".join(row["regions"] or ()),
                row["signed_by"],
                row["signed_at"].isoformat(),
                row["content_hash"],
                row["consents"],
            )
        )
        for row in connection.execute(query).mappings()
    ]


def draft_hash(connection: Connection, head: RosterHead) -> str:
    """SHA-256 of all of a draft that a signature is given for.

    Its period, book and base, the problem that it answers, its shifts, who has which of them, and
    how they are split. A pin changes nothing of what is signed. People stand in it by the number
    of their row.
    """
    whole = [
        head.start.isoformat(),
        head.end.isoformat(),
        head.book,
        str(head.based_on),
        head.problem_hash,
        head.shift_set,
    ]
    held = select(ASSIGNMENTS.c.shift, ASSIGNMENTS.c.person, ASSIGNMENTS.c.double)
    duties = sorted(
        f"{shift}\t{person}\t{int(double)}"
        for shift, person, double in connection.execute(held.where(ASSIGNMENTS.c.roster == head.id))
    )
    parts = (
        select(
            STAND_INS.c.shift,
            STAND_INS.c.start,
            STAND_INS.c.end,
            STAND_INS.c.leaver,
            STAND_INS.c.comer,
        )
        .where(STAND_INS.c.roster == head.id, STAND_INS.c.withdrawn_at.is_(None))
        .order_by(STAND_INS.c.id)
    )
    splits = [
        f"{shift}\t{start.isoformat()}\t{end.isoformat()}\t{leaver}\t{comer}"
        for shift, start, end, leaver, comer in connection.execute(parts)
    ]
    return hashlib.sha256("\n".join([*whole, *duties, "", *splits]).encode()).hexdigest()
