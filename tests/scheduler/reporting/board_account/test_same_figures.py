"""A figure of the account is that of the page on which it stands now."""

from __future__ import annotations

from datetime import date

import pytest

from data.model.account_line import AccountFrequency, Indicator, period_of
from data.model.exercise import MainPart
from scheduler.competence.register import overview
from scheduler.exercises.report import report as exercise_report
from scheduler.records.row_edits import RowEdit, edit_rows
from scheduler.reporting.board_account.indicators import COUNTS
from scheduler.reporting.board_account.period_facts import PeriodFacts
from scheduler.reporting.call_outs import report as call_out_report
from scheduler.reporting.hours import hours_of_people
from scheduler.reporting.open_call import all_side_by_side
from tests.scheduler.reporting.board_account.test_board_accounts import DAY, EVE, QUARTER
from tests.support.region import INSIDE


@pytest.fixture
def facts(site_store):
    return PeriodFacts(site_store, QUARTER, DAY)


def test_hours_are_those_of_the_page_of_hours(site_store, facts):
    found = COUNTS[Indicator.HOURS_DELIVERED](facts)
    page = hours_of_people(site_store, QUARTER.first, QUARTER.last)
    done = [one.total.done for one in page.people]
    on_page = sum(one.work_minutes + one.on_call_minutes for one in done) / 60
    assert found.value == pytest.approx(on_page, abs=0.1)
    at_work = sum(float(row["hours"] or 0) for row in found.rows)
    assert at_work == pytest.approx(sum(one.work_hours for one in done), abs=1)


def test_a_duty_over_midnight_counts_in_one_month_alone(site_store):
    """Of two periods that follow each other the hours are those of both together."""
    months = [period_of(date(2027, month, 1), AccountFrequency.MONTH) for month in (1, 2, 3)]
    each = [COUNTS[Indicator.HOURS_DELIVERED](PeriodFacts(site_store, m, DAY)) for m in months]
    whole = COUNTS[Indicator.HOURS_DELIVERED](PeriodFacts(site_store, QUARTER, DAY))
    assert sum(one.value or 0 for one in each) == pytest.approx(whole.value, abs=0.2)


def test_who_is_competent_is_who_the_register_says(site_store, facts):
    found = COUNTS[Indicator.COMPETENT](facts)
    page = overview(site_store, 1, EVE)  # on the last day of the quarter
    register = facts.register
    mine = [
        one for one in page.standings if EVE.date() in register.appointed(one.person, one.function)
    ]
    assert (found.part, found.whole) == (sum(one.state.is_rosterable for one in mine), len(mine))


def test_parts_and_exercises_are_those_of_what_was_exercised(site_store, facts):
    rows = [
        {"id": f"e{n}", "name": f"E{n}", "kind": "system_test", "regions": "R1", "parts": part,
         "start": f"{day}T10:00+01:00", "end": f"{day}T12:00+01:00"}
        for n, (part, day) in enumerate(
            zip((one.value for one in MainPart), ("2026-03-31", "2026-04-01", "2027-01-05",
                                                  "2027-03-30", "2025-06-01"), strict=True))
    ]  # fmt: skip
    edit_rows(site_store, [RowEdit("exercises", row) for row in rows], "boss", INSIDE)
    page = exercise_report(site_store, 2027, EVE).report
    tested = COUNTS[Indicator.PARTS_TESTED](facts)
    assert tested.part == sum(not one.is_late for one in page.parts) == 3
    assert tested.whole == len(page.parts)
    assert COUNTS[Indicator.EXERCISES](facts).value == len(page.held) == 2


def test_open_calls_and_call_outs_are_those_of_their_pages(site_store, facts):
    chances = [
        one.worst
        for page in all_side_by_side(site_store, facts.end, 1, facts.reach)
        for one in page.chances
        if one.chance is not None
    ]
    found = COUNTS[Indicator.CHANCE_OF_NOBODY](facts)
    assert found.value == (round(100 * max(chances), 1) if chances else None)
    page = call_out_report(site_store, QUARTER.first, QUARTER.last, DAY)
    whole = [row.everything for row in page.months if row.month is None]
    timed = COUNTS[Indicator.CALL_OUT_MINUTES](facts)
    assert (timed.whole or 0) == sum(one.of for one in whole)
    assert (timed.part or 0) == sum(one.met for one in whole)
