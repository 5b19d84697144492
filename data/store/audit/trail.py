"""Writes the audit trail, and finds entries of it.

Each entry holds the hash of the one before it. What was before and after stands beside the chain,
which holds only a salted hash of it: personal data can be taken out, and the chain still proves
that nothing else was touched.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, RowMapping, insert, or_, select, update

from data.store.tables.records import PEOPLE
from data.store.tables.rosters import ENTRIES, HEAD

if TYPE_CHECKING:
    from collections.abc import Collection

START = "0" * 64  #: what stands before the first entry; the first migration says so too


RECORD = "record."  #: how actions begin that change the records


STAND_IN = "stand_in."  #: how actions begin that change who does what, with no roster signed


DEPLOYMENT = "deployment."  #: the same in a disaster: who relieves whom


Facts = Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Act:
    """Something that was done.

    Parameters
    ----------
    action
        What: ``record.added``, ``roster.published`` ...
    subject
        To what: ``people/17``. No name or code of a person: it cannot be taken out again.
    before, after
        The facts, as far as they changed; anything JSON can hold.
    outdates_drafts
        Drafts are to be judged anew, as after a change of the records: what people do in another
        book changed.
    """

    action: str
    subject: str
    before: Facts = None
    after: Facts = None
    outdates_drafts: bool = False


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One entry of the trail, for a reader.

    Parameters
    ----------
    seq
        Its number in the chain.
    erased_by
        Number of the entry that says by whom personal data were taken out of it.
    """

    seq: int
    at: datetime
    who: str
    action: str
    subject: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    hash: str
    erased_by: int | None


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain."""

    seq: int
    hash: str
    records_seq: int


def head(connection: Connection) -> Head:
    """The end of the chain, as this transaction sees it."""
    return Head(*connection.execute(select(HEAD.c.seq, HEAD.c.hash, HEAD.c.records_seq)).one())


def take_turn(connection: Connection) -> Head:
    """The end of the chain, held until the transaction ends: others wait for their turn."""
    row = connection.execute(
        select(HEAD.c.seq, HEAD.c.hash, HEAD.c.records_seq).with_for_update()
    ).one()
    return Head(*row)


def append(connection: Connection, acts: Sequence[Act], who: str, at: datetime) -> Head:
    """Add entries to the chain, in the transaction of the change that they tell of.

    Parameters
    ----------
    who
        The user.
    at
        As their clock said; the order of entries is that of their numbers.
    """
    end = take_turn(connection)
    rows, previous, records_seq = [], end.hash, end.records_seq
    for seq, act in enumerate(acts, start=end.seq + 1):
        row = _row(seq, act, who, at, previous)
        rows.append(row)
        previous = row["hash"]
        if act.outdates_drafts or act.action.startswith((RECORD, STAND_IN, DEPLOYMENT)):
            records_seq = seq
    if rows:
        connection.execute(insert(ENTRIES), rows)
        end = Head(end.seq + len(rows), previous, records_seq)
        connection.execute(
            update(HEAD).values(seq=end.seq, hash=end.hash, records_seq=end.records_seq)
        )
    return end


def entries(
    connection: Connection,
    subject: str | None = None,
    most: int | None = None,
    *,
    action: str | None = None,
    after: int = 0,
) -> list[AuditEntry]:
    """The last entries, the oldest of them first.

    Parameters
    ----------
    subject, action
        Only those of this subject, as ``roster/3``; only those of this action.
    most
        No more than so many; None: all.
    after
        Only those with a higher number.
    """
    query = select(ENTRIES).order_by(ENTRIES.c.seq.desc()).limit(most)
    query = query.where(ENTRIES.c.seq > after)
    if action:
        query = query.where(ENTRIES.c.action == action)
    if subject:
        whole = (ENTRIES.c.subject == subject) | ENTRIES.c.subject.startswith(f"{subject}/")
        query = query.where(whole)
    return [as_entry(row) for row in connection.execute(query).mappings()][::-1]


def as_entry(row: RowMapping) -> AuditEntry:
    """A row of the trail, for a reader."""
    body = json.loads(row["body"])
    return AuditEntry(
        **{name: row[name] for name in ("seq", "at", "who", "action", "subject", "hash")},
        before=body["before"],
        after=body["after"],
        erased_by=row["erased_by"],
    )


def first_entry(connection: Connection) -> AuditEntry | None:
    """The entry that the chain begins with; None: nothing was done yet."""
    row = connection.execute(select(ENTRIES).order_by(ENTRIES.c.seq).limit(1)).mappings().first()
    return as_entry(row) if row is not None else None


def actions_after(connection: Connection, seq: int) -> frozenset[str]:
    """What kinds of things were done after an entry of the trail."""
    query = select(ENTRIES.c.action).distinct().where(ENTRIES.c.seq > seq)
    return frozenset(connection.execute(query).scalars())


def _row(seq: int, act: Act, who: str, at: datetime, previous: str) -> dict[str, Any]:
    body, salt = packed({"before": act.before, "after": act.after}), secrets.token_hex(16)
    row = {
        "seq": seq,
        "at": at,
        "who": who,
        "action": act.action,
        "subject": act.subject,
        "body": body,
        "salt": salt,
        "body_hash": body_hash(salt, body),
        "previous": previous,
        "erased_by": None,
    }
    return {**row, "hash": entry_hash(row)}


def packed(content: Mapping[str, Any]) -> str:
    """Facts as one text, the same for the same facts."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def body_hash(salt: str, body: str) -> str:
    """What the chain knows of a body."""
    return hashlib.sha256(f"{salt}\n{body}".encode()).hexdigest()


