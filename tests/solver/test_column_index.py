"""Where columns belong, and what a part of the matrix need hold."""

import numpy as np
import pytest

from solver.cpsat.matrix import as_matrix
from solver.formulation.roster_model import build_roster_model
from solver.objective.quality import FairnessObjective
from solver.problem_index import ProblemIndex
from solver.rules.r01_daily_rest import DailyRest
from solver.search.column_index import MARGIN, ColumnIndex
from solver.timeline.clock import DAY
from tests.solver.small import control_room

RULES = (DailyRest(),)


@pytest.fixture(scope="module")
def roster():
    index = ProblemIndex(control_room(cacos=5, weeks=6))
    made = build_roster_model(index, RULES)
    terms = [(1000, c.under) for c in made.cover.values()] + FairnessObjective(index, RULES).terms(
        made
    )
    made.model.minimise(terms)
    return made


@pytest.fixture(scope="module")
def places(roster):
    return ColumnIndex.of(roster, as_matrix(roster.model))


def test_a_choice_belongs_to_its_person_and_the_day_it_begins(roster, places):
    for (person, shift), literal in roster.literals.items():
        assert places.people[places.owner[literal - 1]] == person
        assert places.day[literal - 1] == roster.index.row_of[shift].start // DAY


def test_what_hangs_on_a_choice_belongs_to_the_same_days(roster, places):
    for shift, cover in roster.cover.items():
        day = roster.index.row_of[shift].start // DAY
        assert (places.first[cover.under - 1], places.last[cover.under - 1]) == (day, day)
        assert places.owner[cover.under - 1] == -1


def test_what_counts_the_whole_period_belongs_to_all_of_it(roster, places):
    counts = [n for n, name in enumerate(roster.model.names) if name.startswith("unfair")]
    assert counts
    for number in counts:
        assert places.first[number - 1] <= places.first_day + 7
        assert places.last[number - 1] >= places.last_day - 7


def test_a_window_of_days_frees_its_choices_and_what_lies_near(places):
    first, days = places.first_day + 14, 5
    free = places.of_days([0, 2], first, days)
    choices = places.day >= 0
    inside = (places.day >= first) & (places.day < first + days) & np.isin(places.owner, [0, 2])
    assert (free & choices == inside).all()
    mine = free & ~choices & (places.owner >= 0)
    assert set(places.owner[mine]) == {0, 2}
    assert (places.last[mine] >= first - MARGIN).all()
    assert (places.first[mine] < first + days + MARGIN).all()


def test_shared_columns_are_free_only_where_they_are_touched(roster, places):
    first, days = places.first_day + 14, 5
    free = places.of_days([1], first, days)
    for shift, cover in roster.cover.items():
        day = roster.index.row_of[shift].start // DAY
        assert free[cover.under - 1] == (first <= day < first + days)


def test_all_people_are_all_columns(places):
    assert places.of_people(range(len(places.people))).all()
