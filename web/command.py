"""``caco web``: the web server."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Annotated

import typer

from scheduler.cli.session import store_session


def web(
    host: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Address to listen at.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port to listen at; 0: any free one.")
    ] = 8000,
    threads: Annotated[int, typer.Option(min=1, max=64, help="Requests at once.")] = 4,
) -> None:
    """Serve calendars over HTTP until you stop it (Ctrl-C, or SIGTERM).

    Put a web server that speaks HTTPS in front of it: the address of a calendar is a secret.
    """
    from scheduler.service import demonstration
    from scheduler.service.logs import log_to_stderr
    from scheduler.settings import settings
    from web.server import serve

    mine = settings()
    log_to_stderr(logging.INFO, mine.log)
    with store_session("web") as at:
        demonstration.refuse_others(at.store, host)
        serve(at.store, mine, lambda: datetime.now(UTC), host, port, threads)
