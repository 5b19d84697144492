"""What somebody on a post really serves of it, and what keeps them from the rest; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from data.model.days import DAY, touched_dates
from data.model.duty import AbsenceKind
from data.model.gap import Cause
from data.model.intervals import clip, subtract
from data.model.post import PostKind
from data.model.presence import Stay

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.model.post import Post
    from data.model.stand_in import DutyPart
    from scheduler.coverage.input import CoverageInput, StaffedShift

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from data.model.post import Post
    from scheduler.coverage.input import CoverageInput, StaffedShift


_ABSENT = {
    AbsenceKind.ILLNESS: Cause.ILLNESS,
    AbsenceKind.LEAVE: Cause.LEAVE,
    AbsenceKind.COURSE: Cause.COURSE,
    AbsenceKind.ABSENT: Cause.ABSENT,
}


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
    days = inputs.may_fill(person, post.function)
    first, last = touched_dates(start, end, inputs.zone)
    begin, beyond = first.toordinal(), last.toordinal() + 1
    if any(one <= begin and beyond <= other for one, other in days.spans):
        return
    day = first
    while day <= last:
        if day not in days:
            cause = Cause.COMPETENCE_LAPSED if days.last_before(day) else Cause.NOT_COMPETENT
            midnights = local_midnight(day, inputs), local_midnight(day + DAY, inputs)
            yield max(midnights[0], start), min(midnights[1], end), cause
        day += DAY


def local_midnight(day: date, inputs: CoverageInput) -> datetime:
    """When a day begins on the local clock, UTC."""
    return datetime.combine(day, time(), inputs.zone).astimezone(UTC)


ATTENDED = (None, Cause.NOT_SHOWN_UP)  #: they served, or nobody confirmed that they did not


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


def has_not_shown_up(
    inputs: CoverageInput, post: Post, part: DutyPart, start: datetime, end: datetime
) -> bool:
    """Whether somebody did not confirm to be there in some of ``[start, end)`` of their part."""
    pieces = attended_intervals(inputs, part.person, post, part.start, part.end)
    return any(
        piece.cause is Cause.NOT_SHOWN_UP and piece.start < end and start < piece.end
        for piece in pieces
    )
