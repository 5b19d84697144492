"""What one functionary has: duties, neighbours, functions, share, wishes, calendar links."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from data.model.competence_status import CompetenceState
from data.model.duty import WishKind
from data.model.errors import InputError, Refused
from data.model.quality_report import counted
from data.store import rosters
from data.store.audit import trail
from data.store.audit.check import verify
from data.store.problems import read_problem
from scheduler.planning.absences import report_sick
from scheduler.planning.quality import report_quality
from scheduler.self_service import duties
from scheduler.self_service.calendar_links import MOST as MOST_LINKS
from scheduler.self_service.calendar_links import (
    Options,
    add_own,
    own_links,
    revoke_own,
    rotate_own,
)
from scheduler.self_service.duties import duties_of, post_names, share_of, standings_of
from scheduler.self_service.request_queries import swap_choices
from scheduler.self_service.wishes import (
    MOST,
    WEIGHTS,
    OwnWish,
    add_wish,
    choices_of,
    remove_wish,
    wishes_of,
)
from tests.scheduler.self_service.scene import DAY, EN, ZONE
from tests.scheduler.self_service.scene import duties_of as everybody
from tests.support.region import INSIDE, texts
from tests.support.take_overs import take_over

DAYS = date(2027, 2, 1), date(2027, 2, 3)
AVOID = OwnWish(0, WishKind.AVOID, *DAYS, weight=3)


@pytest.fixture
def store(region_on_sqlite):
    """What is read here no database does differently."""
    return region_on_sqlite


@pytest.fixture
def holder(store):
    """Somebody with a duty at the desk to come."""
    found = everybody(store, INSIDE, INSIDE + 9 * DAY)
    return next(p for p, shift, doubles in found if shift.post == "CACO" and not doubles)


def test_own_duties_are_those_of_the_roster_in_force(store, holder):
    own = duties_of(store, holder, INSIDE)
    mine = [s for p, s, _ in everybody(store, INSIDE - 56 * DAY, INSIDE + 400 * DAY) if p == holder]
    assert [one.shift for one in (*reversed(own.past), *own.coming)] == mine
    assert all(one.shift.end <= INSIDE for one in own.past)
    assert own.next.shift.end > INSIDE
    assert own.name == next(row["name"] for row in texts()["people"] if row["id"] == holder)


def test_who_is_there_before_and_after_is_told_by_name(store, holder):
    own = duties_of(store, holder, INSIDE)
    shift, names = own.next.shift, {row["id"]: row["name"] for row in texts()["people"]}
    around = everybody(store, shift.start - DAY, shift.end + DAY)
    mine = [(p, s) for p, s, _ in around if s.post == shift.post and p != holder]
    assert set(own.neighbours.before) == {names[p] for p, s in mine if s.end == shift.start}
    assert set(own.neighbours.after) == {names[p] for p, s in mine if s.start == shift.end}


def test_who_is_away_is_not_told_to_come_after(store, holder):
    """Nor is it told that they are ill: the seat has nobody yet."""
    shift = duties_of(store, holder, INSIDE).next.shift
    around = everybody(store, shift.start - DAY, shift.end + DAY)
    mine = [(p, s) for p, s, _ in around if s.post == shift.post and p != holder]
    (next_one,) = [p for p, s in mine if s.start == shift.end]
    (earlier,) = [p for p, s in mine if s.end == shift.start]
    last = (shift.end + DAY).astimezone(ZONE).date()
    report_sick(store, next_one, shift.end, last, "manager", INSIDE)
    near = duties_of(store, holder, INSIDE).neighbours
    assert (near.after, near.nobody_after, near.nobody_before) == ((), True, False)
    report_sick(store, earlier, shift.start - timedelta(hours=8), last, "manager", INSIDE)
    near = duties_of(store, holder, INSIDE).neighbours
    assert (near.before, near.nobody_before) == ((), True)


def test_a_duty_during_an_absence_says_so(store, holder):
    coming = duties_of(store, holder, INSIDE).coming[0]
    last = coming.shift.end.astimezone(ZONE).date()
    report_sick(store, holder, INSIDE, last, "manager", INSIDE)
    assert duties_of(store, holder, INSIDE).coming[0].is_away


def test_a_duty_in_parts_is_there_for_both_as_far_as_they_have_it(store, holder):
    own = duties_of(store, holder, INSIDE)
    shift = next(one.shift for one in own.coming if one.shift.start > INSIDE)
    busy = {p for p, _, _ in everybody(store, shift.start - DAY, shift.end + DAY)}
    comer = next(row["id"] for row in texts()["people"] if row["id"] not in busy)
    middle = shift.start + timedelta(hours=3)
    take_over(store, shift, (holder, comer), middle, now=INSIDE)
    (mine,) = [o for o in duties_of(store, holder, INSIDE).coming if o.shift.id == shift.id]
    (theirs,) = [o for o in duties_of(store, comer, INSIDE).coming if o.shift.id == shift.id]
    assert (mine.shift.start, mine.shift.end, mine.whole) == (shift.start, middle, shift)
    assert (theirs.shift.start, theirs.shift.end) == (middle, shift.end)
    assert (mine.taken_from, theirs.taken_from) == ((), (own.name,))
    assert not any(one.can_be_swapped for one in (mine, theirs))
    at = duties_of(store, comer, middle)
    assert own.name in at.neighbours.before
    with pytest.raises(Refused, match="cannot be swapped"):
        swap_choices(store, holder, shift.id, INSIDE, EN)
    last = shift.end.astimezone(ZONE).date()
    fallen = report_sick(store, holder, INSIDE, last, "manager", INSIDE).fallen
    assert [(one.start, one.end) for one in fallen if one.id == shift.id] == [(shift.start, middle)]


def test_posts_are_numbered_as_the_roster_orders_them(store, holder):
    with store.reading() as connection:
        (head,) = rosters.in_force_after(connection, INSIDE)
        problem = read_problem(connection, head.problem_hash)
        found = post_names(connection)
    assert [found[post.id].number for post in problem.posts] == list(range(len(problem.posts)))


def test_who_has_nothing_has_nothing(store):
    own = duties_of(store, "nobody", INSIDE)
    assert (own.next, own.past, own.coming) == (None, (), ())
    assert standings_of(store, "nobody", INSIDE) == ()
    assert share_of(store, "nobody", INSIDE) is None
    assert share_of(store, "nobody", INSIDE + 400 * DAY) is None


def test_each_own_function_stands_there_once_with_its_name(store, holder):
    found = standings_of(store, holder, INSIDE)
    functions = {row["function"] for row in texts()["competences"] if row["person"] == holder}
    assert {one.function for one, _ in found} == functions
    assert len(found) == len(functions)
    assert all(one.state is not CompetenceState.NEVER_SHOWN and name for one, name in found)


def test_the_own_share_adds_up_to_what_the_roster_gives(store, holder):
    found = share_of(store, holder, INSIDE)
    assert found.people > 1
    for one in found.figures:
        assert one.least <= one.mine <= one.most
        assert one.most > 0


def test_the_own_figures_stand_beside_the_middle_of_all_who_share(store, holder, monkeypatch):
    found = share_of(store, holder, INSIDE)
    report = report_quality(store, 1).report
    mine = {one.person: one.counts for one in report.health.people}
    assert found.counts == mine[holder]
    assert found.people >= duties.FEWEST
    lower = [
        sum(value <= middle for value in values)
        for middle, values in zip(
            found.middle, zip(*map(counted, mine.values()), strict=True), strict=True
        )
    ]
    assert all(2 * count >= found.people for count in lower)
    monkeypatch.setattr(duties, "FEWEST", 99)  # so few that a median would tell of somebody
    assert share_of(store, holder, INSIDE).middle == ()


def test_a_wish_is_kept_and_taken_back(store, holder):
    add_wish(store, holder, AVOID, INSIDE, EN)
    mine = [one for one in wishes_of(store, holder, INSIDE) if one.first == DAYS[0]]
    assert [(one.kind, one.last, one.strength) for one in mine] == [
        (WishKind.AVOID, DAYS[1], "medium")
    ]
    remove_wish(store, holder, mine[0].number, INSIDE, EN)
    assert mine[0] not in wishes_of(store, holder, INSIDE)
    add_wish(store, holder, replace(AVOID, weight=9), INSIDE, EN)
    (again,) = [one for one in wishes_of(store, holder, INSIDE) if one.first == DAYS[0]]
    assert (again.number, again.strength) == (mine[0].number, "strong")
    with store.reading() as connection:
        assert verify(connection, ZONE).findings == ()
        assert [e.action for e in trail.entries(connection, f"wishes/{again.number}")][-3:] == [
            "record.added",
            "record.ended",
            "record.added",
        ]


def test_nobody_removes_a_wish_of_another(store, holder):
    add_wish(store, holder, AVOID, INSIDE, EN)
    (mine,) = [one for one in wishes_of(store, holder, INSIDE) if one.first == DAYS[0]]
    other = next(row["id"] for row in texts()["people"] if row["id"] != holder)
    with pytest.raises(Refused, match="no such wish"):
        remove_wish(store, other, mine.number, INSIDE, EN)


def test_all_that_is_wrong_with_a_wish_is_told_at_once(store, holder):
    add_wish(store, holder, AVOID, INSIDE, EN)
    with pytest.raises(Refused, match="already"):
        add_wish(store, holder, AVOID, INSIDE, EN)
    with pytest.raises(Refused) as refused:
        add_wish(
            store, holder, replace(AVOID, first=date(2026, 1, 2), last=date(2026, 1, 1)), INSIDE, EN
        )
    assert len(refused.value.reasons) == 2
    far = date(2040, 1, 1)
    with pytest.raises(Refused, match="two years"):
        add_wish(store, holder, replace(AVOID, first=far, last=far), INSIDE, EN)
    with pytest.raises(Refused, match="more than a year"):
        add_wish(store, holder, replace(AVOID, last=date(2028, 6, 1)), INSIDE, EN)
    with pytest.raises((Refused, InputError)):
        add_wish(store, holder, replace(AVOID, post="NONE"), INSIDE, EN)


def test_nobody_has_more_than_so_many_wishes(store, holder):
    there = len(wishes_of(store, holder, INSIDE))
    for number in range(MOST - there):
        day = DAYS[0] + timedelta(days=number)
        add_wish(store, holder, replace(AVOID, first=day, last=day), INSIDE, EN)
    with pytest.raises(Refused, match=f"{MOST} wishes"):
        add_wish(
            store, holder, replace(AVOID, first=date(2027, 5, 1), last=date(2027, 5, 1)), INSIDE, EN
        )


def test_the_choice_is_from_posts_of_the_own_functions(store, holder):
    found = choices_of(store, holder)
    mine = {row["function"] for row in texts()["competences"] if row["person"] == holder}
    assert set(found.posts) == {row["id"] for row in texts()["posts"] if row["function"] in mine}
    assert found.shifts


@pytest.mark.parametrize("word", WEIGHTS)
def test_a_weight_has_one_word(word):
    assert replace(AVOID, weight=WEIGHTS[word]).strength == word


def test_a_calendar_link_is_of_one_person_alone(store, holder):
    given = add_own(store, holder, Options("nl", alarm_minutes=60), "own-login", INSIDE, EN)
    other = next(row["id"] for row in texts()["people"] if row["id"] != holder)
    for act in (rotate_own, revoke_own):
        with pytest.raises(Refused, match="no calendar link"):
            act(store, other, given.link.id, "other", INSIDE, EN)
    new = rotate_own(store, holder, given.link.id, "own-login", INSIDE, EN)
    assert new.token != given.token
    assert [one.id for one in own_links(store, holder, INSIDE)] == [new.link.id]
    revoke_own(store, holder, new.link.id, "own-login", INSIDE, EN)
    assert own_links(store, holder, INSIDE) == ()


def test_nobody_has_more_than_so_many_links_or_an_alarm_of_nonsense(store, holder):
    for _ in range(MOST_LINKS):
        add_own(store, holder, Options("nl"), "own-login", INSIDE, EN)
    with pytest.raises(Refused) as refused:
        add_own(store, holder, Options("nl", alarm_minutes=0), "own-login", INSIDE, EN)
    assert len(refused.value.reasons) == 2


def test_a_duty_is_found_by_person_alone(store, holder):
    with store.reading() as connection:
        found = rosters.duties_between(connection, INSIDE, INSIDE + 9 * DAY, holder)
    whole = everybody(store, INSIDE, INSIDE + 9 * DAY)
    assert found == [one for one in whole if one[0] == holder]
