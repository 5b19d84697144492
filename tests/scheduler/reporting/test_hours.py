"""Hours of people: each duty once, in the month in which it begins."""

from datetime import date

import pytest

from data.model.tally import Measure
from data.store import rosters
from data.tables.period import ZONE
from scheduler.reporting.hours import hours_of_people

FIRST, LAST = date(2027, 1, 4), date(2027, 1, 17)


def published(store, first=FIRST, last=LAST):
    with store.reading() as connection:
        (head,) = rosters.in_force(connection, *_span(store))
        found = rosters.duties_between(connection, head.start, head.end)
    return [
        (person, shift)
        for person, shift, _double in found
        if first <= shift.start.astimezone(ZONE).date() <= last
    ]


def _span(store):
    with store.reading() as connection:
        head = rosters.heads(connection)[0]
    return head.start, head.end


def test_every_duty_is_counted_once(site_store):
    found = hours_of_people(site_store, FIRST, LAST)
    duties = published(site_store)
    assert sum(one.total.duties for one in found.people) == len(duties) > 0
    worked = sum(shift.work_minutes for _, shift in duties) / 60
    assert sum(one.total.done.work_hours for one in found.people) == pytest.approx(worked)


def test_months_add_up_to_the_whole_but_for_weekends(site_store):
    found = hours_of_people(site_store, date(2026, 12, 1), date(2027, 1, 31))
    assert found.months == (date(2026, 12, 1), date(2027, 1, 1))
    for one in found.people:
        assert sum(month.duties for month in one.months.values()) == one.total.duties
        contract = sum(month.contract_hours for month in one.months.values())
        assert contract == pytest.approx(one.total.contract_hours)


def test_what_is_shared_out_is_what_was_done(site_store):
    found = hours_of_people(site_store, FIRST, LAST)
    for measure in (Measure.HOURS, Measure.NIGHTS, Measure.ON_CALL):
        done = sum(one.total.done.value(measure) for one in found.people)
        assert sum(one.total.due[measure] for one in found.people) == pytest.approx(done)


def test_contract_hours_are_those_of_the_days_asked(site_store):
    found = hours_of_people(site_store, FIRST, FIRST)
    assert all(one.total.contract_hours <= 60 / 7 for one in found.people)
