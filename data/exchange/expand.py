"""Weekly patterns to dated shifts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.model.post import Post, PostKind
from data.model.shift import Shift

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from zoneinfo import ZoneInfo

    from data.exchange.period import Period
    from data.model.pattern import PatternShift, ShiftPattern

_AT_WORK = (PostKind.ON_SITE, PostKind.ON_SITE_STANDBY)


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
