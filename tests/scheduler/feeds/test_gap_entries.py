"""Gaps in the calendar of duty managers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from data.model.account import Scope
from data.model.gap import Cause, DatedGap, Gap, GapPart, GapState, UncoveredInterval
from scheduler.coverage.call_chances import TimeClass
from scheduler.feeds.rendering import calendar_of, ics_bytes
from tests.scheduler.feeds.support import HOUR, NOW, events, key_for, local, material

START, END = local("2027-01-04 07:00"), local("2027-01-04 15:00")


def interval(*parts, required=1, missing=1):
    found = parts or (GapPart(START, END, missing, Cause.NEVER_FILLED),)
    return UncoveredInterval("CACO", "CACO:a", START, END, required, missing, found)


def dated(changed=NOW - HOUR, **life):
    given = {"state": GapState.OPEN, "opened_at": NOW - 2 * HOUR, "interval": interval(), **life}
    return DatedGap(Gap(7, **given), changed)


def event(*gaps, now=NOW, lang="en", **chosen):
    key = key_for(Scope.GAPS, lang=lang, **chosen)
    found = events(ics_bytes(calendar_of(key, material(gaps=gaps, now=now))))
    return found[0] if found else None


def test_a_gap_is_an_entry_with_what_is_missing_and_why():
    found = event(dated(interval=interval(required=2)))
    assert found["SUMMARY"] == "OPEN: CaCo meldkamer"
    assert found["DESCRIPTION"].splitlines() == [
        "Mon 4 Jan 07:00 – 15:00 (8 hours)",
        "1 of 2 missing.",
        "Nobody is on it.",
    ]
    assert (found["STATUS"], found["TRANSP"]) == ("CONFIRMED", "TRANSPARENT")


def test_a_gap_in_parts_tells_the_cause_of_each_and_no_name_or_illness():
    noon = START + 4 * HOUR
    parts = (
        GapPart(START, noon, 1, Cause.ILLNESS, "anna"),
        GapPart(noon, END, 1, Cause.COMPETENCE_LAPSED, "anna"),
    )
    text = event(dated(interval=interval(*parts)))["DESCRIPTION"]
    assert "07:00 – 11:00: Who is on it is away." in text
    assert "11:00 – 15:00: Who is on it is not competent then." in text
    assert "anna" not in text
    assert "ill" not in text.lower()


@pytest.mark.parametrize("cause", list(Cause))
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_every_cause_has_words(cause, lang):
    found = interval(GapPart(START, END, 1, cause))
    if cause is Cause.OPEN_CALL:
        found = replace(found, slot=TimeClass.DAY.value)
    assert len(event(dated(interval=found), lang=lang)["DESCRIPTION"].splitlines()) == 3


def test_a_gap_keeps_its_uid_while_it_moves_and_counts_its_changes():
    first = dated()
    moved_interval = replace(interval(), end=END + HOUR)
    moved = DatedGap(replace(first.gap, interval=moved_interval, lock_version=4), NOW)
    assert event(first)["UID"] == event(moved)["UID"]
    assert (event(first)["SEQUENCE"], event(moved)["SEQUENCE"]) == (0, 3)


def test_a_gap_that_was_filled_is_cancelled_for_fourteen_days():
    filled = dated(NOW, state=GapState.CLOSED, closed_at=NOW, closed_by="filled", lock_version=2)
    found = event(filled)
    assert (found["STATUS"], found["SUMMARY"]) == ("CANCELLED", "Filled: CaCo meldkamer")
    assert event(filled, now=NOW + timedelta(days=13)) is not None
    assert event(filled, now=NOW + timedelta(days=15)) is None


def test_a_gap_that_breaks_again_is_no_longer_cancelled():
    again = dated(NOW, state=GapState.OPEN, closed_at=NOW - HOUR, lock_version=3)
    assert event(again)["STATUS"] == "CONFIRMED"


def test_time_that_went_by_unfilled_is_not_told_as_filled():
    over = dated(END + HOUR, state=GapState.CLOSED, closed_at=END + HOUR, closed_by="over")
    found = event(over, now=END + timedelta(days=1))
    assert (found["STATUS"], found["SUMMARY"]) == ("CONFIRMED", "Was open: CaCo meldkamer")


def test_an_accepted_gap_is_shown_as_such_with_reason_and_until():
    found = event(
        dated(
            state=GapState.ACCEPTED,
            accepted_by="Chantal",
            accepted_reason="training day; agreed",
            accepted_until=END,
        )
    )
    assert found["SUMMARY"] == "Open, as intended: CaCo meldkamer"
    assert "Accepted by Chantal until Mon 4 Jan 15:00: training day; agreed" in found["DESCRIPTION"]


def test_a_gap_that_somebody_took_up_says_who():
    found = event(dated(state=GapState.ACKNOWLEDGED, acknowledged_by="Bas"), lang="nl")
    assert found["SUMMARY"] == "Open, opgepakt: CaCo meldkamer"
    assert "Opgepakt door Bas." in found["DESCRIPTION"]


def test_gaps_are_free_and_without_alarm_unless_chosen():
    found = event(dated(), busy=True, alarm_minutes=60)
    assert (found["TRANSP"], len(found.walk("VALARM"))) == ("OPAQUE", 1)
    assert not event(dated()).walk("VALARM")


def test_an_open_call_is_told_apart_by_the_time_at_which_too_few_come():
    gaps = [
        dated(
            interval=replace(
                interval(GapPart(START, END, 1, Cause.OPEN_CALL)), slot=time_class.value
            )
        )
        for time_class in TimeClass
    ]
    titles = [event(gap)["SUMMARY"] for gap in gaps]
    assert titles[0] == "OPEN: CaCo meldkamer (by day)"
    assert len(set(titles)) == len(TimeClass)
    assert event(gaps[0], lang="nl")["SUMMARY"] != titles[0]
