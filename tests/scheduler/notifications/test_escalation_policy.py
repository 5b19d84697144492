"""Which gap is told to whom, and when."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta

import pytest

from data.model.contact import DEFAULT_STEPS, DIGEST, AlertStep, DutyManager, Recipient
from data.model.gap import (
    Cause,
    Extent,
    Gap,
    GapPart,
    GapState,
    Severity,
    UncoveredInterval,
)
from data.store.gaps import NotificationRecord
from scheduler.notifications.escalation import EscalationInput, decide, last_time_of_day
from scheduler.notifications.mute_levels import SuppressionReason, mute_levels
from tests.scheduler.coverage.scenes import DESK, HOME, ZONE, local

START = local("2027-01-20 15:00")
ONE = Recipient("people/1", "One", (("mail", "one@vr.example"), ("push", "one")))
TWO = Recipient("people/2", "Two", (("mail", "two@vr.example"),))
EVERYWHERE = DutyManager(1)


def gap(number=1, start=START, opened=START - timedelta(days=60), post="CACO", **given):
    end = start + timedelta(hours=8)
    part = GapPart(start, end, 1, given.pop("cause", Cause.NEVER_FILLED))
    interval = UncoveredInterval(post, f"{post}:{number}", start, end, 1, 1, (part,))
    state = given.pop("state", GapState.OPEN)
    return Gap(number, interval, state, opened, **given)


class Told_:
    """Tells by what was told before, as the store would."""

    def __init__(self, *managers, steps=DEFAULT_STEPS, quiet=(time(22), time(7))):
        self.told: dict[int, list[NotificationRecord]] = {}
        self.quiet, self.steps = quiet, steps
        self.usable = ("mail", "push")
        self.takers: dict[int, Recipient] = {}
        self.managers = {
            level: [(one, EVERYWHERE)] for level, one in enumerate(managers or (ONE, TWO), start=1)
        }

    def at(self, now, *gaps, closed=()):
        clock = now.astimezone(ZONE).time()
        quiet = clock >= self.quiet[0] or clock < self.quiet[1]
        desk = EscalationInput(
            {"CACO": DESK, "IM": HOME},
            self.steps,
            self.managers,
            self.told,
            quiet,
            time(7, 30),
            ZONE,
            self.usable,
            self.takers,
        )
        self.desk = desk
        decision = decide(gaps, closed, desk, now)
        for number, step in decision.passed:
            self.told.setdefault(number, []).append(NotificationRecord(number, step, "", now, None))
        for one in (*decision.notices, *decision.resolved):
            row = NotificationRecord(one.gap.id, one.step, one.recipient.key, now, "m")
            assert row not in self.told.get(one.gap.id, []), "the same step told twice"
            self.told.setdefault(one.gap.id, []).append(row)
        return decision

    def heard(self, now, *gaps):
        """Who hears what: level, channel, and whether again."""
        return [(one.level, one.channel, one.again) for one in self.at(now, *gaps).notices]


def test_nothing_is_told_before_the_first_step():
    assert Told_().heard(START - timedelta(days=15), gap()) == []


def test_the_digest_goes_in_the_morning_and_only_once():
    told = Told_()
    begun = START - timedelta(days=14)  # 15:00
    assert told.heard(begun, gap()) == []
    morning = local("2027-01-07 07:30")
    assert told.heard(morning - timedelta(minutes=5), gap()) == []
    assert told.heard(morning, gap()) == [(1, DIGEST, False)]
    assert told.heard(morning + timedelta(days=1), gap()) == []


def test_a_program_that_was_down_in_the_morning_sends_the_digest_when_it_is_up():
    assert Told_().heard(local("2027-01-07 11:00"), gap()) == [(1, DIGEST, False)]


def test_a_gap_that_opened_after_the_digest_waits_for_the_next():
    told, opened = Told_(), local("2027-01-08 10:00")
    assert told.heard(opened, gap(opened=opened)) == []
    assert told.heard(local("2027-01-09 07:30"), gap(opened=opened)) == [(1, DIGEST, False)]


def test_each_threshold_is_told_by_its_own_channel():
    told = Told_()
    assert told.heard(START - timedelta(hours=72), gap()) == [(1, "mail", False)]
    assert told.heard(START - timedelta(hours=24), gap()) == [(1, "push", False)]
    assert told.heard(START - timedelta(hours=4), gap()) == [
        (1, "push", False), (2, "push", False),
    ]  # fmt: skip


def test_trap_3_a_gap_that_appears_inside_a_threshold_is_told_at_once():
    now = START - timedelta(hours=20)
    assert Told_().heard(now, gap(opened=now)) == [(1, "push", False)]


def test_steps_that_were_missed_are_passed_over():
    told = Told_()
    told.heard(START - timedelta(hours=20), gap())
    passed = {row.step.split(" 2")[0] for row in told.told[1] if row.message is None}
    assert passed == {"336h digest 1", "72h mail 1"}


def test_what_can_wait_waits_until_the_quiet_hours_are_over():
    told = Told_()
    late = gap(start=local("2027-01-20 23:00"))
    assert told.heard(local("2027-01-17 23:00"), late) == []
    assert told.heard(local("2027-01-18 06:59"), late) == []
    assert told.heard(local("2027-01-18 07:00"), late) == [(1, "mail", False)]


def test_what_cannot_wait_does_not():
    night = gap(start=local("2027-01-20 02:00"))
    assert Told_().heard(local("2027-01-19 22:30"), night) == [
        (1, "push", False), (2, "push", False),
    ]  # fmt: skip


def test_it_is_told_again_until_somebody_takes_it_up():
    told, first = Told_(), START - timedelta(hours=24)
    told.heard(first, gap())
    assert told.heard(first + timedelta(hours=1), gap()) == []
    taken = gap(
        state=GapState.ACKNOWLEDGED,
        acknowledged_by="One",
        acknowledged_at=first + timedelta(hours=5),
    )
    again = told.heard(first + timedelta(hours=4), gap())
    assert (1, "push", True) in again
    assert told.heard(first + timedelta(hours=8), taken) == []


def test_it_goes_up_a_level_when_nobody_takes_it_up():
    told, first = Told_(), START - timedelta(hours=24)
    told.heard(first, gap())
    assert told.heard(first + timedelta(hours=2), gap()) == [(2, "push", False)]
    assert told.heard(first + timedelta(hours=3), gap()) == []


def test_reminders_resume_at_the_next_threshold():
    told = Told_()
    told.heard(START - timedelta(hours=72), gap())
    taken = gap(
        state=GapState.ACKNOWLEDGED,
        acknowledged_by="One",
        acknowledged_at=START - timedelta(hours=60),
    )
    assert told.heard(START - timedelta(hours=47), taken) == []
    assert told.heard(START - timedelta(hours=24), taken) == [(1, "push", False)]
    assert told.heard(START - timedelta(hours=20), taken) == [(1, "push", True), (2, "push", False)]


def test_of_reminders_that_were_missed_one_is_told():
    told, first = Told_(TWO), START - timedelta(hours=24)
    told.heard(first, gap())
    assert told.heard(first + timedelta(hours=13), gap()) == [(1, "push", True)]
    assert told.heard(first + timedelta(hours=13, minutes=5), gap()) == []


def test_two_reminders_never_come_close_after_each_other():
    told, first = Told_(TWO), START - timedelta(hours=24)
    told.heard(first, gap())
    assert told.heard(first + timedelta(hours=7, minutes=55), gap()) == [(1, "push", True)]
    assert told.heard(first + timedelta(hours=8), gap()) == []
    assert told.heard(first + timedelta(hours=10), gap()) == [(1, "push", True)]


def test_an_accepted_gap_is_not_told_until_its_day():
    until = START - timedelta(hours=20)
    intended = gap(state=GapState.ACCEPTED, accepted_until=until, accepted_by="M")
    told = Told_()
    assert told.heard(START - timedelta(hours=24), intended) == []
    assert told.heard(until, intended) == [(1, "push", False)]


def test_everyone_who_was_told_hears_that_it_was_mended_and_once():
    told, first = Told_(), START - timedelta(hours=24)
    told.heard(first, gap())
    told.heard(first + timedelta(hours=2), gap())
    filled = gap(state=GapState.CLOSED, closed_at=first, closed_by="filled")
    ends = told.at(first + timedelta(hours=3), closed=[filled]).resolved
    assert [one.recipient.key for one in ends] == ["people/1", "people/2"]
    assert told.at(first + timedelta(hours=3), closed=[filled]).resolved == ()


def test_who_was_never_told_does_not_hear_that_it_was_mended():
    filled = gap(state=GapState.CLOSED, closed_at=START, closed_by="filled")
    assert Told_().at(START, closed=[filled]).resolved == ()


def test_a_gap_that_reopens_is_told_again():
    told, first = Told_(), START - timedelta(hours=24)
    told.heard(first, gap())
    reopened = gap(opened=first + timedelta(hours=6))
    assert told.heard(first + timedelta(hours=6), reopened) == [(1, "push", False)]


def test_a_level_without_anybody_is_skipped():
    told = Told_()
    told.managers = {1: [], 2: [(TWO, EVERYWHERE)]}
    assert told.heard(START - timedelta(hours=24), gap()) == [(2, "push", False)]


NOWHERE = Recipient("people/3", "Three", ())
BY_PIGEON = Recipient("people/4", "Four", (("pigeon", "four"),))


@pytest.mark.parametrize("mute", [NOWHERE, BY_PIGEON], ids=["no address", "no channel"])
def test_a_level_that_nobody_can_be_reached_of_is_skipped_at_once(mute):
    told = Told_(mute, TWO)
    (notice,) = told.at(START - timedelta(hours=24), gap()).notices
    assert (notice.recipient, notice.level, notice.instead_of) == (TWO, 2, 1)


def test_who_stood_in_for_a_level_does_not_hear_of_the_same_step_twice():
    told, begun = Told_(NOWHERE, TWO), START - timedelta(hours=24)
    told.heard(begun, gap())
    assert told.heard(begun + timedelta(hours=2), gap()) == []
    assert told.heard(begun + timedelta(hours=4), gap()) == [(2, "push", True)]


def test_of_a_level_with_one_who_can_be_reached_that_one_hears():
    told = Told_()
    told.managers = {1: [(NOWHERE, EVERYWHERE), (ONE, EVERYWHERE)], 2: [(TWO, EVERYWHERE)]}
    assert told.heard(START - timedelta(hours=24), gap()) == [(1, "push", False)]


def test_with_nobody_who_can_be_reached_a_gap_is_told_as_such():
    told = Told_(NOWHERE, BY_PIGEON)
    assert [one.id for one in told.at(START - timedelta(hours=24), gap()).nobody] == [1]


def test_each_level_that_a_step_goes_to_and_that_is_mute_is_named():
    told = Told_(ONE, BY_PIGEON)
    told.at(START)
    (found,) = mute_levels(told.desk)
    assert (found.level, found.why, found.posts) == (
        2,
        SuppressionReason.NO_CHANNEL,
        ("CACO", "IM"),
    )
    assert found.steps == ("24h push 1", "4h push 2")
    told.managers = {1: [(ONE, DutyManager(1, regions=("GV",)))]}
    told.at(START)
    assert {(one.level, one.why) for one in mute_levels(told.desk)} >= {
        (2, SuppressionReason.NOBODY)
    }
    told.managers = {level: [(who, EVERYWHERE)] for level, who in ((1, ONE), (2, TWO))}
    told.at(START)
    assert mute_levels(told.desk) == ()


def test_the_next_level_that_is_not_there_is_the_one_before():
    told = Told_(ONE)
    assert {level for level, _, _ in told.heard(START - timedelta(hours=4), gap())} == {1}


def test_a_gap_of_which_nobody_can_hear_is_told_as_such():
    told = Told_()
    told.managers = {}
    assert [one.id for one in told.at(START - timedelta(hours=24), gap()).nobody] == [1]


def test_a_manager_of_another_region_does_not_hear_of_it():
    told = Told_()
    told.managers = {
        1: [(ONE, DutyManager(1, regions=("GV",))), (TWO, DutyManager(1, regions=("FL",)))]
    }
    (notice,) = told.at(START - timedelta(hours=24), gap()).notices
    assert notice.recipient == TWO


def test_a_post_can_have_steps_of_its_own():
    own = AlertStep(timedelta(hours=100), "sms", post="IM")
    told = Told_(steps=(*DEFAULT_STEPS, own))
    now = START - timedelta(hours=99)
    assert told.heard(now, gap(post="IM"), gap(2)) == [(1, "sms", False), (1, DIGEST, False)]


def test_a_step_can_be_for_severe_gaps_alone():
    step = AlertStep(timedelta(hours=72), "mail", severity=Severity.HIGH)
    told = Told_(steps=(step,))
    now = START - timedelta(hours=71)
    assert [one.gap.interval.post for one in told.at(now, gap(), gap(2, post="IM")).notices] == [
        "CACO"
    ]


def test_an_open_call_is_news_for_the_morning_and_never_for_the_night():
    now = local("2027-01-19 23:30")
    never = gap(start=now - timedelta(days=1), opened=now, cause=Cause.OPEN_CALL)
    told = Told_()
    assert told.heard(now, never) == []
    assert told.heard(local("2027-01-20 07:30"), never) == [(1, DIGEST, False)]
    assert told.heard(local("2027-01-21 07:30"), never) == []


@pytest.mark.parametrize(
    ("now", "at"),
    [
        ("2027-03-28 02:00", "2027-03-27 02:30"),  # 02:30 is not there: it comes after the skip
        ("2027-03-28 12:00", "2027-03-28 03:30"),
        ("2027-10-31 12:00", "2027-10-31 02:30"),
    ],
)
def test_the_last_moment_of_a_clock_time_is_right_on_both_nights(now, at):
    assert last_time_of_day(time(2, 30), local(now), ZONE) == local(at)


def test_a_whole_life_tells_each_step_once():
    told, now, heard = Told_(), START - timedelta(days=20), []
    while now < START:
        heard += told.heard(now, gap())
        now += timedelta(minutes=5)
    firsts = [one for one in heard if not one[2]]
    assert firsts == [
        (1, DIGEST, False),
        (1, "mail", False),
        (1, "push", False),
        (2, "push", False),  # nobody took it up
        (1, "push", False),
        (2, "push", False),
    ]
    assert len(heard) - len(firsts) == 1 + 4 + 2 * 3  # daily, each four hours, each hour


def grown(one, before=timedelta(), after=timedelta(), missing=1, cause=Cause.NEVER_FILLED):
    """The same gap, a bit larger."""
    interval = one.interval
    start, end = interval.start - before, interval.end + after
    part = GapPart(start, end, missing, cause)
    return replace(
        one, interval=replace(interval, start=start, end=end, missing=missing, parts=(part,))
    )


def taken_up(one, at):
    return replace(
        one,
        state=GapState.ACKNOWLEDGED,
        acknowledged_at=at,
        acknowledged_by="One",
        acknowledged_extent=Extent.of(one.interval).text,
    )


HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("change", "hears"),
    [
        ({"before": timedelta(minutes=5)}, True),
        ({"after": HOUR}, False),
        ({"after": HOUR + timedelta(minutes=5)}, True),
        ({"after": timedelta(days=4)}, True),
        ({"missing": 2}, True),
        ({"cause": Cause.ILLNESS}, False),
    ],
    ids=str,
)
def test_a_gap_that_grows_after_it_was_taken_up_is_told_at_once(change, hears):
    told, begun = Told_(), START - timedelta(hours=24)
    told.heard(begun, gap())
    mine = taken_up(gap(), begun + HOUR)
    assert told.heard(begun + 2 * HOUR, mine) == []
    larger = grown(mine, **change)
    found = told.at(begun + 2 * HOUR + timedelta(minutes=5), larger).notices
    assert bool([one for one in found if one.outgrown]) is hears
    again = told.at(begun + 2 * HOUR + timedelta(minutes=10), larger).notices
    assert [one for one in again if one.outgrown] == []


def test_a_gap_that_nobody_is_there_for_any_more_has_grown():
    told, begun = Told_(), START - timedelta(hours=24)
    there = gap(cause=Cause.NO_CONTACT)
    told.heard(begun, there)
    worse = grown(taken_up(there, begun + HOUR), cause=Cause.ILLNESS)
    assert told.at(begun + 2 * HOUR, worse).notices[0].outgrown


def test_whoever_took_it_up_and_all_levels_told_before_hear_that_it_grew():
    told, begun = Told_(), START - timedelta(hours=24)
    other = Recipient("people/9", "Nine", (("mail", "nine@vr.example"),))
    told.heard(begun, gap())
    told.heard(begun + 2 * HOUR, gap())  # to the second level
    told.takers = {1: other}
    mine = taken_up(gap(), begun + 3 * HOUR)
    found = told.at(begun + 3 * HOUR, grown(mine, after=timedelta(days=2))).notices
    assert [one.recipient for one in found if one.outgrown] == [ONE, TWO, other]


def test_a_gap_that_grew_is_told_again_and_again_until_it_is_taken_up_as_it_is():
    told, begun = Told_(), START - timedelta(hours=24)
    told.heard(begun, gap())
    larger = grown(taken_up(gap(), begun + HOUR), after=timedelta(days=2))
    told.heard(begun + 2 * HOUR, larger)
    assert (1, "push", True) in told.heard(begun + 8 * HOUR, larger)
    as_it_is = taken_up(larger, begun + 9 * HOUR)
    assert told.heard(begun + 19 * HOUR, as_it_is) == []
    larger_still = grown(as_it_is, after=timedelta(days=1))
    assert told.at(begun + 19 * HOUR, larger_still).notices[0].outgrown


def test_the_end_of_the_roster_that_moves_with_the_day_is_no_growth():
    told, begun = Told_(), START - timedelta(hours=24)
    endless = replace(gap(), interval=replace(gap().interval, slot="roster"))
    told.heard(begun, endless)
    mine = taken_up(endless, begun + HOUR)
    assert told.heard(begun + 2 * HOUR, grown(mine, after=timedelta(days=1))) == []
