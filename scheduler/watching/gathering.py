"""Reads from the store what coverage is worked out from."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from data.exchange.build_alert_records import build_alert_records
from data.exchange.build_register import build_register
from data.exchange.calendars import holiday_dates
from data.exchange.expand import required_time
from data.exchange.faults import FaultLog
from data.exchange.period import ZONE
from data.exchange.raw_table import tables_from_texts
from data.exchange.reading import Reading
from data.exchange.region_tables import read_patterns, read_regions
from data.model.post import PostKind
from data.store import presence, records, rosters
from data.store.calls import read_answers
from scheduler.coverage.call_chances import MEMORY
from scheduler.coverage.known import Filled, Known, with_recorded
from scheduler.records.importing import SOURCE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection

    from data.exchange.raw_table import InputTables
    from data.model.pattern import ShiftPattern
    from data.model.post import Post
    from data.model.uncovered import Stretch

_ASKED = (
    "regions",
    "functions",
    "posts",
    "patterns",
    "people",
    "competences",
    "requirements",
    "evidence",
    "overrides",
    "contacts",
    "duty_managers",
    "alert_steps",
    "pledges",
)
_LONGEST = timedelta(weeks=1)  #: a shift that began may reach over what the pattern asks first


def gather_known(connection: Connection, start: datetime, end: datetime, now: datetime) -> Known:
    """Everything that coverage of ``[start, end)`` asks, as the store has it.

    Raises
    ------
    InputError
        The records do not hold together.
    """
    texts = records.texts_of(connection, _ASKED, ZONE)
    tables = tables_from_texts({name: rows for name, rows in texts.items() if rows}, SOURCE)
    today = now.astimezone(ZONE).date()
    posts, alerts = build_alert_records(tables, today)
    known = Known(
        zone=ZONE,
        posts={post.id: post for post in posts},
        regions={row["id"]: tuple(row["regions"].split(";")) for row in texts["people"]},
        register=build_register(tables, today),
        away={
            person: tuple(found)
            for person, found in presence.absences_by_person(connection, start, end).items()
        },
        reachable=frozenset(contact.person for contact in alerts.contacts),
        left=presence.people_left(connection),
        published=_published(connection, start, end),
        expected=_expected(posts, _patterns(tables), (start, end)),
        recorded=presence.recorded_duties(connection, start, end),
        ends=presence.rostered_until(connection),
        begins=presence.rostered_since(connection),
        holidays=_holidays(posts, tables, start, end),
        alerts=replace(alerts, answers=read_answers(connection)),
    )
    in_force = rosters.in_force(connection, start, end)
    return with_recorded(known, [(head.start, head.end) for head in in_force])


def _patterns(tables: InputTables) -> dict[str, ShiftPattern]:
    return read_patterns(Reading(tables, ZONE, FaultLog()))


def _published(
    connection: Connection, start: datetime, end: datetime
) -> Mapping[str, tuple[Filled, ...]]:
    found: dict[str, list[Filled]] = {}
    for shift, holders in presence.published_shifts(connection, start - _LONGEST, end):
        found.setdefault(shift.post, []).append(Filled(shift, holders))
    return {post: tuple(filled) for post, filled in found.items()}


def _holidays(
    posts: Iterable[Post], tables: InputTables, start: datetime, end: datetime
) -> dict[str, frozenset[date]]:
    """By open call, from the first call that counts up to the end of the window."""
    first, last = (at.astimezone(ZONE).date() for at in (start - MEMORY, end))
    regions = read_regions(Reading(tables, ZONE, FaultLog()))
    return {
        post.id: holiday_dates(first, last, [one for one in regions if one.id in post.regions])
        for post in posts
        if post.kind is PostKind.OPEN_CALL
    }


def _expected(
    posts: Iterable[Post], patterns: Mapping[str, ShiftPattern], window: Stretch
) -> dict[str, tuple[Stretch, ...]]:
    """What the patterns ask that touches the window, by post; it may reach beyond it."""
    found = {
        post.id: tuple(stretch for stretch, _shift in required_time(post, patterns, *window, ZONE))
        for post in posts
    }
    return {post: stretches for post, stretches in found.items() if stretches}
