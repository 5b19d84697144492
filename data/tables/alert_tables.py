"""Reads the tables of alerts and open calls: who is reached how, who hears what, who pledged."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from data.model.contact import (
    PHONE,
    AlertRecords,
    AlertStep,
    Contact,
    DutyManager,
    Pledge,
)
from data.model.gap import Severity
from data.tables.addresses import check_address, to_channel, to_step_channel
from data.tables.call_out_tables import read_call_outs
from data.tables.faults import shown
from data.tables.values import BadValue

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from data.tables.reading import Reading
    from data.tables.table_rows import TableRow

_LAST_LEVEL = 9


_MOST_HOURS_BEFORE = 8 * 7 * 24  # as far ahead as gaps are looked for


_LEAST_REPEAT, _MOST_REPEAT = 0.25, 4 * 7 * 24  # hours


_MOST_ESCALATE = 4 * 7 * 24 * 60  # minutes


_ONE_OF = ("post", "person", "name")


def read_alert_records(reading: Reading, today: date | None = None) -> AlertRecords:
    """All tables of this module; what is wrong with them goes to the log.

    Parameters
    ----------
    today
        No call can be from after it; None: that is not asked.
    """
    contacts = read_contacts(reading)
    return AlertRecords(
        contacts=contacts,
        duty_managers=_read_managers(reading, contacts),
        steps=read_alert_steps(reading),
        call_outs=read_call_outs(reading, today),
        pledges=read_pledges(reading),
    )


def read_contacts(reading: Reading) -> tuple[Contact, ...]:
    """The table ``contacts``."""
    found = []
    for row in reading.rows("contacts"):
        person = row.reference("person", reading.people, "person")
        channel, address = _way(row)
        if row.is_sound:
            found.append(Contact(person, channel, address))
    return tuple(found)


def read_duty_managers(reading: Reading) -> tuple[DutyManager, ...]:
    """The table ``duty_managers``; whether its people can be reached is looked at too."""
    return _read_managers(reading, read_contacts(reading))


def _read_managers(reading: Reading, contacts: Iterable[Contact]) -> tuple[DutyManager, ...]:
    reachable = {contact.person for contact in contacts if contact.channel != PHONE}
    found = []
    for row in reading.rows("duty_managers"):
        post = row.reference("post", reading.posts, "post")
        person = row.reference("person", reading.people, "person")
        channel, address = _way(row)
        manager = DutyManager(
            level=row.whole_in("level", 1, _LAST_LEVEL, 1),
            post=post,
            person=person,
            name=row.name("name"),
            channel=channel,
            address=address,
            regions=row.references("regions", reading.regions, "region"),
            books=row.references("books", reading.books, "book"),
        )
        _check_manager(row, manager, reading)
        if row.is_sound and person and person not in reachable and reading.is_sound("contacts"):
            what = f"no message reaches {shown(person)}: there are no contact details"
            row.fault("person", what, "Add a row to contacts, or name somebody else here")
        if row.is_sound:
            found.append(manager)
    return tuple(found)


def _check_manager(row: TableRow, manager: DutyManager, reading: Reading) -> None:
    named = [column for column in _ONE_OF if row.text(column)]
    if len(named) != 1:
        what = f"this row names {', '.join(named) if named else 'nobody'}"
        row.fault(named[1] if named else None, what, "Fill in one of post, person and name")
        return
    for column in ("channel", "address"):
        if manager.name and not row.text(column):
            remedy = "Say by which channel and at which address this one is reached"
            row.fault(column, f"{row.heading(column)} is empty", remedy)
        elif not manager.name and row.text(column):
            remedy = "Leave it empty: contacts tells how people are reached"
            row.fault(
                column, f"{column} belongs to a name, and this row names a {named[0]}", remedy
            )
    if manager.post and manager.post in (reading.open_call_posts or ()):
        what = f"nobody is rostered on {shown(manager.post)}, which is open_call"
        row.fault("post", what, "Name a post that is filled by a roster, a person, or a name")


def read_alert_steps(reading: Reading) -> tuple[AlertStep, ...]:
    """The table ``alert_steps``; empty where the standard steps hold."""
    found = []
    for row in reading.rows("alert_steps"):
        repeat = row.optional_number_in("repeat_hours", _LEAST_REPEAT, _MOST_REPEAT)
        escalate = row.optional_whole("escalate_minutes", 1, _MOST_ESCALATE)
        step = AlertStep(
            before=timedelta(hours=row.number_in("hours_before", 0, _MOST_HOURS_BEFORE)),
            channel=row.get("channel", to_step_channel, ""),
            level=row.whole_in("level", 1, _LAST_LEVEL, 1),
            waits=row.yes("waits", default=False),
            repeat=None if repeat is None else timedelta(hours=repeat),
            escalate=None if escalate is None else timedelta(minutes=escalate),
            post=row.reference("post", reading.posts, "post"),
            severity=row.choice("severity", Severity, Severity.LOW),
            books=row.references("books", reading.books, "book"),
        )
        if step.post and step.books:
            what = "this row names a post and books"
            row.fault("books", what, "Leave one of the two empty")
        if row.is_sound:
            found.append(step)
    return tuple(found)


def read_pledges(reading: Reading) -> tuple[Pledge, ...]:
    """The table ``pledges``."""
    found = []
    for row in reading.rows("pledges"):
        post = _open_call(row, reading)
        person = row.reference("person", reading.people, "person")
        start, end = row.moments(reading.zone)
        if row.is_sound:
            found.append(Pledge(post, person, start, end))
    return tuple(found)


def _way(row: TableRow) -> tuple[str, str]:
    """Channel and address, which go together."""
    channel, address = row.get("channel", to_channel, ""), row.name("address")
    if channel and address:
        try:
            check_address(channel, address)
        except BadValue as bad:
            row.fault("address", bad.what, bad.remedy)
    return channel, address


def _open_call(row: TableRow, reading: Reading) -> str:
    """A post to which everybody is called, and nobody is obliged to come."""
    post = row.reference("post", reading.posts, "post")
    known = reading.open_call_posts
    if row.is_sound and known is not None and post not in known:
        what = f"post {shown(post)} is not open_call"
        row.fault("post", what, "Name an open_call post, or leave the row out")
    return post
