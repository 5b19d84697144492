"""Somebody reports themselves ill in one press: what falls open, who is told, and better again."""

from datetime import date, timedelta

import pytest

from data.model.duty import AbsenceKind
from data.model.errors import Refused
from data.model.message import MessageKind
from data.store import staffing
from data.store.audit import trail
from data.tables.period import ZONE
from scheduler.coverage.monitor import sweep
from scheduler.self_service.illness import (
    LONGEST,
    illness_outlook,
    report_better,
    report_ill,
)
from scheduler.settings import Settings
from tests.scheduler.self_service.scene import DAY, EN, HOUR, duties_of, new_messages
from tests.support.region import INSIDE, import_texts, texts


@pytest.fixture
def here(short_region, monkeypatch):
    """A settings with a channel, and a duty manager from outside whom it reaches."""
    monkeypatch.setenv("CACO_CHANNEL_MAIL", "json://127.0.0.1:9/{to}")
    manager = {"level": "1", "name": "Duty", "channel": "mail", "address": "duty@example.org"}
    import_texts(short_region, {**texts(), "duty_managers": [manager]}, now=INSIDE)
    return Settings(language="en", base_url="https://rooster.example")


@pytest.fixture
def somebody(short_region):
    """Who begins next, and the duty."""
    found = duties_of(short_region, INSIDE, INSIDE + DAY)
    return next((person, shift) for person, shift, _ in found if shift.start > INSIDE)


def absences(store, person, at=INSIDE):
    with store.reading() as connection:
        return staffing.absences_by_person(connection, at, at + timedelta(minutes=1)).get(
            person, []
        )


def test_what_happens_is_told_before_and_then_happens(short_region, here, somebody):
    person, shift = somebody
    outlook = illness_outlook(short_region, person, here, INSIDE)
    assert shift.id in [one.id for one in outlook.fallen]
    assert outlook.reported is None
    assert [one.name for one in outlook.told] == ["Duty"]
    with new_messages(short_region) as messages:
        done = report_ill(short_region, here, person, outlook.until, INSIDE, EN)
    assert (done.fallen, done.told) == (outlook.fallen, ("Duty",))
    (told,) = messages
    assert (told.kind, told.address) == (MessageKind.CANNOT_COME, "duty@example.org")
    assert "cannot come" in told.subject
    assert "https://rooster.example/gaps" in told.body
    assert "ill" not in (told.subject + told.body).lower().split()  # why is nobody's business
    (absence,) = absences(short_region, person)
    assert (absence.kind, absence.start) == (AbsenceKind.ILLNESS, INSIDE)
    swept = sweep(short_region, 8, INSIDE)
    assert shift.id in [gap.interval.slot for gap in swept.open]


def test_where_nobody_says_until_when_it_lasts_to_the_end_of_the_duty_that_is_near(
    short_region, here, somebody
):
    person, shift = somebody
    until = illness_outlook(short_region, person, here, INSIDE).until
    assert INSIDE.astimezone(ZONE).date() <= until
    assert until >= (shift.end - HOUR).astimezone(ZONE).date() or shift.start > INSIDE + 16 * HOUR
    assert until - INSIDE.date() <= timedelta(days=2)


def test_reported_again_it_ends_on_another_day_and_is_one_absence(short_region, here, somebody):
    person, _ = somebody
    first = date(2027, 1, 9)
    report_ill(short_region, here, person, first, INSIDE, EN)
    report_ill(short_region, here, person, first + DAY, INSIDE + HOUR, EN)
    (absence,) = absences(short_region, person, INSIDE + 2 * HOUR)
    assert (absence.start, absence.end.astimezone(ZONE).date()) == (INSIDE, first + 2 * DAY)
    report_ill(short_region, here, person, first, INSIDE + 2 * HOUR, EN)
    (absence,) = absences(short_region, person, INSIDE + 3 * HOUR)
    assert absence.end.astimezone(ZONE).date() == first + DAY


def test_who_is_better_has_their_duties_again(short_region, here, somebody):
    person, shift = somebody
    report_ill(short_region, here, person, date(2027, 1, 20), INSIDE, EN)
    sweep(short_region, 8, INSIDE)
    report_better(short_region, person, INSIDE + HOUR, EN)
    assert absences(short_region, person, INSIDE + HOUR) == []
    swept = sweep(short_region, 8, INSIDE + HOUR)
    assert shift.id not in [gap.interval.slot for gap in swept.open] or shift.start < INSIDE + HOUR
    with pytest.raises(Refused, match="not reported ill"):
        report_better(short_region, person, INSIDE + 2 * HOUR, EN)


def test_better_in_the_minute_in_which_it_was_reported_is_no_fault(short_region, here, somebody):
    person, _ = somebody
    report_ill(short_region, here, person, date(2027, 1, 9), INSIDE, EN)
    report_better(short_region, person, INSIDE, EN)
    assert absences(short_region, person, INSIDE + HOUR) == []


@pytest.mark.parametrize("until", [date(2027, 1, 7), INSIDE.date() + LONGEST + 2 * DAY])
def test_a_last_day_that_makes_no_sense_changes_nothing(short_region, here, somebody, until):
    person, _ = somebody
    with pytest.raises(Refused):
        report_ill(short_region, here, person, until, INSIDE, EN)
    assert absences(short_region, person) == []


def test_the_trail_says_that_they_did_it_themselves(short_region, here, somebody):
    person, _ = somebody
    report_ill(short_region, here, person, date(2027, 1, 9), INSIDE, EN)
    with short_region.reading() as connection:
        last = trail.entries(connection)[-1]
    assert last.who.startswith("people/")
