"""Contacts, duty managers, answers and pledges of a scene as tables of texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.demo.rows import moment, row

if TYPE_CHECKING:
    from data.demo.rows import Row
    from data.model.contact import AlertRecords


def tables_of_alerts(records: AlertRecords) -> dict[str, list[Row]]:
    """The tables of alerts; the standard steps need no rows."""
    return {
        "contacts": [
            row(person=each.person, channel=each.channel, address=each.address)
            for each in records.contacts
        ],
        "duty_managers": [
            row(
                level=each.level,
                post=each.post or None,
                person=each.person or None,
                name=each.name or None,
                channel=each.channel or None,
                address=each.address or None,
                regions=";".join(each.regions) or None,
            )
            for each in records.duty_managers
        ],
        "call_answers": [
            row(
                post=each.post,
                called_at=moment(each.called_at),
                person=each.person,
                came="yes" if each.came else "no",
                minutes=each.minutes,
            )
            for each in records.answers
        ],
        "pledges": [
            {
                "post": each.post,
                "person": each.person,
                "start": moment(each.start),
                "end": moment(each.end),
            }
            for each in records.pledges
        ],
    }
