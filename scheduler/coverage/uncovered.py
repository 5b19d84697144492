"""Which time of which post is not covered, and why: the one definition of a gap; pure.

Sign-off, candidates, board, statement, feeds and alerts all call these functions. They take
intervals that people serve, never whole shifts.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING

from data.model.gap import MORE, UNROSTERED, Cause, GapPart, UncoveredInterval
from data.model.intervals import subtract
from data.model.post import PostKind
from scheduler.coverage.hindrances import (
    ATTENDED,
    ServedInterval,
    attended_intervals,
    local_midnight,
)
from scheduler.coverage.open_call import call_from, uncovered, uncovered_by_call

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from data.model.post import Post
    from data.model.shift import SeatTime, Stretch
    from scheduler.coverage.input import CoverageInput, StaffedShift


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
    done
        How many have done it by the records, once it is over: who is really there, and who did not
        confirm to be.
    asked, confirmed
        Of how many who have duty presence is asked, and how many of them confirmed it.
    """

    slot: str
    start: datetime
    end: datetime
    required: int
    named: int
    valid: int
    lacks: tuple[Lack, ...]
    done: int = 0
    asked: int = 0
    confirmed: int = 0

    @property
    def is_before_rosters(self) -> bool:
        """Whether nothing is recorded yet: it lies before the first roster of the post."""
        return any(cause is Cause.NOT_BEGUN for cause, _person in self.lacks)


def segments(inputs: CoverageInput, post: Post, start: datetime, end: datetime) -> list[Segment]:
    """Cut the time in ``[start, end)`` that a post needs somebody where anything changes."""
    whole = _called(inputs, post, start, end) if _is_called(post) else _rostered(inputs, post)
    return [
        replace(piece, start=max(piece.start, start), end=min(piece.end, end))
        for piece in whole
        if piece.start < end and start < piece.end
    ]


def _is_called(post: Post) -> bool:
    return post.kind is PostKind.OPEN_CALL


def _called(inputs: CoverageInput, post: Post, start: datetime, end: datetime) -> list[Segment]:
    """An open call: covered where the chance that nobody comes is small enough, or by pledges.

    It has no roster of its own: nothing is recorded before the first roster of any post.
    """
    needed = post.required
    start, end = max(start, inputs.days_of(post)[0]), min(end, inputs.days_of(post)[1])
    if start >= end:
        return []
    begun = min(max(inputs.promised_from(post), start), end)
    unrecorded = ((Cause.NOT_BEGUN, ""),) * needed
    before = [Segment(UNROSTERED, start, begun, needed, 0, 0, unrecorded)] if start < begun else []
    if begun == end:
        return before
    lacks = ((Cause.OPEN_CALL, ""),) * needed
    short = [
        Segment(each.value, begin, finish, needed, 0, 0, lacks)
        for each, pieces in uncovered(call_from(inputs, post, begun, end), begun, end).items()
        for begin, finish in pieces
    ]
    good = subtract([(begun, end)], ((piece.start, piece.end) for piece in short))
    fine = [
        Segment("", begin, finish, needed, 0, needed, (), done=needed) for begin, finish in good
    ]
    return [*before, *sorted((*short, *fine), key=lambda piece: piece.start)]


def _rostered(inputs: CoverageInput, post: Post) -> list[Segment]:
    published = inputs.published.get(post.id, ())
    found = [piece for group in _overlapping(published) for piece in _staffed(inputs, post, group)]
    found += _unrostered(inputs, post, published)
    return sorted(found, key=lambda piece: (piece.start, piece.slot))


def _overlapping(published: Sequence[StaffedShift]) -> Iterator[list[StaffedShift]]:
    """Shifts that overlap, together; most stand alone."""
    group: list[StaffedShift] = []
    until: datetime | None = None
    for one in published:
        if until is not None and one.shift.start >= until:
            yield group
            group, until = [], None
        group.append(one)
        until = one.shift.end if until is None else max(until, one.shift.end)
    if group:
        yield group


def _staffed(inputs: CoverageInput, post: Post, group: list[StaffedShift]) -> Iterator[Segment]:
    served = [
        [
            piece
            for part in one.pieces
            for piece in attended_intervals(inputs, part.person, post, part.start, part.end)
        ]
        for one in group
    ]
    edges = {edge for one in group for edge in (one.shift.start, one.shift.end)}
    edges |= {edge for found in served for one in found for edge in (one.start, one.end)}
    first, last = min(edges), max(edges)
    edges |= {edge for edge in inputs.needed_edges(post) if first < edge < last}
    for start, end in itertools.pairwise(sorted(edges)):
        here = [
            (one, found)
            for one, found in zip(group, served, strict=True)
            if one.shift.start <= start < one.shift.end
        ]
        needed = inputs.seat_time(post, start)
        if here and post.id not in inputs.needed:
            yield _segment(post.required, here, (start, end))
        elif here and needed.required:
            yield from _by_seats(here, post.required, needed, (start, end))


