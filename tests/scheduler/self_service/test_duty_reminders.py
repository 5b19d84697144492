"""Who is reminded of a duty, when, and how often."""

from __future__ import annotations

from datetime import time

import pytest

from data.model.message import MessageKind
from data.model.shift import Shift
from data.store import rosters
from scheduler.notifications.reminders import is_due, is_there, remind
from scheduler.planning.absences import report_sick
from scheduler.settings import Settings
from tests.scheduler.coverage.scenes import DESK, HOME, ill, known
from tests.scheduler.coverage.scenes import shift as scene_shift
from tests.scheduler.self_service.scene import (
    DAY,
    EN,
    HOUR,
    SETTINGS,
    ZONE,
    duties_of,
    give_contacts,
    heard,
    local,
    new_messages,
    version,
)
from tests.support.region import INSIDE, import_texts
from tests.support.take_overs import take_over

REMINDER = MessageKind.DUTY_REMINDER.value
TWO_DAYS = Settings(language="en", reminder_hours=48)


def numbers(store):
    """Rows of everybody who is here, by code."""
    with store.reading() as connection:
        return rosters.person_numbers(connection, here_only=True)


def look(store, now, settings=SETTINGS):
    with new_messages(store) as found:
        remind(store, settings, now)
    return found


@pytest.mark.parametrize(
    ("now", "start", "is_told"),
    [
        ("2027-01-04 14:59", "2027-01-05 15:00", False),  # more than 24 hours before
        ("2027-01-04 15:00", "2027-01-05 15:00", True),
        ("2027-01-04 23:00", "2027-01-05 23:00", False),  # waits for the morning
        ("2027-01-05 06:59", "2027-01-05 23:00", False),
        ("2027-01-05 07:00", "2027-01-05 23:00", True),
        ("2027-01-05 06:00", "2027-01-05 17:00", True),  # eleven hours before: it cannot wait
        ("2027-01-05 15:00", "2027-01-05 15:00", False),  # it has begun
        ("2027-01-05 15:01", "2027-01-05 15:00", False),
    ],
)
def test_a_reminder_is_due_a_day_before_and_not_at_night_unless_it_is_late(now, start, is_told):
    assert is_due(local(start), SETTINGS, local(now)) is is_told


def test_without_quiet_hours_or_reminders_the_settings_are_obeyed():
    start, night = local("2027-01-05 23:00"), local("2027-01-04 23:30")
    awake = Settings(quiet_hours=(time(0), time(0)))
    assert is_due(start, awake, night)
    assert not is_due(start, Settings(reminder_hours=0), start - HOUR)


def test_an_hour_that_comes_twice_is_counted_as_it_passes():
    start = local("2027-10-31 15:00")  # the clocks went back that night: 25 hours since 15:00
    noon_before = local("2027-10-30 15:00")
    assert not is_due(start, SETTINGS, noon_before)
    assert is_due(start, SETTINGS, noon_before + HOUR)


EVENING = scene_shift("2027-01-06 15:00", "2027-01-06 23:00")
WEEK = scene_shift("2027-01-08 17:00", "2027-01-15 17:00", HOME)


def test_trap_11_who_is_away_until_noon_is_reminded_of_the_evening():
    there = known(**ill("a", "2027-01-06 00:00", "2027-01-06 12:00"))
    assert is_there(there, "a", EVENING, doubles=False)


def test_who_is_away_when_the_duty_begins_is_not_reminded():
    there = known(**ill("a", "2027-01-06 14:00", "2027-01-06 15:01"))
    assert not is_there(there, "a", EVENING, doubles=False)
    assert is_there(known(), "a", EVENING, doubles=False)


def test_who_is_away_on_the_third_day_of_a_week_begins_it_and_is_reminded():
    there = known(posts=(HOME,), **ill("a", "2027-01-10 00:00", "2027-01-11 00:00"))
    assert is_there(there, "a", WEEK, doubles=False)


def test_who_is_not_competent_is_not_reminded_unless_they_double():
    stranger = known(posts=(DESK, HOME), people=("a",), regions={"a": ("FL",), "x": ("FL",)})
    assert not is_there(stranger, "x", EVENING, doubles=False)
    assert is_there(stranger, "x", EVENING, doubles=True)


def test_who_left_is_not_reminded():
    assert not is_there(known(), "gone", EVENING, doubles=False)


def test_each_duty_is_told_once_to_its_holder(region):
    found = [m for hours in range(0, 49) for m in look(region, INSIDE + hours * HOUR)]
    due = [
        (person, shift)
        for person, shift, _ in duties_of(region, INSIDE, INSIDE + 4 * DAY)
        if shift.start > INSIDE
    ]
    told = {(m.address.split("@")[0], m.stale_at) for m in found}
    assert len(told) == len(found)
    assert told <= {(person, shift.start) for person, shift in due}
    sure = {(p, s.start) for p, s in due if s.start <= INSIDE + 2 * DAY + 15 * HOUR}
    assert sure - told == set()
    assert {m.kind.value for m in found} == {REMINDER}


