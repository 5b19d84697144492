"""``caco worker``: solves the jobs that wait, sends the messages, and runs the clock."""

from __future__ import annotations

import logging
import os
import signal
import threading
from typing import Annotated

import typer

from scheduler.cli.desk import turn


def worker(
    machine: Annotated[
        str | None,
        typer.Option(
            "--machine",
            metavar="NAME",
            help="Name of this machine, the same after each start; default $CACO_MACHINE or the "
            "host name.",
        ),
    ] = None,
    no_clock: Annotated[
        bool,
        typer.Option("--no-clock", help="Leave checks and alerts to another worker."),
    ] = False,
) -> None:
    """Solve the jobs that wait, and send messages, until you stop it (Ctrl-C, or SIGTERM).

    It runs the clock besides: coverage is checked every five minutes, and whatever has to be told
    is told. Of several workers one does so; another takes over when that one is gone.

    A worker that is started again goes on with what it was at. Several workers, on several
    machines, share the jobs of one PostgreSQL database.
    """
    from scheduler.notifications.channels import check_channels
    from scheduler.service.leader import machine_name
    from scheduler.service.logs import log_to_screen
    from scheduler.service.schedule import ticking
    from scheduler.service.worker import work
    from scheduler.settings import settings

    mine = settings()
    check_channels(mine.channels)
    log_to_screen(logging.INFO, mine.log)
    stop = threading.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, lambda *_: stop.set())
    with turn("worker") as at:
        clock = None if no_clock else ticking(at.store, mine)
        work(at.store, machine or machine_name(os.environ), stop, mine, clock)
