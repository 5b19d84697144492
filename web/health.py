"""Health checks over HTTP: for programs that watch the machine, not for people.

Nothing here names a person. ``/metrics`` tells which posts are empty, so it is for programs on this
machine, and for others with a token.
"""

from __future__ import annotations

from dataclasses import replace
from ipaddress import ip_address
from typing import TYPE_CHECKING

from flask import Blueprint, Response, jsonify, request

from data.i18n.language import language
from data.model.account import TokenScope
from data.model.errors import StoreError
from data.tables.period import ZONE
from scheduler.accounts.access import opened_by
from scheduler.service.health import SWEEP, check_health
from scheduler.service.health_words import health_sentences
from scheduler.service.metrics import metrics_text
from scheduler.service.tasks import tasks
from web.access.guard import open_to_all
from web.app_services import services
from web.request_log import Event, note_event
from web.shared.responses import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.store.opening import Store

_METRICS = "text/plain; version=0.0.4; charset=utf-8"
_FOR_WHOM = "Metrics are for this machine, or for a token with the scope metrics."
_LONGEST = 200  #: characters of a token


pages = Blueprint("health", __name__)


@pages.get("/healthz")
@open_to_all
def healthz() -> Response:
    """Whether this process lives and reaches its database."""
    return _answer(_unreachable(services.store))


@pages.get("/readyz")
@open_to_all
def readyz() -> Response:
    """Whether what is shown can be trusted: tables of this program, coverage checked lately."""
    return _answer(_unreachable(services.store) or _not_ready())


@pages.get("/metrics")
@open_to_all
def metrics() -> Response:
    """Metrics for Prometheus."""
    if not (_is_near() or _has_token()):
        note_event(Event.TOKEN_REFUSED, door="metrics", status=401)
        refused = plain(_FOR_WHOM, 401, {"WWW-Authenticate": 'Bearer realm="metrics"'})
        return _plain(refused)
    text = metrics_text(
        services.store, services.settings, services.coverage, services.clock, services.events
    )
    return _plain(Response(text, content_type=_METRICS))


def _is_near() -> bool:
    """Whether somebody on this machine asks."""
    try:
        return ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False


def _has_token() -> bool:
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    secret = secret.strip()
    if kind.lower() != "bearer" or not 0 < len(secret) <= _LONGEST or not secret.isascii():
        return False
    try:
        return opened_by(services.store, secret, TokenScope.METRICS, services.clock()) is not None
    except StoreError:
        return False


def _unreachable(store: Store) -> list[str]:
    if store.file is not None and not store.file.exists():
        return [f"{store.file.name} is not there"]
    if store.is_replaced:
        return ["the file of the database was replaced: start this program again"]
    try:
        if not store.is_current():
            return ["the tables are not those of this program"]
    except StoreError:
        return ["the database cannot be reached"]
    return []


def _not_ready() -> list[str]:
    try:
        health = check_health(services.store, tasks(services.settings), services.clock())
    except StoreError:
        return ["the database cannot be reached"]
    if health.sweep and not (health.sweep.is_late or health.sweep.is_stuck):
        return []
    # What a failure said may name a person; `caco health` shows it to who may know.
    about_it = [replace(one, why="see caco health") for one in health.reasons if one.task == SWEEP]
    return health_sentences(about_it, language("en"), ZONE)


def _answer(reasons: Sequence[str]) -> Response:
    answer = jsonify({"ok": not reasons, "reasons": list(reasons)})
    answer.status_code = 503 if reasons else 200
    return _plain(answer)


def _plain(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "no-store"
    return answer
