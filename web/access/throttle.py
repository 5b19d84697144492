"""Guessing is slowed down: tries are counted by login and by the address they come from.

What counts is a login together with an address, so that whoever guesses elsewhere at a colleague's
login keeps them out no longer than must be; and an address for all logins, and a login for all
addresses, both higher. What succeeds is not counted. A browser in which a login signed in before
has a count of its own for that login (OWASP, "device cookies"): no stranger locks its owner out.

All processes count together, in the store.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv6Address, ip_address
from typing import TYPE_CHECKING

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from limits import parse
from werkzeug.exceptions import TooManyRequests

from scheduler.accounts.access import AttemptLimit, take_back, try_once
from web.app_services import services
from web.request_log import Event, note_event, pseudonym

if TYPE_CHECKING:
    from flask import Response
    from limits import RateLimitItem

#: Failures within a quarter of an hour.
BOTH = parse("10 per 15 minutes")
ADDRESS = parse("50 per 15 minutes")
LOGIN = parse("100 per 15 minutes")
#: Wrong codes of whoever knew the password: three of a million are right at any moment.
CODE = parse("10 per 15 minutes")
CODE_DAY = parse("50 per 1 day")
RETRY = 15 * 60  #: seconds

_COOKIE = "caco-device"
_KEPT = 400 * 24 * 60 * 60  #: seconds; the longest that browsers allow
_LOGINS = 12  #: of one browser: a desk is shared
_NETWORK = 64  #: bits of an IPv6 address that one subscriber has at least (RFC 6177)


@dataclass(frozen=True, slots=True)
class Try:
    """One try, counted."""

    bounds: tuple[AttemptLimit, ...]

    def was_right(self) -> None:
        """Count it no longer."""
        take_back(services.store, self.bounds)


def password_try(login: str) -> Try:
    """Count a try of a password, unless there were too many.

    Raises
    ------
    TooManyRequests
        With when to come back.
    """
    known, device = pseudonym(login), _device_of(login)
    if device:
        return _counted(login, _bound(BOTH, "sign-in on", device, known))
    address = _place()
    return _counted(
        login,
        _bound(BOTH, "sign-in", known, address),
        _bound(ADDRESS, "sign-in from", address),
        _bound(LOGIN, "sign-in as", known),
    )


def code_try(login: str) -> Try:
    """Count a try of a code, unless there were too many.

    Raises
    ------
    TooManyRequests
        With when to come back.
    """
    known = pseudonym(login)
    whose = ("code on", _device_of(login), known) if _device_of(login) else ("code of", known)
    return _counted(login, _bound(CODE, *whose), _bound(CODE_DAY, *whose))


def own_password_try(login: str) -> Try:
    """Count a try of somebody who is signed in to give the password once more.

    Raises
    ------
    TooManyRequests
        With when to come back.
    """
    return _counted(login, _bound(BOTH, "own password", pseudonym(login)))


def link_try() -> None:
    """Count an answer by a link without a login, or a link that is no good, by where it comes from.

    Raises
    ------
    TooManyRequests
        With when to come back.
    """
    _counted("", _bound(ADDRESS, "declaration from", _place()))


def remember_device(response: Response, login: str) -> None:
    """Let this browser have a count of its own for a login that came in with it."""
    known = pseudonym(login)
    kept = {name: device for name, device in _devices().items() if name != known}
    kept[known] = _device_of(login) or secrets.token_urlsafe(16)
    response.set_cookie(
        _cookie_name(),
        _signing().dumps(list(kept.items())[-_LOGINS:]),
        max_age=_KEPT,
        secure=_is_secure(),
        httponly=True,
        samesite="Lax",
    )


def _counted(login: str, *bounds: AttemptLimit) -> Try:
    if not try_once(services.store, bounds, services.clock()):
        note_event(Event.THROTTLED, login=login)
        refusal = TooManyRequests()
        refusal.retry_after = RETRY
        raise refusal
    return Try(bounds)


def _bound(limit: RateLimitItem, *key: str) -> AttemptLimit:
    within = limit.get_expiry()
    return AttemptLimit("\n".join((*key, str(within))), limit.amount, timedelta(seconds=within))


def _place() -> str:
    """Where a request comes from; of IPv6 the network, for whoever has one has all of it."""
    text = request.remote_addr or ""
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return text
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return f"{int(address) >> (128 - _NETWORK):x}/{_NETWORK}"


def _device_of(login: str) -> str:
    """The mark of this browser, if this login signed in with it before; else empty."""
    return _devices().get(pseudonym(login), "")


def _devices() -> dict[str, str]:
    """Login, as a pseudonym -> mark of this browser."""
    for name in (_COOKIE, f"__Host-{_COOKIE}"):
        try:
            found = _signing().loads(request.cookies.get(name, ""), max_age=_KEPT)
        except BadSignature:
            continue
        return dict(found)
    return {}


def _cookie_name() -> str:
    return f"__Host-{_COOKIE}" if _is_secure() else _COOKIE


def _is_secure() -> bool:
    return services.settings.base_url.startswith("https://")


def _signing() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="device")
