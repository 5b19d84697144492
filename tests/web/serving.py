"""The server that the product uses, in a thread of a test's own process."""

from __future__ import annotations

import threading
from contextlib import contextmanager, suppress
from typing import Any

from waitress import wasyncore
from waitress.server import create_server

from scheduler.settings import Settings
from web import server
from web.server import bounds


@contextmanager
def serving(app, *, threads=2, **options):
    """The port at which it listens.

    Its own thread closes it: a socket that another thread closes while the loop waits for it is a
    bad file descriptor to the loop. Requests under way end before.
    """
    server.keep_connections()
    options = {**bounds(Settings()), **options}
    line: Any = create_server(app, host="127.0.0.1", port=0, threads=threads, **options)
    thread = threading.Thread(target=line.run, daemon=True)
    thread.start()
    try:
        yield line.effective_port
    finally:
        line.task_dispatcher.shutdown()
        with suppress(OSError):  # the loop was awake, and closed it before it was woken
            line.trigger.pull_trigger(lambda: wasyncore.close_all(line._map))
        thread.join(10)
        assert not thread.is_alive()
