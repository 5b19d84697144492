"""Large-neighbourhood search: free a few people or a few days, keep the rest, and solve again.

The whole model is written once and its parts are cut out of the matrix, so a step costs what its
search costs. A neighbourhood of some kind grows while it is solved to the end well within its
share of effort, and shrinks when it is not. Equal values are accepted: a plateau is walked, not
camped on.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from math import inf
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from solver.cpsat.engine import Search, Stop, solve_matrix
from solver.cpsat.matrix import Flags, Ints, Matrix, as_matrix
from solver.cpsat.model import TRUE, Literal
from solver.formulation.roster_model import RosterModel
from solver.search.column_index import ColumnIndex, SharesOfColumns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from solver.formulation.roster_model import Pair

Reals = NDArray[np.float64]

BEYOND = 3.0  #: times what a neighbourhood should take: what it may take at most
COLUMN_EFFORT = 2e-5  #: what handing one column to the engine counts
JOIN_EFFORT = 0.1  #: for the shared columns, when two searches changed a solution at once
PERSON_EFFORT = 0.5  #: for the shifts of one person in a first solution
COMPLETE_EFFORT = 5.0  #: for what follows from one person's shifts
LEAST, MOST = 0.05, 0.2  #: what a neighbourhood that is solved to the end should take
GROWS, SHRINKS = 1.02, 0.93  #: how that changes: after a step in vain, after one that helped
BENT = 0.5  #: how often prices are bent, where a walk may go on from something worse
WRONG = 0.25  #: how far
SCALE = 32  #: of bent prices, so that small ones bend too
AROUND = 6  #: days before and after a flaw


@dataclass
class NeighbourhoodKind:
    """A kind of neighbourhood and how large it is now.

    Attributes
    ----------
    size
        People, days, or the share of all people times days, between `low` and `high`.
    score
        How often it helped lately, 0..1.
    effort
        What it took lately, in seconds of the engine's own steps.
    proven
        Whether the last one was solved to the end.
    """

    name: str
    size: float
    low: float
    high: float
    score: float = 1.0
    effort: float = MOST
    proven: bool = True

    @property
    def promise(self) -> float:
        """Help per effort: kinds are chosen in proportion."""
        return max(0.05, self.score) / max(0.1, self.effort)

    def learn(self, target: float, *, proven: bool, effort: float, better: bool) -> None:
        """Adapt size and score to how a neighbourhood of this kind went.

        Parameters
        ----------
        target
            What one that is solved to the end should take, in seconds of the engine's own steps.
        """
        self.score = 0.9 * self.score + (0.1 if better else 0.0)
        self.effort = 0.8 * self.effort + 0.2 * effort
        self.proven = proven
        if not proven:
            self.size = max(self.low, self.size * 0.85)
        elif effort < 0.4 * target:
            self.size = min(self.high, self.size * 1.15)
        elif effort < target:
            self.size = min(self.high, self.size * 1.04)
        else:
            self.size = max(self.low, self.size * 0.97)


@dataclass
class NeighbourhoodSearch:
    """Improves a solution of one model.

    Attributes
    ----------
    roster
        The model, with the objective set.
    solution
        Values per column of the matrix (variable number less one).
    threads
        Searches side by side.
    reproducible
        One search, its time counted in the engine's own steps: its course depends on the seed.
    is_legal
        Says of a solution whether it keeps what the model leaves out, given another that does.
    slack
        How much worse than the best a solution may be for the walk to go on from it.
    best
        The best solution that was met.
    """

    roster: RosterModel
    solution: Ints
    seed: int = 0
    threads: int = 2
    reproducible: bool = False
    stop: Stop | None = None
    is_legal: Callable[[Ints, Ints], bool] | None = None
    slack: int = 0
    matrix: Matrix = field(init=False)
    column_index: ColumnIndex = field(init=False)
    value: int = field(init=False)
    best: Ints = field(init=False)
    best_value: int = field(init=False)
    target: float = field(init=False)

    def __post_init__(self) -> None:
        self.matrix = as_matrix(self.roster.model)
        self.value = self.best_value = self.matrix.objective(self.solution)
        self.best = self.solution
        self.target = LEAST
        self._lock = threading.Lock()
        self._random = random.Random(self.seed)
        self.column_index = ColumnIndex.of(self.roster, self.matrix)
        people = len(self.column_index.people)
        self._kinds = [
            NeighbourhoodKind("people", 3, 1, people),
            NeighbourhoodKind("days", 5, 2, self._span),
            NeighbourhoodKind("block", 0.1, 0.02, 1.0),
            NeighbourhoodKind("dear", 3, 1, people),
            NeighbourhoodKind("flaw", 4, 1, people),
        ]
        self._shares = SharesOfColumns.of(self.roster, self.column_index)
        if self._shares:
            self._kinds.append(NeighbourhoodKind("unfair", 2, 2, people))

    @property
    def _span(self) -> int:
        """Days from the first choice to the last."""
        return self.column_index.last_day - self.column_index.first_day + 1

    def run(
        self,
        seconds: float,
        floor: int,
        tell: Callable[[int], None] | None = None,
        is_over: Callable[[], bool] | None = None,
    ) -> float:
        """Search until time is out, the floor is reached, it is over, or the user stops it.

        Returns
        -------
        float
            The time it took, as it is counted.
        """
        began, spent = time.monotonic(), 0.0

        def work(seed: int) -> None:
            nonlocal spent
            chance = random.Random(seed)
            while self.best_value > floor and not (self.stop and self.stop.asked):
                if (spent if self.reproducible else time.monotonic() - began) >= seconds:
                    return
                if is_over and is_over():
                    return
                left = inf if self.reproducible else began + seconds - time.monotonic()
                spent += self.step(chance, left)
                if tell:
                    tell(self.best_value)

        count = 1 if self.reproducible else self.threads
        seeds = [self._random.randrange(1 << 30) for _ in range(count)]
        with ThreadPoolExecutor(count) as pool:
            list(pool.map(work, seeds))
        return spent if self.reproducible else time.monotonic() - began

    def holds(self, literal: Literal) -> bool:
        """Whether a literal is true in the best solution."""
        return self.snapshot()(literal)

    def snapshot(self) -> Callable[[Literal], bool]:
        """The same for the best solution of this moment, while others change it."""
        solution = self.best

        def holds(literal: Literal) -> bool:
            if abs(literal) == TRUE:
                return literal == TRUE
            return bool(solution[abs(literal) - 1]) is (literal > 0)

        return holds

    def step(self, chance: random.Random, seconds: float = inf) -> float:
        """Solve one neighbourhood; the effort it took, in seconds of the engine's own steps.

        The engine is not told the solution as long as it finds its own way to the end: of equal
        values it would hand back the one it knows. Every other time it is told prices that are a
        little wrong, and its answer is taken if it is not much worse: so a walk leaves a valley.
        """
        kind = chance.choices(self._kinds, [kind.promise for kind in self._kinds])[0]
        base, start_value = self.solution, self.value
        part = self.matrix.part(base, self._free(kind, base, chance))
        search = Search(
            BEYOND * self.target, seed=chance.randrange(1 << 30), wall_seconds=max(0.0, seconds)
        )
        start = None if kind.proven else base[part.columns]
        is_bent = self.slack > 0 and chance.random() < BENT
        matrix = _with_bent_prices(part.matrix, chance) if is_bent else part.matrix
        answer = solve_matrix(matrix, start, search, self.stop)
        if answer.solution is not None:
            found = base.copy()
            found[part.columns] = answer.solution
            self.offer(found, base, self.slack if is_bent else 0)
        better = self.value < start_value
        effort = answer.effort + COLUMN_EFFORT * len(part.columns)
        kind.learn(self.target, proven=answer.proven, effort=effort, better=better)
        self.target = min(MOST, max(LEAST, self.target * (SHRINKS if better else GROWS)))
        return effort

    def offer(self, found: Ints, base: Ints, slack: int = 0) -> bool:
        """Take a solution that is no worse than the best one by more than a slack; whether it was.

        What others changed since `base` is kept where the two fit together.
        """
        value = self.matrix.objective(found)
        if value > self._most(slack) or not self._keeps_the_rest(found, base):
            return False
        with self._lock:
            if self.solution is not base:
                joined = self._join(found, base)
                if joined is not None:
                    found, value = joined, self.matrix.objective(joined)
                elif value >= self.value:
                    return False
            if value > self._most(slack):
                return False
            self._go_to(found, value)
            return True

    def _most(self, slack: int) -> int:
        """The value that is still taken."""
        return max(self.value, self.best_value + slack)

    def _go_to(self, solution: Ints, value: int) -> None:
        self.solution, self.value = solution, value
        if value <= self.best_value:
            self.best, self.best_value = solution, value

    def restart(self, solution: Ints) -> None:
        """Go on from another solution."""
        with self._lock:
            self.best_value = self.matrix.objective(solution)
            self._go_to(solution, self.best_value)

    def _join(self, found: Ints, base: Ints) -> Ints | None:
        """A solution made of two that changed the same one, no worse than both; None if not."""
        theirs, mine = self.solution, (found != base) & (self.column_index.owner >= 0)
        joined = theirs.copy()
        joined[mine] = found[mine]
        part = self.matrix.part(joined, self.column_index.owner < 0)
        shared = solve_matrix(part.matrix, None, Search(seconds=JOIN_EFFORT), self.stop).solution
        if shared is None:
            return None
        joined[part.columns] = shared
        value = self.matrix.objective(joined)
        limit = min(self.value, self.matrix.objective(found))
        fits = value <= limit and self.matrix.holds(joined)
        return joined if fits and self._keeps_the_rest(joined, theirs) else None

    def _keeps_the_rest(self, found: Ints, base: Ints) -> bool:
        """Whether a solution keeps what the model leaves out."""
        return self.is_legal is None or self.is_legal(found, base)

    def _free(self, kind: NeighbourhoodKind, x: Ints, chance: random.Random) -> Flags:
        """The columns that a neighbourhood may change."""
        everybody = range(len(self.column_index.people))
        size = min(max(1, round(kind.size)), len(everybody))
        match kind.name:
            case "people":
                seed = chance.choice(everybody)
                return self.column_index.of_people(self._with_peers(seed, size, chance))
            case "dear":
                seed = self._dear(x, chance)
                return self.column_index.of_people(self._with_peers(seed, size, chance))
            case "flaw":
                return self._around_flaw(x, size, chance)
            case "unfair":
                return self.column_index.of_people(self._unfair(x, size, chance))
            case "days":
                days = min(self._span, max(2, round(kind.size)))
                return self._of_days(everybody, days, chance)
        share = chance.uniform(kind.size, 1)
        some = max(min(2, len(everybody)), round(share * len(everybody)))
        days = max(4, round(kind.size / share * self._span))
        people = self._with_peers(chance.choice(everybody), some, chance)
        return self._of_days(people, min(self._span, days), chance)

    def _of_days(self, people: Sequence[int], days: int, chance: random.Random) -> Flags:
        """Choices of some people that begin in a window of days, which may jut out at both ends."""
        early, late = self.column_index.first_day, self.column_index.last_day
        first = chance.randrange(early - days // 2, late - days // 2 + 1)
        return self.column_index.of_days(people, first, days)

    def _with_peers(self, person: int, count: int, chance: random.Random) -> list[int]:
        """A person and others: those who may take the same shifts before those who may not."""
        shared = self.column_index.shared_shifts[person]
        weights = [(chance.random() * (0.02 + count_of)) for count_of in shared.tolist()]
        weights[person] = float("inf")
        order = sorted(range(len(weights)), key=lambda one: -weights[one])
        return order[:count]

    def _dear(self, x: Ints, chance: random.Random) -> int:
        """A person, the more likely the more they cost."""
        price = self._price(x)
        weights = price + 1 + price.sum() / (4 * len(self.column_index.people))
        return chance.choices(range(len(weights)), weights.tolist())[0]

    def _unfair(self, x: Ints, count: int, chance: random.Random) -> list[int]:
        """Who is far from their share, somebody who is so on the other side, and their peers."""
        assert self._shares is not None
        shares, index = self._shares, self.column_index
        beyond = x[shares.column] - shares.target
        (one,) = chance.choices(range(len(beyond)), (beyond**2 + 0.01).tolist())
        person = int(shares.owner[one])
        apart = np.sign(beyond[one]) * (beyond[one] - beyond)
        same = (shares.burden == shares.burden[one]) & (shares.owner != person)
        weights = np.where(same, np.maximum(0.0, apart - 1), 0.0)
        weights *= index.shared_shifts[person][shares.owner]
        if not weights.sum():
            return self._with_peers(person, count, chance)
        other = int(shares.owner[chance.choices(range(len(beyond)), weights.tolist())[0]])
        peers = [one for one in self._with_peers(person, count, chance) if one != other]
        return [*peers[: max(1, count - 1)], other]

    def _around_flaw(self, x: Ints, count: int, chance: random.Random) -> Flags:
        """Days around something that costs, of whom it concerns and some of their peers."""
        index = self.column_index
        cost = self.matrix.cost * np.where(self.matrix.cost > 0, x, x - 1)
        narrow = (index.last - index.first >= 0) & (index.last - index.first <= 2 * AROUND)
        dear = np.flatnonzero((cost > 0) & (index.owner >= 0) & narrow)
        if not len(dear):
            return self.column_index.of_people(
                self._with_peers(self._dear(x, chance), count, chance)
            )
        (flaw,) = chance.choices(dear.tolist(), cost[dear].tolist())
        people = self._with_peers(int(index.owner[flaw]), count, chance)
        first = int(index.first[flaw]) - chance.randint(1, AROUND)
        days = int(index.last[flaw]) + chance.randint(1, AROUND) + 1 - first
        return index.of_days(people, first, days)

    def _price(self, x: Ints) -> Reals:
        """What each person's own columns cost."""
        cost = self.matrix.cost * np.where(self.matrix.cost > 0, x, x - 1)
        mine = self.column_index.owner >= 0
        price = np.bincount(
            self.column_index.owner[mine], cost[mine], minlength=len(self.column_index.people)
        )
        return price.astype(np.float64)


