"""Whether silence means "covered", and every reason why not."""

from dataclasses import replace
from datetime import time

import pytest
from sqlalchemy import update

from data.i18n.language import language
from data.model.job import JobStatus, SolveRequest
from data.model.message import MessageStatus
from data.store import jobs
from data.store.health import TaskState
from data.store.tables.alerts import SOLVE_RUNS
from scheduler.notifications.mute_levels import MuteLevel, SuppressionReason, UnheardPosts
from scheduler.service.health import (
    Backlog,
    HealthIssue,
    check_health,
    health_status,
    unnotified_mark,
)
from scheduler.service.health_words import health_sentences, task_name
from scheduler.service.periodic import Task
from scheduler.service.tasks import note_unnotified, tasks
from scheduler.settings import Settings
from tests.scheduler.service.support import (
    AMSTERDAM,
    DAY,
    HOUR,
    MINUTE,
    NOW,
    Diary,
    add_post,
    keep_messages,
    message,
    tasks_of,
)

SWEEP = Diary().task
OUTBOX = Diary("outbox", MINUTE).task
TIDY = Diary("retention", DAY, at=time(4, 10), is_vital=False).task
NOTHING = Backlog({}, 0, {}, (), 1)
MUTE = (MuteLevel(2, SuppressionReason.NO_CHANNEL, ("24h push 1", "4h push 2"), ("CACO",)),)
UNHEARD = (UnheardPosts("Piket", ("IM",)), UnheardPosts("", ("IC",)))


def well(name, at=NOW):
    return TaskState(name, at, at, seconds=0)


def seen(*states, backlog=NOTHING, known=(SWEEP, OUTBOX, TIDY), now=NOW):
    there = {state.name: state for state in [well("sweep"), well("outbox"), well("retention")]}
    there.update({state.name: state for state in states})
    return health_status(known, there, backlog, now, AMSTERDAM)


def issues(found):
    return [(reason.issue, reason.task) for reason in found.reasons]


def test_all_is_well_when_all_was_done_lately():
    found = seen()
    assert found.is_well
    assert (found.checked_at, found.sweep.due_at) == (NOW, NOW + 5 * MINUTE)


def test_one_miss_is_forgiven_and_two_are_told():
    at = NOW - 12 * MINUTE
    assert seen(well("sweep", at)).is_well
    later = seen(well("sweep", at), well("outbox", NOW + MINUTE), now=NOW + MINUTE)
    assert issues(later) == [(HealthIssue.LATE, "sweep")]


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (TaskState("sweep"), (HealthIssue.NEVER, "sweep")),
        (TaskState("sweep", NOW, NOW - MINUTE, NOW, "no answer"), (HealthIssue.FAILING, "sweep")),
        (TaskState("sweep", NOW, None, NOW, "no answer"), (HealthIssue.FAILING, "sweep")),
        (well("sweep", NOW - DAY), (HealthIssue.LATE, "sweep")),
        (well("sweep", NOW + DAY), (HealthIssue.LATE, "sweep")),
        (TaskState("outbox", NOW - 6 * MINUTE, NOW - MINUTE), (HealthIssue.STUCK, "outbox")),
        (TaskState("outbox", NOW + HOUR, NOW - MINUTE), (HealthIssue.STUCK, "outbox")),
    ],
)
def test_a_task_that_does_not_go_well_is_a_reason(state, expected):
    assert issues(seen(state)) == [expected]


def test_a_run_under_way_is_no_reason_for_as_long_as_it_may_take():
    assert seen(TaskState("sweep", NOW - 2 * MINUTE, NOW - 7 * MINUTE)).is_well
    assert not seen(TaskState("sweep", NOW - 3 * MINUTE, NOW - 8 * MINUTE)).is_well


def test_what_is_not_vital_and_goes_on_and_on_holds_up_what_is():
    found = seen(TaskState("retention", NOW - 3 * MINUTE, NOW - DAY))
    assert issues(found) == [(HealthIssue.STUCK, "retention")]


