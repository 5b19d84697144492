"""Small problems with all of it at random: the solver finds the best roster there is."""

from dataclasses import replace
from datetime import date
from random import Random

import pytest

from data.model.company import (
    Pairing,
    PairingKind,
    PairingScope,
    SkillMix,
    Substitution,
    Traineeship,
)
from data.model.problem import RosterProblem
from solver.options import SolveOptions
from solver.problem_index import ProblemIndex
from solver.repair import repair
from solver.rules.in_force import rules_in_force
from solver.solve import objective_levels, solve_roster
from tests.solver.company.whole import every_roster, is_legal
from tests.solver.enumeration import fits
from tests.solver.random_small import busy_problem, random_problem
from tests.solver.solving import pairs_of

SINCE = date(2026, 12, 1)


def in_company(problem: RosterProblem, seed: int) -> RosterProblem:
    """The same with pairs, trainees, substitutes and skill mixes."""
    random = Random(seed)
    people, posts = ([one.id for one in many] for many in (problem.people, problem.posts))
    functions = [one.id for one in problem.functions]

    def pairing() -> Pairing:
        kind, where = random.choice(list(PairingKind)), random.choice(list(PairingScope))
        some = tuple(random.sample(posts, random.randint(0, len(posts))))
        weight = random.choice([None, None, 3])
        one, other = random.sample(people, 2)
        return Pairing(one, other, kind, SINCE, None, where, some, weight)

    def traineeship() -> Traineeship:
        person, *others = random.sample(people, len(people))
        mentor = random.choice([None, *others])
        return Traineeship(
            person, random.choice(functions), random.randint(1, 4), SINCE, None, mentor
        )

    def mix(number: int) -> SkillMix:
        some = tuple(random.sample(posts, random.randint(1, len(posts))))
        return SkillMix(f"m{number}", random.choice(functions), random.randint(1, 2), some, SINCE)

    instead = random.sample(functions, 2) if len(functions) > 1 else []
    return replace(
        problem,
        pairings=tuple(pairing() for _ in range(random.randint(0, 3))),
        traineeships=tuple(traineeship() for _ in range(random.randint(0, 2))),
        substitutions=tuple(
            Substitution(one, other, random.randint(1, 50), "word", "who", SINCE)
            for one, other in ([instead] if instead and random.random() < 0.6 else [])
        ),
        skill_mixes=tuple(mix(number) for number in range(random.randint(0, 2))),
    )


@pytest.mark.parametrize("seed", range(1220, 1240))
def test_no_roster_is_better_than_the_one_that_is_found(seed):
    problem = in_company(random_problem(seed, 8), seed)
    index, rules = ProblemIndex(problem), rules_in_force(problem.ruleset)
    levels = objective_levels(index, rules)
    legal = (roster for roster in every_roster(index) if is_legal(index, rules, roster))
    best = min(([level.value(index, roster) for level in levels] for roster in legal), default=None)
    result = solve_roster(problem, SolveOptions(3, workers=1, seed=seed))
    found = pairs_of(result)
    if best is not None:
        assert [level.value(index, found) for level in levels] == best
        assert fits(index, found)


@pytest.mark.parametrize("seed", range(6))
def test_after_somebody_left_a_repair_keeps_every_rule(seed):
    problem = in_company(busy_problem(seed), seed)
    published = solve_roster(problem, SolveOptions(1, workers=1, seed=seed)).assignments
    gone = Random(seed).choice([one.person for one in published])
    broken = replace(
        problem,
        published=tuple(replace(one, pinned=False) for one in published),
        competences=tuple(one for one in problem.competences if one.person != gone),
        assignments=tuple(one for one in problem.assignments if one.person != gone),
    )
    result = repair(broken, SolveOptions(1, workers=1))  # it raises where a rule is broken
    assert fits(ProblemIndex(broken), pairs_of(result))
