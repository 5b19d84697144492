"""Quality as a sum over people, and the rows that tie their lines together.

Each row adds up some pairs of person and shift, and has a cost of its own that depends on that sum
alone: that it must be so many (cover), may be at most so many (hours), or should be near a share
(fairness). With a price on each row people come apart; whatever the prices are, the cheapest lines
and the cheapest sums of the rows come together to no more than any roster costs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from data.model.duty import WishKind
from data.model.person import CompetenceLevel
from data.model.quality import POINT, QualityPart
from solver.cpsat.engine import Interrupt
from solver.cpsat.model import TRUE
from solver.diagnosis.judge import preexisting_violations_of
from solver.formulation.roster_model import Pair, build_roster_model
from solver.objective.changes import ChangeObjective
from solver.objective.level import CoverageObjective, Level, shifts_to_fill
from solver.objective.quality import REACH, QualityObjective, SquaredDistance
from solver.problem_index import ProblemIndex
from solver.rules.base import Rule
from solver.rules.free_weekends import FreeWeekends
from solver.rules.long_run import LongRun
from solver.rules.max_run import MaxRun
from solver.rules.weekend_load import WeekendLoad
from solver.search.columns.line_graph import LineGraph, RunLimits, WeekendLimits
from solver.search.columns.patterns import LOCAL_LAW, Alphabet, Judge

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Indices = npt.NDArray[np.int64]

FORCED = 1e6  #: a price that no flaws outweigh
#: Rules that limit sums over long stretches of time.
SUM_RULES = frozenset(
    ("C06", "CONTRACT_HOURS", "MONTHLY_MAXIMUM", "R06", "R07", "R08", "R12", "R17", "WEEKEND_LOAD")
)
MOST_LIMITS = 12  #: of one person, that are looked at: those of the longest stretches
MOST_WEEKENDS = 4  #: in a row, that a node remembers with its own


@dataclass
class Rows:
    """Sums of pairs, each with its cost at each value that it may have.

    Attributes
    ----------
    row, column, weight
        The pairs that a row adds up: number of the row, number of the pair, and how often it
        counts.
    values, costs
        Per row the values that it may have, and what each costs.
    """

    row: list[int] = field(default_factory=list)
    column: list[int] = field(default_factory=list)
    weight: list[float] = field(default_factory=list)
    values: list[list[float]] = field(default_factory=list)
    costs: list[list[float]] = field(default_factory=list)

    def add(
        self,
        terms: Iterable[tuple[int, float]],
        values: Sequence[float],
        costs: Sequence[float],
    ) -> None:
        """Add a row."""
        for column, weight in terms:
            self.row.append(len(self.values))
            self.column.append(column)
            self.weight.append(weight)
        self.values.append(list(values))
        self.costs.append(list(costs))

    def freeze(self) -> FrozenRows:
        """The same in arrays."""
        return FrozenRows(
            np.array(self.row, dtype=np.int64),
            np.array(self.column, dtype=np.int64),
            np.array(self.weight),
            np.array([v for values in self.values for v in values]),
            np.array([c for costs in self.costs for c in costs]),
            np.cumsum([0, *map(len, self.values)], dtype=np.int64)[:-1],
        )


@dataclass(frozen=True)
class FrozenRows:
    """The rows in arrays; of `values` and `costs` each row has a stretch from `first` on."""

    row: Indices
    column: Indices
    weight: Floats
    values: Floats
    costs: Floats
    first: Indices

    def __len__(self) -> int:
        return len(self.first)

    def prices(self, duals: Floats, pairs: int) -> Floats:
        """What the prices of the rows come to for each pair."""
        return np.bincount(self.column, self.weight * duals[self.row], minlength=pairs).astype(
            np.float64
        )

    def entries(self, pairs: Iterable[int]) -> dict[int, float]:
        """What some pairs come to, by row."""
        found: dict[int, float] = {}
        for pair in pairs:
            for row, weight in self._rows_of[pair]:
                found[row] = found.get(row, 0.0) + weight
        return found

    @cached_property
    def _rows_of(self) -> dict[int, list[tuple[int, float]]]:
        found: dict[int, list[tuple[int, float]]] = defaultdict(list)
        terms = zip(self.row.tolist(), self.column.tolist(), self.weight.tolist(), strict=True)
        for row, column, weight in terms:
            found[column].append((row, weight))
        return found

    def cheapest(self, duals: Floats) -> float:
        """The least that the rows' own sums cost under prices."""
        costs = self.costs + duals[self._of_value] * self.values
        return float(np.minimum.reduceat(costs, self.first).sum())

    @cached_property
    def _of_value(self) -> Indices:
        """The row of each value."""
        return np.repeat(np.arange(len(self)), np.diff(np.append(self.first, len(self.values))))


