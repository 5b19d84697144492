"""What became of wishes in a signed roster: found, explained, told once; and leave that waits."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.model.account import Role
from data.model.duty import AbsenceKind, Wish, WishKind
from data.model.errors import CacoError
from data.model.message import MessageKind
from data.model.post import PostKind
from data.model.wish_outcome import judge_wishes
from data.store import problems, rosters
from data.tables.period import ZONE
from scheduler.accounts.accounts import NewAccount, add_account
from scheduler.planning.wish_reasons import WishReasons, wish_outcomes
from scheduler.self_service.leave import LeaveRequested, ask_leave, grant_leave, withdraw_leave
from scheduler.self_service.offer_answers import accept_offer
from scheduler.self_service.offers import offer_shift
from scheduler.self_service.round_reminders import notify_of_leave, notify_of_wishes
from scheduler.self_service.wishes import OwnWish, add_wish
from solver.objective.quality import WishObjective
from solver.problem_index import ProblemIndex
from tests.scheduler.self_service.scene import (
    DAY,
    EN,
    SETTINGS,
    duties_of,
    legal,
    local,
    new_messages,
    open_seat,
    version,
)
from tests.support.elsewhere import add_planner_elsewhere
from tests.support.region import INSIDE, WEEKS, texts

LATER = local("2027-01-11 00:00")
PLANNER = NewAccount("planner", "Pauline Planner", frozenset({Role.PLANNER}), None, "en")


def looked(store, now=INSIDE):
    return notify_of_wishes(store, SETTINGS, now)


def wish(store, person, kind, first, last, **what):
    add_wish(store, person, OwnWish(0, kind, first, last, weight=3, **what), INSIDE, EN)


def signed(store, *edits):
    """A next version, in which the solver's knowledge of wishes is that of now."""
    return version(store, *edits, now=INSIDE)


def outcomes(store, head):
    with store.reading() as connection:
        return {(o.wish.person, o.wish.kind): o for o in wish_outcomes(connection, head, INSIDE)}


def duty(store, post="CACO"):
    """Somebody's duty of next week, as person and shift."""
    return next(
        (person, shift)
        for person, shift, doubles in duties_of(store, LATER, LATER + 4 * DAY)
        if not doubles and shift.post == post and shift.start > LATER
    )


def day_of(shift):
    return shift.start.astimezone(ZONE).date()


@pytest.fixture
def heard(region):
    """The region after the first look, which tells nothing."""
    assert looked(region) == []
    return region


@pytest.fixture
def heard_on_sqlite(region_on_sqlite):
    assert looked(region_on_sqlite) == []
    return region_on_sqlite


def test_each_person_hears_once_what_became_of_their_wishes(heard):
    person, shift = duty(heard)
    day = day_of(shift)
    free = next(
        code
        for code in (row["id"] for row in texts()["people"])
        if code not in {who for who, _, _ in duties_of(heard, LATER, LATER + 2 * DAY)}
    )
    wish(heard, person, WishKind.AVOID, day, day)
    wish(heard, free, WishKind.AVOID, LATER.astimezone(ZONE).date(), day)
    assert looked(heard) == []  # nothing was signed
    signed(heard)
    told = {one.address: one for one in looked(heard)}
    assert set(told) == {f"{person}@mail.example", f"{free}@mail.example"}
    mine = told[f"{person}@mail.example"]
    assert mine.kind is MessageKind.WISHES_DECIDED
    assert mine.subject == "The outcome of your wishes for 4–17 Jan"
    line = next(one for one in mine.body.splitlines() if one.startswith("-"))
    when = EN.stretch(shift.start, shift.end, ZONE)
    assert line.startswith(f"- not met: rather not, {EN.day(day)}: on duty {when}, ")
    assert "- met: rather not" in told[f"{free}@mail.example"].body
    assert looked(heard) == []


def test_a_later_version_tells_only_what_became_otherwise(heard):
    person, shift = duty(heard)
    wish(heard, person, WishKind.AVOID, day_of(shift), day_of(shift))
    wish(heard, person, WishKind.AVOID, date(2027, 1, 17), date(2027, 1, 17))
    signed(heard)
    assert len(looked(heard)) == 1
    signed(heard)
    assert looked(heard) == []
    signed(heard, ("remove", person, shift.id))
    (message,) = looked(heard)
    assert [one for one in message.body.splitlines() if one.startswith("-")] == [
        f"- met: rather not, {EN.day(day_of(shift))}"
    ]
    assert looked(heard, INSIDE + 30 * DAY) == []


@pytest.mark.second
def test_who_took_an_offer_is_not_told_that_it_was_against_their_wish(short_region_on_sqlite):
    store = short_region_on_sqlite
    shift, _ = open_seat(store)
    person = legal(store, shift.id)[0]
    wish(store, person, WishKind.AVOID, day_of(shift), day_of(shift))
    signed(store)
    assert looked(store) == []  # the first look
    made = offer_shift(store, SETTINGS, shift.id, "manager", INSIDE, people=[person]).offers
    taken = accept_offer(store, SETTINGS, made[0].id, INSIDE)
    assert taken.offer.roster is not None
    assert looked(store) == []
    with store.reading() as connection:
        head = rosters.heads(connection)[-1]
    assert not outcomes(store, head)[person, WishKind.AVOID].is_met


