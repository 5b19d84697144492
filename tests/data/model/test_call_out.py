"""What was worked on calls, as far as it was written down."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from data.model.call_out import CalledPerson, CallOut, call_work

AT = datetime(2027, 1, 9, 1, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def worked(*people, **more):
    return [
        (one.person, (one.start - AT) // MINUTE, (one.end - AT) // MINUTE, one.is_end_known)
        for one in call_work([CallOut("fire", AT, ("IC",), people=people, **more)])
    ]


def test_work_lasts_from_the_call_to_the_end_of_work_or_that_of_the_call_out():
    own = CalledPerson("a", "IC", True, minutes=40, work_until=AT + HOUR)
    common = CalledPerson("b", "IC", True, minutes=40)
    relief = CalledPerson("c", "IC", True, called_at=AT + 3 * HOUR)
    assert worked(own, common, relief, over_at=AT + 4 * HOUR) == [
        ("a", 0, 60, True), ("b", 0, 240, True), ("c", 180, 240, True),
    ]  # fmt: skip


def test_an_end_that_is_not_known_is_said_to_be_so():
    assert worked(
        CalledPerson("a", "IC", True, minutes=40),
        CalledPerson("b", "IC", True),
        CalledPerson("c", "IC", False),
    ) == [("a", 0, 40, False), ("b", 0, 0, False)]


def test_who_was_stopped_on_the_way_worked_and_who_was_called_after_the_end_has_no_end():
    stopped = CalledPerson("a", "IC", False, work_until=AT + 20 * MINUTE)
    late = CalledPerson("b", "IC", True, minutes=5, called_at=AT + 2 * HOUR)
    assert worked(stopped, late, over_at=AT + HOUR) == [("a", 0, 20, True), ("b", 120, 125, False)]


def test_exercises_are_work_and_marked():
    exercise = CallOut(
        "drill", AT, ("IC",), is_exercise=True, people=(CalledPerson("a", "IC", True),)
    )
    (found,) = call_work([exercise])
    assert found.is_exercise


people = st.builds(
    CalledPerson,
    person=st.sampled_from("abc"),
    post=st.just("IC"),
    came=st.booleans(),
    minutes=st.none() | st.integers(0, 200),
    called_at=st.none() | st.integers(0, 300).map(lambda m: AT + m * MINUTE),
    work_until=st.none() | st.integers(0, 900).map(lambda m: AT + m * MINUTE),
)


@given(st.lists(people, max_size=5), st.none() | st.integers(0, 600))
def test_no_stretch_ends_before_it_starts_and_each_who_came_has_one(called, over):
    call_out = CallOut(
        "x", AT, over_at=None if over is None else AT + over * MINUTE, people=tuple(called)
    )
    found = call_work([call_out])
    assert len(found) == sum(one.came or one.work_until is not None for one in called)
    assert all(one.start <= one.end for one in found)
