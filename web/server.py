"""Serves the web application until it is asked to go."""

from __future__ import annotations

import logging
import signal
import socket
import sys
from typing import TYPE_CHECKING, Any

from waitress.server import create_server

from data.model.errors import Fault, Refused
from web.app import create_app
from web.faults import WithoutAddresses
from web.keeping import keep_connections

if TYPE_CHECKING:
    from data.store.opening import Store
    from scheduler.settings import Settings
    from web.site import Clock

LOG = logging.getLogger(__name__)


def serve(
    store: Store, settings: Settings, clock: Clock, host: str, port: int, threads: int
) -> None:
    """Answer requests until SIGINT or SIGTERM, then write down the last fetches.

    Raises
    ------
    Refused
        Nobody can listen at this address.
    """
    app = create_app(store, settings, clock)
    fetches = app.extensions["feeds"].fetches
    logging.getLogger("waitress").addFilter(WithoutAddresses())
    keep_connections()
    line = listening(host, port)
    server = create_server(
        app,
        sockets=[line],
        threads=threads,
        ident=None,  # nobody needs to know what serves here
        clear_untrusted_proxy_headers=True,
        **_proxy(settings),
    )
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    fetches.keep_writing()
    LOG.info("listening at http://%s:%s", host, line.getsockname()[1])
    try:
        server.run()
    finally:
        server.close()
        fetches.close()
        LOG.info("gone")


def _proxy(settings: Settings) -> dict[str, Any]:
    """Whose word for where a request comes from is taken: signing in counts failures by it."""
    if not settings.trusted_proxy:
        return {}
    return {
        "trusted_proxy": settings.trusted_proxy,
        "trusted_proxy_count": 1,
        "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"},
    }


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens at an address: the first of those that a name stands for.

    Raises
    ------
    Refused
        Nobody can listen there.
    """
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(address, family=family)
    except OSError as error:
        what = f"cannot listen at {host}:{port} ({error.strerror or error})"
        raise Refused([Fault(what, "Name another one: --host, --port")]) from error
