"""Base rosters designed for a post of the store, and kept."""

from datetime import date

import pytest

from data.model.errors import InputError, Refused
from scheduler.planning.base_design import DesignRequest, keep_cycle, prepare_design
from scheduler.records.edit import read_table
from tests.support.originals import IMPORTED
from tests.support.region import NOW, texts

MONDAY = date(2027, 1, 4)
POST = "CACO"


@pytest.fixture
def region(tmp_path):
    with IMPORTED.copy("sqlite", tmp_path) as store:
        yield store


def task_of(store, **asked):
    return prepare_design(store, DesignRequest(POST, MONDAY, **asked))


def able():
    """People who may fill the post and have contract hours."""
    function = next(row["function"] for row in texts()["posts"] if row["id"] == POST)
    hours = {row["person"] for row in texts()["contracts"] if float(row["hours_per_week"])}
    flex = {row["id"] for row in texts()["people"] if row.get("max_shifts_per_month")}
    holders = {r["person"] for r in texts()["competences"] if r["function"] == function}
    return (holders & hours) - flex


def test_what_is_not_said_comes_from_the_post_and_its_team(region):
    task = task_of(region)
    assert set(task.team) <= able()
    assert task.team
    assert task.people == len(task.team)
    assert 0 < task.hours <= 40
    assert len(task.problem.shifts) == 21 * (53 + 2 * task.weeks)
    assert [person.id for person in task.problem.people] == ["member"]


def test_the_clock_times_of_shifts_stay_when_the_clock_is_changed(region):
    zone = task_of(region).problem.zone
    starts = {s.start.astimezone(zone).time() for s in task_of(region).problem.shifts}
    assert len(starts) == 3


def test_a_team_shares_the_weeks_of_a_short_cycle(region):
    assert task_of(region, people=5, hours=36).weeks == 5
    with pytest.raises(InputError, match="cannot be spread over 4 weeks"):
        task_of(region, people=6, hours=36, weeks=4)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"people": 0}, "0 people"),
        ({"hours": 0}, "0 hours"),
        ({"hours": 61}, "61 hours"),
        ({"people": 120}, "120 weeks"),
    ],
)
def test_numbers_that_do_not_fit_are_refused(region, asked, said):
    with pytest.raises(InputError, match=said):
        task_of(region, **asked)


def test_an_unknown_post_and_a_post_on_call_are_refused(region):
    with pytest.raises(InputError, match="is unknown"):
        prepare_design(region, DesignRequest("nowhere", MONDAY))
    on_call = next(row["id"] for row in texts()["posts"] if row["kind"] == "on_call")
    with pytest.raises(Refused, match="not filled at the desk"):
        prepare_design(region, DesignRequest(on_call, MONDAY))


def test_a_cycle_is_kept_with_the_team_in_its_weeks(region):
    task = task_of(region)
    weeks = [["D", "D", "", "", "", "", ""]] + [[""] * 7] * (task.weeks - 1)
    assert keep_cycle(region, task, weeks, "team", "planner", NOW) == len(task.team)
    rows = read_table(region, "base_rosters")
    assert [(row["week"], row.get("mo", ""), row.get("we", "")) for row in rows][:2] == [
        ("1", "D", ""),
        ("2", "", ""),
    ]
    members = read_table(region, "base_members")
    assert [row["person"] for row in members] == list(task.team)
    assert {row["week"] for row in members} == {str(n + 1) for n in range(task.weeks)}
    with pytest.raises(InputError, match="is there already"):
        keep_cycle(region, task, weeks, "team", "planner", NOW)


def test_a_cycle_for_a_team_that_is_not_there_yet_is_followed_by_nobody(region):
    task = task_of(region, people=5, hours=36)
    assert keep_cycle(region, task, [["D"] + [""] * 6] * 5, "five", "planner", NOW) == 0
    assert not read_table(region, "base_members")
