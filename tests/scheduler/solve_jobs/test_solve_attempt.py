"""One attempt at a job: from the best roster of the last one to a draft, once."""

from dataclasses import replace
from threading import Thread

import pytest

from data.model.duty import Assignment
from data.model.errors import InputError
from data.model.job import MOST_POINTS, JobProgress, JobStatus, Point
from data.model.sentence import Sentence
from data.store import jobs, rosters
from scheduler.planning.edits import Edit, EditKind, edit_draft
from scheduler.planning.preparation import prepare
from scheduler.queue.retry import PAUSE, retry_while_away
from scheduler.solve_jobs.solve_attempt import (
    ProgressRecorder,
    is_better,
    keep,
    solve_and_keep,
    started_from,
)
from scheduler.solve_jobs.submission import submit
from solver.cpsat.engine import Stop
from solver.options import ProgressEvent, SolveOptions
from solver.solve import level_values, solve_roster
from tests.scheduler.solve_jobs.support import (
    FIRST,
    NOW,
    WEEKS,
    best_of,
    drafts_of,
    import_texts,
    job_of,
    request,
)

CANCELLED = Sentence("cancelled by planner")


@pytest.fixture
def region(store):
    import_texts(store)
    return store


@pytest.fixture
def job(store):
    name = submit(store, request(1), "planner", NOW).job.id
    with store.writing() as connection:
        return jobs.begin(connection, name, "alpha", NOW)


def prepared_of(store):
    with store.reading() as connection:
        return prepare(connection, FIRST, WEEKS, NOW)


def quick(problem):
    stop = Stop()
    stop.ask()
    return solve_roster(problem, SolveOptions(1), stop=stop)


def test_a_job_ends_with_its_draft(region, job):
    solve_and_keep(region, job, Stop(), lambda: NOW)
    after = job_of(region, job.id)
    assert (after.status, after.ended_at) == (JobStatus.DONE, NOW)
    assert [(d.id, d.created_by) for d in drafts_of(region)] == [(after.roster, "planner")]


def test_a_job_that_is_stopping_ends_cancelled_with_its_draft(region, job):
    with region.writing() as connection:
        jobs.cancel(connection, job.id, NOW, CANCELLED, keep=True)
    solve_and_keep(region, job_of(region, job.id), Stop(), lambda: NOW)
    after = job_of(region, job.id)
    assert (after.status, str(after.message)) == (JobStatus.CANCELLED, "cancelled by planner")
    assert [d.id for d in drafts_of(region)] == [after.roster]


def test_two_attempts_that_both_finish_make_one_draft(region, job):
    prepared = prepared_of(region)
    result = quick(prepared.problem)
    with region.writing() as connection:
        again = jobs.begin(connection, job.id, "beta", NOW)
    kept = [keep(region, one, prepared, result, NOW) for one in (job, again, again)]
    assert kept[0] is None
    assert kept[2] is None
    assert [d.id for d in drafts_of(region)] == [kept[1]]


def test_attempts_that_finish_at_the_same_moment_make_one_draft(region, job):
    prepared = prepared_of(region)
    result, kept = quick(prepared.problem), []
    both = [
        Thread(target=lambda: kept.append(keep(region, job, prepared, result, NOW)))
        for _ in range(2)
    ]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert len(drafts_of(region)) == 1
    assert sorted(one is None for one in kept) == [False, True]


