"""Somebody reports themselves ill, or better: from now on; who must know is told at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from data.i18n.language import language
from data.model.contact import MAIL, WEBPUSH, Recipient
from data.model.duty import Absence, AbsenceKind
from data.model.errors import Fault, Refused
from data.model.message import Message, MessageKind
from data.model.record_change import RowChange, RowChangeKind
from data.model.shift import Shift
from data.store import records, staffing
from data.store.audit import trail
from data.tables.period import ZONE
from data.tables.values import midnight
from scheduler.coverage.gathering import read_coverage_input
from scheduler.coverage.held_parts import held_parts
from scheduler.notifications.notifier import FULLY, Notifier, open_notifier
from scheduler.notifications.outbox import message_id, post
from scheduler.notifications.recipients import first_recipients
from scheduler.records.contacts import people_to_reach
from scheduler.records.edit import absence_rows
from scheduler.records.files import change_records
from scheduler.self_service.notices import row_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from data.i18n.language import Language
    from data.store.opening import Store
    from scheduler.settings import Settings

LONGEST = timedelta(days=92)  #: that people may say of themselves; what is longer a planner records
NEAR = timedelta(hours=16)  #: what begins within it falls open where nobody says until when
_MOMENT = timedelta(minutes=1)
_AHEAD = timedelta(days=14)  #: within which duties are shown that stay theirs


@dataclass(frozen=True, slots=True)
class IllnessOutlook:
    """What reporting ill does, told before it is done.

    Parameters
    ----------
    until
        The last day of it.
    reported
        Until which moment they are ill already; None: they are not.
    fallen
        Their duties that fall open, by start.
    stays
        The first duty after that; None: there is none near.
    told
        Who is told at once.
    """

    until: date
    reported: datetime | None
    fallen: tuple[Shift, ...]
    stays: Shift | None
    told: tuple[Recipient, ...]


@dataclass(frozen=True, slots=True)
class IllnessReport:
    """What was done.

    Parameters
    ----------
    fallen
        Their duties that are open now, by start.
    told
        Names of who is told.
    """

    until: date
    fallen: tuple[Shift, ...]
    told: tuple[str, ...]


def illness_outlook(
    store: Store, person: str, settings: Settings, now: datetime, until: date | None = None
) -> IllnessOutlook:
    """What reporting ill now would do.

    Parameters
    ----------
    until
        The last day; None: nobody said, so what is under way or begins within 16 hours.
    """
    with store.reading() as connection:
        mine = _duties(connection, person, now)
        known = _current(connection, person, now)
        last = until or _usual_end(mine, now)
        end = midnight(last + timedelta(days=1), ZONE)
        later = [one for one in mine if one.start >= end]
        fallen = [one for one in mine if one.start < end]
        told = _managers(connection, settings, person, fallen, now)
    return IllnessOutlook(
        until=last,
        reported=known.end if known else None,
        fallen=tuple(fallen),
        stays=later[0] if later else None,
        told=told,
    )


def report_ill(
    store: Store,
    settings: Settings,
    person: str,
    until: date,
    now: datetime,
    speech: Language,
) -> IllnessReport:
    """Record that they are ill from now on, and tell the duty managers at once.

    Reported again, the last day changes.

    Raises
    ------
    Refused
        The last day is over, or too far off; or they are not here.
    """
    start, end = now.replace(second=0, microsecond=0), midnight(until + timedelta(days=1), ZONE)
    faults = _faults(until, end, now, speech)
    with store.writing() as connection:
        trail.take_turn(connection)
        who = row_name(connection, person, speech)
        if faults:
            raise Refused(faults)
        known = _current(connection, person, now)
        absence = Absence(person, AbsenceKind.ILLNESS, known.start if known else start, end)
        change_records(connection, absence_rows(connection, absence, may_shorten=True), who, now)
        fallen = [one for one in _duties(connection, person, now) if one.start < end]
        told = _managers(connection, settings, person, fallen, now)
        notifier = open_notifier(connection, settings, now)
        post(store, connection, _messages(notifier, person, fallen, absence, told))
    return IllnessReport(until, tuple(fallen), tuple(one.name for one in told))


def report_better(store: Store, person: str, now: datetime, speech: Language) -> None:
    """Record that an illness is over; what nobody took of their duties is theirs again.

    Raises
    ------
    Refused
        They are not reported ill.
    """
    with store.writing() as connection:
        trail.take_turn(connection)
        who = row_name(connection, person, speech)
        known = _current(connection, person, now)
        if known is None:
            say = speech.gettext
            raise Refused([Fault(say("You are not reported ill"), say("Reload the page"))])
        end = now.replace(second=0, microsecond=0)
        if end <= known.start:  # pressed by mistake: it never was
            change_records(connection, _withdrawal(connection, known), who, now)
            return
        absence = Absence(person, AbsenceKind.ILLNESS, known.start, end)
        change_records(connection, absence_rows(connection, absence, may_shorten=True), who, now)


def _withdrawal(connection: Connection, absence: Absence) -> list[RowChange]:
    rows = records.read_rows(connection, "absences").values()
    return [
        RowChange(
            "absences",
            row.key,
            RowChangeKind.ENDED,
            records.as_texts("absences", row.values, ZONE),
            {},
            row.number,
        )
        for row in rows
        if not row.has_ended
        and (row.values["person"], row.values["start"]) == (absence.person, absence.start)
    ]


def _duties(connection: Connection, person: str, now: datetime) -> list[Shift]:
    found = held_parts(connection, now, now + max(_AHEAD, LONGEST), person)
    return [one.shift for one in found if not one.doubles and one.shift.end > now]


def _usual_end(mine: Sequence[Shift], now: datetime) -> date:
    """Today; or the day on which a duty ends that is under way or begins soon."""
    near = [one for one in mine if one.start < now + NEAR and one.end - one.start <= NEAR]
    last = max([now, *(one.end - _MOMENT for one in near)])
    return last.astimezone(ZONE).date()


def _current(connection: Connection, person: str, now: datetime) -> Absence | None:
    """The illness that they are reported in now."""
    found = staffing.absences_by_person(connection, now, now + _MOMENT).get(person, [])
    return next((one for one in found if one.kind is AbsenceKind.ILLNESS), None)


def _managers(
    connection: Connection,
    settings: Settings,
    person: str,
    fallen: Sequence[Shift],
    now: datetime,
) -> tuple[Recipient, ...]:
    """The duty managers for what falls open whom a message reaches, without themselves."""
    inputs = read_coverage_input(connection, now, now + _MOMENT, now)
    people = people_to_reach(connection)
    mine = people.get(person)
    found = first_recipients(inputs, people, now, [one.post for one in fallen])
    usable = settings.channels
    return tuple(one for one in found if one != mine and one.reach("push", usable))


def _messages(
    notifier: Notifier,
    person: str,
    fallen: Sequence[Shift],
    absence: Absence,
    told: Sequence[Recipient],
) -> list[Message]:
    """That somebody cannot come, to each duty manager; not why: that is nobody's business."""
    speech, usable = language(notifier.settings.language), notifier.settings.channels
    say, name = speech.gettext, notifier.name(person)
    open_now = say("no duty falls open")
    if fallen:
        open_now = speech.ngettext(
            "{count} duty falls open", "{count} duties fall open", len(fallen)
        )
    subject = say("{name} cannot come: {duties}").format(name=name, duties=open_now)
    lines = [notifier.duty_line(one) for one in fallen[:FULLY]]
    last = (absence.end - _MOMENT).astimezone(ZONE).date()
    body = [
        subject + ".",
        "",
        *(f"- {line}" for line in lines),
        "",
        say("Absent until {day}, or longer. See who can come: {link}").format(
            day=speech.day(last), link=f"{notifier.settings.base_url}/gaps"
        ),
    ]
    short = [subject + ".", *lines[:1], f"{notifier.settings.base_url}/gaps"]
    ends = max([one.end for one in fallen], default=absence.end)
    found = []
    for manager in told:
        way = manager.reach("push", usable)
        ways = [way] if way else []
        if beside := manager.beside(ways, usable):
            ways.append((WEBPUSH, beside))
        for channel, address in ways:
            told_of = (person, absence.start, absence.end, manager.key, channel)
            message = Message(
                id=message_id(MessageKind.CANNOT_COME, *told_of),
                kind=MessageKind.CANNOT_COME,
                recipient=manager.key,
                name=manager.name,
                channel=channel,
                address=address,
                subject=subject,
                body="\n".join(body if channel == MAIL else short),
                attachment="",
                created_at=notifier.now,
                due_at=notifier.now,
                stale_at=ends,
            )
            found.append(message)
    return found


def _faults(until: date, end: datetime, now: datetime, speech: Language) -> list[Fault]:
    say = speech.gettext
    if end <= now:
        return [Fault(say("This last day is over"), say("Choose today or a day to come"))]
    if end > now + LONGEST:
        what = say("That is more than three months")
        return [Fault(what, say("Choose an earlier day; you can change it later"))]
    return []