def test_what_runs_apart_does_not_hide_that_the_clock_stands_still():
    ping = Diary("heartbeat", MINUTE, is_vital=False, is_separate=True).task
    at = NOW - 3 * MINUTE
    still = [well(name, at) for name in ("sweep", "outbox", "retention")]
    known = (SWEEP, OUTBOX, TIDY, ping)
    assert issues(seen(*still, well("heartbeat"), known=known)) == [(HealthIssue.NO_SCHEDULER, "")]
    stuck = TaskState("heartbeat", NOW - HOUR, NOW - DAY)
    assert seen(stuck, known=known).is_well


def test_tidying_up_that_fails_is_shown_and_does_not_alarm():
    found = seen(TaskState("retention", NOW, None, NOW, "no"))
    assert found.is_well
    assert found.tasks[2].state.why == "no"


def test_that_no_process_runs_the_clock_is_told_first():
    silent = [well(name, NOW - HOUR) for name in ("sweep", "outbox", "retention")]
    found = seen(*silent)
    assert issues(found)[0] == (HealthIssue.NO_SCHEDULER, "")
    assert found.reasons[0].since == NOW - HOUR


def test_a_run_that_goes_on_and_on_is_not_taken_for_a_clock_that_stands_still():
    at = NOW - 10 * MINUTE
    found = seen(TaskState("sweep", at, at - 5 * MINUTE), well("outbox", at), well("retention", at))
    assert issues(found) == [
        (HealthIssue.STUCK, "sweep"),
        (HealthIssue.LATE, "sweep"),
        (HealthIssue.LATE, "outbox"),
    ]


def test_a_program_without_a_sweep_is_never_well():
    assert issues(seen(known=[OUTBOX])) == [(HealthIssue.NEVER, "sweep")]


@pytest.mark.parametrize(
    ("backlog", "expected"),
    [
        (replace(NOTHING, messages={MessageStatus.DEAD: 2}), HealthIssue.DEAD_LETTERS),
        (replace(NOTHING, overdue=1), HealthIssue.OVERDUE),
        (replace(NOTHING, stuck=("ab12",)), HealthIssue.JOBS_STUCK),
        (replace(NOTHING, posts=0), HealthIssue.NO_POSTS),
    ],
)
def test_what_waits_is_a_reason(backlog, expected):
    assert issues(seen(backlog=backlog)) == [(expected, "")]


def test_gaps_that_nobody_could_be_told_of_are_a_reason(alive):
    note_unnotified(alive, 2)
    (reason,) = looked(alive).reasons
    assert (reason.issue, reason.count) == (HealthIssue.UNNOTIFIED, 2)
    note_unnotified(alive, 0)
    assert looked(alive).is_well


def test_a_level_that_cannot_be_reached_is_a_reason_before_there_is_a_gap(alive):
    note_unnotified(alive, 0, MUTE)
    found = looked(alive)
    assert issues(found) == [(HealthIssue.MUTE_LEVEL, "")]
    (text,) = health_sentences(found.reasons, language("en"), AMSTERDAM)
    assert text.startswith("Level 2 of the duty managers cannot be reached: their channels are")
    assert "4h push 2" in text


@pytest.mark.parametrize("code", ["nl", "en"])
@pytest.mark.parametrize("trouble", list(HealthIssue))
def test_every_reason_is_a_sentence_in_both_languages(code, trouble):
    counted = {
        HealthIssue.DEAD_LETTERS,
        HealthIssue.OVERDUE,
        HealthIssue.JOBS_STUCK,
        HealthIssue.UNNOTIFIED,
    }
    backlog = Backlog({MessageStatus.DEAD: 1}, 1, {}, ("ab12",), 0)
    odd = (
        TaskState("sweep", NOW - DAY, mark=unnotified_mark(1, MUTE, UNHEARD)),
        TaskState("outbox", NOW, None, NOW, "no answer"),
    )
    silent = [well(name, NOW - DAY) for name in ("sweep", "outbox", "retention")]
    reasons = [
        *seen(*odd, backlog=backlog).reasons,
        *seen(*silent).reasons,
    ]
    found = [reason for reason in reasons if reason.issue is trouble]
    assert found
    for text in health_sentences(found, language(code), AMSTERDAM):
        assert "{" not in text
        assert text.endswith((".", "caco worker", "no answer", "?"))
        assert trouble not in counted or text.startswith("1 ")


