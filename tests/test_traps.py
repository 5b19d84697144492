"""Traps that other roster and on-call programs fell into, each by its number and name.

Those that are not here stand by the same names with what they are about: 1 and 11 in coverage, 2 in
the clock and with functionaries, 3 in alerts, 12 in coverage and offers.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from data.model.duty import Assignment
from data.model.message import MessageStatus
from data.model.post import THREE_BY_EIGHT
from data.model.result import PlanStatus
from data.store import outbox
from data.tables.values import BadValue, to_moment
from scheduler.coverage.input import StaffedShift
from scheduler.coverage.uncovered import find_uncovered
from scheduler.notifications.delivery import Deliverer
from scheduler.notifications.redelivery import Delivery
from scheduler.planning.judgement import broken_by
from scheduler.planning.preparation import prepare
from scheduler.settings import Settings
from solver.options import SolveOptions
from solver.solve import solve_roster
from tests.scheduler.coverage.scenes import ZONE, known, local, shift
from tests.scheduler.notifications.samples import NOW, kept, message, posted
from tests.solver.small import CACO, MONDAY, control_room, shifts_of
from tests.support import region


def test_trap_4_too_few_people_give_named_open_shifts_and_never_infeasible():
    problem = control_room(cacos=1, weeks=1)
    result = solve_roster(problem, SolveOptions(2, workers=2))
    assert result.status in PlanStatus
    assert len(result.open_shifts) == 21 - len(result.assignments)
    assert all(one.reasons for one in result.open_shifts)


def test_trap_5_the_last_window_of_a_sequence_is_looked_at_too():
    """A series of eight nights that ends with the period is as long as one in the middle of it."""
    problem = control_room(weeks=4)
    nights = [one for one in problem.shifts if one.name == "N"]
    for series in (nights[-8:], nights[8:16]):
        found = broken_by(problem, [Assignment("c0", one.id) for one in series])
        assert {violation.rule for violation in found} >= {"R16"}


def test_trap_6_no_rule_is_dropped_when_the_team_is_too_small():
    problem = control_room(cacos=3, weeks=2)
    result = solve_roster(problem, SolveOptions(2, workers=2))
    assert result.open_shifts
    assert broken_by(problem, result.assignments) == []


def test_trap_7_planning_again_keeps_what_was_settled_by_hand(store):
    region.import_texts(store)
    head = region.published(store)
    with store.reading() as connection:
        prepared = prepare(connection, region.FIRST, region.WEEKS, region.INSIDE)
    settled = {(one.person, one.shift) for one in prepared.past}
    assert settled
    pinned = {(one.person, one.shift) for one in prepared.problem.assignments if one.pinned}
    near = [one for one in prepared.published if one not in prepared.past][:1]
    assert {(one.person, one.shift) for one in near} <= pinned
    assert prepared.base is not None
    assert prepared.base.id == head.id


def test_trap_8_a_message_marked_as_being_sent_when_the_machine_died_is_sent_again(
    store, monkeypatch
):
    monkeypatch.setenv("CACO_CHANNEL_MAIL", "mailto://127.0.0.1:1?from=a@b.nl&to={to}")
    one = message()
    posted(store, one)
    with store.writing() as connection:
        outbox.mark(connection, one.id, NOW)  # and then nothing more was heard of it
    sent = []

    def send(given, _settings):
        sent.append(given.id)
        return Delivery(True)

    later = Deliverer(store, Settings(), lambda: NOW + timedelta(minutes=6), send=send)
    later.deliver(one.id)
    assert (sent, kept(store, one.id).status) == ([one.id], MessageStatus.SENT)


@pytest.mark.parametrize("day", ["2027-03-28", "2027-10-31"])
def test_trap_9_a_local_time_that_comes_twice_or_never_raises_nowhere(day):
    """A shift that begins then has its real length, and is covered."""
    start, end = f"{day} 02:30", f"{day} 10:30"
    early = shift(start, end)
    assert early.end - early.start in (timedelta(hours=8), timedelta(hours=9), timedelta(hours=7))
    assert find_uncovered(known(StaffedShift(early, ("a",))), early.start, early.end) == ()
    (interval,) = find_uncovered(known(StaffedShift(early, ())), early.start, early.end)
    assert (interval.start, interval.end) == (early.start, early.end)


@pytest.mark.parametrize("text", ["2027-03-28 02:30", "2027-10-31 02:30"])
def test_trap_9_a_planner_who_types_such_a_time_is_asked_what_they_mean(text):
    with pytest.raises(BadValue):
        to_moment(text, ZONE)


def test_trap_10_a_shift_over_midnight_is_eight_hours_long():
    night = next(one for one in shifts_of(CACO, THREE_BY_EIGHT, MONDAY, 1) if one.name == "N")
    assert night.end - night.start == timedelta(hours=8)
    assert night.work_minutes == 480
    assert local("2027-01-04 23:00") == datetime(2027, 1, 4, 22, tzinfo=UTC)
    assert night.start.date() <= date(2027, 1, 4) < night.end.astimezone(ZONE).date()
