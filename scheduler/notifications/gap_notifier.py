"""Tells duty managers of gaps: what was decided becomes messages, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from data.i18n.language import language
from data.model.contact import DIGEST, MAIL, SHORT, Recipient
from data.model.errors import CacoError, Fault, Refused
from data.model.gap import Gap, UncoveredInterval
from data.model.message import Message, MessageKind
from data.store import accounts, outbox, presence
from data.store import gaps as gap_store
from data.store import gaps as told
from data.store.audit import trail
from data.store.audit.sealing import signed_head
from data.tables.period import ZONE
from scheduler.accounts.secret import secret, secrets_here
from scheduler.coverage.monitor import ITSELF, Swept, keep_look, look
from scheduler.notifications import gap_templates
from scheduler.notifications.escalation import (
    EscalationDecision,
    EscalationInput,
    GapNotice,
    MuteLevel,
    decide,
    mute_levels,
)
from scheduler.notifications.gap_templates import helpers_of
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
class Telling:
    """What was told in one round.

    Parameters
    ----------
    messages
        That are new.
    unheard
        Gaps that were due to be told, and nobody could be.
    mute
        Levels that steps go to, and of which nobody can be reached now.
    """

    messages: tuple[Message, ...]
    unheard: tuple[Gap, ...]
    mute: tuple[MuteLevel, ...]


@dataclass(frozen=True, slots=True)
class _Letter:
    """A message with all that it tells."""

    message: Message
    notices: tuple[GapNotice, ...]


def tell_gaps(
    store: Store,
    connection: Connection,
    swept: Swept,
    settings: Settings,
    link: Link,
    now: datetime,
) -> Telling:
    """Put in the outbox what duty managers have to hear now, and note that they were told."""
    people = people_to_reach(connection)
    managers = swept.known.alerts.duty_managers
    before = _told_before(connection, (*swept.open, *swept.filled))
    desk = EscalationInput(
        posts=swept.known.posts,
        steps=swept.known.alerts.steps_in_force,
        managers=managers_now(swept.known, managers, people, now),
        told=before,
        quiet=settings.is_quiet(now, ZONE),
        digest_at=settings.digest_at,
        zone=ZONE,
        usable=settings.channels,
        takers=_takers(connection, swept.open, people, managers),
    )
    decision = decide(swept.open, swept.filled, desk, now)
    facts = _facts(store, connection, swept, decision, people, settings, now)
    news = [*_alerts(decision, facts, settings, link, now)]
    everybody = {one.key: one for one in (*people.values(), *map(outsider, managers))}
    ends = [*_ends(connection, decision, before, everybody, facts, now)]
    post(store, connection, [letter.message for letter in (*news, *ends)])
    _note(connection, (*news, *ends), decision, now)
    heard = {notice.gap.id for letter in news for notice in letter.notices}
    unheard = {
        gap.id: gap
        for gap in (*decision.nobody, *(notice.gap for notice in decision.notices))
        if gap.id not in heard
    }
    messages = tuple(letter.message for letter in (*news, *ends))
    return Telling(messages, tuple(unheard.values()), mute_levels(desk))


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


def _told_before(
    connection: Connection, gaps: Iterable[Gap]
) -> dict[int, list[told.NotificationRecord]]:
    found: dict[int, list[told.NotificationRecord]] = {}
    for row in told.read_told(connection, [gap.id for gap in gaps]):
        found.setdefault(row.gap, []).append(row)
    return found


def _facts(
    store: Store,
    connection: Connection,
    swept: Swept,
    decision: EscalationDecision,
    people: Mapping[str, Recipient],
    settings: Settings,
    now: datetime,
) -> gap_templates.GapFacts:
    speech = language(settings.language)
    asked = [notice.gap for notice in decision.notices]
    keys = secrets_here(store, settings)
    return gap_templates.GapFacts(
        posts=swept.known.posts,
        names=presence.names_of_people(connection),
        users=accounts.names_of_logins(connection),
        helpers=helpers_of(connection, asked, people, now, speech) if asked else {},
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
) -> Iterable[_Letter]:
    """One message for each recipient and channel, with all gaps that they hear of now."""
    grouped: dict[tuple[str, str], list[GapNotice]] = {}
    for notice in decision.notices:
        grouped.setdefault((notice.recipient.key, notice.channel), []).append(notice)
    for (_key, wished), notices in grouped.items():
        recipient = notices[0].recipient
        reached = recipient.reach(MAIL if wished == DIGEST else wished, settings.channels)
        if reached is None:
            continue
        yield _Letter(_alert(notices, recipient, reached, facts, link, now), tuple(notices))


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


def _steps(notices: Iterable[GapNotice]) -> list[str]:
    return sorted(f"{notice.gap.id}/{notice.step}" for notice in notices)


def _ends(
    connection: Connection,
    decision: EscalationDecision,
    before: Mapping[int, Sequence[told.NotificationRecord]],
    everybody: Mapping[str, Recipient],
    facts: gap_templates.GapFacts,
    now: datetime,
) -> Iterable[_Letter]:
    """That gaps were mended, to everyone who was told, by the channel that told them last."""
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
        yield _Letter(
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
    connection: Connection, letters: Iterable[_Letter], decision: EscalationDecision, now: datetime
) -> None:
    """Write down which step of which gap was told to whom, and which was passed over."""
    rows = [told.NotificationRecord(gap, step, "", now, None) for gap, step in decision.passed]
    grown: dict[int, UncoveredInterval] = {}
    for letter in letters:
        for notice in letter.notices:
            key = letter.message.recipient
            rows.append(
                told.NotificationRecord(notice.gap.id, notice.step, key, now, letter.message.id)
            )
            facts: dict[str, object] = {"to": key, "channel": letter.message.channel}
            facts["step"] = notice.step
            if notice.instead_of:
                facts |= {"level": notice.level, "instead_of": notice.instead_of}
            gap_store.add_event(connection, notice.gap.id, now, "told", ITSELF, facts)
            if notice.outgrown:
                grown[notice.gap.id] = notice.gap.interval
    for number, interval in grown.items():
        reach = {"start": interval.start.isoformat(), "end": interval.end.isoformat()}
        gap_store.add_event(connection, number, now, "grown", ITSELF, reach)
    told.add_told(connection, rows)


ACKNOWLEDGE = "acknowledge"  #: the purpose of the link in a notice of gaps


@dataclass(frozen=True, slots=True)
class Round:
    """What a round found, and what it told."""

    swept: Swept
    telling: Telling


def sweep_and_tell(store: Store, settings: Settings, link: Link, now: datetime) -> Round:
    """Sweep, and tell: what is kept and what is told are one transaction.

    Raises
    ------
    InputError
        The records do not hold together.
    """
    seen = look(store, settings.horizon_weeks, now)
    with store.writing() as connection:
        trail.take_turn(connection)
        swept = keep_look(connection, seen, settings.horizon_weeks, now)
        telling = tell_gaps(store, connection, swept, settings, link, now)
    return Round(swept, telling)


def sweep_by_clock(store: Store, settings: Settings, now: datetime) -> Round:
    """The same with signed links, as the clock does it.

    Raises
    ------
    Refused
        Links cannot be signed. Everything was told all the same, without them.
    InputError
        The records do not hold together.
    """
    try:
        link = drafting(ACKNOWLEDGE, secret(store, settings), settings)
    except CacoError as error:
        sweep_and_tell(store, settings, _no_link, now)
        what = f"notices go without a link: {error}"
        raise Refused([Fault(what, "Mend that; the gaps themselves were told")]) from error
    return sweep_and_tell(store, settings, link, now)


def _no_link(_facts: Mapping[str, object], _until: datetime) -> str:
    return ""
