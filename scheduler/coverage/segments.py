"""Coverage of a post by the minute, as stretches in which nothing changes."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from data.model.gap import UNROSTERED, Cause
from data.model.uncovered import uncovered_time
from scheduler.coverage.validity import unable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from data.model.post import Post
    from scheduler.coverage.known import Filled, Known

Lack = tuple[Cause, str]  #: why somebody is missing, and the id of who should have been there


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch in which a post has the same people.

    Parameters
    ----------
    slot
        Id of the published shift; `UNROSTERED` where there is none.
    start, end
        UTC, half open.
    required, named, valid
        How many people are needed, stand on paper, and are really there. More than needed are
        counted as needed.
    lacks
        Why each missing person is missing: one for each.
    """

    slot: str
    start: datetime
    end: datetime
    required: int
    named: int
    valid: int
    lacks: tuple[Lack, ...]


def segments(known: Known, post: Post) -> Iterator[Segment]:
    """The coverage of a post wherever it needs somebody, by start."""
    published = known.published.get(post.id, ())
    found = [piece for group in _overlapping(published) for piece in _segments(known, post, group)]
    found += _unrostered(known, post, published)
    yield from sorted(found, key=lambda piece: (piece.start, piece.slot))


def _overlapping(published: Sequence[Filled]) -> Iterator[list[Filled]]:
    """Shifts that overlap, together; most stand alone."""
    group: list[Filled] = []
    until: datetime | None = None
    for one in published:
        if until is not None and one.shift.start >= until:
            yield group
            group, until = [], None
        group.append(one)
        until = one.shift.end if until is None else max(until, one.shift.end)
    if group:
        yield group


def _segments(known: Known, post: Post, group: list[Filled]) -> Iterator[Segment]:
    away = {
        (one.shift.id, person): unable(known, person, post, one.shift)
        for one in group
        for person in one.holders
    }
    edges = {edge for one in group for edge in (one.shift.start, one.shift.end)}
    for found in away.values():
        edges.update(edge for start, end, _cause in found for edge in (start, end))
    ordered = sorted(edges)
    for start, end in itertools.pairwise(ordered):
        here = [one for one in group if one.shift.start <= start < one.shift.end]
        if here:
            yield _segment(post, here, away, start, end)


def _segment(
    post: Post,
    here: list[Filled],
    away: dict[tuple[str, str], list[tuple[datetime, datetime, Cause]]],
    start: datetime,
    end: datetime,
) -> Segment:
    named: dict[str, Cause | None] = {}
    for one in here:
        for person in one.holders:
            named[person] = next(
                (cause for a, b, cause in away[one.shift.id, person] if a <= start < b), None
            )
    valid = min(post.required, sum(cause is None for cause in named.values()))
    missing = post.required - valid
    lacks = [(cause, person) for person, cause in named.items() if cause is not None][:missing]
    lacks += [(Cause.NEVER_FILLED, "")] * (missing - len(lacks))
    # Where shifts overlap, the one that lacks people and begins last is the empty one.
    short = [one for one in here if len(one.holders) < post.required] or here
    chosen = max(short, key=lambda one: (not one.is_recorded, one.shift.start))
    return Segment(
        UNROSTERED if chosen.is_recorded else chosen.shift.id,
        start,
        end,
        post.required,
        min(post.required, len(named)),
        valid,
        tuple(sorted(lacks)),
    )


def _unrostered(known: Known, post: Post, published: Iterable[Filled]) -> Iterator[Segment]:
    """Where the pattern asks for people and no shift was published."""
    there = [(one.shift.start, one.shift.end) for one in published]
    for start, end in uncovered_time(known.expected.get(post.id, ()), there):
        for begin, finish, cause in _why_unrostered(known, post, start, end):
            lacks = ((cause, ""),) * post.required
            yield Segment(UNROSTERED, begin, finish, post.required, 0, 0, lacks)


def _why_unrostered(
    known: Known, post: Post, start: datetime, end: datetime
) -> Iterator[tuple[datetime, datetime, Cause]]:
    """Time without a shift, cut where the first roster of the post begins."""
    begins = end if known.begins == {} else (known.begins or {}).get(post.id, start)
    if start < begins:
        yield start, min(begins, end), Cause.NOT_BEGUN
    at, ends = max(start, begins), known.ends.get(post.id)
    if at < end:
        yield at, end, Cause.NO_ROSTER if ends is None or ends > at else Cause.ROSTER_ENDS
