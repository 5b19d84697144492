"""What the log and the counters say of requests: one line for each, and one for each refusal.

No line holds a secret, a password or a query; a login stands in it as a pseudonym, the same for the
same login of one installation. The address a request came from is there: whoever guards the
machine acts on it.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import re
import time
from enum import StrEnum
from threading import Lock
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from flask import current_app, request
from prometheus_client.core import CounterMetricFamily
from prometheus_client.registry import Collector

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from flask import Flask
    from prometheus_client.metrics_core import Metric

ACCESS = logging.getLogger("web.access_log")
SECURITY = logging.getLogger("web.security")
_KEY = "event_counts"
_PSEUDONYM = 16  #: hexadecimal digits: 64 bits, so that two logins do not meet
_SECRET = re.compile(r"[\w-]{20,}")  #: so long is nothing in an address but a secret
_BEHIND = re.compile(
    r"^/(calendar|answer|invitation|declaration)/(?!static/)[^/.]+"
)  #: whose last part is a secret


class Event(StrEnum):
    """Something that was tried at the door."""

    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    WRONG_PASSWORD = "wrong_password"
    WRONG_CODE = "wrong_code"
    THROTTLED = "throttled"
    REFUSED_ELSEWHERE = "refused_at_provider"
    FORBIDDEN = "forbidden"
    FORGED = "csrf_refused"
    TOKEN_REFUSED = "token_refused"


_ORDINARY = frozenset({Event.SIGNED_IN, Event.SIGNED_OUT})


class EventCounts(Collector):
    """How often each was tried since this process began; Prometheus adds processes up."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._counts = dict.fromkeys(Event, 0)  # an alert on a rise needs the zero before it

    def add(self, event: Event) -> None:
        """Count one."""
        with self._lock:
            self._counts[event] += 1

    def collect(self) -> Iterator[Metric]:
        """The counters, as Prometheus knows them."""
        text = "Sign-ins, and requests that were refused, in this process."
        family = CounterMetricFamily("caco_access_events", text, labels=["event"])
        for event, count in self._counts.items():
            family.add_metric([event.value], count)
        yield family


def count_with(app: Flask, counts: EventCounts) -> None:
    """Let `note_event` of this application count there."""
    app.extensions[_KEY] = counts


def note_event(event: Event, *, login: str = "", **facts: object) -> None:
    """Write a line and count it.

    Parameters
    ----------
    login
        As somebody typed it, or of whoever is signed in; only its pseudonym is written.
    """
    counts: EventCounts | None = current_app.extensions.get(_KEY)
    if counts is not None:
        counts.add(event)
    fields = {"event": event.value, **facts, "address": request.remote_addr or ""}
    if login:
        fields["login"] = pseudonym(login)
    if event not in _ORDINARY:
        fields |= {"method": quote(request.method), "path": shown_path(request.path)}
    level = logging.INFO if event in _ORDINARY else logging.WARNING
    SECURITY.log(level, "security", extra={"fields": fields})


def pseudonym(login: str) -> str:
    """A login as logs show it: nobody finds it without the secret of the installation."""
    known = login.strip().casefold().encode("utf-8", "replace")
    key = str(current_app.secret_key).encode()
    return hmac.new(key, b"login:" + known, hashlib.sha256).hexdigest()[:_PSEUDONYM]


def shown_path(path: str) -> str:
    """A path without what opens something, and without signs that could pretend to be a line."""
    hidden = _BEHIND.sub(lambda found: f"/{found[1]}/*", path)
    return quote(_SECRET.sub("*", hidden), safe="/*")[:200]


def register_request_log(app: Flask) -> None:
    """Write a line for each request to the pages and the interface."""
    app.wsgi_app = _AccessLog(app.wsgi_app)  # type: ignore[method-assign]


class _AccessLog:
    """Between the server and the application."""

    def __init__(self, inner: Callable[..., Iterable[bytes]]) -> None:
        self.inner = inner

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Answer, and write down how."""
        begun = time.perf_counter()

        def noted(status: str, *more: Any) -> Any:  # noqa: ANN401 - as WSGI has it
            fields = {
                "method": quote(environ.get("REQUEST_METHOD", "")),
                "path": shown_path(environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")),
                "status": status[:3],
                "ms": round((time.perf_counter() - begun) * 1000),
                "address": environ.get("REMOTE_ADDR", ""),
            }
            ACCESS.info("request", extra={"fields": fields})
            return start_response(status, *more)

        return self.inner(environ, noted)
