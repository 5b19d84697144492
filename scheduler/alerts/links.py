"""Signed links in messages: for one purpose, for some time, and without a login.

A link holds what it is for, and who it was sent to; the signature says that we wrote it. Nothing is
kept of it, so it cannot be taken back: keep its time short, and look at the store once more when it
is used.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from itsdangerous import BadData, URLSafeSerializer

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import timedelta

    from scheduler.settings import Settings

Payload = dict[str, Any]
ANSWER = "/answer/"


class Unreadable(StrEnum):
    """Why a link says nothing."""

    EXPIRED = "expired"  #: it was ours, and its time is over
    FORGED = "forged"  #: it was changed, or is for another purpose, or was never ours


def sign(purpose: str, payload: Mapping[str, Any], secret: str, now: datetime) -> str:
    """A token that only we can write.

    Parameters
    ----------
    purpose
        What it is good for, and nothing else: ``acknowledge``, ``accept`` ...
    payload
        Plain values. Everybody who holds the token can read them.
    """
    return str(_serializer(purpose, secret).dumps([round(now.timestamp()), payload]))


def read(
    purpose: str, text: str, secret: str, now: datetime, max_age: timedelta
) -> Payload | Unreadable:
    """What a token says, if it was signed for this purpose, not longer ago than `max_age`."""
    try:
        signed, payload = _serializer(purpose, secret).loads(text)
        age, says = now - datetime.fromtimestamp(signed, UTC), dict(payload)
    except (BadData, TypeError, ValueError, OverflowError):
        return Unreadable.FORGED
    return Unreadable.EXPIRED if age >= max_age else says


def link(token: str, settings: Settings) -> str:
    """The address at which a token is shown, with a button to answer."""
    return f"{settings.base_url.rstrip('/')}{ANSWER}{token}"


def _serializer(purpose: str, secret: str) -> URLSafeSerializer:
    """Each purpose has a key of its own, made of the secret."""
    return URLSafeSerializer(
        secret,
        salt=f"caco-rooster/{purpose}",
        signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
    )