Here = Sequence[tuple["StaffedShift", Sequence[ServedInterval]]]  #: shifts of a moment


def _by_seats(here: Here, usual: int, needed: SeatTime, stretch: Stretch) -> Iterator[Segment]:
    """A segment for each shift, and one for the seats that no shift has.

    Shifts that overlap at a handover have more seats than are needed: they are one segment, and so
    is who is still there from before the roster.
    """
    seats = sum(one.shift.required for one, _served in here)
    if seats > needed.required:
        yield _segment(needed.required, here, stretch)
        return
    if any(one.is_recorded for one, _served in here):
        seats = max(seats, min(usual, needed.required))
        yield _segment(seats, here, stretch)
        if seats < needed.required:
            yield _more(needed, needed.required - seats, stretch)
        return
    counted: set[str] = set()  # who is on two shifts at once fills one seat
    for one, served in here:
        free = [piece for piece in served if piece.person not in counted]
        yield _segment(one.shift.required, [(one, free)], stretch)
        counted |= {piece.person for piece in free if piece.start <= stretch[0] < piece.end}
    if seats < needed.required:
        yield _more(needed, needed.required - seats, stretch)


def _more(needed: SeatTime, missing: int, stretch: Stretch) -> Segment:
    """Seats that the roster in force does not have."""
    lacks = ((Cause.MORE_NEEDED, ""),) * missing
    return Segment(f"{MORE}{needed.start:%Y-%m-%dT%H:%MZ}", *stretch, missing, 0, 0, lacks)


def _segment(required: int, here: Here, stretch: Stretch) -> Segment:
    start, end = stretch
    there = [piece for _one, served in here for piece in served if piece.start <= start < piece.end]
    named: dict[str, Cause | None] = {piece.person: piece.cause for piece in there}
    valid = min(required, sum(cause is None for cause in named.values()))
    missing = required - valid
    lacks = [(cause, person) for person, cause in named.items() if cause is not None][:missing]
    lacks += [(Cause.NEVER_FILLED, "")] * (missing - len(lacks))
    # Where shifts overlap, the one that lacks people and begins last is the empty one.
    shifts = [one for one, _served in here]
    short = [one for one in shifts if len(one.holders_at(start)) < required] or shifts
    chosen = max(short, key=lambda one: (not one.is_recorded, one.shift.start))
    return Segment(
        UNROSTERED if chosen.is_recorded else chosen.shift.id,
        start,
        end,
        required,
        min(required, len(named)),
        valid,
        tuple(sorted(lacks)),
        min(required, sum(cause in ATTENDED for cause in named.values())),
        min(required, sum(piece.is_confirmed is not None for piece in there)),
        min(required, sum(piece.is_confirmed is True for piece in there)),
    )


def _unrostered(
    inputs: CoverageInput, post: Post, published: Iterable[StaffedShift]
) -> Iterator[Segment]:
    """Where people are asked for and no shift was published."""
    there = [(one.shift.start, one.shift.end) for one in published]
    for start, end in subtract(inputs.expected.get(post.id, ()), there):
        for begin, finish, cause in _why_unrostered(inputs, post, start, end):
            needed = inputs.seat_time(post, begin)
            if cause is Cause.MORE_NEEDED:
                yield _more(needed, needed.required, (begin, finish))
                continue
            lacks = ((cause, ""),) * needed.required
            yield Segment(UNROSTERED, begin, finish, needed.required, 0, 0, lacks)


def _why_unrostered(
    inputs: CoverageInput, post: Post, start: datetime, end: datetime
) -> Iterator[tuple[datetime, datetime, Cause]]:
    """Time without a shift, cut where the first roster of the post begins."""
    begins = min(max(inputs.promised_from(post), start), end)
    if start < begins:
        yield start, begins, Cause.NOT_BEGUN
    at, ends = begins, inputs.ends.get(post.id)
    if at < end and post.id in inputs.needed and inputs.is_rostered(post, at):
        yield at, end, Cause.MORE_NEEDED
    elif at < end:
        yield at, end, Cause.NO_ROSTER if ends is None or ends > at else Cause.ROSTER_ENDS


def find_uncovered(
    inputs: CoverageInput, start: datetime, end: datetime
) -> tuple[UncoveredInterval, ...]:
    """Find every uncovered interval of every post that touches ``[start, end)``: by start.

    Those of open calls come last. They have no beginning of their own: they begin with the local
    day, so as not to change all day long.
    """
    day = local_midnight(start.astimezone(inputs.zone).date(), inputs)
    rostered = [post for post in inputs.posts.values() if not _is_called(post)]
    found = [each for post in rostered for each in uncovered_intervals(inputs, post, start, end)]
    called = [
        each
        for post in inputs.posts.values()
        if _is_called(post)
        for each in uncovered_intervals(inputs, post, day, end)
    ]
    return (*sorted(found, key=lambda each: (each.start, each.post, each.slot)), *called)


