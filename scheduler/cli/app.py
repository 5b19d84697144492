"""``caco``: the command line.

Exit codes: 0 fine; 1 the answer is "no" (violations, open shifts with ``--strict``, a request that
is refused as things stand); 2 bad input; 3 the database cannot do it.

A command imports its use case, and `rich`, when it runs: CP-SAT alone takes a second to load, and
a list of rules or help should not wait for it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from enum import IntEnum
from importlib.metadata import entry_points
from itertools import pairwise
from typing import TYPE_CHECKING

import typer

from data.i18n.language import LANGUAGES
from data.model.errors import BrokenResult, Conflict, Fault, InputError, Refused, StoreError
from scheduler.cli.commands import (
    absences,
    account,
    audit,
    backup,
    base,
    calendars,
    call_outs,
    competences,
    edit,
    exercises,
    gaps,
    health,
    improvement,
    jobs,
    messages,
    offers,
    open_call,
    partners,
    plan,
    pools,
    presence,
    publish,
    quality,
    records,
    regions,
    relief,
    requests,
    reviews,
    rosters,
    scenario,
    solve,
    start,
    statement,
    takeovers,
    tokens,
    users,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from data.i18n.language import Language

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
        "check": solve.check,
        "demo": solve.demo,
        "generate": solve.generate,
        "rules": solve.rules,
    },
    "The store": {
        "import": records.import_files,
        "export": records.export,
        "template": records.template,
        "competences": competences.competences,
        "open-call": open_call.open_call,
        "pools": pools.pools,
        "call-outs": call_outs.call_outs,
        "exercises": exercises.exercises,
        "findings": improvement.findings,
        "assessments": improvement.assessments,
        "partners": partners.partners,
        "reviews": reviews.reviews,
        "erase": audit.erase,
        "backup": backup.backup,
        "restore": backup.restore,
        "migrate": backup.migrate,
    },
    "A roster's life": {
        "plan": plan.plan,
        "draft": plan.draft,
        "assign": edit.assign,
        "remove": edit.remove,
        "pin": edit.pin,
        "unpin": edit.unpin,
        "split": edit.split,
        "swap": edit.swap,
        "rebase": edit.rebase,
        "sick": records.sick,
        "repair": plan.repair,
        "candidates": offers.candidates,
        "offer": offers.offer,
        "offers": offers.offers,
        "withdraw": offers.withdraw,
        "takeover": takeovers.takeover,
        "takeovers": takeovers.takeovers,
        "publish": publish.publish,
        "rosters": rosters.rosters,
        "quality": quality.quality,
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
    },
    "Jobs": {
        "worker": start.worker,
        "health": health.health,
        "doctor": health.doctor,
    },
}
#: The panel of each command that another room brings by the entry points of this group.
ENTRY_POINTS = "caco.commands"
BROUGHT = {"bench": "Files in, files out", "web": "Calendars"}
for panel, commands in COMMANDS.items():
    for name, command in commands.items():
        app.command(name, rich_help_panel=panel)(command)
for entry in sorted(entry_points(group=ENTRY_POINTS), key=lambda entry: entry.name):
    app.command(entry.name, rich_help_panel=BROUGHT.get(entry.name))(entry.load())
app.add_typer(audit.audit, name="audit", rich_help_panel="The store")
app.add_typer(users.app, name="users", rich_help_panel="The store")
app.add_typer(tokens.app, name="tokens", rich_help_panel="The store")
app.add_typer(regions.app, name="regions", rich_help_panel="The store")
app.add_typer(base.app, name="base", rich_help_panel="A roster's life")
app.add_typer(requests.app, name="requests", rich_help_panel="A roster's life")
app.add_typer(relief.app, name="relief", rich_help_panel="A roster's life")
app.add_typer(scenario.app, name="scenario", rich_help_panel="A roster's life")
app.add_typer(presence.app, name="presence", rich_help_panel="Coverage")
app.add_typer(statement.app, name="statement", rich_help_panel="Coverage")
app.add_typer(account.app, name="account", rich_help_panel="Coverage")
app.add_typer(calendars.app, name="calendars", rich_help_panel="Calendars")
app.add_typer(absences.app, name="absences", rich_help_panel="Calendars")
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
    """Run a command; no traceback ever reaches the user.

    What it writes is for its owner alone: a store, a backup and a log name people.
    """
    os.umask(0o077)
    try:
        app(standalone_mode=True)
    except InputError as error:
        _tell_faults(error.faults)
        sys.exit(Exit.BAD_INPUT)
    except Refused as refused:
        _tell_faults(refused.reasons)
        sys.exit(Exit.NO)
    except StoreError as error:
        _tell_faults([Fault(error.what, error.remedy)])
        sys.exit(Exit.STORE)
    except Conflict as error:
        _tell_conflict(error)
        sys.exit(Exit.NO)
    except BrokenResult as error:
        _tell(f"[red]A defect of this program.[/red] {_plain(str(error))}")
        sys.exit(Exit.DEFECT)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(Exit.FINE)


def _tell_faults(faults: Iterable[Fault]) -> None:
    """Print faults in the language of this command."""
    from data.i18n.fault_words import in_words, place_in_words

    speech = _speech()
    for fault in faults:
        said = in_words(fault, speech)
        where = place_in_words(said.place, speech)
        text = f"{where + ': ' if where else ''}{said.what}. {said.remedy}"
        _tell(f"[red]✗[/red] {_plain(text)}")


def _tell_conflict(error: Conflict) -> None:
    """Print who was first, and what that changed."""
    from data.i18n.fault_words import translated

    speech = _speech()
    first = speech.gettext("{subject} was changed by {by} at {moment} UTC").format(
        subject=translated(error.subject, speech), by=error.by, moment=f"{error.at:%Y-%m-%d %H:%M}"
    )
    lines = [first, *(translated(line, speech) for line in error.difference)]
    _tell(f"[red]✗[/red] {_plain(chr(10).join(lines))}")


def _speech() -> Language:
    """The language of this command: the last ``--lang`` on the line, or that of the environment.

    An error leaves the command before its options are known here.
    """
    from scheduler.cli.options import speech_of

    given = sys.argv[1:]
    codes = [two for one, two in pairwise(given) if one == "--lang"]
    codes += [one.removeprefix("--lang=") for one in given if one.startswith("--lang=")]
    known = [code for code in codes if code in LANGUAGES]
    return speech_of(known[-1] if known else None)


def _tell(text: str) -> None:
    """Print a line on standard error."""
    from rich.console import Console

    Console(stderr=True, soft_wrap=True, highlight=False).print(text)


def _plain(text: str) -> str:
    """Text that holds no markup of the console."""
    return text.replace("[", r"\[")
