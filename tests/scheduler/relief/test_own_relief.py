"""What somebody who is asked sees: in their calendar, and on their own page."""

from __future__ import annotations

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
from scheduler.relief.overview import own_relief
from scheduler.relief.roster import ReliefOrder
from scheduler.settings import Settings
from tests.scheduler.relief.demo import BEGUN, DISASTER, NIGHT

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