def uncovered_intervals(
    inputs: CoverageInput, post: Post, start: datetime, end: datetime
) -> list[UncoveredInterval]:
    """Find when a post lacks people: the one definition of what may become a gap.

    An interval lies within one shift, so that it can be offered and filled; where no shift was
    published it is one stretch up to the next that was, or to the end. Of an open call there is
    one for each class of time that falls short anywhere. Time before the first roster is none: see
    `before_rosters`.
    """
    if _is_called(post):
        since, until = inputs.days_of(post)
        begun, end = max(start, since, inputs.promised_from(post)), min(end, until)
        if begun >= end:
            return []
        return uncovered_by_call(call_from(inputs, post, begun, end), begun, end)
    pieces = _rostered(inputs, post)
    rostered = [piece for piece in pieces if not piece.slot.startswith(MORE)]
    more = [piece for piece in pieces if piece.slot.startswith(MORE)]
    found = [*_intervals(post, rostered, end), *_intervals(post, more, end)]
    return sorted(
        (each for each in found if each.start < end and start < each.end),
        key=lambda each: each.start,
    )


def before_rosters(
    inputs: CoverageInput, post: Post, start: datetime, end: datetime
) -> list[Stretch]:
    """Find when a post of a roster asks for people before its first one begins: by start.

    Nothing was promised for this time, so it is no gap. It is one stretch up to that roster, also
    where the pattern leaves time free.
    """
    begun = inputs.promised_from(post)
    if begun <= start:  # so it is of nearly every post: nothing need be worked out
        return []
    runs = groupby(segments(inputs, post, start, end), key=lambda one: one.is_before_rosters)
    stretches = [list(run) for is_before, run in runs if is_before]
    return [(run[0].start, run[-1].end) for run in stretches]


def _intervals(post: Post, pieces: Iterable[Segment], end: datetime) -> Iterator[UncoveredInterval]:
    for (is_unrostered, is_before), run in groupby(pieces, key=_kind):
        if is_before:
            continue
        if is_unrostered:
            yield from _without_shift(post, run, end)
            continue
        for _slot, shift in groupby(run, key=lambda piece: piece.slot):
            for is_short, part in groupby(shift, key=lambda piece: bool(piece.lacks)):
                if is_short:
                    yield from (_interval(post, run) for run in _touching(part))


def _touching(pieces: Iterable[Segment]) -> Iterator[list[Segment]]:
    """Runs of pieces that touch: a seat that is not needed for a while leaves a hole."""
    run: list[Segment] = []
    for piece in pieces:
        if run and run[-1].end != piece.start:
            yield run
            run = []
        run.append(piece)
    if run:
        yield run


def _kind(piece: Segment) -> tuple[bool, bool]:
    """Whether it has no shift, and whether that is because no roster has begun."""
    is_unrostered = piece.slot == UNROSTERED
    return is_unrostered, is_unrostered and piece.is_before_rosters


def _without_shift(
    post: Post, run: Iterable[Segment], end: datetime
) -> Iterator[UncoveredInterval]:
    """Uncovered time without a shift; somebody on from before the roster may be there."""
    for (is_short, is_empty), part in groupby(run, key=_lacks):
        pieces = list(part)
        if is_short:
            yield _merged(post, pieces, end) if is_empty else _interval(post, pieces)


def _lacks(piece: Segment) -> tuple[bool, bool]:
    """Whether it lacks people, and whether nobody stands on paper either."""
    return bool(piece.lacks), not piece.named


def _merged(post: Post, pieces: list[Segment], end: datetime) -> UncoveredInterval:
    """One interval for a whole stretch without shifts, also where the pattern leaves time free."""
    first, last = pieces[0], pieces[-1]
    until = min(last.end, end) if first.start < end else last.end
    cause = first.lacks[0][0]
    most = max(piece.required for piece in pieces)
    part = GapPart(first.start, until, most, cause)
    return UncoveredInterval(post.id, UNROSTERED, first.start, until, most, most, (part,))


def _interval(post: Post, pieces: list[Segment]) -> UncoveredInterval:
    missing = max(piece.required - piece.valid for piece in pieces)
    required = max(piece.required for piece in pieces)
    parts = tuple(sorted(_parts(pieces), key=lambda part: (part.start, part.cause, part.person)))
    first, last = pieces[0], pieces[-1]
    return UncoveredInterval(post.id, first.slot, first.start, last.end, required, missing, parts)


def _parts(pieces: Iterable[Segment]) -> Iterator[GapPart]:
    """Stretches with the same number missing for the same reason, joined where they touch."""
    under_way: dict[tuple[str, str, int], GapPart] = {}
    for piece in pieces:
        now = {}
        for lack in dict.fromkeys(piece.lacks):
            cause, person = lack
            count = piece.lacks.count(lack)
            key = cause.value, person, count
            before = under_way.get(key)
            start = before.start if before and before.end == piece.start else piece.start
            now[key] = GapPart(start, piece.end, count, cause, person)
        yield from (part for key, part in under_way.items() if key not in now)
        under_way = now
    yield from under_way.values()
