"""Signed links: for one purpose, for a time, without a login."""

from __future__ import annotations

import os
import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from itsdangerous import BadData, URLSafeSerializer

from data.model.errors import Fault, Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from data.store.opening import Store
    from scheduler.settings import Settings

_AT = "at"


class BadLink(Refused):
    """A link that was not made here, or not for this."""


class OldLink(Refused):
    """A link whose time is over."""


def sign(purpose: str, payload: Mapping[str, Any], secret: str, now: datetime) -> str:
    """The text of a link that carries a payload for one purpose."""
    whole = {**payload, _AT: int(now.timestamp())}
    return _signer(purpose, secret).dumps(whole)


def read(purpose: str, text: str, secret: str, now: datetime, max_age: timedelta) -> dict[str, Any]:
    """The payload of a link.

    Raises
    ------
    BadLink
        It was changed, or made for another purpose.
    OldLink
        Its time is over.
    """
    try:
        payload: dict[str, Any] = _signer(purpose, secret).loads(text)
        made_at = datetime.fromtimestamp(payload.pop(_AT), UTC)
    except (BadData, KeyError, TypeError, ValueError):
        raise BadLink(
            [Fault("this link was not made here", "Use the link as it was sent")]
        ) from None
    if now - made_at > max_age:
        raise OldLink([Fault("this link is too old", "Ask for a new one")])
    return payload


def secret_of(store: Store, settings: Settings) -> str:
    """The secret of this installation; made when it is first asked for."""
    beside = store.file.with_suffix(".secret") if store.file else Path("caco.secret")
    path = Path(settings.secret_file) if settings.secret_file else beside
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(32))
    return path.read_text().strip()


def link_to(settings: Settings, token: str) -> str:
    """The address of a link."""
    return f"{settings.base_url.rstrip('/')}/answer/{token}"


def _signer(purpose: str, secret: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt=f"caco {purpose}")