def entry_hash(row: Mapping[str, Any]) -> str:
    """The hash of an entry: over all that must never change in it."""
    parts = [
        row["previous"],
        str(row["seq"]),
        row["at"].isoformat(),
        row["who"],
        row["action"],
        row["subject"],
        row["body_hash"],
    ]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """What somebody looks for; what is empty does not matter.

    Parameters
    ----------
    actions
        Any of these.
    subject
        ``roster/3``, or ``roster`` for those of every roster.
    kinds
        What they may be about, as ``roster``; empty: anything.
    since, until
        Half open.
    """

    who: str = ""
    actions: tuple[str, ...] = ()
    subject: str = ""
    kinds: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None


def search(
    connection: Connection, wanted: EntryFilter, before: int | None, most: int | None
) -> list[AuditEntry]:
    """Entries that fit, the newest first.

    Parameters
    ----------
    before
        Only those with a lower number; None: from the last one.
    """
    query = select(ENTRIES).order_by(ENTRIES.c.seq.desc()).limit(most)
    if before is not None:
        query = query.where(ENTRIES.c.seq < before)
    if wanted.who:
        query = query.where(ENTRIES.c.who == wanted.who)
    if wanted.actions:
        query = query.where(ENTRIES.c.action.in_(wanted.actions))
    if wanted.subject:
        below = ENTRIES.c.subject.startswith(f"{wanted.subject}/", autoescape=True)
        query = query.where((ENTRIES.c.subject == wanted.subject) | below)
    if wanted.kinds:
        begins = (
            ENTRIES.c.subject.startswith(f"{kind}/", autoescape=True) for kind in wanted.kinds
        )
        query = query.where(or_(*begins))
    if wanted.since is not None:
        query = query.where(ENTRIES.c.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(ENTRIES.c.at < wanted.until)
    return [as_entry(row) for row in connection.execute(query).mappings()]


def everybody(connection: Connection) -> list[str]:
    """All who ever did something."""
    return list(connection.scalars(select(ENTRIES.c.who).distinct().order_by(ENTRIES.c.who)))


def names_of_rows(connection: Connection, numbers: Collection[int]) -> dict[int, tuple[str, str]]:
    """Row -> code and name of people, also of those who left; a pseudonym if they were erased."""
    query = select(PEOPLE.c.row, PEOPLE.c.id, PEOPLE.c.name).where(PEOPLE.c.row.in_(numbers))
    return {row: (code, name) for row, code, name in connection.execute(query).all()}


MOST_TOGETHER = (
    500  #: records that one form changes are fewer; those that a file changes may be more
)


def entries_of_moment(connection: Connection, entry: AuditEntry) -> list[AuditEntry]:
    """What was done together with an entry: by the same user in the same transaction.

    Of very many the changes of other records are left out.
    """
    others = (ENTRIES.c.who != entry.who) | (ENTRIES.c.at != entry.at)
    seqs = select(ENTRIES.c.seq).where(others).limit(1)
    # Numbers follow each other inside a transaction: none but it had its turn.
    before = connection.scalar(seqs.where(ENTRIES.c.seq < entry.seq).order_by(ENTRIES.c.seq.desc()))
    after = connection.scalar(seqs.where(ENTRIES.c.seq > entry.seq).order_by(ENTRIES.c.seq))
    query = select(ENTRIES).where(ENTRIES.c.seq > (before or 0)).order_by(ENTRIES.c.seq)
    if after is not None:
        query = query.where(ENTRIES.c.seq < after)
    last = after or head(connection).seq + 1
    if last - (before or 0) > MOST_TOGETHER:
        is_other = ENTRIES.c.action.startswith(RECORD) & (ENTRIES.c.seq != entry.seq)
        query = query.where(~is_other)
    return [as_entry(row) for row in connection.execute(query).mappings()]
