"""What the link of an invitation opens: once, the account that somebody was invited to."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from data.model.errors import Fault, Refused
from data.store import accounts
from data.store import invitations as kept
from data.store.audit import trail
from data.store.audit.trail import Act
from scheduler.accounts.accounts import NewAccount, check_account, keep_account
from scheduler.accounts.secret import secrets_of
from scheduler.notifications import signed_links
from scheduler.notifications.invitations import PURPOSE, hash_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from data.model.account import Account
    from data.model.invitation import Invitation
    from data.store.opening import Store
    from scheduler.accounts.sign_in import Claimed
    from scheduler.settings import Settings


def open_invitation(store: Store, settings: Settings, token: str, now: datetime) -> Invitation:
    """The invitation of a link; that it was looked at is noted.

    Raises
    ------
    Refused
        The link is no good, or no longer.
    """
    with store.reading() as connection:
        found = _of_link(connection, store, settings, token, now)
    if found.opened_at is None:
        with store.writing() as connection:
            kept.change_invitation(connection, found.id, opened_at=now)
    return found


def _of_link(
    connection: Connection, store: Store, settings: Settings, token: str, now: datetime
) -> Invitation:
    says = _read(store, settings, token, now)
    number, nonce = says.get("invitation"), says.get("nonce")
    if isinstance(number, int) and isinstance(nonce, str):
        found = kept.read_invitation(connection, number)
        known = kept.token_hash_of(connection, number)
        if found.accepted_at is not None:
            what = "this invitation was used already"
            raise Refused([Fault(what, "Sign in with the login and password that you chose")])
        if found.is_open(now) and secrets.compare_digest(known, hash_of(nonce)):
            return found
    raise _over()


def _read(store: Store, settings: Settings, token: str, now: datetime) -> Mapping[str, object]:
    says = signed_links.read(PURPOSE, token, secrets_of(store, settings), now)
    if isinstance(says, signed_links.Unreadable):
        raise _over()
    return says


def _over() -> Refused:
    what = "this invitation is over, or a newer one was sent"
    return Refused([Fault(what, "Open the last message, or ask your administrator for a new one")])


def accept_invitation(
    store: Store, settings: Settings, token: str, password: str, now: datetime
) -> Account:
    """Make the account that somebody was invited to, with the password that they chose.

    Raises
    ------
    Refused
        The link is no good any more, or the password is easily guessed: with all that is wrong.
    """
    if not password:
        raise Refused([Fault("there is no password", "Choose one of at least 12 characters")])
    return _accepted(store, settings, token, now, password=password)


def accept_elsewhere(
    store: Store, settings: Settings, token: str, claimed: Claimed, now: datetime
) -> Account:
    """Make it for who signs in at the provider of the organisation; there is no password.

    Raises
    ------
    Refused
        The link is no good any more, or the provider's name has an account already.
    """
    return _accepted(store, settings, token, now, subject=claimed.subject)


def _accepted(
    store: Store,
    settings: Settings,
    token: str,
    now: datetime,
    *,
    password: str = "",
    subject: str = "",
) -> Account:
    with store.reading() as connection:
        found = _of_link(connection, store, settings, token, now)
    whose = found.login, found.name, found.roles, found.person, found.language
    new = NewAccount(*whose, password, found.limits)
    checked = check_account(new)
    with store.writing() as connection:
        trail.take_turn(connection)
        # Once more: of two who press at the same time the second finds it used.
        found = _of_link(connection, store, settings, token, now)
        if any(one.person == found.person for one in accounts.accounts(connection)):
            what = f"{found.name} has an account already"
            raise Refused([Fault(what, "Sign in, or ask your administrator")])
        if subject and accounts.account_of_subject(connection, subject) is not None:
            what = "your organisation's name has another account here"
            raise Refused([Fault(what, "Sign in with it, or ask your administrator")])
        made = keep_account(connection, checked, found.login, now)
        if subject:
            made = accounts.change_account(connection, made.id, subject=subject)
        kept.change_invitation(connection, found.id, accepted_at=now, account=made.id)
        act = Act("invitation.accepted", f"invitation/{found.id}", None, {"account": made.id})
        trail.append(connection, [act], found.login, now)
        return made