def test_a_draft_without_the_end_of_its_job_is_no_draft(region, job, monkeypatch):
    def dies(*_arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(jobs, "end", dies)
    prepared = prepared_of(region)
    with pytest.raises(KeyboardInterrupt):
        keep(region, job, prepared, quick(prepared.problem), NOW)
    assert drafts_of(region) == []
    assert job_of(region, job.id).status is JobStatus.RUNNING


def test_a_cancelled_job_keeps_nothing(region, job):
    prepared = prepared_of(region)
    result = quick(prepared.problem)
    with region.writing() as connection:
        jobs.cancel(connection, job.id, NOW, CANCELLED, keep=False)
    assert keep(region, job, prepared, result, NOW) is None
    assert drafts_of(region) == []


def test_a_register_that_is_not_sound_is_told(store, job):
    with pytest.raises(InputError):
        solve_and_keep(store, job, Stop(), lambda: NOW)


def test_the_best_roster_of_an_earlier_attempt_is_where_the_next_begins(region):
    problem = prepared_of(region).problem
    person, other = problem.people[0].id, problem.people[1].id
    shift, later = problem.shifts[0].id, problem.shifts[5].id
    pin = Assignment(person, shift, pinned=True)
    problem = replace(problem, assignments=(pin, Assignment(other, shift)))
    hint = {(person, shift), (person, later), ("gone", shift), (person, "no shift")}
    assert started_from(problem, hint).assignments == (pin, Assignment(person, later))
    assert started_from(problem, ()) is problem


def test_a_job_that_was_stopping_when_it_was_killed_keeps_the_roster_that_was_saved(region, job):
    found = solve_roster(prepared_of(region).problem, SolveOptions(2)).assignments
    with region.writing() as connection:
        pairs = [(one.person, one.shift) for one in found]
        jobs.record_progress(connection, job, JobProgress(2.0), pairs)
        jobs.cancel(connection, job.id, NOW, CANCELLED, keep=True)
    solve_and_keep(region, job_of(region, job.id), Stop(), lambda: NOW)
    with region.reading() as connection:
        kept = rosters.read_assignments(connection, job_of(region, job.id).roster)
    assert {(one.person, one.shift) for one in kept} == set(pairs)


def test_what_is_found_is_noted_while_the_search_goes_on(region, job):
    problem = prepared_of(region).problem
    recorder = ProgressRecorder(region, job, problem)
    recorder.write()
    assert job_of(region, job.id).progress == JobProgress(0.0)
    assert best_of(region, job.id) == frozenset()
    solve_roster(problem, SolveOptions(2), progress=recorder.take_in, best=recorder.best)
    recorder.take_in(ProgressEvent("fairness", 7, 3, 1.26))
    recorder.write()
    noted = job_of(region, job.id).progress
    assert noted.seconds >= 1
    assert "fairness" in {level.name for level in noted.levels}
    seats = {shift for _, shift in best_of(region, job.id)}
    assert len(seats) > 0.9 * len(problem.shifts)
    assert noted.open_shifts == len(problem.shifts) - len(seats)
    by_name = {level.name: level.curve for level in noted.levels}
    assert by_name["fairness"][-1] == Point(1.3, 7, 3)


def test_a_curve_holds_what_moved_and_stays_short(region, job):
    recorder = ProgressRecorder(region, job)
    for number in range(1000):
        for _ in range(2):
            recorder.take_in(ProgressEvent("fairness", 1000 - number, number, number / 10))
    recorder.write()
    curve = job_of(region, job.id).progress.levels[0].curve
    assert MOST_POINTS / 2 <= len(curve) <= MOST_POINTS
    assert (curve[0], curve[-1]) == (Point(0.0, 1000, 0), Point(99.9, 1, 999))
    assert [point.seconds for point in curve] == sorted({point.seconds for point in curve})


def test_a_database_that_is_away_for_a_while_is_waited_for():
    from data.model.errors import StoreError

    now, pauses = [0.0], []

    def pause(seconds):
        pauses.append(seconds)
        now[0] += seconds

    def back_after(seconds):
        def act():
            if now[0] < seconds:
                raise StoreError("away", "wait")
            return "back"

        return act

    assert retry_while_away(back_after(3), 10, pause=pause, clock=lambda: now[0]) == "back"
    assert pauses == [PAUSE] * 3
    with pytest.raises(StoreError):
        retry_while_away(back_after(99), 10, pause=pause, clock=lambda: now[0])


def onward(store, start, seconds=1.0):
    """A job under way that searches on from a roster."""
    asked = replace(request(seconds, seed=1), start=start)
    name = submit(store, asked, "planner", NOW).job.id
    with store.writing() as connection:
        return jobs.begin(connection, name, "alpha", NOW)


def test_searching_on_that_finds_nothing_better_makes_no_second_draft(region, job):
    solve_and_keep(region, job, Stop(), lambda: NOW)
    first = job_of(region, job.id).roster
    again = onward(region, first, seconds=0.01)
    assert again.request.start == first
    solve_and_keep(region, again, Stop(), lambda: NOW)
    after = job_of(region, again.id)
    assert (after.status, after.roster) == (JobStatus.DONE, None)
    assert f"roster {first}" in str(after.message)
    assert [draft.id for draft in drafts_of(region)] == [first]


def test_searching_on_from_a_draft_with_a_hole_keeps_what_is_better(region, job):
    solve_and_keep(region, job, Stop(), lambda: NOW)
    first = job_of(region, job.id).roster
    with region.reading() as connection:
        lost = rosters.read_assignments(connection, first)[0]
    edit_draft(region, first, [Edit(EditKind.REMOVE, lost.person, lost.shift)], "planner", NOW)
    again = onward(region, first)
    solve_and_keep(region, again, Stop(), lambda: NOW)
    after = job_of(region, again.id)
    assert after.roster not in (None, first)
    with region.reading() as connection:
        held = [rosters.read_assignments(connection, one) for one in (first, after.roster)]
    assert len(held[1]) > len(held[0])


def test_a_start_that_is_gone_by_now_is_no_start(region, job):
    again = onward(region, 99)
    solve_and_keep(region, again, Stop(), lambda: NOW)
    assert [draft.id for draft in drafts_of(region)] == [job_of(region, again.id).roster]


def test_a_roster_that_breaks_a_rule_is_worth_nothing_to_start_from(region):
    problem = prepared_of(region).problem
    result = quick(problem)
    pairs = {(one.person, one.shift) for one in result.assignments}
    assert level_values(problem, pairs) == [level.objective for level in result.levels]
    everything = {(problem.people[0].id, shift.id) for shift in problem.shifts}
    assert level_values(problem, everything) is None
    assert is_better(problem, result, everything)
    assert not is_better(problem, result, pairs)
