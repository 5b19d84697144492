"""The cheapest line of a person under prices: a shortest path over days.

A node is what the person did on the last few days, how long they have worked day after day, and
which of the last weekends they worked. An arc is what they do on a day, with what that adds to the
cost of flaws. Duties on call, and any others that last longer than a day, are chosen beside the
path, as if they did not touch it: so a line costs never more than it would with all rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from data.model.duty import DutyKind
from solver.constraints.roster_days import is_duty, weekends_of
from solver.search.columns.patterns import FAR, Alphabet, Judge, Letters, day_content
from solver.timeline.clock import DAY, SUNDAY, weekday
from solver.timeline.rows import SHIFT_SEPARATOR, Row

if TYPE_CHECKING:
    Floats = npt.NDArray[np.float64]
    Indices = npt.NDArray[np.int64]

MOST_A_DAY = 2  #: shifts that may start on a day
Node = tuple[Letters, int]  #: contents of the last days, and the length of the run of work


@dataclass(frozen=True)
class RunLimits:
    """How many days in a row may be worked.

    Parameters
    ----------
    most
        The law of the region, which what is fixed does not break by itself; None: as many as one
        likes.
    healthy, price
        What a day beyond so many costs.
    """

    most: int | None = None
    healthy: int = 0
    price: int = 0

    @property
    def longest(self) -> int:
        """The length from which on all runs are alike."""
        return max(self.most or 0, self.healthy if self.price else 0) + 1


@dataclass(frozen=True)
class WeekendLimits:
    """How many weekends in a row, or nearly, may be worked.

    Parameters
    ----------
    most, weeks
        At most so many of so many in a row, which what is fixed keeps to; `weeks` 0: as many as
        one likes.
    healthy, price
        What each one in a row beyond so many costs.
    """

    most: int = 0
    weeks: int = 0
    healthy: int = 0
    price: int = 0

    @property
    def memory(self) -> int:
        """How many weekends before the last one matter."""
        return max(self.weeks - 1, self.healthy if self.price else 0, 0)


@dataclass(frozen=True)
class _Day:
    """The arcs of a day, by the node that they lead to."""

    source: Indices
    choice: Indices  #: number among the choices of all days
    cost: Floats
    first: Indices  #: of each node the first arc
    busy: npt.NDArray[np.bool_]  #: on Sundays, per node: whether the weekend is worked
    ours: npt.NDArray[np.bool_]  #: and whether some of it is of this roster


@dataclass(frozen=True)
class LineGraph:
    """What one person may do, day by day.

    Parameters
    ----------
    shifts
        The shifts that they may have, and the row of each.
    fixed
        Their other rows, in order of their start.
    """

    judge: Judge
    shifts: Sequence[tuple[str, Row]]
    fixed: Sequence[Row]
    runs: RunLimits
    weekends: WeekendLimits

    @property
    def _alphabet(self) -> Alphabet:
        return self.judge.alphabet

    @cached_property
    def _on_path(self) -> list[int]:
        """Numbers of the shifts that the path chooses."""
        if not self._is_plain:
            return []
        days = self.judge.about.days
        return [
            number
            for number, (_, row) in enumerate(self.shifts)
            if row.kind is DutyKind.WORK
            and row.end - row.start <= DAY
            and self.judge.about.clock.day(row.start) in days
        ]

    @cached_property
    def _beside(self) -> list[int]:
        """Numbers of the others, by their end."""
        path = set(self._on_path)
        others = [number for number in range(len(self.shifts)) if number not in path]
        return sorted(others, key=lambda number: self.shifts[number][1].end)

    @cached_property
    def _is_plain(self) -> bool:
        """Whether rows of different dates never become one shift of the law.

        Then a pattern of days looks the same without the days before it.
        """
        clock = self.judge.about.clock
        rows = [row for _, row in self.shifts if row.kind is DutyKind.WORK]
        rows += [row for row in self.fixed if row.is_work]
        if any(row.end - row.start > DAY for row in rows):
            return False
        by_day: dict[int, list[Row]] = {}
        for row in rows:
            by_day.setdefault(clock.day(row.start), []).append(row)
        for day, before in by_day.items():
            for later in by_day.get(day + 1, ()):
                for row in before:
                    near = row.end <= later.start < row.end + SHIFT_SEPARATOR
                    if near and not self._breaks_law(row, later, day + 1):
                        return False
        return True

    def _breaks_law(self, row: Row, later: Row, day: int) -> bool:
        clock = self.judge.about.clock
        letters = [
            self._alphabet.letter(day_content([one], clock.midnight(date), is_away=False))
            for one, date in ((row, day - 1), (later, day))
        ]
        known = day < self.judge.about.days.start
        return known or self.judge.step(tuple(letters), day) is None

    @cached_property
    def _fixed_on(self) -> dict[int, list[Row]]:
        found: dict[int, list[Row]] = {}
        for row in self.fixed:
            if row.is_work:
                found.setdefault(self.judge.about.clock.day(row.start), []).append(row)
        return found

    @cached_property
    def _away(self) -> set[int]:
        clock = self.judge.about.clock
        absent = (row for row in self.fixed if row.kind is DutyKind.ABSENCE)
        return {day for row in absent for day in clock.days(row.start, row.end)}

    def _letter(self, day: int, rows: Sequence[Row]) -> int:
        midnight = self.judge.about.clock.midnight(day)
        all_rows = [*self._fixed_on.get(day, ()), *rows]
        return self._alphabet.letter(day_content(all_rows, midnight, is_away=day in self._away))

    @cached_property
    def _choices(self) -> list[dict[int, list[tuple[int, ...]]]]:
        """Per day, by its content: the sets of shifts that make it."""
        clock, days = self.judge.about.clock, self.judge.about.days
        starting: dict[int, list[int]] = {}
        for number in self._on_path:
            starting.setdefault(clock.day(self.shifts[number][1].start), []).append(number)
        found: list[dict[int, list[tuple[int, ...]]]] = []
        for day in days:
            mine: dict[int, list[tuple[int, ...]]] = {}
            for size in range(MOST_A_DAY + 1):
                for some in combinations(starting.get(day, ()), size):
                    rows = [self.shifts[number][1] for number in some]
                    mine.setdefault(self._letter(day, rows), []).append(some)
            found.append(mine)
        return found

    @cached_property
    def _nodes_before(self) -> Node:
        day = self.judge.about.days.start
        letters = tuple(self._letter(day - back, ()) for back in range(FAR, 0, -1))
        run = 0
        while self._fixed_on.get(day - run - 1) and run < self.runs.longest:
            run += 1
        return letters, run

    @cached_property
    def _days(self) -> list[_Day]:
        """The arcs day by day; empty if there is no path at all."""
        nodes: tuple[Node, ...] = (self._nodes_before,)
        found, offset = list[_Day](), 0
        for place, day in enumerate(self.judge.about.days):
            choices = tuple(self._choices[place])
            key = (self.judge.place(day), self.runs, nodes, choices)
            if key not in self._alphabet.graphs:
                self._alphabet.graphs[key] = self._day(nodes, choices, day)
            one: _Day
            one, nodes = self._alphabet.graphs[key]
            if not nodes:
                return []
            found.append(replace(one, choice=one.choice + offset))
            offset += len(choices)
        return found

    def _day(
        self, nodes: Sequence[Node], choices: Sequence[int], day: int
    ) -> tuple[_Day, tuple[Node, ...]]:
        """The arcs of a day, with numbers of its own choices, and the nodes they lead to."""
        arcs, targets = self._arcs(nodes, choices, day)
        columns = np.array(arcs, dtype=np.int64).reshape(-1, 4)
        _, first = np.unique(columns[:, 3], return_index=True)
        is_sunday = weekday(day) == SUNDAY
        weekends = [self._weekend(node, day) if is_sunday else (False, False) for node in targets]
        one = _Day(
            columns[:, 0],
            columns[:, 1],
            columns[:, 2].astype(np.float64),
            first,
            np.array([busy for busy, _ in weekends], dtype=np.bool_),
            np.array([ours for _, ours in weekends], dtype=np.bool_),
        )
        return one, tuple(targets)

    def _arcs(
        self, nodes: Sequence[Node], choices: Sequence[int], day: int
    ) -> tuple[list[tuple[int, int, int, int]], list[Node]]:
        """Source, choice, cost and target of each arc of a day, by target; and the targets."""
        arcs: list[tuple[int, int, int, int]] = []
        place_of: dict[Node, int] = {}
        contents = self._alphabet.contents
        for source, (letters, run) in enumerate(nodes):
            if self._alphabet.stop:
                self._alphabet.stop.check()
            for choice, letter in enumerate(choices):
                content = contents[letter]
                length = min(run + 1, self.runs.longest) if content.rows else 0
                if self.runs.most is not None and length > self.runs.most:
                    continue
                cost = self.judge.step((*letters, letter), day)
                if cost is None:
                    continue
                if (
                    self.runs.price
                    and length > self.runs.healthy
                    and self._is_ours(letters, letter)
                ):
                    cost += self.runs.price
                node = ((*letters[1:], letter), length)
                target = place_of.setdefault(node, len(place_of))
                arcs.append((source, choice, cost, target))
        arcs.sort(key=lambda arc: arc[3])
        return arcs, list(place_of)

    def _is_ours(self, before: Letters, letter: int) -> bool:
        """Whether a run that ends with a day is of this roster, as far as the limit looks back."""
        recent = (*before, letter)[-self.runs.healthy - 1 :]
        contents = (self._alphabet.contents[one] for one in recent)
        return any(row.kind is DutyKind.WORK for content in contents for row in content.rows)

    def _weekend(self, node: Node, day: int) -> tuple[bool, bool]:
        """Whether the weekend that ends with a day is worked, and whether here."""
        days = zip(range(day - FAR + 1, day + 1), node[0], strict=True)
        rows = [row for date, one in days for row in self._alphabet.rows_on(one, date)]
        touching = [
            row
            for row in rows
            if row.is_work and day - SUNDAY in weekends_of(row, self.judge.about.clock)
        ]
        return bool(touching), any(row.kind is DutyKind.WORK for row in touching)

    @cached_property
    def _weekends_before(self) -> int:
        """The last weekends before the period as bits, the last one lowest."""
        clock, first = self.judge.about.clock, self.judge.about.weekends.start
        duties = [row for row in self.fixed if is_duty(row)]
        known = {monday for row in duties for monday in weekends_of(row, clock)}
        memory = range(self.weekends.memory)
        return sum(1 << back for back in memory if first - 7 * (back + 1) in known)

    @cached_property
    def _sets(self) -> tuple[Indices, Indices, list[tuple[int, ...]]]:
        """The sets of shifts of all choices: their shifts, the first set of each choice."""
        nobody, shifts, first = len(self.shifts), list[list[int]](), list[int]()
        sets: list[tuple[int, ...]] = []
        for choices in self._choices:
            for some in choices.values():
                first.append(len(sets))
                sets += some
                shifts += [[*one, *[nobody] * (MOST_A_DAY - len(one))] for one in some]
        return np.array(shifts, dtype=np.int64), np.array(first, dtype=np.int64), sets

    def cheapest(self, prices: Floats) -> tuple[float, list[int]]:
        """The least that a line costs under prices, and the shifts of such a line by number.

        Parameters
        ----------
        prices
            What each shift costs beside the flaws it makes.
        """
        beside, chosen = self._cheapest_beside(prices)
        if not self._on_path:
            return beside, chosen
        if not self._days:
            return self._without_path(prices, beside, chosen)
        shifts, first, sets = self._sets
        padded = np.append(prices, 0.0)
        by_set = padded[shifts].sum(axis=1)
        by_choice = np.minimum.reduceat(by_set, first)
        width = 1 << self.weekends.memory
        values = np.full((1, width), np.inf)
        values[0, self._weekends_before] = 0.0
        reached = [values]
        for day in self._days:
            along = values[day.source] + (day.cost + by_choice[day.choice])[:, None]
            values = np.minimum.reduceat(along, day.first, axis=0)
            if self.weekends.memory and day.busy.size and self._is_sunday(len(reached) - 1):
                values = self._after_weekend(values, day)
            reached.append(values)
        node, bits = divmod(int(values.argmin()), width)
        total = float(values[node, bits])
        if not np.isfinite(total):
            return self._without_path(prices, beside, chosen)
        last = np.append(first, len(sets))
        for place in range(len(self._days) - 1, -1, -1):
            day, before = self._days[place], reached[place]
            if self.weekends.memory and self._is_sunday(place):
                bits = self._bits_before(bits, node, place, by_choice, before)
            stop = day.first[node + 1] if node + 1 < len(day.first) else len(day.source)
            arcs = np.arange(day.first[node], stop)
            costs = before[day.source[arcs], bits] + day.cost[arcs] + by_choice[day.choice[arcs]]
            arc = int(arcs[costs.argmin()])
            choice = int(day.choice[arc])
            some = range(int(first[choice]), int(last[choice + 1]))
            chosen += sets[min(some, key=lambda number: by_set[number])]
            node = int(day.source[arc])
        return beside + total, chosen

    def _without_path(
        self, prices: Floats, beside: float, chosen: list[int]
    ) -> tuple[float, list[int]]:
        """Whatever pays, where what is fixed leaves no path that these rules would allow."""
        paying = [number for number in self._on_path if prices[number] < 0]
        return beside + float(prices[paying].sum()), [*chosen, *paying]

    def _is_sunday(self, place: int) -> bool:
        return weekday(self.judge.about.days.start + place) == SUNDAY

    @cached_property
    def _weekend_costs(self) -> Floats:
        """What one more weekend costs after each row of bits: not worked, elsewhere, here."""
        limits, size = self.weekends, 1 << self.weekends.memory
        costs = np.zeros((3, size))
        for bits in range(size):
            recent = bits & ((1 << max(limits.weeks - 1, 0)) - 1)
            if limits.weeks and recent.bit_count() + 1 > limits.most:
                costs[1:, bits] = np.inf
            run = (1 << limits.healthy) - 1
            if limits.price and bits & run == run:
                costs[2, bits] += limits.price
        return costs

    def _kinds(self, day: _Day) -> Indices:
        """Per node: 0 where the weekend is free, 1 where it is worked elsewhere, 2 here."""
        return day.busy.astype(np.int64) + day.ours

    def _after_weekend(self, values: Floats, day: _Day) -> Floats:
        """Move the last weekend into the bits."""
        size = values.shape[1]
        with_cost = values + self._weekend_costs[self._kinds(day)]
        half = size // 2
        # Bits b and b + half lose their highest and become the same.
        merged = np.minimum(with_cost[:, :half], with_cost[:, half:])
        found = np.full_like(values, np.inf)
        found[~day.busy, 0::2] = merged[~day.busy]
        found[day.busy, 1::2] = merged[day.busy]
        return found

    def _bits_before(
        self, bits: int, node: int, place: int, by_choice: Floats, before: Floats
    ) -> int:
        """Which bits the best way to a node had before its weekend became one of them."""
        day, half = self._days[place], (1 << self.weekends.memory) // 2
        kind = int(self._kinds(day)[node])
        stop = day.first[node + 1] if node + 1 < len(day.first) else len(day.source)
        arcs = slice(int(day.first[node]), int(stop))
        along = before[day.source[arcs]] + (day.cost[arcs] + by_choice[day.choice[arcs]])[:, None]
        costs = along.min(axis=0) + self._weekend_costs[kind]
        options = (bits >> 1, (bits >> 1) + half)
        return min(options, key=lambda option: float(costs[option]))

    def _cheapest_beside(self, prices: Floats) -> tuple[float, list[int]]:
        """The cheapest set of the duties beside the path: no two at the same moment.

        Where nothing forbids that, or they last long, it is a little too cheap: a bound all the
        same.
        """
        if not self._beside:
            return 0.0, []
        rows = [self.shifts[number][1] for number in self._beside]
        best: list[tuple[float, list[int]]] = [(0.0, [])]
        for place, number in enumerate(self._beside):
            row = rows[place]
            before = sum(1 for other in rows[:place] if other.end <= row.start)
            if not self._excludes:
                before = place
            with_it = best[before][0] + float(prices[number])
            keep = best[place]
            best.append((with_it, [*best[before][1], number]) if with_it < keep[0] else keep)
        return best[-1][0], list(best[-1][1])

    @cached_property
    def _excludes(self) -> bool:
        """Whether two duties at the same moment are never one person's."""
        return any(rule.id == "OVERLAP" for rule in self.judge.law)
