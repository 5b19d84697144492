"""Calendars after demand cut a shift, closed a day or added a seat: updated, never doubled."""

from datetime import date, timedelta

from data.i18n.language import language
from data.model.account import Scope
from data.store import rosters
from scheduler.feeds.calendar_cache import CalendarCache
from scheduler.feeds.events import CalendarKey
from scheduler.planning.drafts import copy_in_force
from scheduler.planning.publish import publish
from scheduler.records.edit import Replacement, fingerprint, read_table, replace_rows
from scheduler.records.row_edits import RowEdit, edit_rows
from tests.scheduler.feeds.support import HOUR, events, local
from tests.support.region import CONSENT, FIRST, WEEKS

DAY = date(2027, 1, 13)


def ask(region, **row):
    """Record a demand of the control room, and sign a roster with it."""
    edit_rows(region.store, [RowEdit("demand", {"post": "CACO"} | row)], "planner", region.clock())
    sign(region)


def call_off(region):
    """Take the only demand back, and sign a roster without it."""
    rows = read_table(region.store, "demand")
    gone = Replacement("demand", rows[0], [], fingerprint(rows))
    replace_rows(region.store, gone, "planner", region.clock())
    sign(region)


def sign(region):
    region.clock.pass_(hours=1)
    now = region.clock()
    head = copy_in_force(region.store, FIRST, WEEKS, "planner", now)
    publish(region.store, head.id, CONSENT, "signer", now, language("en"))


def calendar_of(region, settings, code):
    """The events of somebody by UID, as a reader gets them."""
    with region.store.reading() as connection:
        row = rosters.person_numbers(connection)[code]
    key = CalendarKey(Scope.PERSON, str(row), "en")
    made = CalendarCache(region.store, settings).current(key, region.clock())
    return {str(one["UID"]): one for one in events(made.content)}


def of_day(found, start):
    (one,) = [each for each in found.values() if each.start == start]
    return one


def holder(region, clock_time):
    start = local(f"{DAY} {clock_time}")
    (who,) = [p for p, one, _ in region.duties() if (one.post, one.start) == ("CACO", start)]
    return who, start


def cancelled(event):
    return str(event.get("STATUS", "")) == "CANCELLED"


def test_a_duty_that_demand_cuts_is_the_same_entry_shorter_and_whole_again(region, settings):
    person, start = holder(region, "07:00")
    before = of_day(calendar_of(region, settings, person), start)
    ask(region, start=f"{DAY} 07:00", end=f"{DAY} 10:00", required="0", source="closed")
    found = calendar_of(region, settings, person)
    cut = found[str(before["UID"])]
    assert (cut.start, cut.end) == (start + 3 * HOUR, before.end)
    assert cut["SEQUENCE"] > before["SEQUENCE"]
    assert not cancelled(cut)
    call_off(region)
    whole = calendar_of(region, settings, person)
    again = whole[str(before["UID"])]
    assert (again.start, again.end) == (before.start, before.end)
    assert again["SEQUENCE"] > cut["SEQUENCE"]
    assert len(whole) == len(found)


def test_a_duty_of_a_closed_day_is_cancelled(region, settings):
    person, start = holder(region, "07:00")
    before = calendar_of(region, settings, person)
    ask(region, start=str(DAY), end=str(DAY), required="0", source="closed")
    after = calendar_of(region, settings, person)
    gone = after[str(of_day(before, start)["UID"])]
    assert cancelled(gone)
    assert gone["SEQUENCE"] == of_day(before, start)["SEQUENCE"] + 1
    others = {uid: one["SEQUENCE"] for uid, one in before.items() if one.start.date() != DAY}
    night = timedelta(hours=8)
    assert {
        uid
        for uid, number in others.items()
        if after[uid]["SEQUENCE"] != number
        and not before[uid].start <= start - night <= before[uid].end
    } == set()


def test_an_extra_seat_leaves_the_entries_of_others_as_they_are(region, settings):
    person, _start = holder(region, "15:00")
    before = calendar_of(region, settings, person)
    ask(region, start=f"{DAY} 15:00", end=f"{DAY} 23:00", required="2", source="event")
    after = calendar_of(region, settings, person)
    assert {uid: (one.start, one.end) for uid, one in before.items()} == {
        uid: (one.start, one.end) for uid, one in after.items()
    }
    assert all(one["SEQUENCE"] == before[uid]["SEQUENCE"] for uid, one in after.items())