def test_a_wish_that_is_over_is_told_to_nobody(heard_on_sqlite):
    person, shift = duty(heard_on_sqlite)
    wish(heard_on_sqlite, person, WishKind.AVOID, day_of(shift), day_of(shift))
    signed(heard_on_sqlite)
    assert looked(heard_on_sqlite, shift.start + 2 * DAY) == []


def test_what_was_wanted_and_is_still_open_says_so(short_region_on_sqlite):
    store = short_region_on_sqlite
    shift, _ = open_seat(store)
    person = legal(store, shift.id)[0]
    wish(store, person, WishKind.WANT, day_of(shift), day_of(shift), post="CACO", shift=shift.name)
    found = outcomes(store, signed(store))[person, WishKind.WANT]
    assert not found.is_met
    assert str(found.reason) == "such a shift is still open, and may be taken by all rules"


@pytest.mark.second
def test_a_rule_that_stops_what_was_wanted_is_named(heard_on_sqlite):
    store = heard_on_sqlite
    person, shift = duty(store)
    day = day_of(shift)
    wish(store, person, WishKind.WANT, day, day, post="CACO", shift=shift.name)
    assert outcomes(store, signed(store))[person, WishKind.WANT].is_met
    found = outcomes(store, signed(store, ("remove", person, shift.id)))[person, WishKind.WANT]
    assert str(found.reason).startswith("a rule stops it: At least 36 hours of uninterrupted rest")


@pytest.mark.second
def test_what_others_have_and_could_have_been_theirs_says_so(region_on_sqlite):
    reasons = _reasons(region_on_sqlite)
    people, said = [one.id for one in reasons.problem.people], set()
    for holder, shift, doubles in duties_of(region_on_sqlite, LATER, LATER + 2 * DAY):
        for person in people if not doubles and shift.start > LATER else ():
            wanted = Wish(person, WishKind.WANT, shift.start, shift.end, 1, shift.post, shift.name)
            (found,) = replace(reasons, problem=_asking(reasons, wanted)).outcomes()
            is_said = str(found.reason) == "others have these shifts"
            is_free = reasons._finder.hindrances(person, shift.id) == ()
            assert is_said is (is_free and not reasons._lacks(shift)), (person, holder, shift.id)
            said.add(is_said)
    assert said == {True, False}


@pytest.mark.second
def test_who_is_absent_and_wanted_a_shift_hears_just_that(heard_on_sqlite):
    store = heard_on_sqlite
    person, shift = duty(store)
    day = day_of(shift)
    wish(store, person, WishKind.WANT, day, day, post="CACO", shift=shift.name)
    signed(store, ("remove", person, shift.id))
    _away(store, person, day)
    found = outcomes(store, signed(store))[person, WishKind.WANT]
    assert (found.is_met, str(found.reason)) == (False, "absent then")


def test_of_an_open_call_nobody_is_called_unfit(region_on_sqlite):
    """On an open call nobody is rostered, whoever they are; and of other posts it is told apart."""
    reasons = _reasons(region_on_sqlite)
    posts = tuple(
        replace(one, kind=PostKind.OPEN_CALL) if one.id == "CACO" else one
        for one in reasons.problem.posts
    )
    start, end = reasons.problem.start, reasons.problem.end
    for person, post, said in (
        ("p001", "CACO", "nobody is rostered on an open call"),
        ("p001", "NOWHERE", "the roster has no such shift in these days"),
        ("stranger", "IM-COPI-R1", "may not fill such a shift"),
    ):
        wanted = Wish(person, WishKind.WANT, start, end, 1, post)
        problem = replace(_asking(reasons, wanted), posts=posts)
        (found,) = replace(reasons, problem=problem, assignments=()).outcomes()
        assert str(found.reason) == said


def test_a_duty_that_a_planner_fixed_says_so(heard_on_sqlite):
    store = heard_on_sqlite
    person, shift = duty(store)
    wish(store, person, WishKind.AVOID, day_of(shift), day_of(shift))
    found = outcomes(store, signed(store, ("pin", person, shift.id)))[person, WishKind.AVOID]
    assert (found.duties, str(found.reason)) == ((shift,), "a planner fixed this duty")


