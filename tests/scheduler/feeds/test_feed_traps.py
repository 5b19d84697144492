"""Traps seen in other calendars of duties: each is a test by its name."""

from __future__ import annotations

from datetime import timedelta

import pytest

from data.model.account import Scope
from tests.scheduler.feeds.support import (
    ANNA,
    BAS,
    HOUR,
    entries,
    events,
    feed,
    key_for,
    shift,
    version,
)

DAY = shift()


def test_zero_shifts_are_no_calendar_full_of_nothing_but_open_seats_are_shown():
    """A roster in which nobody has a duty still shows each seat, as open."""
    (seat,) = entries(version(1, [DAY]), key=key_for(Scope.POST, "CACO"))
    assert seat.summary == "CaCo meldkamer: open"
    (half,) = entries(version(1, [shift(required=2), BAS]), key=key_for(Scope.ALL))
    assert half.summary == "CaCo meldkamer: Bas Rietzanger, 1 open"


@pytest.mark.parametrize(
    ("start", "end", "utc", "told"),
    [
        (
            "2026-10-24 23:00",
            "2026-10-25 07:00",
            "20261024T210000Z",
            "9 hours: the clock goes back",
        ),
        ("2027-03-27 23:00", "2027-03-28 07:00", "20270327T220000Z", "7 hours: the clock goes for"),
        (
            "2026-10-25 02:30",
            "2026-10-25 09:00",
            "20261025T003000Z",
            "7:30 hours: the clock goes b",
        ),
        ("2026-10-25 15:00", "2026-10-25 23:00", "20261025T140000Z", "(8 hours)"),
    ],
)
def test_an_ambiguous_local_time_neither_raises_nor_moves(start, end, utc, told):
    from tests.scheduler.feeds.support import local

    night = shift("CACO:n", start, end)
    content = feed(version(1, [night, ANNA]), now=local(start) - 24 * HOUR)
    assert f"DTSTART:{utc}".encode() in content
    assert told in events(content)[0]["DESCRIPTION"]


def test_a_duty_over_midnight_has_its_true_length():
    night = shift("CACO:n", "2027-01-04 23:00", "2027-01-05 07:00")
    (event,) = events(feed(version(1, [night, ANNA])))
    assert event.duration == 8 * HOUR
    assert "Mon 4 Jan 23:00 – Tue 5 Jan 07:00 (8 hours)" in event["DESCRIPTION"]


def test_a_swap_stays_with_the_slot_when_the_shift_moves():
    """What Bas took over from Anna moves with the shift, and does not fall back to her."""
    later = shift("CACO:b", "2027-01-04 09:00", "2027-01-04 17:00")
    versions = version(1, [DAY, ANNA]), version(2, [DAY, BAS]), version(3, [later, BAS])
    (mine,) = entries(*versions)
    (of_bas,) = entries(*versions, key=key_for(subject=str(BAS)))
    assert (mine.is_cancelled, mine.start) == (True, DAY.start)
    assert (of_bas.is_cancelled, of_bas.start, of_bas.sequence) == (False, later.start, 1)


def test_two_shifts_that_start_in_one_hour_do_not_share_a_uid():
    twin = shift("CACO:c", "2027-01-04 07:30", "2027-01-04 15:30", name="E")
    assert len({one.uid for one in entries(version(1, [DAY, ANNA], [twin, ANNA]))}) == 2


def test_publishing_the_same_again_changes_no_stamp_and_no_byte():
    first = version(1, [DAY, ANNA])
    assert feed(first, version(2, [DAY, ANNA])) == feed(first)
    assert feed(first, version(2, [DAY, ANNA], [shift("IM:x"), BAS])) == feed(first)


def test_a_name_with_an_apostrophe_is_not_written_for_a_browser():
    from dataclasses import replace

    from tests.scheduler.feeds.support import KNOWN

    known = replace(KNOWN, people={ANNA: "Seán O'Brien & <b>zn</b>, jr; 'x'"})
    content = feed(version(1, [DAY, ANNA]), known=known, key=key_for(Scope.ALL))
    assert b"&amp;" not in content
    assert b"&#" not in content
    assert events(content)[0]["SUMMARY"] == "CaCo meldkamer: Seán O'Brien & <b>zn</b>, jr; 'x'"


def test_a_trainee_is_told_as_one_and_does_not_fill_the_seat():
    from scheduler.feeds.series import AssignmentHolder

    seat = version(1, [DAY, AssignmentHolder(ANNA, True)])
    (mine,) = entries(seat)
    assert mine.summary == "Day: CaCo meldkamer (in training)"
    assert "Beside a qualified colleague" in mine.description
    (all_of_them,) = entries(seat, key=key_for(Scope.ALL))
    assert all_of_them.summary == "CaCo meldkamer: Anna Karekiet (in training), open"


def test_a_region_shows_the_posts_that_serve_it_and_no_others():
    week = shift("IM:a", "2027-01-08 17:00", "2027-01-15 17:00")
    seats = version(1, [DAY, ANNA], [week, BAS])

    def shown(code):
        return len(entries(seats, key=key_for(Scope.REGION, code)))

    assert [shown(code) for code in ("FL", "GV", "ZZ")] == [2, 1, 0]


def test_the_moment_of_the_calendar_never_goes_back_when_entries_leave_it():
    from scheduler.feeds.calendar import Window
    from tests.scheduler.feeds.support import NOW, calendar

    far = shift("CACO:far", "2027-01-20 07:00", "2027-01-20 15:00")
    versions = version(1, [DAY, ANNA], [far, ANNA]), version(2, [DAY, ANNA], [far, BAS])
    moments = [calendar(*versions, now=NOW + timedelta(days=day)).changed_at for day in range(120)]
    assert moments == sorted(moments)
    assert moments[0] == version(2).published_at
    assert moments[-1] <= Window.at(NOW + timedelta(days=119), moments[0].tzinfo).floor + 24 * HOUR
