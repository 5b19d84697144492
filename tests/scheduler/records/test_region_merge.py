"""Merging regions: posts, people and rights move; what was signed stays as it is."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from data.model.account import RegionLimit, Right, Role, Scope, TokenScope
from data.model.errors import Refused
from data.store import accounts
from data.store.audit.check import verify
from data.store.record_objects import read_posts, read_regions
from data.store.subscriptions import read_subscription
from data.tables.period import ZONE
from scheduler.accounts.access import list_tokens, make_token
from scheduler.coverage.board import board
from scheduler.coverage.snapshot import CoverageCache
from scheduler.feeds.links import LinkRequest, add_link
from scheduler.records.region_merge import RegionMerge, merge_regions
from scheduler.reporting.signed_statements import as_signed, read_signed
from scheduler.reporting.statement import state
from tests.support.region import FIRST, INSIDE
from tests.web.regional import MINE, THEIRS, TWO_BOOKS, digest, of_region

NEW = RegionMerge((MINE, THEIRS), "R3", "Veiligheidsregio Duin en Eik", "midden")


@pytest.fixture
def two_regions(tmp_path):
    with TWO_BOOKS.copy("sqlite", tmp_path) as store:
        yield store


def seen(store):
    """What the board says, whose posts it shows, and what was stated, without names of regions."""
    snapshot = CoverageCache(store, 8).snapshot(INSIDE)
    found = board(snapshot, INSIDE + timedelta(weeks=2))
    rows = [
        (row.post.id, row.on, [(one.start, one.end, one.people) for one in row.blocks])
        for row in found.rows
    ]
    stated = state(store, FIRST, FIRST + timedelta(days=5), INSIDE)
    return rows, [gap.gap.id for gap in found.gaps], stated.proof.months


def test_a_trial_tells_what_would_change_and_changes_nothing(two_regions):
    before = digest(two_regions)
    told = merge_regions(two_regions, NEW, "boss", INSIDE, is_trial=True)
    assert digest(two_regions) == before
    assert told == merge_regions(two_regions, NEW, "boss", INSIDE)
    assert told.rows["posts"] == len(of_region("posts", MINE)) + len(of_region("posts", THEIRS))


def test_posts_people_and_rights_become_those_of_the_new_region(two_regions):
    link = add_link(two_regions, LinkRequest(Scope.REGION, MINE, "nl"), "boss", INSIDE)
    make_token(two_regions, "reader", [TokenScope.COVERAGE], None, "boss", INSIDE, [MINE])
    before = seen(two_regions)
    done = merge_regions(two_regions, NEW, "boss", INSIDE)
    assert seen(two_regions) == before
    with two_regions.reading() as connection:
        assert [one.id for one in read_regions(connection)] == ["R3"]
        assert {one.regions for one in read_posts(connection)} == {("R3",)}
        planner = accounts.account_of(connection, Role.PLANNER)
        assert planner.limits == (RegionLimit(Role.PLANNER, frozenset({MINE, "R3"})),)
        assert planner.reach(Right.PLAN).covers(["R3"])
        moved = read_subscription(connection, link.link.id)
        assert (moved.subject, moved.revoked_at) == ("R3", None)
        found = {one.where.partition("/")[0] for one in verify(connection, ZONE).findings}
        assert found <= {"stand_in"}  # which a test put there, and no trail tells of
    assert list_tokens(two_regions)[-1].regions == {MINE, "R3"}
    assert Role.PLANNER in done.accounts
    assert (done.tokens, done.links) == (1, 1)


def test_what_was_signed_keeps_its_words(two_regions):
    before = [read_signed(two_regions, number) for number in (1, 2)]
    merge_regions(two_regions, NEW, "boss", INSIDE)
    assert [read_signed(two_regions, number) for number in (1, 2)] == before
    assert [as_signed(one).region for one in before] == [MINE, THEIRS]


def test_one_of_the_old_regions_may_go_on(two_regions):
    merge_regions(two_regions, RegionMerge((MINE, THEIRS), MINE, "", "noord"), "boss", INSIDE)
    with two_regions.reading() as connection:
        (left,) = read_regions(connection)
    assert (left.id, left.school_region) == (MINE, "noord")


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        (RegionMerge((MINE, "R9"), "R3", "New"), "there is no region 'R9'"),
        (RegionMerge((MINE,), "R3", "New"), "a merge takes two regions or more"),
        (RegionMerge((MINE, THEIRS), "R3"), "the new region R3 has no name"),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(two_regions, wanted, why):
    before = digest(two_regions)
    with pytest.raises(Refused, match=re.escape(why)):
        merge_regions(two_regions, wanted, "boss", INSIDE)
    assert digest(two_regions) == before
