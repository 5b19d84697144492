"""The best date of an exercise, against small cases and against all of them tried out."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.model.best_date import REST, DateHindrance, Engagement, best_dates, hindrance, slots

HOUR = timedelta(hours=1)
START = datetime(2027, 3, 1, 12, tzinfo=UTC)
DAYS = [(START + timedelta(days=n), START + timedelta(days=n, hours=4)) for n in range(5)]


def engaged(why, begins, ends):
    """Time that is taken, in hours from the start of the first day."""
    return Engagement(START + begins * HOUR, START + ends * HOUR, why)


@pytest.mark.parametrize(
    ("taken", "why"),
    [
        ([], None),
        ([engaged(DateHindrance.DUTY, 3, 8)], DateHindrance.DUTY),
        ([engaged(DateHindrance.DUTY, 4, 12)], DateHindrance.REST),
        ([engaged(DateHindrance.DUTY, 15, 23)], None),  # eleven hours after its end
        ([engaged(DateHindrance.DUTY, 14, 23)], DateHindrance.REST),
        ([engaged(DateHindrance.DUTY, -19, -11)], None),
        ([engaged(DateHindrance.DUTY, -18, -10)], DateHindrance.REST),
        ([engaged(DateHindrance.WORK, 4, 8)], None),
        (
            [engaged(DateHindrance.AWAY, 0, 8), engaged(DateHindrance.DUTY, 0, 8)],
            DateHindrance.DUTY,
        ),
    ],
)
def test_what_keeps_somebody_from_being_there(taken, why):
    assert hindrance(*DAYS[0], taken) is why


def test_slots_are_at_the_same_local_time_on_both_sides_of_a_change_of_the_clock():
    zone = ZoneInfo("Europe/Amsterdam")
    found = list(slots(date(2027, 3, 26), 1, (4, 0), time(13), 4 * HOUR, zone))
    assert [start.hour for start, _end in found] == [12, 11]
    assert all(end - start == 4 * HOUR for start, end in found)


PEOPLE = ("an", "bo", "ca")
TAKEN = st.builds(
    engaged, st.sampled_from([DateHindrance.DUTY, DateHindrance.WORK, DateHindrance.AWAY]),
    st.integers(-20, 60), st.integers(61, 120),
)  # fmt: skip


@given(
    st.dictionaries(st.sampled_from(PEOPLE), st.lists(TAKEN, max_size=3)),
    st.dictionaries(st.sampled_from(PEOPLE), st.integers(-1, 6)),
)
def test_no_seat_is_emptied_and_no_other_date_is_better(taken, lapse_days):
    needed_by = {person: START + timedelta(days=day) for person, day in lapse_days.items()}
    found = best_dates(DAYS, PEOPLE, needed_by, taken)
    assert sorted(one.start for one in found) == [start for start, _end in DAYS]
    for one in found:
        hindered = [person for person, _why in one.hindered]
        assert sorted((*one.lapsing, *one.late)) == sorted(set(one.free) & set(needed_by))
        assert all(one.start < needed_by[person] for person in one.lapsing)
        assert all(one.start >= needed_by[person] for person in one.late)
        assert sorted((*one.free, *hindered)) == list(PEOPLE)
        for person in one.free:
            for each in taken.get(person, ()):
                wide = REST if each.why is DateHindrance.DUTY else timedelta()
                assert each.end + wide <= one.start or one.end + wide <= each.start
    scores = [(len(one.lapsing), len(one.free)) for one in found]
    assert scores == sorted(scores, reverse=True)
