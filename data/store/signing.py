"""Signs a draft: from then on it is in force, and what it replaces is kept as it was."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, insert, select, update

from data.model.errors import Conflict
from data.model.roster import Acceptance, Remark, RemarkKind, RosterHead, RosterStatus
from data.store.actors import names_of_actors
from data.store.drafts import claim
from data.store.rosters import in_force, read_head
from data.store.tables.rosters import ACCEPTED, ASSIGNMENTS, ROSTERS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


def sign(
    connection: Connection,
    seen: RosterHead,
    accepted: Sequence[Acceptance],
    who: str,
    at: datetime,
) -> RosterHead:
    """Turn a draft into the version in force; the one it replaces is superseded.

    Raises
    ------
    Conflict
        Somebody else changed or signed it, or signed another version of this period.
    """
    before = [head for head in in_force(connection, seen.start, seen.end) if head.id != seen.id]
    for head in before:
        if head.id != seen.based_on:
            raise Conflict(f"the period of {seen.name}", head.signer or "", head.published_at or at)
        claim(connection, head, status=RosterStatus.SUPERSEDED.value, superseded_at=at)
    versions = connection.scalar(
        select(func.max(ROSTERS.c.version)).where(ROSTERS.c.start == seen.start)
    )
    rows = [
        {
            "roster": seen.id,
            "number": number,
            "kind": one.remark.kind.value,
            "subject": one.remark.subject,
            "what": one.remark.what,
            "accepted_by": one.accepted_by,
            "reason": one.reason,
        }
        for number, one in enumerate(accepted, start=1)
    ]
    if rows:
        connection.execute(insert(ACCEPTED), rows)
    claim(
        connection,
        seen,
        status=RosterStatus.PUBLISHED.value,
        version=(versions or 0) + 1,
        published_at=at,
        published_by=who,
        changed_at=at,
        changed_by=who,
    )
    connection.execute(
        update(ROSTERS)
        .where(ROSTERS.c.id == seen.id)
        .values(content_hash=content_hash(connection, seen.id))
    )
    return read_head(connection, seen.id)


def subject(head: RosterHead) -> str:
    """What the audit trail calls a signature: the hash of what was signed stands in the chain."""
    return f"roster/{head.id}/{head.content_hash}"


def accepted(connection: Connection, roster: int) -> tuple[Acceptance, ...]:
    """What was accepted with the signature of a roster."""
    query = select(ACCEPTED).where(ACCEPTED.c.roster == roster).order_by(ACCEPTED.c.number)
    rows = connection.execute(query).mappings().all()
    names = names_of_actors(connection, (row["accepted_by"] for row in rows))
    return tuple(
        Acceptance(
            Remark(RemarkKind(row["kind"]), row["subject"], row["what"]),
            row["accepted_by"],
            row["reason"],
            names.get(row["accepted_by"], row["accepted_by"]),
        )
        for row in rows
    )


def content_hash(connection: Connection, roster: int) -> str:
    """SHA-256 of all that is signed: period, version, shifts, people, what was accepted, by whom.

    People stand in it by the number of their row, which outlives their name.
    """
    row = connection.execute(select(ROSTERS).where(ROSTERS.c.id == roster)).mappings().one()
    signed = [
        row["start"].isoformat(),
        row["end"].isoformat(),
        row["time_zone"],
        str(row["version"]),
        row["shift_set"],
        row["problem_hash"],
        row["published_by"],
        row["published_at"].isoformat(),
    ]
    who = select(ASSIGNMENTS.c.shift, ASSIGNMENTS.c.person, ASSIGNMENTS.c.double).where(
        ASSIGNMENTS.c.roster == roster
    )
    duties = sorted(
        f"{shift}\t{person}\t{int(double)}" for shift, person, double in connection.execute(who)
    )
    remarks = [
        f"{one.remark.kind}\t{one.remark.subject}\t{one.accepted_by}\t{one.reason}"
        for one in accepted(connection, roster)
    ]
    return hashlib.sha256("\n".join([*signed, *duties, *remarks]).encode()).hexdigest()
