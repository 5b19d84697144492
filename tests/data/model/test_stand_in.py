"""Who has which part of a shift, against a count of every minute without intervals."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from data.model.shift import EarlierDuty, Shift
from data.model.stand_in import DutyPart, StandIn, duty_parts, seats_taken, work_of_pieces

START = datetime(2027, 1, 8, 16, tzinfo=UTC)
LENGTH = 90  # minutes
MINUTE = timedelta(minutes=1)
SHIFT = Shift("IM:1", "IM", "P", START, START + LENGTH * MINUTE, 0)
PEOPLE = ("a", "b", "c")


def stand_in(number, start, end, leaver, comer, **how):
    return StandIn(
        number,
        SHIFT.id,
        SHIFT.post,
        START + start * MINUTE,
        START + end * MINUTE,
        leaver,
        comer,
        "",
        "manager",
        START,
        **how,
    )


@st.composite
def take_overs(draw):
    found = []
    for number in range(draw(st.integers(0, 6))):
        start = draw(st.integers(-10, LENGTH))
        end = draw(st.integers(start + 1, LENGTH + 10))
        leaver, comer = draw(st.permutations(["", *PEOPLE]))[:2]
        found.append(stand_in(number + 1, start, end, leaver, comer))
    return found


def minutes_of(parts):
    return {
        (part.person, minute)
        for part in parts
        for minute in range(LENGTH)
        if part.start <= START + minute * MINUTE < part.end
    }


@given(st.sets(st.sampled_from(PEOPLE)), take_overs())
def test_each_minute_is_with_whom_it_was_left(holders, stand_ins):
    held = {(person, minute) for person in holders for minute in range(LENGTH)}
    for one in stand_ins:
        for minute in range(LENGTH):
            if not one.start <= START + minute * MINUTE < one.end:
                continue
            if one.leaver:
                if (one.leaver, minute) not in held:
                    continue
                held.remove((one.leaver, minute))
            if one.comer:
                held.add((one.comer, minute))
    parts = duty_parts(SHIFT, sorted(holders), stand_ins)
    assert minutes_of(parts) == held
    for one, other in pairwise(parts):
        assert one.person != other.person or one.end < other.start


def test_one_that_was_withdrawn_moves_nothing():
    gone = stand_in(1, 0, 30, "a", "b", withdrawn_at=START)
    assert duty_parts(SHIFT, ["a"], [gone]) == (DutyPart("a", SHIFT.start, SHIFT.end),)


def test_what_the_records_say_was_done_stands_above_roster_and_take_overs():
    parts = duty_parts(
        SHIFT,
        ["a"],
        [stand_in(1, 30, 90, "a", "b")],
        [EarlierDuty("IM", "b", START + 40 * MINUTE, SHIFT.end)],
    )
    assert [(part.person, (part.start - START) // MINUTE) for part in parts] == [
        ("a", 0),
        ("b", 40),
    ]


def test_a_handover_is_no_part_of_the_next_shift():
    late = EarlierDuty("IM", "b", START - timedelta(hours=8), START + 15 * MINUTE)
    assert {part.person for part in duty_parts(SHIFT, ["a"], (), [late])} == {"a"}
    later = EarlierDuty("IM", "b", START - timedelta(hours=8), START + 16 * MINUTE)
    assert {part.person for part in duty_parts(SHIFT, ["a"], (), [later])} == {"a", "b"}


def test_pieces_of_a_shift_never_count_more_work_than_the_whole():
    desk = Shift("C:1", "C", "D", START, START + timedelta(hours=8), 450)
    noon = START + timedelta(hours=4)
    assert work_of_pieces(desk, [(desk.start, noon)]) == (240,)
    assert work_of_pieces(desk, [(desk.start, noon), (noon, desk.end)]) == (240, 210)


def test_the_seats_that_are_taken_are_counted_where_fewest_and_most_are():
    parts = [DutyPart("a", START, SHIFT.end), DutyPart("b", START + 30 * MINUTE, SHIFT.end)]
    assert seats_taken(parts, START, SHIFT.end) == (1, 2)
    assert seats_taken(parts, START, START + 30 * MINUTE) == (1, 1)
