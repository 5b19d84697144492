"""Invites people to make their account: one link by mail or text message, which works once.

Of a link the store keeps a hash of what it says. The message that waits to be sent holds a draft,
which becomes a link when it goes (see `signed_links`).
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from data.i18n.language import language
from data.model.contact import MAIL
from data.model.errors import Fault, Refused
from data.model.invitation import LASTS, Invitation, InvitationState
from data.model.message import Message, MessageKind
from data.store import accounts
from data.store import invitations as kept
from data.store.accounts import row_of_person
from data.store.audit import trail
from data.store.audit.trail import Act
from data.tables.period import ZONE
from scheduler.accounts.accounts import limit_faults, unknown_regions
from scheduler.accounts.secret import secret
from scheduler.notifications import signed_links
from scheduler.notifications.outbox import message_id, post
from scheduler.queue.dbos_queue import prepare_queue
from scheduler.records.contacts import people_to_reach

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from data.i18n.language import Language
    from data.model.account import RegionLimit, Role
    from data.model.contact import Recipient
    from data.store.opening import Store
    from scheduler.settings import Settings

PURPOSE = "invitation"
_NONCE_BYTES = 16


@dataclass(frozen=True, slots=True)
class Invitee:
    """Somebody without an account.

    Parameters
    ----------
    channels
        By which an invitation can be sent; none: nothing reaches them.
    """

    person: str
    name: str
    channels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SentInvitation:
    """An invitation and how far it is."""

    invitation: Invitation
    state: InvitationState

    @property
    def may_go_again(self) -> bool:
        """Whether sending it once more makes sense."""
        return not self.state.is_answered


@dataclass(frozen=True, slots=True)
class InvitationList:
    """Who has no account, and who was invited to make one.

    Parameters
    ----------
    invitees
        People whom nobody invited yet, by name.
    sent
        By name.
    """

    invitees: tuple[Invitee, ...]
    sent: tuple[SentInvitation, ...]


def list_invitations(store: Store, settings: Settings, now: datetime) -> InvitationList:
    """Who has no account, and how far those are who were invited."""
    with store.reading() as connection:
        states = kept.message_states(connection)
        there = kept.invitations(connection)
        reached = people_to_reach(connection)
        have_one = {one.person for one in accounts.accounts(connection)}
    sent = [SentInvitation(one, one.state(now, states.get(one.message))) for one in there]
    shown = [one for one in sent if one.state is not InvitationState.WITHDRAWN]
    asked = {one.invitation.person for one in shown}
    invitees = [
        Invitee(code, recipient.name, _channels(recipient, settings))
        for code, recipient in reached.items()
        if code not in have_one and code not in asked
    ]
    invitees.sort(key=lambda one: one.name.casefold())
    return InvitationList(tuple(invitees), tuple(shown))


def _channels(recipient: Recipient, settings: Settings) -> tuple[str, ...]:
    """Channels that reach somebody, mail first."""
    mine = dict.fromkeys(name for name, _ in recipient.contacts if name in settings.channels)
    return tuple(sorted(mine, key=lambda name: (name != MAIL, name)))


def invite(
    store: Store,
    settings: Settings,
    people: Collection[str],
    roles: Collection[Role],
    channel: str,
    who: str,
    now: datetime,
    limits: tuple[RegionLimit, ...] = (),
) -> list[Invitation]:
    """Invite people, each by the channel that is wished if it reaches them, else by another.

    Parameters
    ----------
    limits
        Regions by role; a role without holds for all.

    Raises
    ------
    Refused
        Nobody or no role is chosen; somebody has an account, was invited, or cannot be reached:
        with all that is wrong, and nobody is invited.
    """
    prepare_queue(store)
    key = secret(store, settings)
    with store.writing() as connection:
        trail.take_turn(connection)
        reached = people_to_reach(connection)
        wrong = [*limit_faults(roles, limits), *unknown_regions(connection, limits)]
        _refuse(connection, people, roles, reached, settings, now, wrong)
        taken = {one.login for one in accounts.accounts(connection)}
        taken |= {one.login for one in kept.invitations(connection) if one.is_open(now)}
        made = []
        for code in dict.fromkeys(people):
            recipient = reached[code]
            login = _login(code, recipient, taken)
            taken.add(login)
            new = Invitation(
                id=0,
                person=code,
                name=recipient.name,
                login=login,
                roles=frozenset(roles),
                language="",
                sending=0,
                message="",
                channel="",
                invited_at=now,
                invited_by=who,
                expires_at=now + LASTS,
                limits=limits,
            )
            row = row_of_person(connection, code)
            assert row is not None  # they are among those to reach
            number = kept.add_invitation(connection, new, row, "")
            sent = _send(
                store, connection, settings, key, replace(new, id=number), recipient, channel, now
            )
            facts = {"person": recipient.key, "roles": sorted(roles), "channel": sent.channel}
            facts |= {"regions": [str(one) for one in limits]} if limits else {}
            act = Act("invitation.sent", f"invitation/{number}", None, facts)
            trail.append(connection, [act], who, now)
            made.append(sent)
    return made


def _refuse(
    connection: Connection,
    people: Collection[str],
    roles: Collection[Role],
    reached: Mapping[str, Recipient],
    settings: Settings,
    now: datetime,
    wrong: Iterable[Fault] = (),
) -> None:
    faults = list(wrong)
    if not people:
        faults.append(Fault("nobody is chosen", "Choose one person or more"))
    if not roles:
        faults.append(Fault("an account has at least one role", "Choose what it is for"))
    have_one = {one.person for one in accounts.accounts(connection)}
    asked = {one.person for one in kept.invitations(connection) if one.is_open(now)}
    for code in people:
        recipient = reached.get(code)
        if recipient is None:
            faults.append(Fault(f"nobody here has the code {code}", "Choose one from the list"))
            continue
        if code in have_one:
            what = f"{recipient.name} has an account already"
            faults.append(Fault(what, "Leave this person out"))
        elif code in asked:
            what = f"{recipient.name} was invited already"
            faults.append(Fault(what, "Send that invitation again, or withdraw it first"))
        elif not _channels(recipient, settings):
            what = f"no channel that is set up here reaches {recipient.name}"
            faults.append(Fault(what, "Add a mail address or a number for text messages"))
    if faults:
        raise Refused(faults)


def _login(code: str, recipient: Recipient, taken: Collection[str]) -> str:
    """The mail address, by which an organisation knows them too; else the code of the person."""
    mail = next((address for name, address in recipient.contacts if name == MAIL), "")
    for tried in (mail.casefold(), code.casefold()):
        if tried and tried not in taken:
            return tried
    number = 2
    while f"{code.casefold()}{number}" in taken:
        number += 1
    return f"{code.casefold()}{number}"


def _send(
    store: Store,
    connection: Connection,
    settings: Settings,
    key: str,
    invitation: Invitation,
    recipient: Recipient,
    channel: str,
    now: datetime,
) -> Invitation:
    """Put the link in the outbox, a new one each time; the invitation as it is then."""
    way = recipient.reach(channel or MAIL, settings.channels)
    if way is None:
        what = f"no channel that is set up here reaches {recipient.name}"
        raise Refused([Fault(what, "Add a mail address or a number for text messages")])
    nonce, until = secrets.token_urlsafe(_NONCE_BYTES), now + LASTS
    draft_of = signed_links.drafting(PURPOSE, key, settings, signed_links.INVITATION)
    address = draft_of({"invitation": invitation.id, "nonce": nonce}, until)
    number = invitation.sending + 1
    message = _message(invitation, recipient, way, address, number, settings, now)
    post(store, connection, [message])
    values: dict[str, Any] = {
        "sending": number,
        "message": message.id,
        "channel": way[0],
        "expires_at": until,
        "opened_at": None,
    }
    kept.change_invitation(connection, invitation.id, token_hash=hash_of(nonce), **values)
    return replace(invitation, **values)


def hash_of(nonce: str) -> str:
    """What is kept of a link."""
    return hashlib.sha256(nonce.encode()).hexdigest()


def _message(
    invitation: Invitation,
    recipient: Recipient,
    way: tuple[str, str],
    address: str,
    number: int,
    settings: Settings,
    now: datetime,
) -> Message:
    speech = language(settings.language)
    say, channel = speech.gettext, way[0]
    until = speech.day((now + LASTS).astimezone(ZONE).date())
    subject = say("Your account for the roster")
    if channel == MAIL:
        text = [
            say("{name}, you are invited to make your account for the roster:").format(
                name=recipient.name
            ),
            "",
            address,
            "",
            say("Your login is {login}; you choose your password there.").format(
                login=invitation.login
            ),
            say("You then find your duties, a link for your calendar, and the app."),
            "",
            say("The link works once, until {day}. Do not pass it on.").format(day=until),
        ]
    else:
        once = say("Make your account for the roster, before {day}:").format(day=until)
        text = [once, address]
    return Message(
        id=message_id(MessageKind.INVITED, invitation.id, number),
        kind=MessageKind.INVITED,
        recipient=recipient.key,
        name=recipient.name,
        channel=channel,
        address=way[1],
        subject=subject,
        body="\n".join(text),
        attachment="",
        created_at=now,
        due_at=now,
        stale_at=now + LASTS,
    )


def send_again(
    store: Store, settings: Settings, numbers: Sequence[int], channel: str, who: str, now: datetime
) -> int:
    """Send invitations once more, each with a new link that lasts as long; how many.

    Those that were answered are left out, and people who left or have an account by now. Whose
    login was given away since gets another one.

    Raises
    ------
    Refused
        There is none of a number, or nothing reaches somebody.
    """
    prepare_queue(store)
    key, count = secret(store, settings), 0
    with store.writing() as connection:
        trail.take_turn(connection)
        reached = people_to_reach(connection)
        there = accounts.accounts(connection)
        have_one, logins = {one.person for one in there}, {one.login for one in there}
        open_ones = {one.id: one for one in kept.invitations(connection) if one.is_open(now)}
        for number in dict.fromkeys(numbers):
            found = kept.read_invitation(connection, number)
            if found.accepted_at is not None or found.withdrawn_at is not None:
                continue
            recipient = reached.get(found.person)
            if recipient is None or found.person in have_one:
                continue
            others = (one.login for one in open_ones.values() if one.id != number)
            taken = {*logins, *others}
            if found.login in taken:
                found = replace(found, login=_login(found.person, recipient, taken))
                kept.change_invitation(connection, number, login=found.login)
            open_ones[number] = found
            wished = channel or found.channel
            sent = _send(store, connection, settings, key, found, recipient, wished, now)
            facts = {"channel": sent.channel, "times": sent.sending}
            act = Act("invitation.sent_again", f"invitation/{number}", None, facts)
            trail.append(connection, [act], who, now)
            count += 1
    return count


def withdraw_invitation(store: Store, number: int, who: str, now: datetime) -> Invitation:
    """Withdraw an invitation: its link opens nothing any more.

    Raises
    ------
    Refused
        There is none of that number, or it was answered.
    """
    with store.writing() as connection:
        trail.take_turn(connection)
        found = kept.read_invitation(connection, number)
        if found.accepted_at is not None or found.withdrawn_at is not None:
            what = f"invitation {number} was answered or withdrawn already"
            raise Refused([Fault(what, "Close the account instead, if there is one")])
        kept.change_invitation(connection, number, withdrawn_at=now, withdrawn_by=who)
        act = Act("invitation.withdrawn", f"invitation/{number}")
        trail.append(connection, [act], who, now)
        return found


def state_word(state: InvitationState, speech: Language) -> str:
    """How far an invitation is, in a few words."""
    say = speech.gettext
    return {
        InvitationState.SENDING: say("on its way"),
        InvitationState.INVITED: say("invited"),
        InvitationState.OPENED: say("link opened"),
        InvitationState.ACCEPTED: say("has an account"),
        InvitationState.LAPSED: say("not answered in time"),
        InvitationState.UNDELIVERABLE: say("could not be delivered"),
        InvitationState.WITHDRAWN: say("withdrawn"),
    }[state]
