"""``caco``: the command line.

Exit codes: 0 fine; 1 the answer is "no" (breaches, open shifts with ``--strict``, a request that is
refused as things stand); 2 bad input; 3 the database cannot do it.

A command imports its use case, and `rich`, when it runs: CP-SAT alone takes a second to load, and
who asks for a list of rules or for help should not wait for it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from enum import IntEnum

import typer

from data.model.errors import BrokenResult, Conflict, InputError, Refused, StoreError
from scheduler.cli.commands import (
    audit,
    backup,
    bench,
    calendars,
    candidates,
    check,
    competences,
    demo,
    doctor,
    edit,
    gaps,
    generate,
    jobs,
    life,
    messages,
    offers,
    open_call,
    plan,
    publish,
    records,
    repair,
    rosters,
    rules,
    sick,
    solve,
    start,
    tokens,
    users,
    web,
    worker,
)

app = typer.Typer(
    name="caco",
    help="Rosters that prove a crisis post is filled, every minute of the year.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)
#: Commands by the panel of the help in which they stand, in its order.
COMMANDS: dict[str, dict[str, Callable[..., None]]] = {
    "Everything at once": {
        "start": start.start,
    },
    "Files in, files out": {
        "solve": solve.solve,
        "check": check.check,
        "demo": demo.demo,
        "generate": generate.generate,
        "bench": bench.bench,
        "rules": rules.rules,
    },
    "The store": {
        "import": records.import_files,
        "export": records.export,
        "competences": competences.competences,
        "open-call": open_call.open_call,
        "erase": audit.erase,
        "backup": backup.backup,
        "restore": backup.restore,
    },
    "A roster's life": {
        "plan": plan.plan,
        "draft": plan.draft,
        "assign": edit.assign,
        "remove": edit.remove,
        "pin": edit.pin,
        "unpin": edit.unpin,
        "swap": edit.swap,
        "sick": sick.sick,
        "repair": repair.repair,
        "candidates": candidates.candidates,
        "offer": offers.offer,
        "offers": offers.offers,
        "withdraw": offers.withdraw,
        "publish": publish.publish,
        "rosters": rosters.rosters,
        "diff": rosters.diff,
        "who": rosters.who,
    },
    "Coverage": {
        "gaps": gaps.gaps,
        "gap": gaps.gap,
        "coverage": gaps.coverage,
    },
    "Calendars": {
        "feeds": calendars.feeds,
        "web": web.web,
    },
    "Jobs": {
        "worker": worker.worker,
        "life": life.life,
        "doctor": doctor.doctor,
    },
}
for panel, commands in COMMANDS.items():
    for name, command in commands.items():
        app.command(name, rich_help_panel=panel)(command)
app.add_typer(audit.audit, name="audit", rich_help_panel="The store")
app.add_typer(users.app, name="users", rich_help_panel="The store")
app.add_typer(tokens.app, name="tokens", rich_help_panel="The store")
app.add_typer(calendars.app, name="calendars", rich_help_panel="Calendars")
app.add_typer(jobs.app, name="jobs", rich_help_panel="Jobs")
app.add_typer(messages.app, name="messages", rich_help_panel="Jobs")


class Exit(IntEnum):
    """Exit codes."""

    FINE = 0
    NO = 1
    BAD_INPUT = 2
    STORE = 3
    DEFECT = 70


def main() -> None:
    """Run a command; no traceback ever reaches the user."""
    try:
        app(standalone_mode=True)
    except InputError as error:
        for fault in error.faults:
            _tell(f"[red]✗[/red] {_plain(str(fault))}")
        sys.exit(Exit.BAD_INPUT)
    except Refused as refused:
        for reason in refused.reasons:
            _tell(f"[red]✗[/red] {_plain(str(reason))}")
        sys.exit(Exit.NO)
    except (Conflict, StoreError) as error:
        _tell(f"[red]✗[/red] {_plain(str(error))}")
        sys.exit(Exit.NO if isinstance(error, Conflict) else Exit.STORE)
    except BrokenResult as error:
        _tell(f"[red]A defect of this program.[/red] {_plain(str(error))}")
        sys.exit(Exit.DEFECT)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(Exit.FINE)


def _tell(text: str) -> None:
    """Print a line on standard error."""
    from rich.console import Console

    Console(stderr=True, soft_wrap=True, highlight=False).print(text)


def _plain(text: str) -> str:
    """Text that holds no markup of the console."""
    return text.replace("[", r"\[")
