"""``caco jobs`` and ``caco plan --queue`` as a planner meets them."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from typer.testing import CliRunner

from data.i18n.language import language
from data.model.errors import Refused
from data.model.job import JobProgress, JobStatus, LevelSoFar
from data.store import jobs
from scheduler.cli.app import app
from scheduler.cli.commands.jobs import age, nobody_takes_them, outcome, warnings
from scheduler.solve_jobs.submission import submit
from tests.scheduler.cli.test_start_up import SLOW_TO_LOAD, loaded
from tests.scheduler.solve_jobs.support import NOW, job_of, request

EN = language("en")
PLAN = ["plan", "--from", "2027-01-04", "--weeks", "2", "--time-limit", "5", "--queue"]


@pytest.fixture
def caco(sqlite_url, monkeypatch):
    """The command line on a store of its own; what a command printed."""
    monkeypatch.setenv("CACO_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("CACO_USER", "planner")
    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments, code=0):
        done = CliRunner().invoke(app, list(arguments))
        assert done.exit_code == code, done.output
        return done.output

    return run


@pytest.fixture
def waiting(store):
    return submit(store, request(), "planner", NOW).job


def begun(store, name, machine="alpha", now=NOW):
    with store.writing() as connection:
        return jobs.begin(connection, name, machine, now)


def test_a_plan_is_queued_shown_cancelled_and_listed(caco):
    said = caco(*PLAN, "--lang", "en")
    (row,) = json.loads(caco("jobs", "--json"))
    assert row["id"] in said
    assert (row["status"], row["asked_by"], row["is_silent"]) == ("queued", "planner", False)
    assert row["request"]["seconds"] == 5
    assert "before" in caco(*PLAN, "--lang", "en")
    assert "queued" in caco("jobs", "show", row["id"][:5], "--lang", "en")
    assert "geannuleerd" in caco("jobs", "cancel", row["id"], "--lang", "nl")
    listed = caco("jobs", "--lang", "en")
    assert "cancelled by planner" in listed
    assert "4 January 2027, 2 weeks" in listed
    assert "cancelled" in caco("jobs", "watch", row["id"], "--lang", "en", code=1)
    with pytest.raises(Refused):
        CliRunner().invoke(app, ["jobs", "cancel", row["id"]], catch_exceptions=False)


def test_a_list_of_jobs_loads_neither_solver_nor_queue(sqlite_url, monkeypatch):
    monkeypatch.setenv("CACO_DATABASE_URL", sqlite_url)
    assert loaded("jobs").isdisjoint({*SLOW_TO_LOAD, "dbos"})


def test_a_machine_that_is_gone_is_named_with_what_to_do(store, waiting):
    job = begun(store, waiting.id)
    assert warnings([job], NOW, EN) == []
    (line,) = warnings([job], NOW + timedelta(minutes=2), EN)
    assert "caco jobs take-over alpha" in line


def test_a_machine_that_is_gone_is_taken_over(caco, sqlite_url):
    from data.store.opening import Store, store_url

    store = Store(store_url(sqlite_url))
    name = submit(store, request(), "planner", NOW).job.id
    begun(store, name, now=datetime.now(UTC) - timedelta(minutes=2))
    assert "take-over alpha" in caco("jobs", "--lang", "en")
    assert name in caco("jobs", "take-over", "alpha", "--lang", "en")
    assert job_of(store, name).status is JobStatus.QUEUED
    store.close()


def test_jobs_that_nobody_takes_are_named(store, waiting):
    later = NOW + timedelta(minutes=2)
    assert not nobody_takes_them([waiting], NOW)
    assert nobody_takes_them([waiting], later)
    other = submit(store, request(seed=1), "planner", NOW).job
    busy = begun(store, other.id, now=later)
    assert not nobody_takes_them([waiting, busy], later)
    assert nobody_takes_them([waiting, busy], later + timedelta(minutes=2))


def test_how_far_a_job_is_is_told_in_a_few_words(store, waiting):
    job = begun(store, waiting.id)
    assert outcome(job, EN) == "begins"
    far = JobProgress(12.4, (LevelSoFar("coverage 1", 0, 0), LevelSoFar("quality", 1234, 10)))
    with store.writing() as connection:
        jobs.record_progress(connection, job, far, None)
    assert outcome(job_of(store, job.id), EN) == "Quality: 12.3, 12 s"
    assert outcome(waiting, EN) == ""


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "0 s ago"), (59, "59 s ago"), (60, "1 min ago"), (7200, "2 h ago"), (180_000, "2 d ago")],
)
def test_an_age_is_told_in_its_largest_unit(seconds, said):
    assert age(NOW, NOW + timedelta(seconds=seconds), EN) == said


def test_an_age_is_never_negative():
    assert age(NOW, NOW - timedelta(hours=1), EN) == "0 s ago"
    assert age(None, NOW, EN) == "–"
