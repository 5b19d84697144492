"""Hours and the statement tell the same minutes: each counted once more, without intervals.

Random take-overs, absences, lapsed competences and records of what was done, in a week on call and
shifts at a desk that cross the change of the clock.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from data.model.duty import Absence, AbsenceKind
from data.model.intervals import union
from data.model.person import Competence
from data.model.register import Register
from data.model.shift import EarlierDuty
from data.model.stand_in import StandIn, stand_ins_by_shift
from scheduler.coverage.proof import prove
from scheduler.coverage.served import ServiceRecords, absent_time
from tests.scheduler.coverage.scenes import DESK, HOME, ZONE, known, shift

MINUTE = timedelta(minutes=1)
PEOPLE = ("a", "b", "c")
WEEKS = (
    (HOME, "2027-03-26 17:00", "2027-04-02 17:00"),  # an hour less
    (HOME, "2026-10-23 17:00", "2026-10-30 17:00"),  # an hour more
    (DESK, "2027-03-27 23:00", "2027-03-28 07:00"),
    (DESK, "2026-10-24 23:00", "2026-10-25 07:00"),
)


@st.composite
def scenes(draw):
    post, start, end = draw(st.sampled_from(WEEKS))
    one = shift(start, end, post)
    length = (one.end - one.start) // MINUTE
    holders = draw(st.sets(st.sampled_from(PEOPLE), max_size=2))

    def stretch(least=-60):
        first = draw(st.integers(least, length - 1))
        return one.start + first * MINUTE, one.start + draw(
            st.integers(first + 1, length + 60)
        ) * MINUTE

    stand_ins = []
    for number in range(draw(st.integers(0, 4))):
        leaver, comer = draw(st.permutations(["", *PEOPLE]))[:2]
        begin, finish = stretch(0)
        when = max(begin, one.start), min(finish, one.end)
        stand_ins.append(
            StandIn(number + 1, one.id, post.id, *when, leaver, comer, "", "m", one.start)
        )
    away = [
        Absence(draw(st.sampled_from(PEOPLE)), AbsenceKind.ILLNESS, *stretch())
        for _ in range(draw(st.integers(0, 3)))
    ]
    done = []
    if draw(st.booleans()):
        begin, finish = stretch(0)
        if finish - begin > timedelta(minutes=15):
            done.append(EarlierDuty(post.id, draw(st.sampled_from(PEOPLE)), begin, finish))
    lapses = {person: draw(st.integers(0, 9)) for person in PEOPLE}
    return post, one, holders, stand_ins, away, done, lapses, draw(st.integers(1, 2))


def paper(one, holders, stand_ins, done):
    """Who has each minute on paper, minute by minute."""
    length = (one.end - one.start) // MINUTE
    held = {(person, minute) for person in holders for minute in range(length)}
    for each in stand_ins:
        for minute in range((each.start - one.start) // MINUTE, (each.end - one.start) // MINUTE):
            if each.leaver and (each.leaver, minute) not in held:
                continue
            held.discard((each.leaver, minute))
            if each.comer:
                held.add((each.comer, minute))
    for duty in done:
        first = max(duty.start, one.start)
        last = min(duty.end, one.end)
        if last - first <= timedelta(minutes=15):
            continue
        held = {(person, minute) for person, minute in held if person != duty.person}
        begin, finish = (first - one.start) // MINUTE, (last - one.start) // MINUTE
        held |= {(duty.person, minute) for minute in range(begin, finish)}
    return held


def count(one, held, away, until, required):
    """Of each minute: who really served, and how many of them were competent."""
    served: Counter[str] = Counter()
    valid = named = 0
    length = (one.end - one.start) // MINUTE
    gone = {
        (each.person, minute)
        for each in away
        for minute in range(length)
        if each.start <= one.start + minute * MINUTE < each.end
    }
    there: dict[int, list[str]] = {}
    for person, minute in held:
        there.setdefault(minute, []).append(person)
    for minute, people in there.items():
        named += min(required, len(people))
        day = (one.start + minute * MINUTE).astimezone(ZONE).date()
        present = [person for person in people if (person, minute) not in gone]
        served.update(present)
        valid += min(required, sum(day <= until[person] for person in present))
    return served, valid, named


@settings(max_examples=60)
@given(scenes())
def test_what_is_stated_and_what_is_paid_are_the_same_minutes(scene):
    post, one, holders, stand_ins, away, done, lapses, required = scene
    post, one = replace(post, required=required), replace(one, required=required)
    first = one.start.astimezone(ZONE).date()
    until = {person: first + timedelta(days=days) for person, days in lapses.items()}
    register = Register(
        tuple(
            Competence(person, post.function, date(2020, 1, 1), until=until[person])
            for person in PEOPLE
        )
    )
    by_person: dict[str, tuple[Absence, ...]] = {}
    for each in away:
        by_person[each.person] = (*by_person.get(each.person, ()), each)
    inputs = known(
        posts=(post,),
        people=PEOPLE,
        register=register,
        away=by_person,
        recorded={post.id: tuple(done)},
        stand_ins=stand_ins_by_shift(stand_ins),
        expected={post.id: ((one.start, one.end),)},
        ends={post.id: one.end},
    )
    staffed = inputs.staffed(one, tuple(sorted(holders)))
    inputs = replace(inputs, published={post.id: (staffed,)})
    months = prove(inputs, one.start, one.end).months

    records = ServiceRecords(
        stand_ins_by_shift(stand_ins), {post.id: tuple(done)}, absent_time(away)
    )
    parts = records.parts_of(one, [(person, False) for person in sorted(holders)])
    hours = Counter[str]()
    for part in parts:
        hours[part.person] += (part.end - part.start) // MINUTE

    held = paper(one, holders, stand_ins, done)
    served, valid, named = count(one, held, away, until, required)
    assert hours == served
    assert sum(month.valid for month in months) == valid
    assert sum(month.named for month in months) == named
    assert sum(month.required for month in months) == required * ((one.end - one.start) // MINUTE)
    for person in PEOPLE:  # no minute is counted twice
        mine = [(part.start, part.end) for part in parts if part.person == person]
        assert sum((e - s for s, e in union(mine)), timedelta()) == hours[person] * MINUTE


def test_a_week_with_the_change_of_the_clock_lasts_as_long_as_it_lasts():
    lengths = [
        (one.end - one.start).total_seconds() / 3600
        for one in (shift(s, e, p) for p, s, e in WEEKS)
    ]
    assert lengths == [167, 169, 7, 9]
    assert shift(*WEEKS[0][1:], WEEKS[0][0]).start == datetime(2027, 3, 26, 16, tzinfo=UTC)
