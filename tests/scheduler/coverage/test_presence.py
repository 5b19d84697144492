"""Who has not confirmed to be there is a gap, from when it is asked, and only then."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.i18n.language import language
from data.model.candidate import Legality
from data.model.duty import Absence, AbsenceKind
from data.model.errors import Refused
from data.model.gap import Cause, Severity
from data.model.presence import PresenceRecords, PresenceSource, PresenceTerm
from data.model.shift import SeatTime
from data.model.stand_in import DutyPart
from data.store.audit import trail
from data.store.presences import presences_between
from scheduler.coverage.desk_duties import desk_duties, next_deadline
from scheduler.coverage.gap_queries import prove_coverage
from scheduler.coverage.hindrances import has_not_shown_up, who_serves
from scheduler.coverage.input import StaffedShift
from scheduler.coverage.monitor import sweep
from scheduler.coverage.presence import PresenceRequest, confirm_presence
from scheduler.coverage.proof import prove
from scheduler.coverage.snapshot import CoverageCache
from scheduler.coverage.uncovered import find_uncovered
from scheduler.planning.candidate_search import candidates, find_shift
from scheduler.planning.stand_ins import TakeOver
from scheduler.records.edit import Replacement, fingerprint, read_table, replace_rows
from scheduler.self_service.takeovers import take_over
from scheduler.self_service.weighing import Agreed
from scheduler.settings import Settings
from tests.scheduler.coverage.scenes import DESK, HOME, day_of, ill, known, local
from tests.scheduler.coverage.test_monitor import WATCHED

D, L, N = day_of("2027-01-04")
MINUTE = timedelta(minutes=1)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def asked(now: str, *, minutes=10, since=LONG_AGO, **moments: str) -> PresenceRecords:
    """Presence asked at the desk; who confirmed when: ``a="07:03"``."""
    return PresenceRecords(
        local(f"2027-01-04 {now}"),
        {"CACO": (PresenceTerm(since, minutes),)},
        {
            ("CACO", who): tuple(local(f"2027-01-04 {at}") for at in times.split())
            for who, times in moments.items()
        },
    )


def scene(presence: PresenceRecords, **given):
    filled = [StaffedShift(one, (who,)) for one, who in zip((D, L, N), "abc", strict=True)]
    return known(*filled, presence=presence, **given)


def gaps(presence: PresenceRecords, **given):
    found = find_uncovered(scene(presence, **given), D.start, N.end)
    return [(one.start, one.end, one.cause, *one.people) for one in found]


def test_before_the_minutes_are_over_the_plan_counts():
    assert gaps(asked("07:09")) == []


def test_who_did_not_confirm_in_time_is_a_gap_up_to_the_end_of_the_duty():
    assert gaps(asked("07:10")) == [(D.start, D.end, Cause.NOT_SHOWN_UP, "a")]


@pytest.mark.parametrize("at", ["06:00", "06:55", "07:00", "07:10"])
def test_who_confirmed_in_time_was_there_from_the_start(at):
    assert gaps(asked("08:00", a=at)) == []


def test_who_confirmed_late_was_not_there_before_that():
    late = local("2027-01-04 07:31")
    assert gaps(asked("08:00", a="07:31")) == [(D.start, late, Cause.NOT_SHOWN_UP, "a")]


def test_what_a_planner_states_afterwards_takes_the_place_of_it():
    assert gaps(asked("08:00", a="06:55 07:31")) == []


def test_a_confirmation_of_more_than_an_hour_before_is_of_something_else():
    assert gaps(asked("08:00", a="05:59")) == [(D.start, D.end, Cause.NOT_SHOWN_UP, "a")]


def test_presence_is_asked_of_duties_that_begin_once_it_is_asked():
    since = local("2027-01-04 07:01")
    assert gaps(asked("16:00", since=since)) == [(L.start, L.end, Cause.NOT_SHOWN_UP, "b")]


def test_what_was_asked_stays_asked_when_it_no_longer_is():
    terms = (PresenceTerm(LONG_AGO, 10), PresenceTerm(local("2027-01-04 12:00"), None))
    presence = replace(asked("16:00"), terms={"CACO": terms})
    assert gaps(presence) == [(D.start, D.end, Cause.NOT_SHOWN_UP, "a")]


def test_nobody_on_call_at_home_is_asked_to_come():
    presence = PresenceRecords(D.end, {"IM": (PresenceTerm(LONG_AGO, 10),)})
    at_home = known(StaffedShift(replace(D, post="IM"), ("a",)), posts=(HOME,), presence=presence)
    assert find_uncovered(at_home, D.start, D.end) == ()


def test_on_a_closed_day_nobody_is_asked_to_be_there():
    closed = scene(asked("16:00"), needed={"CACO": (SeatTime(L.start, N.end, 1),)})
    assert [one.person for one in desk_duties(closed, D.start, N.end)] == ["b", "c"]
    (gap,) = find_uncovered(closed, D.start, N.end)
    assert gap.start == L.start


def test_who_is_ill_at_first_confirms_when_they_come():
    away = ill("a", "2027-01-04 06:00", "2027-01-04 09:00")
    nine = local("2027-01-04 09:00")
    assert gaps(asked("09:09"), **away) == [(D.start, nine, Cause.ILLNESS, "a")]
    assert gaps(asked("09:30", a="09:02"), **away) == [(D.start, nine, Cause.ILLNESS, "a")]
    found = find_uncovered(scene(asked("09:10"), **away), D.start, N.end)
    assert [(part.start, part.end, part.cause) for part in found[0].parts] == [
        (D.start, nine, Cause.ILLNESS),
        (nine, D.end, Cause.NOT_SHOWN_UP),
    ]


def test_who_takes_over_confirms_it_at_the_start_of_their_part():
    ten = local("2027-01-04 10:00")
    parts = (DutyPart("a", D.start, ten), DutyPart("b", ten, D.end))

    def found(presence):
        one = known(StaffedShift(D, ("a", "b"), parts=parts), presence=presence)
        return [
            (part.start, part.end, part.person)
            for gap in find_uncovered(one, D.start, D.end)
            for part in gap.parts
        ]

    assert found(asked("10:09", a="07:00")) == []
    assert found(asked("10:10", a="07:00")) == [(ten, D.end, "b")]
    assert found(asked("10:10", a="07:00", b="09:30")) == []
    both = [(D.start, ten, "a"), (ten, D.end, "b")]
    assert found(asked("10:10", a="10:05")) == both


def test_of_two_at_a_desk_the_one_who_did_not_show_up_is_known():
    two = replace(DESK, required=2)
    one = known(StaffedShift(D, ("a", "b")), posts=(two,), presence=asked("07:30", a="07:00"))
    missing = [
        who
        for who in "ab"
        if has_not_shown_up(one, two, DutyPart(who, D.start, D.end), D.start, D.end)
    ]
    assert missing == ["b"]
    (gap,) = find_uncovered(one, D.start, D.end)
    assert (gap.missing, set(gap.people)) == (1, {"b"})


def test_who_stays_on_for_the_next_duty_need_not_say_so_again():
    def found(presence):
        both = known(StaffedShift(D, ("a",)), StaffedShift(L, ("a",)), presence=presence)
        return [(one.start, one.end) for one in find_uncovered(both, D.start, L.end)]

    assert found(asked("15:30", a="07:00")) == []
    assert found(asked("15:09")) == [(D.start, D.end)]
    assert found(asked("15:30")) == [(D.start, D.end), (L.start, L.end)]
    assert found(asked("15:30", a="15:05")) == [(D.start, D.end)]
    late = local("2027-01-04 16:00")
    assert found(asked("16:30", a="16:00")) == [(D.start, D.end), (L.start, late)]


def test_who_is_not_known_to_be_there_does_not_serve():
    at = local("2027-01-04 07:20")
    assert who_serves(scene(asked("07:20")), DESK, at) == []
    assert [one.person for one in who_serves(scene(asked("07:20", a="07:12")), DESK, at)] == ["a"]


def test_the_next_deadline_is_when_coverage_turns():
    assert next_deadline(scene(asked("06:00"))) == local("2027-01-04 07:10")
    assert next_deadline(scene(asked("06:30", a="06:30"))) == local("2027-01-04 15:10")
    assert next_deadline(scene(PresenceRecords(D.start))) is None


MINUTES = st.integers(-90, 8 * 60 + 90)


@settings(max_examples=80)
@given(
    st.sets(MINUTES, max_size=3), st.integers(1, 120), MINUTES, st.none() | st.integers(-90, 500)
)
def test_each_minute_counted_once_more(presses, minutes, now, absent):
    """The proof against a count of each single minute, by the words of the documentation."""
    seen_at, moments = D.start + now * MINUTE, sorted(D.start + one * MINUTE for one in presses)
    known_then = tuple(at for at in moments if at <= seen_at)
    presence = PresenceRecords(
        seen_at,
        {"CACO": (PresenceTerm(LONG_AGO, minutes),)},
        {("CACO", "a"): known_then, ("CACO", "b"): (L.start,), ("CACO", "c"): (N.start,)},
    )
    away = {}
    if absent is not None:
        begin, until = (D.start + one * MINUTE for one in (absent, absent + 120))
        away = {"away": {"a": (Absence("a", AbsenceKind.ILLNESS, begin, until),)}}
    is_away = [absent is not None and absent <= one < absent + 120 for one in range(8 * 60)]
    first = next((one for one in range(8 * 60) if not is_away[one]), None)
    valid = 0
    if first is not None:
        pressed = [(at - D.start) // MINUTE for at in known_then]
        at = next((one for one in pressed if first - 60 <= one < 8 * 60), None)
        due = min(first + minutes, 8 * 60)
        for minute in range(8 * 60):
            if is_away[minute]:
                continue
            if at is None:
                valid += now < due
            else:
                valid += at <= first + minutes or minute >= at
    (month,) = prove(scene(presence, **away), D.start, D.end).months
    assert month.valid == valid


NOW = datetime(2027, 1, 5, 9, tzinfo=UTC)
KIND = PresenceSource.SELF


@pytest.fixture
def region(tmp_path):
    with WATCHED.copy("sqlite", tmp_path) as store:
        yield store


def ask_presence(store, now, minutes="10", post="CACO"):
    (row,) = (row for row in read_table(store, "posts") if row["id"] == post)
    given = {**row, "presence_minutes": minutes}
    new = Replacement("posts", {"id": post}, [given], fingerprint([row]))
    replace_rows(store, new, "planner", now)


def next_duty(store, now):
    """The first duty at the desk that begins after a moment."""
    published = CoverageCache(store, 8).facts(now).inputs.published["CACO"]
    one = next(one for one in published if one.shift.start > now and one.holders)
    return one.holders[0], one.shift


def missing(store, now):
    seen = CoverageCache(store, 8).snapshot(now)
    return [row for row in seen.rows if row.gap.interval.cause is Cause.NOT_SHOWN_UP]


def test_nothing_of_the_past_changes_when_it_is_asked(region):
    begin = NOW - timedelta(hours=9)
    before, _inputs = prove_coverage(region, begin, NOW, NOW)
    ask_presence(region, NOW)
    assert prove_coverage(region, begin, NOW, NOW)[0] == before
    assert missing(region, NOW) == []


def test_who_is_late_is_a_gap_though_nothing_was_written(region):
    ask_presence(region, NOW)
    person, shift = next_duty(region, NOW)
    cache = CoverageCache(region, 8)
    assert not any(
        row.gap.interval.slot == shift.id for row in cache.snapshot(shift.start + 9 * MINUTE).rows
    )
    (row,) = (
        row
        for row in cache.snapshot(shift.start + 10 * MINUTE).rows
        if row.gap.interval.slot == shift.id
    )
    assert (row.gap.interval.cause, row.severity) == (Cause.NOT_SHOWN_UP, Severity.CRITICAL)
    late = shift.start + 20 * MINUTE
    confirm_presence(region, PresenceRequest(person, "CACO", KIND), "them", late)
    found = [row for row in cache.snapshot(late).rows if row.gap.interval.slot == shift.id]
    assert found == []


def test_a_sweep_keeps_the_gap_and_closes_it(region):
    ask_presence(region, NOW)
    person, shift = next_duty(region, NOW)
    sweep(region, 8, NOW)
    late = shift.start + 10 * MINUTE
    (change,) = (one for one in sweep(region, 8, late).changes
                 if one.after.interval.slot == shift.id)  # fmt: skip
    assert (change.what, change.after.interval.cause) == ("opened", Cause.NOT_SHOWN_UP)
    confirm_presence(region, PresenceRequest(person, "CACO", KIND), "them", late)
    (change,) = (one for one in sweep(region, 8, late + MINUTE).changes
                 if one.after.interval.slot == shift.id)  # fmt: skip
    assert (change.what, change.after.closed_by) == ("closed", "filled")


def test_it_is_recorded_once_however_often_it_is_pressed(region):
    ask_presence(region, NOW)
    person, shift = next_duty(region, NOW)
    wanted = PresenceRequest(person, "CACO", KIND)
    first = confirm_presence(region, wanted, "them", shift.start)
    again = confirm_presence(region, wanted, "them", shift.start + MINUTE)
    assert again == first
    with region.reading() as connection:
        assert presences_between(connection, shift.start, shift.end) == [first]
        (entry,) = trail.entries(connection, action="presence.confirmed")
    assert (entry.who, entry.subject) == ("them", f"presence/{first.id}")
    assert first.person not in entry.subject


def test_a_planner_states_it_afterwards(region):
    ask_presence(region, NOW)
    person, shift = next_duty(region, NOW)
    there, told = shift.start - 5 * MINUTE, shift.start + timedelta(hours=3)
    assert missing(region, told)
    wanted = PresenceRequest(person, "CACO", PresenceSource.PLANNER, there, "log of the door")
    kept = confirm_presence(region, wanted, "planner", told)
    assert (kept.at, kept.is_afterwards, kept.note) == (there, True, "log of the door")
    assert missing(region, told) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"post": "NONE"}, "there is no post 'NONE'"),
        ({"person": "nobody"}, "there is no person 'nobody'"),
        ({"at": NOW + timedelta(days=30)}, "has yet to come"),
        ({"at": NOW - timedelta(days=200)}, "more than 31 days ago"),
        ({"note": "x" * 501}, "longer than 500 characters"),
        ({"at": NOW - timedelta(days=1)}, "is not asked"),
    ],
)
def test_what_makes_no_sense_is_refused(region, change, said):
    ask_presence(region, NOW)
    person, shift = next_duty(region, NOW)
    wanted = replace(PresenceRequest(person, "CACO", PresenceSource.PLANNER), **change)
    with pytest.raises(Refused, match=said):
        confirm_presence(region, wanted, "planner", shift.start)


def test_who_has_no_duty_is_not_there(region):
    ask_presence(region, NOW)
    person, shift = next_duty(region, NOW)
    other = next(one for one in CoverageCache(region, 8).facts(NOW).inputs.regions if one != person)
    with pytest.raises(Refused, match="has no duty at"):
        confirm_presence(region, PresenceRequest(other, "CACO", KIND), "them", shift.start)


def test_somebody_else_takes_over_from_who_did_not_show_up(region):
    ask_presence(region, NOW)
    missed, shift = next_duty(region, NOW)
    late = shift.start + 20 * MINUTE
    with region.reading() as connection:
        sought = find_shift(connection, shift.id, late)
        able = [one.person for one in candidates(sought, late) if one.legality is Legality.LEGAL]
    assert sought.piece == (late, shift.end)
    assert missed not in able
    comer = able[0]
    settings, agreed = Settings(language="en"), Agreed((), "agreed by telephone")
    given = TakeOver(shift.id, comer)
    kept = take_over(region, settings, given, agreed, "manager", late, language("en"))
    assert (kept.leaver, kept.start) == (missed, late)
    cache = CoverageCache(region, 8)

    def open_now(at):
        seen = cache.snapshot(at)
        mine = (one.gap.interval for one in seen.rows if one.gap.interval.slot == shift.id)
        return [(one.end, *sorted(one.people)) for one in mine if one.start <= at < one.end]

    assert open_now(late + 9 * MINUTE) == []
    assert open_now(late + 10 * MINUTE) == [(shift.end, *sorted({missed, comer}))]
    confirm_presence(region, PresenceRequest(comer, "CACO", KIND), "them", late + 12 * MINUTE)
    assert open_now(late + 12 * MINUTE) == []


@pytest.mark.second
@settings(max_examples=150)
@given(st.data())
def test_parts_presses_and_a_change_of_the_clock_counted_minute_by_minute(data):
    """Random take-overs of a night in which the clock changes, and who pressed when."""
    day = data.draw(st.sampled_from(["2027-03-27", "2027-10-30", "2027-01-04"]))
    one = day_of(day)[2]  # the night: seven, nine or eight hours
    length = (one.end - one.start) // MINUTE
    cuts = sorted(data.draw(st.sets(st.integers(1, length - 1), max_size=3)))
    edges = [0, *cuts, length]
    people = [data.draw(st.sampled_from("abc")) for _ in edges[1:]]
    pieces = [(who, *span) for who, span in zip(people, pairwise(edges), strict=True)]
    joined: list[tuple[str, int, int]] = []
    for who, first, last in pieces:
        if joined and joined[-1][0] == who:
            joined[-1] = (who, joined[-1][1], last)
        else:
            joined.append((who, first, last))
    minutes, now = data.draw(st.integers(1, 90)), data.draw(st.integers(-60, length + 60))
    presses = {who: sorted(data.draw(st.sets(st.integers(-90, now), max_size=3))) for who in "abc"}
    presence = PresenceRecords(
        one.start + now * MINUTE,
        {"CACO": (PresenceTerm(LONG_AGO, minutes),)},
        {
            ("CACO", who): tuple(one.start + at * MINUTE for at in all)
            for who, all in presses.items()
        },
    )
    parts = tuple(
        DutyPart(who, one.start + first * MINUTE, one.start + last * MINUTE)
        for who, first, last in joined
    )
    scene = known(StaffedShift(one, tuple(sorted(set(people))), parts=parts), presence=presence)

    def is_valid(minute):
        who, first, last = next(part for part in joined if part[1] <= minute < part[2])
        at = next((each for each in presses[who] if first - 60 <= each < last), None)
        if at is None:
            return now < min(first + minutes, last)
        return at <= first + minutes or minute >= at

    months = prove(scene, one.start, one.end).months
    assert sum(month.valid for month in months) == sum(map(is_valid, range(length)))
    assert sum(month.required for month in months) == length
    done = min(max(now, 0), length)
    assert sum(month.done for month in months) == done
