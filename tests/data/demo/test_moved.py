"""The demonstration region on another Monday."""

from datetime import date, timedelta

import pytest

from data.demo.region import demo_tables, moved
from data.demo.scene import PERIOD_START
from data.tables.build_problem import build_problem
from data.tables.raw_table import tables_from_texts
from scheduler.records.checks import rule_book

MONDAYS = [date(2026, 11, 23), date(2027, 3, 29), date(2027, 7, 5), date(2027, 10, 25)]


@pytest.mark.parametrize("first", MONDAYS)
def test_it_is_sound_whenever_it_begins(first):
    tables = tables_from_texts(moved(demo_tables(), first))
    problem = build_problem(tables, first, 13, rule_book=rule_book(), today=first)
    assert problem.first_date == first
    assert len(problem.people) == len(demo_tables()["people"])


def test_every_date_moves_by_the_same_weeks():
    by = timedelta(weeks=4)
    for name, rows in moved(demo_tables(), PERIOD_START + by).items():
        for row, there in zip(demo_tables()[name], rows, strict=True):
            assert row.keys() == there.keys()
            if "from" in row:
                assert date.fromisoformat(there["from"]) == date.fromisoformat(row["from"]) + by


def test_a_night_in_which_the_clock_changes_keeps_its_real_length():
    # The night of 24 October 2026 lasts nine hours; a week later it would last eight.
    there = moved(demo_tables(), PERIOD_START + timedelta(weeks=1))["history"]
    nights = [r for r in there if r.get("shift") == "N" and r["kind"] == "work"]
    assert {r["work_minutes"] for r in nights if r["start"] == "2026-10-31 23:00"} == {"480"}
    assert {r["work_minutes"] for r in nights if r["start"] == "2026-10-24 23:00"} == {"540"}


def test_it_begins_on_a_monday():
    with pytest.raises(ValueError, match="not a Monday"):
        moved({}, date(2027, 1, 5))
