"""Calendars as they are handed out."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread

import pytest

from data.model.account import Scope
from data.model.errors import StoreError
from data.model.gap import Cause, Gap, GapPart, GapState, UncoveredInterval
from data.store import calendars, gaps, rosters
from data.store.audit import trail
from data.store.calendars import read_stamp
from scheduler.coverage.monitor import sweep
from scheduler.feeds import calendar_cache as catalogue_module
from scheduler.feeds.calendar_cache import CalendarCache
from scheduler.feeds.events import CalendarKey
from scheduler.feeds.input import Histories
from scheduler.planning.absences import report_sick
from scheduler.settings import Settings
from tests.scheduler.feeds.support import HOUR, NOW, events
from tests.support.region import import_texts, texts
from tests.support.take_overs import take_over, withdraw

SETTINGS = Settings(language="en")
both = pytest.mark.parametrize("region", ["sqlite", "postgresql"], indirect=True)
ALL = CalendarKey(Scope.ALL, "", "en")
GAPS = CalendarKey(Scope.GAPS, "", "en")


@pytest.fixture
def catalogue(region):
    return CalendarCache(region.store, SETTINGS)


def stamp(region):
    with region.store.reading() as connection:
        return read_stamp(connection)


def add_gap(region, start=NOW + HOUR):
    part = GapPart(start, start + HOUR, 1, Cause.NEVER_FILLED)
    interval = UncoveredInterval("CACO", "roster", start, start + HOUR, 1, 1, (part,))
    with region.store.writing() as connection:
        trail.take_turn(connection)
        gap = gaps.add_gap(connection, Gap(0, interval, GapState.OPEN, NOW))
        gaps.add_event(connection, gap.id, NOW, "opened", "caco")


@both
def test_a_change_is_in_the_next_answer_and_moves_the_version_by_one(region, catalogue):
    first = catalogue.current(ALL, NOW)
    person, duty, _ = region.duties()[0]
    region.give(duty.id, person)
    assert catalogue.at_hand(ALL, stamp(region), NOW) is None
    second = catalogue.current(ALL, NOW + HOUR)
    assert second.edition.version == first.edition.version + 1
    assert second.edition.changed_at > first.edition.changed_at
    open_seats = [e for e in events(second.content) if e["SUMMARY"].endswith(": open")]
    assert duty.start in {event.start for event in open_seats}


def test_what_changes_nothing_in_a_calendar_leaves_its_version_and_bytes(region, catalogue):
    first = catalogue.current(ALL, NOW)
    report_sick(region.store, region.person, NOW, NOW.date(), "planner", NOW)
    assert catalogue.at_hand(ALL, stamp(region), NOW) is None
    again = catalogue.current(ALL, NOW)
    assert again == first
    assert catalogue.at_hand(ALL, stamp(region), NOW) is again


def test_a_second_process_hands_out_the_same_edition(region, catalogue):
    first = catalogue.current(ALL, NOW)
    assert CalendarCache(region.store, SETTINGS).current(ALL, NOW + HOUR) == first


def test_a_history_that_was_followed_is_the_one_that_was_told_at_once(region, catalogue):
    for _ in range(3):
        person, duty, _ = region.duties()[0]
        region.give(duty.id, person)
        catalogue.current(ALL, NOW)
    fresh = CalendarCache(region.store, SETTINGS).current(ALL, NOW)
    assert fresh == catalogue.current(ALL, NOW)
    with region.store.reading() as connection:
        (history,) = Histories().read(connection, NOW)
    assert max(series.sequence for series in history.series) == 1


def test_a_new_version_is_one_step_and_nothing_else_is_read_again(region, catalogue, monkeypatch):
    catalogue.current(ALL, NOW)
    asked, real = [], rosters.read_holders

    def counted(connection, roster):
        asked.append(roster)
        return real(connection, roster)

    monkeypatch.setattr(rosters, "read_holders", counted)
    person, duty, _ = region.duties()[0]
    region.give(duty.id, person)
    catalogue.current(ALL, NOW)
    report_sick(region.store, region.person, NOW, NOW.date(), "planner", NOW)
    catalogue.current(ALL, NOW)
    assert asked == [2]


def test_another_day_makes_a_calendar_anew(region, catalogue):
    catalogue.current(ALL, NOW)
    assert catalogue.at_hand(ALL, stamp(region), NOW) is not None
    assert catalogue.at_hand(ALL, stamp(region), NOW + timedelta(days=1)) is None


@both
def test_a_take_over_is_in_the_next_answer_and_so_is_that_it_was_a_mistake(region, catalogue):
    leaver, duty, _ = region.duties()[0]
    comer = next(who for who, *_ in region.duties() if who != leaver)
    with region.store.reading() as connection:
        rows = calendars.read_rows_of_people(connection)
    keys = [CalendarKey(Scope.PERSON, str(rows[who]), "en") for who in (leaver, comer)]

    def all_():
        found = catalogue.current_of([*keys, ALL], region.clock()).values()
        return [{str(e["UID"]): e for e in events(one.content)} for one in found]

    first = all_()
    region.clock.now = at = duty.start + HOUR
    taken = take_over(region.store, duty, (leaver, comer), at, now=at)
    second = all_()
    (new,) = second[1].keys() - first[1].keys()
    assert (second[1][new].start, second[1][new].end) == (at, duty.end)
    assert second[1][new].last_modified == at
    (cut,) = [uid for uid, one in second[0].items() if one.end == at]
    assert second[0][cut]["SEQUENCE"] == first[0][cut]["SEQUENCE"] + 1
    assert [e.start for e in second[2].values() if "Mon 4 Jan" in e["DESCRIPTION"]]
    region.clock.pass_(hours=1)
    withdraw(region.store, taken, region.clock())
    third = all_()
    assert third[0][cut].end == duty.end
    assert third[0][cut]["SEQUENCE"] == second[0][cut]["SEQUENCE"] + 1
    assert third[1][new]["STATUS"] == "CANCELLED"
    fresh = CalendarCache(region.store, SETTINGS)
    assert fresh.current(keys[0], region.clock()) == catalogue.current(keys[0], region.clock())


@both
def test_a_gap_is_in_the_next_answer_though_the_trail_does_not_know_it(region, catalogue):
    empty = catalogue.current(GAPS, NOW)
    everything = catalogue.current(ALL, NOW)
    add_gap(region)
    assert catalogue.at_hand(GAPS, stamp(region), NOW) is None
    assert catalogue.current(ALL, NOW) == everything
    (event,) = events(catalogue.current(GAPS, NOW).content)
    assert event["SUMMARY"] == "OPEN: CaCo meldkamer"
    assert not events(empty.content)


def test_only_gaps_within_the_horizon_are_shown(region, catalogue):
    add_gap(region, NOW + timedelta(weeks=SETTINGS.horizon_weeks, days=1))
    assert not events(catalogue.current(GAPS, NOW).content)


@both
def test_many_who_ask_at_once_get_one_edition(region):
    catalogues = [CalendarCache(region.store, SETTINGS) for _ in range(4)]
    ready, found = Barrier(4), []

    def ask(one):
        ready.wait(10)
        found.append(one.current(ALL, NOW).edition)

    threads = [Thread(target=ask, args=(one,)) for one in catalogues]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [edition.version for edition in found] == [1] * 4
    assert len(set(found)) == 1


def test_a_change_while_a_calendar_is_made_is_not_handed_out_as_old_bytes(
    region, catalogue, monkeypatch
):
    person, duty, _ = region.duties()[0]
    made, real = [], catalogue_module.ics_bytes

    def slow(calendar):
        made.append(calendar)
        if len(made) == 1:
            region.give(duty.id, person)  # somebody signs meanwhile
        return real(calendar)

    monkeypatch.setattr(catalogue_module, "ics_bytes", slow)
    found = catalogue.current(ALL, NOW)
    assert len(made) == 2
    assert found.edition.version == 1
    assert any(e["SUMMARY"].endswith(": open") for e in events(found.content))


def test_calendars_that_never_stand_still_are_an_error_and_not_a_guess(
    region, catalogue, monkeypatch
):
    numbers = iter(range(1000))
    seen = calendars.SourceRevision
    monkeypatch.setattr(catalogue_module, "read_stamp", lambda _: seen(next(numbers), 0))
    with pytest.raises(StoreError, match="faster than they can be read"):
        catalogue.current(ALL, NOW)


def renamed(region, table, column):
    """Import the records with every name of a table changed."""
    tables = {name: [dict(row) for row in rows] for name, rows in texts().items() if rows}
    for row in tables[table]:
        row[column] += " II"
    import_texts(region.store, tables, now=region.clock(), overrule=True)


@both
@pytest.mark.parametrize("table", ["people", "posts", "regions"])
def test_an_entry_says_that_it_changed_when_a_name_in_it_does(region, catalogue, table):
    before = {event["UID"]: event for event in events(catalogue.current(ALL, NOW).content)}
    region.clock.pass_(hours=2)
    renamed(region, table, "name")
    after = {event["UID"]: event for event in events(catalogue.current(ALL, NOW).content)}
    assert before.keys() == after.keys()
    told = [
        uid
        for uid in before
        if (before[uid]["SUMMARY"], before[uid].get("LOCATION"))
        != (after[uid]["SUMMARY"], after[uid].get("LOCATION"))
    ]
    assert told
    for uid in told:
        assert after[uid]["SEQUENCE"] > before[uid]["SEQUENCE"]
        assert after[uid]["LAST-MODIFIED"].dt == region.clock()


def test_one_s_own_calendar_says_that_the_name_of_a_post_changed(region, catalogue):
    with region.store.reading() as connection:
        rows = calendars.read_rows_of_people(connection)
    key = CalendarKey(Scope.PERSON, str(rows[region.person]), "en")
    (before, *_) = events(catalogue.current(key, NOW).content)
    region.clock.pass_(hours=2)
    renamed(region, "posts", "name")
    (after, *_) = events(catalogue.current(key, NOW).content)
    assert after["SUMMARY"] != before["SUMMARY"]
    assert after["SEQUENCE"] == before["SEQUENCE"] + 1
    assert after["LAST-MODIFIED"].dt == region.clock()


@both
def test_somebody_who_is_ill_does_not_stand_as_on_duty_in_the_calendar_of_a_post(region, catalogue):
    person, duty, _ = region.duties()[0]
    before = {event.start: event for event in events(catalogue.current(ALL, NOW).content)}
    report_sick(region.store, person, NOW, duty.start.date(), "planner", NOW)
    sweep(region.store, 8, NOW + HOUR)
    after = [
        event
        for event in events(catalogue.current(ALL, NOW + HOUR).content)
        if event["SUMMARY"].endswith("(absent)") and event.start == duty.start
    ]
    assert len(after) == 1
    assert "Who is on it is away." in after[0]["DESCRIPTION"]
    assert "ill" not in after[0]["SUMMARY"] + after[0]["DESCRIPTION"]
    assert after[0]["LAST-MODIFIED"].dt > before[duty.start]["LAST-MODIFIED"].dt
