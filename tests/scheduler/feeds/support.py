"""Versions, calendars and readers for tests of calendars."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import icalendar

from data.i18n.language import language
from data.model.account import Scope
from data.model.post import PostKind
from data.model.shift import Shift
from data.store import rosters
from data.tables.period import ZONE
from scheduler.feeds.calendar import Window
from scheduler.feeds.calendar_records import CalendarRecords, KnownPost
from scheduler.feeds.events import CalendarKey
from scheduler.feeds.input import CalendarInput
from scheduler.feeds.rendering import calendar_of, ics_bytes
from scheduler.feeds.series import AssignmentHolder, SignedVersion, tell
from scheduler.feeds.take_overs import stand_ins_by_row, with_take_overs
from scheduler.planning.drafts import copy_in_force
from scheduler.planning.edits import Edit, EditKind, edit_draft
from scheduler.planning.publish import publish
from tests.support.region import CONSENT, FIRST, WEEKS, import_texts, texts

NOW = datetime(2027, 1, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
ANNA, BAS, CHANTAL = 1, 2, 3
KNOWN = CalendarRecords(
    {
        "CACO": KnownPost("CACO", "CaCo meldkamer", PostKind.ON_SITE, ("FL", "GV"), 2),
        "IM": KnownPost("IM", "IM CoPI Flevoland", PostKind.ON_CALL, ("FL",), 30),
        "BED": KnownPost("BED", "Nachtwacht", PostKind.ON_SITE_STANDBY, ("GV",)),
    },
    {ANNA: "Anna Karekiet", BAS: "Bas Rietzanger", CHANTAL: "Chantal Lepelaar"},
    {"FL": "Veiligheidsregio Flevoland", "GV": "Veiligheidsregio Gooi en Vechtstreek"},
    rows={"anna": ANNA, "bas": BAS, "chantal": CHANTAL},
)


def local(text: str) -> datetime:
    """A moment on the local clock, such as ``2027-01-04 07:00``."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


def shift(id="CACO:a", start="2027-01-04 07:00", end="2027-01-04 15:00", **more) -> Shift:
    """A shift between two moments on the local clock."""
    post = more.pop("post", id.partition(":")[0])
    return Shift(id, post, more.pop("name", "D"), local(start), local(end), 480, **more)


def version(number: int, *seats, at: datetime | None = None) -> SignedVersion:
    """The version of a number, signed an hour after the one before it.

    Parameters
    ----------
    seats
        Each a shift, followed by who is on it.
    """
    return SignedVersion(
        f"mark-{number}",
        at or datetime(2026, 12, 30, 8, tzinfo=UTC) + number * HOUR,
        {one.id: one for one, *_ in seats},
        {one.id: tuple(sorted(map(holder, who))) for one, *who in seats if who},
    )


def holder(who) -> AssignmentHolder:
    return who if isinstance(who, AssignmentHolder) else AssignmentHolder(who)


def material(*versions, gaps=(), now=NOW, known=KNOWN, stand_ins=()) -> CalendarInput:
    """What calendars are made from; take-overs name people by their rows."""
    by_shift = stand_ins_by_row(stand_ins, {str(row): row for row in known.people})
    histories = (with_take_overs(tell(versions), by_shift),) if versions else ()
    return CalendarInput(
        histories, tuple(gaps), known, Window.at(now, ZONE), "https://caco.example/"
    )


def key_for(scope=Scope.PERSON, subject="", lang="en", **choices) -> CalendarKey:
    subject = subject or (str(ANNA) if scope is Scope.PERSON else "")
    return CalendarKey(scope, subject, lang, **choices)


def calendar(*versions, key=None, **more):
    """Anna's calendar, or that of a key."""
    return calendar_of(key or key_for(), material(*versions, **more))


def entries(*versions, **more):
    return calendar(*versions, **more).entries


def feed(*versions, **more) -> bytes:
    return ics_bytes(calendar(*versions, **more))


def events(content: bytes):
    """The events of a calendar, by another's parser."""
    return icalendar.Calendar.from_ical(content).walk("VEVENT")


class Clock:
    """A clock that a test moves."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **stretch: float) -> None:
        self.now += timedelta(**stretch)


class Region:
    """A store with a roster in force, and ways to change it."""

    def __init__(self, store, clock) -> None:
        self.store = store
        self.clock = clock

    def duties(self):
        """Who does what in the roster in force, by start."""
        with self.store.reading() as connection:
            return rosters.duties_between(connection, NOW, NOW + timedelta(days=60))

    @property
    def person(self) -> str:
        """Somebody with duties."""
        return self.duties()[0][0]

    def give(self, shift: str, old: str | None, new: str | None = None) -> None:
        """Sign a version in which a shift goes from one person to another, or to nobody."""
        now = self.clock()
        head = copy_in_force(self.store, FIRST, WEEKS, "planner", now)
        edits = [Edit(EditKind.REMOVE, old, shift)] if old else []
        edits += [Edit(EditKind.ASSIGN, new, shift)] if new else []
        edit_draft(self.store, head.id, edits, "planner", now)
        publish(self.store, head.id, CONSENT, "signer", now, language("en"))

    def leaves(self, person: str) -> None:
        """Import the records without somebody."""
        tables = {name: rows for name, rows in texts().items() if rows}
        fewer = {
            name: [row for row in rows if person not in (row.get("person"), row.get("id"))]
            for name, rows in tables.items()
        }
        import_texts(self.store, fewer, now=self.clock(), overrule=True)
