"""The rest owed after night calls, in the rows of one person (ATW 5:9(6))."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from data.model.calls import RestTerms, rest_owed
from data.model.duty import Duty, DutyKind
from solver.timeline.clock import to_instant, to_minute

if TYPE_CHECKING:
    from collections.abc import Iterable

    from solver.timeline.clock import LocalClock
    from solver.timeline.rows import Row


class NightCall(NamedTuple):
    """The last call of a night, and the rest that other duties leave after it.

    Parameters
    ----------
    call
        When it began.
    start, end
        The stretch of the rest that is owed.
    had
        How much of that there is.
    """

    call: int
    start: int
    end: int
    had: int

    @property
    def is_missed(self) -> bool:
        """Whether the rest is too short."""
        return self.had < self.end - self.start


def night_calls(rows: Iterable[Row], clock: LocalClock, rest: int, direct: int) -> list[NightCall]:
    """The last call of each night in these rows, by time; none where there are no calls.

    Parameters
    ----------
    rest
        Minutes that are owed.
    direct
        A shift that begins no later than these minutes after a call follows it directly.
    """
    rows = list(rows)
    if all(row.kind is not DutyKind.CALL for row in rows):
        return []
    duties = (
        Duty("", row.post, row.kind, to_instant(row.start), to_instant(row.end), row.work)
        for row in rows
        if row.is_worked
    )
    terms = RestTerms(timedelta(minutes=rest), timedelta(minutes=direct))
    owed = rest_owed(duties, clock.zone, terms)
    return [
        NightCall(
            to_minute(one.call),
            to_minute(one.start),
            to_minute(one.end),
            one.had // timedelta(minutes=1),
        )
        for one in owed
    ]
