"""Weekly patterns to dated shifts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from data.model.demand import Demand, MinimumCover, SeatRule, at_least, pieces_of_extra
from data.model.intervals import clip, subtract, union
from data.model.post import Post, PostKind
from data.model.shift import (
    EXTRA,
    PART,
    EarlierDuty,
    SeatTime,
    Shift,
    Stretch,
    UnrosteredInterval,
    uncovered_intervals,
)
from data.tables.period import same_holiday
from data.tables.values import midnight

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from zoneinfo import ZoneInfo

    from data.model.post import PatternShift, ShiftPattern
    from data.tables.period import Period

_AT_WORK = (PostKind.ON_SITE, PostKind.ON_SITE_STANDBY)
_SHORT = timedelta(hours=5, minutes=30)  #: no longer than this: work without a break, ATW 5:4(2)
_AROUND = timedelta(days=8)  #: what lies outside a window, and may decide where a shift is cut


@dataclass(frozen=True, slots=True)
class DemandPlan:
    """What posts need beside their patterns: demands and minimum covers."""

    demands: tuple[Demand, ...] = ()
    covers: tuple[MinimumCover, ...] = ()

    def changes(self, post: Post) -> bool:
        """Whether a post ever needs something else than its pattern asks."""
        if post.kind is PostKind.OPEN_CALL:
            return False
        is_bound = post.start is not None or post.until is not None
        named = {one.post for one in self.demands} | {one.post for one in self.covers}
        return is_bound or post.id in named

    def rule(
        self,
        post: Post,
        patterns: Mapping[str, ShiftPattern],
        start: datetime,
        end: datetime,
        zone: ZoneInfo,
    ) -> SeatRule:
        """What decides how many people a post needs in a window; it may reach beyond it."""
        asked = required_time(post, patterns, start, end, zone)
        mine = [one for one in self.demands if one.post == post.id]
        floors = [one for one in self.covers if one.post == post.id]
        return SeatRule(
            seats=post.required,
            asked=tuple(stretch for stretch, _shift in asked),
            floors=tuple(time for one in floors for time in one.times((start, end), zone)),
            demands=tuple(
                time for one in mine for time in one.times((start, end), zone, same_holiday)
            ),
            start=midnight(post.start, zone) if post.start else None,
            end=midnight(post.until + timedelta(days=1), zone) if post.until else None,
        )


NO_DEMAND = DemandPlan()


def dated_shifts(
    posts: Sequence[Post],
    patterns: Mapping[str, ShiftPattern],
    period: Period,
    demand: DemandPlan = NO_DEMAND,
) -> tuple[Shift, ...]:
    """All shifts that start in the period, by start; a post of `OPEN_CALL` has none."""
    shifts: list[Shift] = []
    for post in posts:
        if post.kind is PostKind.OPEN_CALL:
            continue
        if demand.changes(post):
            shifts += _shifts_of_demand(post, patterns, period, demand)
        elif post.pattern in patterns:
            shifts += (
                shift
                for day, pattern in patterns[post.pattern].starting_between(
                    period.first, period.after
                )
                if (shift := _shift(post, pattern, day, period.zone)) is not None
            )
    return tuple(sorted(shifts, key=lambda shift: (shift.start, shift.id)))


def _shifts_of_demand(
    post: Post, patterns: Mapping[str, ShiftPattern], period: Period, demand: DemandPlan
) -> Iterator[Shift]:
    """The shifts of a post that start in the period, seat by seat.

    Seats of the pattern have its shifts, less the time in which fewer are needed; what is left of
    one is a shift of its own, marked as a part. Further seats have the time that needs them. A
    piece that is just what the pattern has is one seat more of that shift.
    """
    window = period.start - _AROUND, period.end + _AROUND
    zone = period.zone
    days = dict(_dated_pattern(post, patterns, window, zone))
    times = demand.rule(post, patterns, *window, zone).seat_times()
    seats: Counter[Stretch] = Counter()
    rest: dict[Stretch, Stretch] = {}  # the part of a shift, and the shift
    most = max((one.required for one in times), default=0)
    for seat in range(1, most + 1):
        wanted = at_least(seat, times)
        usual = list(days) if seat <= post.required else []
        for whole in usual:
            for piece in clip(wanted, whole):
                seats[piece] += 1
                rest.setdefault(piece, whole)
        for start, end in union(subtract(wanted, usual)):
            is_desk = post.kind in _AT_WORK
            for piece in pieces_of_extra(start, end, list(days), zone, is_desk=is_desk):
                seats[piece] += 1
    for piece, required in sorted(seats.items()):
        if not period.start <= piece[0] < period.end:
            continue
        if piece in days:
            day, pattern = days[piece]
            shift = _shift(post, pattern, day, zone, required)
            assert shift is not None
            yield shift
        else:
            yield _piece(post, piece, required, days, rest.get(piece), zone)


def _dated_pattern(
    post: Post, patterns: Mapping[str, ShiftPattern], window: Stretch, zone: ZoneInfo
) -> Iterator[tuple[Stretch, tuple[date, PatternShift]]]:
    if post.pattern in patterns:
        for day, shift in patterns[post.pattern].touching(*window, zone):
            yield shift.on(day, zone), (day, shift)


def _piece(
    post: Post,
    piece: Stretch,
    required: int,
    days: Mapping[Stretch, tuple[date, PatternShift]],
    whole: Stretch | None,
    zone: ZoneInfo,
) -> Shift:
    """What is left of a shift of the pattern, or an extra seat, named after the shift it is in."""
    start, end = piece
    near = whole or max(days, key=lambda one: min(end, one[1]) - max(start, one[0]), default=None)
    pattern = days[near][1] if near and near[0] < end and start < near[1] else None
    minutes = (end - start) // timedelta(minutes=1)
    pause = pattern.break_minutes if pattern and end - start > _SHORT else 0
    return Shift(
        id=f"{post.id}:{start.astimezone(zone):%Y-%m-%dT%H:%M}_{minutes}",
        post=post.id,
        name=(pattern.name if pattern else "") + (PART if whole else EXTRA),
        start=start,
        end=end,
        work_minutes=max(0, minutes - pause) if post.kind in _AT_WORK else 0,
        required=required,
        handover_minutes=pattern.handover_minutes if pattern and whole and whole[1] == end else 0,
    )


def seat_times(
    post: Post,
    patterns: Mapping[str, ShiftPattern],
    window: Stretch,
    zone: ZoneInfo,
    demand: DemandPlan,
) -> tuple[SeatTime, ...]:
    """When a post needs how many people, of what touches a window; it may reach beyond it."""
    start, end = window
    found = demand.rule(post, patterns, start - _AROUND, end + _AROUND, zone).seat_times()
    return tuple(one for one in found if one.start < end and start < one.end)


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
    demand: DemandPlan = NO_DEMAND,
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
    shifts = list(shifts)
    covered: dict[str, list[Shift]] = {}
    for shift in sorted(shifts, key=lambda shift: shift.start):
        covered.setdefault(shift.post, []).append(shift)
    before: dict[str, list[EarlierDuty]] = {}
    for duty in earlier:
        before.setdefault(duty.post, []).append(duty)
    found = [
        _part(post, pattern, ends, piece, period.zone)
        for post in posts
        for whole, pattern, ends in _uncovered(
            post,
            patterns,
            period,
            covered.get(post.id, ()),
            before.get(post.id, ()),
            demand,
        )
        for piece in _cut(whole, now, period.zone)
    ]
    taken = {shift.id for shift in shifts}  # of a shift with more seats, one that is missing
    found = [replace(one, id=f"{one.id}_{PART}") if one.id in taken else one for one in found]
    return tuple(sorted(found, key=lambda shift: (shift.start, shift.id)))


def _uncovered(
    post: Post,
    patterns: Mapping[str, ShiftPattern],
    period: Period,
    shifts: Sequence[Shift],
    earlier: Sequence[EarlierDuty],
    demand: DemandPlan,
) -> Iterator[tuple[UnrosteredInterval, PatternShift | None, datetime | None]]:
    """What no shift covers, with the shift of the pattern that it is a part of and its end."""
    start, end = period.start, period.end
    asked = required_time(post, patterns, start, end, period.zone)
    if demand.changes(post):
        needed = [
            SeatTime(*piece, one.required)
            for one in seat_times(post, patterns, (start, end), period.zone, demand)
            for piece in clip([(one.start, one.end)], (start, end))
        ]
        covered = [SeatTime(one.start, one.end, one.required) for one in shifts]
        edges = {edge for stretch, _shift in asked for edge in stretch}
    else:  # each shift stands for all seats
        inside = [(max(begin, start), min(finish, end)) for (begin, finish), _shift in asked]
        needed = [SeatTime(*piece, post.required) for piece in subtract(inside, ())]
        covered = [SeatTime(one.start, one.end, post.required) for one in shifts]
        edges = set()
    for piece in uncovered_intervals(needed, covered, earlier, edges):
        yield next(
            (
                (piece, pattern, finish)
                for (begin, finish), pattern in asked
                if begin <= piece.start < finish
            ),
            (piece, None, None),
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
    post: Post,
    pattern: PatternShift | None,
    ends: datetime | None,
    piece: UnrosteredInterval,
    zone: ZoneInfo,
) -> Shift:
    elapsed = piece.end - piece.start
    pause = pattern.break_minutes if pattern and elapsed > _SHORT else 0
    minutes = max(0, elapsed // timedelta(minutes=1) - pause)
    local = piece.start.astimezone(zone)
    return Shift(
        id=f"{post.id}:{local:%Y-%m-%dT%H:%M}",
        post=post.id,
        name=f"{pattern.name if pattern else ''}{PART}",
        start=piece.start,
        end=piece.end,
        work_minutes=minutes if post.kind in _AT_WORK else 0,
        required=piece.missing,
        handover_minutes=pattern.handover_minutes if pattern and piece.end == ends else 0,
    )


def _shift(
    post: Post, pattern: PatternShift, day: date, zone: ZoneInfo, required: int | None = None
) -> Shift | None:
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
        required=post.required if required is None else required,
        handover_minutes=pattern.handover_minutes,
    )


def shift_id(post: str, day: date, pattern: PatternShift) -> str:
    """``caco:2027-01-04T07:00``: post and local start, the same in every solve."""
    return f"{post}:{day.isoformat()}T{pattern.start:%H:%M}"
