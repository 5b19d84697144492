"""Designs a base roster: a cycle that fills a post as far as a team can, and that people can keep.

The best cycle is searched in a model that knows what the rules say of a few days at a time. Then
every rule in force judges a member who follows it for more than a year; what they break is
forbidden, and the search goes on. So a cycle that is handed out broke nothing.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

from data.model.base_roster import DAYS_IN_WEEK
from data.model.designed_cycle import DesignedCycle, RuleScore, UnstaffedShift
from data.model.errors import BrokenResult
from solver.base_roster.cycle_model import OPEN, CycleModel
from solver.base_roster.day_states import LONGEST_WORD, DayStates
from solver.base_roster.member import MemberTime, on_still_clock
from solver.cpsat.engine import Search, SearchOutcome, solve
from solver.rules.in_force import rules_in_force
from solver.timeline.clock import DAY, to_minute

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.model.problem import RosterProblem
    from data.model.result import Violation
    from solver.base_roster.cyclic_problem import Cycle
    from solver.base_roster.day_states import Word
    from solver.base_roster.member import Days
    from solver.cpsat.engine import Stop
    from solver.options import SolveOptions

Progress = Callable[["DesignedCycle"], None]

WORKERS = 4  #: strategies side by side that get there soonest, also on two cores
MOST_WEEKS = 30  #: of a cycle; more people have more than one
JUDGED_WEEKS = 53  #: beyond the cycle itself: the longest window of the law is 52 weeks
_SHARE_OF_FIRST = 0.6
_SLICE = 0.7
_TOO_LITTLE = 0.05  #: seconds
_ALIKE = 0.6  #: of the shifts of one alternative as many may be in the same place in another


def design_cycles(
    problem: RosterProblem,
    weeks: int,
    hours: float,
    options: SolveOptions,
    *,
    number: int = 3,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> tuple[DesignedCycle, ...]:
    """Design cycles, each unlike the others, the best first.

    Parameters
    ----------
    problem
        Of one member and one post: from a Monday on, all shifts of `JUDGED_WEEKS` weeks and two
        turns of the cycle. What a shift requires is met by those who are in one week of the cycle.
    weeks
        Of the cycle, from 1 to `MOST_WEEKS`.
    hours
        Contract hours a week of a member, on average.
    number
        How many at most; fewer where no other is found in time.
    progress
        Called with each cycle that is found.
    """
    until = time.monotonic() + options.seconds
    designer = _Designer(problem, weeks, hours, stop)
    found: list[DesignedCycle] = []
    for left in range(number, 0, -1):
        # The first is the one that matters most, and what it learnt is known to the others.
        share = max(_SHARE_OF_FIRST if not found else 0, 1 / left)
        cycle = designer.design(share, until, options)
        if cycle is None:
            break
        found.append(cycle)
        if progress:
            progress(cycle)
    return tuple(
        sorted(
            found, key=lambda one: (one.missing, one.points, not one.is_best, -one.free_weekends)
        )
    )


class _Designer:
    def __init__(self, problem: RosterProblem, weeks: int, hours: float, stop: Stop | None) -> None:
        rules = rules_in_force(problem.ruleset)
        self.real = MemberTime(problem, rules)
        self.still = MemberTime(on_still_clock(problem), rules)
        self.states = DayStates(self.still)
        self.model = CycleModel(self.states, weeks, hours)
        self.stop = stop
        self.found: list[Cycle] = []
        self.bound = 0  #: proven of the cost of every cycle
        self.is_narrowed = False  #: by more than what is illegal: what is proven now is of a part
        still = self.still.problem  # on whose clock every week is as long
        self.all_weeks = (still.end - still.start).days // DAYS_IN_WEEK

    def design(self, share: float, until: float, options: SolveOptions) -> DesignedCycle | None:
        """The best cycle that is unlike those before; None: none was found in time.

        Parameters
        ----------
        share
            Of the time until the end; only where nothing is found in it is more of it used.
        """
        start = time.monotonic()
        mine = start + share * (until - start)
        known = self._turned()
        hint = self.model.hint_of(known) if known else self.model.all_off
        while (left := until - time.monotonic()) > _TOO_LITTLE:
            # Some time is kept to search again, if the law has more to say.
            own = mine - time.monotonic()
            seconds = _SLICE * (own if own > _TOO_LITTLE else left)
            search = Search(seconds, options.workers, options.seed)
            answer = solve(self.model.model, search, hint=hint, stop=self.stop)
            if answer.outcome is SearchOutcome.INFEASIBLE or answer.stopped:
                return None
            if not self.is_narrowed:
                self.bound = max(self.bound, answer.bound or 0)
            if not answer.values:
                continue
            cycle = self.model.cycle(answer)
            days = self._days(cycle)
            broken = self.still.violations(self._repeated(days))
            if not broken:
                if known and self._cost(known) < self._cost(cycle):
                    break
                return self._hand_out(cycle)
            self._forbid(cycle, days, broken)
            hint = dict(enumerate(answer.values[1:], start=1))
        return self._hand_out(known) if known else None

    def _hand_out(self, cycle: Cycle) -> DesignedCycle:
        """A legal cycle; what comes after it is unlike it."""
        self.model.differ(cycle, _ALIKE)
        self.is_narrowed = True
        self.found.append(cycle)
        return self._judged(cycle)

    def _cost(self, cycle: Cycle) -> int:
        """What a cycle costs, open shifts included."""
        missing = sum(shift.missing for shift in self._open_shifts(cycle))
        flaws = self.still.flaws_of_cycle(self._days(cycle))
        return OPEN * missing + self.states.price(flaws)

    def _days(self, cycle: Cycle) -> Days:
        return tuple(self.states.name(shift) for shift in cycle)

    def _turned(self) -> Cycle | None:
        """A cycle that was found, begun on another day of the week; None: none is unlike enough.

        Where every day has the same shifts it fills as much, and its weekends are others.
        """
        later = range(1, DAYS_IN_WEEK) if self.states.is_uniform else ()
        turned = [cycle[day:] + cycle[:day] for cycle in self.found for day in later]
        unlike = [
            cycle
            for cycle in turned
            if all(self.model.is_unlike(cycle, other, _ALIKE) for other in self.found)
            and not self.still.violations(self._repeated(self._days(cycle)))
        ]
        return min(unlike, key=lambda cycle: (self._cost(cycle), cycle), default=None)

    def _repeated(self, days: Days) -> Days:
        turns = -(-self.all_weeks // self.model.weeks)
        return (days * turns)[: self.all_weeks * DAYS_IN_WEEK]

    def _forbid(self, cycle: Cycle, days: Days, broken: list[Violation]) -> None:
        """Forbid what was broken: as words, or where it takes many weeks, as counts.

        Raises
        ------
        BrokenResult
            A rule is broken, and neither of both says how.
        """
        words: set[Word] = set()
        for violation in broken:
            words |= set(self._words(days, violation))
        self.model.forbid(words)
        long = [violation for violation in broken if _days_of(violation) > LONGEST_WORD]
        if not words and not long:
            raise BrokenResult([f"{one.rule} {one.start:%Y-%m-%d}: {one.value}" for one in broken])
        for rule, violation in {one.rule: one for one in long}.items():
            self.is_narrowed = True
            weigh = self._weight(rule)
            # The share of the window, or one less than there are: windows differ.
            most = self.model.weigh(weigh, cycle) - 1
            self.model.limit(weigh, max(0, min(most, self._share(rule, violation) or most)))

    def _words(self, days: Days, violation: Violation) -> Iterator[Word]:
        size = _days_of(violation)
        if size > LONGEST_WORD:
            return
        start = to_minute(violation.start) - to_minute(self.still.problem.start)
        first = start // DAY - 1  # a night begins on the day before
        turned = [days[(first + day) % len(days)] for day in range(size + 2)]
        yield from self.states.words(tuple(turned), first % DAYS_IN_WEEK)

    def _weight(self, rule: str) -> Callable[[int, int], int]:
        """What of a cycle a rule of long windows counts."""
        states = self.states
        if rule == "R19":
            return lambda weekday, shift: int(states.touches_sunday(weekday, shift))
        if rule in ("R11", "R17"):
            return lambda weekday, shift: int(states.touches(weekday, shift, weekday + 1))
        if rule == "WEEKEND_LOAD":
            return lambda weekday, shift: int(states.touches_weekend(weekday, shift))
        return states.work_on

    def _share(self, rule: str, violation: Violation) -> int | None:
        """What of a limit falls to one turn of the cycle, where that is a matter of counts."""
        if rule in ("R11", "R17"):
            return int(violation.limit * self.model.days / _days_of(violation))
        return None

    def _judged(self, cycle: Cycle) -> DesignedCycle:
        states, days = self.states, self._days(cycle)
        counts: Counter[str] = self.still.flaws_of_cycle(days)
        scores = tuple(
            RuleScore(rule, count, states.price(Counter({rule: count})))
            for rule, count in sorted(counts.items())
        )
        open_shifts, points = self._open_shifts(cycle), sum(score.points for score in scores)
        cost = OPEN * sum(shift.missing for shift in open_shifts) + points
        return DesignedCycle(
            tuple(
                days[first : first + DAYS_IN_WEEK] for first in range(0, len(days), DAYS_IN_WEEK)
            ),
            tuple(
                sum(states.work_on(day, cycle[first + day]) for day in range(DAYS_IN_WEEK))
                for first in range(0, len(days), DAYS_IN_WEEK)
            ),
            sum(not self._is_busy(cycle, first) for first in range(0, len(days), DAYS_IN_WEEK)),
            open_shifts,
            scores,
            points,
            cost <= self.bound,
            self._exceptions(days),
        )

    def _is_busy(self, cycle: Cycle, first: int) -> bool:
        """Whether a shift has time in the weekend of a week of the cycle."""
        week = cycle[first : first + DAYS_IN_WEEK]
        return any(self.states.touches_weekend(day, shift) for day, shift in enumerate(week))

    def _open_shifts(self, cycle: Cycle) -> tuple[UnstaffedShift, ...]:
        found = []
        for (weekday, name), shift in sorted(self.still.shift_at.items()):
            if weekday < DAYS_IN_WEEK:
                there = cycle[weekday::DAYS_IN_WEEK].count(self.states.names.index(name))
                if there < shift.required:
                    found.append(UnstaffedShift(weekday, name, shift.required - there))
        return tuple(found)

    def _exceptions(self, days: Days) -> tuple[Violation, ...]:
        """What a member breaks on the real clock, whichever week they begin in."""
        found: dict[tuple[str, object], Violation] = {}
        for turn in range(0, len(days), DAYS_IN_WEEK):
            for one in self.real.violations(self._repeated((*days[turn:], *days[:turn]))):
                found.setdefault((one.rule, one.start), one)
        return tuple(sorted(found.values(), key=lambda one: (one.start, one.rule)))


def _days_of(violation: Violation) -> int:
    """Days that a window touches, rounded up."""
    return -(-(to_minute(violation.end) - to_minute(violation.start)) // DAY)
