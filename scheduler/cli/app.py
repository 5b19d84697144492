"""``caco``: the command line.

Exit codes: 0 fine; 1 the answer is "no" (breaches, or open shifts with ``--strict``); 2 bad input.

A command imports its use case, and `rich`, when it runs: CP-SAT alone takes a second to load, and
who asks for a list of rules or for help should not wait for it.
"""

from __future__ import annotations

import os
import sys
from enum import IntEnum

import typer

from data.model.errors import BrokenResult, InputError
from scheduler.cli import bench, check, demo, generate, rules, solve

app = typer.Typer(
    name="caco",
    help="Rosters that prove a crisis post is filled, every minute of the year.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("solve")(solve.solve)
app.command("check")(check.check)
app.command("demo")(demo.demo)
app.command("generate")(generate.generate)
app.command("bench")(bench.bench)
app.command("rules")(rules.rules)


class Exit(IntEnum):
    """Exit codes."""

    FINE = 0
    NO = 1
    BAD_INPUT = 2
    DEFECT = 70


def main() -> None:
    """Run a command; no traceback ever reaches the user."""
    try:
        app(standalone_mode=True)
    except InputError as error:
        for fault in error.faults:
            _tell(f"[red]✗[/red] {_plain(str(fault))}")
        sys.exit(Exit.BAD_INPUT)
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
