"""The grid as a model: days, spans, what each reader sees, and the colours of posts."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from werkzeug.datastructures import MultiDict

from data.i18n.language import language
from data.model.base_roster import BaseMember, BaseRoster
from data.model.duty import Wish, WishKind
from data.model.shift import Codes, is_long
from data.model.stand_in import StandIn
from data.store.audit import trail
from scheduler.coverage.snapshot import CoverageCache
from scheduler.coverage.status import CoverageStatus
from scheduler.planning.drafts import add_draft
from scheduler.planning.open_roster import open_roster
from scheduler.planning.preparation import prepare
from tests.bench.store import fill
from tests.support.region import FIRST, INSIDE, NOW
from web.rosters.choice import RosterFilter, ViewerPermissions
from web.rosters.drawing import Drawing
from web.rosters.grid import Grid
from web.rosters.list_views import duty_days, duty_weeks, sheets_of

NL, EN = language("nl"), language("en")
PLANNER = ViewerPermissions(all_reasons=True, may_plan=True)
CSS = Path(__file__).parents[2] / "web/static/css/posts.css"


def roster_of(store, first, weeks):
    """A draft of any period, its duties going round."""
    with store.writing() as connection:
        trail.take_turn(connection)
        prepared = prepare(connection, first, weeks, NOW)
        roster = add_draft(connection, prepared, fill(prepared.problem), "", "planner", NOW).id
    return open_roster(store, roster)


def grid_of(roster, query="", viewer=PLANNER, now=INSIDE, speech=NL, status=None):
    status = status or CoverageStatus(now, ())
    args = MultiDict(part.split("=") for part in query.split("&") if part)
    return Grid(roster, speech, viewer, RosterFilter.of(args), now, status)


@pytest.fixture
def roster(site_store):
    return open_roster(site_store, 1)


def test_the_clock_change_and_the_holidays_have_their_day(site_store):
    grid = grid_of(roster_of(site_store, date(2027, 3, 22), 2))
    special = {c.day.date: (c.day.clock_change, c.note) for c in grid.columns if c.note}
    change, note = special[date(2027, 3, 28)]  # also the first day of Easter
    assert change == 60
    assert "Eerste paasdag" in note
    assert "een uur korter" in note
    assert special[date(2027, 3, 29)] == (0, "Tweede paasdag")
    night = next(s for s in grid.roster.shifts if s.start == datetime(2027, 3, 27, 22, tzinfo=UTC))
    assert night.end - night.start == timedelta(hours=7)
    assert [grid.columns[p].day.date for p in grid.places_of(night)] == [date(2027, 3, 27)]
    assert grid.tone(night) == "night"


def test_the_long_night_of_autumn_stands_on_one_day(site_store):
    grid = grid_of(roster_of(site_store, date(2027, 10, 25), 1))
    assert [column.day.clock_change for column in grid.columns] == [0] * 6 + [-60]
    night = next(s for s in grid.roster.shifts if s.end - s.start == timedelta(hours=9))
    assert [grid.columns[p].day.date for p in grid.places_of(night)] == [date(2027, 10, 30)]
    assert grid.tone(night) == "night"


def test_a_week_on_call_is_a_bar_to_the_day_before_the_next_one(roster):
    grid = grid_of(roster)
    shift = next(s for s in roster.shifts if is_long(s) and s.start > roster.head.start)
    holder = roster.holders[shift.id][0]
    marked = [
        (place, mark.begins, mark.ends)
        for place, cell in enumerate(grid.row(holder))
        for mark in (cell.marks if cell else [])
        if mark.shift.id == shift.id
    ]
    places = list(grid.places_of(shift))
    assert [place for place, *_ in marked] == places
    assert [begins for _, begins, _ in marked] == [True] + [False] * (len(places) - 1)
    assert marked[-1][2] is (len(places) == 7)


def test_a_week_in_parts_stands_for_each_under_the_days_of_their_pieces(roster):
    """Saturday evening given away: two bars for who has the week, one day for who comes."""
    shift = next(
        s for s in roster.shifts if is_long(s) and s.start > INSIDE and s.id in roster.holders
    )
    holder = roster.holders[shift.id][0]
    comer = next(
        p.id
        for p in roster.problem.people
        if p.id != holder and roster.problem.level(p.id, shift) == "qualified"
    )
    start = shift.start + timedelta(days=1, hours=1)
    times = start, start + timedelta(hours=5)
    one = StandIn(1, shift.id, shift.post, *times, holder, comer, "", "planner", INSIDE)
    grid = grid_of(replace(roster, stand_ins={shift.id: (one,)}))

    def bars(person):
        return [
            (place, mark.begins, mark.ends)
            for place, cell in enumerate(grid.row(person))
            for mark in (cell.marks if cell else [])
            if mark.shift.id == shift.id
        ]

    places = list(grid.places_of(shift))
    (first, second, *rest) = bars(holder)
    assert [place for place, *_ in bars(holder)] == places
    assert (first[1:], second[1:]) == ((True, False), (True, True))
    assert not any(begins for _, begins, _ in rest)
    assert bars(comer) == [(places[1], True, True)]
    drawn = Drawing(grid, "").row(roster.problem.person_by_id[holder])
    assert drawn.count(f">{shift.post}<") == 1 + any(p % 7 == 0 for p in places[1:])
    assert roster.problem.person_by_id[comer].name in drawn


def test_a_bar_that_began_before_the_part_that_is_shown_goes_on(roster):
    whole = grid_of(roster)
    shift = next(s for s in roster.shifts if is_long(s) and len(whole.places_of(s)) == 7)
    part = grid_of(roster, "start=2027-01-11&weeks=1")
    assert 0 in part.places_of(shift)
    assert len(part.places_of(shift)) < 7
    drawn = Drawing(part, "/rosters/1").row(
        roster.problem.person_by_id[roster.holders[shift.id][0]]
    )
    assert f">{shift.post}</b>" in drawn  # named where it comes into sight


def test_weeks_have_their_number_and_today_its_mark(roster):
    grid = grid_of(roster)
    assert grid.weeks == ((1, 7), (2, 7))
    assert [c.day.date for c in grid.columns if c.is_today] == [date(2027, 1, 8)]
    assert [c.weekday for c in grid.columns[:3]] == ["ma", "di", "wo"]
    assert "past" in Drawing(grid, "").classes[0]
    assert "weekend" in Drawing(grid, "").classes[5]


def test_months_stand_above_the_weeks(site_store):
    grid = grid_of(roster_of(site_store, date(2027, 3, 22), 2))
    assert grid.months == ((date(2027, 3, 22), 10), (date(2027, 4, 1), 4))
    assert [(number, days, first.day) for number, days, first in grid.week_heads] == [
        (12, 7, 22),
        (13, 7, 29),
    ]


def test_people_stand_by_team_or_by_posts(roster):
    """Each once; whoever follows a base roster with the others who do, the rest by function."""
    problem = roster.problem
    post = roster.posts[0]
    followers = [p.id for p in problem.people if problem.competences_of(p.id, post.function)][:3]
    cycle = BaseRoster("five weeks", post.id, FIRST, (("D",) * 7,))
    members = tuple(BaseMember("five weeks", one, 1) for one in followers[:2])
    over = BaseMember("five weeks", followers[2], 1, until=FIRST - timedelta(days=1))
    with_cycle = replace(problem, base_rosters=(cycle,), base_members=(*members, over))
    grid = grid_of(replace(roster, problem=with_cycle))
    people = [person.id for group in grid.groups for person in group.people]
    assert sorted(people) == sorted(p.id for p in problem.people)
    (team,) = [group for group in grid.groups if group.key == "base:five weeks"]
    assert [person.id for person in team.people] == followers[:2]
    assert followers[2] in {
        p.id for g in grid.groups if g.key == f"function:{post.function}" for p in g.people
    }
    by_posts = grid_of(replace(roster, problem=with_cycle), "by=posts")
    assert [g.title for g in by_posts.groups] == [g.title for g in by_posts.view.groups]


def test_a_team_is_folded_away_by_the_address(roster):
    grid = grid_of(roster)
    key = grid.groups[0].key
    folded = RosterFilter.of(MultiDict([("closed", key)]))
    assert folded.closed == (key,)
    assert RosterFilter.of(MultiDict(parse_qsl(folded.query()[1:]))) == folded
    assert folded.folding(key) == "?"
    assert RosterFilter.of(MultiDict(parse_qsl(RosterFilter().folding(key)[1:]))) == folded


def test_one_row_counts_what_all_posts_lack_on_a_day(roster, site_store):
    day = next(s for s in roster.shifts if not is_long(s) and s.start.date() > INSIDE.date())
    gone = {s.id for s in roster.shifts if s.start.date() == day.start.date()}
    kept = tuple(a for a in roster.assignments if a.shift not in gone)
    without, latest = replace(roster, assignments=kept), CoverageCache(site_store, 8)
    status = latest.of_roster(roster.head, roster.shifts, kept, INSIDE)
    grid = grid_of(without, status=status)
    place = grid.column_of[grid.day_of(day.start)]
    drawing = Drawing(grid, "/rosters/1")
    listed = drawing.open_on(grid.columns[place].day.date)
    assert grid.open_by_day[place] >= 1
    assert listed
    assert any("candidates?shift=" in link for _said, link in listed)
    assert f"/rosters/1/open?day={grid.columns[place].day.date}" in drawing.open_row()
    assert drawing.open_on(date(2020, 1, 1)) == []


def test_gaps_stand_under_each_day_that_lacks_somebody(roster, site_store):
    shift = next(
        s for s in roster.shifts if is_long(s) and s.id in roster.holders and s.start > INSIDE
    )
    kept = tuple(a for a in roster.assignments if a.shift != shift.id)
    without, latest = replace(roster, assignments=kept), CoverageCache(site_store, 8)

    def at(now):
        status = latest.of_roster(roster.head, roster.shifts, kept, now)
        return grid_of(without, now=now, status=status)

    grid, post = at(INSIDE), roster.problem.post_by_id[shift.post]
    days = {
        place
        for place, rows in enumerate(grid.gaps_by_day(post))
        if shift.id in [row.gap.interval.slot for row in rows]
    }
    assert days == set(grid.places_of(shift))
    assert "candidates?shift=" in Drawing(grid, "/rosters/1").cover()
    over = Drawing(at(roster.head.end + timedelta(weeks=1)), "/rosters/1").cover()
    assert "was-uncovered" in over
    assert "candidates" not in over  # what is over is filled by nobody


def test_a_reader_sees_only_what_is_their_own(roster):
    one, other = roster.problem.people[:2]
    wishes = tuple(
        Wish(p.id, WishKind.AVOID, roster.head.start, roster.head.end) for p in (one, other)
    )
    roster = replace(roster, problem=replace(roster.problem, wishes=wishes))
    drawing = Drawing(grid_of(roster, viewer=ViewerPermissions(own=one.id)), "")
    assert "wish" in drawing.row(one)
    assert "wish" not in drawing.row(other)
    assert 'class="hours"' not in drawing.row(other)


def test_a_wish_that_came_true_is_quiet(roster):
    duty = next(a for a in roster.assignments if not is_long(roster.shift_by_id[a.shift]))
    shift = roster.shift_by_id[duty.shift]
    for kind, is_shown in ((WishKind.WANT, False), (WishKind.AVOID, True)):
        wish = Wish(duty.person, kind, shift.start, shift.start + timedelta(hours=1))
        wished = replace(roster, problem=replace(roster.problem, wishes=(wish,)))
        row = Drawing(grid_of(wished), "").row(roster.problem.person_by_id[duty.person])
        assert ('class="wish"' in row) is is_shown


@pytest.mark.parametrize("words", ["caco", "CACO", "Calamiteiten"])
def test_people_are_found_by_function(roster, words):
    found = [p.id for g in grid_of(roster, f"words={words}").groups for p in g.people]
    assert found
    assert all(roster.problem.competences_of(one, "CACO") for one in found)


def test_a_choice_survives_its_own_address():
    args = MultiDict([("post", "A"), ("post", "B C"), ("weeks", "4"), ("start", "2027-01-11")])
    choice = RosterFilter.of(args)
    query = choice.query()
    parts = [p.split("=") for p in query[1:].replace("+", " ").split("&")]
    assert RosterFilter.of(MultiDict(parts)) == choice
    assert RosterFilter().query() == ""
    assert choice.query(weeks=0).count("weeks") == 0


def test_a_number_tells_posts_with_the_same_shift_names_apart(roster):
    posts = [p for p in roster.posts if p.id == "CACO"]
    twin = replace(posts[0], id="CACO2")
    shifts = [s for s in roster.shifts if s.post == "CACO"]
    twins = [replace(s, id=f"{s.id}-2", post="CACO2") for s in shifts]
    codes = Codes([*posts, twin], [*shifts, *twins])
    day = next(s for s in twins if s.name == "D")
    assert codes.of(day) == "D²"
    assert codes.fits(day, "d2")
    assert codes.fits(day, "caco2-d")
    assert not codes.fits(day, "D1")
    assert "D2" in codes.typed


def test_paper_has_whole_weeks_spread_evenly(site_store):
    sheets = sheets_of(grid_of(roster_of(site_store, FIRST + timedelta(weeks=2), 12)))
    assert [len(one.columns) for one in sheets] == [28, 28, 28]
    days = [column.day.date for one in sheets for column in one.columns]
    assert days == sorted(set(days))


def test_the_duty_list_says_who_and_what_is_open(roster):
    rows = [row for day in duty_days(grid_of(roster)) for row in day.rows]
    known = {name for row in rows for name in row.names}
    assert known <= {p.name for p in roster.problem.people}
    assert any(not row.when for row in rows)  # on call: all day


def test_the_duty_list_is_cut_by_week(roster):
    grid = grid_of(roster)
    weeks = duty_weeks(grid)
    assert [(week.number, len(week.days)) for week in weeks] == list(grid.weeks)
    assert [day for week in weeks for day in week.days] == duty_days(grid)
    assert [week.is_now for week in weeks].count(True) == 1


def test_the_list_of_keys_shows_codes_that_are_typed_in_one_stroke(roster):
    assert grid_of(roster).codes.shortest(3) == ("D", "L", "N")


def _luminance(colour):
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_every_code_can_be_read_on_its_colour():
    rules = re.findall(r"post-\w+ \{ (--hue.*) \}", CSS.read_text())
    assert len(rules) == 18  # eight posts and none, in light and in dark
    for rule in rules:
        value = dict(re.findall(r"--([\w-]+): (#\w{6})", rule))
        for tone in ("day", "late", "night"):
            light, dark = sorted(
                (_luminance(value[tone]), _luminance(value[f"{tone}-ink"])), reverse=True
            )
            assert (light + 0.05) / (dark + 0.05) >= 4.5, rule


def test_no_two_posts_have_the_same_line():
    lines = re.findall(r"--edge-(\w+): 3px (\w+)", CSS.read_text())
    assert len(set(lines)) == len(lines) == 8
