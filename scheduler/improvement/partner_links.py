"""Shares findings with partners: a message with a signed link to each, and their answers.

The link shows one finding, or one action of theirs, and nothing else. It is good for some weeks,
and what is pressed twice is written once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from data.model.contact import MAIL, Recipient
from data.model.errors import CacoError, Fault, Refused
from data.model.improvement import Actor, FindingFile, ImprovementAction
from data.model.message import Message, MessageKind
from data.model.partner import Organisation
from data.store.audit import trail
from data.store.audit.trail import Act
from data.tables.period import ZONE
from scheduler.accounts.secret import secret
from scheduler.improvement.queries import read_finding
from scheduler.improvement.recording import note_done
from scheduler.improvement.reminder_steps import step_of
from scheduler.notifications import signed_links
from scheduler.notifications.notifier import Notification
from scheduler.records.partners import read_partners

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import Connection

    from data.store.opening import Store
    from scheduler.notifications.notifier import Notifier
    from scheduler.notifications.signed_links import Facts
    from scheduler.settings import Settings

    DraftOf = Callable[[Facts, datetime], str]

PARTNER = "partner_finding"  #: purpose of the link that a partner answers by
GOOD_FOR = timedelta(days=35)
RECEIVED = "finding.received"  #: what the audit trail calls a receipt


@dataclass(frozen=True, slots=True)
class SharedFinding:
    """What a partner is shown.

    Parameters
    ----------
    action
        The action of theirs; None: the finding is shared, and they own nothing of it.
    received_at
        When they said that they received it; None: not yet.
    """

    number: int
    partner: Organisation
    file: FindingFile
    action: ImprovementAction | None
    received_at: datetime | None


@dataclass(frozen=True, slots=True)
class Receipt:
    """That a partner received a finding, or an action of theirs."""

    partner: str
    action: str
    at: datetime


def receipts(connection: Connection, number: int) -> tuple[Receipt, ...]:
    """The receipts of a finding, by the number of its row, the oldest first."""
    found = trail.entries(connection, f"findings/{number}", action=RECEIVED)
    facts = [(one.after or {}, one.at) for one in found]
    return tuple(
        Receipt(str(said.get("partner", "")), str(said.get("action", "")), at) for said, at in facts
    )


def receipts_of(store: Store, number: int) -> tuple[Receipt, ...]:
    """The same, with the names of the partners."""
    with store.reading() as connection:
        names = {one.id: one.name for one in read_partners(connection)}
        found = receipts(connection, number)
    return tuple(replace(one, partner=names.get(one.partner, one.partner)) for one in found)


def drafting(store: Store, settings: Settings) -> DraftOf | None:
    """What makes the draft of a link; None: there is no secret to sign with."""
    try:
        return signed_links.drafting(PARTNER, secret(store, settings), settings)
    except CacoError:
        return None


def to_partners(
    connection: Connection,
    notifier: Notifier,
    files: Mapping[int, FindingFile],
    draft_of: DraftOf | None,
) -> list[Message]:
    """Messages about what is shared with partners who have a mail address.

    Parameters
    ----------
    draft_of
        See `drafting`; without it nobody is told.
    """
    if draft_of is None:
        return []
    partners = [one for one in read_partners(connection) if one.mail]
    today, found = notifier.now.astimezone(ZONE).date(), list[Message]()
    for partner in partners:
        code = f"partner {partner.id}"
        known = Recipient(f"outside/{partner.name}", partner.name, ((MAIL, partner.mail),))
        told = replace(notifier, people={**notifier.people, code: known})
        for number, file in files.items():
            for action in _shared(file, partner):
                facts = {
                    "partner": partner.id,
                    "finding": number,
                    "action": action.id if action else "",
                    "lang": notifier.settings.language,
                }
                link = draft_of(facts, notifier.now + GOOD_FOR)
                step = step_of(action.due, today) if action else ""
                found += told.messages(code, _letter(told, file, action, step, link))
    return found


def _shared(file: FindingFile, partner: Organisation) -> list[ImprovementAction | None]:
    """Their open actions; the finding itself, if it is shared and they own nothing of it."""
    mine: list[ImprovementAction | None] = [
        one for one in file.open_actions if one.partner and partner.employs(one.partner)
    ]
    owns = any(one.partner and partner.employs(one.partner) for one in file.actions)
    is_shared = bool(file.finding.partner) and partner.employs(file.finding.partner)
    return [*mine, None] if is_shared and not owns else mine


def _letter(
    notifier: Notifier,
    file: FindingFile,
    action: ImprovementAction | None,
    step: str,
    link: str,
) -> Notification:
    say, speech = notifier.speech.gettext, notifier.speech
    if action is None:
        subject = say("A finding that concerns you: {theme}").format(theme=file.finding.theme)
        text = [file.finding.text, "", say("Say that you received it: {link}").format(link=link)]
    else:
        due = speech.long_date(action.due)
        subject = say("An action of yours is due on {day}").format(day=due)
        text = [
            action.what,
            "",
            say("Finding: {text}").format(text=file.finding.text),
            "",
            say("Say that you received it, or that it is done: {link}").format(link=link),
        ]
    key = (file.finding.id, action.id if action else "", action.due if action else "", step)
    return Notification(
        MessageKind.FINDING_SHARED,
        tuple(str(part) for part in key),
        subject,
        "\n".join(text),
        f"{subject} {link}",
        stale_at=notifier.now + GOOD_FOR,
    )


def shared_with(store: Store, partner: str, number: int, action: str) -> SharedFinding:
    """What a link shows now.

    Raises
    ------
    Refused
        It is no longer shared with them.
    """
    with store.reading() as connection:
        return _read(connection, partner, number, action)


def _read(connection: Connection, partner: str, number: int, action: str) -> SharedFinding:
    known = {one.id: one for one in read_partners(connection)}
    file, who = read_finding(connection, number).file, known.get(partner)
    own = next((one for one in file.actions if one.id == action), None)
    named = (own.partner if own else "") if action else file.finding.partner
    if who is None or not named or not who.employs(named):
        raise Refused([Fault("this is no longer shared with you", "Nothing was changed")])
    said = receipts(connection, number)
    at = next((one.at for one in said if (one.partner, one.action) == (partner, action)), None)
    return SharedFinding(number, who, file, own, at)


def receive(store: Store, partner: str, number: int, action: str, now: datetime) -> SharedFinding:
    """Note that a partner received it; a second time changes nothing. Raises as `shared_with`."""
    with store.writing() as connection:
        trail.take_turn(connection)
        seen = _read(connection, partner, number, action)
        if seen.received_at is None:
            facts = {"partner": partner, "action": action}
            act = Act(RECEIVED, f"findings/{number}", None, facts)
            trail.append(connection, [act], seen.partner.name, now)
            seen = replace(seen, received_at=now)
    return seen


def say_done(
    store: Store, partner: str, number: int, action: str, remark: str, now: datetime
) -> SharedFinding:
    """Note that a partner did an action of theirs. Raises as `shared_with`."""
    seen = receive(store, partner, number, action, now)
    if seen.action is None or seen.file.finding.closed_on is not None:
        return seen
    who = seen.partner.name
    note_done(store, number, action, remark, Actor(), now, may_for_others=True, who=who)
    return shared_with(store, partner, number, action)
