"""Hours of people: each duty once, in the month in which it begins."""

from datetime import date, datetime

import pytest

from data.model.tally import Measure
from data.store import rosters, staffing
from data.tables.period import ZONE
from scheduler.reporting.hours import hours_of_people
from tests.scheduler.planning.test_work_done import HOUR, MINUTE, call_out

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


def test_work_on_calls_is_counted_apart_half_an_hour_at_least(site_store):
    start = datetime(2027, 1, 11, 2, tzinfo=ZONE)
    with site_store.reading() as connection:
        shifts = staffing.published_shifts(connection, start, start + HOUR)
    person, shift = next(
        (holders[0], shift) for shift, holders in shifts if not shift.work_minutes and holders
    )
    before = hours_of_people(site_store, FIRST, LAST)
    call_out(site_store, "a", start, [(person, shift.post, start + 8 * MINUTE)])
    drill = start + 20 * HOUR
    call_out(site_store, "b", drill, [(person, shift.post, drill + HOUR)], is_exercise=True)
    after = hours_of_people(site_store, FIRST, LAST)
    told = {one.person: one.total.call_minutes for one in after.people}
    assert told == {one.person: 90 if one.person == person else 0 for one in after.people}
    assert [one.total.done for one in after.people] == [one.total.done for one in before.people]
    (own,) = [one for one in after.people if one.person == person]
    assert own.months[date(2027, 1, 1)].call_minutes == 90
