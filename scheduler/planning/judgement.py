"""The use case of judging a roster. It needs no solver engine, and imports none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from data.files.read_roster import judged, read_roster_csv, roster_period
from data.files.result_json import load_violations
from data.model.errors import Refused
from data.model.result import Violation
from data.model.roster import RosterStatus
from data.model.shift import is_split
from data.store import rosters
from data.store.audit import trail
from scheduler.cache import Cache
from scheduler.planning.current_problem import current_problem
from scheduler.planning.derived_data import derived_from, read_problem, read_shifts, sentences_of
from scheduler.planning.duty_parts import with_parts
from scheduler.planning.preparation import prepare_anew, still_possible, with_own_past
from scheduler.records.files import gather
from solver.diagnosis.effect import effect
from solver.diagnosis.judge import violations, violations_of
from solver.problem_index import ProblemIndex
from solver.rules.in_force import rules_in_force

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date, datetime
    from pathlib import Path

    from sqlalchemy import Connection

    from data.model.candidate import Effect
    from data.model.duty import Assignment
    from data.model.fairness import FairLine
    from data.model.problem import RosterProblem
    from data.model.roster import RosterHead


def check_roster(
    source: Path,
    roster: Path,
    first: date | None,
    weeks: int | None,
    today: date | None = None,
) -> tuple[RosterProblem, list[Violation]]:
    """Judge a roster made by anybody.

    Parameters
    ----------
    source
        The planner's files; see `scheduler.records.files.gather`.
    roster
        A file in the form of ``roster.csv``.
    first, weeks
        The period; None: the whole weeks that the roster touches.
    today
        See `scheduler.records.files.gather`.

    Raises
    ------
    InputError
        Something in the files is wrong.
    """
    if first is None and source.suffix != ".json":
        first, touched = roster_period(roster)
        weeks = weeks or touched
    problem = gather(source, first, weeks, today)
    problem, pairs = judged(problem, read_roster_csv(roster, problem))
    return problem, violations(ProblemIndex(problem), rules_in_force(problem.ruleset), pairs)


def broken_by(
    problem: RosterProblem,
    assignments: Iterable[Assignment],
    people: Collection[str] | None = None,
) -> list[Violation]:
    """The rules that a roster breaks, beyond what history, absence and the like break already.

    Parameters
    ----------
    people
        Ids of those who are judged; None: everybody.
    """
    known, pairs = derived_from(problem), pairs_of(problem, assignments)
    judged = {person for person, _ in pairs} if people is None else people
    return violations_of(known.index, known.rules, pairs, judged)


def broken_anew(problem: RosterProblem, assignments: Iterable[Assignment]) -> list[Violation]:
    """The same for a problem that nobody will ask of again: nothing of it is kept."""
    pairs = pairs_of(problem, assignments)
    people = {person for person, _ in pairs}
    return violations_of(ProblemIndex(problem), rules_in_force(problem.ruleset), pairs, people)


def effect_of(
    problem: RosterProblem, before: Iterable[Assignment], after: Iterable[Assignment]
) -> Effect:
    """What it does to rules, cover and people that a roster becomes another one."""
    known = derived_from(problem)
    then, now = pairs_of(problem, before), pairs_of(problem, after)
    return effect(known.index, known.rules, then, now, known.prices)


def pairs_of(
    problem: RosterProblem, assignments: Iterable[Assignment]
) -> frozenset[tuple[str, str]]:
    """Who does what of the shifts and people that a problem knows; see `known_assignments`."""
    return frozenset((one.person, one.shift) for one in known_assignments(problem, assignments))


def known_assignments(
    problem: RosterProblem, assignments: Iterable[Assignment]
) -> list[Assignment]:
    """Of a roster what a problem knows of; and who has the parts of shifts, which it holds itself.

    Of whatever roster of the problem, and of whomever it is asked: the parts are always there.
    """
    parts = (one for one in problem.assignments if is_split(one.shift))
    return [
        one
        for one in (*assignments, *parts)
        if one.shift in problem.shift_by_id and one.person in problem.person_by_id
    ]


def fair_lines_in(
    problem: RosterProblem, assignments: Iterable[Assignment]
) -> tuple[FairLine, ...]:
    """How everybody fares in a roster of a problem that is kept; what it shares out is kept too."""
    duties = [problem.duty(one) for one in known_assignments(problem, assignments)]
    return derived_from(problem).shares.lines(duties)


@dataclass(frozen=True, slots=True)
class Judged:
    """The rules that a roster breaks, by the records of a moment.

    Parameters
    ----------
    sentences
        What each rule requires, by language and rule id.
    """

    violations: tuple[Violation, ...]
    sentences: Mapping[str, Mapping[str, str]]


_JUDGED: Cache[Judged] = Cache(64)  #: some kilobytes each


def judge_roster(
    connection: Connection, head: RosterHead, held: Sequence[Assignment], now: datetime
) -> Judged:
    """The rules that a roster breaks as things stand; every page that counts them asks here.

    Of a draft, those are what its signature has to accept: what nobody can change any more is no
    part of them. Of a roster in force, they are all that its duties break. One that is over or was
    replaced stands as it was judged when it was signed.

    Parameters
    ----------
    held
        Who does what in it.

    Raises
    ------
    InputError
        The records do not hold together.
    """
    is_over = head.status is RosterStatus.SUPERSEDED or head.end <= now
    is_draft = head.published_at is None
    if is_over or (is_draft and head.records_seq == trail.head(connection).records_seq):
        return judgement_kept(connection, head)
    key = str(connection.engine.url), head.id, head.lock_version, now.astimezone(head.zone).date()
    return _JUDGED.current(connection, key, lambda: _judge(connection, head, held, now))


def judgement_kept(connection: Connection, head: RosterHead) -> Judged:
    """The rules that it broke when it was judged with its last change."""
    return Judged(
        tuple(load_violations(rosters.read_violations(connection, head.id))),
        derived_from(read_problem(connection, head.problem_hash)).sentences,
    )


def _judge(
    connection: Connection, head: RosterHead, held: Sequence[Assignment], now: datetime
) -> Judged:
    if head.published_at is None:
        try:
            prepared = prepare_anew(connection, head, now)
        except Refused:  # another period overlaps it: it can be neither renewed nor signed
            return judgement_kept(connection, head)
        possible = still_possible(connection, prepared, held)
        held = with_own_past(connection, head, prepared, possible)
        problem = prepared.problem
    else:
        problem = _as_signed(connection, head, held, now)
    return Judged(tuple(broken_anew(problem, held)), sentences_of(problem.ruleset))


def _as_signed(
    connection: Connection, head: RosterHead, held: Sequence[Assignment], now: datetime
) -> RosterProblem:
    """The problem as the records have it now, with the shifts that were signed; none is settled."""
    problem = current_problem(connection, head.first_date, head.weeks, now, book=head.book)
    read = read_shifts(connection, head.shift_set)
    shifts = tuple(shift for shift in read if shift.post in problem.post_by_id)
    known = {shift.id for shift in shifts}
    pins = tuple(one for one in problem.assignments if one.shift in known)
    signed = replace(problem, shifts=shifts, assignments=pins, base=problem.base_of(shifts))
    return with_parts(connection, signed, shifts, held, now, is_settled=False)
