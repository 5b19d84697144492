"""``caco start`` and ``caco worker``: the whole product with one command, and its worker apart."""

from __future__ import annotations

import logging
import os
import signal
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Annotated

import typer
from rich.console import Console
from rich.table import Table

from data.i18n.language import Language
from data.model.errors import Fault, Refused
from scheduler.cli.options import Lang, TimeLimit, speech_of
from scheduler.cli.session import StoreSession, store_session
from scheduler.cli.solve_screen import plan_on_screen
from scheduler.service import demonstration
from scheduler.settings import CHANNEL
from solver.options import SolveOptions

_LOOKS, _PAUSE = 300, 0.2  #: for the pages, with so many seconds between


def set_up_demo(at: StoreSession, seconds: float, speech: Language) -> str:
    """Bring in, plan and sign what is not there yet; returns the password of the demo accounts."""
    say, console = speech.gettext, Console(highlight=False)
    if at.store.file is None:
        what = "the demonstration makes a store of its own, in a file"
        raise Refused([Fault(what, "Leave CACO_DATABASE_URL out, or name a file of SQLite")])
    first = demonstration.first_day(at.now)
    then = demonstration.made_at(first)
    demonstration.begin(at.store, then)
    password = demonstration.password_of(at.store.file.with_name(f"{at.store.file.name}-password"))
    if not demonstration.has_records(at.store):
        console.print(say("An invented region is brought in, as if its quarter began last week."))
        demonstration.bring_in(at.store, first, then)
    if not demonstration.has_accounts(at.store):
        demonstration.let_in(at.store, password, then)
    if not demonstration.has_roster(at.store):
        plan = StoreSession(at.store, demonstration.WHO, then)
        draft = plan_on_screen(plan, first, demonstration.WEEKS, SolveOptions(seconds), speech)
        signed = demonstration.sign(at.store, draft.id, then, speech)
        text = say("Signed as version {version}: it is in force.")
        console.print(text.format(version=signed.version))
        report = demonstration.let_somebody_fall_ill(at.store, at.now)
        if report is not None:
            text = say("Then somebody reports sick until {day}: see what that opens.")
            console.print(text.format(day=speech.day(report.until)))
    return password


@dataclass(frozen=True, slots=True)
class Up:
    """What is shown when all is up.

    Parameters
    ----------
    password
        Of the demo accounts; None: there are none.
    log
        Where the programs write what they do; None: to the screen.
    outbox
        Where messages are written; None: they go by the channels that are set up.
    """

    url: str
    password: str | None
    log: Path | None
    outbox: Path | None


def demo_outbox(environment: dict[str, str], folder: Path) -> Path | None:
    """Let messages of the demonstration go to a folder, if nothing says how they should go."""
    if any(name.startswith(CHANNEL) for name in environment):
        return None
    from scheduler.notifications.channels import folder_address

    outbox = folder / "outbox"
    for channel in ("MAIL", "SMS"):
        environment[f"{CHANNEL}{channel}"] = folder_address(outbox)
    return outbox


def ready(up: Up, stop: threading.Event, speech: Language) -> None:
    """Wait until the pages are there, and say so."""
    if not _answers(up.url, stop):
        return
    say, console = speech.gettext, Console(highlight=False)
    console.print()
    console.print(say("CaCo Rooster is up: {url}").format(url=f"[bold]{up.url}[/bold]"))
    if up.password is not None:
        console.print(_logins(speech))
        console.print(say("Password of each:"), soft_wrap=True)
        console.print(f"  [bold]{up.password}[/bold]", soft_wrap=True)
    if up.outbox is not None:
        console.print(
            say("Messages are not sent, but written to {folder}.").format(folder=up.outbox)
        )
    if up.log is not None:
        console.print(say("What its programs do is written to {file}.").format(file=up.log))
    console.print(say("Ctrl-C ends it; started again, it finds its data."))


def refused(log: Path | None, written: int) -> None:
    """Say why a program ended at once: it said so in the log, after what was written before.

    Parameters
    ----------
    written
        How many bytes the log held before; others may have written anything into it.
    """
    said = log.read_bytes()[written:] if log is not None else b""
    text = said.decode("utf-8", errors="replace")
    for line in text.splitlines():
        if line.startswith("✗"):
            Console(stderr=True, soft_wrap=True, highlight=False).print(line, markup=False)


def _answers(url: str, stop: threading.Event) -> bool:
    for _look in range(_LOOKS):
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            if stop.wait(_PAUSE):
                return False
    return False


def _logins(speech: Language) -> Table:
    say = speech.gettext
    opens = {
        "planner": say("makes, changes and signs rosters"),
        "duty": say("duty manager: is every seat filled, and whom do I call"),
        "functionary": say("has duties: calendar, swaps, leave"),
        "administrator": say("accounts, tokens, channels"),
        "viewer": say("looks only"),
    }
    table = Table(box=None, padding=(0, 2, 0, 0))
    for title in (say("Login"), say("Who")):
        table.add_column(title)
    for login in demonstration.ACCOUNTS:
        table.add_row(login, opens[login])
    return table


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
    pass
    from scheduler.service import demonstration
    from scheduler.service.logs import log_to_stderr
    from scheduler.service.supervisor import Program, supervise
    from scheduler.settings import settings

    speech, log_style = speech_of(lang), settings().log
    with store_session("start") as at:
        demonstration.refuse_others(at.store, host, is_requested=demo)
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
