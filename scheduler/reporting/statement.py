"""The 24/7 statement: coverage of a period, each stretch without cover, and what it stands on."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from data.model.account import EVERYWHERE, Reach
from data.model.errors import Fault, Refused
from data.model.gap import Cause
from data.model.post import Post
from data.store import gaps, rosters, signing
from data.store.audit import trail as audit
from data.store.record_objects import read_books, read_functions, read_regions
from data.store.regions import posts_of_roster
from data.tables.faults import nearest, shown
from data.tables.period import ZONE
from data.tables.values import midnight
from scheduler.coverage.desk_duties import next_deadline
from scheduler.coverage.gathering import read_coverage_input
from scheduler.coverage.proof import CoverageProof, is_counted, prove
from scheduler.coverage.regional import input_of_book, refuse_unknown_book
from scheduler.coverage.uncovered import segments
from scheduler.reporting.stated_demand import StatedDemand, demand_stated

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sqlalchemy import Connection

    from data.i18n.language import Language
    from data.model.company import Substitution
    from data.model.gap import Gap
    from data.model.roster import RosterHead
    from data.store.opening import Store
    from scheduler.coverage.input import CoverageInput
    from scheduler.coverage.uncovered import Segment


@dataclass(frozen=True, slots=True)
class SharedPost:
    """A post of a region that serves others too.

    Parameters
    ----------
    others
        Names of these.
    """

    post: str
    name: str
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Consented:
    """That somebody accepted an open seat as intended, and why.

    Parameters
    ----------
    until
        Until when it holds; None: as long as the seat is open.
    version
        Of the roster that was signed then; None: it was accepted on the page of the gap.
    """

    by: str
    reason: str
    until: datetime | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class OpenStretch:
    """Time in which a post lacked people, for the same causes.

    Parameters
    ----------
    slot
        Id of the shift; as `data.model.gap.UncoveredInterval` has it.
    start, end
        UTC, half open, within the period.
    causes
        One for each person who is missing.
    unable
        Ids of those who should have been there.
    accepted
        By whom: at the signing of the roster, or afterwards; empty: by nobody.
    """

    post: str
    slot: str
    start: datetime
    end: datetime
    causes: tuple[Cause, ...]
    unable: frozenset[str] = frozenset()
    accepted: tuple[Consented, ...] = ()

    @property
    def minutes(self) -> int:
        """Minutes that lack somebody, times how many are missing."""
        return (self.end - self.start) // timedelta(minutes=1) * len(self.causes)


@dataclass(frozen=True, slots=True)
class StatedSubstitution:
    """That substitutes filled a post, on whose word, and how often; nobody is named.

    Parameters
    ----------
    substitute
        Name of the function that they hold.
    decided_by
        Who decided it; None: no longer told.
    duties
        Duties that began in the period, or parts of them.
    """

    post: str
    substitute: str
    authority: str
    decided_by: str | None
    start: date
    until: date | None
    duties: int


@dataclass(frozen=True, slots=True)
class StatedRoster:
    """A signed roster that a statement stands on; see `data.model.roster.RosterHead`."""

    id: int
    start: datetime
    end: datetime
    time_zone: str
    version: int | None
    signer: str | None
    request: str
    published_at: datetime | None
    content_hash: str | None

    @classmethod
    def of(cls, head: RosterHead) -> StatedRoster:
        """What a statement says of a roster."""
        return cls(**{field.name: getattr(head, field.name) for field in fields(cls)})

    @property
    def first_date(self) -> date:
        """First local date."""
        return self.start.astimezone(ZoneInfo(self.time_zone)).date()

    @property
    def last_date(self) -> date:
        """Last local date, inclusive."""
        before = self.end - timedelta(minutes=1)
        return before.astimezone(ZoneInfo(self.time_zone)).date()


@dataclass(frozen=True, slots=True)
class Statement:
    """Coverage of whole local days, with all that somebody else needs to check it.

    Parameters
    ----------
    first, last
        Local dates, both inclusive.
    regions
        Names.
    posts
        All there are; those that `is_counted` says nothing of are not in the proof.
    stretches
        Without cover; their minutes add up to what the proof misses.
    unrecorded
        Before the first roster of a post: nothing is recorded of them, so they count as neither.
    holds_until
        When somebody who may still confirm to be there is late; None: nobody can be.
    rosters
        In force in the period, those that it stands on.
    made_at
        UTC.
    entry, entry_hash
        The last entry of the audit trail when it was made.
    substitutions
        By which substitutes filled posts.
    demands
        What changed how many people posts needed.
    """

    first: date
    last: date
    regions: tuple[str, ...]
    posts: tuple[Post, ...]
    proof: CoverageProof
    stretches: tuple[OpenStretch, ...]
    rosters: tuple[StatedRoster, ...]
    made_at: datetime
    entry: int
    entry_hash: str
    unrecorded: tuple[OpenStretch, ...] = ()
    holds_until: datetime | None = None
    substitutions: tuple[StatedSubstitution, ...] = ()
    demands: tuple[StatedDemand, ...] = ()
    region: str = ""
    shared: tuple[SharedPost, ...] = ()
    book: str = ""
    book_name: str = ""

    @property
    def is_over(self) -> bool:
        """Whether all of it is past: what is to come may still change."""
        return self.proof.end <= self.made_at


def state(
    store: Store,
    first: date,
    last: date,
    now: datetime,
    region: str = "",
    reach: Reach = EVERYWHERE,
    book: str = "",
) -> Statement:
    """The statement about local days, both ends inclusive.

    Parameters
    ----------
    region
        Id of the one region that it is about; empty: all within reach.
    reach
        Of whoever asks.
    book
        Id of the one book that it is about; empty: of all.

    Raises
    ------
    Refused
        The records hold no posts, or there is no such region or book.
    InputError
        The records do not hold together.
    """
    with store.reading() as connection:
        return state_in(connection, first, last, now, region, reach, book)


def state_in(
    connection: Connection,
    first: date,
    last: date,
    now: datetime,
    region: str = "",
    reach: Reach = EVERYWHERE,
    book: str = "",
) -> Statement:
    """The same, as this transaction sees the store.

    Raises
    ------
    Refused
        The records hold no posts, or there is no such region.
    InputError
        The records do not hold together.
    """
    start, end = midnight(first, ZONE), midnight(last + timedelta(days=1), ZONE)
    regions = {one.id: one.name for one in read_regions(connection)}
    if region and (region not in regions or not reach.covers([region])):
        what = f"there is no region {shown(region)}"
        raise Refused([Fault(what, nearest(region, regions))])
    refuse_unknown_book(connection, book)
    whose = Reach(frozenset({region})) if region else reach
    within = read_coverage_input(connection, start, end, now, whose)
    inputs = input_of_book(within, book)
    if not inputs.posts:
        what = "the store holds no posts, so there is nothing to state"
        raise Refused([Fault(what, "Fill it: caco import FILE")])
    stands_on = [
        head
        for head in rosters.in_force(connection, start, end)
        if (whose.is_all and not book)
        or not inputs.posts.keys().isdisjoint(posts_of_roster(connection, head.id))
    ]
    trail = audit.head(connection)
    served = {one for post in inputs.posts.values() for one in post.regions}
    short, unrecorded = _open_stretches(inputs, start, end)
    return Statement(
        first=first,
        last=last,
        regions=tuple(
            name
            for code, name in regions.items()
            if whose.covers([code]) and (not book or code in served)
        ),
        posts=tuple(inputs.posts.values()),
        proof=prove(inputs, start, end),
        stretches=tuple(_with_consents(connection, short)),
        rosters=tuple(StatedRoster.of(head) for head in stands_on),
        made_at=now,
        entry=trail.seq,
        entry_hash=trail.hash,
        unrecorded=tuple(unrecorded),
        holds_until=next_deadline(inputs),
        substitutions=tuple(
            substitutions_stated(
                inputs, {one.id: one.name for one in read_functions(connection)}, start, end
            )
        ),
        demands=tuple(demand_stated(connection, inputs.posts.values(), (start, end))),
        region=region,
        book=book,
        book_name=read_books(connection)[book].name if book else "",
        shared=tuple(_shared(inputs.posts.values(), region, regions)) if region else (),
    )


def substitutions_stated(
    inputs: CoverageInput, functions: Mapping[str, str], start: datetime, end: datetime
) -> Iterator[StatedSubstitution]:
    """How often which post was filled by which substitution, in the order of the posts.

    Parameters
    ----------
    functions
        Names by id.
    """
    if not inputs.substitutions:
        return
    for post in inputs.posts.values():
        found: Counter[Substitution] = Counter()
        for staffed in inputs.published.get(post.id, ()):
            for part in staffed.pieces:
                day = part.start.astimezone(inputs.zone).date()
                is_here = start <= part.start < end
                instead = inputs.substitution(part.person, post.function, day) if is_here else None
                if instead is not None:
                    found[instead] += 1
        for one, count in sorted(found.items(), key=lambda item: item[0].start):
            yield StatedSubstitution(
                post.id,
                functions.get(one.substitute, one.substitute),
                one.authority,
                one.decided_by,
                one.start,
                one.until,
                count,
            )


def _shared(posts: Iterable[Post], region: str, names: Mapping[str, str]) -> Iterator[SharedPost]:
    """The posts of a region that serve others too."""
    for post in posts:
        others = tuple(names.get(one, one) for one in post.regions if one != region)
        if others:
            yield SharedPost(post.id, post.name, others)


def _open_stretches(
    inputs: CoverageInput, start: datetime, end: datetime
) -> tuple[list[OpenStretch], list[OpenStretch]]:
    """Time without cover, and time before there were rosters."""
    short: list[OpenStretch] = []
    unrecorded: list[OpenStretch] = []
    for post in filter(is_counted, inputs.posts.values()):
        pieces = [piece for piece in segments(inputs, post, start, end) if piece.lacks]
        short += _joined(post.id, (one for one in pieces if not one.is_before_rosters))
        unrecorded += _joined(post.id, (one for one in pieces if one.is_before_rosters))
    return short, unrecorded


def _joined(post: str, pieces: Iterable[Segment]) -> Iterator[OpenStretch]:
    """Pieces of one slot that touch and lack people for the same causes, as one."""
    last: OpenStretch | None = None
    for piece in pieces:
        causes = tuple(cause for cause, _person in piece.lacks)
        unable = frozenset(person for _cause, person in piece.lacks if person)
        this = OpenStretch(post, piece.slot, piece.start, piece.end, causes, unable)
        if last is not None and _goes_on(last, this):
            last = replace(last, end=this.end)
            continue
        if last is not None:
            yield last
        last = this
    if last is not None:
        yield last


def _goes_on(one: OpenStretch, other: OpenStretch) -> bool:
    same = (one.slot, one.causes, one.unable) == (other.slot, other.causes, other.unable)
    return same and one.end == other.start


def _with_consents(connection: Connection, found: Iterable[OpenStretch]) -> Iterator[OpenStretch]:
    stretches = list(found)
    if not stretches:
        return
    since = min(one.start for one in stretches)
    kept = [gap for gap in gaps.read_gaps(connection, since=since) if gap.accepted_by]
    signed = signing.sign_off_between(connection, since, max(one.end for one in stretches))
    for one in stretches:
        told = dict.fromkeys([_consent(gap) for gap in kept if _is_about(gap, one)])
        at_signing = signed.of_open_shift(one.slot, len(one.causes), one.unable)
        if at_signing:
            said = Consented(at_signing.acceptor, at_signing.reason, version=at_signing.version)
            told = {said: None, **told}
        yield replace(one, accepted=tuple(told))


def _consent(gap: Gap) -> Consented:
    until = gap.accepted_until
    is_all = until is None or until >= gap.interval.end
    return Consented(gap.accepted_by, gap.accepted_reason, None if is_all else until)


def _is_about(gap: Gap, one: OpenStretch) -> bool:
    """Whether an acceptance is one of this stretch, and of all who are missing in it."""
    interval, facts = gap.interval, gap.accepted_facts
    if (interval.post, interval.slot) != (one.post, one.slot):
        return False
    if not (interval.start < one.end and one.start < interval.end):
        return False
    return facts is None or (len(one.causes) <= facts.missing and one.unable <= facts.people)


def share_text(part: int, whole: int, speech: Language) -> str:
    """A share in per cent: cut and not rounded, so that 99.99 per cent never reads as 100."""
    if part == whole:
        return "100"
    return speech.number(10_000 * part // whole / 100, 2)


def lasting_text(minutes: int, speech: Language) -> str:
    """As ``58 min``, ``12 h`` or ``1,234 h 30 min``."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} min"
    whole = f"{speech.number(hours)} {speech.gettext('h')}"
    return f"{whole} {rest} min" if rest else whole
