"""What would become of a gap is what the rules of alerts do."""

from datetime import UTC, datetime, time, timedelta

import pytest

from data.model.contact import DEFAULT_STEPS, DutyManager, Recipient
from scheduler.notifications.escalation import EscalationInput
from scheduler.notifications.escalation_policy import ManagerLine, ManagerReach, Policy, foresee
from scheduler.settings import Settings
from tests.scheduler.coverage.scenes import DESK, ZONE

NOW = datetime(2027, 1, 4, 11, tzinfo=UTC)
ANNA = Recipient("people/1", "Anna", (("mail", "anna@example.org"),))
CHIEF = Recipient("outside/Chief", "Chief", (("push", "chief"),))


@pytest.fixture(autouse=True)
def channels(monkeypatch):
    monkeypatch.setenv("CACO_CHANNEL_MAIL", "mailto://example.org?to={to}")
    monkeypatch.setenv("CACO_CHANNEL_PUSH", "json://example.org/{to}")


def rules(managers):
    usable = Settings().channels
    desk = EscalationInput(
        {DESK.id: DESK}, DEFAULT_STEPS, managers, {}, False, time(7, 30), ZONE, usable
    )
    return Policy(DEFAULT_STEPS, {DESK.id: DESK}, (), desk)


BOTH = {1: [(ANNA, DutyManager(1))], 2: [(CHIEF, DutyManager(2))]}


def course(ahead, managers=BOTH):
    found = foresee(rules(managers), Settings(), DESK, NOW + ahead, NOW)
    return [(NOW + ahead - one.at, one.channel, one.level, one.again) for one in found]


def test_a_gap_of_ten_days_is_told_in_the_morning_then_ever_more_urgently():
    told = course(timedelta(days=10))
    assert [what for _, *what in told[:2]] == [["digest", 1, False], ["mail", 1, False]]
    assert (timedelta(hours=24), "push", 1, False) in told
    assert (timedelta(hours=22), "push", 2, False) in told  # nobody took it up
    assert (timedelta(hours=4), "push", 2, False) in told
    assert [left for left, *_ in told] == sorted((left for left, *_ in told), reverse=True)


def test_a_gap_of_tonight_is_told_at_once():
    first, *_ = course(timedelta(hours=12))
    assert first == (timedelta(hours=12), "push", 1, False)


def test_what_waits_does_so_in_quiet_hours():
    at_three = NOW + timedelta(days=10, hours=15)
    found = foresee(rules(BOTH), Settings(), DESK, at_three, NOW)
    first = next(one.at.astimezone(ZONE) for one in found if one.channel == "mail")
    assert (first.hour, first.minute) == (7, 0)
    assert at_three - first < timedelta(hours=72)


def test_a_level_that_no_channel_reaches_is_shown_as_skipped(monkeypatch):
    monkeypatch.delenv("CACO_CHANNEL_PUSH")
    found = foresee(rules(BOTH), Settings(), DESK, NOW + timedelta(hours=3), NOW)
    assert {(one.level, one.instead_of, one.by) for one in found} == {
        (1, 0, ("mail",)),
        (1, 2, ("mail",)),
    }


def test_with_nobody_nothing_would_go():
    assert course(timedelta(days=10), {}) == []


def test_a_line_is_mute_when_nobody_or_no_channel_is_there():
    row = DutyManager(1, post="CACO")
    assert ManagerLine(row, ()).is_mute
    assert ManagerLine(row, (ManagerReach("Anna", ()),)).is_mute
    assert not ManagerLine(row, (ManagerReach("Anna", ()), ManagerReach("Bas", ("mail",)))).is_mute
    assert rules({}).reaches_nobody
