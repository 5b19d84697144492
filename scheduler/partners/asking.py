"""Asks employers for declarations that end or are missing, reminds them, and tells planners.

Each is done once: what was asked stands in the store, and a message is known by its question, step
and recipient.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.i18n.language import language
from data.model.contact import MAIL
from data.model.employer_ask import LASTS, NOTICE
from data.model.message import Message, MessageKind
from data.model.partner import partner_of
from data.model.person import CompetenceLevel
from data.store import employer_asks, health, records
from data.store.audit import trail
from data.store.audit.trail import Act
from data.store.regions import members_within
from data.tables.period import ZONE
from scheduler.accounts.secret import secret
from scheduler.competence.register import register_in
from scheduler.notifications import signed_links
from scheduler.notifications.notifier import Notification, open_notifier
from scheduler.notifications.outbox import message_id, post
from scheduler.notifications.recipients import with_planners
from scheduler.records.partners import read_partners

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from sqlalchemy import Connection

    from data.model.employer_ask import EmployerAsk
    from data.model.partner import Organisation
    from data.model.register import Register
    from data.store.opening import Store
    from scheduler.settings import Settings

PURPOSE = "declaration"
ITSELF = "caco"  #: who asks, in the trail
MARK = "employers asked"  #: the day and the point of the records that were looked at

Wanted = tuple[str, str, "date | None"]  #: person, requirement, last day on which it holds


def notify_employers(store: Store, settings: Settings, now: datetime) -> list[Message]:
    """Post what is due to employers and, of who did not answer, to planners.

    It is looked at once a day, and when the records changed; not in quiet hours.

    Raises
    ------
    InputError
        The register does not hold together.
    """
    if settings.is_quiet(now, ZONE):
        return []
    with store.reading() as connection:
        looked_at = f"{now.astimezone(ZONE).date()} {trail.head(connection).records_seq}"
        if health.read_task_state(connection, MARK).mark == looked_at:
            return []
        if not read_partners(connection):
            return []
    key = secret(store, settings)
    with store.writing() as connection:
        trail.take_turn(connection)
        partners = {one.id: one for one in read_partners(connection)}
        found = _ask_anew(connection, settings, partners, key, now)
        for asked in employer_asks.read_asks(connection):
            found += _follow_up(connection, settings, asked, partners, key, now)
        new = post(store, connection, found)
        health.set_mark(connection, MARK, looked_at)
    return new


def wanted_in(register: Register, today: date) -> Iterator[Wanted]:
    """What employers are to declare: it ends within a month, or is missing.

    Of everybody who is appointed as qualified today, each requirement once.
    """
    seen: set[tuple[str, str]] = set()
    for person, function in register.holders:
        if today not in register.appointed(person, function, CompetenceLevel.QUALIFIED):
            continue
        for asked in register.profile(function):
            if not asked.kind.is_of_employer or today not in asked.asked:
                continue
            if (person, asked.id) in seen:
                continue
            seen.add((person, asked.id))
            shown = register.shown(person, asked)
            last = shown.last_in_stretch(today) if today in shown else None
            if today not in shown or (last is not None and last <= today + NOTICE):
                yield person, asked.id, last


def _ask_anew(
    connection: Connection,
    settings: Settings,
    partners: dict[str, Organisation],
    key: str,
    now: datetime,
) -> list[Message]:
    """Ask each employer with a mail address what it was not asked yet."""
    rows = records.read_rows(connection, "people")
    asked = {
        (line.person, line.requirement)
        for one in employer_asks.read_asks(connection)
        if one.is_open(now)
        for line in one.lines
    }
    by_partner: dict[str, list[tuple[int, str, date | None]]] = {}
    register = register_in(connection, now)
    for person, requirement, last in wanted_in(register, now.astimezone(ZONE).date()):
        row = rows.get(person)
        if row is None or row.has_ended or (person, requirement) in asked:
            continue
        partner = partner_of(str(row.values["employer"] or ""), partners.values())
        if partner is not None and partner.mail:
            by_partner.setdefault(partner.id, []).append((row.number, requirement, last))
    found = []
    for code, lines in by_partner.items():
        number = employer_asks.add_ask(connection, code, now, now + LASTS, lines)
        act = Act("employer.asked", f"employer_ask/{number}", None, {"lines": len(lines)})
        trail.append(connection, [act], ITSELF, now)
        made = employer_asks.read_ask(connection, number)
        found.append(_letter(settings, made, partners[code], key, 0, now))
    return found


def _follow_up(
    connection: Connection,
    settings: Settings,
    asked: EmployerAsk,
    partners: dict[str, Organisation],
    key: str,
    now: datetime,
) -> list[Message]:
    """Remind an employer, or tell planners that it did not answer."""
    partner = partners.get(asked.partner)
    if partner is None:
        return []
    if asked.is_to_be_told(now):
        employer_asks.change_ask(connection, asked.id, told_at=now)
        act = Act("employer.overdue", f"employer_ask/{asked.id}")
        trail.append(connection, [act], ITSELF, now)
        return _overdue(connection, settings, asked, partner, now)
    if asked.reminder_due(now) and partner.mail:
        step = asked.reminders + 1
        employer_asks.change_ask(connection, asked.id, reminders=step)
        act = Act("employer.reminded", f"employer_ask/{asked.id}", None, {"times": step})
        trail.append(connection, [act], ITSELF, now)
        return [_letter(settings, asked, partner, key, step, now)]
    return []


def _letter(
    settings: Settings,
    asked: EmployerAsk,
    partner: Organisation,
    key: str,
    step: int,
    now: datetime,
) -> Message:
    """What an employer gets: how many declarations, the link and its last day; no names."""
    speech = language(settings.language)
    say = speech.gettext
    facts = {"ask": asked.id, "lang": settings.language}
    draft = signed_links.drafting(PURPOSE, key, settings, signed_links.DECLARATION)
    waiting = sum(line.answer is None for line in asked.lines)
    count = speech.ngettext("{count} declaration", "{count} declarations", waiting)
    subject = say("Declarations about your people: {count}").format(count=count)
    if step:
        subject = say("Reminder: {subject}").format(subject=subject)
    last = speech.long_date(asked.expires_at.astimezone(ZONE).date())
    text = (
        say("Dear {name},").format(name=partner.name),
        "",
        say(
            "Some of your people fill functions of the crisis organisation. Of {count} we need to"
        ).format(count=count)
        + " "
        + say("know whether you give it: that somebody is authorised, or competent."),
        say("Answer per person here, without a login: {link}").format(
            link=draft(facts, asked.expires_at)
        ),
        say("The link works until {day}; until then you may correct what you answered.").format(
            day=last
        ),
    )
    return Message(
        id=message_id(MessageKind.DECLARATIONS_ASKED, asked.id, step),
        kind=MessageKind.DECLARATIONS_ASKED,
        recipient=f"outside/{partner.name}",
        name=partner.name,
        channel=MAIL,
        address=partner.mail,
        subject=subject,
        body="\n".join(text),
        attachment="",
        created_at=now,
        due_at=now,
        stale_at=asked.expires_at,
    )


def _overdue(
    connection: Connection,
    settings: Settings,
    asked: EmployerAsk,
    partner: Organisation,
    now: datetime,
) -> list[Message]:
    told, planners = with_planners(connection, open_notifier(connection, settings, now))
    found: list[Message] = []
    for code, reach in planners.items():
        members = members_within(connection, reach)
        waiting = [line for line in asked.lines if line.answer is None and line.person in members]
        if not waiting:
            continue
        reader = told.for_reader(code)
        say = reader.speech.gettext
        names = ", ".join(dict.fromkeys(told.name(line.person) for line in waiting))
        subject = say("{partner} did not answer").format(partner=partner.name)
        link = f"{settings.base_url.rstrip('/')}/partners/{partner.id}"
        text = (
            say(
                "{partner} was asked for declarations and reminded twice, without an answer."
            ).format(partner=partner.name),
            say("It is about {names}.").format(names=names),
            link,
        )
        body = "\n".join(text)
        found += told.messages(
            code,
            Notification(
                MessageKind.DECLARATIONS_OVERDUE, (asked.id,), subject, body,
                f"{subject}: {link}", now + LASTS,
            ),
        )  # fmt: skip
    return found
