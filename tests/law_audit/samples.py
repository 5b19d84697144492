"""Rows for the tests, in few words."""

from __future__ import annotations

import csv
from datetime import date, datetime, timedelta

from tests.law_audit.clock import AMSTERDAM
from tests.law_audit.rows import COLUMNS

WINTER = date(2026, 11, 2)  # a Monday; no clock change until 28 March
OCTOBER = date(2026, 10, 19)  # the Monday before the clock change of Sunday 25 October (day 6)
MARCH = date(2027, 3, 22)  # the Monday before the clock change of Sunday 28 March (day 6)


def when(text, monday):
    """'6 02:30' is 02:30 on the sixth day after the Monday."""
    day, clock = text.split()
    hour, minute = map(int, clock.split(":"))
    moment = datetime(monday.year, monday.month, monday.day, tzinfo=AMSTERDAM)
    return moment + timedelta(days=int(day), hours=hour, minutes=minute)


def row(kind, start, end, minutes=None, person="Ann", monday=WINTER):
    """A row; its minutes of work are its real duration unless said otherwise."""
    first, last = when(start, monday), when(end, monday)
    if minutes is None:
        real = (last.timestamp() - first.timestamp()) // 60
        minutes = 0 if kind.endswith("call") else int(real)
    return [person, "post", kind, first.isoformat(), last.isoformat(), minutes]


def work(start, end, minutes=None, **more):
    return row("work", start, end, minutes, **more)


def elsewhere(start, end, minutes=None, **more):
    return row("elsewhere", start, end, minutes, **more)


def on_call(start, end, **more):
    return row("on_call", start, end, **more)


def absence(start, end, minutes=None, **more):
    return row("absence", start, end, minutes, **more)


def nights(days, start="23:00", end="07:00", minutes=None, **more):
    return [work(f"{day} {start}", f"{day + 1} {end}", minutes, **more) for day in days]


def office(days, minutes, **more):
    return [elsewhere(f"{day} 08:00", f"{day} 17:00", minutes, **more) for day in days]


def weekdays(weeks):
    return [7 * week + day for week in weeks for day in range(5)]


def piket(weeks, **more):
    """On-call weeks from Friday 17:00."""
    return [on_call(f"{7 * week + 4} 17:00", f"{7 * week + 11} 17:00", **more) for week in weeks]


def write(folder, name, rows):
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([COLUMNS, *rows])


def late_then_early(*days):
    return [
        each
        for day in days
        for each in (
            work(f"{day} 15:00", f"{day} 23:00"),
            work(f"{day + 1} 07:00", f"{day + 1} 15:00"),
        )
    ]


def days_on(days, start="08:00", end="16:00"):
    return [work(f"{day} {start}", f"{day} {end}") for day in days]
