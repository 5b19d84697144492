"""Weekly patterns to dated shifts."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from data.model.post import Post, PostKind
from data.model.shift import (
    PART,
    EarlierDuty,
    Shift,
    Stretch,
    UnrosteredInterval,
    uncovered_intervals,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from zoneinfo import ZoneInfo

    from data.model.post import PatternShift, ShiftPattern
    from data.tables.period import Period

_AT_WORK = (PostKind.ON_SITE, PostKind.ON_SITE_STANDBY)
_SHORT = timedelta(hours=5, minutes=30)  #: no longer than this: work without a break, ATW 5:4(2)


def dated_shifts(
    posts: Sequence[Post], patterns: Mapping[str, ShiftPattern], period: Period
) -> tuple[Shift, ...]:
    """All shifts that start in the period, by start; a post of `OPEN_CALL` has none."""
    shifts = [
        shift
        for post in posts
        if post.kind is not PostKind.OPEN_CALL and post.pattern in patterns
        for day, pattern in patterns[post.pattern].starting_between(period.first, period.after)
        if (shift := _shift(post, pattern, day, period.zone)) is not None
    ]
    return tuple(sorted(shifts, key=lambda shift: (shift.start, shift.id)))


def required_time(
    post: Post, patterns: Mapping[str, ShiftPattern], start: datetime, end: datetime, zone: ZoneInfo
) -> list[tuple[Stretch, PatternShift]]:
    """When a post asks for people, with the shift of its pattern that says so, by start.

    All that touches ``[start, end)``, whole: it may reach beyond it. An open call asks for nobody.
    """
    if post.kind is PostKind.OPEN_CALL or post.pattern not in patterns:
        return []
    found = [
        (shift.on(day, zone), shift)
        for day, shift in patterns[post.pattern].touching(start, end, zone)
    ]
    return sorted(found, key=lambda pair: pair[0])


def part_shifts(
    posts: Sequence[Post],
    patterns: Mapping[str, ShiftPattern],
    period: Period,
    shifts: Iterable[Shift],
    earlier: Iterable[EarlierDuty] = (),
    now: datetime | None = None,
) -> tuple[Shift, ...]:
    """A shift for all time of the period that its patterns ask for and no shift covers, by start.

    So the days before the first weekly handover of a period are a shift of their own, that is
    planned, or stays open and is seen to be so.

    Parameters
    ----------
    shifts
        Of the period.
    earlier
        People on a post from before the period.
    now
        What began before it is cut at the next local midnight, for nobody is planned on a shift
        that began. None: nothing began.
    """
    covered: dict[str, list[Stretch]] = {}
    for shift in sorted(shifts, key=lambda shift: shift.start):
        covered.setdefault(shift.post, []).append((shift.start, shift.end))
    before: dict[str, list[EarlierDuty]] = {}
    for duty in earlier:
        before.setdefault(duty.post, []).append(duty)
    found = [
        _part(post, pattern, ends, piece, period.zone)
        for post in posts
        for whole, pattern, ends in _uncovered(
            post,
            required_time(post, patterns, period.start, period.end, period.zone),
            period,
            covered.get(post.id, ()),
            before.get(post.id, ()),
        )
        for piece in _cut(whole, now, period.zone)
    ]
    return tuple(sorted(found, key=lambda shift: (shift.start, shift.id)))


def _uncovered(
    post: Post,
    required: Sequence[tuple[Stretch, PatternShift]],
    period: Period,
    covered: Sequence[Stretch],
    earlier: Sequence[EarlierDuty],
) -> Iterator[tuple[UnrosteredInterval, PatternShift, datetime]]:
    """What no shift covers, with the shift of the pattern that it is a part of and its end."""
    inside = [(max(start, period.start), min(end, period.end)) for (start, end), _shift in required]
    for piece in uncovered_intervals(inside, post.required, covered, earlier):
        yield next(
            (piece, pattern, end)
            for (start, end), pattern in required
            if start <= piece.start < end
        )


def _cut(
    whole: UnrosteredInterval, now: datetime | None, zone: ZoneInfo
) -> Iterator[UnrosteredInterval]:
    """What began before now, and what may still be planned of it."""
    if now is None or not whole.start < now < whole.end:
        yield whole
        return
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    at = min(datetime.combine(tomorrow, time(), zone).astimezone(UTC), whole.end)
    yield UnrosteredInterval(whole.start, at, whole.missing)
    if at < whole.end:
        yield UnrosteredInterval(at, whole.end, whole.missing)


def _part(
    post: Post, pattern: PatternShift, ends: datetime, piece: UnrosteredInterval, zone: ZoneInfo
) -> Shift:
    elapsed = piece.end - piece.start
    pause = pattern.break_minutes if elapsed > _SHORT else 0
    minutes = max(0, elapsed // timedelta(minutes=1) - pause)
    local = piece.start.astimezone(zone)
    return Shift(
        id=f"{post.id}:{local:%Y-%m-%dT%H:%M}",
        post=post.id,
        name=f"{pattern.name}{PART}",
        start=piece.start,
        end=piece.end,
        work_minutes=minutes if post.kind in _AT_WORK else 0,
        required=piece.missing,
        handover_minutes=pattern.handover_minutes if piece.end == ends else 0,
    )


def _shift(post: Post, pattern: PatternShift, day: date, zone: ZoneInfo) -> Shift | None:
    """A dated shift; None if the clock skips all of it."""
    start, end = pattern.on(day, zone)
    elapsed = int((end - start).total_seconds()) // 60
    if elapsed <= 0:
        return None
    is_work = post.kind in _AT_WORK
    return Shift(
        id=shift_id(post.id, day, pattern),
        post=post.id,
        name=pattern.name,
        start=start,
        end=end,
        work_minutes=max(0, elapsed - pattern.break_minutes) if is_work else 0,
        required=post.required,
        handover_minutes=pattern.handover_minutes,
    )


def shift_id(post: str, day: date, pattern: PatternShift) -> str:
    """``caco:2027-01-04T07:00``: post and local start, the same in every solve."""
    return f"{post}:{day.isoformat()}T{pattern.start:%H:%M}"
