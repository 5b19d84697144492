"""What may follow what from day to day, and what it costs, as the rules say.

A state stands for all pasts that no rule tells apart on the days to come. It keeps one of these
pasts, and what a day costs is what the health rules say of that past with the day, less what they
say of it without: nothing of a rule is written here again. What goes by the week is left to
`solver.base_roster.cycle_model`. What the law breaks over more days than a state looks back on is
found afterwards, by a check of the whole cycle.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from data.model.base_roster import DAYS_IN_WEEK
from solver.base_roster.cyclic_problem import OFF
from solver.base_roster.member import Days, MemberTime
from solver.timeline.clock import DAY, SATURDAY, SUNDAY, to_minute

if TYPE_CHECKING:
    from collections.abc import Iterator


BY_THE_WEEK = ("BROKEN_WEEKEND", "EVEN_HOURS", "FREE_WEEKENDS", "WEEKEND_LOAD")
LONGEST_WORD = 21  #: days; what is broken over more of them is a matter of counts

_RESTED = 3  #: days off after which it matters no more what was before
_MOST_SAME, _SAME_BEFORE = 5, 3
_MOST_RUN = 8
_BEFORE = 3  #: weeks of nothing before the days that are judged, and as many for them and after


class DayState(NamedTuple):
    """The last days, as far as the next day depends on them.

    Parameters
    ----------
    shift
        Worked last, or `OFF` after days off enough.
    same, run
        Days in a row of that shift, and of work; as far as they matter.
    off
        Days off since.
    """

    shift: int = OFF
    same: int = 0
    run: int = 0
    off: int = _RESTED

    def after(self, shift: int) -> DayState:
        """The last days one day later."""
        if shift == OFF:
            if self.off + 1 >= _RESTED:
                return DayState()
            return DayState(self.shift, min(self.same, _SAME_BEFORE), 0, self.off + 1)
        goes_on = self.off == 0
        same = self.same + 1 if goes_on and shift == self.shift else 1
        run = self.run + 1 if goes_on else 1
        return DayState(shift, min(same, _MOST_SAME), min(run, _MOST_RUN), 0)


class DayStep(NamedTuple):
    """A day that may follow, from the state of the day before to its own, at a price in points."""

    start: DayState
    shift: int
    end: DayState
    price: int


class Word(NamedTuple):
    """Days that may not follow each other, from a weekday on."""

    weekday: int
    days: Days


@dataclass(frozen=True)
class DayStates:
    """The states of a day, and the steps between them, for one member.

    Parameters
    ----------
    member
        On a clock that never changes.
    """

    member: MemberTime
    _known: dict[tuple[int, Days], int | None] = field(
        default_factory=dict, repr=False, compare=False
    )

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the shifts, by their number."""
        return tuple(dict.fromkeys(shift.name for shift in self.member.problem.shifts))

    def name(self, shift: int) -> str:
        """The name of a shift, empty for `OFF`."""
        return "" if shift == OFF else self.names[shift]

    @cached_property
    def _trial(self) -> MemberTime:
        """The time in which a few days are judged, without the rules that go by the week."""
        rules = [rule for rule in self.member.rules if rule.id not in BY_THE_WEEK]
        return type(self.member)(self.member.problem, rules).only(3 * _BEFORE)

    @cached_property
    def is_uniform(self) -> bool:
        """Whether each day of the week has the same shifts."""
        return all(
            len({self.times(weekday, shift) for weekday in range(DAYS_IN_WEEK)}) == 1
            for shift in range(len(self.names))
        )

    def times(self, weekday: int, shift: int) -> tuple[int, int, int] | None:
        """Start and end from midnight, and work, in minutes; None: there is no such shift."""
        found = self.member.shift_at.get((weekday, self.names[shift]))
        if found is None:
            return None
        midnight = to_minute(self.member.problem.start) + weekday * DAY
        start, end = to_minute(found.start) - midnight, to_minute(found.end) - midnight
        return start, end, found.work_minutes

    def work_on(self, weekday: int, shift: int) -> int:
        """Minutes of work of a shift."""
        times = None if shift == OFF else self.times(weekday, shift)
        return times[2] if times else 0

    def touches(self, weekday: int, shift: int, first: int) -> bool:
        """Whether a shift has time on a later day of its week, from `first`, or begins there."""
        times = None if shift == OFF else self.times(weekday, shift)
        return times is not None and (weekday >= first or times[1] > (first - weekday) * DAY)

    def touches_weekend(self, weekday: int, shift: int) -> bool:
        """Whether a shift has time on Saturday or Sunday."""
        return self.touches(weekday, shift, SATURDAY)

    def touches_sunday(self, weekday: int, shift: int) -> bool:
        """Whether a shift has time on Sunday."""
        return self.touches(weekday, shift, SUNDAY)

    def price(self, counts: Counter[str]) -> int:
        """Points that so many flaws of each rule cost."""
        weights = self.member.problem.weights
        return sum(weights.of_rule(rule) * count for rule, count in counts.items())

    def steps(self, weekday: int) -> list[DayStep]:
        """All that may follow on a weekday; none has a price below 0."""
        return self._steps[0 if self.is_uniform else weekday]

    @cached_property
    def _steps(self) -> list[list[DayStep]]:
        """Per weekday of the day that follows; one of them where all are alike.

        Each state that is met first keeps its days as a past, back to the start of the run before.
        """
        weekdays = range(1 if self.is_uniform else DAYS_IN_WEEK)
        pasts: dict[tuple[int, DayState], Days] = {(day, DayState()): () for day in weekdays}
        waiting = deque(pasts)
        found: list[list[DayStep]] = [[] for _ in weekdays]
        while waiting:
            weekday, state = waiting.popleft()
            past, after = pasts[weekday, state], (weekday + 1) % len(weekdays)
            for shift in (OFF, *range(len(self.names))):
                if shift != OFF and self.times(after, shift) is None:
                    continue
                days = (*past, self.name(shift))
                began = (after - len(past)) % DAYS_IN_WEEK
                before, now = self._judge(past, began), self._judge(days, began)
                if before is None or now is None:
                    continue
                end = state.after(shift)
                found[after].append(DayStep(state, shift, end, now - before))
                if (after, end) not in pasts:
                    pasts[after, end] = () if end == DayState() else _last_two_runs(days)
                    waiting.append((after, end))
        return _without_discounts(found)

    def _judge(self, days: Days, weekday: int) -> int | None:
        """Points that a few days cost that begin on a weekday; None: the law forbids them."""
        key = (0 if self.is_uniform else weekday, days)
        if key not in self._known:
            first = _BEFORE * DAYS_IN_WEEK + key[0]
            if self._trial.violations(days, first):
                self._known[key] = None
            else:
                flaws = self._trial.flaws(days, first)
                self._known[key] = self.price(Counter(flaw.rule for flaw in flaws))
        return self._known[key]

    def words(self, days: Days, weekday: int) -> Iterator[Word]:
        """The shortest part of days that break a rule which breaks one too, on each weekday."""
        first = _BEFORE * DAYS_IN_WEEK
        while len(days) > 1 and self._trial.violations(days[:-1], first + weekday):
            days = days[:-1]
        while len(days) > 1 and self._trial.violations(days[1:], first + weekday + 1):
            days, weekday = days[1:], (weekday + 1) % DAYS_IN_WEEK
        for other in range(DAYS_IN_WEEK) if self.is_uniform else (weekday,):
            if self._trial.violations(days, first + other):
                yield Word(other, days)


def _last_two_runs(days: Days) -> Days:
    """The days from the start of the last run of work but one."""
    starts = [d for d in range(len(days)) if days[d] and (d == 0 or not days[d - 1])]
    return days[starts[-2] if len(starts) > 1 else starts[0] :]


def _without_discounts(by_weekday: list[list[DayStep]]) -> list[list[DayStep]]:
    """The same steps with prices of which none is below 0, and every closed walk at its old price.

    A day may take back what an earlier one cost, as the second of a run does: it is not lone then.
    So each state gets a height, that is added to steps that leave it and taken off those that enter
    it (Johnson).
    """
    height: dict[tuple[int, DayState], int] = defaultdict(int)
    days = len(by_weekday)
    changed = True
    while changed:
        changed = False
        for weekday, steps in enumerate(by_weekday):
            for step in steps:
                lowest = height[(weekday - 1) % days, step.start] + step.price
                if lowest < height[weekday, step.end]:
                    height[weekday, step.end], changed = lowest, True
    return [
        [
            step._replace(
                price=step.price
                + height[(weekday - 1) % days, step.start]
                - height[weekday, step.end]
            )
            for step in steps
        ]
        for weekday, steps in enumerate(by_weekday)
    ]
