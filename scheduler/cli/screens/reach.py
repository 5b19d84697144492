"""Whom nothing would reach, on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console

from data.exchange.period import ZONE
from scheduler.records.reach import duties_to_come, look_for_unreached, warning_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from data.exchange.language import Language
    from scheduler.cli.desk import Turn
    from scheduler.planning.publishing import Proposal
    from scheduler.records.reach import ReachWarning

_SHOWN = 12


def show_who_is_out_of_reach(at: Turn, proposal: Proposal, speech: Language) -> None:
    """Print whom of those with a duty in a draft nothing would reach."""
    desk = proposal.desk
    duties = duties_to_come(desk.assignments, desk.shifts, at.now)
    found = look_for_unreached(at.store, at.now.astimezone(ZONE).date(), duties)
    show_unreached(Console(highlight=False, emoji=False), found, speech)


def show_unreached(console: Console, found: Iterable[ReachWarning], speech: Language) -> None:
    """Print each shortcoming with those whom it is about."""
    for warning in found:
        what, remedy = warning_words(warning, speech)
        console.print(f"[yellow]•[/yellow] {what} {remedy}", soft_wrap=True)
        names = list(warning.who.values())
        more = len(names) - _SHOWN
        rest = " " + speech.gettext("… and {count} more").format(count=more) if more > 0 else ""
        console.print(f"  {', '.join(names[:_SHOWN])}{rest}", soft_wrap=True, markup=False)
