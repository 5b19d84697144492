"""Signs a draft: from then on it is in force, and what it replaces is kept as it was."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, func, insert, select, update

from data.model.errors import Conflict
from data.model.roster import (
    Acceptance,
    LackingMixFacts,
    LateNoticeFacts,
    OpenShiftFacts,
    Remark,
    RemarkFacts,
    RemarkKind,
    RosterHead,
    RosterStatus,
    SignOffItem,
    UnreachableFacts,
    ViolationFacts,
)
from data.model.sign_off import SignOff
from data.store.accounts import names_of_actors
from data.store.drafts import claim
from data.store.rosters import codes_of_people, in_force, person_numbers, posts_by_roster, read_head
from data.store.signatures import signature_lines
from data.store.tables.rosters import ACCEPTED, ASSIGNMENTS, ROSTERS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

_HASH_VERSION = 2
_FACTS: Mapping[RemarkKind, type[RemarkFacts]] = {
    RemarkKind.GAP: OpenShiftFacts,
    RemarkKind.VIOLATION: ViolationFacts,
    RemarkKind.NOTICE: LateNoticeFacts,
    RemarkKind.UNREACHABLE: UnreachableFacts,
    RemarkKind.SKILLS: LackingMixFacts,
}
_MOMENTS = ("start", "end", "first")  #: fields of facts that are instants


def sign(
    connection: Connection,
    seen: RosterHead,
    items: Sequence[SignOffItem],
    who: str,
    at: datetime,
    request: str = "",
) -> RosterHead:
    """Turn a draft into the version in force; the one it replaces is superseded.

    Parameters
    ----------
    items
        All that there is to accept in it. An acceptance without a version is one of this
        signature.
    request
        The offer or swap by which it came about; empty: `who` signed it.

    Raises
    ------
    Conflict
        Somebody else changed or signed it, or signed another version of this period.
    """
    mine = in_force(connection, seen.start, seen.end, seen.book)
    before = [head for head in mine if head.id != seen.id]
    for head in before:
        if head.id != seen.based_on:
            raise Conflict(f"the period of {seen.name}", head.signer or "", head.published_at or at)
        claim(connection, head, status=RosterStatus.SUPERSEDED, superseded_at=at)
    versions = connection.scalar(
        select(func.max(ROSTERS.c.version)).where(
            ROSTERS.c.start == seen.start, ROSTERS.c.book == seen.book
        )
    )
    rows = _rows(connection, seen.id, items)
    if rows:
        connection.execute(insert(ACCEPTED), rows)
    claim(
        connection,
        seen,
        status=RosterStatus.PUBLISHED,
        version=(versions or 0) + 1,
        published_at=at,
        published_by=who,
        changed_at=at,
        changed_by=who,
        hash_version=_HASH_VERSION,
        request=request,
    )
    connection.execute(
        update(ROSTERS)
        .where(ROSTERS.c.id == seen.id)
        .values(content_hash=content_hash(connection, seen.id))
    )
    return read_head(connection, seen.id)


def _rows(
    connection: Connection, roster: int, items: Sequence[SignOffItem]
) -> list[dict[str, Any]]:
    numbers = person_numbers(connection)
    return [
        {
            "roster": roster,
            "number": number,
            "kind": one.remark.kind,
            "subject": one.remark.subject,
            "what": one.remark.stored,
            "facts": facts_json(one.remark.facts, numbers),
            "accepted_in": (one.acceptance.roster or roster) if one.acceptance else None,
            "accepted_by": one.acceptance.accepted_by if one.acceptance else "",
            "reason": one.acceptance.reason if one.acceptance else "",
            "request": one.acceptance.request if one.acceptance else "",
        }
        for number, one in enumerate(items, start=1)
    ]


def subject(head: RosterHead) -> str:
    """What the audit trail calls a signature: the hash of what was signed stands in the chain."""
    return f"roster/{head.id}/{head.content_hash}"


def sign_off_items(
    connection: Connection, roster: int, kind: RemarkKind | None = None
) -> tuple[SignOffItem, ...]:
    """All that there was to accept when a roster was signed; accepted by whom, if so.

    Parameters
    ----------
    kind
        Only what is of this kind.
    """
    query = (
        select(ACCEPTED, ROSTERS.c.version)
        .outerjoin(ROSTERS, ROSTERS.c.id == ACCEPTED.c.accepted_in)
        .where(ACCEPTED.c.roster == roster)
        .order_by(ACCEPTED.c.number)
    )
    if kind is not None:
        query = query.where(ACCEPTED.c.kind == kind)
    rows = connection.execute(query).mappings().all()
    if not rows:
        return ()
    names = names_of_actors(connection, (row["accepted_by"] for row in rows))
    told = [json.loads(row["facts"] or "null") for row in rows]
    codes = codes_of_people(connection, {number for facts in told for number in _named(facts)})
    found = []
    for row, content in zip(rows, told, strict=True):
        facts = _facts(row["kind"], content, codes)
        acceptance = None
        if row["accepted_in"] is not None:
            acceptance = Acceptance(
                accepted_by=row["accepted_by"],
                acceptor=names.get(row["accepted_by"], row["accepted_by"]),
                reason=row["reason"],
                roster=row["accepted_in"],
                version=row["version"],
                request=row["request"],
            )
        remark = Remark(row["kind"], row["subject"], facts, row["what"])
        found.append(SignOffItem(remark, acceptance))
    return tuple(found)


def sign_off_between(
    connection: Connection,
    start: datetime,
    end: datetime,
    kind: RemarkKind | None = None,
    posts: Collection[str] | None = None,
) -> SignOff:
    """What the rosters in force that touch a stretch of time say: who accepted what.

    Parameters
    ----------
    kind
        Only what is of this kind.
    posts
        Only rosters of one of these posts; None: all.
    """
    heads = in_force(connection, start, end)
    if posts is not None:
        held = posts_by_roster(connection, heads, posts)
        heads = [head for head in heads if held[head.id]]
    return SignOff(
        tuple(item for head in heads for item in sign_off_items(connection, head.id, kind))
    )


def facts_json(facts: RemarkFacts | None, numbers: Mapping[str, int]) -> str | None:
    """Facts as they are kept: people by the number of their row, which outlives their code."""
    if facts is None:
        return None
    content = asdict(facts)
    if "person" in content:
        content["person"] = numbers[content["person"]]
    if "unable" in content:
        content["unable"] = [numbers[code] for code in content["unable"]]
    texts = {name: content[name].isoformat() for name in _MOMENTS if name in content}
    return json.dumps({**content, **texts}, ensure_ascii=False, sort_keys=True)


def _named(content: dict[str, Any] | None) -> set[int]:
    """The rows of the people whom kept facts name."""
    if content is None:
        return set()
    return {*content.get("unable", ()), *([content["person"]] if "person" in content else [])}


def _facts(
    kind: RemarkKind, content: dict[str, Any] | None, codes: Mapping[int, str]
) -> RemarkFacts | None:
    if content is None:
        return None
    if "person" in content:
        content["person"] = codes[content["person"]]
    if "unable" in content:
        content["unable"] = tuple(sorted(codes[number] for number in content["unable"]))
    for name in ("shifts", "posts"):
        if name in content:
            content[name] = tuple(content[name])
    moments = {n: datetime.fromisoformat(content[n]) for n in _MOMENTS if n in content}
    return _FACTS[kind](**{**content, **moments})


def content_hash(connection: Connection, roster: int) -> str:
    """SHA-256 of all that is signed: period, version, shifts, people, what was accepted, by whom.

    Where several signed it, each for regions of their own, their signatures are in it too.

    People stand in it by the number of their row, which outlives their name. What version 0.1.0
    signed is hashed as it did: facts, and the version in which somebody was asked, are not in it.
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
    is_first = row["hash_version"] == 1
    if not is_first:
        signed.append(f"{row['hash_version']}\t{row['request']}")
    if row["book"]:  # rosters of no book are hashed as before there were books
        signed.append(row["book"])
    who = select(ASSIGNMENTS.c.shift, ASSIGNMENTS.c.person, ASSIGNMENTS.c.double).where(
        ASSIGNMENTS.c.roster == roster
    )
    duties = sorted(
        f"{shift}\t{person}\t{int(double)}" for shift, person, double in connection.execute(who)
    )
    query = select(ACCEPTED).where(ACCEPTED.c.roster == roster).order_by(ACCEPTED.c.number)
    remarks = []
    for one in connection.execute(query).mappings():
        line = [one["kind"], one["subject"], one["accepted_by"], one["reason"]]
        if not is_first:
            line += [str(one["accepted_in"]), one["request"], one["facts"] or "", one["what"]]
        remarks.append("\t".join(line))
    given = signature_lines(connection, roster)  # none: one signed it, and it is hashed as before
    return hashlib.sha256("\n".join([*signed, *duties, *remarks, *given]).encode()).hexdigest()
