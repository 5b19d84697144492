"""Statements that are signed: kept for good, and held against what is recorded afterwards."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from data.model.account import EVERYWHERE
from data.model.errors import Fault, Refused
from data.model.signed_statement import SignedStatement, hash_of_content
from data.store import rosters, statements
from data.store.audit import trail
from data.store.audit.trail import RECORD, Act, AuditEntry
from data.store.regions import books_within, is_statement_within
from data.store.statements import SIGNED
from data.tables.period import ZONE
from data.tables.values import midnight
from scheduler.reporting.statement import Statement, state, state_in
from scheduler.reporting.statement_facts import statement_facts, statement_from

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from data.model.account import Reach
    from data.store.opening import Store


def sign_statement(
    store: Store,
    first: date,
    last: date,
    who: str,
    now: datetime,
    region: str = "",
    book: str = "",
) -> SignedStatement:
    """Sign what is stated of local days, both ends inclusive; it is kept as it is now.

    Parameters
    ----------
    region
        Id of the one region that it is about; empty: all.
    book
        Id of the one book that it is about; empty: of all.

    Raises
    ------
    Refused
        The days are not over, the last version says the same, or there is nothing to state.
    InputError
        The records do not hold together.
    """
    if now < midnight(last + timedelta(days=1), ZONE):
        what = "these days are not over: what is to come may still change"
        raise Refused([Fault(what, "Sign the statement once they are, or choose earlier days")])
    with store.writing() as connection:
        trail.take_turn(connection)
        found = state_in(connection, first, last, now, region, book=book)
        before = statements.statements(connection, first, last, region, book)
        if before and _says_the_same(before[0], found):
            what = f"version {before[0].version} says the same"
            raise Refused([Fault(what, "Nothing was signed: it still holds")])
        facts = statement_facts(found, may_know=True, for_good=True)
        content = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        new = SignedStatement(
            id=0,
            first=first,
            last=last,
            version=0,
            made_at=now,
            made_by=who,
            entry=found.entry,
            entry_hash=found.entry_hash,
            proof_hash=found.proof.hash,
            content=content,
            content_hash=hash_of_content(content),
            region=region,
            book=book,
        )
        kept = statements.add_statement(connection, new)
        trail.append(connection, [_act(kept)], who, now)
    return kept


def _act(kept: SignedStatement) -> Act:
    facts: dict[str, Any] = {
        "first": kept.first.isoformat(),
        "last": kept.last.isoformat(),
        "version": kept.version,
        "proof_hash": kept.proof_hash,
        "content_hash": kept.content_hash,
    }
    facts |= {"region": kept.region} if kept.region else {}
    facts |= {"book": kept.book} if kept.book else {}
    return Act(SIGNED, f"statement/{kept.id}", None, facts)


def read_signed(store: Store, number: int) -> SignedStatement:
    """One statement that was signed.

    Raises
    ------
    Refused
        There is none of that number.
    """
    with store.reading() as connection:
        return statements.read_statement(connection, number)


def signed_statements(
    store: Store,
    first: date | None = None,
    last: date | None = None,
    region: str | None = None,
    book: str | None = None,
    reach: Reach = EVERYWHERE,
) -> list[SignedStatement]:
    """All that were signed, or of some days, or about a region or a book, the last one first.

    Parameters
    ----------
    region, book
        Ids; empty: those about all of them; None: whichever they are about.
    reach
        Of whoever asks: statements about one region within reach, or about a book of which each
        post is.
    """
    with store.reading() as connection:
        found = statements.statements(connection, first, last, region, book)
        if reach.is_all:
            return found
        books = books_within(connection, reach)
    return [one for one in found if is_statement_within(one.region, one.book, reach, books)]


def as_signed(signed: SignedStatement) -> Statement:
    """What a signed statement says."""
    return statement_from(json.loads(signed.content))


@dataclass(frozen=True, slots=True)
class PostDifference:
    """How the minutes of a post differ from what was signed.

    Parameters
    ----------
    name
        Of the post.
    signed, now
        Minutes that were validly filled.
    required_then, required_now
        Minutes in which somebody was needed.
    """

    post: str
    name: str
    signed: int
    now: int
    required_then: int
    required_now: int

    @property
    def minutes(self) -> int:
        """How many more minutes are validly filled now."""
        return self.now - self.signed


@dataclass(frozen=True, slots=True)
class SignedDifference:
    """What became of a statement since it was signed.

    Parameters
    ----------
    signed
        The version that it is held against.
    is_changed
        These days read otherwise now.
    posts
        Those whose minutes differ.
    recorded
        What was recorded since and touches these days, the oldest first.
    """

    signed: SignedStatement
    is_changed: bool
    posts: tuple[PostDifference, ...] = ()
    recorded: tuple[AuditEntry, ...] = ()


def difference_from(store: Store, signed: SignedStatement, now: datetime) -> SignedDifference:
    """Hold a signed statement against the records and rosters as they are now.

    Raises
    ------
    Refused
        There is nothing to state any more.
    InputError
        The records do not hold together.
    """
    days = signed.first, signed.last
    found = state(store, *days, now, signed.region, book=signed.book)
    return compare(store, signed, found)


def compare(store: Store, signed: SignedStatement, found: Statement) -> SignedDifference:
    """Hold a signed statement against what is stated of the same days now."""
    if _says_the_same(signed, found):
        return SignedDifference(signed, is_changed=False)
    then = as_signed(signed)
    with store.reading() as connection:
        recorded = tuple(_touching(connection, signed, found))
    return SignedDifference(signed, True, tuple(_posts(then, found)), recorded)


def _says_the_same(signed: SignedStatement, found: Statement) -> bool:
    """Whether minutes and open stretches are as they were signed.

    The hash of the proof alone does not tell: it knows people by a code and absences by a reason,
    and both may be erased.
    """
    if signed.proof_hash == found.proof.hash:
        return True
    now = statement_facts(found, may_know=True, for_good=True)
    return _figures(json.loads(signed.content)) == _figures(now)


def _figures(facts: Mapping[str, Any]) -> object:
    return facts["months"], list(_joined(facts["open"])), facts["no_record"]


def _joined(stretches: Sequence[Mapping[str, Any]]) -> Iterator[list[Any]]:
    """Stretches that touch and lack the same, as one: two reasons are one once they are erased."""
    last: list[Any] | None = None
    for one in stretches:
        what = [one["post"], one["slot"], one["causes"]]
        if last is not None and last[:3] == what and last[4] == one["start"]:
            last[4] = one["end"]
            continue
        if last is not None:
            yield last
        last = [*what, one["start"], one["end"]]
    if last is not None:
        yield last


def _posts(then: Statement, found: Statement) -> Iterator[PostDifference]:
    names = {post.id: post.name for one in (then, found) for post in one.posts}
    before, after = _minutes(then), _minutes(found)
    for post, name in names.items():
        one, other = before.get(post, (0, 0)), after.get(post, (0, 0))
        if one != other:
            yield PostDifference(post, name, one[1], other[1], one[0], other[0])


def _minutes(found: Statement) -> dict[str, tuple[int, int]]:
    """Minutes required and validly filled, by post."""
    sums: dict[str, tuple[int, int]] = {}
    for month in found.proof.months:
        required, valid = sums.get(month.post, (0, 0))
        sums[month.post] = required + month.required, valid + month.valid
    return sums


#: How acts begin that may change what is stated of the past.
_TELLING = (RECORD, trail.STAND_IN, "presence.")
_PUBLISHED = "roster.published"
_START = ("start", "from", "at", "date", "called_at", "alert_at")
_END = ("end", "until")


def _touching(
    connection: Connection, signed: SignedStatement, found: Statement
) -> Iterator[AuditEntry]:
    """What was recorded since, and may tell of these days."""
    window = found.proof.start, found.proof.end
    for entry in trail.entries(connection, after=signed.entry):
        if entry.action == _PUBLISHED:
            head = rosters.read_head(connection, int(entry.subject.split("/")[1]))
            if head.start < window[1] and window[0] < head.end:
                yield entry
        elif entry.action.startswith(_TELLING) and _touches(entry, window):
            yield entry


def _touches(entry: AuditEntry, window: tuple[datetime, datetime]) -> bool:
    """Whether what an entry tells lies in a stretch of time; what says no time may touch any."""
    sides = [facts for facts in (entry.before, entry.after) if facts]
    return not sides or any(_touches_side({**sides[0], **side}, window) for side in sides)


def _touches_side(facts: Mapping[str, Any], window: tuple[datetime, datetime]) -> bool:
    start = next((at for name in _START if (at := _moment(facts.get(name)))), None)
    end = next((at for name in _END if (at := _moment(facts.get(name)))), None)
    if start is None:
        return True
    until = end if end is not None else max(start, window[0])
    # A day that is the last one is inclusive: one too many is said rather than one too few.
    return start < window[1] and window[0] <= until + timedelta(days=1)


def _moment(text: object) -> datetime | None:
    """A moment or a local day of the facts; None: it is neither."""
    if not isinstance(text, str):
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found.replace(tzinfo=ZONE) if found.tzinfo is None else found
