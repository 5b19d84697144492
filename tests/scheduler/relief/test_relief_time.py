"""The time of relief duties: told once, whatever else their people do meanwhile."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from random import Random

import pytest

from data.model.calls import CALLED_OUT, RELIEF
from data.model.deployment import (
    Deployment,
    KeptDuty,
    KeptShift,
    LegalGround,
    ReliefShift,
    ReliefStatus,
    work_of,
)
from data.model.duty import Duty, DutyKind
from data.model.fairness import FairShares
from data.model.fixed_duties import fixed_duties
from data.model.intervals import overlaps, union
from data.model.tally import Measure
from data.store import deployments as kept
from data.store.record_objects import read_posts
from data.tables.period import ZONE
from scheduler.coverage.relief import relief_rows
from scheduler.planning.current_problem import current_problem
from scheduler.reporting.hours import hours_of_people
from tests.scheduler.relief.demo import BEGUN, NIGHT
from tests.support.region import import_texts

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
KINDS = (DutyKind.CALL, DutyKind.WORK, DutyKind.ELSEWHERE)


def relief(start, hours, person="an", number=1, *, is_call=False):
    end = start + hours * HOUR
    deployment = Deployment(
        number, "Flood", None, start, end, 8, LegalGround.NONE, False, "duty", start
    )
    shift = KeptShift(number, number, ReliefShift("ROT-IM", start, end, work_of(start, end)))
    duty = KeptDuty(number, number, number, person, is_call, (), 0, ReliefStatus.ACCEPTED)
    return deployment, shift, duty


def row(start, hours, kind=DutyKind.CALL, post="IM", person="an"):
    end = start + hours * HOUR
    return Duty(person, post, kind, start, end, hours * 60)


def told(rows):
    hours = [((one.start - NIGHT) // HOUR, (one.end - NIGHT) // HOUR) for one in rows]
    return [(*span, one.work_minutes) for span, one in zip(hours, rows, strict=True)]


def test_a_relief_duty_is_a_row_of_its_work():
    assert told(relief_rows([relief(NIGHT, 8)], ())) == [(0, 8, 450)]


def test_a_call_out_meanwhile_is_told_once():
    others = [row(NIGHT - 2 * HOUR, 5)]
    assert told(relief_rows([relief(NIGHT, 8)], others)) == [(3, 8, 300)]


def test_what_somebody_else_does_changes_nothing():
    others = [row(NIGHT, 5, person="bo"), row(NIGHT, 5, DutyKind.ON_CALL)]
    assert told(relief_rows([relief(NIGHT, 8)], others)) == [(0, 8, 450)]


def test_a_call_out_in_the_middle_leaves_both_ends_with_no_more_than_the_work_of_the_shift():
    others = [row(NIGHT + 4 * HOUR, 1, DutyKind.ELSEWHERE, CALLED_OUT)]
    found = relief_rows([relief(NIGHT, 12)], others)
    assert told(found) == [(0, 4, 240), (5, 12, 390)]
    assert {one.post for one in found} == {RELIEF}


def test_two_deployments_at_once_are_worked_once():
    found = relief_rows([relief(NIGHT, 8), relief(NIGHT + 4 * HOUR, 8, number=2)], ())
    assert told(found) == [(0, 8, 450), (8, 12, 240)]


@pytest.mark.parametrize("seed", range(50))
def test_no_moment_is_told_twice_and_none_is_left_out(seed):
    random = Random(seed)
    mine = [
        relief(NIGHT + random.randrange(60) * HOUR, random.choice((8, 12)), number=n)
        for n in range(random.randint(1, 5))
    ]
    others = [
        row(NIGHT + random.randrange(60) * HOUR, random.randint(1, 9), kind, post)
        for kind in random.choices(KINDS, k=4)
        for post in ["IM" if kind is not DutyKind.ELSEWHERE else CALLED_OUT]
    ]
    found = relief_rows(mine, others)
    assert not any(overlaps(one, other) for one, other in pairwise(sorted(found, key=_start)))
    assert not any(overlaps(one, other) for one in found for other in others)
    spans = [(one.shift.start, one.shift.end) for _, one, _ in mine]
    apart = [(one.start, one.end) for one in others]
    assert union([*((one.start, one.end) for one in found), *apart]) == union([*spans, *apart])
    assert sum(one.work_minutes for one in found) <= sum(
        one.shift.work_minutes for _, one, _ in mine
    )


def _start(one):
    return one.start


@pytest.fixture
def store(tmp_path):
    with BEGUN.copy("sqlite", tmp_path) as found:
        yield found


def clock(at: datetime) -> str:
    return f"{at.astimezone(ZONE):%Y-%m-%d %H:%M}"


def test_who_is_called_out_during_their_relief_worked_that_time_once(store):
    with store.reading() as connection:
        state = kept.read_state(connection, 1)
    shifts = {one.id: one.shift for one in state.shifts}
    duty = next(one for one in state.duties if not one.is_call)
    shift = shifts[duty.shift]
    fire = {"id": "fire", "posts": "IC-BT-FL", "alert_at": clock(shift.start + HOUR)}
    came = {"call_out": "fire", "person": duty.person, "post": "IC-BT-FL", "came": "yes"}
    came["work_until"] = clock(shift.start + 3 * HOUR)
    last = shift.end.astimezone(ZONE).date()
    before = work_of_person(store, duty.person, last)
    import_texts(store, {"call_outs": [fire], "call_out_people": [came]}, now=shift.end)
    assert 0 <= work_of_person(store, duty.person, last) - before <= 30  # a break less at most
    with store.reading() as connection:
        problem = current_problem(connection, last + timedelta(days=1), 1, shift.end)
    mine = [one for one in fixed_duties(problem) if one.person == duty.person]
    busy = [one for one in mine if one.kind is not DutyKind.ABSENCE and one.start >= shift.start]
    assert not any(overlaps(one, other) for one, other in pairwise(sorted(busy, key=_start)))


def work_of_person(store, person, last):
    report = hours_of_people(store, NIGHT.astimezone(ZONE).date(), last)
    return next(one.total.call_minutes for one in report.people if one.person == person)


def test_relief_counts_in_the_fair_shares_of_what_is_planned_later(store):
    with store.reading() as connection:
        state = kept.read_state(connection, 1)
        first = state.deployment.end.astimezone(ZONE).date() + timedelta(days=1)
        problem = current_problem(connection, first, 4, state.deployment.end)
        book = next(one.book for one in read_posts(connection) if one.function == "IM-ROT")
        of_book = current_problem(connection, first, 4, state.deployment.end, book=book)
        desk = current_problem(connection, first, 4, state.deployment.end, book="meldkamer")
    shifts = {one.id: one.shift for one in state.shifts}
    hours = Counter[str]()
    for duty in state.duties:
        if duty.status.counts and shifts[duty.shift].seat == "ROT-IM":
            hours[duty.person] += shifts[duty.shift].work_minutes
    most = max(hours, key=hours.__getitem__)
    for one in (problem, of_book):
        told = {line.person: line.brought_in for line in FairShares(one).lines(())}
        plain = replace(one, carry_over=())
        before = {line.person: line.brought_in for line in FairShares(plain).lines(())}
        assert told[most][Measure.HOURS] > before[most][Measure.HOURS]
        assert sum(each[Measure.HOURS] for each in told.values()) == pytest.approx(
            sum(each[Measure.HOURS] for each in before.values()), abs=1e-6
        )
    assert not {one.person for one in desk.carry_over} & set(hours)
