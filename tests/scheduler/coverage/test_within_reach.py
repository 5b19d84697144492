"""Coverage of some regions is read for these alone, and is what coverage of all says of them."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import timedelta

import pytest

from data.demo.generated import generate
from data.i18n.language import language
from data.model.account import EVERYWHERE, Reach
from data.model.duty import Absence, AbsenceKind
from data.model.errors import CacoError
from data.model.presence import PresenceSource
from data.model.stand_in import StandIn
from data.store import rosters, staffing
from data.store.audit import trail
from data.store.audit.trail import Act
from data.store.stand_ins import add_stand_in
from scheduler.call_outs.recording import CallOutEntry, record_call_out
from scheduler.coverage.acknowledgement import accept, acknowledge
from scheduler.coverage.board import board
from scheduler.coverage.gap_queries import list_gaps, prove_coverage
from scheduler.coverage.gathering import read_coverage_input
from scheduler.coverage.input import input_of_posts
from scheduler.coverage.monitor import sweep
from scheduler.coverage.on_duty import duties_of, who_is_on_duty
from scheduler.coverage.presence import PresenceRequest, confirm_presence
from scheduler.coverage.proof import prove
from scheduler.coverage.snapshot import CoverageCache
from scheduler.planning.absences import record_absence
from scheduler.planning.drafts import copy_in_force
from scheduler.planning.edits import Edit, EditKind, edit_draft
from scheduler.planning.publish import publish
from scheduler.records.edit import Replacement, fingerprint, read_table, replace_rows
from tests.support.originals import EMPTY, Original
from tests.support.region import CONSENT, FIRST, INSIDE, WEEKS, import_texts, published_by_turns

REACHES = [Reach(frozenset({one})) for one in ("R1", "R2", "R3")]
SEEDS = range(8)


def texts():
    """Two regions with people in common, a third with a desk only, which it shares with one."""
    tables = generate(30, 6, 4, 5)
    rows = {row["id"]: dict(row) for row in tables["posts"]}
    rows["CACO-2"]["regions"] = "R2;R3"
    rows["CACO-1"]["presence_minutes"] = "15"
    rows["IM-ROT-R2"]["most_chance_nobody"] = "5"
    regions = [*tables["regions"], {"id": "R3", "name": "Region 3"}]
    return {**tables, "posts": list(rows.values()), "regions": regions}


WORLD = Original(
    "shares_people", EMPTY, lambda store: import_texts(store, texts()), published_by_turns
)


class World:
    """Regions to which things happen; each of them is done, or is refused and changes nothing."""

    def __init__(self, store, seed):
        self.store, self.dice, self.now = store, random.Random(seed), INSIDE - timedelta(hours=8)
        self.acts = (
            self.is_away,
            self.is_away,
            self.is_out_of_reach,
            self.moves_away,
            self.is_called_at_night,
            self.is_called_at_night,
            self.is_taken_over,
            self.is_taken_off,
            self.comes,
            self.is_answered,
            self.is_swept,
        )

    def go(self, acts=9):
        for _ in range(acts):
            self.now += timedelta(minutes=self.dice.choice([1, 7, 61]))
            with suppress(CacoError, IndexError):  # there may be nothing to choose from
                self.dice.choice(self.acts)()

    def duty(self):
        with self.store.reading() as connection:
            found = rosters.duties_between(connection, self.now, self.now + timedelta(weeks=1))
        return self.dice.choice([(person, shift) for person, shift, _ in found])

    def is_away(self):
        person, shift = self.duty()
        kind = self.dice.choice([AbsenceKind.ILLNESS, AbsenceKind.LEAVE])
        until = shift.end - timedelta(minutes=self.dice.choice([0, 60]))
        record_absence(self.store, Absence(person, kind, shift.start, until), "tests", self.now)

    def is_out_of_reach(self):
        person, _ = self.duty()
        self.replace("contacts", "person", person, [])

    def moves_away(self):
        person, _ = self.duty()
        row = next(row for row in read_table(self.store, "people") if row["id"] == person)
        regions = "R2" if "R1" in row["regions"] else "R1"
        self.replace("people", "id", person, [{**row, "regions": regions}])

    def replace(self, table, column, person, rows):
        mine = [row for row in read_table(self.store, table) if row[column] == person]
        asked = Replacement(table, {column: person}, rows, fingerprint(mine))
        replace_rows(self.store, asked, "tests", self.now)

    def is_called_at_night(self):
        at = self.now.replace(hour=1) - timedelta(days=self.dice.choice([0, 1]))
        with self.store.reading() as connection:
            found = staffing.recorded_duties(connection, at, at + timedelta(hours=1))
        on_call = [post for post in found if post.startswith("IM-")]
        post = self.dice.choice(on_call)
        person = self.dice.choice(found[post]).person
        call = {"posts": post, "label": "Fire", "alert_at": at.isoformat()}
        call["over_at"] = (at + timedelta(hours=3)).isoformat()
        came = {"person": person, "came": "yes", "minutes": "25"}
        record_call_out(self.store, CallOutEntry(call, [came]), "tests", self.now)

    def is_taken_over(self):
        (person, shift), (other, _) = self.duty(), self.duty()
        half = shift.start + (shift.end - shift.start) / 2
        start = self.dice.choice([shift.start, half])
        part = shift.id, shift.post, start, shift.end, person, other, "", "tests", self.now
        with self.store.writing() as connection:
            trail.take_turn(connection)
            given = add_stand_in(connection, StandIn(0, *part))
            trail.append(connection, [Act("stand_in.recorded", f"{given.id}")], "tests", self.now)

    def is_taken_off(self):
        person, shift = self.duty()
        draft = copy_in_force(self.store, FIRST, WEEKS, "tests", self.now)
        edits = [Edit(EditKind.REMOVE, person, shift.id)]
        edit_draft(self.store, draft.id, edits, "tests", self.now)
        publish(self.store, draft.id, CONSENT, "tests", self.now, language("en"))

    def comes(self):
        person, shift = self.duty()
        given = PresenceRequest(person, shift.post, PresenceSource.WALL)
        confirm_presence(self.store, given, "tests", self.now)

    def is_answered(self):
        swept = sweep(self.store, 8, self.now)
        number = self.dice.choice(list(swept.open)).id
        if self.dice.random() < 0.5:
            acknowledge(self.store, [number], "tests", self.now)
        else:
            accept(self.store, number, "so", self.now + timedelta(days=1), "tests", self.now)

    def is_swept(self):
        sweep(self.store, 8, self.now)


@pytest.fixture(
    params=[*SEEDS[:2], *(pytest.param(n, marks=pytest.mark.second) for n in SEEDS[2:])]
)
def world(request, tmp_path):
    with WORLD.copy("sqlite", tmp_path) as store:
        made = World(store, request.param)
        made.go()
        yield made


def of(board_, posts):
    """What a board says of some posts."""
    return (
        [row for row in board_.rows if row.post.id in posts],
        [row for row in board_.gaps if row.gap.interval.post in posts],
        [row for row in board_.accepted if row.gap.interval.post in posts],
    )


@pytest.mark.parametrize("reach", REACHES)
def test_the_board_of_a_region_is_that_of_all_without_the_posts_of_others(world, reach):
    cache = CoverageCache(world.store, 8)
    for _ in range(2):  # at first, and with what was kept, after something else happened
        whole, mine = cache.snapshot(world.now), cache.snapshot(world.now, reach)
        posts = {
            post.id for post in whole.facts.inputs.posts.values() if reach.covers(post.regions)
        }
        end = world.now + timedelta(weeks=2)
        known = mine.facts.inputs
        assert known.posts.keys() == posts
        rests = whole.facts.inputs.rest_owed
        assert known.rest_owed == {one: rests[one] for one in rests if one in known.regions}
        assert of(board(mine, end), posts) == of(board(whole, end), posts)
        assert [row.post.id for row in board(mine, end).rows if row.post.id not in posts] == []
        world.go(3)


@pytest.mark.parametrize("reach", REACHES)
def test_programs_are_told_the_same_of_a_region_however_much_is_read(world, reach):
    start, end, now = world.now - timedelta(days=3), world.now + timedelta(days=10), world.now
    with world.store.reading() as connection:
        whole = read_coverage_input(connection, start, end, now)
    posts = {post.id for post in whole.posts.values() if reach.covers(post.regions)}
    said, known = prove_coverage(world.store, start, end, now, reach)
    assert (said, set(known.posts)) == (prove(input_of_posts(whole, posts), start, end), posts)
    gaps, every = (list_gaps(world.store, now, end, now, one) for one in (reach, EVERYWHERE))
    assert list(gaps.rows) == [row for row in every.rows if row.gap.interval.post in posts]
    on, all_on = (who_is_on_duty(world.store, now, now, reach=one) for one in (reach, EVERYWHERE))
    assert on == tuple(one for one in all_on if one.post.id in posts)
    duties, everybodys = (
        duties_of(world.store, start, end, reach=one) for one in (reach, EVERYWHERE)
    )
    assert duties == [one for one in everybodys if one.shift.post in posts]


def test_nothing_of_before_is_shown_after_any_change(world):
    cache = CoverageCache(world.store, 8)
    for _ in range(6):
        world.go(1)
        end = world.now + timedelta(weeks=2)
        for reach in REACHES:
            fresh = CoverageCache(world.store, 8).snapshot(world.now, reach)
            assert board(cache.snapshot(world.now, reach), end) == board(fresh, end)
