"""How gaps open, move, close and reopen: what was known beside what coverage finds now; pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from data.model.gap import FILLED, OVER, Cause, Gap, GapState, UncoveredInterval

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


_NEVER = timedelta()


@dataclass(frozen=True, slots=True)
class GapChange:
    """What happened to a gap since the last look.

    Parameters
    ----------
    what
        ``opened``, ``moved``, ``closed``, ``reopened``.
    before, after
        The gap; `before` is None for one that opened.
    """

    what: str
    before: Gap | None
    after: Gap


def track(
    known: Sequence[Gap], found: Sequence[UncoveredInterval], now: datetime
) -> tuple[tuple[Gap, ...], tuple[GapChange, ...]]:
    """Bring what is known of gaps in line with what coverage finds now.

    An uncovered interval is the same gap as before if it lies in the same slot of the same post; of
    several in one slot, those that overlap the most; else in another slot of the post, if they
    overlap. A closed gap that is found again reopens.

    Parameters
    ----------
    known
        All gaps that are open, and those that closed and whose time is not over.
    found
        All uncovered intervals from now to the horizon.

    Returns
    -------
    tuple
        Every gap that is open now, and what changed.
    """
    open_now: list[Gap] = []
    changes: list[GapChange] = []
    matched = _match(known, found)
    for interval, gap in matched:
        if gap is None:
            new = Gap(0, interval, GapState.OPEN, now)
            open_now.append(new)
            changes.append(GapChange("opened", None, new))
            continue
        after, what = _found_again(gap, interval, now)
        open_now.append(after)
        if what:
            changes.append(GapChange(what, gap, after))
    seen = {gap.id for _, gap in matched if gap is not None}
    changes += [
        GapChange("closed", gap, as_closed(gap, now))
        for gap in known
        if gap.is_open and gap.id not in seen
    ]
    return tuple(open_now), tuple(changes)


def _found_again(gap: Gap, interval: UncoveredInterval, now: datetime) -> tuple[Gap, str]:
    after = replace(gap, interval=interval)
    after = replace(after, state=_state_of(after, now))
    if not gap.is_open:
        return replace(after, opened_at=now, closed_at=None, closed_by=""), "reopened"
    if after == gap:
        return gap, ""
    return after, "moved"


def _state_of(gap: Gap, now: datetime) -> GapState:
    """An acceptance holds until its day, as long as the gap is not more than was accepted.

    It outlives a gap that closes and reopens.

    To have been acknowledged does not: whoever took it up had seen it filled.
    """
    if gap.is_intended(now):
        return GapState.ACCEPTED
    if gap.state is GapState.ACKNOWLEDGED:
        return GapState.ACKNOWLEDGED
    return GapState.OPEN


def as_closed(gap: Gap, now: datetime) -> Gap:
    """A gap that is no longer found: filled, or its time went by."""
    # Once time before a first roster was kept as a gap: nobody came to fill it.
    is_filled = now < gap.interval.end and gap.interval.cause is not Cause.NOT_BEGUN
    how = FILLED if is_filled else OVER
    return replace(
        gap,
        state=GapState.CLOSED,
        closed_at=now,
        closed_by=how,
        acknowledged_by="",
        acknowledged_at=None,
        acknowledged_extent="",
    )


def is_worth_noting(change: GapChange) -> bool:
    """Whether a move says more than that the horizon moved on with the day."""
    if change.what != "moved" or change.before is None:
        return True
    before, after = change.before.interval, change.after.interval
    return not (
        after.moves_along and before.cause is after.cause and before.missing == after.missing
    )


def _match(
    known: Sequence[Gap], found: Sequence[UncoveredInterval]
) -> list[tuple[UncoveredInterval, Gap | None]]:
    """Each uncovered interval with the gap that it is, each gap at most once."""
    taken: dict[int, Gap] = {}
    used: set[int] = set()
    by_post: dict[str, list[Gap]] = {}
    for gap in known:
        by_post.setdefault(gap.interval.post, []).append(gap)
    pairs = sorted(_pairs(found, by_post), key=lambda pair: pair[0])
    for _rank, number, gap in pairs:
        if number not in taken and gap.id not in used:
            taken[number] = gap
            used.add(gap.id)
    return [(interval, taken.get(number)) for number, interval in enumerate(found)]


def _pairs(
    found: Iterable[UncoveredInterval], by_post: dict[str, list[Gap]]
) -> Iterator[tuple[tuple[int, ...], int, Gap]]:
    """Each uncovered interval with each gap that it may be, with its rank, best first."""
    for number, interval in enumerate(found):
        for gap in by_post.get(interval.post, ()):
            shared = _overlap(gap.interval, interval)
            same_slot = gap.interval.slot == interval.slot
            other_kind = _is_open_call(gap.interval) != _is_open_call(interval)
            if not same_slot and (shared <= _NEVER or other_kind):
                continue
            rank = (
                not same_slot,
                not gap.is_open,
                -int(shared.total_seconds()),
                abs(int((gap.interval.start - interval.start).total_seconds())),
                number,
                gap.id,
            )
            yield rank, number, gap


def _is_open_call(interval: UncoveredInterval) -> bool:
    return interval.cause is Cause.OPEN_CALL


def _overlap(one: UncoveredInterval, other: UncoveredInterval) -> timedelta:
    return min(one.end, other.end) - max(one.start, other.start)
