"""Serves the web application until it is asked to go."""

from __future__ import annotations

import logging
import signal
import sys
import time
from threading import Thread
from typing import TYPE_CHECKING, Any

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.server import BaseWSGIServer, create_server
from waitress.task import WSGITask

from data.i18n.language import LANGUAGES, language
from data.model.account import Role
from data.model.errors import CacoError, Fault, Refused
from scheduler.planning.preflight import next_period, preflight_plan
from scheduler.service.supervisor import listening
from scheduler.settings import is_loopback
from web.app import MOST_BYTES, create_app
from web.shared.responses import WithoutAddresses

if TYPE_CHECKING:
    from flask import Flask

    from data.store.opening import Store
    from scheduler.settings import Settings
    from web.app_services import AppServices, Clock

WHOLE_SECONDS = 60.0  #: in which a request must have come, from its first byte to its last


class KeepingTask(WSGITask):
    """Answers one request."""

    def set_close_on_finish(self) -> None:
        """Close the connection after this answer, where there is a reason to."""
        headers = getattr(self.request, "headers", {})  # a request that makes no sense has none
        asked = headers.get("CONNECTION", "").lower()
        if self.version == "1.1" and not self.has_body and asked != "close":
            return
        super().set_close_on_finish()


class AddressParser(HTTPRequestParser):
    """Reads the head of a request; an address that makes no sense is a bad request."""

    def parse_header(self, header_plus: bytes) -> None:
        """Read the head; `ParsingError` if it cannot be read, which is answered with 400."""
        try:
            super().parse_header(header_plus)
        except ValueError as error:  # an address of the kind http://[::1, on which urlsplit stops
            raise ParsingError("Bad URI") from error


class BoundedChannel(HTTPChannel):
    """A connection on which a request comes in time or not at all."""

    parser_class = AddressParser

    _coming: HTTPRequestParser | None = None
    _since = 0.0

    def received(self, data: bytes) -> bool:
        """Take what came; close if the request that it belongs to began too long ago."""
        taken: bool = super().received(data)
        now = time.monotonic()
        if self.request is not self._coming:
            self._coming, self._since = self.request, now
        elif self.request is not None and now - self._since > WHOLE_SECONDS:
            self.will_close = True
        return taken


def keep_connections() -> None:
    """Let the server of this process deal with connections so from now on."""
    HTTPChannel.task_class = KeepingTask
    BaseWSGIServer.channel_class = BoundedChannel


LOG = logging.getLogger(__name__)


CONNECTIONS = 500  #: at once; each is a file of this process, of which many systems allow 1024


IDLE_SECONDS = 20  #: in which nothing comes: then a connection is closed


_MIGHTY = frozenset({Role.ADMINISTRATOR, Role.PLANNER})


NO_PROXY = "none"  #: said of ``CACO_TRUSTED_PROXY``


#: Folders of the templates of pages that people begin a day with.
_FIRST_PAGES = ("base.html", "board/", "plan/")


def warm_up(app: Flask) -> None:
    """Work out what the first visitors of a process would wait for: words, plan, board, pages.

    Where records are missing or wrong, their own pages say so.
    """
    services: AppServices = app.extensions["services"]
    store, now = services.store, services.clock()
    speech = [language(code) for code in LANGUAGES]
    try:
        first, weeks = next_period(store, now)
        preflight_plan(store, first, weeks, (), now, speech[0])
        services.coverage.snapshot(now)
    except CacoError as error:
        LOG.debug("not worked out beforehand: %s", error)
    for name in app.jinja_env.list_templates(filter_func=lambda one: one.startswith(_FIRST_PAGES)):
        app.jinja_env.get_template(name)


def serve(
    store: Store, settings: Settings, clock: Clock, host: str, port: int, threads: int
) -> None:
    """Answer requests until SIGINT or SIGTERM, then write down the last fetches.

    Raises
    ------
    Refused
        Nobody can listen at this address, or nothing says whose word for addresses is taken.
    """
    _refuse_or_warn(settings, host)
    app = create_app(store, settings, clock)
    fetches = app.extensions["services"].feeds.fetches
    logging.getLogger("waitress").addFilter(WithoutAddresses())
    keep_connections()
    line = listening(host, port)
    server = create_server(app, sockets=[line], threads=threads, **bounds(settings))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    fetches.keep_writing()
    Thread(target=warm_up, args=(app,), name="warm-up", daemon=True).start()
    LOG.info("listening at http://%s:%s", host, line.getsockname()[1])
    try:
        server.run()
    finally:
        server.close()
        fetches.close()
        LOG.info("gone")


def bounds(settings: Settings) -> dict[str, Any]:
    """What the server underneath takes from strangers, and whose word it believes."""
    return {
        "ident": None,  # nobody needs to know what serves here
        # The server keeps a request on disk before the application hears of it.
        "max_request_body_size": MOST_BYTES + 1,
        "max_request_header_size": 64 * 1024,
        "connection_limit": CONNECTIONS,
        "channel_timeout": IDLE_SECONDS,
        "cleanup_interval": IDLE_SECONDS // 4,
        "asyncore_use_poll": True,  # select() knows no file beyond the 1024th
        "clear_untrusted_proxy_headers": True,
        **_proxy(settings),
    }


def _proxy(settings: Settings) -> dict[str, Any]:
    """Whose word for where a request comes from is taken: signing in counts failures by it."""
    if settings.trusted_proxy in ("", NO_PROXY):
        return {}
    return {
        "trusted_proxy": settings.trusted_proxy,
        "trusted_proxy_count": 1,
        "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"},
    }


def _refuse_or_warn(settings: Settings, host: str) -> None:
    """Look whether people could be kept out, or listened to, by strangers.

    Raises
    ------
    Refused
        HTTPS is spoken by somebody in front, and nothing says by whom: all people would share one
        address, and anybody's wrong passwords would lock out all.
    """
    if settings.base_url.startswith("https://"):
        if not settings.trusted_proxy:
            what = "CACO_BASE_URL begins with https, and CACO_TRUSTED_PROXY is not set"
            remedy = (
                "Set it to the address of the web server in front, such as 127.0.0.1; or to "
                f"{NO_PROXY}, if requests come here straight from the people who make them"
            )
            raise Refused([Fault(what, remedy)])
        bare = _MIGHTY - settings.second_factor - settings.sso_only
        if bare:
            LOG.warning(
                "a password alone opens all to %s: set CACO_SECOND_FACTOR or CACO_SSO_ONLY",
                " and ".join(sorted(bare)),
            )
    elif not is_loopback(host):
        LOG.warning(
            "passwords cross the network unencrypted at %s: put a server that speaks HTTPS in "
            "front, and set CACO_BASE_URL",
            host,
        )