@pytest.mark.second
def test_that_nobody_else_may_take_it_is_said_only_when_that_is_so(heard_on_sqlite):
    store = heard_on_sqlite
    for person, shift, doubles in duties_of(store, LATER, LATER + 5 * DAY):
        if not doubles and shift.start > LATER:
            with_wish = Wish(person, WishKind.AVOID, shift.start, shift.end)
            reasons = _reasons(store, with_wish)
            (found,) = reasons.outcomes()
            others = [
                one.person
                for one in reasons._finder.ranked(shift.id)
                if not one.hindrances and one.person != person
            ]
            is_said = str(found.reason) == "as the roster stands nobody else may take it"
            assert is_said is not bool(others), (person, shift.id, others)
            if others and len(found.duties) == 1:
                assert "of quality" in str(found.reason)


@given(st.data())
@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_wishes_are_judged_as_the_solver_prices_them(region_on_sqlite, data):
    problem, shifts, held = _roster(region_on_sqlite)
    people = st.sampled_from([one.id for one in problem.people])
    days = st.integers(0, 7 * WEEKS - 1)
    drawn = data.draw(
        st.lists(
            st.builds(
                lambda person, kind, first, length, weight, shift: Wish(
                    person,
                    kind,
                    problem.start + first * DAY,
                    problem.start + (first + length) * DAY,
                    weight,
                    shift and shift.post,
                    shift and shift.name,
                ),
                people,
                st.sampled_from(WishKind),
                days,
                st.integers(1, 9),
                st.integers(1, 9),
                st.none() | st.sampled_from(shifts),
            ),
            max_size=6,
        )
    )
    asked = replace(problem, wishes=tuple(drawn))
    pairs = [(one.person, one.shift) for one in held]
    found = judge_wishes(drawn, shifts, held, (problem.start, problem.end))
    assert sum(one.penalty for one in found) == WishObjective().value(ProblemIndex(asked), pairs)


def _roster(store):
    with store.reading() as connection:
        head = rosters.heads(connection)[-1]
        problem = problems.read_problem(connection, head.problem_hash)
        held = rosters.read_assignments(connection, head.id)
        return problem, rosters.read_shifts(connection, head.shift_set), held


def _asking(reasons, *wishes):
    return replace(reasons.problem, wishes=wishes)


def _reasons(store, *wishes):
    problem, shifts, held = _roster(store)
    return WishReasons(replace(problem, wishes=wishes), shifts, held, INSIDE)


def _away(store, person, day):
    asked = ask_leave(store, LeaveRequested(person, AbsenceKind.LEAVE, day, day), INSIDE, EN)
    grant_leave(store, SETTINGS, asked.id, "planner", INSIDE, EN)


def leave(store, person, day, now=INSIDE):
    return ask_leave(store, LeaveRequested(person, AbsenceKind.LEAVE, day, day), now, EN)


def test_a_planner_gets_one_notice_of_all_leave_since_the_last(region):
    add_account(region, replace(PLANNER, login="pauline@region.example"), "tests", INSIDE)
    add_account(region, replace(PLANNER, login="also", person="p001"), "tests", INSIDE)
    add_account(region, replace(PLANNER, login="mute"), "tests", INSIDE)
    add_planner_elsewhere(region, INSIDE)
    assert notify_of_leave(region, SETTINGS, INSIDE) == []
    leave(region, "p001", date(2027, 3, 1))
    leave(region, "p002", date(2027, 3, 2))
    back = leave(region, "p003", date(2027, 3, 3))
    withdraw_leave(region, back.id, "p003", INSIDE, EN)
    night = local("2027-01-09 02:00")
    assert notify_of_leave(region, SETTINGS, night) == []
    found = {one.address: one for one in notify_of_leave(region, SETTINGS, INSIDE)}
    assert set(found) == {"pauline@region.example", "p001@mail.example"}
    assert found["pauline@region.example"].subject == "2 requests for leave wait for you"
    assert (
        found["p001@mail.example"].subject == "1 request for leave waits for you"
    )  # not their own
    assert notify_of_leave(region, SETTINGS, INSIDE) == []
    leave(region, "p004", date(2027, 3, 3), INSIDE + timedelta(hours=1))
    again = notify_of_leave(region, SETTINGS, INSIDE + timedelta(hours=1))
    assert {one.subject for one in again} == {"1 request for leave waits for you"}


@pytest.mark.second
def test_two_workers_who_look_at_once_tell_each_thing_once(region):
    """One of them waits, and then finds nothing left to tell."""
    add_account(region, replace(PLANNER, login="pauline@region.example"), "tests", INSIDE)
    assert looked(region) == []
    person, shift = duty(region)
    wish(region, person, WishKind.AVOID, day_of(shift), day_of(shift))
    leave(region, "p002", date(2027, 3, 2))
    signed(region)
    start, wrong = Barrier(2), []

    def look():
        start.wait()
        try:
            for notify in (notify_of_wishes, notify_of_leave):
                notify(region, SETTINGS, INSIDE)
        except CacoError as error:
            wrong.append(error)

    with new_messages(region) as found:
        threads = [Thread(target=look) for _ in range(2)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
    assert wrong == []
    assert sorted(one.kind for one in found) == [
        MessageKind.LEAVE_ASKED,
        MessageKind.WISHES_DECIDED,
    ]
