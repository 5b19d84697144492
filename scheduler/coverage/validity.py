"""Whether somebody on a shift is really there, minute by minute, and if not, why not."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from data.model.days import DAY, touched_dates
from data.model.duty import AbsenceKind
from data.model.gap import Cause
from data.model.post import PostKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from data.model.post import Post
    from data.model.shift import Shift
    from scheduler.coverage.known import Known

Unable = tuple[datetime, datetime, Cause]  #: a stretch in which somebody is not there, and why

_ABSENT = {
    AbsenceKind.ILLNESS: Cause.ILLNESS,
    AbsenceKind.LEAVE: Cause.LEAVE,
    AbsenceKind.COURSE: Cause.COURSE,
    AbsenceKind.ABSENT: Cause.ABSENT,
}


def unable(known: Known, person: str, post: Post, shift: Shift) -> list[Unable]:
    """The parts of a shift in which a person on it is no cover, each with one cause.

    Only the minutes that overlap count: who is ill until noon is there in the afternoon. Of
    several causes the first in this order is told: left, absent, not competent, out of reach.
    """
    found: list[Unable] = []
    for start, end, cause in _hindrances(known, person, post, shift):
        found += _outside(start, end, cause, found)
    return sorted(found) if len(found) > 1 else found


def _hindrances(known: Known, person: str, post: Post, shift: Shift) -> Iterator[Unable]:
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


def _not_competent(known: Known, person: str, post: Post, shift: Shift) -> Iterator[Unable]:
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


def _midnight(day: date, known: Known) -> datetime:
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
