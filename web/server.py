"""Serves the web application until it is asked to go."""

from __future__ import annotations

import logging
import signal
import sys
from typing import TYPE_CHECKING

from waitress.server import BaseWSGIServer, MultiSocketServer, create_server

from data.model.errors import Fault, Refused
from web.app import create_app
from web.faults import WithoutAddresses
from web.keeping import keep_connections

if TYPE_CHECKING:
    from data.store.opening import Store
    from scheduler.settings import Settings
    from web.app import Clock

LOG = logging.getLogger(__name__)


def serve(
    store: Store, settings: Settings, clock: Clock, host: str, port: int, threads: int
) -> None:
    """Answer requests until SIGINT or SIGTERM; those under way are finished.

    Raises
    ------
    Refused
        Nobody can listen at this address.
    """
    app = create_app(store, settings, clock)
    fetches = app.extensions["feeds"].fetches
    logging.getLogger("waitress").addFilter(WithoutAddresses())
    keep_connections()
    try:
        server = create_server(
            app,
            host=host,
            port=port,
            threads=threads,
            ident=None,  # nobody needs to know what serves here
            clear_untrusted_proxy_headers=True,
        )
    except OSError as error:
        what = f"cannot listen at {host}:{port} ({error.strerror or error})"
        raise Refused([Fault(what, "Name another one: --host, --port")]) from error
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    fetches.keep_writing()
    for address, number in _listening(server):
        LOG.info("listening at http://%s:%s", address, number)
    try:
        server.run()
    finally:
        server.close()
        fetches.close()
        LOG.info("gone")


def _listening(server: BaseWSGIServer | MultiSocketServer) -> list[tuple[str, int]]:
    """Addresses and ports: a host name may stand for several."""
    if isinstance(server, MultiSocketServer):
        return [(str(host), int(port)) for host, port in server.effective_listen]
    return [] if server.socket is None else [server.socket.getsockname()[:2]]
