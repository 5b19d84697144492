"""Base rosters as planners hand them in, and who would have which shift by them."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.files.read_input import read_input
from data.model.base_roster import BaseMember, BaseRoster
from data.model.duty import Assignment
from data.tables.build_problem import Inherited
from data.tables.period import ZONE
from data.tables.write_tables import write_tables
from tests.data.tables.small_region import (
    BOOK,
    FIRST,
    WEEKS,
    faults_of,
    small_problem,
    small_tables,
)

FREE = ("",) * 7


def shifts_of(problem, person, post="caco"):
    """The local dates and names of the shifts that a person has by the base rosters."""
    found = [problem.shift_by_id[one.shift] for one in problem.base if one.person == person]
    return [
        (shift.start.astimezone(ZONE).date(), shift.name) for shift in found if shift.post == post
    ]


def of_desk(tables, *weeks, members=("an",), start="2027-01-04"):
    """Give the desk one base roster, in which the members start a week after each other."""
    days = ("mo", "tu", "we", "th", "fr", "sa", "su")
    tables["base_rosters"] = [
        {"id": "desk", "post": "caco", "from": start, "week": str(number + 1)}
        | {day: name for day, name in zip(days, week, strict=True) if name}
        for number, week in enumerate(weeks)
    ]
    tables["base_members"] = [
        {"base_roster": "desk", "person": person, "week": str(number % len(weeks) + 1)}
        for number, person in enumerate(members)
    ]


def test_rosters_and_members_are_read_with_their_weeks_in_order():
    problem = small_problem(lambda tables: tables["base_rosters"].reverse())
    desk = BaseRoster(
        "desk", "caco", FIRST, (("D", "D", "L", "L", "", "", ""), ("", "", "N", "N", "N", "", ""))
    )
    assert {roster.id: roster for roster in problem.base_rosters}["desk"] == desk
    assert problem.base_members[0] == BaseMember("desk", "an", 1, None, date(2027, 2, 28))


def test_the_cycle_is_followed_from_the_week_in_which_one_is_and_only_on_ones_own_days():
    problem = small_problem()
    an, bo = shifts_of(problem, "an"), shifts_of(problem, "bo")
    assert an[:4] == [(FIRST + timedelta(days=n), name) for n, name in enumerate("DDLL")]
    assert (date(2027, 1, 13), "N") in an  # her second week
    assert bo[0] == (date(2027, 1, 11), "D")  # since then they follow it, in week 2 + 1
    # the desk goes on by another row from 1 March: week 2 + 8 weeks is week 2 again
    assert [one for one in an if date(2027, 2, 24) <= one[0] < date(2027, 3, 8)] == [
        (date(2027, 2, 24), "N"), (date(2027, 2, 25), "N"), (date(2027, 2, 26), "N"),
        (date(2027, 3, 3), "N"), (date(2027, 3, 4), "N"), (date(2027, 3, 5), "N"),
    ]  # fmt: skip
    assert not shifts_of(problem, "ca")


def test_an_on_call_pool_has_its_order_of_turns_as_a_cycle():
    problem = small_problem()
    turns = shifts_of(problem, "bo", "im-fl")
    weeks = {(day - date(2027, 1, 1)).days // 7 for day, _name in turns}
    assert len(turns) == 7
    assert all(week % 2 == 1 for week in weeks)  # in week 2 on 28 December: not that one


def test_what_is_left_of_a_shift_belongs_to_whoever_has_the_whole_one():
    """Before the first Friday the piket is that of the week before; a night is cut at midnight."""

    def spoil(tables):
        tables["base_members"] = [
            {"base_roster": "turns", "person": "bo", "week": "1"},
            {"base_roster": "desk", "person": "an", "week": "1"},
        ]
        tables["base_rosters"][0] |= {"from": "2026-12-28", "su": "N"}
        tables["base_rosters"][1] |= {"from": "2026-12-28"}
        tables["history"] = []

    problem = small_problem(spoil)
    parts = [shift for shift in problem.shifts if shift.is_part]
    assert {shift.post for shift in parts} == {"caco", "im-fl"}
    first = {shift.post: shift.id for shift in parts}
    assert Assignment("bo", first["im-fl"]) in problem.base
    assert Assignment("an", first["caco"]) in problem.base  # Sunday night of her first week
    assert not any(problem.follows_base("bo", part) for part in parts)  # for them it is no matter

    now = datetime(2027, 1, 5, 10, 0, tzinfo=ZONE)
    cut = small_problem(spoil, inherited=Inherited((), None, now))
    pieces = [s for s in cut.shifts if s.post == "im-fl" and s.is_part]
    assert len(pieces) > 1
    assert {Assignment("bo", piece.id) for piece in pieces} <= set(cut.base)


def test_a_base_roster_says_nothing_before_its_start():
    problem = small_problem(lambda t: of_desk(t, ("D",) * 7, start="2027-01-11"))
    assert shifts_of(problem, "an")[0] == (date(2027, 1, 11), "D")
    before, after = (
        next(s for s in problem.shifts if s.post == "caco" and s.start.astimezone(ZONE).day == day)
        for day in (10, 11)
    )
    assert not problem.follows_base("an", before)
    assert problem.follows_base("an", after)
    assert not problem.follows_base("bo", after)


@pytest.mark.parametrize("first", [date(2026, 12, 28), date(2027, 3, 22), date(2027, 10, 25)])
def test_a_new_period_continues_the_cycle(first):
    """Over the turn of the year and both changes of the clock, week after week."""
    weeks = (
        ("D", "D", "", "", "", "L", "L"), ("N", "N", "N", "", "", "", ""),
        ("", "", "L", "L", "", "N", "N"), FREE, ("", "", "", "D", "D", "D", ""),
    )  # fmt: skip
    members = ("an", "bo", "ca")

    def spoil(tables):
        of_desk(tables, *weeks, members=members, start="2026-11-02")
        tables["history"], tables["pins"] = [], []

    whole = small_problem(spoil, first=first, weeks=12)
    parts = [small_problem(spoil, first=first + timedelta(weeks=4 * n), weeks=4) for n in range(3)]
    for person in members:
        one_by_one = [shift for part in parts for shift in shifts_of(part, person)]
        assert [s for s in one_by_one if not s[1].endswith("*")] == [
            s for s in shifts_of(whole, person) if not s[1].endswith("*")
        ]
    roster = whole.base_rosters[0]
    for number, person in enumerate(members):
        for day, name in shifts_of(whole, person):
            passed = (day - date(2026, 11, 2)).days // 7
            if not name.endswith("*"):
                assert roster.weeks[(passed + number) % 5][day.weekday()] == name


@given(st.integers(1, 9), st.integers(0, 400), st.integers(1, 9), st.integers(0, 6))
def test_after_as_many_weeks_as_the_cycle_has_the_same_comes_again(length, after, week, weekday):
    week = (week - 1) % length + 1
    cycle = tuple(tuple(f"{w}.{d}" for d in range(7)) for w in range(1, length + 1))
    roster = BaseRoster("x", "p", FIRST, cycle)
    day = FIRST + timedelta(weeks=after, days=weekday)
    assert roster.shift_on(FIRST + timedelta(days=weekday), week) == f"{week}.{weekday}"
    assert roster.shift_on(day + timedelta(weeks=length), week) == roster.shift_on(day, week)
    assert roster.shift_on(day, week) == f"{roster.week_on(day, week)}.{weekday}"
    assert roster.week_on(day + timedelta(weeks=1), week) == roster.week_on(day, week) % length + 1


def test_a_trainee_beside_the_others_is_a_double():
    problem = small_problem(lambda t: of_desk(t, ("D",) * 7, members=("di",)))
    assert all(one.double for one in problem.base)


def test_two_shifts_of_one_name_on_a_day_cannot_be_told_apart():
    def spoil(tables):
        tables["patterns"] += [
            {"pattern": "twice", "name": "P", "weekdays": "daily", "start": at, "end": at}
            for at in ("07:00", "19:00")
        ]
        tables["posts"][1]["pattern"] = "twice"
        for row in tables["base_rosters"][2:]:
            row["mo"], row["fr"] = "P", ""

    told = [fault.what for fault in faults_of(spoil)]
    assert "two shifts of 'im-fl' that begin on this day are called 'P'" in told


def test_members_of_a_base_roster_that_has_a_fault_are_not_told_of_it_again():
    def spoil(tables):
        tables["base_rosters"][0]["mo"] = "Q"

    assert [fault.place.sheet for fault in faults_of(spoil)] == ["base_rosters"]


def test_members_without_any_base_roster_are_refused():
    def spoil(tables):
        del tables["base_rosters"]

    assert {f.place.column for f in faults_of(spoil)} == {"base_roster"}


def test_they_come_back_from_files_as_they_were(tmp_path):
    problem = small_problem()
    folder, workbook = tmp_path / "region", tmp_path / "region.xlsx"
    write_tables(small_tables(), folder, workbook)
    for path in (folder, workbook):
        again = read_input(path, FIRST, WEEKS, rule_book=BOOK)
        assert again.base_rosters == problem.base_rosters
        assert again.base_members == problem.base_members
        assert again.base == problem.base
