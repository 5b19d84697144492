"""A relief roster fills as many seats as can be filled under its ground."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from functools import cache
from itertools import combinations, pairwise
from random import Random

import pytest

from data.model.deployment import LegalGround, work_of
from data.model.duty import Duty, DutyKind
from data.model.person import Competence
from data.model.post import Post, PostKind
from data.model.shift import Shift
from solver.diagnosis.judge import new_violations, preexisting_violations, violations
from solver.options import SolveOptions
from solver.problem_index import ProblemIndex
from solver.relief import _with_limit, relieve
from solver.rules.grounds import ground_rules
from solver.rules.in_force import rules_in_force
from tests.solver.small import moment, somebody, tiny

SEATS = ("a", "b", "c")
QUICK = SolveOptions(2.0, workers=1)
BEGIN = moment("2027-01-06 02:00")


def seat(code):
    return Post(code, code, code, ("R",), PostKind.ON_SITE, "", priority=2)


def scene(random):
    """Some seats for a day or two, too few people, and what they did just before."""
    seats = SEATS[: random.randint(2, 3)]
    hours = random.choice((8, 12))
    shifts = []
    for code in seats:
        at = BEGIN
        for _ in range(random.randint(2, 4)):
            end = at + timedelta(hours=hours)
            name = f"{code}:{at:%dT%H}"
            shifts.append(Shift(name, code, "", at, end, work_of(at, end)))
            at = end
    people = [somebody(f"p{number}") for number in range(random.randint(2, 4))]
    able = [
        Competence(person.id, code, date(2020, 1, 1))
        for person in people
        for code in seats
        if random.random() < 0.6
    ]
    done = []
    for person in people:
        if random.random() < 0.5:
            end = BEGIN - timedelta(hours=random.choice((0, 4, 8, 11)))
            start = end - timedelta(hours=8)
            done.append(Duty(person.id, "a", DutyKind.WORK, start, end, 450))
    posts = tuple(map(seat, seats))
    refused = {
        (person.id, shift.id) for person in people for shift in shifts if random.random() < 0.1
    }
    problem = tiny(shifts, people, posts=posts, competences=tuple(able), history=tuple(done))
    return problem, frozenset(refused)


def most_filled(problem, ground, refused):
    """How many seats can be filled, by trying all that everybody can do together."""
    problem = _with_limit(problem)
    aside = ground_rules(ground, problem.last_date).rules
    index = ProblemIndex(problem)
    rules = [rule for rule in rules_in_force(problem.ruleset) if rule.id not in aside]
    known = preexisting_violations(index, rules)
    functions = {post.id: post.function for post in problem.posts}
    able = {(one.person, one.function) for one in problem.competences}

    def is_legal(person, mine):
        spans = sorted((one.start, one.end) for one in mine)
        if any(end > start for (_, end), (start, _) in pairwise(spans)):
            return False
        found = violations(index, rules, {(person, one.id) for one in mine})
        return not new_violations([one for one in found if one.person == person], known)

    sets = []
    for person in problem.people:
        mine = [
            shift
            for shift in problem.shifts
            if (person.id, functions[shift.post]) in able and (person.id, shift.id) not in refused
        ]
        sets.append(
            [
                frozenset(one.id for one in some)
                for number in range(len(mine) + 1)
                for some in combinations(mine, number)
                if is_legal(person.id, some)
            ]
        )

    @cache
    def most(number, left):
        if number == len(sets):
            return 0
        mine = (some for some in sets[number] if some <= left)
        return max(len(some) + most(number + 1, left - some) for some in mine)

    return most(0, frozenset(shift.id for shift in problem.shifts))


@pytest.mark.parametrize("seed", range(25))
@pytest.mark.parametrize("ground", list(LegalGround))
def test_as_many_seats_are_filled_as_can_be(ground, seed):
    problem, refused = scene(Random(seed))
    found = relieve(problem, ground, QUICK, refused)
    assert not {(one.person, one.shift) for one in found.duties} & refused
    assert max(Counter(one.shift for one in found.duties).values(), default=0) <= 1
    assert len(found.duties) == most_filled(problem, ground, refused)
