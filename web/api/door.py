"""Who may ask what: a token in the header ``Authorization``, and what each operation needs of it.

An operation that forgot to say so is closed. A secret stands in a header alone: never in an
address, a log or an answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from flask import abort, current_app, g, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from scheduler.accounts.access import presented
from web.request_log import Event, note_event

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from data.model.account import ApiToken, TokenScope
    from web.app_services import AppServices

    View = TypeVar("View", bound=Callable[..., object])

PER_TOKEN = "300 per minute"  #: and as much for each address of strangers
_NEEDS = "needs_scope"  #: on a view: the scope it asks for; None: it is open to all
_MISSING = object()
_LONGEST = 200  #: characters of a header that may hold a token


def opens(scope: TokenScope) -> Callable[[View], View]:
    """Mark an operation: for tokens with this scope."""

    def mark(view: View) -> View:
        setattr(view, _NEEDS, scope)
        return view

    return mark


def open_to_all(view: View) -> View:
    """Mark an operation that asks for no token: it tells nothing of anybody."""
    setattr(view, _NEEDS, None)
    return view


def needed(api: Flask, endpoint: str) -> TokenScope | None:
    """What an operation asks for; None: it is open to all.

    Raises
    ------
    LookupError
        Its author forgot to say.
    """
    found = getattr(api.view_functions[endpoint], _NEEDS, _MISSING)
    if found is _MISSING:
        raise LookupError(f"{endpoint} does not say which tokens open it")
    return found  # type: ignore[return-value]  # whatever a mark above has set


def keep(api: Flask, site: AppServices) -> None:
    """Let in whoever has the right token, not too often; count before a stranger is sent away."""

    @api.before_request
    def recognise() -> None:
        g.token, g.refusal = None, 0
        if request.endpoint is None:  # no such operation: the router says so
            return
        scope = needed(current_app, request.endpoint)
        if scope is not None:
            g.token, g.refusal = _look(site, scope)

    # Strangers are counted by their address, others by their token: nobody takes another's share.
    api.extensions["limiter"] = Limiter(
        _whose, app=api, default_limits=[PER_TOKEN], storage_uri="memory://"
    )

    @api.before_request
    def admit() -> None:
        if g.refusal:
            note_event(Event.TOKEN_REFUSED, door="api", status=g.refusal)
            abort(g.refusal)


def token() -> ApiToken:
    """The token of this request; the door saw to it that there is one."""
    found: ApiToken = g.token
    return found


def who() -> str:
    """How the audit trail calls whoever asks."""
    return f"token {token().id} ({token().name})"


def _look(site: AppServices, scope: TokenScope) -> tuple[ApiToken | None, int]:
    """The token that is presented; or with which status it is refused."""
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    secret = secret.strip()
    if kind.lower() != "bearer" or not secret or len(secret) > _LONGEST or not secret.isascii():
        return None, 401
    found = presented(site.store, secret, site.clock())
    if found is None:
        return None, 401
    return found, 0 if found.opens(scope, site.clock()) else 403


def _whose() -> str:
    return f"token {g.token.id}" if g.token else f"stranger at {get_remote_address()}"
