"""Reminds people of duties to come, and of competences that will lapse, each once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from data.model.days import DAY
from data.model.gap import Cause
from data.model.message import MessageKind
from data.store import health, outbox, records
from data.store.audit import trail
from data.tables.period import ZONE
from data.tables.values import midnight
from scheduler.competence.register import Upcoming, upcoming_lapses
from scheduler.coverage.gathering import read_coverage_input
from scheduler.coverage.held_parts import held_parts
from scheduler.coverage.hindrances import TRAINEE, served_intervals
from scheduler.notifications.notifier import FULLY, Notification, Notifier, open_notifier
from scheduler.notifications.outbox import post
from scheduler.notifications.presence_notices import here_links
from scheduler.notifications.recipients import cannot_come

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date, datetime

    from sqlalchemy import Connection

    from data.model.message import Message
    from data.model.shift import Shift
    from data.store.opening import Store
    from scheduler.coverage.input import CoverageInput
    from scheduler.notifications.presence_notices import HereLink
    from scheduler.settings import Settings

MARK = "competences told"  #: the day and the point of the records that were looked at


def notify_of_expiries(store: Store, settings: Settings, now: datetime) -> list[Message]:
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
        if health.read_task_state(connection, MARK).mark == looked_at:
            return []
    coming = upcoming_lapses(store, max(settings.competence_days), now)
    with store.writing() as connection:
        trail.take_turn(connection)
        notifier = open_notifier(connection, settings, now)
        names = _names(connection)
        found = []
        for one in coming:
            days = threshold(one.lapse.last_day, today, settings.competence_days)
            if days is not None:
                notification = _expiry(
                    notifier.for_reader(one.lapse.person), one, days, today, names
                )
                found += notifier.messages(one.lapse.person, notification)
        new = post(store, connection, found)
        health.set_mark(connection, MARK, looked_at)
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


def _expiry(
    notifier: Notifier, one: Upcoming, days: int, today: date, names: Mapping[str, str]
) -> Notification:
    say, speech, lapse = notifier.speech.gettext, notifier.speech, one.lapse
    function = names.get(f"functions/{lapse.function}", lapse.function)
    last = speech.long_date(lapse.last_day)
    subject = say("Your competence {function} lapses").format(function=function)
    left = (lapse.last_day - today).days
    opening = say("{name}, {last} is the last day on which you may fill {function} ({left}).")
    text = [
        opening.format(
            name=notifier.name(lapse.person),
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
    text += _duties(notifier, one)
    text += ["", say("Renew it in time, or tell your planner that you will not.")]
    return Notification(
        MessageKind.COMPETENCE_EXPIRES,
        (lapse.function, lapse.last_day.isoformat(), days),
        subject,
        "\n".join(text),
        f"{subject}: {text[0]}",
        stale_at=midnight(lapse.last_day + DAY, ZONE),
    )


def _duties(notifier: Notifier, one: Upcoming) -> list[str]:
    """Their published duties that fall open by it."""
    if not one.duties:
        return []
    say, speech = notifier.speech.gettext, notifier.speech
    lines = [
        f"- {speech.stretch(duty.start, duty.end, ZONE)}, {notifier.post_name(duty.post)}"
        for duty in one.duties
    ]
    more = len(lines) - FULLY
    if more > 0:
        rest = speech.ngettext("and {count} more", "and {count} more", more)
        lines = [*lines[:FULLY], f"- {rest}"]
    return ["", say("These duties of yours then fall open:"), *lines]


#: With less time than this to the duty a reminder does not wait for the end of the quiet hours.
_CAN_WAIT = timedelta(hours=12)


Duty = tuple[str, "Shift", bool]  #: person, what they have of a shift, whether they double


def remind(store: Store, settings: Settings, now: datetime) -> list[Message]:
    """Post the reminders that are due; to who is really there when the duty begins."""
    until = now + timedelta(hours=settings.reminder_hours)
    with store.reading() as connection:
        if not _untold(connection, settings, now, until):
            return []
    link_of = here_links(store, settings)
    with store.writing() as connection:
        trail.take_turn(connection)
        notifier = open_notifier(connection, settings, now)
        due = _untold(connection, settings, now, until)
        inputs = read_coverage_input(connection, now, until + DAY, now)
        found: list[Message] = []
        for person, shift, doubles in due:
            if is_there(inputs, person, shift, doubles=doubles):
                reads = notifier.for_reader(person)
                here = _here(inputs, reads, link_of, person, shift)
                cannot = cannot_come(inputs, reads, person, shift.post)
                written = _reminder(reads, person, shift, here, cannot, doubles=doubles)
                found += notifier.messages(person, written)
        return post(store, connection, found)


def _untold(
    connection: Connection, settings: Settings, now: datetime, until: datetime
) -> list[Duty]:
    """Duties of people who can be reached, and who heard nothing of them yet."""
    duties = [
        (one.person, one.shift, one.doubles)
        for one in held_parts(connection, now, until + DAY)
        if is_due(one.shift.start, settings, now)
    ]
    if not duties:
        return []
    notifier = open_notifier(connection, settings, now)
    ids = {
        notifier.id_of(person, MessageKind.DUTY_REMINDER, _key(shift)): (person, shift, doubles)
        for person, shift, doubles in duties
        if notifier.can_reach(person)
    }
    told = outbox.known_ids(connection, ids)
    return [duty for id, duty in ids.items() if id not in told]


def is_due(start: datetime, settings: Settings, now: datetime) -> bool:
    """Whether a duty that begins at `start` is to be told of now.

    In the quiet hours it is put off for as long as twelve hours remain: what is told then is still
    true, and nobody is woken for it.
    """
    left = start - now
    if not timedelta() < left <= timedelta(hours=settings.reminder_hours):
        return False
    return left <= _CAN_WAIT or not settings.is_quiet(now, ZONE)


def is_there(inputs: CoverageInput, person: str, shift: Shift, *, doubles: bool) -> bool:
    """Whether somebody will begin a duty: not away, competent, still here.

    Only the moment of its start counts: who was ill until noon begins at three, and who is away on
    the third day of a week on call begins it all the same.
    """
    post_of = inputs.posts.get(shift.post)
    if post_of is None or person not in inputs.regions:
        return False
    first = served_intervals(inputs, person, post_of, shift.start, shift.end)[0]
    # A trainee is not competent yet, and expected all the same.
    allowed = {None, Cause.NO_CONTACT, *(TRAINEE if doubles else ())}
    return first.cause in allowed


def _key(shift: Shift) -> tuple[object, ...]:
    return shift.id, shift.start.isoformat()


def _here(
    inputs: CoverageInput, notifier: Notifier, link_of: HereLink, person: str, shift: Shift
) -> str:
    """The link that confirms presence; empty: that is not asked."""
    if inputs.presence.minutes_asked(shift.post, shift.start) is None:
        return ""
    return link_of(notifier.row(person), shift.post, shift.start, shift.end)


def _reminder(
    notifier: Notifier, person: str, shift: Shift, here: str, cannot: str, *, doubles: bool
) -> Notification:
    say = notifier.speech.gettext
    subject = say("Your duty begins {moment}").format(
        moment=notifier.speech.moment(shift.start, ZONE)
    )
    line = notifier.duty_line(shift, doubles=doubles)
    text = [say("{name}, this duty is yours:").format(name=notifier.name(person)), "", f"- {line}"]
    if shift.post in notifier.posts and notifier.posts[shift.post].is_on_call:
        text += ["", say("You are on call then: within reach, and ready to come.")]
    if here and not doubles:
        text += ["", say("When you are at your desk, confirm it: {link}").format(link=here)]
    text += ["", cannot]
    return Notification(
        MessageKind.DUTY_REMINDER,
        _key(shift),
        subject,
        "\n".join(text),
        f"{subject}: {line}",
        stale_at=shift.start,
    )