def test_every_task_has_a_name_for_people():
    every = tasks(Settings(heartbeat_url="http://127.0.0.1:1", feeds_folder="/tmp/feeds"))
    for task in every:
        assert task_name(task.name, language("nl")) != task.name


def test_the_heartbeat_is_the_last_task_and_is_there_only_if_somebody_listens():
    assert tasks(Settings(heartbeat_url="http://127.0.0.1:1"))[-1].name == "heartbeat"
    assert "heartbeat" not in [task.name for task in tasks(Settings())]


def looked(store, now=NOW):
    return check_health(store, [SWEEP], now)


@pytest.fixture
def alive(file_store):
    """A store with a post, in which the sweep went well at NOW."""
    add_post(file_store)
    tasks_of(file_store, Diary()).run_due(NOW)
    return file_store


def test_a_message_that_waits_in_vain_is_seen_in_the_store(alive):
    keep_messages(
        alive,
        message(1, due_at=NOW - 6 * MINUTE),
        message(2, due_at=NOW - 6 * MINUTE, status=MessageStatus.SENDING),
        message(3, due_at=NOW - 4 * MINUTE),
        message(4, due_at=NOW - DAY, status=MessageStatus.SENT),
        message(5, due_at=NOW + HOUR),
    )
    found = looked(alive)
    assert issues(found) == [(HealthIssue.OVERDUE, "")]
    assert found.backlog.overdue == 2
    assert found.backlog.messages[MessageStatus.QUEUED] == 3


def test_a_message_that_was_tried_three_times_in_vain_is_late_before_it_is_given_up(alive):
    keep_messages(alive, message(1, due_at=NOW + HOUR, attempts=9, failures=2, error="no answer"))
    assert looked(alive).is_well
    keep_messages(alive, message(2, due_at=NOW + HOUR, attempts=3, failures=3, error="no answer"))
    assert issues(looked(alive)) == [(HealthIssue.OVERDUE, "")]


def test_a_dead_letter_is_a_reason_until_somebody_settles_it(alive):
    keep_messages(alive, message(1, status=MessageStatus.DEAD))
    assert issues(looked(alive)) == [(HealthIssue.DEAD_LETTERS, "")]
    keep_messages(alive, message(2, status=MessageStatus.SETTLED))
    with alive.writing() as connection:
        connection.exec_driver_sql("UPDATE message SET status = 'settled'")
    assert looked(alive).is_well


def asked(store, at):
    with store.writing() as connection:
        job, _ = jobs.add_job(connection, SolveRequest(NOW.date(), 2), "planner", at)
        return job


def test_a_job_that_nobody_takes_is_stuck(alive):
    asked(alive, NOW - 2 * MINUTE)
    assert issues(looked(alive)) == [(HealthIssue.JOBS_STUCK, "")]
    assert looked(alive, NOW - MINUTE).backlog.stuck == ()


def test_a_job_whose_machine_is_silent_is_stuck_and_one_under_way_is_not(alive):
    job = asked(alive, NOW - HOUR)
    with alive.writing() as connection:
        jobs.begin(connection, job.id, "alpha", NOW - 2 * MINUTE)
    assert looked(alive).backlog.stuck == (job.id,)
    with alive.writing() as connection:
        connection.execute(update(SOLVE_RUNS).values(heard_at=NOW))
    assert looked(alive).is_well
    with alive.writing() as connection:
        failed = JobStatus.FAILED.value
        connection.execute(update(SOLVE_RUNS).values(status=failed, heard_at=NOW - DAY))
    assert looked(alive).is_well


def test_a_store_without_posts_watches_nothing(file_store):
    tasks_of(file_store, Diary()).run_due(NOW)
    assert issues(looked(file_store)) == [(HealthIssue.NO_POSTS, "")]


def test_a_server_is_looked_at_too(store):
    add_post(store)
    tasks_of(store, Diary()).run_due(NOW)
    keep_messages(store, message(1, due_at=NOW - HOUR))
    asked(store, NOW - HOUR)
    found = looked(store)
    assert issues(found) == [(HealthIssue.OVERDUE, ""), (HealthIssue.JOBS_STUCK, "")]


def test_a_task_is_plain_data():
    assert Task("sweep", MINUTE, print) == Task("sweep", MINUTE, print)
