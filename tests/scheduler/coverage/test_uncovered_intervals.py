"""Coverage by the minute, against a count of each single minute."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from data.model.duty import Absence, AbsenceKind
from data.model.gap import UNROSTERED, Cause
from data.model.person import Competence
from data.model.post import Post, PostKind
from data.model.register import Register
from data.model.requirement import Evidence, Requirement, RequirementKind
from scheduler.coverage.input import StaffedShift
from scheduler.coverage.uncovered import before_rosters, find_uncovered, segments
from tests.scheduler.coverage.scenes import DESK, HOME, ZONE, day_of, ill, known, local, shift

D, L, N = day_of("2027-01-04")
WHOLE = (D.start, N.end)
MINUTE = timedelta(minutes=1)


def intervals(scene, start=WHOLE[0], end=WHOLE[1]):
    return find_uncovered(scene, start, end)


def three_days():
    days = ("2027-01-04", "2027-01-05", "2027-01-06")
    return tuple((one.start, one.end) for day in days for one in day_of(day))


def filled(*people):
    return [
        StaffedShift(one, (who,) if who else ()) for one, who in zip((D, L, N), people, strict=True)
    ]


def test_a_full_day_has_no_gaps():
    assert intervals(known(*filled("a", "b", "c"))) == ()


def test_an_empty_shift_is_a_gap_of_its_own():
    (interval,) = intervals(known(*filled("a", "", "c")))
    assert (interval.slot, interval.start, interval.end, interval.cause) == (
        L.id,
        L.start,
        L.end,
        Cause.NEVER_FILLED,
    )


def test_trap_1_zero_shifts_are_one_gap_per_post_and_never_no_gaps():
    expected = {"CACO": tuple((one.start, one.end) for one in (D, L, N)), "IM": (WHOLE,)}
    scene = known(posts=(DESK, HOME), expected=expected)
    found = intervals(scene)
    assert [
        (interval.post, interval.slot, interval.start, interval.end, interval.cause)
        for interval in found
    ] == [
        ("CACO", UNROSTERED, *WHOLE, Cause.NO_ROSTER),
        ("IM", UNROSTERED, *WHOLE, Cause.NO_ROSTER),
    ]


def test_a_roster_that_ends_is_one_gap_up_to_the_horizon():
    stretches = tuple(
        (one.start, one.end) for day in (4, 5, 6) for one in day_of(f"2027-01-0{day}")
    )
    scene = known(*filled("a", "b", "c"), expected={"CACO": stretches})
    horizon = local("2027-01-06 12:00")
    (interval,) = intervals(scene, end=horizon)
    assert (interval.start, interval.end, interval.cause) == (N.end, horizon, Cause.ROSTER_ENDS)


def test_a_post_without_shifts_between_two_rosters_has_a_gap_there():
    later = day_of("2027-01-06")
    stretches = tuple(
        (one.start, one.end) for day in (4, 5, 6) for one in day_of(f"2027-01-0{day}")
    )
    scene = known(
        *filled("a", "b", "c"),
        *(StaffedShift(one, ("a",)) for one in later),
        expected={"CACO": stretches},
    )
    (interval,) = intervals(scene, end=later[-1].end)
    assert (interval.start, interval.end, interval.slot) == (N.end, later[0].start, UNROSTERED)


def test_time_before_the_first_roster_is_no_gap_and_after_it_is():
    expected = {"CACO": three_days(), "IM": three_days()}
    first = L.start
    scene = known(posts=(DESK, HOME), expected=expected, begins={"CACO": first}, ends={})
    found = intervals(scene)
    # A post that never had a roster is promised from the first of the region on.
    assert [(one.post, one.start, one.cause) for one in found] == [
        (post, first, Cause.NO_ROSTER) for post in ("CACO", "IM")
    ]
    assert before_rosters(scene, HOME, *WHOLE) == [(D.start, first)]
    never = replace(scene, begins={})
    assert intervals(never) == ()
    assert before_rosters(never, DESK, *WHOLE) == [WHOLE]


def test_an_open_call_waits_for_the_first_roster_of_the_region_if_there_will_be_one():
    call = Post("IC", "IC", "IC", ("FL",), PostKind.OPEN_CALL, "always", most_chance_nobody=0.05)
    alone = known(posts=(call,), begins={})
    assert {one.cause for one in intervals(alone)} == {Cause.OPEN_CALL}
    beside = known(posts=(DESK, call), begins={})
    assert intervals(beside) == ()
    begun = replace(beside, begins={"CACO": L.start})
    assert {one.start for one in intervals(begun)} == {L.start}


def test_trap_11_an_absence_counts_by_its_overlap_and_not_by_the_day():
    scene = known(*filled("a", "b", "c"), **ill("a", "2027-01-04 00:00", "2027-01-04 09:30"))
    (interval,) = intervals(scene)
    assert (interval.start, interval.end) == (D.start, local("2027-01-04 09:30"))
    assert [(part.cause, part.person) for part in interval.parts] == [(Cause.ILLNESS, "a")]


def test_two_absences_in_one_shift_are_two_gaps():
    away = {
        "a": (
            Absence("a", AbsenceKind.COURSE, local("2027-01-04 08:00"), local("2027-01-04 09:00")),
            Absence("a", AbsenceKind.LEAVE, local("2027-01-04 13:00"), local("2027-01-04 16:00")),
        )
    }
    one, other = intervals(known(*filled("a", "b", "c"), away=away))
    assert (one.slot, one.cause, other.slot, other.cause) == (D.id, Cause.COURSE, D.id, Cause.LEAVE)
    assert other.end == D.end


def test_a_lapse_opens_the_seat_at_midnight_inside_a_night():
    competences = tuple(Competence(who, "CACO", date(2020, 1, 1)) for who in "ab")
    lapsing = Competence("c", "CACO", date(2020, 1, 1), date(2027, 1, 4))
    scene = known(*filled("a", "b", "c"), register=Register((*competences, lapsing)))
    (interval,) = intervals(scene)
    assert (interval.start, interval.end) == (local("2027-01-05 00:00"), N.end)
    assert interval.cause is Cause.COMPETENCE_LAPSED


def test_a_requirement_that_lapses_opens_the_seat_too():
    since = date(2020, 1, 1)
    refresher = Requirement(
        "refresher", "Refresher", ("CACO",), RequirementKind.REFRESHER, since, months=12
    )
    shown = {"a": date(2026, 6, 1), "b": date(2026, 6, 1), "c": date(2026, 1, 5)}
    register = Register(
        tuple(Competence(who, "CACO", date(2020, 1, 1)) for who in shown),
        (refresher,),
        tuple(Evidence(who, "refresher", day, "somebody") for who, day in shown.items()),
    )
    (interval,) = intervals(known(*filled("a", "b", "c"), register=register))
    assert (interval.start, interval.cause) == (local("2027-01-05 00:00"), Cause.COMPETENCE_LAPSED)


def test_who_never_was_competent_did_not_lapse():
    register = Register((Competence("a", "CACO", date(2027, 6, 1)),))
    (interval,) = intervals(known(StaffedShift(D, ("a",)), register=register))
    assert interval.cause is Cause.NOT_COMPETENT


def test_who_serves_another_region_is_no_cover():
    (interval,) = intervals(known(StaffedShift(D, ("a",)), regions={"a": ("GV",)}))
    assert interval.cause is Cause.NOT_COMPETENT


def test_who_left_is_no_cover_from_that_moment():
    at = local("2027-01-04 10:00")
    (interval,) = intervals(known(StaffedShift(D, ("a",)), regions={}, left={"a": at}))
    assert (interval.start, interval.cause) == (at, Cause.PERSON_LEFT)


def test_who_left_afterwards_was_ill_before_that_all_the_same():
    left = D.end - timedelta(hours=1)
    illness = ill("a", "2027-01-04 07:00", "2027-01-04 09:00")
    one, other = intervals(known(StaffedShift(D, ("a",)), regions={}, left={"a": left}, **illness))
    assert (one.cause, one.end) == (Cause.ILLNESS, local("2027-01-04 09:00"))
    assert (other.cause, other.start) == (Cause.PERSON_LEFT, left)


def test_who_left_afterwards_was_there():
    after = D.end + timedelta(hours=1)
    assert intervals(known(StaffedShift(D, ("a",)), regions={}, left={"a": after})) == ()


def test_on_call_without_contact_details_is_no_cover_and_at_the_desk_it_is():
    week = shift("2027-01-01 17:00", "2027-01-08 17:00", HOME)
    scene = known(
        StaffedShift(week, ("a",)),
        StaffedShift(D, ("b",)),
        posts=(DESK, HOME),
        reachable=frozenset(),
    )
    assert [(interval.post, interval.cause) for interval in intervals(scene)] == [
        ("IM", Cause.NO_CONTACT)
    ]


def test_an_illness_is_told_before_a_lack_of_contact_details():
    week = shift("2027-01-01 17:00", "2027-01-08 17:00", HOME)
    scene = known(
        StaffedShift(week, ("a",)),
        posts=(HOME,),
        reachable=frozenset(),
        **ill("a", "2027-01-05 00:00", "2027-01-06 00:00"),
    )
    (interval,) = intervals(scene)
    assert [part.cause for part in interval.parts] == [
        Cause.NO_CONTACT, Cause.ILLNESS, Cause.NO_CONTACT,
    ]  # fmt: skip
    assert (interval.start, interval.end) == (week.start, week.end)


def test_two_seats_can_lack_two_people_for_two_reasons():
    desk = replace(DESK, required=2)
    scene = known(
        StaffedShift(D, ("a",)), posts=(desk,), **ill("a", "2027-01-04 07:00", "2027-01-04 10:00")
    )
    (interval,) = intervals(scene)
    assert (interval.missing, interval.required) == (2, 2)
    assert [(part.cause, part.missing, part.end) for part in interval.parts] == [
        (Cause.ILLNESS, 1, local("2027-01-04 10:00")),
        (Cause.NEVER_FILLED, 1, D.end),
    ]


def test_a_third_person_on_two_seats_is_a_reserve():
    desk = replace(DESK, required=2)
    scene = known(
        StaffedShift(D, ("a", "b", "c")),
        posts=(desk,),
        **ill("a", "2027-01-04 07:00", "2027-01-04 10:00"),
    )
    assert intervals(scene) == ()


def test_where_shifts_overlap_one_person_is_enough():
    early, late = shift("2027-01-04 07:00", "2027-01-04 15:30"), L
    scene = known(StaffedShift(early, ("a",)), StaffedShift(late, ()))
    (interval,) = intervals(scene)
    assert (interval.slot, interval.start) == (late.id, early.end)


def test_a_post_that_is_gone_asks_for_nobody():
    assert intervals(known(StaffedShift(D, ()), posts=())) == ()


def test_more_people_needed_than_when_it_was_published_is_a_gap():
    (interval,) = intervals(known(StaffedShift(D, ("a",)), posts=(replace(DESK, required=2),)))
    assert (interval.missing, interval.cause) == (1, Cause.NEVER_FILLED)


def test_the_night_the_clock_goes_forward_has_420_minutes():
    night = shift("2027-03-27 23:00", "2027-03-28 07:00")
    (interval,) = intervals(known(StaffedShift(night, ())), night.start, night.end)
    assert (interval.end - interval.start) // MINUTE == 420


def test_the_night_the_clock_goes_back_has_540_minutes_and_each_is_counted_once():
    night = shift("2027-10-30 23:00", "2027-10-31 07:00")
    scene = known(StaffedShift(night, ("a",)), **ill("a", "2027-10-31 00:00", "2027-11-01 00:00"))
    (interval,) = intervals(scene, night.start, night.end)
    assert (interval.end - interval.start) // MINUTE == 480


WHO = st.sampled_from(["a", "b", "c"])
TIMES = st.integers(0, 60 * 27)


@st.composite
def scenes(draw):
    required = draw(st.integers(1, 2))
    shifts = draw(st.permutations([D, L, N]))[: draw(st.integers(0, 3))]
    rows = [StaffedShift(one, tuple(draw(st.sets(WHO, max_size=3)))) for one in shifts]
    away: dict[Any, Any] = {}
    for _ in range(draw(st.integers(0, 3))):
        who, start, length = draw(WHO), draw(TIMES), draw(st.integers(1, 900))
        begin = local("2027-01-04 05:00") + start * MINUTE
        absence = Absence(who, AbsenceKind.ILLNESS, begin, begin + length * MINUTE)
        away[who] = (*away.get(who, ()), absence)
    here = draw(st.sets(WHO, min_size=1))
    last = draw(st.sampled_from([None, date(2027, 1, 3), date(2027, 1, 4)]))
    competences = tuple(
        Competence(who, "CACO", date(2020, 1, 1), last if who == "b" else None) for who in "abc"
    )
    return known(
        *rows,
        posts=(replace(DESK, required=required),),
        regions={who: ("FL",) for who in here},
        register=Register(competences),
        away=away,
        expected={"CACO": tuple((one.start, one.end) for one in (D, L, N))},
    )


def valid_at(scene, at):
    """Who is really there at a minute, said without any interval."""
    people = set()
    for one in scene.published.get("CACO", ()):
        if one.shift.start <= at < one.shift.end:
            people.update(one.holders)
    day = at.astimezone(ZONE).date()
    return {
        who
        for who in people
        if who in scene.regions
        and day in scene.register.qualified(who, "CACO")
        and not any(a.start <= at < a.end for a in scene.away.get(who, ()))
    }


@settings(max_examples=40)
@given(scenes())
def test_each_minute_is_missing_as_many_as_a_count_of_that_minute_says(scene):
    post = scene.posts["CACO"]
    found = intervals(scene)
    at = D.start
    while at < N.end:
        missing = max(0, post.required - len(valid_at(scene, at)))
        here = [interval for interval in found if interval.start <= at < interval.end]
        assert len(here) <= 1
        told = sum(p.missing for interval in here for p in interval.parts if p.start <= at < p.end)
        assert told == missing
        at += MINUTE


@settings(max_examples=60)
@given(scenes())
def test_what_is_required_is_covered_or_has_a_cause(scene):
    pieces = segments(scene, scene.posts["CACO"], D.start, N.end)
    assert all(piece.valid + len(piece.lacks) == piece.required for piece in pieces)
    assert sum((piece.end - piece.start) // MINUTE for piece in pieces) == 24 * 60
    assert all(one.end <= other.start for one, other in itertools.pairwise(pieces))
