"""Duty managers and steps of some books: every gap still reaches somebody, or that is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from data.model.contact import DEFAULT_STEPS, AlertRecords, AlertStep, DutyManager, Recipient
from data.model.gap import Cause, Gap, GapPart, GapState, UncoveredInterval
from data.model.post import PostKind
from scheduler.notifications.escalation import EscalationInput, decide
from scheduler.notifications.mute_levels import UnheardPosts, mute_levels, unheard_posts
from tests.scheduler.coverage.scenes import DESK, ZONE, local
from tests.scheduler.notifications.test_escalation_policy import ONE, TWO, Told_, gap

START = local("2027-01-20 15:00")
BOOKS = {"desk": "Control room", "piket": "Piket"}
REGIONS = ("FL", "GV")
HOUR = timedelta(hours=1)


def post_of(code, book, *regions):
    return replace(DESK, id=code, book=book, regions=regions, kind=PostKind.ON_SITE)


POSTS = {
    post.id: post
    for post in (
        post_of("A", "desk", "FL", "GV"),
        post_of("B", "piket", "FL"),
        post_of("C", "piket", "GV"),
        post_of("D", "", "GV"),
    )
}


def inputs_of(managers, steps=DEFAULT_STEPS, posts=POSTS, usable=("mail", "push")):
    levels: dict[int, list[tuple[Recipient, DutyManager]]] = {}
    for recipient, row in managers:
        levels.setdefault(row.level, []).append((recipient, row))
    digest = local("2027-01-01 07:30").astimezone(ZONE).time()
    in_force = AlertRecords(steps=tuple(steps)).steps_in_force
    return EscalationInput(posts, in_force, levels, {}, False, digest, ZONE, usable)


def gap_of(post, number=1):
    end, opened = START + 8 * HOUR, START - timedelta(days=60)
    part = GapPart(START, end, 1, Cause.NEVER_FILLED)
    interval = UncoveredInterval(post, f"{post}:1", START, end, 1, 1, (part,))
    return Gap(number, interval, GapState.OPEN, opened)


def heard(managers, post, steps=DEFAULT_STEPS):
    found = decide([gap_of(post)], [], inputs_of(managers, steps), START - HOUR)
    return {one.recipient.name for one in found.notices}


def test_a_duty_manager_of_a_book_hears_of_its_gaps_alone():
    managers = [(ONE, DutyManager(1, books=("piket",))), (TWO, DutyManager(1, books=("desk",)))]
    assert [heard(managers, post) for post in "ABC"] == [{"Two"}, {"One"}, {"One"}]


def test_of_posts_without_a_book_whoever_hears_of_all_books_hears():
    managers = [(ONE, DutyManager(1, books=("piket",))), (TWO, DutyManager(2))]
    assert heard(managers, "D") == {"Two"}


def test_book_and_region_both_count():
    managers = [(ONE, DutyManager(1, books=("piket",), regions=("FL",))), (TWO, DutyManager(2))]
    assert [heard(managers, post) for post in "BC"] == [{"One", "Two"}, {"Two"}]


def test_a_step_of_a_book_holds_for_its_posts_instead_of_the_others():
    early = AlertStep(100 * HOUR, "mail", books=("piket",))
    managers = [(ONE, DutyManager(1))]
    inputs = inputs_of(managers, (early,))
    assert inputs.steps_for("B") == [early]
    assert inputs.steps_for("A") == inputs.steps_for("D") == list(DEFAULT_STEPS)
    at = START - 90 * HOUR
    notices = decide([gap_of("A"), gap_of("B", 2)], [], inputs, at).notices
    assert {(one.gap.id, one.channel) for one in notices if one.channel != "digest"} == {
        (2, "mail")
    }


def test_the_steps_of_a_post_go_before_those_of_its_book():
    own, of_book = AlertStep(HOUR, "mail", post="B"), AlertStep(HOUR, "push", books=("piket",))
    inputs = inputs_of([(ONE, DutyManager(1))], (own, of_book))
    assert [inputs.steps_for(post) for post in "BC"] == [[own], [of_book]]


def test_one_message_holds_what_its_reader_hears_of_alone():
    managers = [(ONE, DutyManager(1, books=("piket",))), (TWO, DutyManager(1))]
    gaps = [gap_of("A"), gap_of("B", 2), gap_of("D", 3)]
    notices = decide(gaps, [], inputs_of(managers), START - HOUR).notices
    per_reader = {
        who.name: {one.gap.id for one in notices if one.recipient == who} for who in (ONE, TWO)
    }
    assert per_reader == {"One": {2}, "Two": {1, 2, 3}}


def test_a_book_of_which_nobody_hears_is_named():
    managers = [(ONE, DutyManager(1, books=("desk",)))]
    assert unheard_posts(inputs_of(managers), BOOKS) == (
        UnheardPosts("", ("D",)),
        UnheardPosts("Piket", ("B", "C")),
    )


def test_where_nobody_hears_of_anything_the_levels_say_so():
    assert unheard_posts(inputs_of([]), BOOKS) == ()
    assert mute_levels(inputs_of([]))[0].posts == tuple(POSTS)


DEAF = Recipient("people/9", "Nine", ())


def some(random, *of):
    return tuple(one for one in of if random.random() < 0.4)


def managers_of(random):
    rows = []
    for _ in range(random.randint(0, 4)):
        regions, books = some(random, *REGIONS), some(random, *BOOKS)
        rows.append(DutyManager(random.randint(1, 3), regions=regions, books=books))
    return [(random.choice((ONE, TWO, DEAF)), row) for row in rows]


def steps_of(random):
    return [
        AlertStep(
            HOUR * random.randint(2, 30), "mail", random.randint(1, 4), books=some(random, *BOOKS)
        )
        for _ in range(random.randint(0, 3))
    ]


@pytest.mark.parametrize("seed", range(100))
def test_every_gap_reaches_somebody_or_it_is_said_that_it_does_not(seed):
    random = Random(seed)
    managers, steps = managers_of(random), steps_of(random)
    if random.random() < 0.5:
        managers.append((ONE, DutyManager(random.randint(1, 3))))
    inputs = inputs_of(managers, steps)
    gaps = [gap_of(post, number) for number, post in enumerate(POSTS, start=1)]
    found = decide(gaps, [], inputs, START - HOUR)
    reached = {one.gap.interval.post for one in found.notices}
    for one in found.notices:
        rows = [row for who, row in managers if who == one.recipient and row.level == one.level]
        assert any(row.is_for(POSTS[one.gap.interval.post]) for row in rows)
    if any(row == DutyManager(row.level) and who != DEAF for who, row in managers):
        assert reached == set(POSTS)
    lost = set(POSTS) - reached
    assert {gap.interval.post for gap in found.nobody} == lost
    told = {post for one in unheard_posts(inputs, BOOKS) for post in one.posts}
    mute = {post for one in mute_levels(inputs) for post in one.posts}
    assert lost <= mute
    assert told == (lost if lost != set(POSTS) else set())


def test_who_hears_of_another_book_is_not_asked_where_a_level_is_skipped():
    told = Told_()
    told.managers = {1: [(ONE, DutyManager(1, books=("piket",)))], 2: [(TWO, DutyManager(2))]}
    (notice,) = told.at(START - 24 * HOUR, gap()).notices
    assert (notice.recipient, notice.instead_of) == (TWO, 1)
