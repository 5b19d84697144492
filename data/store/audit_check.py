"""Finds out whether the audit trail is whole, and whether the store is as the trail says."""

from __future__ import annotations

import itertools
import json
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from data.exchange.problem_json import hash_of
from data.model.record_change import ChangeKind
from data.model.roster import RosterStatus
from data.store import audit, records, rosters, signing
from data.store.audit import RECORD, START
from data.store.drafts import shift_set_hash
from data.store.tables.audit import ENTRIES
from data.store.tables.records import RECORDS
from data.store.tables.rosters import SHIFT_SETS, SNAPSHOTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from zoneinfo import ZoneInfo

ERASED = f"{RECORD}erased"  #: a row that was taken out of the records
FORGOTTEN = "person.erased"  #: the entry that vouches for what was taken out of others


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as the audit trail says.

    Parameters
    ----------
    where
        ``entry 17``, ``roster 3``, ``people/4`` ...
    what
        In a sentence.
    """

    where: str
    what: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of looking.

    Parameters
    ----------
    entries, rosters
        How many were looked at.
    hash
        Of the last entry. Whoever writes it down elsewhere can later prove that nothing before it
        was taken away.
    findings
        Empty: all is well.
    clock_ran_back
        Entries that are earlier than the one before them: no fault of the chain.
    erased
        Entries from which personal data were taken out, as the trail itself says.
    """

    entries: int
    rosters: int
    hash: str
    findings: tuple[Finding, ...]
    clock_ran_back: tuple[int, ...]
    erased: int


def verify(connection: Connection, zone: ZoneInfo, known_hash: str | None = None) -> Verdict:
    """Look at every entry, every signed roster and every row of the records.

    Parameters
    ----------
    known_hash
        The hash of some entry, as it was written down elsewhere.
    """
    rows = [
        dict(row) for row in connection.execute(select(ENTRIES).order_by(ENTRIES.c.seq)).mappings()
    ]
    findings = [*_chain(rows), *_end(connection, rows, known_hash)]
    findings += _rosters(connection, rows)
    findings += _content(connection, rows)
    findings += _records(connection, rows, zone)
    signed = rosters.heads(connection, [RosterStatus.PUBLISHED, RosterStatus.SUPERSEDED])
    back = [row["seq"] for before, row in itertools.pairwise(rows) if row["at"] < before["at"]]
    return Verdict(
        entries=len(rows),
        rosters=len(signed),
        hash=rows[-1]["hash"] if rows else START,
        findings=tuple(findings),
        clock_ran_back=tuple(back),
        erased=sum(row["erased_by"] is not None for row in rows),
    )


def _chain(rows: list[dict[str, Any]]) -> Iterator[Finding]:
    previous, number = START, 0
    vouchers = {row["seq"] for row in rows if row["action"] == FORGOTTEN}
    for row in rows:
        where = f"entry {row['seq']}"
        if row["seq"] != number + 1:
            missing = f"{number + 1}" if row["seq"] == number + 2 else f"{number + 1} and more"
            yield Finding(where, f"what stood before it is missing (entry {missing})")
        elif row["previous"] != previous:
            yield Finding(where, "it does not follow the entry before it")
        if audit.entry_hash(row) != row["hash"]:
            yield Finding(where, "it was changed")
        elif row["erased_by"] is None:
            if audit.body_hash(row["salt"], row["body"]) != row["body_hash"]:
                yield Finding(where, "what it tells was changed")
        elif row["erased_by"] not in vouchers or row["erased_by"] <= row["seq"]:
            yield Finding(where, "personal data were taken out, and no entry says by whom")
        previous, number = row["hash"], row["seq"]


