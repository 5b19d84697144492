"""Whether somebody on a shift is really there, minute by minute, and if not, why not."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from data.model.days import DAY, touched_dates
from data.model.duty import AbsenceKind
from data.model.gap import UNROSTERED, Cause, GapPart, UncoveredInterval
from data.model.post import PostKind
from data.model.uncovered import uncovered_time

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from data.model.post import Post
    from data.model.shift import Shift
    from scheduler.coverage.input import CoverageInput, StaffedShift

Unable = tuple[datetime, datetime, Cause]  #: a stretch in which somebody is not there, and why


_ABSENT = {
    AbsenceKind.ILLNESS: Cause.ILLNESS,
    AbsenceKind.LEAVE: Cause.LEAVE,
    AbsenceKind.COURSE: Cause.COURSE,
    AbsenceKind.ABSENT: Cause.ABSENT,
}


def unable(known: CoverageInput, person: str, post: Post, shift: Shift) -> list[Unable]:
    """The parts of a shift in which a person on it is no cover, each with one cause.

    Only the minutes that overlap count: who is ill until noon is there in the afternoon. Of
    several causes the first in this order is told: left, absent, not competent, out of reach.
    """
    found: list[Unable] = []
    for start, end, cause in _hindrances(known, person, post, shift):
        found += _outside(start, end, cause, found)
    return sorted(found) if len(found) > 1 else found


def _hindrances(known: CoverageInput, person: str, post: Post, shift: Shift) -> Iterator[Unable]:
    has_left = person not in known.regions
    if has_left:
        since = max(shift.start, known.left.get(person, shift.start))
        if since < shift.end:
            yield since, shift.end, Cause.PERSON_LEFT
    for absence in known.away.get(person, ()):
        if absence.start < shift.end and shift.start < absence.end:
            yield (
                max(absence.start, shift.start),
                min(absence.end, shift.end),
                _ABSENT[absence.kind],
            )
    if has_left:  # what they were competent in is no longer known
        return
    if not set(known.regions[person]) & set(post.regions):
        yield shift.start, shift.end, Cause.NOT_COMPETENT
    yield from _not_competent(known, person, post, shift)
    # At the desk somebody is reached by walking up to them; at home they must be called.
    if post.kind is PostKind.ON_CALL and person not in known.reachable:
        yield shift.start, shift.end, Cause.NO_CONTACT


def _not_competent(known: CoverageInput, person: str, post: Post, shift: Shift) -> Iterator[Unable]:
    days = known.qualified(person, post.function)
    first, last = touched_dates(shift.start, shift.end, known.zone)
    begin, beyond = first.toordinal(), last.toordinal() + 1
    if any(start <= begin and beyond <= end for start, end in days.spans):
        return
    day = first
    while day <= last:
        if day not in days:
            cause = Cause.COMPETENCE_LAPSED if days.last_before(day) else Cause.NOT_COMPETENT
            start, end = _midnight(day, known), _midnight(day + DAY, known)
            yield max(start, shift.start), min(end, shift.end), cause
        day += DAY


def _midnight(day: date, known: CoverageInput) -> datetime:
    return datetime.combine(day, time(), known.zone).astimezone(UTC)


def _outside(start: datetime, end: datetime, cause: Cause, taken: list[Unable]) -> list[Unable]:
    """What of a stretch nothing else explains yet."""
    left = [(start, end)]
    for begin, finish, _cause in taken:
        left = [
            piece
            for one, other in left
            for piece in ((one, min(other, begin)), (max(one, finish), other))
            if piece[1] - piece[0] > timedelta()
        ]
    return [(one, other, cause) for one, other in left]


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


def segments(known: CoverageInput, post: Post) -> Iterator[Segment]:
    """The coverage of a post wherever it needs somebody, by start."""
    published = known.published.get(post.id, ())
    found = [piece for group in _overlapping(published) for piece in _segments(known, post, group)]
    found += _unrostered(known, post, published)
    yield from sorted(found, key=lambda piece: (piece.start, piece.slot))


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


def _segments(known: CoverageInput, post: Post, group: list[StaffedShift]) -> Iterator[Segment]:
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
    here: list[StaffedShift],
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


def _unrostered(
    known: CoverageInput, post: Post, published: Iterable[StaffedShift]
) -> Iterator[Segment]:
    """Where the pattern asks for people and no shift was published."""
    there = [(one.shift.start, one.shift.end) for one in published]
    for start, end in uncovered_time(known.expected.get(post.id, ()), there):
        for begin, finish, cause in _why_unrostered(known, post, start, end):
            lacks = ((cause, ""),) * post.required
            yield Segment(UNROSTERED, begin, finish, post.required, 0, 0, lacks)


def _why_unrostered(
    known: CoverageInput, post: Post, start: datetime, end: datetime
) -> Iterator[tuple[datetime, datetime, Cause]]:
    """Time without a shift, cut where the first roster of the post begins."""
    begins = end if known.begins == {} else (known.begins or {}).get(post.id, start)
    if start < begins:
        yield start, min(begins, end), Cause.NOT_BEGUN
    at, ends = max(start, begins), known.ends.get(post.id)
    if at < end:
        yield at, end, Cause.NO_ROSTER if ends is None or ends > at else Cause.ROSTER_ENDS


def find_uncovered(
    known: CoverageInput, start: datetime, end: datetime
) -> tuple[UncoveredInterval, ...]:
    """Every uncovered interval of every rostered post that touches ``[start, end)``, by start.

    It lies within one shift, so that it can be offered and filled; where no shift was published it
    is one stretch up to the next that was, or to the end.
    """
    found = [
        interval
        for post in known.posts.values()
        if post.kind is not PostKind.OPEN_CALL
        for interval in _intervals(known, post, end)
        if interval.start < end and start < interval.end
    ]
    return tuple(sorted(found, key=lambda interval: (interval.start, interval.post, interval.slot)))


def _intervals(known: CoverageInput, post: Post, end: datetime) -> Iterator[UncoveredInterval]:
    pieces = segments(known, post)
    for (is_unrostered, _begun), run in groupby(pieces, key=_kind):
        if is_unrostered:
            yield from _without_shift(post, run, end)
            continue
        for _slot, shift in groupby(run, key=lambda piece: piece.slot):
            for is_short, part in groupby(shift, key=lambda piece: bool(piece.lacks)):
                if is_short:
                    yield _interval(post, list(part))


def _kind(piece: Segment) -> tuple[bool, bool]:
    """Whether it has no shift, and whether that is because no roster has begun."""
    is_unrostered = piece.slot == UNROSTERED
    causes = {cause for cause, _person in piece.lacks}
    return is_unrostered, is_unrostered and Cause.NOT_BEGUN in causes


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
    part = GapPart(first.start, until, post.required, cause)
    return UncoveredInterval(
        post.id, UNROSTERED, first.start, until, post.required, post.required, (part,)
    )


def _interval(post: Post, pieces: list[Segment]) -> UncoveredInterval:
    missing = max(piece.required - piece.valid for piece in pieces)
    parts = tuple(sorted(_parts(pieces), key=lambda part: (part.start, part.cause, part.person)))
    first, last = pieces[0], pieces[-1]
    return UncoveredInterval(
        post.id, first.slot, first.start, last.end, post.required, missing, parts
    )


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
