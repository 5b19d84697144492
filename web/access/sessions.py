"""Sessions: new at each sign-in, over after half a day, or when nobody was there for long.

The cookie holds the secret name of a session that the store keeps: what ended there opens nothing,
whoever has the cookie.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request, session
from flask.sessions import SecureCookieSessionInterface
from flask_login import login_user, logout_user

from scheduler.accounts.access import IDLE, LIFETIME, begin_session, end_session, whose_session
from web.access.guard import Visitor
from web.app_services import services

if TYPE_CHECKING:
    from collections.abc import Collection

    from flask import Flask, Response
    from flask.sessions import SessionMixin

    from data.model.account import Account, SignInProof

__all__ = ["IDLE", "LIFETIME", "Sessions", "begin", "end", "visitor"]
_NAME = "name"


class Sessions(SecureCookieSessionInterface):
    """Keeps sessions, except for areas that know their readers by the secret in an address.

    Their answers set no cookie and say nothing of one: they are the same whatever else the reader
    has open.
    """

    def __init__(self, without: Collection[str]) -> None:
        self.without = without

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Put the session into its cookie, where there is one."""
        if request.blueprint not in self.without:
            super().save_session(app, session, response)


def begin(account: Account, proof: SignInProof) -> None:
    """Start a session for somebody: nothing of the one before is left, nor what was planted in it.

    The token against forged requests is new with it.
    """
    before = session.get(_NAME)
    if isinstance(before, str):
        end_session(services.store, before)
    session.clear()
    session.permanent = True
    browser = request.headers.get("User-Agent", "")
    session[_NAME] = begin_session(services.store, account, proof, browser, services.clock())
    login_user(Visitor(account, proof))


def end() -> None:
    """End the session of this request: its cookie opens nothing any more, in nobody's hands."""
    name = session.get(_NAME)
    if isinstance(name, str):
        end_session(services.store, name)
    logout_user()
    session.clear()


def visitor(known_as: str) -> Visitor | None:
    """Whoever is signed in with the session of this request.

    Parameters
    ----------
    known_as
        What the cookie says besides: account and stamp.
    """
    name = session.get(_NAME)
    found = whose_session(services.store, name, services.clock()) if isinstance(name, str) else None
    if found is None:
        return None
    account, kept = found
    if not services.settings.sso_only.isdisjoint(account.roles) and kept.proof.is_ours:
        return None
    there = Visitor(account, kept.proof, kept.id, services.settings.second_factor)
    return there if there.get_id() == known_as else None
