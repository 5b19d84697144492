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
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from solver.cpsat.engine import Search, Stop, solve_matrix
from solver.cpsat.matrix import Flags, Ints, Matrix, as_matrix
from solver.cpsat.model import TRUE, Literal
from solver.formulation.roster_model import RosterModel
from solver.search.column_index import ColumnIndex

if TYPE_CHECKING:
    from collections.abc import Sequence

Reals = NDArray[np.float64]

EFFORT = 0.5  #: at most, for one neighbourhood, in seconds of the engine's own steps
STEP_EFFORT = 0.05  #: what cutting out a part counts
JOIN_EFFORT = 0.1  #: for the shared columns, when two searches changed a solution at once
TARGET = 0.1  #: what a neighbourhood that is solved to the end should take


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
    effort: float = TARGET
    proven: bool = True

    @property
    def promise(self) -> float:
        """Help per effort: kinds are chosen in proportion."""
        return max(0.05, self.score) / max(0.1, self.effort)

    def learn(self, *, proven: bool, effort: float, better: bool) -> None:
        """Adapt size and score to how a neighbourhood of this kind went."""
        self.score = 0.9 * self.score + (0.1 if better else 0.0)
        self.effort = 0.8 * self.effort + 0.2 * effort
        self.proven = proven
        if not proven:
            self.size = max(self.low, self.size * 0.85)
        elif effort < 0.4 * TARGET:
            self.size = min(self.high, self.size * 1.15)
        elif effort < TARGET:
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
    judge
        Tells of a solution what each person's share costs too much; None: what it costs.
    """

    roster: RosterModel
    solution: Ints
    seed: int = 0
    threads: int = 2
    reproducible: bool = False
    stop: Stop | None = None
    judge: Callable[[Ints], Reals] | None = None
    matrix: Matrix = field(init=False)
    column_index: ColumnIndex = field(init=False)
    value: int = field(init=False)

    def __post_init__(self) -> None:
        self.matrix = as_matrix(self.roster.model)
        self.value = self.matrix.objective(self.solution)
        self._lock = threading.Lock()
        self._random = random.Random(self.seed)
        self.column_index = ColumnIndex.of(self.roster, self.matrix)
        people = len(self.column_index.people)
        self._kinds = [
            NeighbourhoodKind("people", 3, 1, people),
            NeighbourhoodKind("days", 5, 2, self._span),
            NeighbourhoodKind("block", 0.1, 0.02, 1.0),
            NeighbourhoodKind("dear", 3, 1, people),
        ]

    @property
    def _span(self) -> int:
        """Days from the first choice to the last."""
        return self.column_index.last_day - self.column_index.first_day + 1

    def run(self, seconds: float, floor: int, tell: Callable[[int], None] | None = None) -> float:
        """Search until time is out, the floor is reached, or the user stops it.

        Returns
        -------
        float
            The time it took, as it is counted.
        """
        began, spent = time.monotonic(), 0.0

        def work(seed: int) -> None:
            nonlocal spent
            chance = random.Random(seed)
            while self.value > floor and not (self.stop and self.stop.asked):
                if (spent if self.reproducible else time.monotonic() - began) >= seconds:
                    return
                before = self.value
                spent += self.step(chance)
                if tell and self.value < before:
                    tell(self.value)

        count = 1 if self.reproducible else self.threads
        seeds = [self._random.randrange(1 << 30) for _ in range(count)]
        with ThreadPoolExecutor(count) as pool:
            list(pool.map(work, seeds))
        return spent if self.reproducible else time.monotonic() - began

    def holds(self, literal: Literal) -> bool:
        """Whether a literal is true in the solution."""
        return self.snapshot()(literal)

    def snapshot(self) -> Callable[[Literal], bool]:
        """The same for the solution of this moment, while others change it."""
        solution = self.solution

        def holds(literal: Literal) -> bool:
            if abs(literal) == TRUE:
                return literal == TRUE
            return bool(solution[abs(literal) - 1]) is (literal > 0)

        return holds

    def step(self, chance: random.Random) -> float:
        """Solve one neighbourhood; the effort it took, in seconds of the engine's own steps.

        The engine is not told the solution as long as it finds its own way to the end: of equal
        values it would hand back the one it knows.
        """
        kind = chance.choices(self._kinds, [kind.promise for kind in self._kinds])[0]
        base, start_value = self.solution, self.value
        part = self.matrix.part(base, self._free(kind, base, chance))
        search = Search(seconds=EFFORT, seed=chance.randrange(1 << 30))
        start = None if kind.proven else base[part.columns]
        answer = solve_matrix(part.matrix, start, search, self.stop)
        if answer.solution is not None:
            found = base.copy()
            found[part.columns] = answer.solution
            self.offer(found, base)
        better = self.value < start_value
        kind.learn(proven=answer.proven, effort=answer.effort, better=better)
        return answer.effort + STEP_EFFORT

    def offer(self, found: Ints, base: Ints) -> bool:
        """Take a solution that is no worse; whether it was taken.

        What others changed since `base` is kept where the two fit together.
        """
        value = self.matrix.objective(found)
        with self._lock:
            if self.solution is not base:
                joined = self._join(found, base)
                if joined is not None:
                    found, value = joined, self.matrix.objective(joined)
                elif value == self.value:
                    return False
            if value > self.value:
                return False
            self.solution, self.value = found, value
            return True

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
        return joined if value <= limit and self.matrix.holds(joined) else None

    def _free(self, kind: NeighbourhoodKind, x: Ints, chance: random.Random) -> Flags:
        """The columns that a neighbourhood may change."""
        people = range(len(self.column_index.people))
        size = max(1, round(kind.size))
        if kind.name == "people":
            return self.column_index.of_people(chance.sample(people, min(size, len(people))))
        if kind.name == "dear":
            return self.column_index.of_people(self._dear(x, min(size, len(people)), chance))
        if kind.name == "days":
            return self._of_days(people, min(self._span, max(2, size)), chance)
        share = chance.uniform(kind.size, 1)
        some = max(min(2, len(people)), round(share * len(people)))
        days = max(4, round(kind.size / share * self._span))
        return self._of_days(chance.sample(people, some), min(self._span, days), chance)

    def _of_days(self, people: Sequence[int], days: int, chance: random.Random) -> Flags:
        """Choices of some people that begin in a window of days, which may jut out at both ends."""
        early, late = self.column_index.first_day, self.column_index.last_day
        first = chance.randrange(early - days // 2, late - days // 2 + 1)
        return self.column_index.of_days(people, first, days)

    def _dear(self, x: Ints, count: int, chance: random.Random) -> list[int]:
        """People, the more likely the more they cost."""
        price = self._price(x) if self.judge is None else self.judge(x)
        weights = price + 1 + price.sum() / (4 * len(self.column_index.people))
        chosen: list[int] = []
        while len(chosen) < count:
            (person,) = chance.choices(range(len(weights)), weights.tolist())
            if person not in chosen:
                chosen.append(person)
        return chosen

    def _price(self, x: Ints) -> Reals:
        """What each person's own columns cost."""
        cost = self.matrix.cost * np.where(self.matrix.cost > 0, x, x - 1)
        mine = self.column_index.owner >= 0
        price = np.bincount(
            self.column_index.owner[mine], cost[mine], minlength=len(self.column_index.people)
        )
        return price.astype(np.float64)


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
        search = Search(seconds=EFFORT, seed=seed)
        found = solve_matrix(part.matrix, None, search, stop).solution
        if found is None:
            return None
        x[part.columns] = found
    return x if matrix.holds(x) else None
