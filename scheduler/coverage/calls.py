"""Work on calls: as rows of time for the rules, and the rest it leaves somebody owed.

A call is one in the sense of the law when it came while its person was on call (ATW 5:9(7): "een
oproep tijdens consignatie"). Who came on an open call, as relief, or for an exercise, which is not
unforeseen, did ordinary work.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from data.model.call_out import call_work
from data.model.calls import RestTerms, counted_calls, rest_owed
from data.model.duty import Duty, DutyKind
from data.model.intervals import overlaps_any, subtract
from data.model.post import PostKind
from data.model.shift import Stretch
from data.store.call_outs import read_call_outs
from data.store.presence import recorded_duties
from scheduler.coverage.served import served_parts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from sqlalchemy import Connection

    from data.model.call_out import CallWork
    from data.model.calls import RestOwed
    from data.model.post import Post
    from data.model.problem import RosterProblem
    from data.model.shift import EarlierDuty
    from scheduler.coverage.input import CoverageInput
    from scheduler.coverage.served import ServedPart

RECENT = timedelta(days=3)  #: no work on a call lasts longer, and the rest after it is over
_MINUTE = timedelta(minutes=1)


def call_duties(work: Iterable[CallWork], on_call: Mapping[str, Sequence[Stretch]]) -> list[Duty]:
    """What was worked on calls, as rows of time; each call is a row of its own, as it was.

    Of one whose end nobody wrote down a minute is certain; it counts for half an hour if it was a
    call in the sense of the law.

    Parameters
    ----------
    on_call
        When people were on call, by person.
    """
    found = []
    for one in work:
        end = max(one.end, one.start + _MINUTE)
        mine = on_call.get(one.person, ())
        is_call = not one.is_exercise and any(begin <= one.start < finish for begin, finish in mine)
        kind = DutyKind.CALL if is_call else DutyKind.ELSEWHERE
        minutes = (end - one.start) // _MINUTE
        found.append(Duty(one.person, one.post, kind, one.start, end, minutes))
    return found


def rest_after_calls(
    inputs: CoverageInput, terms: RestTerms | None, now: datetime
) -> dict[str, tuple[RestOwed, ...]]:
    """The rest that people are owed now or later, by person.

    Of what is over, the check of what was done tells: who sat at a desk then was there.

    Parameters
    ----------
    terms
        None: the region keeps no such rest.
    """
    recent = (one for one in inputs.alerts.call_outs if now - 2 * RECENT < one.alert_at <= now)
    work = [
        one for one in call_work(recent) if now - RECENT < one.start <= now and not one.is_exercise
    ]
    if terms is None or not work:
        return {}
    called = {one.person for one in work}
    planned, on_call = list[Duty](), dict[str, list[Stretch]]()
    at_home = {post.id for post in inputs.posts.values() if post.kind is PostKind.ON_CALL}
    for post in at_home & set(inputs.recorded):
        for duty in inputs.recorded[post]:
            on_call.setdefault(duty.person, []).append((duty.start, duty.end))
    for post, filled in inputs.published.items():
        if post in at_home:
            for one in filled:
                for part in one.pieces:
                    on_call.setdefault(part.person, []).append((part.start, part.end))
            continue
        planned += [
            Duty(part.person, post, DutyKind.WORK, part.start, part.end, 0)
            for one in filled
            for part in one.pieces
            if part.person in called
        ]
    return _owed(call_duties(work, on_call), planned, inputs.zone, terms, now)


def _owed(
    work: Iterable[Duty],
    planned: Iterable[Duty],
    zone: ZoneInfo,
    terms: RestTerms,
    now: datetime,
) -> dict[str, tuple[RestOwed, ...]]:
    """The rest that is not over after calls, with the duties that are planned."""
    calls = counted_calls(duty for duty in work if duty.kind is DutyKind.CALL)
    found: dict[str, tuple[RestOwed, ...]] = {}
    for one in rest_owed([*calls, *planned], zone, terms):
        if one.end > now:
            found[one.person] = (*found.get(one.person, ()), one)
    return found


def rest_owed_in(problem: RosterProblem, now: datetime) -> dict[str, tuple[RestOwed, ...]]:
    """The same of a problem whose rows hold the calls."""
    terms = RestTerms.of(problem.ruleset)
    work = [*problem.history, *problem.elsewhere]
    calls = [d for d in work if d.kind is DutyKind.CALL and now - RECENT < d.start <= now]
    if terms is None or not calls:
        return {}
    called = {duty.person for duty in calls}
    shifts = problem.shift_by_id
    planned = [duty for duty in work if duty.kind is DutyKind.WORK and duty.person in called]
    planned += [
        Duty(one.person, shift.post, DutyKind.WORK, shift.start, shift.end, 0)
        for one in (*problem.assignments, *problem.published)
        for shift in [shifts[one.shift]]
        if one.person in called and shift.work_minutes
    ]
    return _owed(calls, planned, problem.zone, terms, now)


def with_calls(
    connection: Connection, problem: RosterProblem, since: datetime, now: datetime | None
) -> RosterProblem:
    """The problem with what was worked on calls, as certain as any other past.

    What the records hold as calls stands in the place of what call-outs say of that time.

    Parameters
    ----------
    since
        Where the history begins.
    now
        Calls after it are none; None: those before the period.
    """
    until = problem.start if now is None else max(now, problem.start)
    work = [
        one
        for one in call_work(read_call_outs(connection, since - RECENT))
        if since <= one.start < until and one.person in problem.person_by_id
    ]
    if not work:
        return problem
    parts = served_parts(connection, problem.start, until) if until > problem.start else []
    on_call = on_call_time(problem.posts, problem.history, parts)
    for one in _recorded(connection, problem.posts, problem.start, until):
        on_call.setdefault(one.person, []).append((one.start, one.end))
    told: dict[str, list[Duty]] = {}
    for duty in problem.history:
        if duty.kind is DutyKind.CALL:
            told.setdefault(duty.person, []).append(duty)
    called = (
        duty
        for duty in call_duties(work, on_call)
        if not overlaps_any(duty, told.get(duty.person, ()))
    )
    added = list(_once(called, problem.history, parts))
    before = [duty for duty in added if duty.start < problem.start]
    history = sorted((*problem.history, *before), key=lambda d: (d.start, d.end, d.person))
    return replace(
        problem,
        history=tuple(history),
        elsewhere=(*problem.elsewhere, *(d for d in added if d.start >= problem.start)),
    )


def _once(
    called: Iterable[Duty], history: Iterable[Duty], parts: Iterable[ServedPart]
) -> Iterator[Duty]:
    """Work on calls without what is counted already, as far as it is ordinary work.

    Who was called at their own desk was at work there; and two call-outs of one incident are one
    stretch of work. Calls in the sense of the law are counted together (`counted_calls`).
    """
    taken: dict[tuple[str, str], list[Stretch]] = {}
    for row in history:
        if row.kind is DutyKind.WORK:
            taken.setdefault((row.person, row.post), []).append((row.start, row.end))
    for part in parts:
        if part.shift.work_minutes:
            taken.setdefault((part.person, part.shift.post), []).append((part.start, part.end))
    for duty in called:
        if duty.kind is DutyKind.CALL:
            yield duty
            continue
        mine = taken.setdefault((duty.person, ""), [])
        at_desk = taken.get((duty.person, duty.post), ())
        for start, end in list(subtract([(duty.start, duty.end)], [*mine, *at_desk])):
            mine.append((start, end))
            yield replace(duty, start=start, end=end, work_minutes=(end - start) // _MINUTE)


def _recorded(
    connection: Connection, posts: Iterable[Post], start: datetime, end: datetime
) -> Iterator[EarlierDuty]:
    """Duties on call that the records hold of a time."""
    recorded = recorded_duties(connection, start, end)
    for post in posts:
        if post.kind is PostKind.ON_CALL:
            yield from recorded.get(post.id, ())


def on_call_time(
    posts: Iterable[Post], history: Iterable[Duty], parts: Iterable[ServedPart]
) -> dict[str, list[Stretch]]:
    """When people were on call: by rows of history, and by parts of shifts."""
    at_home = {post.id for post in posts if post.kind is PostKind.ON_CALL}
    found: dict[str, list[Stretch]] = {}
    for duty in history:
        if duty.kind is DutyKind.ON_CALL:
            found.setdefault(duty.person, []).append((duty.start, duty.end))
    for part in parts:
        if part.shift.post in at_home:
            found.setdefault(part.person, []).append((part.start, part.end))
    return found
