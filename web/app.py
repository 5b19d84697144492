"""Makes the web application: one place where each area is added."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from flask import Flask, Response
from werkzeug.exceptions import HTTPException

from data.model.errors import CacoError
from web import answers, feeds, health
from web.faults import without_secrets
from web.plain import plain

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from data.store.opening import Store
    from scheduler.settings import Settings

    Clock = Callable[[], datetime]

LOG = logging.getLogger(__name__)


def create_app(store: Store, settings: Settings, clock: Clock) -> Flask:
    """The web application over a store.

    Parameters
    ----------
    clock
        Says what time it is, UTC.
    """
    app = Flask("web", static_folder=None)
    # An area adds its blueprint here, and nowhere else.
    for area in (feeds.area, answers.answers, health.health):
        app.register_blueprint(area(store, settings, clock))
    app.register_error_handler(Exception, _told)
    app.after_request(_guarded)
    return app


def _told(error: Exception) -> Response:
    """Whatever goes wrong, in a sentence: no traceback, and no address, for it may be a secret."""
    if isinstance(error, HTTPException):
        said = error.get_response().headers
        kept = {name: said[name] for name in ("Allow", "Location") if name in said}
        return plain(error.name, error.code or 500, kept)
    if isinstance(error, CacoError):
        LOG.error("%s: %s", type(error).__name__, error)
    else:
        LOG.error("a request failed: %s", without_secrets(error))
    return plain("Something went wrong here. Try again in a minute.", 503, {"Retry-After": "60"})


def _guarded(response: Response) -> Response:
    """An address may hold a secret: no other site hears where a reader came from."""
    response.headers.setdefault("Referrer-Policy", "no-referrer")
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("X-Robots-Tag", "noindex")
    return response
