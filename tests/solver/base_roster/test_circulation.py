"""A cycle as a circulation: found exactly where there is one."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solver.base_roster.circulation import Existence, find_cycle
from solver.base_roster.cyclic_problem import OFF, CyclicProblem, RunLength, broken_limits
from solver.options import SolveOptions

QUICK = SolveOptions(seconds=20, workers=1)
SHIFTS = 2
PAIRS = st.frozensets(st.tuples(st.integers(0, SHIFTS - 1), st.integers(0, SHIFTS - 1)), max_size=1)


def lengths_of(cycle, key):
    """Shortest and longest run of days with the same key, of those that the key names."""
    turns = [day for day in range(len(cycle)) if key(cycle[day]) != key(cycle[day - 1])]
    found = []
    for day, after in zip(turns, [*turns[1:], *turns[:1]], strict=True):
        if key(cycle[day]):
            days = (after - day - 1) % len(cycle) + 1
            found.append(RunLength(days, days))
    return RunLength(
        min((one.least for one in found), default=1), max((one.most for one in found), default=1)
    )


@st.composite
def problems(draw):
    """A problem made of a cycle, with limits that it keeps, or nearly keeps."""
    number = draw(st.integers(1, 2))
    cycle = draw(st.lists(st.integers(OFF, SHIFTS - 1), min_size=7 * number, max_size=7 * number))

    def limits(key):
        kept = lengths_of(cycle, key)
        most = max(kept.least, kept.most - draw(st.sampled_from((0, 0, 0, 1))))
        return RunLength(min(most, kept.least + draw(st.sampled_from((0, 0, 0, 1)))), most)

    return CyclicProblem(
        number,
        ("D", "N"),
        tuple(tuple(cycle[d::7].count(s) for d in range(7)) for s in range(SHIFTS)),
        work=limits(lambda s: s != OFF),
        days_off=limits(lambda s: s == OFF),
        same_shift=tuple(limits(lambda s, one=one: s == one) for one in range(SHIFTS)),
        barred=draw(PAIRS),
        barred_after_day_off=draw(PAIRS),
    )


def search_all(problem):
    """Whether any cycle is valid: every one with the right numbers is tried."""
    left = {(s, d): problem.count(s, d) for s in (OFF, *range(SHIFTS)) for d in range(7)}
    days: list[int] = []

    def go_on():
        if len(days) == problem.days:
            return not any(broken_limits(problem, tuple(days)))
        weekday = len(days) % 7
        for shift in (OFF, *range(SHIFTS)):
            if not left[shift, weekday] or (days and (days[-1], shift) in problem.barred):
                continue
            left[shift, weekday] -= 1
            days.append(shift)
            found = not too_long() and go_on()
            days.pop()
            left[shift, weekday] += 1
            if found:
                return True
        return False

    def too_long():
        """A run of one kind that is longer already than it may be: no use to go on."""
        last = days[-1]
        same = next((n for n, s in enumerate(reversed(days)) if s != last), len(days))
        return same > (problem.days_off if last == OFF else problem.same_shift[last]).most

    return go_on()


@settings(max_examples=150)
@given(problems())
def test_a_cycle_is_found_exactly_where_there_is_one(problem):
    answer = find_cycle(problem, QUICK)
    assert (answer.existence is Existence.FOUND) == search_all(problem)
    assert answer.existence is not Existence.UNKNOWN
    if answer.existence is Existence.FOUND:
        assert not list(broken_limits(problem, answer.cycle))


FIVE_TEAMS = CyclicProblem(
    weeks=10,
    shifts=("D", "L", "N"),
    required=((2,) * 7,) * 3,
    work=RunLength(6, 6),
    days_off=RunLength(4, 4),
    same_shift=(RunLength(2, 2),) * 3,
    barred=frozenset({(1, 0), (2, 0), (2, 1)}),
)


def test_the_cycle_of_five_teams_is_the_only_one_of_its_kind():
    answer = find_cycle(FIVE_TEAMS, QUICK)
    turned = "".join(FIVE_TEAMS.shifts[s] if s != OFF else "-" for s in answer.cycle)
    assert "DDLLNN----" * 7 in turned + turned


def test_parts_that_do_not_hang_together_are_no_cycle():
    """Two weeks that each close in themselves: by the counts alone there would be a cycle."""
    problem = CyclicProblem(
        weeks=2,
        shifts=("D", "N"),
        required=((1, 1, 1, 1, 1, 0, 0), (0, 0, 1, 1, 1, 1, 1)),
        work=RunLength(5, 5),
        days_off=RunLength(2, 2),
        same_shift=(RunLength(5, 5), RunLength(5, 5)),
    )
    assert find_cycle(problem, QUICK).existence is Existence.NONE
    longer = replace(problem, days_off=RunLength(2, 4))
    assert find_cycle(longer, QUICK).existence is not Existence.UNKNOWN


@pytest.mark.parametrize("shift", [0, 1])
def test_more_people_asked_for_than_there_are_is_proven_at_once(shift):
    required = tuple((11 if s == shift else 2,) * 7 for s in range(3))
    answer = find_cycle(replace(FIVE_TEAMS, required=required), QUICK)
    assert answer.existence is Existence.NONE


def test_out_of_time_is_told_apart_from_none():
    assert find_cycle(FIVE_TEAMS, SolveOptions(0)).existence is Existence.UNKNOWN
