"""Periodic tasks driven by hand: weeks in a second, failures, and a machine whose clock is set."""

import logging
from datetime import UTC, datetime, time, timedelta

import pytest

from data.model.errors import Refused, StoreError
from data.store import health
from data.store.health import TaskState
from data.store.opening import Store, store_url
from tests.scheduler.service.support import (
    DAY,
    HOUR,
    MINUTE,
    NOW,
    TICK,
    Diary,
    drive,
    state_of,
    tasks_of,
)


def test_a_task_runs_once_a_period(store):
    sweep = Diary()
    drive(tasks_of(store, sweep), NOW, NOW + HOUR)
    assert sweep.runs == [NOW + n * 5 * MINUTE for n in range(12)]
    state = state_of(store)
    assert (state.good_at, state.bad_at, state.why, state.seconds) == (sweep.runs[-1], None, "", 0)
    assert not state.is_under_way


def test_five_weeks_of_ticks_are_a_digest_a_day_also_over_the_clock_change(file_store):
    digest = Diary("digest", DAY, at=time(7, 30))
    start = datetime(2027, 3, 1, tzinfo=UTC)
    drive(tasks_of(file_store, digest), start, start + 35 * DAY, 30 * MINUTE)
    local = [(run.hour, run.minute) for run in digest.runs[1:]]
    assert local == [(6, 30)] * 27 + [(5, 30)] * 8


def test_what_is_due_runs_in_the_order_of_the_tasks(file_store):
    tasks = [Diary(name) for name in ("sweep", "feeds", "outbox", "heartbeat")]
    periodic = tasks_of(file_store, *tasks)
    assert [task.name for task in periodic.due(NOW)] == ["sweep", "feeds", "outbox", "heartbeat"]
    assert [run.task for run in periodic.run_due(NOW)] == ["sweep", "feeds", "outbox", "heartbeat"]
    assert periodic.due(NOW) == []


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (Refused([]), "Refused"),
        (StoreError("no\nanswer", "Wait"), "no answer. Wait"),
        (ValueError("two\nlines"), "a defect: ValueError: two lines"),
        (ZeroDivisionError(), "a defect: ZeroDivisionError: ZeroDivisionError"),
    ],
)
def test_one_bad_task_never_stops_the_rest(file_store, error, why):
    bad, good = Diary("bad"), Diary("good")
    bad.trouble = error
    periodic = tasks_of(file_store, bad, good)
    periodic.run_due(NOW)
    assert good.runs == [NOW]
    state = state_of(file_store, "bad")
    assert (state.good_at, state.bad_at) == (None, NOW)
    assert state.why == why


def test_what_failed_is_tried_again_at_the_next_tick_and_then_no_more(file_store, caplog):
    caplog.set_level(logging.INFO, "scheduler")
    sweep = Diary()
    periodic = tasks_of(file_store, sweep)
    sweep.trouble = ValueError("no")
    drive(periodic, NOW, NOW + MINUTE)
    assert len(sweep.runs) == 4
    sweep.trouble = None
    drive(periodic, NOW + MINUTE, NOW + 5 * MINUTE)
    assert len(sweep.runs) == 5
    state = state_of(file_store)
    assert (state.good_at, state.bad_at, state.why) == (NOW + MINUTE, NOW + 3 * TICK, "")
    assert caplog.messages == ["sweep failed: a defect: ValueError: no", "sweep goes well again"]


def test_trap_2_a_watermark_advanced_before_the_work_succeeded_leaves_a_gap(store):
    """A window that failed is looked at again, from where the last good one ended."""
    seen, broken = [], [NOW + 10 * MINUTE]

    def look(store, settings, now):
        with store.writing() as connection:
            mark = health.read_task_state(connection, "look").mark
            health.set_mark(connection, "look", now.isoformat())
            if now in broken:
                raise ValueError("the mail server is away")
            seen.append((mark, now.isoformat()))
        return ""

    diary = Diary("look")
    object.__setattr__(diary.task, "run", look)
    drive(tasks_of(store, diary), NOW, NOW + 30 * MINUTE)
    assert len(seen) == 6
    assert [after for _, after in seen[:-1]] == [before for before, _ in seen[1:]]
    assert seen[2][1] == (NOW + 10 * MINUTE + TICK).isoformat()


