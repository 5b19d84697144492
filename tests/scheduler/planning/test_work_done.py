"""What was really done: an auditor who knows only ``served.csv`` finds what the check finds."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert, select, update

from data.demo.region import demo_tables
from data.i18n.language import language
from data.model.duty import Absence, AbsenceKind, Duty, DutyKind
from data.model.errors import Refused
from data.store import staffing
from data.store.tables.alert_records import CALL_OUT_PEOPLE, CALL_OUTS
from data.store.tables.records import ABSENCES, HISTORY, PEOPLE
from data.tables.period import ZONE
from scheduler.planning.work_done import (
    CRISIS,
    EMERGENCY,
    check_served,
    export_served,
    work_done,
)
from solver.timeline.clock import to_minute
from tests.law_audit.law_audit import AGREEMENTS, audit_folder
from tests.scheduler.coverage.test_monitor import WATCHED
from tests.support.originals import EMPTY, Original
from tests.support.region import NOW as LONG_BEFORE
from tests.support.region import import_texts, published_by_turns, without_books
from tests.support.take_overs import take_over

if TYPE_CHECKING:
    from pathlib import Path

    from data.store.opening import Store

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
FIRST = date(2027, 1, 4)
AFTER = datetime(2027, 1, 19, 9, 17, 23, tzinfo=ZONE)  #: the roster of two weeks is over
_POSTED = (DutyKind.WORK, DutyKind.ON_CALL)
#: What the auditor does not look at or know of people.
NOT_AUDITED = {"COMPETENCE", "NIGHT", "R21", "R4_5", "R4_6"}


@pytest.fixture
def region(tmp_path):
    with WATCHED.copy("sqlite", tmp_path) as store:
        yield store


def away(store: Store, one: Absence) -> None:
    with store.writing() as connection:
        row = {"person": one.person, "kind": one.kind, "start": one.start, "end": one.end}
        key = "/".join(map(str, row.values()))
        hours = one.work_minutes / 60
        connection.execute(insert(ABSENCES).values(key=key, **row, hours=hours, lock_version=1))


def call_out(
    store: Store, code: str, at: datetime, people, *, is_exercise=False, grip=None
) -> None:
    """Call people out: who, for which post, and until when they worked (None: nobody knows)."""
    with store.writing() as connection:
        posts = sorted({post for _person, post, _until in people})
        values = {"id": code, "posts": posts, "exercise": is_exercise, "alert_at": at, "grip": grip}
        connection.execute(insert(CALL_OUTS).values(key=code, **values, lock_version=1))
        for person, post, until in people:
            values = {"call_out": code, "person": person, "post": post, "work_until": until}
            connection.execute(
                insert(CALL_OUT_PEOPLE).values(
                    key=f"{code}/{person}", **values, came=True, minutes=15, lock_version=1
                )
            )


def disturb(store: Store, seed: int, start: datetime, end: datetime, times: int = 12) -> None:
    """Take over, be absent and call out at random."""
    dice = random.Random(seed)
    with store.reading() as connection:
        shifts = staffing.published_shifts(connection, start, end)
        people = sorted(set(staffing.names_of_people(connection)))
    for _ in range(times):
        shift, holders = dice.choice(shifts)
        length = (shift.end - shift.start) // MINUTE
        begin = dice.randrange(0, length)
        until = dice.randrange(begin + 1, length + 1)
        leaver = dice.choice(holders) if holders else ""
        comer = dice.choice([*people, ""])
        if comer not in holders and (leaver or comer):
            part = shift.start + begin * MINUTE, shift.start + until * MINUTE
            take_over(store, shift, (leaver, comer), *part, now=part[1])
    span = (end - start) // MINUTE
    for number in range(times):
        first = start + dice.randrange(span) * MINUTE
        length = dice.choice((45, 480, 1440, 4 * 1440))
        kind = dice.choice((AbsenceKind.ILLNESS, AbsenceKind.LEAVE))
        one = dice.choice(people)
        away(store, Absence(one, kind, first, first + length * MINUTE, length // 4))
        shift, holders = dice.choice(shifts)
        at = shift.start + dice.randrange((shift.end - shift.start) // MINUTE) * MINUTE
        called = {*holders, *dice.sample(people, dice.randrange(3))}
        work = []
        for who in sorted(called):
            lasted = dice.choice((None, 3, 25, 31, 200, 700))
            work.append((who, shift.post, None if lasted is None else at + lasted * MINUTE))
        if work:
            call_out(store, f"x{number}", at, work, is_exercise=dice.random() < 0.3)


def disturb_history(store: Store, seed: int, times: int = 40) -> None:
    """Call out and be absent at random in what the records say was done, October's hour too."""
    dice = random.Random(seed)
    columns = [HISTORY.c[name] for name in ("person", "post", "kind", "start", "end")]
    with store.reading() as connection:
        done = [row for row in connection.execute(select(*columns)) if row.kind in _POSTED]
        people = sorted(set(staffing.names_of_people(connection)))
    for number in range(times):
        duty = dice.choice(done)
        at = duty.start + dice.randrange((duty.end - duty.start) // MINUTE) * MINUTE
        called = []
        for who in sorted({duty.person, *dice.sample(people, dice.randrange(2))}):
            lasted = dice.choice((None, 5, 29, 31, 61, 300, 900))
            called.append((who, duty.post, None if lasted is None else at + lasted * MINUTE))
        call_out(store, f"h{number}", at, called, is_exercise=dice.random() < 0.2, grip=number % 3)
        first = duty.start + dice.randrange(2000) * MINUTE
        kind = dice.choice((AbsenceKind.ILLNESS, AbsenceKind.COURSE, AbsenceKind.LEAVE))
        length = dice.choice((60, 480, 1440, 7 * 1440))
        one = Absence(dice.choice(people), kind, first, first + length * MINUTE, 60)
        away(store, one)


def audited(folder: Path, problem) -> set[tuple[str, str, int, int]]:
    """What somebody finds who has nothing but the file."""
    rules = {derogation.rule for derogation in problem.ruleset.derogations} & set(AGREEMENTS)
    found = audit_folder(folder, agreements=rules)
    return {(one.rule, one.person, one.start, one.end) for one in found}


def checked(found) -> set[tuple[str, str, int, int]]:
    return {
        (one.rule, one.person, to_minute(one.start), to_minute(one.end))
        for one in found
        if one.rule not in NOT_AUDITED
    }


def only_in(these, those) -> set[tuple[str, str, int, int]]:
    """What stands in these alone.

    Of windows that overlap the worst is told. We round the minutes of an absence that a window cuts
    up, and the auditor does not: of two windows that are equal then, each may tell the other one.
    """
    return {
        (rule, person, start, end)
        for rule, person, start, end in these
        if not any(
            (rule, person) == (other, somebody) and start < until and begin < end
            for other, somebody, begin, until in those
        )
    }


def same(store: Store, folder: Path, seed: int, times: int = 12) -> set[str]:
    """The rules that are broken, which the auditor and the check say alike."""
    start = datetime(2027, 1, 4, tzinfo=ZONE)
    disturb(store, seed, start, start + timedelta(weeks=2), times)
    check = check_served(store, None, None, AFTER)
    assert export_served(store, folder, None, None, AFTER) > 100
    theirs, ours = audited(folder, check.problem), checked(check.violations)
    assert only_in(theirs, ours) == only_in(ours, theirs) == set()
    return {rule for rule, *_ in ours}


@pytest.mark.parametrize("seed", range(3))
def test_an_auditor_who_reads_what_was_done_finds_what_the_check_finds(region, tmp_path, seed):
    assert {"C02", "C04", "OVERLAP"} & same(region, tmp_path / "out", seed)


DEMO = Original(
    "demo_by_turns",
    EMPTY,
    lambda store: import_texts(store, without_books(demo_tables()), now=LONG_BEFORE),
    published_by_turns,
)


@pytest.mark.second
@pytest.mark.parametrize("seed", range(5))
def test_so_it_is_of_the_demonstration(tmp_path, seed):
    """With office hours, more regions, and 26 weeks of history: averages are judged too."""
    with DEMO.copy("sqlite", tmp_path) as store:
        disturb_history(store, seed)
        assert len(same(store, tmp_path / "out", seed, 40)) > 5


# What the rows are -----------------------------------------------------------------------------


def done_by(store: Store, person: str, now: datetime, first=FIRST) -> list[Duty]:
    with store.reading() as connection:
        return [d for d in work_done(connection, first, None, now).duties if d.person == person]


def a_duty(store: Store, post: str = "CACO", after=FIRST):
    """Somebody and their first duty on a post that begins by day, rested."""
    start = datetime.combine(after, time(), ZONE)
    with store.reading() as connection:
        shifts = staffing.published_shifts(connection, start - 24 * HOUR, AFTER)
    busy = [(who, shift.end) for shift, holders in shifts for who in holders]
    return next(
        (who, shift)
        for shift, holders in shifts
        for who in holders
        if shift.post == post
        and shift.start >= start
        and 6 < shift.start.astimezone(ZONE).hour < 18
        and not any(w == who and shift.start - 12 * HOUR < end <= shift.start for w, end in busy)
    )


def test_what_is_not_over_is_cut_off_now(region):
    person, shift = a_duty(region)
    half = shift.start + 90 * MINUTE + timedelta(seconds=40)
    duty = done_by(region, person, half)[-1]
    assert (duty.start, duty.end) == (shift.start, shift.start + 90 * MINUTE)
    assert duty.work_minutes == 90
    assert all(d.end <= shift.start for d in done_by(region, person, shift.start))


def test_who_took_over_did_it_and_who_left_did_not(region):
    person, shift = a_duty(region)
    with region.reading() as connection:
        comer = max(staffing.names_of_people(connection))
    two = shift.start + 2 * HOUR
    take_over(region, shift, (person, comer), two, now=two)
    last = done_by(region, person, shift.end)[-1]
    assert (last.start, last.end, last.work_minutes) == (shift.start, two, 120)
    assert (two, shift.end) in [(d.start, d.end) for d in done_by(region, comer, shift.end)]


def test_a_call_stands_there_as_it_was(region):
    person, shift = a_duty(region, "IM-COPI-R1")
    at = shift.start + 30 * HOUR
    call_out(region, "x", at, [(person, shift.post, at + 8 * MINUTE)])
    calls = [d for d in done_by(region, person, AFTER) if d.kind is DutyKind.CALL]
    assert [(d.start, d.end, d.work_minutes) for d in calls] == [(at, at + 8 * MINUTE, 8)]


def test_who_left_since_did_what_they_did(region):
    person, shift = a_duty(region)
    middle = shift.start + 3 * HOUR
    before = done_by(region, person, middle)
    with region.writing() as connection:
        here = PEOPLE.c.id == person
        connection.execute(update(PEOPLE).where(here).values(ended_at=middle))
    assert done_by(region, person, AFTER) == before != []


def test_so_did_what_the_records_say_of_who_left(region):
    person, shift = a_duty(region)
    with region.writing() as connection:
        (key, start) = connection.execute(
            select(HISTORY.c.key, HISTORY.c.start).where(HISTORY.c.person == person)
        ).first()
    before = done_by(region, person, shift.start, start.date())
    assert start in [one.start for one in before]
    with region.writing() as connection:
        here = PEOPLE.c.id == person
        connection.execute(update(PEOPLE).where(here).values(ended_at=shift.start))
    after = done_by(region, person, shift.start, start.date())
    recorded = [one for one in before if one.kind is DutyKind.WORK]
    assert [one for one in after if one.kind is DutyKind.WORK] == recorded, key


def test_days_that_are_to_come_or_too_many_are_refused(region):
    with region.reading() as connection:
        with pytest.raises(Refused, match="2027-02-01 is still to come"):
            work_done(connection, date(2027, 2, 1), None, AFTER)
        with pytest.raises(Refused, match="more than 53 weeks"):
            work_done(connection, date(2025, 2, 1), None, AFTER)
        done = work_done(connection, date(2025, 2, 1), 2, AFTER).duties
    assert {one.kind for one in done} <= {DutyKind.ELSEWHERE}  # before there were any records


def test_work_under_grip_says_what_the_law_says_of_it_vector_19(region):
    """A CaCo works fifteen hours: early duty, and called as relief until 22:00."""
    person, shift = a_duty(region, after=date(2027, 1, 8))
    at = shift.start + HOUR
    call_out(region, "flood", at, [(person, shift.post, shift.start + 15 * HOUR)], grip=4)
    rows = [d for d in done_by(region, person, AFTER) if shift.start <= d.start < shift.end + HOUR]
    assert [(d.kind, d.work_minutes) for d in rows] == [
        (DutyKind.WORK, 8 * 60),  # at their own desk they were at work already
        (DutyKind.ELSEWHERE, 7 * 60),
    ]
    found = check_served(region, FIRST, None, AFTER).violations
    (long,) = [one for one in found if (one.rule, one.person) == ("R05", person)]
    assert (long.value, long.limit) == (15 * 60, 12 * 60)
    assert long.note == f"{CRISIS} {EMERGENCY} (flood)"
    assert language("nl").sentences(long.note).startswith("Arbeid onder GRIP: ATW 2:2 kan gelden")


def test_two_call_outs_of_one_incident_are_one_stretch_of_work(region):
    person, shift = a_duty(region)
    at = shift.start + 30 * HOUR
    for code, later in (("one", 0), ("two", 1)):
        call = (person, "IM-COPI-R1", at + 3 * HOUR)
        call_out(region, code, at + later * HOUR, [call], is_exercise=True)
    rows = [d for d in done_by(region, person, AFTER) if at <= d.start < at + 3 * HOUR]
    assert sum(d.work_minutes for d in rows) == 3 * 60
    assert [d.kind for d in rows] == [DutyKind.ELSEWHERE]


def test_work_elsewhere_is_cut_where_on_call_begins_in_it(region):
    """A piece of on-call that somebody takes over in their office hours, ATW 1:7."""
    _leaver, shift = a_duty(region, "IM-COPI-R1")
    on_call = shift.start + 64 * HOUR  # Monday 09:00
    with region.reading() as connection:
        office = next(
            d for d in work_done(connection, FIRST, None, AFTER).duties
            if d.kind is DutyKind.ELSEWHERE and on_call < d.start < shift.end - 12 * HOUR
            and d.person != _leaver
        )  # fmt: skip
    two = office.start + 2 * HOUR
    take_over(region, shift, (_leaver, office.person), two, office.end + HOUR, now=two)
    mine = [d for d in done_by(region, office.person, AFTER) if d.kind is DutyKind.ELSEWHERE]
    pieces = [d for d in mine if office.start <= d.start < office.end]
    assert [(d.start, d.end) for d in pieces] == [(office.start, two), (two, office.end)]
    assert sum(d.work_minutes for d in pieces) == office.work_minutes
    found = check_served(region, FIRST, None, AFTER).violations
    assert not [v for v in found if (v.rule, v.person) == ("OVERLAP", office.person)]


def test_rest_that_was_missed_after_a_night_call_is_told_beside_the_law(region):
    """ATW 5:9(6) asks it in return for 45 hours; breaks are not recorded, so R03 is not judged."""
    person, shift = a_duty(region, "IM-COPI-R1")
    at = datetime(2027, 1, 12, 4, tzinfo=ZONE)
    call_out(region, "x", at, [(person, shift.post, at + HOUR)])
    office = [d for d in done_by(region, person, AFTER) if at < d.start < at + 6 * HOUR]
    check = check_served(region, FIRST, None, AFTER)
    assert "R03" not in {one.rule for one in check.violations}
    missed = [(one.rule, one.person, one.start) for one in check.missed_rest]
    assert office
    assert missed == [("REST_AFTER_CALL", person, at + HOUR)]
