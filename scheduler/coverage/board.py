"""The coverage board: per post who is on now and next, and what lies ahead; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from data.model.days import touched_dates
from data.model.gap import Cause
from data.model.intervals import clip, split, subtract, union
from data.model.post import Post, PostKind
from data.model.shift import Stretch
from scheduler.coverage.call_chances import OpenCallChance, chances, class_of
from scheduler.coverage.gap_groups import GapGroup, group_gaps
from scheduler.coverage.hindrances import serving, who_serves
from scheduler.coverage.open_call import call_from, covered_by_pledges, uncovered
from scheduler.coverage.status import GapRow
from scheduler.coverage.uncovered import before_rosters

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from scheduler.coverage.input import CoverageInput, StaffedShift
    from scheduler.coverage.snapshot import CoverageSnapshot


class BoardCover(StrEnum):
    """How a stretch of a post is covered."""

    HELD = "held"  #: somebody is validly there; of an open call: enough people pledged
    DOUBTFUL = "doubtful"  #: somebody is, by a decision that sets a requirement aside
    CALL = "call"  #: an open call, and the chance that nobody comes is small enough
    UNSURE = "unsure"  #: an open call, and that chance is too large, or not known
    ACCEPTED = "accepted"  #: empty, as somebody intended
    OFFERED = "offered"  #: empty, and somebody was asked who did not answer yet
    NOT_BEGUN = "not_begun"  #: the first roster of the post has yet to begin: nothing is promised
    GAP = "gap"

    @property
    def is_empty(self) -> bool:
        """Whether somebody is missing."""
        return self in (BoardCover.ACCEPTED, BoardCover.OFFERED, BoardCover.GAP)


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a post in which nothing changes.

    Parameters
    ----------
    people
        Ids of who is named on it.
    row
        The gap that it is; None: it is none.
    """

    cover: BoardCover
    start: datetime
    end: datetime
    people: tuple[str, ...] = ()
    row: GapRow | None = None

    @property
    def whole_end(self) -> datetime:
        """When it ends, also where the timeline ends before that."""
        return max(self.end, self.row.gap.interval.end) if self.row else self.end


@dataclass(frozen=True, slots=True)
class BoardDuty:
    """Somebody who is on a post, really, until some moment."""

    person: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Next:
    """The next shift of a post; without people it is a gap."""

    start: datetime
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PostRow:
    """One post on the board.

    Parameters
    ----------
    is_needed
        It needs somebody now; an open call always does, and is never counted as filled.
    on
        Who is on now.
    gap
        The gap that it has now.
    next
        None: nothing is rostered after this.
    blocks
        By start; where nobody is needed there is none.
    chance
        Of an open call: the chance that too few come, at this time of day.
    unbegun
        When it asks for people before its first roster begins, up to the horizon.
    """

    post: Post
    is_needed: bool
    on: tuple[BoardDuty, ...]
    gap: GapRow | None
    next: Next | None
    blocks: tuple[Block, ...]
    chance: OpenCallChance | None = None
    unbegun: tuple[Stretch, ...] = ()

    @property
    def is_open_call(self) -> bool:
        """Whether nobody is obliged to come."""
        return self.post.kind is PostKind.OPEN_CALL

    @property
    def is_filled(self) -> bool:
        """Whether everybody who is needed now is there."""
        return self.is_needed and self.gap is None


@dataclass(frozen=True, slots=True)
class Board:
    """All posts from a moment up to another.

    Parameters
    ----------
    at
        Now.
    end
        Of the timeline.
    until
        Up to when gaps are looked for.
    rows
        By priority of the post, then by name.
    gaps
        Open and nobody's intention, the most severe first, then the first to come.
    accepted
        Open and intended, by start.
    begins
        When the first roster begins that was ever signed; None: none was.
    """

    at: datetime
    end: datetime
    until: datetime
    rows: tuple[PostRow, ...]
    gaps: tuple[GapRow, ...]
    accepted: tuple[GapRow, ...]
    begins: datetime | None = None

    @property
    def needed(self) -> tuple[PostRow, ...]:
        """The posts that need somebody now, open calls left out."""
        return tuple(row for row in self.rows if row.is_needed and not row.is_open_call)

    @property
    def empty(self) -> tuple[PostRow, ...]:
        """Those of them that lack somebody now, also where somebody accepted that."""
        return tuple(row for row in self.needed if not row.is_filled)

    @property
    def first_gap(self) -> GapRow | None:
        """The first gap that has yet to begin, at a post that is rostered."""
        ahead = [
            row
            for row in self.gaps
            if row.gap.interval.cause is not Cause.OPEN_CALL and row.gap.interval.start > self.at
        ]
        return min(ahead, key=lambda row: row.gap.interval.start, default=None)

    @property
    def groups(self) -> tuple[GapGroup, ...]:
        """The open gaps, those of one cause together."""
        return group_gaps(self.gaps)

    @property
    def not_begun(self) -> tuple[PostRow, ...]:
        """The posts whose first roster has yet to begin."""
        return tuple(row for row in self.rows if row.unbegun)


