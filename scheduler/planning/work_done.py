"""What was really done, as rows of time: written as ``served.csv``, and judged by the law.

The rosters in force with their take-overs, less absences; what the records say was done; work on
calls, work elsewhere and absence. Up to now: what is still to come was not done.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from data.files.result_folder import csv_bytes, write_folder
from data.i18n.language import N_
from data.model.call_out import call_work
from data.model.calls import REST_AFTER_CALL
from data.model.duty import Duty, DutyKind
from data.model.errors import Fault, Refused
from data.model.fixed_duties import fixed_duties
from data.model.intervals import overlaps, split
from data.model.person import Person
from data.model.problem import RosterProblem
from data.model.result import Violation
from data.store import records, staffing
from data.store.call_outs import read_call_outs
from data.tables.period import ZONE
from data.tables.values import midnight
from scheduler.planning.current_problem import current_problem
from solver.diagnosis.judge import preexisting_violations
from solver.problem_index import ProblemIndex
from solver.rules import Family
from solver.rules.grounds import CHAPTER_5_2
from solver.rules.in_force import rules_in_force
from solver.rules.r03_breaks import Breaks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection

    from data.store.opening import Store

SERVED = "served.csv"
MOST_WEEKS = 53  #: that the history of a problem reaches back; R19 sees 52 of them
_DAY, _MINUTE = timedelta(days=1), timedelta(minutes=1)
CRISIS = N_("Work under GRIP: ATW 2:2 may apply, where the law would obstruct that work.")
EMERGENCY = N_(
    "Work on a call-out: in a sudden emergency ATW 5:10 may apply; the rest that was missed is "
    "still to be given."
)


@dataclass(frozen=True, slots=True)
class Incident:
    """Somebody's work on a call-out.

    Parameters
    ----------
    grip
        0: without GRIP, or not known.
    """

    call_out: str
    grip: int
    start: datetime
    end: datetime


@dataclass(frozen=True)
class WorkDone:
    """What everybody did in a stretch of time.

    Parameters
    ----------
    problem
        With all who were there, those who left too; its history is what was done.
    duties
        By start, as they were: calls are not yet counted (`data.model.calls`).
    incidents
        Work on call-outs that were no exercise, by person.
    """

    problem: RosterProblem
    duties: tuple[Duty, ...]
    incidents: Mapping[str, Sequence[Incident]]


def work_done(
    connection: Connection, first: date | None, weeks: int | None, now: datetime
) -> WorkDone:
    """What was done in so many weeks from a day on, up to now.

    Rows that begin before that day and reach into it are told whole; what is not over is cut off
    now.

    Parameters
    ----------
    first
        None: so long ago that the weeks end now.
    weeks
        None: up to now, and without `first` as many as the law looks back.

    Raises
    ------
    Refused
        It is longer ago, or longer, than what can be looked at.
    InputError
        The records do not hold what a roster needs.
    """
    tomorrow = now.astimezone(ZONE).date() + _DAY
    first, beyond = _days(first, weeks, tomorrow)
    start = midnight(first, ZONE)
    until = min(now.replace(second=0, microsecond=0), midnight(beyond, ZONE))
    gone = _people_who_left(connection)
    left = {person: at for person, at in staffing.people_left(connection).items() if person in gone}
    # Of a problem that begins after them, these days are the past: with all that corrects it.
    problem = current_problem(connection, beyond, 1, also=gone.values())
    cut = (
        _up_to(duty, min(until, left.get(duty.person, until)))
        for duty in fixed_duties(problem, as_counted=False)
        if duty.end > start
    )
    whole = _beside_on_call([duty for duty in cut if duty is not None])
    duties = tuple(sorted(whole, key=lambda one: (one.start, one.end, one.person)))
    past = _past(problem, duties) if duties else problem
    return WorkDone(past, duties, _incidents(connection, start - _DAY))


def _incidents(connection: Connection, since: datetime) -> dict[str, list[Incident]]:
    call_outs = read_call_outs(connection, since)
    grip = {one.id: one.grip or 0 for one in call_outs}
    found: dict[str, list[Incident]] = {}
    for one in call_work(call_outs):
        if not one.is_exercise:
            incident = Incident(one.call_out, grip[one.call_out], one.start, one.end + _MINUTE)
            found.setdefault(one.person, []).append(incident)
    return found


def _days(first: date | None, weeks: int | None, tomorrow: date) -> tuple[date, date]:
    """The first day, and the one after the last."""
    length = timedelta(weeks=weeks or MOST_WEEKS)
    beyond = tomorrow if first is None or weeks is None else min(tomorrow, first + length)
    if first is None:  # from a Monday, as averages are of whole weeks
        first = beyond - length
        first += timedelta(days=-first.weekday() % 7)
    if first >= beyond:
        raise Refused([Fault(f"{first} is still to come", "Name a day that is over")])
    if beyond - first > timedelta(weeks=MOST_WEEKS):
        what = f"from {first} that is more than {MOST_WEEKS} weeks"
        raise Refused([Fault(what, "Name a later day, or fewer weeks")])
    return first, beyond


def _people_who_left(connection: Connection) -> dict[str, Person]:
    """People who are no longer here, by code: what they did was done."""
    rows = list(records.read_rows(connection, "people").values())
    here = {row.values["id"] for row in rows if not row.has_ended}
    found = [row.values for row in rows if row.has_ended and row.values["id"] not in here]
    return {one["id"]: Person(one["id"], one["name"] or one["id"]) for one in found}


def _up_to(duty: Duty, until: datetime) -> Duty | None:
    """A duty up to a moment; of an absence the hours are spread evenly."""
    if duty.end <= until:
        return duty
    if duty.start >= until:
        return None
    minutes = (until - duty.start) // timedelta(minutes=1)
    if duty.kind is DutyKind.ABSENCE:
        share = (until - duty.start) / (duty.end - duty.start)
        return replace(duty, end=until, work_minutes=round(duty.work_minutes * share))
    return replace(duty, end=until, work_minutes=min(duty.work_minutes, minutes))


def _beside_on_call(duties: Sequence[Duty]) -> Iterator[Duty]:
    """The duties, with work elsewhere cut where on-call begins or ends in it.

    Work elsewhere inside on-call is no overlap, for there is no consignatie meanwhile; cut so, each
    row lies wholly inside or outside, and nobody need know what to make of others.
    """
    edges: dict[str, set[datetime]] = {}
    for duty in duties:
        if duty.kind is DutyKind.ON_CALL:
            edges.setdefault(duty.person, set()).update((duty.start, duty.end))
    for duty in duties:
        if duty.kind is not DutyKind.ELSEWHERE:
            yield duty
            continue
        left = duty.work_minutes
        for start, end in split(duty.start, duty.end, edges.get(duty.person, ())):
            minutes = min(left, (end - start) // _MINUTE)
            left -= minutes
            yield replace(duty, start=start, end=end, work_minutes=minutes)


def _past(problem: RosterProblem, duties: tuple[Duty, ...]) -> RosterProblem:
    """A problem whose history is what was done, from its first day to its last."""
    first = min(duty.start for duty in duties).astimezone(ZONE).date()
    last = (max(duty.end for duty in duties) - timedelta(minutes=1)).astimezone(ZONE).date()
    return replace(
        problem,
        start=midnight(first, ZONE),
        end=midnight(last + _DAY, ZONE),
        people=tuple(replace(person, weekly_work=()) for person in problem.people),
        history=duties,
        shifts=(),
        assignments=(),
        published=(),
        base=(),
        absences=(),
        elsewhere=(),
    )


def export_served(
    store: Store, target: Path, first: date | None, weeks: int | None, now: datetime
) -> int:
    """Write what was done as ``served.csv`` in a folder; the number of rows.

    The parameters are those of `work_done`.

    Raises
    ------
    InputError, Refused
        As `work_done`; or the folder cannot be written.
    """
    with store.reading() as connection:
        done = work_done(connection, first, weeks, now)
    write_folder(target, {SERVED: csv_bytes(done.duties, ZONE)})
    return len(done.duties)


@dataclass(frozen=True)
class ServedCheck:
    """How what was done stands to the rules.

    Parameters
    ----------
    violations
        Of the law.
    missed_rest
        Too little rest after night calls, which the Act asks only in return for the 45 hours of C06
        and the region keeps for everybody: no violation of the law by itself.
    """

    problem: RosterProblem
    violations: tuple[Violation, ...] = ()
    missed_rest: tuple[Violation, ...] = ()


def check_served(store: Store, first: date | None, weeks: int | None, now: datetime) -> ServedCheck:
    """Judge what was done by every rule of the law but R03: when breaks were had is not recorded.

    Only what these rows show: what was done before them is not looked at, so that the file of the
    same days can be judged by anybody. Whether people were competent is said by the coverage.

    Raises
    ------
    InputError, Refused
        As `work_done`.
    """
    with store.reading() as connection:
        done = work_done(connection, first, weeks, now)
    if not done.duties:
        return ServedCheck(done.problem)
    known, index = rules_in_force(done.problem.ruleset), ProblemIndex(done.problem)
    law = [r for r in known if r.family is Family.LAW and r.id != Breaks.id]
    rest = [r for r in known if r.id == REST_AFTER_CALL]
    found = (_with_incident(one, done.incidents) for one in preexisting_violations(index, law))
    return ServedCheck(done.problem, tuple(found), tuple(preexisting_violations(index, rest)))


def _with_incident(violation: Violation, incidents: Mapping[str, Sequence[Incident]]) -> Violation:
    """A violation with what the law says of work on an incident in its window.

    Whether that holds is for people to say: it is a violation all the same.
    """
    near = [one for one in incidents.get(violation.person, ()) if overlaps(one, violation)]
    notes = [violation.note] if violation.note else []
    if any(one.grip for one in near):
        notes.append(CRISIS)
    if near and violation.rule in CHAPTER_5_2:
        notes.append(EMERGENCY)
    if len(notes) > bool(violation.note):
        notes.append(f"({', '.join(dict.fromkeys(one.call_out for one in near))})")
    return replace(violation, note=" ".join(notes))
