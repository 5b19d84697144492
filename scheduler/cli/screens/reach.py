"""Whom nothing would reach, on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console

from data.store import rosters
from data.tables.period import ZONE
from scheduler.records.reach import Unreached, duties_to_come, reach_warnings, warning_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from data.i18n.language import Language
    from scheduler.cli.desk import Turn
    from scheduler.records.reach import ReachWarning

_SHOWN = 12


def show_what_else_is_missing(at: Turn, roster: int, speech: Language) -> None:
    """Print who of a draft hears of nothing, and which posts nobody hears of.

    People on call whom nothing reaches are not among them: the signature itself asks about these.
    """
    with at.store.reading() as connection:
        head = rosters.read_head(connection, roster)
        shifts = rosters.read_shifts(connection, head.shift_set)
        duties = duties_to_come(rosters.read_assignments(connection, roster), shifts, at.now)
        found = reach_warnings(connection, at.now.astimezone(ZONE).date(), duties)
    others = [one for one in found if one.kind is not Unreached.ON_CALL]
    show_unreached(Console(highlight=False, emoji=False), others, speech)


def show_unreached(console: Console, found: Iterable[ReachWarning], speech: Language) -> None:
    """Print each shortcoming with those whom it is about."""
    for warning in found:
        what, remedy = warning_words(warning, speech)
        console.print(f"[yellow]•[/yellow] {what} {remedy}", soft_wrap=True)
        names = list(warning.who.values())
        more = len(names) - _SHOWN
        rest = " " + speech.gettext("… and {count} more").format(count=more) if more > 0 else ""
        console.print(f"  {', '.join(names[:_SHOWN])}{rest}", soft_wrap=True, markup=False)
