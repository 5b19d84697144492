"""A solve from the store on the screen, and the draft that comes of it."""

from __future__ import annotations

from datetime import date

from rich.console import Console

from data.i18n.language import Language
from data.model.roster import RosterHead
from data.tables.period import ZONE
from scheduler.cli.desk import Turn
from scheduler.cli.screens.progress import LiveSolve
from scheduler.cli.screens.reach import show_unreached
from scheduler.cli.screens.report import report
from scheduler.cli.screens.search import announce
from scheduler.planning.drafts import keep_draft
from scheduler.planning.plan import make_roster
from scheduler.planning.preparation import leaving_open, parts_of, prepare, with_all_open
from scheduler.records.reach import reach_warnings
from solver.cpsat.engine import Stop
from solver.options import SolveOptions


def plan_on_screen(
    at: Turn,
    first: date,
    weeks: int,
    options: SolveOptions,
    speech: Language,
    *,
    leave_parts_open: bool = False,
) -> RosterHead:
    """Solve with a live display, say what came of it, keep it as a draft of that moment.

    Parameters
    ----------
    leave_parts_open
        Plan nobody on the part shifts.
    """
    console = Console(highlight=False)
    with at.store.reading() as connection:
        prepared = prepare(connection, first, weeks, at.now)
        unreached = reach_warnings(connection, at.now.astimezone(ZONE).date())
    whole = prepared.problem
    sought = leaving_open(whole, parts_of(whole)) if leave_parts_open else whole
    announce(console, whole, speech)
    show_unreached(console, unreached, speech)
    stop = Stop()
    display = LiveSolve(console, options.seconds, speech)
    result = display.run(
        lambda: make_roster(sought, options, progress=display.tell, stop=stop, speech=speech),
        stop,
    )
    result = with_all_open(whole, result)
    made = keep_draft(at.store, prepared, result, at.who, at.now)
    report(console, whole, result, speech)
    return made.head
