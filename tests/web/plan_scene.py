"""Jobs and drafts as pages show them, without a search."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from data.files.problem_json import problem_hash
from data.files.result_json import ResultStamp, result_bytes
from data.model.job import JobProgress, JobStatus, LevelSoFar, Point, SolveRequest
from data.model.result import (
    LevelReport,
    OpenShift,
    PlanStatus,
    Reason,
    ReasonKind,
    RosterResult,
)
from data.model.sentence import Sentence
from data.store import jobs
from data.store.audit import trail
from scheduler.planning.drafts import add_draft, copy_in_force
from scheduler.planning.edits import Edit, EditKind, edit_draft
from scheduler.planning.preparation import prepare
from scheduler.planning.quality import quality_of
from scheduler.solve_jobs.submission import submit
from solver.diagnosis.departures import with_departures
from tests.bench.store import fill
from tests.support.region import FIRST, INSIDE, WEEKS, import_texts, texts

if TYPE_CHECKING:
    from data.model.job import Job

NEXT = date(2027, 1, 18)  #: the Monday after the roster in force
TAKEN_AWAY = 3  #: of the duties of the draft
OPEN = TAKEN_AWAY + 1  #: shifts of it that nobody has: its part shift cannot be filled

#: What a search said, as data.
RESTED, WITHOUT = Sentence("rust van 11 uur"), Sentence("zonder die nacht")


def asked(store, now=INSIDE, who="planner", **how) -> Job:
    """A job that waits."""
    request = SolveRequest(**{"first": NEXT, "weeks": 2, **how})
    return submit(store, request, who, now).job


def begun(store, now=INSIDE, **how) -> Job:
    """A job that a machine is at work on."""
    job = asked(store, now, **how)
    with store.writing() as connection:
        return jobs.begin(connection, job.id, "alpha", now)


def progress(seconds=37.4) -> JobProgress:
    """Two levels proven, the third under way."""
    curve = tuple(Point(4.0 + n, 900_000 - 20_000 * n, 200_000 + 2_700 * n) for n in range(30))
    return JobProgress(
        seconds,
        (
            LevelSoFar("coverage 1", 480, 480, (Point(0.8, 1440, 0), Point(2.0, 480, 480))),
            LevelSoFar("coverage 2", 0, 0, (Point(2.1, 0, 0),)),
            LevelSoFar("quality", 320_000, 280_000, curve),
        ),
        open_shifts=OPEN,
    )


def searching(store, now=INSIDE, **how) -> Job:
    """A job under way that told how far it is."""
    job = begun(store, now, **how)
    with store.writing() as connection:
        jobs.record_progress(connection, job, progress(), None)
        return jobs.read_job(connection, job.id)


def drafted(store, job: Job, now=INSIDE, *, stopped=False) -> Job:
    """The end of a job: duties went round, and the first shifts stay open with reasons."""
    with store.writing() as connection:
        trail.take_turn(connection)
        prepared = prepare(connection, job.request.first, job.request.weeks, now)
        problem = prepared.problem
        there = fill(problem)[TAKEN_AWAY:]
        result = with_departures(problem, _result(problem, there, stopped=stopped))
        said = result_bytes(problem, result, ResultStamp(problem_hash(problem))).decode()
        head = add_draft(connection, prepared, there, said, job.asked_by, now)
        status = JobStatus.CANCELLED if stopped else JobStatus.DONE
        jobs.end(connection, job, status, now + timedelta(seconds=40), head.id)
        return jobs.read_job(connection, job.id)


def _result(problem, assignments, *, stopped) -> RosterResult:
    filled = {one.shift for one in assignments}
    lost = [shift for shift in problem.shifts if shift.id not in filled]
    reasons = tuple(
        Reason(person.id, ReasonKind.RULE, RESTED, "R01", "ATW 5:3", WITHOUT)
        for person in problem.people[:3]
    )
    posts = {shift.post for shift in lost}
    return RosterResult(
        PlanStatus.STOPPED if stopped else PlanStatus.FEASIBLE,
        assignments,
        (
            LevelReport("coverage 1", 60 * 8 * len(lost), 60 * 8 * len(lost), 0.0, True, 2.0),
            LevelReport("quality", 320_000, 280_000, 0.125, False, 35.0),
        ),
        tuple(OpenShift(s.id, s.post, s.start, s.end, 1, reasons) for s in lost),
        tuple((post, sum(s.post == post for s in lost)) for post in sorted(posts)),
        quality=quality_of(problem, assignments),
        seconds=37.4,
    )


def draft_of_next(store, now=INSIDE) -> Job:
    """A job with its draft for the next period: the law calls every duty in it late."""
    return drafted(store, searching(store, now), now)


def follow_desk(store, now=INSIDE):
    """A base roster of the seat, and two who follow it."""
    week = dict.fromkeys(("mo", "tu", "we", "th"), "D")
    cycle = {"id": "desk", "post": "CACO", "from": "2027-01-04"}
    people = [row["person"] for row in texts()["competences"] if row["function"] == "CACO"][:2]
    tables = {
        "base_rosters": [{**cycle, "week": "1", **week}, {**cycle, "week": "2", "fr": "N"}],
        "base_members": [
            {"base_roster": "desk", "person": person, "week": str(number)}
            for number, person in enumerate(people, 1)
        ],
    }
    import_texts(store, tables, now=now)


def changed_draft(store, now=INSIDE):
    """A draft of the period in force in which one duty to come was taken away."""
    head = copy_in_force(store, FIRST, WEEKS, "planner", now)
    with store.reading() as connection:
        prepared = prepare(connection, FIRST, WEEKS, now)
    problem = prepared.problem
    one = max(problem.assignments, key=lambda a: problem.shift_by_id[a.shift].start)
    edit = Edit(EditKind.REMOVE, one.person, one.shift)
    return edit_draft(store, head.id, [edit], "planner", now).head