def test_the_sick_are_not_reminded(region):
    at = INSIDE + HOUR
    person, shift, _ = next(d for d in duties_of(region, at, at + DAY) if d[1].start > at)
    report_sick(region, person, INSIDE, shift.end.date(), "planner", INSIDE)
    assert f"{person}@mail.example" not in {m.address for m in look(region, at)}


def test_after_two_days_down_only_what_has_not_begun_is_told(region):
    late = INSIDE + 2 * DAY
    found = look(region, late)
    begin = [s.start for _, s, _ in duties_of(region, late, late + DAY) if s.start > late]
    assert sorted(m.stale_at for m in found) == sorted(begin)


def test_who_got_the_duty_is_reminded_and_who_gave_it_is_not(region):
    at = INSIDE + HOUR
    giver, shift, _ = next(
        d for d in duties_of(region, at, at + DAY) if d[1].post == "CACO" and d[1].start > at
    )
    free = {
        p for p, s, _ in duties_of(region, INSIDE - 9 * DAY, INSIDE + 9 * DAY) if s.post == "CACO"
    }
    busy = {p for p, _, _ in duties_of(region, shift.start - HOUR, shift.end + HOUR)}
    taker = min(free - busy)
    version(region, ("remove", giver, shift.id), ("assign", taker, shift.id), now=INSIDE)
    told = {m.address.split("@")[0] for m in look(region, at) if m.stale_at == shift.start}
    assert told == {taker}


def test_a_longer_time_before_the_duty_can_be_set(region):
    assert len(look(region, INSIDE, TWO_DAYS)) > len(look(region, INSIDE))


def test_who_is_on_call_is_told_what_that_asks(region):
    at = INSIDE  # Friday; the week on call begins at 17:00
    (message,) = [m for m in look(region, at) if "Informatiemanager" in m.body]
    assert "You are on call then: within reach, and ready to come." in message.body
    assert heard([message])[0][1:] == (REMINDER, "Your duty begins Fri 8 Jan 17:00")


def test_who_cannot_come_reads_whom_to_call_by_which_number_and_never_themselves(region):
    link, later = f"{SETTINGS.base_url}/mine/ill", INSIDE + DAY
    plain = f"If you cannot be there, call the duty manager now, or report it: {link}"
    assert {plain} == {m.body.splitlines()[-1] for m in look(region, INSIDE)}
    manager = next(p for p, s, _ in duties_of(region, later, later + DAY) if s.start > later)
    phone = {"person": manager, "channel": "phone", "address": "+31612345678"}
    contacts = [
        *(
            {"person": p, "channel": "mail", "address": f"{p}@mail.example"}
            for p in numbers(region)
        ),
        phone,
    ]
    managers = [{"level": "1", "person": manager}]
    import_texts(region, {"contacts": contacts, "duty_managers": managers}, now=INSIDE)
    said = {m.address.split("@")[0]: m.body.splitlines()[-1] for m in look(region, later)}
    assert len(said) > 1
    assert manager in said
    for person, line in said.items():
        assert (" +31612345678. " in line) == (person != manager)
        assert line.endswith(link)


def test_who_has_no_contact_is_notified_once_they_have_one(region):
    give_contacts(region, channels=("fax",), now=INSIDE)
    assert look(region, INSIDE) == []
    give_contacts(region, now=INSIDE)
    assert look(region, INSIDE + HOUR) != []


def test_the_messages_are_dutch_where_the_settings_say_so(region):
    found = look(region, INSIDE, Settings(language="nl"))
    assert {m.subject[:17] for m in found} == {"Uw dienst begint "}


def test_a_shift_that_moves_is_told_of_again():
    from scheduler.notifications.reminders import _key

    later = Shift(EVENING.id, "CACO", "D", EVENING.start + HOUR, EVENING.end, 420)
    assert _key(later) != _key(EVENING)


def test_import_of_another_region_leaves_no_reminder(store):
    import_texts(store)
    assert look(store, INSIDE) == []


def test_who_comes_is_reminded_of_their_part_and_who_left_of_the_rest(region):
    """The first four hours are given away; both are told when their own part begins."""
    at = INSIDE + HOUR
    leaver, shift, _ = next(
        d for d in duties_of(region, at, at + DAY) if d[1].post == "CACO" and d[1].start > at
    )
    busy = {p for p, _, _ in duties_of(region, shift.start - HOUR, shift.end + HOUR)}
    able = {
        p for p, s, _ in duties_of(region, INSIDE - 9 * DAY, INSIDE + 9 * DAY) if s.post == "CACO"
    }
    comer, middle = min(able - busy), shift.start + 4 * HOUR
    take_over(region, shift, (leaver, comer), shift.start, middle, now=INSIDE)
    told = {
        (m.address.split("@")[0], m.stale_at, m.subject)
        for m in look(region, at, TWO_DAYS)
        if m.stale_at in (shift.start, middle) and m.address.split("@")[0] in (leaver, comer)
    }
    assert told == {
        (who, start, f"Your duty begins {EN.moment(start, ZONE)}")
        for who, start in ((comer, shift.start), (leaver, middle))
    }
