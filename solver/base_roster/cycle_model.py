"""The model of a designed cycle: a literal per day and shift, and a state per day.

The cycle is unrolled once, from its first day to its last, after which comes the first. Demand is
met as far as can be; what is open costs more than all else together.
"""

from __future__ import annotations

from collections import defaultdict
from math import ceil
from typing import TYPE_CHECKING

from data.model.base_roster import DAYS_IN_WEEK
from solver.base_roster.cyclic_problem import OFF
from solver.base_roster.day_states import DayState
from solver.cpsat.model import Model, Term
from solver.timeline.clock import DAY, HOUR, SATURDAY, SUNDAY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from solver.base_roster.cyclic_problem import Cycle
    from solver.base_roster.day_states import DayStates, Word
    from solver.cpsat.engine import Answer
    from solver.cpsat.model import Literal

OPEN = 10_000  #: points that an open shift costs: more than any flaws that filling it may bring


class CycleModel:
    """The model, to which more can be asked after a search.

    Parameters
    ----------
    states
        What may follow what.
    weeks
        Of the cycle.
    hours
        Contract hours a week; on average there is no more work.
    """

    def __init__(self, states: DayStates, weeks: int, hours: float) -> None:
        self.states = states
        self.weeks = weeks
        self.model = Model()
        self.shifts = (OFF, *range(len(states.names)))
        self.costs: list[Term] = []
        self.all_off: dict[int, int] = {}  #: the solution in which nobody works, by variable
        self.on: dict[tuple[int, int], Literal] = {
            (day, shift): self.model.new_literal(f"{states.name(shift)} on day {day}")
            for day in range(self.days)
            for shift in self.shifts
            if shift == OFF or states.times(day % DAYS_IN_WEEK, shift) is not None
        }
        self._follow()
        self._fill()
        self._keep_weekends()
        self._even_hours(hours)
        self.limit(states.work_on, int(weeks * hours * HOUR + 0.5))
        self.model.minimise(self.costs)
        self._rest()

    @property
    def days(self) -> int:
        """Days of the cycle."""
        return DAYS_IN_WEEK * self.weeks

    def _follow(self) -> None:
        """Each day follows the one before, at its price."""
        model = self.model
        self.state_of = state_of = {
            (day, state): model.new_literal(f"state of day {day}")
            for day in range(self.days)
            for state in {step.end for step in self.states.steps(day % DAYS_IN_WEEK)}
        }
        for day in range(self.days):
            model.add_equal([(1, lit) for (d, _), lit in self.on.items() if d == day], 1)
            model.add_equal([(1, lit) for (d, _), lit in state_of.items() if d == day], 1)
            self.all_off[state_of[day, DayState()]] = 1
            before = (day - 1) % self.days
            steps = {(s.start, s.shift): s for s in self.states.steps(day % DAYS_IN_WEEK)}
            priced: dict[int, list[tuple[Literal, Literal]]] = defaultdict(list)
            for (at, state), was in state_of.items():
                for shift in self.shifts if at == before else ():
                    now = self.on.get((day, shift))
                    if now is None:
                        continue
                    step = steps.get((state, shift))
                    if step is None:
                        model.forbid([was, now])
                        continue
                    model.add_clause([-was, -now, state_of[day, step.end]])
                    if step.price:
                        priced[step.price].append((was, now))
            for price, pairs in priced.items():
                flaw = model.new_literal(f"flaw on day {day}")
                self.costs.append((price, flaw))
                for was, now in pairs:
                    model.add_clause([-was, -now, flaw])

    def _fill(self) -> None:
        """As many are on a shift as it requires, or it is open at a price."""
        for (weekday, name), shift in self.states.member.shift_at.items():
            if weekday < DAYS_IN_WEEK:
                number = self.states.names.index(name)
                missing = self.model.new_integer(0, shift.required, f"open {weekday} {name}")
                self.costs.append((OPEN, missing))
                self.all_off[missing] = shift.required
                there = [(1, self.on[day, number]) for day in self.days_on(weekday)]
                self.model.add_equal([*there, (1, missing)], shift.required)

    def _rest(self) -> None:
        """Complete the solution in which nobody works."""
        for day in range(self.days):
            self.all_off[self.on[day, OFF]] = 1
        for variable in range(1, len(self.model.domains)):
            self.all_off.setdefault(variable, 0)

    def days_on(self, weekday: int) -> range:
        """The days of the cycle on a weekday."""
        return range(weekday, self.days, DAYS_IN_WEEK)

    def _weight(self, rule: str) -> int:
        """Points of a flaw of a rule; 0 where it is not in force."""
        member = self.states.member
        known = any(one.id == rule for one in member.rules)
        return member.problem.weights.of_rule(rule) if known else 0

    def _parameter(self, rule: str, name: str) -> int | None:
        """What a rule in force says; None where it is not in force."""
        rules = (one for one in self.states.member.rules if one.id == rule)
        value = next((one.parameters().get(name) for one in rules), None)
        return value if isinstance(value, int) else None

    def _keep_weekends(self) -> None:
        """Weekends whole, and not too many in a row."""
        model = self.model
        broken = self._weight("BROKEN_WEEKEND")
        busy = []
        for week in range(self.weeks):
            first = DAYS_IN_WEEK * week
            duties = [
                literal
                for (day, shift), literal in self.on.items()
                if first <= day < first + DAYS_IN_WEEK
                and self.states.touches_weekend(day - first, shift)
            ]
            busy.append(model.any_of(duties, f"weekend {week}"))
            if broken:
                saturday, sunday = self.on[first + SATURDAY, OFF], self.on[first + SUNDAY, OFF]
                flaw = model.new_literal(f"broken weekend {week}")
                model.add_clause([-saturday, sunday, flaw])
                model.add_clause([saturday, -sunday, flaw])
                self.costs.append((broken, flaw))
        most, price = self._parameter("FREE_WEEKENDS", "most"), self._weight("FREE_WEEKENDS")
        most_hard = self._parameter("WEEKEND_LOAD", "most")
        window = self._parameter("WEEKEND_LOAD", "weeks") or 0
        for week in range(self.weeks):
            if most is not None and price:
                run = [busy[(week + more) % self.weeks] for more in range(most + 1)]
                self.costs.append(
                    (price, model.all_of(list(dict.fromkeys(run)), "no free weekend"))
                )
            if most_hard is not None:
                load = [(1, busy[(week + more) % self.weeks]) for more in range(window)]
                model.add_at_most(load, most_hard)

    def _even_hours(self, hours: float) -> None:
        """No week is far above the contract, nor the last weeks on average."""
        price = self._weight("EVEN_HOURS")
        if not price or not hours:
            return
        bounds = [(1, "above"), (self._parameter("EVEN_HOURS", "weeks") or 1, "above_on_average")]
        for week in range(self.weeks):
            flaw = self.model.new_literal(f"hours of week {week}")
            self.costs.append((price, flaw))
            for weeks, name in bounds:
                above = self._parameter("EVEN_HOURS", name) or 0
                limit = ceil(hours * HOUR * weeks) + weeks * above
                work = self._work_in(week - weeks + 1, weeks)
                most = sum(minutes for minutes, _ in work)
                self.model.add_at_most([*work, (-most, flaw)], limit)

    def _work_in(self, first: int, weeks: int) -> list[Term]:
        """The minutes of work in some weeks of the cycle, also of a shift from the day before."""
        end, found = weeks * DAYS_IN_WEEK * DAY, list[Term]()
        for place in range(-1, weeks * DAYS_IN_WEEK):
            day = (first * DAYS_IN_WEEK + place) % self.days
            for shift in self.shifts:
                if shift == OFF or (day, shift) not in self.on:
                    continue
                times = self.states.times(day % DAYS_IN_WEEK, shift)
                if times is not None:
                    starts, ends = place * DAY + times[0], place * DAY + times[1]
                    minutes = min(times[2], max(0, min(ends, end) - max(starts, 0)))
                    found.append((minutes, self.on[day, shift]))
        return [term for term in found if term[0]]

    def limit(self, weigh: Callable[[int, int], int], most: int) -> None:
        """Let the cycle weigh no more than so much; a shift weighs by its weekday and number."""
        terms = [(weigh(day % DAYS_IN_WEEK, shift), lit) for (day, shift), lit in self.on.items()]
        self.model.add_at_most([term for term in terms if term[0]], most)

    def weigh(self, weigh: Callable[[int, int], int], cycle: Cycle) -> int:
        """What a cycle weighs."""
        return sum(weigh(day % DAYS_IN_WEEK, shift) for day, shift in enumerate(cycle))

    def forbid(self, words: Iterable[Word]) -> None:
        """Let no word be anywhere in the cycle."""
        numbers = {self.states.name(shift): shift for shift in self.shifts}
        for word in words:
            for start in self.days_on(word.weekday):
                self.model.forbid(
                    self.on[(start + place) % self.days, numbers[name]]
                    for place, name in enumerate(word.days)
                )

    def hint_of(self, cycle: Cycle) -> dict[int, int]:
        """What a cycle says of the days and their states, by variable."""
        hint = {literal: int(cycle[day] == shift) for (day, shift), literal in self.on.items()}
        hint |= dict.fromkeys(self.state_of.values(), 0)
        state = DayState()
        for day, shift in enumerate(cycle * 2):  # the first time round says how it begins
            state = state.after(shift)
            literal = self.state_of.get((day % self.days, state))
            if day >= self.days and literal is not None:
                hint[literal] = 1
        return hint

    def is_unlike(self, cycle: Cycle, other: Cycle, share: float) -> bool:
        """Whether a cycle is what `differ` asks of it."""
        worked = [day for day, shift in enumerate(other) if shift != OFF]
        most = int(share * len(worked))
        return all(
            sum(cycle[(day + turn) % self.days] == other[day] for day in worked) <= most
            for turn in range(0, self.days, DAYS_IN_WEEK)
        )

    def differ(self, other: Cycle, share: float) -> None:
        """Let at most a share of the shifts be where they are in another cycle, however turned."""
        worked = [day for day, shift in enumerate(other) if shift != OFF]
        for turn in range(0, self.days, DAYS_IN_WEEK):
            same = [(1, self.on[(day + turn) % self.days, other[day]]) for day in worked]
            self.model.add_at_most(same, int(share * len(worked)))

    def cycle(self, answer: Answer) -> Cycle:
        """The cycle of a solution."""
        return tuple(
            next(
                shift
                for shift in self.shifts
                if (literal := self.on.get((day, shift))) and answer.holds(literal)
            )
            for day in range(self.days)
        )
