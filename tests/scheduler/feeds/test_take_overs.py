"""A duty in parts in the calendars of who leaves, who comes, and of the post."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.model.account import Scope
from data.model.intervals import union
from data.model.stand_in import StandIn, duty_parts
from data.store.calendars import RecordChanges
from scheduler.feeds.rendering import calendar_of
from scheduler.feeds.series import AssignmentHolder
from tests.scheduler.feeds.support import (
    ANNA,
    BAS,
    CHANTAL,
    HOUR,
    KNOWN,
    key_for,
    local,
    material,
    shift,
    version,
)

if TYPE_CHECKING:
    from scheduler.feeds.calendar import CalendarEvent

WEEK = shift("IM:2027-01-08T17:00", "2027-01-08 17:00", "2027-01-15 17:00", name="P")
SIGNED = version(1, [WEEK, ANNA])
NIGHT = local("2027-01-11 02:10")


def taken(number, start, end, leaver, comer, at=NIGHT, of=WEEK, **more) -> StandIn:
    """A take-over between two moments on the local clock, of people by their rows."""
    start, end = (local(one) if isinstance(one, str) else one for one in (start, end))
    left, came = (str(one) if one else "" for one in (leaver, comer))
    return StandIn(number, of.id, of.post, start, end, left, came, "ill", "planner", at, **more)


def told(person, *stand_ins, versions=(SIGNED,), lang="en", scope=Scope.PERSON):
    """The entries of a calendar, by start."""
    subject = str(person) if scope is Scope.PERSON else person
    known = material(*versions, stand_ins=stand_ins)
    return calendar_of(key_for(scope, subject, lang=lang), known).entries


def seen(entries):
    return [(one.start, one.end, one.is_cancelled) for one in entries]


REST = taken(1, NIGHT, "2027-01-15 17:00", ANNA, BAS)


def test_a_running_week_is_taken_over():
    (before,), (left,), (came,) = told(ANNA), told(ANNA, REST), told(BAS, REST)
    assert (left.uid, left.start, left.end) == (before.uid, WEEK.start, NIGHT)
    assert (left.sequence, left.changed_at) == (before.sequence + 1, NIGHT)
    assert (came.start, came.end, came.is_cancelled) == (NIGHT, WEEK.end, False)
    assert came.uid not in (before.uid, told(BAS, versions=[version(1, [WEEK, BAS])])[0].uid)
    assert came.changed_at == NIGHT
    assert "Taken over by Bas Rietzanger, Mon 11 Jan 02:10 – Fri 15 Jan 17:00." in left.description
    assert "Taken over from Anna Karekiet, Mon 11 Jan 02:10 – Fri 15 Jan 17:00." in came.description
    assert (
        "Overgenomen van Anna Karekiet, ma 11 jan 02:10"
        in told(BAS, REST, lang="nl")[0].description
    )
    assert not any("ill" in one.description.replace("will", "") for one in (left, came))


def test_who_gives_away_saturday_evening_keeps_two_pieces():
    evening = taken(1, "2027-01-09 18:00", "2027-01-09 23:00", ANNA, BAS)
    (before,), (first, second), (came,) = told(ANNA), told(ANNA, evening), told(BAS, evening)
    assert first.uid == before.uid != second.uid
    assert [first.end, second.start] == [came.start, came.end]
    assert (first.start, second.end) == (WEEK.start, WEEK.end)
    assert (first.sequence, second.sequence) == (1, 0)


@pytest.mark.parametrize(
    ("start", "middle", "end", "hours"),
    [
        ("2027-03-27 23:00", "2027-03-28 04:00", "2027-03-28 07:00", (4, 3)),
        ("2027-10-30 23:00", "2027-10-31 04:00", "2027-10-31 07:00", (6, 3)),
    ],
)
def test_the_clock_changes_on_the_way(start, middle, end, hours):
    night = shift("CACO:n", start, end, name="N")
    signed = version(1, [night, ANNA])
    one = taken(1, middle, end, ANNA, BAS, local(middle), night)
    (left,), (came,) = (told(who, one, versions=[signed]) for who in (ANNA, BAS))
    assert tuple((each.end - each.start) / HOUR for each in (left, came)) == hours


def test_a_chain_of_three():
    second = taken(2, "2027-01-13 08:00", "2027-01-15 17:00", BAS, CHANTAL, NIGHT + 48 * HOUR)
    (alone,), (left,), (middle,), (last,) = (
        told(BAS, REST),
        *(told(who, REST, second) for who in (ANNA, BAS, CHANTAL)),
    )
    assert left == told(ANNA, REST)[0]  # it is no matter of theirs
    assert (middle.uid, middle.sequence) == (alone.uid, alone.sequence + 1)
    assert (middle.start, middle.end) == (NIGHT, last.start)
    assert last.end == WEEK.end
    assert "from Bas Rietzanger" in last.description


def test_who_gets_a_part_back_has_an_entry_of_their_own_for_it():
    back = taken(2, "2027-01-13 08:00", "2027-01-14 08:00", BAS, ANNA, NIGHT + HOUR)
    first, second = told(ANNA, REST, back)
    assert (first.uid, first.end) == (told(ANNA)[0].uid, NIGHT)
    assert (second.start, second.end) == (back.start, back.end)
    assert "from Bas Rietzanger" in second.description
    assert [one.sequence for one in told(BAS, REST, back)] == [1, 0]


def test_a_take_over_that_was_a_mistake():
    gone = replace(REST, withdrawn_at=NIGHT + HOUR)
    (left,), (came,) = told(ANNA, gone), told(BAS, gone)
    assert (left.start, left.end, left.is_cancelled) == (WEEK.start, WEEK.end, False)
    assert (left.sequence, left.changed_at) == (2, NIGHT + HOUR)
    assert (came.uid, came.is_cancelled, came.sequence) == (told(BAS, REST)[0].uid, True, 1)
    again = taken(2, NIGHT, "2027-01-15 17:00", ANNA, BAS, NIGHT + 2 * HOUR)
    assert [one.is_cancelled for one in told(BAS, gone, again)] == [True, False]


def test_a_part_that_is_left_empty():
    empty = taken(1, NIGHT, "2027-01-15 17:00", ANNA, 0)
    (left,) = told(ANNA, empty)
    assert (left.end, left.sequence) == (NIGHT, 1)
    assert "nobody took over" in left.description
    filled = taken(2, NIGHT + HOUR, "2027-01-15 17:00", 0, BAS, NIGHT + HOUR)
    (came,) = told(BAS, empty, filled)
    assert (came.start, came.end) == (NIGHT + HOUR, WEEK.end)
    assert "nobody had it" in came.description
    (seat,) = told("IM", empty, filled, scope=Scope.POST)
    assert seat.summary == "IM CoPI Flevoland: Anna Karekiet, Bas Rietzanger, open"


def test_who_has_nothing_left_sees_it_cancelled():
    whole = taken(1, WEEK.start, WEEK.end, ANNA, BAS)
    (left,) = told(ANNA, whole)
    assert (left.is_cancelled, left.sequence, left.start, left.end) == (
        True,
        1,
        WEEK.start,
        WEEK.end,
    )
    assert "Taken over by Bas Rietzanger" in left.description


def test_the_calendar_of_the_post_says_who_has_which_part_and_when():
    for scope, subject in ((Scope.POST, "IM"), (Scope.REGION, "FL"), (Scope.ALL, "")):
        (before,), (seat,) = (told(subject, *all_, scope=scope) for all_ in ((), (REST,)))
        assert (seat.uid, seat.start, seat.end) == (before.uid, WEEK.start, WEEK.end)
        assert (seat.sequence, seat.changed_at) == (before.sequence + 1, NIGHT)
        assert seat.summary == "IM CoPI Flevoland: Anna Karekiet, Bas Rietzanger"
        assert seat.description.splitlines()[-2:] == [
            "Fri 8 Jan 17:00 – Mon 11 Jan 02:10: Anna Karekiet",
            "Mon 11 Jan 02:10 – Fri 15 Jan 17:00: Bas Rietzanger",
        ]


def test_a_trainee_stays_beside_whoever_comes():
    signed = version(1, [WEEK, ANNA, AssignmentHolder(CHANTAL, True)])
    plain, now = (told(CHANTAL, *all_, versions=[signed]) for all_ in ((), (REST,)))
    assert plain == now
    (seat,) = told("IM", REST, versions=[signed], scope=Scope.POST)
    assert seat.summary.endswith("Bas Rietzanger, Chantal Lepelaar (in training)")


def test_a_new_version_that_gives_the_shift_to_another_ends_the_take_over():
    later = version(2, [WEEK, CHANTAL], at=NIGHT + 5 * HOUR)
    (left,), (came,) = (told(who, REST, versions=[SIGNED, later]) for who in (ANNA, BAS))
    assert (left.is_cancelled, left.sequence) == (True, 2)
    assert (came.is_cancelled, came.sequence) == (True, 1)
    assert seen(told(CHANTAL, REST, versions=[SIGNED, later])) == [(WEEK.start, WEEK.end, False)]


def test_a_clock_that_was_set_back_hides_no_take_over_and_takes_no_moment_back():
    early = SIGNED.published_at - HOUR
    back = replace(REST, recorded_at=early)
    (before,), (left,), (came,) = told(ANNA), told(ANNA, back), told(BAS, back)
    assert (left.end, left.sequence, left.changed_at) == (NIGHT, 1, before.changed_at)
    assert came.start == NIGHT
    gone = replace(back, withdrawn_at=early - HOUR)
    (whole,), (lost,) = told(ANNA, gone), told(BAS, gone)
    assert (whole.end, whole.sequence) == (WEEK.end, 2)
    assert (lost.is_cancelled, lost.sequence) == (True, 1)


def test_several_take_overs_of_one_moment_are_as_many_changes():
    evening = taken(2, "2027-01-09 18:00", "2027-01-09 23:00", ANNA, CHANTAL)
    first, second = told(ANNA, REST, evening)
    assert (first.sequence, second.sequence) == (2, 0)
    assert [one.sequence for one in told(ANNA, REST)] == [1]


def test_a_shift_that_gets_other_times_loses_its_take_over_and_no_entry():
    """A take-over is of a shift by its id, which bears its start."""
    other = shift("IM:2027-01-08T18:00", "2027-01-08 18:00", "2027-01-15 17:00", name="P")
    later = version(2, [other, ANNA], at=NIGHT + 5 * HOUR)
    (left,), (came,) = (told(who, REST, versions=[SIGNED, later]) for who in (ANNA, BAS))
    assert (left.uid, left.start, left.end) == (told(ANNA)[0].uid, other.start, other.end)
    assert (left.sequence, came.is_cancelled, came.sequence) == (2, True, 1)


def test_a_colleague_on_the_same_shift_sees_no_change():
    pair = replace(WEEK, required=2)
    signed = version(1, [pair, ANNA, CHANTAL])
    (before,), (after,) = (told(CHANTAL, *all_, versions=[signed]) for all_ in ((), (REST,)))
    assert before == after


def test_the_other_name_of_a_colleague_is_a_change_of_the_entry():

    at = NIGHT + 3 * HOUR
    known = replace(KNOWN, people_changes={ANNA: RecordChanges(2, at)})
    (plain,) = told(BAS, REST)
    (came,) = calendar_of(
        key_for(subject=str(BAS)), material(SIGNED, stand_ins=[REST], known=known)
    ).entries
    assert (came.sequence, came.changed_at) == (plain.sequence + 2, at)


STEPS = st.integers(0, 14)


@st.composite
def chains(draw):
    """Take-overs of a week at random, some of them withdrawn, and versions in between."""
    found, people = [], [0, ANNA, BAS, CHANTAL]
    for number in range(1, draw(st.integers(1, 5)) + 1):
        first, last = sorted(draw(st.tuples(STEPS, STEPS).filter(lambda pair: pair[0] != pair[1])))
        leaver, comer = draw(
            st.tuples(st.sampled_from(people), st.sampled_from(people)).filter(
                lambda pair: pair[0] != pair[1]
            )
        )
        at = NIGHT + number * 6 * HOUR
        away = draw(st.none() | st.integers(1, 30))
        found.append(
            taken(
                number,
                WEEK.start + first * 12 * HOUR,
                WEEK.start + last * 12 * HOUR,
                leaver,
                comer,
                at,
                withdrawn_at=at + timedelta(hours=away) if away else None,
            )
        )
    return found


@st.composite
def signed(draw):
    count, people = draw(st.integers(1, 3)), st.sets(st.sampled_from([ANNA, BAS]), max_size=2)
    moments = sorted(draw(st.sets(st.integers(0, 40), min_size=count, max_size=count)))
    return [
        version(n, [WEEK, *sorted(draw(people))], at=NIGHT + (moment if n else -9) * HOUR)
        for n, moment in enumerate(moments)
    ]


def _at(stand_ins, versions, moment):
    """What was known at a moment."""
    return (
        [
            replace(
                one,
                withdrawn_at=one.withdrawn_at if (one.withdrawn_at or moment) < moment else None,
            )
            for one in stand_ins
            if one.recorded_at < moment
        ],
        [one for one in versions if one.published_at < moment],
    )


@given(chains(), signed())
def test_everybody_has_exactly_their_parts_and_no_entry_goes_back(stand_ins, versions):
    moments: list[datetime] = [NIGHT + hours * HOUR for hours in (0, 7, 13, 19, 25, 31, 80)]
    before: dict[tuple[int, str], CalendarEvent] = {}
    for moment in moments:
        then, held = _at(stand_ins, versions, moment)
        now = {
            (person, one.uid): one
            for person in (ANNA, BAS, CHANTAL)
            for one in told(person, *then, versions=held)
        }
        assert len({uid for _person, uid in now}) == len(now)
        assert before.keys() <= now.keys()  # nothing that was shown vanishes without a word
        for key, old in before.items():
            new = now[key]
            assert new.sequence >= old.sequence
            assert new.changed_at >= old.changed_at
            if new.sequence == old.sequence:
                assert new == old
        before = now
        holders = [str(one.person) for one in held[-1].holders.get(WEEK.id, ())]
        for person in (ANNA, BAS, CHANTAL):
            mine = [
                (p.start, p.end) for p in duty_parts(WEEK, holders, then) if p.person == str(person)
            ]
            shown = [
                (one.start, one.end)
                for (who, _), one in now.items()
                if who == person and not one.is_cancelled
            ]
            assert sum((e - s for s, e in shown), timedelta()) == sum(
                (e - s for s, e in mine), timedelta()
            )
            assert union(shown) == mine
