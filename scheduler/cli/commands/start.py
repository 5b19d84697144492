"""``caco start`` and ``caco worker``: the whole product with one command, and its worker apart."""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Annotated

import typer

from scheduler.cli.options import Lang, TimeLimit, speech_of
from scheduler.cli.session import store_session


def start(
    host: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Address to listen at.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port of the web pages.")] = 8000,
    log: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Where its programs write what they do; default here."),
    ] = None,
    demo: Annotated[
        bool,
        typer.Option("--demo", help="Fill an empty store with an invented region first."),
    ] = False,
    time_limit: TimeLimit = 60,
    lang: Lang = None,
) -> None:
    """Start everything: web pages, checks of coverage, alerts, and jobs. Ctrl-C ends it.

    With --demo an empty store gets an invented region, whose quarter is planned and signed, and an
    account of each role. A store that was filled is left as it is. Its password is short, so it
    is served to this machine alone.
    """
    from scheduler.cli.start_screen import Up, demo_file, demo_outbox, ready, refused, set_up_demo
    from scheduler.service import demonstration
    from scheduler.service.logs import log_to_stderr
    from scheduler.service.supervisor import Program, listening, supervise
    from scheduler.settings import settings

    speech, log_style = speech_of(lang), settings().log
    with store_session("start") as at:
        demonstration.refuse_others(at.store, host, is_requested=demo)
        if demo:
            demo_file(at.store)
        listening(host, port).close()  # before a demonstration is made that nobody could look at
        password = set_up_demo(at, time_limit, speech) if demo else None
        beside = at.store.file.parent if at.store.file is not None else Path()
    log_to_stderr(logging.INFO, log_style)
    url = f"http://{host}:{port}"
    environment = {"CACO_BASE_URL": url, **os.environ}
    outbox = demo_outbox(environment, beside) if demo else None
    stop = threading.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, lambda *_: stop.set())
    written = log.stat().st_size if log is not None and log.exists() else 0
    with _written(log) as file:
        programs = [
            Program("web", ["web", "--host", host, "--port", str(port)], environment, file),
            Program("worker", ["worker"], environment, file),
        ]
        up = Up(url, password, log, outbox)
        threading.Thread(target=ready, args=(up, stop, speech), daemon=True).start()
        code = supervise(programs, stop)
    if code:
        refused(log, written)
    raise typer.Exit(code)


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
    no_scheduler: Annotated[
        bool,
        typer.Option("--no-scheduler", help="Leave checks and alerts to another worker."),
    ] = False,
) -> None:
    """Solve the jobs that wait, and send messages, until you stop it (Ctrl-C, or SIGTERM).

    It runs the periodic tasks besides: coverage is checked every five minutes, and messages are
    written. Of several workers one does so; another takes over when that one is gone.

    A worker that is started again goes on with what it was at. Several workers, on several
    machines, share the jobs of one PostgreSQL database.
    """
    from scheduler.notifications.channels import check_channels
    from scheduler.service.logs import log_to_stderr
    from scheduler.service.periodic_scheduler import periodic_scheduler
    from scheduler.service.worker import machine_name, run_worker
    from scheduler.settings import settings

    mine = settings()
    check_channels(mine.channels)
    log_to_stderr(logging.INFO, mine.log)
    stop = threading.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, lambda *_: stop.set())
    with store_session("worker") as at:
        periodic = None if no_scheduler else periodic_scheduler(at.store, mine)
        run_worker(at.store, machine or machine_name(os.environ), stop, mine, periodic)


@contextmanager
def _written(log: Path | None) -> Iterator[IO[str] | None]:
    if log is None:
        yield None
        return
    log.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(handle, "a", encoding="utf-8") as file:
        yield file
