"""Which time of which post is not covered, and why: the one definition of a gap; pure.

Sign-off, candidates, board, statement, feeds and alerts all call these functions. They take
intervals that people serve, never whole shifts.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from itertools import groupby
from typing import TYPE_CHECKING

from data.model.days import DAY, touched_dates
from data.model.duty import AbsenceKind
from data.model.gap import UNROSTERED, Cause, GapPart, UncoveredInterval
from data.model.intervals import clip, subtract
from data.model.post import PostKind
from data.model.presence import Stay
from scheduler.coverage.open_call import call_from, uncovered, uncovered_by_call

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from data.model.post import Post
    from scheduler.coverage.input import CoverageInput, StaffedShift

_ABSENT = {
    AbsenceKind.ILLNESS: Cause.ILLNESS,
    AbsenceKind.LEAVE: Cause.LEAVE,
    AbsenceKind.COURSE: Cause.COURSE,
    AbsenceKind.ABSENT: Cause.ABSENT,
}
_DONE = (None, Cause.NOT_SHOWN_UP)
TRAINEE = frozenset({Cause.NOT_COMPETENT, Cause.COMPETENCE_LAPSED})  #: no hindrance to doubling


@dataclass(frozen=True, slots=True)
class ServedInterval:
    """Time that somebody is on a post, in which nothing changes.

    Parameters
    ----------
    start, end
        UTC, half open.
    cause
        Why they are no cover all the same; None: they serve.
    is_confirmed
        Whether they confirmed to be at the desk; None: that is not asked.
    """

    person: str
    start: datetime
    end: datetime
    cause: Cause | None = None
    is_confirmed: bool | None = None


def served_intervals(
    inputs: CoverageInput, person: str, post: Post, start: datetime, end: datetime
) -> list[ServedInterval]:
    """Split the time of a person on a post into what they serve and what they do not, by start.

    Only the minutes that overlap count: who is ill until noon is there in the afternoon. Of
    several causes the first in this order is given: left, absent, not competent, out of reach,
    resting after a night call.
    """
    found: list[ServedInterval] = []
    left = [(start, end)]
    for begin, finish, cause in _hindrances(inputs, person, post, start, end):
        rest = list(subtract(left, [(begin, finish)]))
        if rest != left:
            taken = subtract(left, rest)
            found += [ServedInterval(person, one, other, cause) for one, other in taken]
            left = rest
    found += [ServedInterval(person, one, other) for one, other in left]
    return sorted(found, key=lambda one: one.start) if len(found) > 1 else found


def attended_intervals(
    inputs: CoverageInput, person: str, post: Post, start: datetime, end: datetime
) -> list[ServedInterval]:
    """Split a duty of a person like `served_intervals`, and by whether they showed up.

    Time that was not confirmed is no valid cover. It is served all the same for hours and rules,
    until an absence says otherwise: the law is kept on either reading.

    Parameters
    ----------
    start, end
        Of the duty, or of the part of it that they have: presence is asked at its start.
    """
    found = served_intervals(inputs, person, post, start, end)
    if post.id not in inputs.presence.terms or not post.is_desk:
        return found
    begin = next((one.start for one in found if one.cause is None), None)
    if begin is None or inputs.presence.minutes_asked(post.id, begin) is None:
        return found
    stay = Stay(begin, end, inputs.came(post.id, person, begin))
    is_seen = inputs.presence.confirmed_at(post.id, person, stay) is not None
    unseen = inputs.presence.not_shown_up(post.id, person, stay) or (begin, begin)
    cut = [one for one in found if one.cause is not None]
    for one in found:
        if one.cause is None:
            for first, last in clip([unseen], (one.start, one.end)):
                cut.append(ServedInterval(person, first, last, Cause.NOT_SHOWN_UP, False))
            for first, last in subtract([(one.start, one.end)], [unseen]):
                cut.append(ServedInterval(person, first, last, None, is_seen))
    return sorted(cut, key=lambda one: one.start)


def is_served(
    inputs: CoverageInput,
    person: str,
    post: Post,
    start: datetime,
    end: datetime,
    allowed: frozenset[Cause] = frozenset(),
) -> bool:
    """Whether a person on a post serves all of ``[start, end)``, causes that are allowed aside."""
    pieces = served_intervals(inputs, person, post, start, end)
    return all(piece.cause is None or piece.cause in allowed for piece in pieces)


def who_serves(inputs: CoverageInput, post: Post, at: datetime) -> list[ServedInterval]:
    """Who is really on a post at a moment, each with the time around it that they serve."""
    return [
        piece
        for one in inputs.published.get(post.id, ())
        if one.shift.start <= at < one.shift.end
        for piece in serving(inputs, post, one, at)
    ]


def serving(
    inputs: CoverageInput, post: Post, one: StaffedShift, at: datetime
) -> list[ServedInterval]:
    """Who of a shift is really there at a moment of it."""
    return [
        piece
        for part in one.pieces
        for piece in attended_intervals(inputs, part.person, post, part.start, part.end)
        if piece.cause is None and piece.start <= at < piece.end
    ]


def _hindrances(
    inputs: CoverageInput, person: str, post: Post, start: datetime, end: datetime
) -> Iterator[tuple[datetime, datetime, Cause]]:
    has_left = person not in inputs.regions
    if has_left:
        since = max(start, inputs.left.get(person, start))
        if since < end:
            yield since, end, Cause.PERSON_LEFT
    for absence in inputs.away.get(person, ()):
        for begin, finish in clip([(absence.start, absence.end)], (start, end)):
            yield begin, finish, _ABSENT[absence.kind]
    if has_left:  # what they were competent in is no longer known
        return
    if not set(inputs.regions[person]) & set(post.regions):
        yield start, end, Cause.NOT_COMPETENT
    yield from _not_competent(inputs, person, post, start, end)
    # At the desk somebody is reached by walking up to them; at home they must be called.
    if post.kind is PostKind.ON_CALL and person not in inputs.reachable:
        yield start, end, Cause.NO_CONTACT
    if post.is_desk:  # on call at home is rest
        for owed in inputs.rest_owed.get(person, ()):
            for begin, finish in clip([(owed.start, owed.end)], (start, end)):
                yield begin, finish, Cause.REST_OWED


def _not_competent(
    inputs: CoverageInput, person: str, post: Post, start: datetime, end: datetime
) -> Iterator[tuple[datetime, datetime, Cause]]:
    days = inputs.qualified(person, post.function)
    first, last = touched_dates(start, end, inputs.zone)
    begin, beyond = first.toordinal(), last.toordinal() + 1
    if any(one <= begin and beyond <= other for one, other in days.spans):
        return
    day = first
    while day <= last:
        if day not in days:
            cause = Cause.COMPETENCE_LAPSED if days.last_before(day) else Cause.NOT_COMPETENT
            midnights = _midnight(day, inputs), _midnight(day + DAY, inputs)
            yield max(midnights[0], start), min(midnights[1], end), cause
        day += DAY


def _midnight(day: date, inputs: CoverageInput) -> datetime:
    return datetime.combine(day, time(), inputs.zone).astimezone(UTC)


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
    """An open call: covered where the chance that nobody comes is small enough, or by pledges."""
    needed = post.required
    lacks = ((Cause.OPEN_CALL, ""),) * needed
    short = [
        Segment(each.value, begin, finish, needed, 0, 0, lacks)
        for each, pieces in uncovered(call_from(inputs, post, start, end), start, end).items()
        for begin, finish in pieces
    ]
    good = subtract([(start, end)], ((piece.start, piece.end) for piece in short))
    fine = [
        Segment("", begin, finish, needed, 0, needed, (), done=needed) for begin, finish in good
    ]
    return sorted((*short, *fine), key=lambda piece: piece.start)


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
    for start, end in itertools.pairwise(sorted(edges)):
        here = [
            (one, found)
            for one, found in zip(group, served, strict=True)
            if one.shift.start <= start < one.shift.end
        ]
        if here:
            yield _segment(post, here, start, end)


def _segment(
    post: Post,
    here: Sequence[tuple[StaffedShift, Sequence[ServedInterval]]],
    start: datetime,
    end: datetime,
) -> Segment:
    there = [piece for _one, served in here for piece in served if piece.start <= start < piece.end]
    named: dict[str, Cause | None] = {piece.person: piece.cause for piece in there}
    valid = min(post.required, sum(cause is None for cause in named.values()))
    missing = post.required - valid
    lacks = [(cause, person) for person, cause in named.items() if cause is not None][:missing]
    lacks += [(Cause.NEVER_FILLED, "")] * (missing - len(lacks))
    # Where shifts overlap, the one that lacks people and begins last is the empty one.
    shifts = [one for one, _served in here]
    short = [one for one in shifts if len(one.holders_at(start)) < post.required] or shifts
    chosen = max(short, key=lambda one: (not one.is_recorded, one.shift.start))
    return Segment(
        UNROSTERED if chosen.is_recorded else chosen.shift.id,
        start,
        end,
        post.required,
        min(post.required, len(named)),
        valid,
        tuple(sorted(lacks)),
        min(post.required, sum(cause in _DONE for cause in named.values())),
        min(post.required, sum(piece.is_confirmed is not None for piece in there)),
        min(post.required, sum(piece.is_confirmed is True for piece in there)),
    )


def _unrostered(
    inputs: CoverageInput, post: Post, published: Iterable[StaffedShift]
) -> Iterator[Segment]:
    """Where the pattern asks for people and no shift was published."""
    there = [(one.shift.start, one.shift.end) for one in published]
    for start, end in subtract(inputs.expected.get(post.id, ()), there):
        for begin, finish, cause in _why_unrostered(inputs, post, start, end):
            lacks = ((cause, ""),) * post.required
            yield Segment(UNROSTERED, begin, finish, post.required, 0, 0, lacks)


def _why_unrostered(
    inputs: CoverageInput, post: Post, start: datetime, end: datetime
) -> Iterator[tuple[datetime, datetime, Cause]]:
    """Time without a shift, cut where the first roster of the post begins."""
    begins = end if inputs.begins == {} else (inputs.begins or {}).get(post.id, start)
    if start < begins:
        yield start, min(begins, end), Cause.NOT_BEGUN
    at, ends = max(start, begins), inputs.ends.get(post.id)
    if at < end:
        yield at, end, Cause.NO_ROSTER if ends is None or ends > at else Cause.ROSTER_ENDS


def find_uncovered(
    inputs: CoverageInput, start: datetime, end: datetime
) -> tuple[UncoveredInterval, ...]:
    """Find every uncovered interval of every post that touches ``[start, end)``: by start.

    Those of open calls come last. They have no beginning of their own: they begin with the local
    day, so as not to change all day long.
    """
    day = _midnight(start.astimezone(inputs.zone).date(), inputs)
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
    one for each class of time that falls short anywhere.
    """
    if _is_called(post):
        return uncovered_by_call(call_from(inputs, post, start, end), start, end)
    found = _intervals(post, _rostered(inputs, post), end)
    return [each for each in found if each.start < end and start < each.end]


def _intervals(post: Post, pieces: Iterable[Segment], end: datetime) -> Iterator[UncoveredInterval]:
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
