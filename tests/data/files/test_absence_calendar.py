"""Calendars of Outlook, Google and Exchange, read for absences."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.files.absence_calendar import MOST_BYTES, MOST_EVENTS, MOST_SERIES, read_absences
from data.model.absence_feed import FeedRule, counts, kind_of
from data.model.duty import AbsenceKind
from data.model.errors import InputError
from tests.solver.seeded import seeded

HERE = Path(__file__).parent / "calendars"
START, END = datetime(2027, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)


def read(name, start=START, end=END):
    return read_absences((HERE / name).read_bytes(), start, end)


def calendar(*events):
    body = "".join(f"BEGIN:VEVENT\r\n{one}\r\nEND:VEVENT\r\n" for one in events)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{body}END:VCALENDAR\r\n".encode()


def days(events):
    return [(one.start.astimezone().date().isoformat(), one.text.strip()) for one in events]


def test_outlook_says_out_of_office_and_its_zones_have_their_own_names():
    holiday, *course = read("outlook.ics")
    assert (holiday.start, holiday.end) == (
        datetime(2027, 1, 3, 23, tzinfo=UTC),
        datetime(2027, 1, 8, 23, tzinfo=UTC),
    )
    assert holiday.is_away
    assert holiday.is_all_day
    assert [one.start for one in course] == [
        datetime(2027, 1, 5, 8, tzinfo=UTC),
        datetime(2027, 1, 20, 8, tzinfo=UTC),  # moved from the 19th; the 12th was taken out
        datetime(2027, 1, 26, 8, tzinfo=UTC),
    ]
    assert len({one.key for one in course}) == 3
    assert {kind_of(one, AbsenceKind.LEAVE) for one in course} == {AbsenceKind.COURSE}


def test_of_google_what_is_named_as_leave_counts_and_birthdays_and_what_was_cancelled_do_not():
    found = read("google.ics")
    assert [one.text.strip() for one in found] == [
        "Tandarts",
        "Verjaardag oma",
        "Voorjaarsvakantie",
    ]
    marked = [one.text.strip() for one in found if counts(one, FeedRule.MARKED)]
    assert marked == ["Voorjaarsvakantie"]
    all_day = [one.text.strip() for one in found if counts(one, FeedRule.ALL_DAY)]
    assert all_day == ["Verjaardag oma", "Voorjaarsvakantie"]
    busy = [one.text.strip() for one in found if counts(one, FeedRule.BUSY)]
    assert busy == ["Tandarts", "Voorjaarsvakantie"]


def test_an_occurrence_keeps_its_key_when_it_is_moved_and_a_single_event_too():
    before = calendar("UID:a\r\nDTSTART;VALUE=DATE:20270201\r\nSUMMARY:Verlof")
    after = calendar("UID:a\r\nDTSTART;VALUE=DATE:20270208\r\nSUMMARY:Verlof")
    (one,), (other,) = (read_absences(it, START, END) for it in (before, after))
    assert one.key == other.key
    assert one.start != other.start
    series = {one.start: one.key for one in read("outlook.ics")}
    moved = calendar(
        "UID:weekly\r\nDTSTART:20270105T080000Z\r\nDTEND:20270105T160000Z\r\n"
        "RRULE:FREQ=WEEKLY;COUNT=4"
    )
    whole = {one.start: one.key for one in read_absences(moved, START, END)}
    assert (
        whole[datetime(2027, 1, 19, 8, tzinfo=UTC)] == series[datetime(2027, 1, 20, 8, tzinfo=UTC)]
    )


def test_the_clock_change_moves_no_whole_day():
    (one,) = read_absences(
        calendar("UID:a\r\nDTSTART;VALUE=DATE:20270328\r\nDTEND;VALUE=DATE:20270329"), START, END
    )
    assert one.end - one.start == timedelta(hours=23)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b"\xff\xfe\x00",
        b"<html>sign in</html>",
        b"BEGIN:VEVENT\r\nEND:VEVENT\r\n",
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VCALENDAR\r\n",
        b"x" * (MOST_BYTES + 1),
        calendar(*["UID:a"] * (MOST_EVENTS + 1)),
        calendar(*["UID:a\r\nDTSTART;VALUE=DATE:20270101\r\nRRULE:FREQ=DAILY"] * (MOST_SERIES + 1)),
    ],
)
def test_what_is_no_calendar_of_absences_is_refused_in_a_sentence(content):
    with pytest.raises(InputError) as refused:
        read_absences(content, START, END)
    assert "calendar" in refused.value.faults[0].what


def test_an_event_that_comes_back_every_second_takes_no_time():
    often = calendar(
        *(
            f"UID:{often}\r\nDTSTART:20270101T000000Z\r\nRRULE:FREQ={often}"
            for often in ("SECONDLY", "MINUTELY", "HOURLY", "DAILY;BYHOUR=1,2,3;BYSECOND=1")
        ),
        "UID:leave\r\nDTSTART;VALUE=DATE:20270201",
    )
    assert len(read_absences(often, START, END)) == 1


@seeded()
@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_whatever_is_sent_is_read_or_refused(content):
    for sent in (content, calendar(content.decode(errors="replace"))):
        try:
            found = read_absences(sent, START, END)
        except InputError:
            continue
        assert all(one.start < END and one.end > START for one in found)
