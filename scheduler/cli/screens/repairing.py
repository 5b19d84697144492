"""A repair on the screen, and the draft that comes of it."""

from __future__ import annotations

from datetime import UTC, datetime

from rich.console import Console

from data.i18n.language import Language
from scheduler.cli.desk import Turn
from scheduler.cli.screens.progress import LiveSolve
from scheduler.cli.screens.proposal import change_table
from scheduler.cli.screens.report import report
from scheduler.planning.comparison import difference
from scheduler.planning.drafts import keep_draft
from scheduler.planning.repair import Repaired, RepairRequest, repair_roster
from solver.cpsat.engine import Stop


def repair_on_screen(at: Turn, asked: RepairRequest, speech: Language) -> None:
    """Repair with a live display, keep the draft, say what changes for whom."""
    say, console = speech.gettext, Console(highlight=False, emoji=False)
    stop = Stop()
    display = LiveSolve(console, asked.seconds, speech)
    found = display.run(
        lambda: repair_roster(at.store, asked, at.now, speech, progress=display.tell, stop=stop),
        stop,
    )
    now = datetime.now(UTC).replace(microsecond=0)
    made = keep_draft(at.store, found.prepared, found.result, at.who, now)
    report(console, found.prepared.problem, found.result, speech)
    compared = difference(at.store, made.head.id)
    console.print("\n" + say("What changes against version {n}:").format(n=compared.old.version))
    console.print(change_table(compared.changes, compared.shifts, speech))
    _show_near(console, found, asked, speech)
    text = say("Kept as draft {number}; sign it with caco publish {number}")
    console.print(text.format(number=made.head.id))


def _show_near(console: Console, found: Repaired, asked: RepairRequest, speech: Language) -> None:
    """Whose duties change within the frozen time, by name."""
    if not found.near:
        return
    say, problem = speech.gettext, found.prepared.problem
    hours = round(asked.frozen.total_seconds() / 3600)
    console.print("[yellow]" + say("Within {hours} hours:").format(hours=hours) + "[/yellow]")
    for one in found.near:
        shift = problem.shift_by_id[one.shift]
        gets = (one.person, one.shift) in {(a.person, a.shift) for a in found.result.assignments}
        text = say("{person} gets {when}") if gets else say("{person} no longer has {when}")
        person = problem.person_by_id[one.person].name
        when = f"{shift.post} {speech.stretch(shift.start, shift.end, problem.zone)}"
        console.print("  " + text.format(person=person, when=when), soft_wrap=True)
