"""Notifies duty managers of gaps: decisions become messages, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from data.i18n.language import language
from data.model.contact import DIGEST, MAIL, SHORT, WEBPUSH, Recipient
from data.model.errors import CacoError, Fault, Refused
from data.model.gap import Gap, UncoveredInterval
from data.model.message import Message, MessageKind
from data.store import accounts, outbox, staffing
from data.store import gaps as gap_store
from data.store.audit import trail
from data.store.audit.sealing import signed_head
from data.store.record_objects import read_books
from data.tables.period import ZONE
from scheduler.accounts.secret import secret, secrets_here
from scheduler.coverage.monitor import ITSELF, SweepResult, read_coverage, record_gaps
from scheduler.notifications import gap_templates
from scheduler.notifications.escalation import (
    EscalationDecision,
    EscalationInput,
    GapNotice,
    decide,
)
from scheduler.notifications.gap_templates import suggested_candidates
from scheduler.notifications.mute_levels import (
    MuteLevel,
    UnheardPosts,
    mute_levels,
    unheard_posts,
)
from scheduler.notifications.outbox import message_id, post
from scheduler.notifications.recipients import managers_now, outsider
from scheduler.notifications.signed_links import drafting, length_when_sent
from scheduler.records.contacts import people_to_reach

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from data.model.contact import DutyManager
    from data.store.opening import Store
    from scheduler.settings import Settings

SHORT_ID = 12  #: characters of the id of a message in a link that has to be short


Link = Callable[[Mapping[str, object], datetime], str]  #: facts and expiry -> a signed address


@dataclass(frozen=True, slots=True)
class NotificationResult:
    """What one sweep put in the outbox.

    Parameters
    ----------
    messages
        That are new.
    unreached
        Gaps that somebody had to be notified of, and nobody could be.
    mute
        Levels that steps go to, and of which nobody can be reached now.
    unheard
        Posts of whose gaps nobody would hear now, while of others somebody does.
    """

    messages: tuple[Message, ...]
    unreached: tuple[Gap, ...]
    mute: tuple[MuteLevel, ...]
    unheard: tuple[UnheardPosts, ...]


@dataclass(frozen=True, slots=True)
class _GapMessage:
    """A message with all that it tells."""

    message: Message
    notices: tuple[GapNotice, ...]


def notify_of_gaps(
    store: Store,
    connection: Connection,
    swept: SweepResult,
    settings: Settings,
    link: Link,
    now: datetime,
) -> NotificationResult:
    """Put in the outbox what duty managers have to know now, and record who was notified."""
    people = people_to_reach(connection)
    managers = swept.inputs.alerts.duty_managers
    before = _sent_before(connection, (*swept.open, *swept.filled))
    inputs = EscalationInput(
        posts=swept.inputs.posts,
        steps=swept.inputs.alerts.steps_in_force,
        managers=managers_now(swept.inputs, managers, people, now),
        sent=before,
        quiet=settings.is_quiet(now, ZONE),
        digest_at=settings.digest_at,
        zone=ZONE,
        usable=settings.channels,
        takers=_takers(connection, swept.open, people, managers),
    )
    decision = decide(swept.open, swept.filled, inputs, now)
    facts = _facts(store, connection, swept, decision, people, settings, now)
    news = [*_alerts(decision, facts, settings, link, now)]
    copies = list(_copies(news, settings))
    everybody = {one.key: one for one in (*people.values(), *map(outsider, managers))}
    ends = [*_ends(connection, decision, before, everybody, facts, now)]
    post(store, connection, [*(written.message for written in (*news, *ends)), *copies])
    _note(connection, (*news, *ends), decision, now)
    heard = {notice.gap.id for written in news for notice in written.notices}
    unreached = {
        gap.id: gap
        for gap in (*decision.nobody, *(notice.gap for notice in decision.notices))
        if gap.id not in heard
    }
    messages = tuple(written.message for written in (*news, *ends))
    books = {book.id: book.name for book in read_books(connection).values()}
    return NotificationResult(
        messages, tuple(unreached.values()), mute_levels(inputs), unheard_posts(inputs, books)
    )


def _takers(
    connection: Connection,
    gaps: Iterable[Gap],
    people: Mapping[str, Recipient],
    managers: Iterable[DutyManager],
) -> dict[int, Recipient]:
    """Who took up which gap: by the account they did it with, or by the name in their message."""
    taken = {gap.id: gap.acknowledged_by for gap in gaps if gap.acknowledged_by}
    if not taken:
        return {}
    found = {one.name: one for one in map(outsider, managers)}
    found |= {one.name: one for one in people.values()}
    for account in accounts.accounts(connection):
        if account.person and account.person in people:
            found[account.login] = people[account.person]
    return {gap: found[who] for gap, who in taken.items() if who in found}


def _sent_before(
    connection: Connection, gaps: Iterable[Gap]
) -> dict[int, list[gap_store.NotificationRecord]]:
    found: dict[int, list[gap_store.NotificationRecord]] = {}
    for row in gap_store.read_notifications(connection, [gap.id for gap in gaps]):
        found.setdefault(row.gap, []).append(row)
    return found


def _facts(
    store: Store,
    connection: Connection,
    swept: SweepResult,
    decision: EscalationDecision,
    people: Mapping[str, Recipient],
    settings: Settings,
    now: datetime,
) -> gap_templates.GapFacts:
    speech = language(settings.language)
    asked = [notice.gap for notice in decision.notices]
    keys = secrets_here(store, settings)
    return gap_templates.GapFacts(
        posts=swept.inputs.posts,
        names=staffing.names_of_people(connection),
        users=accounts.names_of_logins(connection),
        candidates=suggested_candidates(connection, asked, people, now, speech) if asked else {},
        speech=speech,
        zone=ZONE,
        base_url=settings.base_url,
        head=signed_head(trail.head(connection), keys[0]) if keys else "",
    )


def _alerts(
    decision: EscalationDecision,
    facts: gap_templates.GapFacts,
    settings: Settings,
    link: Link,
    now: datetime,
) -> Iterable[_GapMessage]:
    """One message for each recipient and channel, with all gaps that they hear of now."""
    grouped: dict[tuple[str, str], list[GapNotice]] = {}
    for notice in decision.notices:
        grouped.setdefault((notice.recipient.key, notice.channel), []).append(notice)
    for (_key, wished), notices in grouped.items():
        recipient = notices[0].recipient
        reached = recipient.reach(MAIL if wished == DIGEST else wished, settings.channels)
        if reached is None:
            continue
        yield _GapMessage(_alert(notices, recipient, reached, facts, link, now), tuple(notices))


def _alert(
    notices: Sequence[GapNotice],
    recipient: Recipient,
    reached: tuple[str, str],
    facts: gap_templates.GapFacts,
    link: Link,
    now: datetime,
) -> Message:
    ends = max(notice.gap.interval.end for notice in notices)
    asked = {
        "gaps": sorted({notice.gap.id for notice in notices}),
        "who": recipient.name,
        "lang": facts.speech.code,
    }
    kind = MessageKind.DIGEST if notices[0].channel == DIGEST else MessageKind.GAPS
    channel, address = reached
    number = message_id(kind, recipient.key, channel, *_steps(notices))
    most = SHORT.get(channel)
    subject = gap_templates.gap_subject(notices, facts, now, is_short=most is not None)
    body = gap_templates.gap_body(notices, facts, link(asked, ends), now)
    if most is not None and len(subject) + 1 + length_when_sent(body) > most:
        brief = link({"m": number[:SHORT_ID]}, ends)
        body = gap_templates.gap_short(notices, facts, brief, now, most - len(subject) - 1)
    return Message(
        id=number,
        kind=kind,
        recipient=recipient.key,
        name=recipient.name,
        channel=channel,
        address=address,
        subject=subject,
        body=body,
        attachment="",
        created_at=now,
        due_at=now,
        stale_at=ends,
    )


def _copies(news: Iterable[_GapMessage], settings: Settings) -> Iterable[Message]:
    """What goes to the devices of a recipient as well; the gap knows of the message alone."""
    for written in news:
        message, recipient = written.message, written.notices[0].recipient
        ways = [(message.channel, message.address)]
        address = recipient.beside(ways, settings.channels)
        if address and message.kind is not MessageKind.DIGEST:
            number = message_id(message.kind, message.id, WEBPUSH)
            yield replace(message, id=number, channel=WEBPUSH, address=address)


def _steps(notices: Iterable[GapNotice]) -> list[str]:
    return sorted(f"{notice.gap.id}/{notice.step}" for notice in notices)


def _ends(
    connection: Connection,
    decision: EscalationDecision,
    before: Mapping[int, Sequence[gap_store.NotificationRecord]],
    everybody: Mapping[str, Recipient],
    facts: gap_templates.GapFacts,
    now: datetime,
) -> Iterable[_GapMessage]:
    """That gaps were resolved, to everybody who was notified, by the channel used last."""
    grouped: dict[str, list[GapNotice]] = {}
    for notice in decision.resolved:
        grouped.setdefault(notice.recipient.key, []).append(notice)
    for key, notices in grouped.items():
        last = [
            row.message
            for notice in notices
            for row in before.get(notice.gap.id, ())
            if row.recipient == key and row.message
        ]
        told_by = outbox.read_message(connection, last[-1]) if last else None
        if told_by is None or key not in everybody:
            continue
        yield _GapMessage(
            Message(
                id=message_id(MessageKind.RESOLVED, key, *_steps(notices)),
                kind=MessageKind.RESOLVED,
                recipient=key,
                name=everybody[key].name,
                channel=told_by.channel,
                address=told_by.address,
                subject=gap_templates.resolved_subject(notices, facts),
                body=gap_templates.resolved_body(notices, facts),
                attachment="",
                created_at=now,
                due_at=now,
                stale_at=max(notice.gap.interval.end for notice in notices),
            ),
            tuple(notices),
        )


def _note(
    connection: Connection,
    messages: Iterable[_GapMessage],
    decision: EscalationDecision,
    now: datetime,
) -> None:
    """Record which step of which gap went to whom, and which was passed over."""
    rows = [gap_store.NotificationRecord(gap, step, "", now, None) for gap, step in decision.passed]
    grown: dict[int, UncoveredInterval] = {}
    for written in messages:
        for notice in written.notices:
            key = written.message.recipient
            rows.append(
                gap_store.NotificationRecord(
                    notice.gap.id, notice.step, key, now, written.message.id
                )
            )
            facts: dict[str, object] = {"to": key, "channel": written.message.channel}
            facts["step"] = notice.step
            if notice.instead_of:
                facts |= {"level": notice.level, "instead_of": notice.instead_of}
            gap_store.add_event(connection, notice.gap.id, now, "told", ITSELF, facts)
            if notice.outgrown:
                grown[notice.gap.id] = notice.gap.interval
    for number, interval in grown.items():
        reach = {"start": interval.start.isoformat(), "end": interval.end.isoformat()}
        gap_store.add_event(connection, number, now, "grown", ITSELF, reach)
    gap_store.add_notifications(connection, rows)


ACKNOWLEDGE = "acknowledge"  #: the purpose of the link in a notice of gaps


@dataclass(frozen=True, slots=True)
class SweepRound:
    """What a sweep found, and whom it notified."""

    swept: SweepResult
    telling: NotificationResult


def sweep_and_notify(store: Store, settings: Settings, link: Link, now: datetime) -> SweepRound:
    """Sweep and notify: what is kept and what is sent are one transaction.

    Raises
    ------
    InputError
        The records do not hold together.
    """
    reading = read_coverage(store, settings.horizon_weeks, now)
    with store.writing() as connection:
        trail.take_turn(connection)
        swept = record_gaps(connection, reading, settings.horizon_weeks, now)
        telling = notify_of_gaps(store, connection, swept, settings, link, now)
    return SweepRound(swept, telling)


def sweep_by_clock(store: Store, settings: Settings, now: datetime) -> SweepRound:
    """The same with signed links, as the clock does it.

    Raises
    ------
    Refused
        Links cannot be signed. All notices were sent all the same, without them.
    InputError
        The records do not hold together.
    """
    try:
        link = drafting(ACKNOWLEDGE, secret(store, settings), settings)
    except CacoError as error:
        sweep_and_notify(store, settings, _no_link, now)
        what = f"notices go without a link: {error}"
        raise Refused([Fault(what, "Correct that; the notices themselves were sent")]) from error
    return sweep_and_notify(store, settings, link, now)


def _no_link(_facts: Mapping[str, object], _until: datetime) -> str:
    return ""