def _end(
    connection: Connection, rows: list[dict[str, Any]], known_hash: str | None
) -> Iterator[Finding]:
    last = (rows[-1]["seq"], rows[-1]["hash"]) if rows else (0, START)
    end = audit.head(connection)
    if (end.seq, end.hash) != last:
        yield Finding(f"entry {end.seq}", "the last entries are missing, or some were added")
    if known_hash and known_hash not in {START, *(row["hash"] for row in rows)}:
        yield Finding("the chain", f"it no longer holds the entry with hash {known_hash}")


def _rosters(connection: Connection, rows: list[dict[str, Any]]) -> Iterator[Finding]:
    """Each signature of the trail is there, and each roster that is there was signed so."""
    signed = {row["subject"] for row in rows if row["action"] == "roster.published"}
    found = set()
    for head in rosters.heads(connection, [RosterStatus.PUBLISHED, RosterStatus.SUPERSEDED]):
        subject = signing.subject(head)
        found.add(subject)
        if subject not in signed:
            yield Finding(f"roster {head.id}", "no signature in the trail speaks of it as it is")
        if signing.content_hash(connection, head.id) != head.content_hash:
            yield Finding(f"roster {head.id}", "it was changed after it was signed")
    for subject in sorted(signed - found):
        yield Finding(subject.rpartition("/")[0], "it was signed, and is no longer there so")


def _content(connection: Connection, rows: list[dict[str, Any]]) -> Iterator[Finding]:
    """Problems and sets of shifts are named by their hash."""
    vouchers = {row["seq"] for row in rows if row["action"] == FORGOTTEN}
    for name, content, erased_by in connection.execute(select(SNAPSHOTS)):
        if erased_by is None and _unpacked_hash(content) != name:
            yield Finding(f"problem {name[:12]}", "it was changed")
        elif erased_by is not None and erased_by not in vouchers:
            yield Finding(f"problem {name[:12]}", "it was changed, and no entry says by whom")
    for name in connection.scalars(select(SHIFT_SETS.c.hash)):
        if shift_set_hash(rosters.read_shifts(connection, name)) != name:
            yield Finding(f"shifts {name[:12]}", "they were changed")


def _unpacked_hash(content: bytes) -> str:
    try:
        return hash_of(zlib.decompress(content))
    except zlib.error:
        return ""


def _records(
    connection: Connection, rows: list[dict[str, Any]], zone: ZoneInfo
) -> Iterator[Finding]:
    """Tell the trail again from its beginning: it must end in the records as they are."""
    told = _told(rows)
    for name in RECORDS:
        there = {
            f"{name}/{row.number}": (records.as_texts(name, row.values, zone), row.has_ended)
            for row in records.read_rows(connection, name).values()
        }
        expected = {s: state for s, state in told.items() if s.partition("/")[0] == name}
        for subject in sorted({*there, *expected}):
            now, then = there.get(subject), expected.get(subject)
            if now is None:
                yield Finding(subject, "it is missing from the records")
            elif then is None:
                yield Finding(subject, "it stands in the records, and no entry says since when")
            elif now != then:
                yield Finding(subject, "it is not as the trail says")


def _told(rows: list[dict[str, Any]]) -> dict[str, tuple[dict[str, str], bool]]:
    """Each row of the records as the trail tells it, and whether it has ended."""
    told: dict[str, tuple[dict[str, str], bool]] = {}
    for row in rows:
        if not row["action"].startswith(RECORD):
            continue
        subject, kind = row["subject"], row["action"].removeprefix(RECORD)
        after = _facts(json.loads(row["body"]).get("after"))
        before, _ = told.get(subject, ({}, False))
        if row["action"] == ERASED:
            told.pop(subject, None)
        elif kind == ChangeKind.ADDED:
            told[subject] = (after, False)
        elif kind == ChangeKind.CHANGED:
            whole = {**before, **after}
            told[subject] = ({name: text for name, text in whole.items() if text}, False)
        else:
            told[subject] = (before, True)
    return told


def _facts(after: Mapping[str, str] | None) -> dict[str, str]:
    return {name: text for name, text in (after or {}).items() if name != "key"}
