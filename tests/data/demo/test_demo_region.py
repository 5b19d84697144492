"""The demonstration region holds the people, posts and kinds of trouble it is meant to show."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from data.demo.region import demo_tables
from data.demo.scene import PERIOD_START, instant, local
from data.model.duty import AbsenceKind
from data.model.person import CompetenceLevel, ProvisionKind
from data.model.post import Authority, PostKind
from data.tables.contract import TABLE_BY_NAME
from tests.support.demo_region.region import demo_scene

SCENE = demo_scene()
PERSON = {person.id: person for person in SCENE.people}
THIRTEEN_WEEKS = PERIOD_START + timedelta(weeks=13)


def holders(function, region):
    return {
        each.person
        for each in SCENE.competences
        if each.function == function and region in PERSON[each.person].regions
    }


def rostered_posts(person):
    """Posts that are filled by a roster and that the person may fill some day."""
    functions = {each.function for each in SCENE.competences if each.person == person.id}
    return {
        post.id
        for post in SCENE.posts
        if post.kind is not PostKind.OPEN_CALL
        and post.function in functions
        and set(post.regions) & set(person.regions)
    }


def test_everybody_has_a_name_of_their_own():
    assert len(PERSON) == len({person.name for person in SCENE.people}) == len(SCENE.people)


def test_three_books_hold_the_posts_for_a_quarter_a_year_and_half_a_year():
    held = {
        book.id: {post.id for post in SCENE.posts if post.book == book.id} for book in SCENE.books
    }
    assert [book.weeks for book in SCENE.books] == [13, 52, 26]
    assert held["meldkamer"] == {"CACO"}
    assert held["samen"] == {"IM-ICC"}
    assert held["piket"] == {post.id for post in SCENE.posts} - {"CACO", "IM-ICC"}


@pytest.mark.parametrize(
    ("function", "region", "number"),
    [
        ("CACO", "FL", 11),  # nine in the team, and two of the flex pool
        ("CACO", "GV", 11),
        ("IC-BT", "GV", 6),
        ("IC-BT", "FL", 11),
        ("OL", "FL", 8),
        ("OL", "GV", 8),
        ("LCOPI", "FL", 8),
        ("LCOPI", "GV", 8),
    ],
)
def test_each_pool_has_its_size(function, region, number):
    assert len(holders(function, region)) == number


@pytest.mark.parametrize(("region", "number"), [("FL", 7), ("GV", 8)])
def test_information_managers_of_copi_and_rot_are_one_pool(region, number):
    assert len(holders("IM-COPI", region) | holders("IM-ROT", region)) == number


def test_the_control_room_team_is_nine_and_the_flex_pool_four():
    flex = [p for p in SCENE.people if p.limits.max_shifts_per_month == 2]
    team = holders("CACO", "FL") & holders("CACO", "GV")
    assert len(team) == 9
    assert Counter(p.regions for p in flex) == {("FL",): 2, ("GV",): 2}
    assert all(p.weekly_work for p in flex)


def test_the_seat_comes_first_and_open_call_binds_nobody():
    posts = {post.id: post for post in SCENE.posts}
    seat = posts["CACO"]
    assert (seat.priority, seat.kind, seat.authority, seat.pattern) == (
        1, PostKind.ON_SITE, Authority.STATUTE, "3x8",
    )  # fmt: skip
    assert posts["IC-BT-FL"].kind is PostKind.OPEN_CALL
    assert Counter(post.kind for post in SCENE.posts)[PostKind.ON_CALL] == len(SCENE.posts) - 2
    norms = {post.id: post.start_norm_minutes for post in SCENE.posts}
    assert norms["IM-COPI-FL"] == norms["IM-ROT-GV"] == 30
    assert norms["IC-BT-GV"] == 60


def test_who_leads_is_there_in_the_time_of_the_decree():
    posts = {post.id: post for post in SCENE.posts}
    leading = {"LCOPI-FL": (("FL",), 30), "LCOPI-GV": (("GV",), 30), "OL": (("FL", "GV"), 45)}
    assert {
        code: (posts[code].regions, posts[code].start_norm_minutes) for code in leading
    } == leading
    assert {posts[code].authority for code in leading} == {Authority.STATUTE}


def test_who_leads_is_in_no_other_pool():
    pools = [holders("OL", "FL"), holders("LCOPI", "FL"), holders("LCOPI", "GV")]
    others = {one.person for one in SCENE.competences if one.function not in ("OL", "LCOPI")}
    assert len(set().union(*pools)) == sum(len(pool) for pool in pools)
    assert not others & set().union(*pools)


def test_at_least_six_people_can_be_rostered_on_two_posts():
    double = {p.id for p in SCENE.people if len(rostered_posts(p)) > 1}
    assert len(double) >= 6
    assert rostered_posts(PERSON["visarend"]) == {"CACO", "IC-BT-GV"}
    assert {"IM-COPI-FL", "IM-COPI-GV"} < rostered_posts(PERSON["gagel"])


def test_every_special_case_is_there():
    kinds = {
        (person.id, each.kind): each for person in SCENE.people for each in person.provisions
    }  # fmt: skip
    assert kinds["waterral", ProvisionKind.PREGNANCY].start < PERIOD_START
    assert ("waterral", ProvisionKind.BIRTH_LEAVE) in kinds
    assert kinds["grutto", ProvisionKind.NIGHT_EXEMPTION].until is None
    assert kinds["rietzanger", ProvisionKind.HOLY_DAY].weekday == 5
    seconded = [duty for duty in SCENE.elsewhere if duty.person == "visarend"]
    assert PERSON["visarend"].employer == "Politie"
    assert {duty.name for duty in seconded} == {"D", "L", "N"}


def test_two_competences_expire_inside_the_period_and_one_begins():
    inside = [
        each
        for each in SCENE.competences
        if each.until and PERIOD_START <= each.until < THIRTEEN_WEEKS
    ]
    assert {each.person for each in inside} == {"waterlelie", "koninginnepage"}
    late = [each for each in SCENE.competences if each.person == "zilverreiger"]
    assert [PERIOD_START < each.start < THIRTEEN_WEEKS for each in late] == [True]


def test_the_trainee_may_only_double_until_june():
    levels = {each.start: each.level for each in SCENE.competences if each.person == "pluvier"}
    assert levels == {
        date(2026, 10, 1): CompetenceLevel.TRAINEE,
        date(2027, 6, 1): CompetenceLevel.QUALIFIED,
    }


def test_a_tenth_of_the_time_is_leave_and_it_clusters_in_the_school_holidays():
    leave = [each for each in SCENE.absences if each.kind is AbsenceKind.LEAVE]
    start, end = instant(PERIOD_START), instant(PERIOD_START + timedelta(weeks=26))
    minutes = sum(each.work_minutes for each in leave if start <= each.start < end)
    contract = sum(p.contracts[0].hours_per_week for p in SCENE.people) * 26 * 60
    assert 0.06 <= minutes / contract <= 0.12
    away = {
        monday: {
            each.person
            for each in leave
            if each.start < instant(monday + timedelta(days=5)) and instant(monday) < each.end
        }
        for monday in (date(2027, 2, 22), date(2027, 3, 8))
    }
    assert len(away[date(2027, 2, 22)]) > 4 * len(away[date(2027, 3, 8)])
    assert {each.kind for each in SCENE.absences} == set(AbsenceKind) - {AbsenceKind.ABSENT}


def test_most_who_can_be_rostered_have_wishes():
    rostered = {p.id for p in SCENE.people if rostered_posts(p)} - {"pluvier"}
    wishes = Counter(wish.person for wish in SCENE.wishes)
    assert set(wishes) == rostered
    assert len(SCENE.wishes) >= 2 * len(rostered)


def test_hours_at_the_office_and_the_piket_stay_within_40_a_week():
    for person in SCENE.people:
        minutes = sum(
            (each.end.hour - each.start.hour) * 60
            + each.end.minute - each.start.minute - each.break_minutes
            for each in person.weekly_work
        )  # fmt: skip
        assert minutes <= person.contracts[0].hours_per_week * 60


def test_the_half_year_goes_on_to_the_fourth_of_july():
    assert max(local(duty.end).date() for duty in SCENE.elsewhere) >= date(2027, 7, 4)
    assert max(local(each.start).date() for each in SCENE.absences) >= date(2027, 6, 20)


def test_the_tables_have_only_columns_that_are_known_and_fill_the_required_ones():
    for name, rows in demo_tables().items():
        table = TABLE_BY_NAME[name]
        for row in rows:
            assert set(row) <= {column.name for column in table.columns}
            assert all(row.get(column.name) for column in table.columns if column.required)
