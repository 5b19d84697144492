"""Whatever a scenario changes: today stays as it is, and what cannot be is named."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from data.files.scenario_file import read_scenarios, scenarios_text
from data.model.errors import InputError
from data.model.scenario import Scenario
from data.model.scenario_change import (
    AbsenceRate,
    AddPeople,
    ChangePattern,
    MergePosts,
    RemovePeople,
    SharePools,
    SplitPost,
    ToOnCall,
)
from data.model.validation import validate
from scheduler.planning.current_problem import current_problem
from scheduler.workforce.scenario_changes import with_changes
from scheduler.workforce.scenario_figures import figures_by_law
from scheduler.workforce.scenario_jobs import list_scenarios, read_scenario, save
from scheduler.workforce.scenarios import check, choices
from tests.scheduler.workforce.test_scenario_changes import of_two_regions
from tests.solver.small import MONDAY
from tests.support.region import INSIDE
from tests.web.conftest import published_file, site_store
from tests.web.regional import digest

__all__ = ["published_file", "site_store"]


def changes_of(posts, functions, regions, people):
    """Lists of changes on records with these codes, and some that are not there."""
    post, function = st.sampled_from([*posts, "?"]), st.sampled_from([*functions, "?"])
    some = st.lists(st.sampled_from([*regions, "?"]), min_size=1, max_size=2).map(tuple)
    posts_of = st.lists(post, min_size=2, max_size=3, unique=True).map(tuple)
    pattern = st.sampled_from(["3x8", "2x12", "week-fri", "?"])
    day = st.one_of(
        st.none(),
        st.integers(1, 6),
        st.integers(-20, 60).map(lambda days: MONDAY + timedelta(days=days)),
    )
    into = st.sampled_from([*posts, "NEW"])
    one = st.one_of(
        st.builds(MergePosts, posts=posts_of, into=into, start=day),
        st.builds(SplitPost, post=post, start=day, until=day),
        st.builds(ChangePattern, post=post, pattern=pattern, start=day),
        st.builds(ToOnCall, post=post, pattern=pattern, start=day),
        st.builds(SharePools, posts=posts_of),
        st.builds(
            AddPeople,
            count=st.integers(1, 3),
            hours=st.sampled_from([8.0, 36.0]),
            functions=st.tuples(function),
            regions=some,
            start=day,
        ),
        st.builds(RemovePeople, people=st.tuples(st.sampled_from([*people, "?"])), start=day),
        st.builds(RemovePeople, count=st.integers(1, 12), function=function, start=day),
        st.builds(AbsenceRate, rate=st.sampled_from([0.01, 0.3, 0.99])),
    )
    return st.lists(one, max_size=5).map(tuple)


TODAY = of_two_regions(weeks=3)
KEPT = of_two_regions(weeks=3)
NUMBER = re.compile(r"\[\[change\]\] (\d+)$")


@example((SplitPost("caco"), MergePosts(("caco-R", "caco-S"), "caco", start=2), SplitPost("?")))
@example((RemovePeople(("c0",), start=date(2020, 1, 1)), RemovePeople(("c0",))))
@given(changes_of(["caco", "caco-R", "caco-S"], ["caco"], ["R", "S"], ["c0", "c8"]))
def test_a_list_of_changes_gives_a_problem_or_names_each_that_is_wrong(changes):
    scenario = Scenario("any", changes)
    try:
        made = with_changes(TODAY, scenario)
    except InputError as refused:
        wrong = {int(NUMBER.search(str(one.place.file))[1]) for one in refused.faults}
        assert wrong <= set(range(1, len(changes) + 1))
        right = tuple(one for at, one in enumerate(changes, 1) if at not in wrong)
        made = with_changes(TODAY, Scenario("what is right of it", right))
        scenario = Scenario("any", right)
    assert validate(made) == []
    found = figures_by_law(made, scenario, ())
    assert found.people >= 0
    assert TODAY == KEPT


@pytest.mark.parametrize("is_kept", [False, True])
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_list_of_changes_changes_the_records(site_store, is_kept, data):
    known = choices(site_store)
    changes = data.draw(
        changes_of(
            [one.id for one in known.posts],
            list(known.functions),
            list(known.regions),
            list(known.people)[:2],
        )
    )
    scenario = Scenario("any", changes)
    if is_kept and _can_be_written(scenario):
        number = save(site_store, scenario, "planner", INSIDE, _number_of(site_store))
        assert read_scenario(site_store, number).scenario == scenario
    before, today = digest(site_store), _problem(site_store)
    with suppress(InputError):  # the other test looks at what it says
        check(site_store, scenario, INSIDE)
    assert digest(site_store) == before
    assert _problem(site_store) == today


def _can_be_written(scenario):
    """Whether a file may say it: what makes no sense by itself never comes so far."""
    try:
        return read_scenarios(scenarios_text([scenario]), "any") == (scenario,)
    except InputError:
        return False


def _number_of(store):
    return next((one.id for one in list_scenarios(store)), None)


def _problem(store):
    with store.reading() as connection:
        return current_problem(connection, MONDAY, 1)
