"""Sessions: new at each sign-in, over after half a day, or when nobody was there for long."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from flask import request, session
from flask.sessions import SecureCookieSessionInterface
from flask_login import login_user

from web.access.visitor import Visitor

if TYPE_CHECKING:
    from collections.abc import Collection

    from flask import Flask, Response
    from flask.sessions import SessionMixin

    from data.model.account import Account

LIFETIME = timedelta(hours=12)
IDLE = timedelta(hours=2)
_NOTED_EVERY = timedelta(minutes=5)  #: so often is noted that somebody is still there


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


def begin(account: Account, now: datetime) -> None:
    """Start a session for somebody: nothing of the one before is left, nor what was planted in it.

    Its name goes into the token against forged requests and into the cookie, so both are new.
    """
    session.clear()
    session.permanent = True
    session["name"] = secrets.token_urlsafe(16)
    session["begun"] = session["seen"] = int(now.timestamp())
    login_user(Visitor(account))


def is_over(now: datetime) -> bool:
    """Whether the session of this request is too old, or was left alone for too long."""
    begun, seen = _moment("begun"), _moment("seen")
    if begun is None or seen is None or not session.get("name"):
        return True
    return now - begun >= LIFETIME or now - seen >= IDLE


def note(now: datetime) -> None:
    """Note that somebody is still there."""
    seen = _moment("seen")
    if seen is None or now - seen >= _NOTED_EVERY:
        session["seen"] = int(now.timestamp())


def _moment(name: str) -> datetime | None:
    value = session.get(name)
    return datetime.fromtimestamp(value, UTC) if isinstance(value, int) else None
