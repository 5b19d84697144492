"""Signed links in messages: for one purpose, until some moment, and without a login.

A link holds what it is for, who it was sent to, and until when it is good; the signature says that
we wrote it. Nothing is kept of it, so it cannot be taken back: keep its time short, and look at the
store once more when it is used.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from itsdangerous import BadData, URLSafeSerializer

if TYPE_CHECKING:
    from collections.abc import Callable

    from scheduler.settings import Settings

Payload = dict[str, Any]
Facts = Mapping[str, object]
ANSWER = "/answer/"
_ADDRESS = re.compile(r"(https?://[^\s/?#]*)(\S*)", re.IGNORECASE)


class Unreadable(StrEnum):
    """Why a link says nothing."""

    EXPIRED = "expired"  #: it was ours, and its time is over
    FORGED = "forged"  #: it was changed, or is for another purpose, or was never ours


def sign(purpose: str, payload: Facts, secret: str, until: datetime) -> str:
    """A token that only we can write.

    Parameters
    ----------
    purpose
        What it is good for, and nothing else: ``acknowledge``, ``accept`` ...
    payload
        Plain values. Everybody who holds the token can read them.
    until
        When it ends; in whole seconds.
    """
    return str(_serializer(purpose, secret).dumps([int(until.timestamp()), dict(payload)]))


def read(purpose: str, text: str, secret: str, now: datetime) -> Payload | Unreadable:
    """What a token says, if it was signed for this purpose and its time is not over."""
    try:
        ends, payload = _serializer(purpose, secret).loads(text)
        until, says = datetime.fromtimestamp(ends, UTC), dict(payload)
    except (BadData, TypeError, ValueError, OverflowError):
        return Unreadable.FORGED
    return Unreadable.EXPIRED if now >= until else says


def link(token: str, settings: Settings) -> str:
    """The address at which a token is shown, with a button to answer."""
    return f"{settings.base_url.rstrip('/')}{ANSWER}{token}"


def without_tokens(text: str) -> str:
    """A text for somebody else than its reader: no address in it leads on.

    Whoever follows a link in a message answers as the one it was sent to. So of every address only
    the site is left, also where it might hold no token.
    """
    return _ADDRESS.sub(lambda found: f"{found[1]}/…" if found[2] else found[1], text)


def signing(purpose: str, secret: str, settings: Settings) -> Callable[[Facts, datetime], str]:
    """What makes a link of facts and the moment until which it is good."""

    def link_to(facts: Facts, until: datetime) -> str:
        return link(sign(purpose, facts, secret, until), settings)

    return link_to


def _serializer(purpose: str, secret: str) -> URLSafeSerializer:
    """Each purpose has a key of its own, made of the secret."""
    return URLSafeSerializer(
        secret,
        salt=f"caco-rooster/{purpose}",
        signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
    )
