"""Work on calls: as rows of time for the rules, and the rest it leaves somebody owed.

What is a call in the sense of the law, and how much of it counts, stands in `data.model.calls`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from data.model.call_out import call_work
from data.model.calls import (
    RestTerms,
    counted_calls,
    rest_owed,
    since_of_calls,
    worked_on_calls,
)
from data.model.duty import Duty, DutyKind
from data.store.call_outs import read_call_outs
from data.store.record_objects import read_posts
from data.store.staffing import recorded_duties
from scheduler.coverage.served import KINDS, served_parts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from sqlalchemy import Connection

    from data.model.calls import RestOwed
    from data.model.duty import Assignment
    from data.model.problem import RosterProblem

RECENT = timedelta(days=3)  #: no work on a call lasts longer, and the rest after it is over
_MINUTE = timedelta(minutes=1)


def owed_rest(
    rows: Iterable[Duty], zone: ZoneInfo, terms: RestTerms, now: datetime
) -> dict[str, tuple[RestOwed, ...]]:
    """The rest that is not over after the calls among these rows."""
    rows = list(rows)
    calls = counted_calls(row for row in rows if row.kind is DutyKind.CALL)
    planned = [row for row in rows if row.kind is DutyKind.WORK]
    found: dict[str, tuple[RestOwed, ...]] = {}
    for one in rest_owed([*calls, *planned], zone, terms):
        if one.end > now:
            found[one.person] = (*found.get(one.person, ()), one)
    return found


def rest_owed_in(
    problem: RosterProblem, now: datetime, held: Iterable[Assignment] = ()
) -> dict[str, tuple[RestOwed, ...]]:
    """The same of a problem whose rows hold the calls.

    Parameters
    ----------
    held
        Who does what beside the assignments of the problem.
    """
    terms = RestTerms.of(problem.ruleset)
    work = [*problem.history, *problem.elsewhere]
    calls = [d for d in work if d.kind is DutyKind.CALL and now - RECENT < d.start <= now]
    if terms is None or not calls:
        return {}
    called, shifts = {duty.person for duty in calls}, problem.shift_by_id
    planned = [duty for duty in work if duty.kind is DutyKind.WORK and duty.person in called]
    planned += [
        Duty(one.person, shift.post, DutyKind.WORK, shift.start, shift.end, 0)
        for one in (*problem.assignments, *problem.published, *held)
        for shift in [shifts[one.shift]]
        if one.person in called and shift.work_minutes
    ]
    return owed_rest([*calls, *planned], problem.zone, terms, now)


def with_calls(
    connection: Connection, problem: RosterProblem, now: datetime | None
) -> RosterProblem:
    """The problem with what was worked on calls since its history begins.

    What the records hold as calls stands in the place of what call-outs say of that time.

    Parameters
    ----------
    now
        Calls after it are none; None: those before the period.
    """
    until = problem.start if now is None else max(now, problem.start)
    since = since_of_calls(problem.history, problem.start)
    work = [
        one
        for one in call_work(read_call_outs(connection, since - RECENT))
        if since <= one.start < until and one.person in problem.person_by_id
    ]
    if not work:
        return problem
    rows = [*problem.history, *_of_period(connection, problem, until)]
    added = worked_on_calls(work, rows)
    before = [duty for duty in added if duty.start < problem.start]
    history = sorted((*problem.history, *before), key=lambda d: (d.start, d.end, d.person))
    return replace(
        problem,
        history=tuple(history),
        elsewhere=(*problem.elsewhere, *(d for d in added if d.start >= problem.start)),
    )


def _of_period(connection: Connection, problem: RosterProblem, until: datetime) -> Iterator[Duty]:
    """What was served of the period up to a moment, and what the records hold as on call."""
    if until <= problem.start:
        return
    # Of every post: somebody may be called while they are on call in another book.
    kinds = {post.id: KINDS.get(post.kind) for post in read_posts(connection)}
    for part in served_parts(connection, problem.start, until):
        yield part.duty(kinds.get(part.shift.post))
    at_home = {post for post, kind in kinds.items() if kind is DutyKind.ON_CALL}
    recorded = recorded_duties(connection, problem.start, until)
    for post in at_home & set(recorded):
        for one in recorded[post]:
            yield Duty(one.person, post, DutyKind.ON_CALL, one.start, one.end, 0)
