"""What the rules say of a member who follows a cycle, or of a few days of theirs alone.

The rules of a ruleset are asked themselves: nothing of them is written here again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from data.model.base_roster import DAYS_IN_WEEK
from data.model.problem import RosterProblem
from solver.problem_index import ProblemIndex
from solver.rules.base import HealthRule, Rule

if TYPE_CHECKING:
    from data.model.result import Violation
    from data.model.shift import Shift
    from solver.timeline.timeline import Timeline

Days = tuple[str, ...]  #: a shift name per day, empty for a day off

_STILL = "UTC"  #: a clock that is never put forward or back


def on_still_clock(problem: RosterProblem) -> RosterProblem:
    """The same with all shifts at the same clock times, on a clock that never changes.

    There each week is as long as any other, so that a cycle that is legal once is legal always.
    """
    zone, still = problem.zone, ZoneInfo(_STILL)

    def moved(shift: Shift) -> Shift:
        start, end = (
            at.astimezone(zone).replace(tzinfo=still, fold=0) for at in (shift.start, shift.end)
        )
        handled = timedelta(minutes=shift.work_minutes)
        breaks = max(timedelta(), shift.end - shift.start - handled)
        minutes = (end - start - breaks) // timedelta(minutes=1)
        return replace(shift, start=start, end=end, work_minutes=minutes)

    return replace(
        problem,
        start=problem.start.astimezone(zone).replace(tzinfo=still),
        end=problem.end.astimezone(zone).replace(tzinfo=still),
        shifts=tuple(moved(shift) for shift in problem.shifts),
        time_zone=_STILL,
    )


@dataclass(frozen=True)
class MemberTime:
    """The time of the one person of a problem, over whole weeks from its start.

    Parameters
    ----------
    problem
        Of one person and one post, from a Monday on; what is rostered is not looked at.
    rules
        In force.
    """

    problem: RosterProblem
    rules: Sequence[Rule]

    @cached_property
    def index(self) -> ProblemIndex:
        """The problem as the rules see it."""
        return ProblemIndex(self.problem)

    @cached_property
    def shift_at(self) -> dict[tuple[int, str], Shift]:
        """The shift of a name that starts so many days after the first."""
        zone, first = self.problem.zone, self.problem.first_date
        return {
            ((shift.start.astimezone(zone).date() - first).days, shift.name): shift
            for shift in self.problem.shifts
        }

    @cached_property
    def health_rules(self) -> list[HealthRule]:
        """Those that price a roster."""
        return [rule for rule in self.rules if isinstance(rule, HealthRule)]

    def only(self, weeks: int) -> MemberTime:
        """The same over the first weeks alone."""
        zone = self.problem.zone
        start = self.problem.start.astimezone(zone)
        end = (start + timedelta(weeks=weeks)).astimezone(self.problem.end.tzinfo)
        shifts = tuple(shift for shift in self.problem.shifts if shift.start < end)
        return MemberTime(replace(self.problem, end=end, shifts=shifts), self.rules)

    def timeline(self, days: Days, first: int = 0) -> Timeline:
        """Their time with the shifts of some days, the first so many days after the start."""
        shifts = [
            self.shift_at[first + day, name].id
            for day, name in enumerate(days)
            if (first + day, name) in self.shift_at
        ]
        return self.index.timeline(self.problem.people[0].id, shifts)

    def violations(self, days: Days, first: int = 0) -> list[Violation]:
        """What these days break, by start."""
        timeline = self.timeline(days, first)
        found = [violation for rule in self.rules for violation in rule.check(timeline)]
        return sorted(found, key=lambda violation: (violation.start, violation.rule))

    def flaws(self, days: Days, first: int = 0) -> list[Violation]:
        """Where these days break a health rule."""
        timeline = self.timeline(days, first)
        return [flaw for rule in self.health_rules for flaw in rule.soft_violations(timeline)]

    def flaws_of_cycle(self, cycle: Days) -> Counter[str]:
        """How often each health rule is broken in one turn of a cycle that goes on and on.

        That is the difference between so many turns and one turn less: what lies at the edges of
        the time that is known is in both.
        """
        weeks = len(cycle) // DAYS_IN_WEEK
        turns = -(-_MEMORY // weeks) + 1
        more = Counter(
            flaw.rule for flaw in self.only((turns + 1) * weeks).flaws(cycle * (turns + 1))
        )
        less = Counter(flaw.rule for flaw in self.only(turns * weeks).flaws(cycle * turns))
        return more - less


_MEMORY = 6  #: weeks that a health rule looks back, and more
