"""Tells people that a competence of theirs will lapse, at a few thresholds, each once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.model.days import DAY
from data.model.message import MessageKind
from data.store import pulses, records
from data.store.audit import trail
from data.tables.period import ZONE
from data.tables.values import midnight
from scheduler.competence.register import Upcoming, upcoming_lapses
from scheduler.notifications.notifier import FULLY, Notification, Notifier, open_letter_box
from scheduler.notifications.outbox import post

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date, datetime

    from sqlalchemy import Connection

    from data.model.message import Message
    from data.store.opening import Store
    from scheduler.settings import Settings

MARK = "competences told"  #: the day and the point of the records that were looked at


def tell_expiries(store: Store, settings: Settings, now: datetime) -> list[Message]:
    """Post that competences lapse: once a day, and when the records changed; not in quiet hours.

    Raises
    ------
    InputError
        The register does not hold together.
    """
    if settings.is_quiet(now, ZONE) or not settings.competence_days:
        return []
    today = now.astimezone(ZONE).date()
    with store.reading() as connection:
        looked_at = f"{today} {trail.head(connection).records_seq}"
        if pulses.read_pulse(connection, MARK).mark == looked_at:
            return []
    coming = upcoming_lapses(store, max(settings.competence_days), now)
    with store.writing() as connection:
        trail.take_turn(connection)
        box = open_letter_box(connection, settings, now)
        names = _names(connection)
        found = []
        for one in coming:
            days = threshold(one.lapse.last_day, today, settings.competence_days)
            if days is not None:
                letter = _letter(box, one, days, today, names)
                found += box.messages(one.lapse.person, letter)
        new = post(store, connection, found)
        pulses.set_mark(connection, MARK, looked_at)
    return new


def threshold(last_day: date, today: date, thresholds: Collection[int]) -> int | None:
    """The tightest threshold that was passed; None: none yet.

    Of several passed while nobody looked only this one still helps.
    """
    left = (last_day - today).days
    return min((days for days in thresholds if 0 <= left <= days), default=None)


def _names(connection: Connection) -> Mapping[str, str]:
    """Names of functions and requirements by ``functions/ID`` and ``requirements/ID``."""
    return {
        f"{table}/{row.values['id']}": row.values["name"]
        for table in ("functions", "requirements")
        for row in records.read_rows(connection, table).values()
        if not row.has_ended
    }


def _letter(
    box: Notifier, one: Upcoming, days: int, today: date, names: Mapping[str, str]
) -> Notification:
    say, speech, lapse = box.speech.gettext, box.speech, one.lapse
    function = names.get(f"functions/{lapse.function}", lapse.function)
    last = speech.long_date(lapse.last_day)
    subject = say("Your competence {function} lapses").format(function=function)
    left = (lapse.last_day - today).days
    opening = say("{name}, {last} is the last day on which you may fill {function} ({left}).")
    text = [
        opening.format(
            name=box.name(lapse.person),
            last=last,
            function=function,
            left=speech.ngettext("in {count} day", "in {count} days", left),
        )
    ]
    missing = [names.get(f"requirements/{id}", id) for id in lapse.by.requirements]
    if missing:
        text.append(say("Missing after that: {what}.").format(what=", ".join(missing)))
    if lapse.by.competence:
        text.append(say("Your appointment ends then."))
    if lapse.again:
        again = speech.long_date(lapse.again)
        text.append(say("You may fill it again from {day}.").format(day=again))
    text += _duties(box, one)
    text += ["", say("Renew it in time, or tell your planner that you will not.")]
    return Notification(
        MessageKind.COMPETENCE_EXPIRES,
        (lapse.function, lapse.last_day.isoformat(), days),
        subject,
        "\n".join(text),
        f"{subject}: {text[0]}",
        stale_at=midnight(lapse.last_day + DAY, ZONE),
    )


def _duties(box: Notifier, one: Upcoming) -> list[str]:
    """Their published duties that fall open by it."""
    if not one.duties:
        return []
    say, speech = box.speech.gettext, box.speech
    lines = [
        f"- {speech.stretch(duty.start, duty.end, ZONE)}, {box.post_name(duty.post)}"
        for duty in one.duties
    ]
    more = len(lines) - FULLY
    if more > 0:
        rest = speech.ngettext("and {count} more", "and {count} more", more)
        lines = [*lines[:FULLY], f"- {rest}"]
    return ["", say("These duties of yours then fall open:"), *lines]
