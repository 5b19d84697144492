"""Hands out a roster of the store: workbook, CSV and JSON, as a solve writes them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from data.files.problem_json import dump_problem
from data.files.result_folder import roster_files, write_folder
from data.files.result_json import ResultStamp, parse_result, result_bytes
from data.files.workbook import WORKBOOK, workbook_bytes
from data.model.result import OpenShift, PlanStatus, RosterResult
from data.model.roster import RosterStatus
from data.store import rosters
from scheduler.planning.derived_data import read_problem
from scheduler.planning.judgement import known_assignments
from scheduler.planning.plan import versions
from scheduler.planning.preparation import problem_of, with_all_open
from scheduler.planning.quality import report_quality, words_of
from solver.diagnosis.departures import with_departures

if TYPE_CHECKING:
    from pathlib import Path

    from data.i18n.language import Language
    from data.i18n.quality_words import QualityWords
    from data.model.duty import Assignment
    from data.model.problem import RosterProblem
    from data.model.quality_report import QualityReport
    from data.model.roster import RosterHead
    from data.store.opening import Store

Duties = tuple["Assignment", ...]
SECONDS_OF_REASONS = 20.0  #: at most, of departures from base rosters: somebody waits for the file


def export_roster(store: Store, roster: int, folder: Path, speech: Language) -> RosterHead:
    """Write a roster of the store into a folder, all or none.

    Raises
    ------
    Refused
        There is none of that number.
    InputError
        The folder cannot be written.
    """
    head, problem, result, stamp = _read(store, roster)
    write_folder(
        folder,
        {
            **roster_files(problem, result),
            "result.json": result_bytes(problem, result, stamp, speech),
            "problem.json": dump_problem(problem),
            WORKBOOK: roster_workbook(store, roster, speech),
        },
    )
    return head


def roster_workbook(store: Store, roster: int, speech: Language) -> bytes:
    """The workbook of a roster of the store; one in force with what was taken over since.

    Raises
    ------
    Refused
        There is none of that number.
    """
    head, problem, result, stamp = _read(store, roster)
    if head.status is RosterStatus.PUBLISHED:
        problem, result = _as_taken_over(store, head, problem, result)
    return workbook_bytes(problem, result, stamp, speech, _quality(store, head, speech))


def _as_taken_over(
    store: Store, head: RosterHead, problem: RosterProblem, result: RosterResult
) -> tuple[RosterProblem, RosterResult]:
    """A roster in force with the parts of its shifts as they are now."""
    with store.reading() as connection:
        held = rosters.read_assignments(connection, head.id)
        split = problem_of(connection, head, held)
    if split is problem:
        return problem, result
    mine = tuple(known_assignments(split, held))
    least = result.proven_minimum_open
    made = RosterResult(PlanStatus.FEASIBLE, mine, (), _open(split, mine), least)
    return split, with_departures(split, made, SECONDS_OF_REASONS)


def _quality(
    store: Store, head: RosterHead, speech: Language
) -> tuple[QualityReport, QualityWords]:
    """What is said of the quality of a roster, and the words to say it with."""
    found = report_quality(store, head.id)
    return found.report, words_of(found.problem, speech)


def _read(store: Store, roster: int) -> tuple[RosterHead, RosterProblem, RosterResult, ResultStamp]:
    with store.reading() as connection:
        head = rosters.read_head(connection, roster)
        problem = read_problem(connection, head.problem_hash)
        assignments = rosters.read_assignments(connection, roster)
        said = rosters.read_result(connection, roster)
    mine = tuple(known_assignments(problem, assignments))
    stamp = ResultStamp(
        head.problem_hash, versions(), (head.published_at or head.changed_at).date()
    )
    return head, problem, _result(head, problem, mine, said), stamp


def _result(head: RosterHead, problem: RosterProblem, mine: Duties, said: str) -> RosterResult:
    """The roster as a result; most of what a search proved falls when somebody changes its roster.

    What stays is how much no roster at all can fill. Where it departs from the base rosters is
    looked at anew.
    """
    made = parse_result(said, mine) if said else None
    if made and not head.by_hand:
        return with_all_open(problem, made)
    least = made.proven_minimum_open if made else ()
    result = RosterResult(PlanStatus.FEASIBLE, mine, (), _open(problem, mine), least)
    return with_departures(problem, result, SECONDS_OF_REASONS)


def _open(problem: RosterProblem, mine: Duties) -> tuple[OpenShift, ...]:
    held = Counter(one.shift for one in mine if not one.double)
    return tuple(
        OpenShift(shift.id, shift.post, shift.start, shift.end, shift.required - held[shift.id])
        for shift in problem.shifts
        if shift.required > held[shift.id]
    )