def _with_bent_prices(matrix: Matrix, chance: random.Random) -> Matrix:
    """The same with every price up to so much wrong."""
    factors = np.random.default_rng(chance.randrange(1 << 30)).uniform(
        SCALE * (1 - WRONG), SCALE * (1 + WRONG), len(matrix.cost)
    )
    return replace(matrix, cost=np.rint(matrix.cost * factors).astype(np.int64))


def construct(roster: RosterModel, seed: int = 0, stop: Stop | None = None) -> Ints | None:
    """A first solution, person by person; None if somebody cannot be given one.

    Rules are about one person each and cover is never hard, so whoever comes later finds room.
    """
    matrix = as_matrix(roster.model)
    people = sorted({pair[0] for pair in roster.literals})
    random.Random(seed).shuffle(people)
    owners = np.array(roster.model.owners[1:])
    x = matrix.lower.copy()
    for person in people:
        part = matrix.part(x, (owners == person) | (owners == ""))
        search = Search(seconds=PERSON_EFFORT, seed=seed)
        found = solve_matrix(part.matrix, None, search, stop).solution
        if found is None:
            return None
        x[part.columns] = found
    return x if matrix.holds(x) else None


def complete(
    roster: RosterModel, matrix: Matrix, pairs: frozenset[Pair], stop: Stop | None = None
) -> tuple[Ints, set[str]]:
    """The values of all columns for a roster, and the people whose part does not hold theirs."""
    owners = np.array(roster.model.owners[1:])
    choice = np.zeros(len(owners), bool)
    x = matrix.lower.copy()
    for pair, literal in roster.literals.items():
        if literal != TRUE:
            choice[literal - 1] = True
            x[literal - 1] = pair in pairs
    whole = matrix.part(x, ~choice)
    search = Search(seconds=COMPLETE_EFFORT)
    found = solve_matrix(whole.matrix, None, search, stop).solution
    if found is not None:
        x[whole.columns] = found
        return x, set()
    without = set()
    for person in ["", *sorted(roster.people)]:
        part = matrix.part(x, (owners == person) & ~choice)
        if solve_matrix(part.matrix, None, search, stop).solution is None:
            without.add(person)
    return x, without