def test_three_days_down_then_up_what_was_missed_runs_once(file_store):
    sweep, digest = Diary(), Diary("digest", DAY, at=time(7, 30))
    drive(tasks_of(file_store, sweep, digest), NOW, NOW + HOUR)
    sweep.runs.clear()
    digest.runs.clear()
    up = NOW + 3 * DAY
    again = tasks_of(file_store, sweep, digest)
    drive(again, up, up + MINUTE)
    assert (sweep.runs, digest.runs) == ([up], [up])


def test_a_clock_set_back_an_hour_goes_on_sweeping(file_store):
    sweep = Diary()
    periodic = tasks_of(file_store, sweep)
    drive(periodic, NOW, NOW + HOUR)
    back = NOW - HOUR
    sweep.runs.clear()
    drive(periodic, back, back + 11 * MINUTE)
    assert sweep.runs == [back, back + 5 * MINUTE, back + 10 * MINUTE]


def test_a_clock_that_jumps_ahead_and_is_put_right_runs_each_task_once_more(file_store):
    sweep = Diary()
    periodic = tasks_of(file_store, sweep)
    drive(periodic, NOW, NOW + TICK)
    drive(periodic, NOW + 40 * DAY, NOW + 40 * DAY + MINUTE)
    drive(periodic, NOW + MINUTE, NOW + 2 * MINUTE)
    assert sweep.runs == [NOW, NOW + 40 * DAY, NOW + MINUTE]


def test_a_run_that_was_killed_is_done_again_and_is_seen_until_then(store):
    sweep = Diary()
    with store.writing() as connection:
        assert health.begin(connection, state_of_nothing(), NOW)
    assert state_of(store).is_under_way
    drive(tasks_of(store, sweep), NOW + TICK, NOW + 2 * TICK)
    assert sweep.runs == [NOW + TICK]
    assert not state_of(store).is_under_way


def state_of_nothing():
    return TaskState("sweep")


def test_two_clocks_that_both_think_they_lead_begin_a_run_once(store):
    """The second saw the same state, and comes too late."""
    first, second = Diary(), Diary()
    late = tasks_of(store, second)
    seen = late._due(NOW)
    tasks_of(store, first).run_due(NOW)
    late._due = lambda now: seen
    late.run_due(NOW + timedelta(seconds=1))
    assert (len(first.runs), len(second.runs)) == (1, 0)


def test_a_run_that_another_began_since_is_not_noted_by_the_first(store):
    with store.writing() as connection:
        health.begin(connection, state_of_nothing(), NOW)
        health.begin(connection, health.read_task_state(connection, "sweep"), NOW + MINUTE)
        assert not health.end_well(connection, "sweep", NOW, 1)
        assert health.end_badly(connection, "sweep", NOW + MINUTE, 1, "no")
    assert state_of(store).good_at is None


def test_who_no_longer_leads_stops_between_two_tasks(file_store):
    first, second = Diary("first"), Diary("second")
    answers = iter([True, False])
    tasks_of(file_store, first, second).run_due(NOW, lambda: next(answers))
    assert (len(first.runs), len(second.runs)) == (1, 0)


def test_a_database_that_is_away_ends_the_round_without_an_error(tmp_path, caplog):
    store = Store(store_url(f"sqlite:///{tmp_path}/gone/caco.db"))
    assert tasks_of(store, Diary()).run_due(NOW) == []
    assert "periodic tasks wait" in caplog.text
    store.close()


def test_a_mark_may_be_set_before_the_first_run(store):
    with store.writing() as connection:
        health.set_mark(connection, "sweep", "here")
    tasks_of(store, Diary()).run_due(NOW)
    assert (state_of(store).mark, state_of(store).good_at) == ("here", NOW)
