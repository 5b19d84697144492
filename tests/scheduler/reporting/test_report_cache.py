"""A report is kept until the store changes, and never after."""

from datetime import date, timedelta

from data.store import rosters
from scheduler.planning.absences import report_sick
from scheduler.reporting import hours
from scheduler.reporting.hours import Reports
from scheduler.reporting.statement import state
from tests.support.region import INSIDE

JANUARY = date(2027, 1, 1), date(2027, 1, 31)


def test_a_report_is_made_once_and_anew_after_a_change(site_store, monkeypatch):
    made = []
    monkeypatch.setattr(hours, "state", lambda *asked: made.append(1) or state(*asked))
    reports = Reports(site_store)
    first = reports.statement(*JANUARY, INSIDE)
    later = reports.statement(*JANUARY, INSIDE + timedelta(minutes=1))
    assert len(made) == 1
    assert later.made_at == INSIDE + timedelta(minutes=1)
    assert later.proof == first.proof
    with site_store.reading() as connection:
        person, shift, _ = next(
            one for one in rosters.duties_between(connection, *span()) if one[1].start > INSIDE
        )
    report_sick(site_store, person, shift.start, shift.start.date(), "planner", INSIDE)
    after = reports.statement(*JANUARY, INSIDE)
    assert len(made) == 2
    assert after.proof.hash != first.proof.hash
    assert after == state(site_store, *JANUARY, INSIDE)


def span():
    return INSIDE, INSIDE + timedelta(days=1)


def test_another_day_is_another_report(site_store, monkeypatch):
    made = []
    monkeypatch.setattr(hours, "state", lambda *asked: made.append(1) or state(*asked))
    reports = Reports(site_store)
    reports.statement(*JANUARY, INSIDE)
    reports.statement(*JANUARY, INSIDE + timedelta(days=1))
    reports.statement(JANUARY[0], JANUARY[0], INSIDE)
    assert len(made) == 3


def test_few_are_remembered(site_store, monkeypatch):
    monkeypatch.setattr(hours, "MOST", 2)
    made = []
    monkeypatch.setattr(hours, "hours_of_people", lambda *asked: made.append(asked[1]))
    reports = Reports(site_store)
    days = [JANUARY[0] + timedelta(days=n) for n in (0, 1, 2, 0)]
    for day in days:
        reports.hours(day, day, INSIDE)
    assert made == days
