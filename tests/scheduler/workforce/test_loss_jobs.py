"""The search for who would be missed is asked for once, done once, and survives a restart."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from data.model.errors import Refused
from data.model.job import JobStatus
from data.model.loss_run import SILENCE, LossRun
from data.model.person_loss import LossOfPerson, LossReport
from data.store import loss_runs
from data.store.records import names_of_people
from scheduler.queue.dbos_queue import LOSSES, RetryLater, in_progress, prepare_queue
from scheduler.service.demonstration import ask_losses
from scheduler.workforce import single_points
from scheduler.workforce.loss_jobs import LossRunner, ask, last_run
from scheduler.workforce.search_runner import MOST_ATTEMPTS
from scheduler.workforce.side_by_side import NoLongerWanted
from scheduler.workforce.single_points import Progress, read_losses, stamp_of
from tests.support.originals import IN_FORCE
from tests.support.region import INSIDE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from data.store.opening import Store


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A region with a roster in force."""
    with IN_FORCE.copy(request.param, tmp_path) as found:
        yield found


@pytest.fixture(autouse=True)
def no_search(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is missed: that is known at once."""

    def found(
        store: Store, now: datetime, *_others: object, tell: Progress, **_named: object
    ) -> LossReport:
        with store.reading() as connection:
            people, stamp = list(names_of_people(connection))[:3], stamp_of(connection, now)
        for done in range(len(people) + 1):
            if not tell(done, len(people)):
                raise NoLongerWanted
        losses = tuple(LossOfPerson(one, 4) for one in people)
        return LossReport(now, "", stamp, now.date(), now.date(), 0, losses)

    monkeypatch.setattr(single_points, "work_out_losses", found)


def runner(store: Store) -> LossRunner:
    return LossRunner(store, "alpha", lambda: INSIDE)


def known(store: Store) -> LossRun:
    found = last_run(store)
    assert found is not None
    return found


def waiting(store: Store) -> set[str]:
    prepare_queue(store)
    with store.reading() as connection:
        return in_progress(connection, LOSSES)[0]


def test_who_presses_twice_gets_one_search(store: Store) -> None:
    first = ask(store, "anna", INSIDE)
    second = ask(store, "bert", INSIDE + timedelta(hours=1))
    assert first == second
    assert waiting(store) == {first.id}


def test_a_search_is_carried_out_once_and_its_outcome_is_kept(store: Store) -> None:
    run = ask(store, "anna", INSIDE)
    runner(store).run(run.id)
    done = known(store)
    assert (done.status, done.attempts, done.machine) == (JobStatus.DONE, 1, "alpha")
    assert (done.done, done.count) == (3, 3)
    kept = read_losses(store, INSIDE)
    assert kept is not None
    assert len(kept.report.losses) == done.count
    assert not kept.is_stale
    runner(store).run(run.id)
    assert known(store) == done
    assert ask(store, "anna", INSIDE).id != run.id


def test_a_worker_that_leaves_puts_it_back_for_the_next(store: Store) -> None:
    run = ask(store, "anna", INSIDE)
    mine = runner(store)
    noted = loss_runs.note_loss_progress

    def leave_then(*arguments: object) -> bool:
        mine.leaving = True
        return noted(*arguments)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loss_runs, "note_loss_progress", leave_then)
        with pytest.raises(RetryLater):
            mine.run(run.id)
    assert known(store).status is JobStatus.QUEUED
    assert read_losses(store, INSIDE) is None
    with pytest.raises(RetryLater):
        mine.run(run.id)
    runner(store).run(run.id)
    assert (known(store).status, known(store).attempts) == (JobStatus.DONE, 2)


def test_one_that_was_cut_off_is_begun_again_and_the_first_attempt_counts_no_more(
    store: Store,
) -> None:
    run = ask(store, "anna", INSIDE)
    with store.writing() as connection:
        first = loss_runs.begin_loss_run(connection, run.id, "alpha", INSIDE)
    assert first is not None
    runner(store).run(run.id)
    assert known(store).attempts == 2
    with store.writing() as connection:
        assert not loss_runs.note_loss_progress(connection, first, INSIDE, 1, 2)
        assert not loss_runs.end_loss_run(connection, first, JobStatus.FAILED, INSIDE)


def test_one_that_brings_down_its_worker_ends_with_a_reason(store: Store) -> None:
    run = ask(store, "anna", INSIDE)
    with store.writing() as connection:
        for _attempt in range(MOST_ATTEMPTS):
            loss_runs.begin_loss_run(connection, run.id, "alpha", INSIDE)
    runner(store).run(run.id)
    assert known(store).status is JobStatus.FAILED
    assert "never finished" in str(known(store).message)


def test_one_whose_machine_is_gone_makes_way_for_another(store: Store) -> None:
    run = ask(store, "anna", INSIDE)
    with store.writing() as connection:
        loss_runs.begin_loss_run(connection, run.id, "alpha", INSIDE)
    assert ask(store, "bert", INSIDE + SILENCE).id == run.id
    later = INSIDE + SILENCE + timedelta(seconds=1)
    assert not known(store).is_expected(later)
    other = ask(store, "bert", later)
    assert other.id != run.id
    assert known(store) == other
    runner(store).run(run.id)  # the machine is back, and does nothing
    assert known(store) == other


@pytest.mark.parametrize("wrong", [Refused([]), ValueError("a defect")])
def test_what_fails_says_why(
    store: Store, monkeypatch: pytest.MonkeyPatch, wrong: Exception
) -> None:
    def fail(*_arguments: object, **_named: object) -> None:
        raise wrong

    monkeypatch.setattr("scheduler.workforce.loss_jobs.renew_losses", fail)
    run = ask(store, "anna", INSIDE)
    runner(store).run(run.id)
    assert known(store).status is JobStatus.FAILED
    assert known(store).message is not None
    assert ask(store, "anna", INSIDE).id != run.id


def test_the_demonstration_has_it_worked_out_once(store: Store) -> None:
    ask_losses(store, INSIDE)
    ask_losses(store, INSIDE)
    (name,) = waiting(store)
    runner(store).run(name)
    ask_losses(store, INSIDE)
    assert known(store).id == name


def test_who_is_erased_while_it_is_worked_out_is_not_kept(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with store.reading() as connection:
        gone, *others = list(names_of_people(connection))[:3]
    monkeypatch.setattr(single_points, "names_of_people", lambda _connection: others)
    run = ask(store, "anna", INSIDE)
    runner(store).run(run.id)
    kept = read_losses(store, INSIDE)
    assert kept is not None
    assert [one.person for one in kept.report.losses] == others
    assert gone not in str(kept.report)
