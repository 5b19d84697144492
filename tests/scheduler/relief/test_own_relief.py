"""What somebody who is asked sees: in their calendar, and on their own page."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import icalendar
import pytest

from data.i18n.language import language
from data.model.account import Scope
from data.model.deployment import ReliefStatus
from data.model.errors import Refused
from data.store import deployments as kept
from data.store.rosters import person_numbers
from scheduler.feeds.calendar_cache import CalendarCache
from scheduler.feeds.events import CalendarKey
from scheduler.relief.asking import answer, answer_as, ask_everybody
from scheduler.relief.deployments import NewDeployment, begin_deployment, end_deployment
from scheduler.relief.own_relief import own_relief, relief_means
from scheduler.relief.roster import ReliefOrder
from scheduler.settings import Settings
from tests.scheduler.relief.demo import BEGUN, DISASTER, NIGHT, crowd

EN = language("en")


@pytest.fixture
def store(tmp_path):
    with BEGUN.copy("sqlite", tmp_path) as found:
        yield found


def duty_of(store, number=1, place=0):
    with store.reading() as connection:
        return kept.read_state(connection, number).duties[place]


def entries(store, person, now=NIGHT):
    """The entries of a person's calendar that are about relief."""
    with store.reading() as connection:
        row = person_numbers(connection)[person]
    key = CalendarKey(Scope.PERSON, str(row), "en")
    content = CalendarCache(store, Settings()).current(key, now).content
    found = icalendar.Calendar.from_ical(content)
    said = [(one, str(one["SUMMARY"])) for one in found.walk("VEVENT")]
    return [one for one, text in said if "ROT: " in text or "Policy team: " in text]


def test_before_anybody_is_asked_no_calendar_says_anything(store):
    assert not entries(store, duty_of(store).person)
    assert not own_relief(store, duty_of(store).person, NIGHT, EN)


def test_who_is_asked_has_it_in_their_calendar_and_it_follows_the_answer(store):
    ask_everybody(store, Settings(), 1, "duty", NIGHT)
    duty = duty_of(store)
    asked = entries(store, duty.person)
    assert asked
    assert str(asked[0]["SUMMARY"]).endswith("(asked)")
    answer(store, duty.id, NIGHT, EN, comes=True)
    comes = entries(store, duty.person)[0]
    assert (comes["UID"], comes["DTSTART"].dt) == (asked[0]["UID"], asked[0]["DTSTART"].dt)
    assert int(str(comes["SEQUENCE"])) > int(str(asked[0]["SEQUENCE"]))
    assert "(asked)" not in str(comes["SUMMARY"])


def test_at_the_end_what_is_no_longer_needed_is_cancelled(store):
    ask_everybody(store, Settings(), 1, "duty", NIGHT)
    last = duty_of(store, place=-1)
    end_deployment(store, Settings(), 1, "duty", NIGHT)
    found = entries(store, last.person)
    assert {str(one["STATUS"]) for one in found} == {"CANCELLED"}


def test_an_exercise_is_marked_in_calendars(tmp_path):
    with DISASTER.copy("sqlite", tmp_path) as store:
        order = ReliefOrder(("ROT-IM",), NIGHT, 16)
        asked = NewDeployment(order, "Hoogwater", is_exercise=True)
        begin_deployment(store, asked, "duty", NIGHT, 2.0)
        ask_everybody(store, Settings(), 1, "duty", NIGHT)
        for one in entries(store, duty_of(store).person):
            assert str(one["SUMMARY"]).startswith("EXERCISE Hoogwater")
            assert "This is an exercise" in str(one["DESCRIPTION"])


def test_nobody_answers_for_somebody_else_on_their_own_page(store):
    ask_everybody(store, Settings(), 1, "duty", NIGHT)
    duty = duty_of(store)
    other = next(p for p in ("karekiet", "rietzanger") if p != duty.person)
    with pytest.raises(Refused, match="no relief duty"):
        answer_as(store, duty.id, other, NIGHT, EN, comes=False)
    assert own_relief(store, duty.person, NIGHT, EN)[0].number == duty.id
    answer_as(store, duty.id, duty.person, NIGHT, EN, comes=False)
    assert duty_of(store).status is ReliefStatus.DECLINED


def test_before_they_answer_somebody_reads_what_it_does_to_their_rest_and_hours(store):
    ask_everybody(store, Settings(), 1, "duty", NIGHT)
    with store.reading() as connection:
        state = kept.read_state(connection, 1)
    shifts = {one.id: one.shift for one in state.shifts}
    times = Counter(one.person for one in state.duties if one.status.counts)
    person = max(times, key=times.__getitem__)
    mine = [one for one in state.duties if one.person == person and one.status.counts]
    assert len(mine) > 1
    first, second = sorted(mine, key=lambda one: shifts[one.shift].start)[:2]
    rest = (shifts[second.shift].start - shifts[first.shift].end) // timedelta(hours=1)
    means = relief_means(store, first.id, NIGHT, EN)
    assert any(line.startswith(f"{rest} h after it you begin again") for line in means)
    assert any(line.startswith("Week 2: ") for line in means)
    (shown,) = (one for one in own_relief(store, person, NIGHT, EN) if one.number == first.id)
    assert list(shown.means) == means


def test_rules_that_are_set_aside_and_the_rest_owed_for_them_are_named(tmp_path):
    with DISASTER.copy("sqlite", tmp_path) as store:
        asked = NewDeployment(crowd(), "Hoogwater")
        begin_deployment(store, asked, "duty", NIGHT, 2.0)
        with store.reading() as connection:
            duties = kept.read_state(connection, 1).duties
        for duty in duties:
            means = " ".join(relief_means(store, duty.id, NIGHT, EN))
            assert all(f"{one.rule} (" in means for one in duty.set_aside)
            assert ("is owed to you for it" in means) == (duty.rest_owed > 0)
        assert any(one.rest_owed for one in duties)