def board(snapshot: CoverageSnapshot, end: datetime) -> Board:
    """The board as coverage was seen, with a timeline up to `end`."""
    now, inputs = snapshot.at, snapshot.facts.inputs
    intended = [row for row in snapshot.rows if row.gap.is_intended(now)]
    open_ones = [row for row in snapshot.rows if not row.gap.is_intended(now)]
    posts = sorted(inputs.posts.values(), key=lambda post: (post.priority, post.name, post.id))
    return Board(
        now,
        end,
        snapshot.facts.until,
        tuple(_row(snapshot, post, end) for post in posts),
        tuple(sorted(open_ones, key=lambda row: (-row.severity.rank, row.gap.interval.start))),
        tuple(intended),
        min((inputs.begins or {}).values(), default=None),
    )


def _row(snapshot: CoverageSnapshot, post: Post, end: datetime) -> PostRow:
    if post.kind is PostKind.OPEN_CALL:
        return _open_call(snapshot, post, end)
    now, inputs = snapshot.at, snapshot.facts.inputs
    rows = [row for row in snapshot.rows if row.gap.interval.post == post.id]
    gap = next((row for row in rows if row.gap.interval.start <= now), None)
    on = tuple(BoardDuty(one.person, one.end) for one in who_serves(inputs, post, now))
    unbegun = before_rosters(inputs, post, now, snapshot.facts.until)
    quiet = [Block(BoardCover.NOT_BEGUN, *stretch) for stretch in clip(unbegun, (now, end))]
    blocks = [*_blocks(inputs, post, rows, (now, end)), *quiet]
    return PostRow(
        post,
        is_needed=bool(on or gap),
        on=on,
        gap=gap,
        next=_next(inputs, post, rows, now),
        blocks=tuple(sorted(blocks, key=lambda block: block.start)),
        unbegun=tuple(unbegun),
    )


def _next(inputs: CoverageInput, post: Post, rows: Sequence[GapRow], now: datetime) -> Next | None:
    """The next shift; or a gap in which no shift was published, if that comes first."""
    later = [one for one in inputs.published.get(post.id, ()) if one.shift.start > now]
    shift = min(later, key=lambda one: one.shift.start, default=None)
    gap = next((row.gap.interval for row in rows if row.gap.interval.start > now), None)
    if gap is not None and (shift is None or gap.start <= shift.shift.start):
        missing_all = gap.missing == gap.required
        there = () if missing_all or shift is None else _able(inputs, post, shift)
        return Next(gap.start, there)
    return Next(shift.shift.start, _able(inputs, post, shift)) if shift is not None else None


def _able(inputs: CoverageInput, post: Post, one: StaffedShift) -> tuple[str, ...]:
    """Who of a shift is there at its start."""
    return tuple(each.person for each in serving(inputs, post, one, one.shift.start))


def _blocks(
    inputs: CoverageInput, post: Post, rows: Sequence[GapRow], window: Stretch
) -> Iterator[Block]:
    start, end = window
    empty = [
        Block(_cover_of(row, start), begin, finish, (), row)
        for row in rows
        for begin, finish in clip([(row.gap.interval.start, row.gap.interval.end)], window)
    ]
    taken = [(block.start, block.end) for block in empty]
    held = [
        Block(_held(inputs, post, part, people), begin, finish, people)
        for one in inputs.published.get(post.id, ())
        if one.holders and one.shift.start < end and start < one.shift.end
        for part, people in _by_holders(one)
        for begin, finish in clip(subtract([part], taken), window)
    ]
    yield from held
    yield from empty


def _cover_of(row: GapRow, now: datetime) -> BoardCover:
    if row.gap.is_intended(now):
        return BoardCover.ACCEPTED
    return BoardCover.OFFERED if row.offered_to else BoardCover.GAP


def _by_holders(one: StaffedShift) -> Iterator[tuple[Stretch, tuple[str, ...]]]:
    """A shift in the parts that the same people have; parts of nobody are left out."""
    edges = {edge for part in one.pieces for edge in (part.start, part.end)}
    for begin, finish in split(one.shift.start, one.shift.end, edges):
        people = one.holders_at(begin)
        if people:
            yield (begin, finish), people


def _held(inputs: CoverageInput, post: Post, part: Stretch, people: Iterable[str]) -> BoardCover:
    """Doubtful where a requirement is set aside for somebody on it."""
    days = touched_dates(*part, inputs.zone)
    register = inputs.register
    for person in people:
        set_aside = register.overridden(person, post.function)
        if any(day in set_aside and register.unmet(person, post.function, day) for day in days):
            return BoardCover.DOUBTFUL
    return BoardCover.HELD


def _open_call(snapshot: CoverageSnapshot, post: Post, end: datetime) -> PostRow:
    now, inputs = snapshot.at, snapshot.facts.inputs
    call = call_from(inputs, post, now, end)
    short = union(piece for pieces in uncovered(call, now, end).values() for piece in pieces)
    pledged = list(covered_by_pledges(call, now, end))
    left = subtract([(now, end)], [*short, *pledged])
    blocks = [
        Block(cover, start, finish)
        for cover, pieces in (
            (BoardCover.UNSURE, short),
            (BoardCover.HELD, pledged),
            (BoardCover.CALL, left),
        )
        for start, finish in pieces
    ]
    here = class_of(now, call.holidays, call.zone)
    mine = [one for one in snapshot.rows if one.gap.interval.post == post.id]
    return PostRow(
        post,
        is_needed=True,
        on=(),
        gap=next((one for one in mine if one.gap.interval.slot == here), None),
        next=None,
        blocks=tuple(sorted(blocks, key=lambda block: block.start)),
        chance=next(one for one in chances(call, now) if one.time_class is here),
    )