class Line(NamedTuple):
    """What one person does: the numbers of their pairs, and what it costs without prices."""

    person: int
    pairs: tuple[int, ...]
    cost: float


@dataclass
class RelaxedQuality:
    """The quality of any roster whose levels above keep their values, or less than that.

    Parameters
    ----------
    above
        The levels above, each with the value that is not given up.
    stop
        Raises `Stopped` when asked, here and when lines are first looked for.
    """

    index: ProblemIndex
    rules: Sequence[Rule]
    level: QualityObjective
    free: Sequence[Pair]
    above: Sequence[tuple[Level, int]]
    stop: Interrupt | None = None
    constant: float = 0.0
    pairs: list[Pair] = field(default_factory=list)
    graphs: list[LineGraph] = field(default_factory=list)
    spans: list[slice] = field(default_factory=list)
    building: Rows = field(default_factory=Rows)

    def __post_init__(self) -> None:
        self.pairs = sorted(self.free)
        self.place = {pair: number for number, pair in enumerate(self.pairs)}
        self.base = np.zeros(len(self.pairs))
        self._add_people()
        self._add_cover()
        self._add_limits()
        parts = self.level.parts
        if QualityPart.FAIRNESS in parts and self.level.weights.fairness:
            self._add_fairness()
        if QualityPart.WISHES in parts and self.level.weights.wishes:
            self._add_wishes()
        if QualityPart.BASE_ROSTER in parts:
            self._add_base_rosters()
        if QualityPart.SUBSTITUTES in parts:
            for pair, one in self.index.substitutes.items():
                if pair in self.place:
                    self.base[self.place[pair]] += POINT * one.price
        for level, value in self.above:
            if isinstance(level, ChangeObjective):
                self._add_changes(level, value)
        self.rows = self.building.freeze()

    def _add_people(self) -> None:
        alphabet = Alphabet(self.index, self.stop)
        mine: dict[str, list[Pair]] = {}
        for pair in self.pairs:
            mine.setdefault(pair[0], []).append(pair)
        is_healthy = QualityPart.HEALTH in self.level.parts
        first = 0
        for person, pairs in mine.items():
            if self.stop:
                self.stop.check()
            self.graphs.append(self._graph(person, pairs, alphabet, is_healthy=is_healthy))
            self.spans.append(slice(first, first + len(pairs)))
            first += len(pairs)
        if is_healthy:
            settled = self.level.quality(self.index.pinned).costs
            self.constant += sum(
                cost.cost
                for cost in settled
                if cost.part is QualityPart.HEALTH and cost.person not in mine
            )

    def _graph(
        self, person: str, pairs: Sequence[Pair], alphabet: Alphabet, *, is_healthy: bool
    ) -> LineGraph:
        index, row_of = self.index, self.index.row_of
        known = preexisting_violations_of(index, self.rules, person)
        sound = [rule for rule in self.rules if not known[rule.id]]
        priced = tuple(self.level.health_rules) if is_healthy else ()
        price_of: dict[type[Rule], int] = {type(rule): price for rule, price in priced}
        law = tuple(rule for rule in sound if rule.id in LOCAL_LAW)
        fixed = [*index.fixed[person], *(row_of[s] for s in index.pinned_of.get(person, ()))]
        return LineGraph(
            Judge(index, index.person_context(person), priced, law, alphabet),
            [(shift, row_of[shift]) for _, shift in pairs],
            sorted(fixed, key=lambda row: (row.start, row.end)),
            RunLimits(
                next((rule.most for rule in sound if isinstance(rule, MaxRun)), None),
                next((rule.most for rule in self.rules if isinstance(rule, LongRun)), 0),
                price_of.get(LongRun, 0),
            ),
            self._weekend_limits(sound, price_of),
        )

    def _weekend_limits(
        self, sound: Sequence[Rule], price_of: dict[type[Rule], int]
    ) -> WeekendLimits:
        load = next((rule for rule in sound if isinstance(rule, WeekendLoad)), None)
        free = next((rule for rule in self.rules if isinstance(rule, FreeWeekends)), None)
        kept = load is not None and load.weeks <= MOST_WEEKENDS
        priced = free is not None and free.most < MOST_WEEKENDS
        return WeekendLimits(
            load.most if load and kept else 0,
            load.weeks if load and kept else 0,
            free.most if free and priced else 0,
            price_of.get(FreeWeekends, 0) if priced else 0,
        )

    def _is_qualified(self, pair: Pair) -> bool:
        return self.index.competence_levels.get(pair) is not CompetenceLevel.TRAINEE

    def _add_cover(self) -> None:
        """Each shift has as many qualified people as it needs, less what the levels allow."""
        index, by_shift = self.index, dict[str, list[int]]()
        for number, pair in enumerate(self.pairs):
            if self._is_qualified(pair):
                by_shift.setdefault(pair[1], []).append(number)
        seated: dict[str, int] = {}
        for pair in index.pinned:
            if self._is_qualified(pair):
                seated[pair[1]] = seated.get(pair[1], 0) + 1
        needs = {s.id: max(0, s.required - seated.get(s.id, 0)) for s in shifts_to_fill(index)}
        spare: dict[str, int] = {}
        for level, value in self.above:
            if isinstance(level, CoverageObjective):
                mine = [shift for shift in needs if level.counts(index, shift)]
                self._add_open(mine, needs, by_shift, value)
                for shift in mine:
                    length = index.row_of[shift].end - index.row_of[shift].start
                    spare[shift] = value // max(1, length)
        for shift, numbers in by_shift.items():
            need = needs.get(shift, 0)
            least = need - min(need, spare.get(shift, need))
            values = [need] if least == need else [least, need]
            self.building.add([(n, 1.0) for n in numbers], values, [0.0] * len(values))

    def _add_open(
        self, mine: Sequence[str], needs: dict[str, int], by_shift: dict[str, list[int]], value: int
    ) -> None:
        """Of the minutes of a priority all are filled but so many."""
        if not value:
            return
        rows = self.index.row_of
        minutes = {shift: rows[shift].end - rows[shift].start for shift in mine}
        longest = max(minutes.values(), default=1)
        terms = [(n, minutes[s] / longest) for s in mine for n in by_shift.get(s, ())]
        whole = sum(needs[shift] * minutes[shift] for shift in mine)
        values = [(whole - value) / longest, whole / longest]
        self.building.add(terms, values, [0.0, 0.0])

    def _add_limits(self) -> None:
        """Limits of hours and of numbers of shifts in long stretches of time."""
        rules = [rule for rule in self.rules if rule.id in SUM_RULES]
        roster = build_roster_model(self.index, rules, free=self.pairs, stop=self.stop)
        number_of = {roster.literals[pair]: number for number, pair in enumerate(self.pairs)}
        by_person: dict[str, list[tuple[int, list[tuple[int, int]]]]] = {}
        for linear in roster.model.linears:
            if linear.high is None or linear.condition != TRUE:
                continue
            terms = [(number_of.get(literal, -1), weight) for weight, literal in linear.terms]
            people = {self.pairs[number][0] for number, _ in terms}
            if len(people) == 1 and all(number >= 0 and weight > 0 for number, weight in terms):
                by_person.setdefault(people.pop(), []).append((linear.high, terms))
        for mine in by_person.values():
            mine.sort(key=lambda one: -len(one[1]))
            for high, terms in mine[:MOST_LIMITS]:
                unit = max(weight for _, weight in terms)
                scaled = [(number, weight / unit) for number, weight in terms]
                self.building.add(scaled, [0.0, high / unit], [0.0, 0.0])

    def _add_fairness(self) -> None:
        """What each count of a burden costs; far beyond the share it grows in a straight line."""
        fairness, mine = self.level.fairness, dict[str, list[int]]()
        for number, pair in enumerate(self.pairs):
            mine.setdefault(pair[0], []).append(number)
        for share in self.level.shares:
            load = fairness.sharing.loads[share.measure]
            pinned = self.index.pinned_of.get(share.person, ())
            done = share.done + sum(load.get(shift, 0) for shift in pinned)
            cost = SquaredDistance(share.target, share.measure.weight)
            terms = [(n, float(load.get(self.pairs[n][1], 0))) for n in mine.get(share.person, ())]
            terms = [(number, weight) for number, weight in terms if weight]
            if not terms:
                self.constant += self.level.weights.fairness * cost.at(done)
                continue
            most = int(sum(weight for _, weight in terms))
            near = min(most, max(0, round(share.target) + REACH + 1 - done))
            values = [*range(near + 1), *([most] if most > near else [])]
            self.building.add(
                terms,
                [float(value) for value in values],
                [float(self.level.weights.fairness * cost.at(done + v)) for v in values],
            )

    def _add_wishes(self) -> None:
        """Avoided shifts one by one; a wish that several shifts would meet by its sum."""
        price, pinned = POINT * self.level.weights.wishes, self.index.pinned
        for wish, shifts in self.index.wished_shifts:
            if not self.level.concerns(wish.person):
                continue
            cost = price * wish.weight
            pairs = [(wish.person, shift) for shift in shifts]
            held = sum(pair in pinned for pair in pairs)
            mine = [self.place[pair] for pair in pairs if pair in self.place]
            if wish.kind is WishKind.AVOID:
                self.constant += cost * held
                self.base[mine] += cost
            elif not held:
                if len(mine) > 1:
                    values, costs = [0.0, 1.0, float(len(mine))], [float(cost), 0.0, 0.0]
                    self.building.add([(n, 1.0) for n in mine], values, costs)
                else:
                    self.constant += cost
                    self.base[mine] -= cost

    def _add_base_rosters(self) -> None:
        base, price = self.level.base_rosters, POINT * self.level.weights.base_roster
        departures = base.departures(self.index.pinned)
        self.constant += price * sum(self.level.concerns(person) for person, _ in departures)
        for number, pair in enumerate(self.pairs):
            if base.is_judged(pair):
                self.base[number] += -price if pair in base.expected else price

    def _add_changes(self, level: ChangeObjective, value: int) -> None:
        """No more changes to what was published than there are."""
        kept, now = level.keepable, level.value(self.index, self.index.pinned)
        terms = [(n, -1.0 if pair in kept else 1.0) for n, pair in enumerate(self.pairs)]
        least = -float(len(terms))
        self.building.add(terms, [least, float(value - now)], [0.0, 0.0])

    def lower(self, duals: Floats) -> tuple[float, list[Line]]:
        """A bound under prices, and the cheapest line of each person."""
        prices = self.base - self.rows.prices(duals, len(self.pairs))
        total, lines = self.constant + self.rows.cheapest(duals), list[Line]()
        for person, span in enumerate(self.spans):
            cost, numbers = self.graphs[person].cheapest(prices[span])
            total += cost
            pairs = tuple(span.start + number for number in numbers)
            chosen = list(pairs)
            own = cost - float(prices[chosen].sum()) + float(self.base[chosen].sum())
            lines.append(Line(person, pairs, own))
        return total, lines

    def lines_of(self, pairs: Collection[Pair]) -> list[Line]:
        """The line of each person in a roster, as far as rules that see a few days allow it."""
        found: list[Line] = []
        for person, span in enumerate(self.spans):
            mine = np.array([pair in pairs for pair in self.pairs[span]])
            cost, numbers = self.graphs[person].cheapest(np.where(mine, -FORCED, FORCED))
            if len(numbers) == mine.sum() and mine[numbers].all():
                chosen = [span.start + number for number in numbers]
                own = cost + FORCED * len(numbers) + float(self.base[chosen].sum())
                found.append(Line(person, tuple(chosen), own))
        return found
