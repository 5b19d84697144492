"""Re-divide the duties of a few people among themselves, again and again.

Everybody else's duties are constants, so the rules can be exact: the model of three people who
share what they hold is small. A group that improved is soon tried again; the size of the groups
grows while they are solved to the end at once, and shrinks when they are not.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from solver.engines.cp_sat import Answer, Outcome, Search, Stop, solve
from solver.model import TRUE, Term
from solver.objective.stage import Stage
from solver.roster_model import Pair, RosterModel, build_roster_model
from solver.rules.base import Rule
from solver.setting import Setting

SECONDS_PER_GROUP = 2.0
GROUP_EFFORT = 0.2  #: what building a group's model counts, in seconds
CREDIT = 5  #: groups for which a person who changed is more likely to be chosen
SMALLEST, LARGEST = 2, 5  #: people in a group


@dataclass
class Swaps:
    """Improves one stage of a roster without giving up the stages above.

    Attributes
    ----------
    stages
        The stage to improve last, those that may not be given up before it.
    free
        Pairs that may be chosen.
    """

    setting: Setting
    rules: Sequence[Rule]
    stages: Sequence[Stage]
    free: Collection[Pair]
    seed: int = 0
    stop: Stop | None = None
    reproducible: bool = False
    _size: float = 3.0
    _credit: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)
        self._holders: dict[str, list[str]] = {}
        self._shifts: dict[str, list[str]] = {}
        posts = {shift.id: shift.post for shift in self.setting.problem.shifts}
        for person, shift in sorted(self.free):
            people = self._holders.setdefault(posts[shift], [])
            if person not in people:
                people.append(person)
            self._shifts.setdefault(person, []).append(shift)
        self._posts = posts

    def improve(self, roster: frozenset[Pair], seconds: float) -> tuple[frozenset[Pair], float]:
        """Try one group.

        Returns
        -------
        tuple
            The roster, a better one if the group found one, and the effort in seconds that the
            engine counts in its own steps.
        """
        group = self._group()
        free = self._free_of(group, roster)
        model = build_roster_model(self.setting, self.rules, incumbent=roster, free=free)
        terms = [stage.terms(model) for stage in self.stages]
        first = self._complete(model, roster, terms)
        if not first.values:
            return roster, GROUP_EFFORT
        for above in terms[:-1]:
            model.model.add_at_most(above, _sum(above, first))
        model.model.minimise(terms[-1])
        if not model.model.objective:
            return roster, GROUP_EFFORT
        answer = self._search(model, first, min(SECONDS_PER_GROUP, seconds))
        if not answer.values or _sum(terms[-1], answer) >= _sum(terms[-1], first):
            return roster, GROUP_EFFORT + answer.effort
        self._credit.update({person: CREDIT for person in group})
        kept = {pair for pair in roster if pair not in model.literals}
        return frozenset(kept | model.pairs_of(answer.holds)), GROUP_EFFORT + answer.effort

    def _search(self, model: RosterModel, first: Answer, seconds: float) -> Answer:
        limits = Search(
            seconds=seconds,
            workers=1,
            seed=self._random.randrange(1 << 30),
            reproducible=self.reproducible,
        )
        hint = dict(enumerate(first.values[1:], start=1))
        answer = solve(model.model, limits, hint=hint, stop=self.stop)
        spent = answer.effort if self.reproducible else answer.seconds
        if answer.outcome is not Outcome.OPTIMAL:
            self._size = max(SMALLEST, self._size - 0.25)
        elif spent < SECONDS_PER_GROUP / 4:
            self._size = min(LARGEST, self._size + 0.05)
        return answer

    def _group(self) -> list[str]:
        """People who hold one post; rather those whose group improved lately."""
        people = self._holders[self._random.choice(sorted(self._holders))]
        size = min(len(people), round(self._size) + self._random.choice((0, 0, 1)))
        weights = [1 + self._credit[person] for person in people]
        chosen: list[str] = []
        while len(chosen) < size:
            (person,) = self._random.choices(people, weights)
            if person not in chosen:
                chosen.append(person)
        self._credit.subtract(person for person in people if self._credit[person] > 0)
        return sorted(chosen)

    def _free_of(self, group: Sequence[str], roster: frozenset[Pair]) -> list[Pair]:
        """What the group holds, and what nobody holds, for everybody in it."""
        held = {shift for _, shift in roster}
        mine = {shift for person, shift in roster if person in group}
        return [
            (person, shift)
            for person in group
            for shift in self._shifts[person]
            if shift in mine or shift not in held
        ]

    def _complete(
        self, model: RosterModel, roster: frozenset[Pair], terms: Sequence[Sequence[Term]]
    ) -> Answer:
        """Values of all variables for the roster as it stands."""
        model.model.minimise([term for stage in terms for term in stage])
        settled = [
            (literal,) if pair in roster else (-literal,)
            for pair, literal in model.literals.items()
            if literal != TRUE
        ]
        fixed = replace(model.model, clauses=[*model.model.clauses, *settled])
        return solve(fixed, Search(seconds=SECONDS_PER_GROUP, workers=1))


def _sum(terms: Sequence[Term], answer: Answer) -> int:
    """The value of terms in an answer."""
    return sum(coefficient * answer.value(variable) for coefficient, variable in terms)
