"""Guessing is slowed down: failures are counted by login and by the address they come from.

What counts is a login together with an address, so that whoever guesses elsewhere at a colleague's
login keeps him out no longer than he must; and an address for all logins, and a login for all
addresses, both higher. What succeeds is not counted.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from flask import current_app
from flask_limiter.util import get_remote_address
from limits import parse
from werkzeug.exceptions import TooManyRequests

from web.request_log import Event, note_event

if TYPE_CHECKING:
    from collections.abc import Iterator

    from limits import RateLimitItem

#: Failures within a quarter of an hour.
BOTH = parse("10 per 15 minutes")
ADDRESS = parse("50 per 15 minutes")
LOGIN = parse("100 per 15 minutes")
RETRY = 15 * 60  #: seconds


def refuse_if_too_often(login: str) -> None:
    """Refuse to look at a password after too many that were wrong.

    Raises
    ------
    TooManyRequests
        With when to come back.
    """
    limiter = current_app.extensions["limiter"].limiter
    if not all(limiter.test(limit, *key) for limit, key in _counted(login)):
        note_event(Event.THROTTLED, login=login)
        refusal = TooManyRequests()
        refusal.retry_after = RETRY
        raise refusal


def note_failure(login: str) -> None:
    """Count a password that was wrong."""
    limiter = current_app.extensions["limiter"].limiter
    for limit, key in _counted(login):
        limiter.hit(limit, *key)


def _counted(login: str) -> Iterator[tuple[RateLimitItem, tuple[str, ...]]]:
    address = get_remote_address()
    # A login may be of any length; what is counted is not.
    known = hashlib.sha256(login.strip().casefold().encode("utf-8", "replace")).hexdigest()
    yield BOTH, ("sign-in", known, address)
    yield ADDRESS, ("sign-in from", address)
    yield LOGIN, ("sign-in as", known)
