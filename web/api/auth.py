"""Who may ask what: a token in the header ``Authorization``, and what each operation needs of it.

An operation that forgot to say so is closed. A secret stands in a header alone: never in an
address, a log or an answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, current_app, g, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from data.model.account import TokenScope
from scheduler.accounts.access import presented
from web.access.guard import required
from web.access.regions import refusal_of_token
from web.app_services import services
from web.request_log import Event, note_event

if TYPE_CHECKING:
    from flask import Flask

    from data.model.account import ApiToken


PER_TOKEN = "300 per minute"  #: and as much for each address of strangers
_LONGEST = 200  #: characters of a header that may hold a token


def register_auth(api: Flask) -> None:
    """Let in whoever has the right token, not too often; count before a stranger is sent away."""

    @api.before_request
    def recognise() -> None:
        g.token, g.refusal = None, 0
        if request.endpoint is None:  # no such operation: the router says so
            return
        scope = required(current_app, request.endpoint)
        if isinstance(scope, TokenScope):
            g.token, g.refusal = _look(scope)
            if g.token and not g.refusal:
                g.refusal = refusal_of_token(request.endpoint, g.token.reach)

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


def _look(scope: TokenScope) -> tuple[ApiToken | None, int]:
    """The token that is presented; or with which status it is refused."""
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    secret = secret.strip()
    if kind.lower() != "bearer" or not secret or len(secret) > _LONGEST or not secret.isascii():
        return None, 401
    found = presented(services.store, secret, services.clock())
    if found is None:
        return None, 401
    return found, 0 if found.opens(scope, services.clock()) else 403


def _whose() -> str:
    return f"token {g.token.id}" if g.token else f"stranger at {get_remote_address()}"
