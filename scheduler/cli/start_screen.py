"""What ``caco start`` shows: the demonstration as it is made, and where to look when all is up."""

from __future__ import annotations

import threading
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from data.i18n.language import Language
from data.model.errors import Fault, Refused
from data.store.opening import Store
from data.tables.period import ZONE
from scheduler.cli.session import StoreSession
from scheduler.cli.solve_screen import plan_on_screen
from scheduler.service import demonstration
from scheduler.settings import CHANNEL
from solver.options import SolveOptions

_LOOKS, _PAUSE = 300, 0.2  #: for the pages, with so many seconds between


def demo_file(store: Store) -> Path:
    """Where the store of a demonstration is.

    Raises
    ------
    Refused
        It is not in a file, so that it may be somebody's.
    """
    if store.file is None:
        what = "the demonstration makes a store of its own, in a file"
        raise Refused([Fault(what, "Leave CACO_DATABASE_URL out, or name a file of SQLite")])
    return store.file


def set_up_demo(at: StoreSession, seconds: float, speech: Language) -> str:
    """Bring in, plan and sign what is not there yet; returns the password of the demo accounts."""
    say, console = speech.gettext, Console(highlight=False)
    file = demo_file(at.store)
    first = demonstration.first_day(at.now)
    then = demonstration.made_at(first)
    demonstration.begin(at.store, then)
    password = demonstration.password_of(file.with_name(f"{file.name}-password"))
    if not demonstration.has_records(at.store):
        console.print(say("An invented region is imported; its quarter began last week."))
        demonstration.bring_in(at.store, first, then)
        demonstration.keep_scenarios(at.store, then)
    if not demonstration.has_accounts(at.store):
        demonstration.let_in(at.store, password, then)
    plan = StoreSession(at.store, demonstration.WHO, then)
    books = demonstration.books_to_sign(at.store)
    for number, book in enumerate(books):
        weeks = speech.ngettext("{count} week", "{count} weeks", book.weeks)
        console.print(f"[bold]{book.name}[/bold], {weeks}" if book.name else weeks)
        # Half of the time for the control room, which comes first.
        share = 1 if len(books) == 1 else 2 if number == 0 else 2 * (len(books) - 1)
        options = SolveOptions(seconds / share)
        draft = plan_on_screen(plan, first, book.weeks, options, speech, book=book.id)
        signed = demonstration.sign(at.store, draft.id, then, speech)
        text = say("Signed as version {version}: it is in force.")
        console.print(text.format(version=signed.version))
    if books:
        report = demonstration.let_somebody_fall_ill(at.store, at.now)
        if report is not None:
            text = say("Then somebody reports sick until {day}: see what that opens.")
            console.print(text.format(day=speech.day(report.until)))
        asked = demonstration.ask_wishes(at.store, first, at.now, speech)
        text = say("And everybody is asked what they wish for the next quarter, until {day}.")
        console.print(text.format(day=speech.day(asked.until.astimezone(ZONE).date())))
    demonstration.ask_losses(at.store, at.now)
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
