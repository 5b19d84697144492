"""The live screen of ``caco solve``: what the search found so far, and how it ended."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from types import FrameType
from typing import TYPE_CHECKING, TypeVar

from rich.console import Console, Group
from rich.live import Live
from rich.progress import BarColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from data.i18n.base_roster_words import DepartureWords
from data.i18n.language import Language
from data.i18n.proof_words import ProofWords, posts_left, priorities_of
from data.model.book import NO_BOOK
from data.model.errors import BrokenResult
from data.tables.period import ZONE
from scheduler.cli.options import search_seconds
from scheduler.cli.output import coloured, quality_table, show_unreached, table
from scheduler.planning.company import company_of
from scheduler.planning.drafts import keep_draft
from scheduler.planning.plan import Planned, findings, make_roster, save, save_broken
from scheduler.planning.preparation import leaving_open, parts_of, prepare, with_all_open
from scheduler.planning.quality import words_of
from scheduler.records.contacts import reach_warnings
from solver.cpsat.engine import Stop
from solver.options import ProgressEvent

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from data.i18n.language import Language
    from data.model.problem import RosterProblem
    from data.model.quality import QualityWeights
    from data.model.result import LevelReport, OpenShift, RosterResult
    from data.model.roster import RosterHead
    from scheduler.cli.session import StoreSession
    from solver.cpsat.engine import Stop
    from solver.options import SolveOptions

Result = TypeVar("Result")


@dataclass
class LiveSolve:
    """Shows level, best value, proven bound and time while a solve runs in another thread."""

    console: Console
    seconds: float
    speech: Language
    events: dict[str, ProgressEvent] = field(default_factory=dict)
    _began: dict[str, float] = field(default_factory=dict)

    def note(self, event: ProgressEvent) -> None:
        """Take in a `ProgressEvent`; called from the solving thread."""
        self._began.setdefault(event.level, event.seconds)
        self.events[event.level] = event

    def run(self, work: Callable[[], Result], stop: Stop) -> Result:
        """Run `work` in a thread; Ctrl-C asks it to stop and waits for its answer."""
        outcome: list[Result] = []
        failure: list[BaseException] = []
        done = threading.Event()

        def guarded() -> None:
            try:
                outcome.append(work())
            except BaseException as error:  # handed to the waiting thread
                failure.append(error)
            finally:
                done.set()

        with _ctrl_c_asks(stop):
            threading.Thread(target=guarded, daemon=True).start()
            self._wait(done, stop)
        if failure:
            raise failure[0]
        return outcome[0]

    def _wait(self, done: threading.Event, stop: Stop) -> None:
        bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=30),
            TextColumn("{task.completed:.0f} / {task.total:.0f} s"),
            console=self.console,
        )
        task = bar.add_task(self.speech.gettext("Searching"), total=self.seconds)
        began = time.monotonic()
        with Live(console=self.console, refresh_per_second=4, transient=True) as live:
            while not done.wait(0.1):
                bar.update(task, completed=min(time.monotonic() - began, self.seconds))
                live.update(Group(bar, self._table(stop)))

    def _table(self, stop: Stop) -> Table:
        say = self.speech.gettext
        table = Table(box=None, padding=(0, 2, 0, 0))
        for heading in (say("Level"), say("Best"), say("At least"), say("Difference")):
            table.add_column(heading, justify="left" if heading == say("Level") else "right")
        for event in list(self.events.values()):
            table.add_row(
                level_name(event.level, self.speech),
                amount(event.level, event.objective, self.speech),
                amount(event.level, event.bound, self.speech),
                gap_text(event.objective, event.bound),
            )
        if stop.asked:
            table.add_row(Text(say("Stopping; the best roster so far is kept"), style="yellow"))
        return table


@contextmanager
def _ctrl_c_asks(stop: Stop) -> Iterator[None]:
    """Ctrl-C asks the search to stop; a second one ends the program as usual."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    usual = signal.getsignal(signal.SIGINT)

    def ask(_signal: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, usual)
        stop.ask()

    signal.signal(signal.SIGINT, ask)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, usual)


def level_name(name: str, speech: Language) -> str:
    """A level as people call it."""
    if name.startswith("coverage "):
        text = speech.gettext("uncovered time, priority {priority}")
        return text.format(priority=name.removeprefix("coverage "))
    return ProofWords(speech, {}).level(name)


def amount(level: str, value: int | None, speech: Language) -> str:
    """A value of a level in its unit."""
    if value is None:
        return "–"
    return ProofWords(speech, {}).value(level, value)


def gap_text(objective: int | None, bound: int | None) -> str:
    """How far the best is from what is proven."""
    if objective is None or bound is None:
        return "–"
    gap = max(0, objective - bound) / max(1, abs(objective))
    return "✓" if not gap else f"{100 * gap:.1f} %"


SHOWN_OPEN_SHIFTS = 12


SMALL_GAP = 0.1  #: above it a percentage says less than the bound itself


def solve_files_on_screen(
    problem: RosterProblem,
    options: SolveOptions,
    out: Path,
    speech: Language,
    *,
    quiet: bool,
    leave_parts_open: bool = False,
    reading: float = 0.0,
) -> RosterResult:
    """Solve with a live display, write the folder, say what came of it.

    Parameters
    ----------
    options
        With the time limit of the whole command.
    leave_parts_open
        Plan nobody on the part shifts.
    reading
        Seconds that reading the files took.
    """
    console = Console(stderr=quiet, highlight=False)
    if not quiet:
        announce(console, problem, speech)
    if not options.reproducible:
        options = replace(options, seconds=search_seconds(options.seconds, reading))
    try:
        result = _search(console, problem, options, speech, leave_parts_open=leave_parts_open)
    except BrokenResult as error:
        raise save_broken(problem, error, out) from error
    today = datetime.now(UTC).astimezone(problem.zone).date()  # for the reader of the workbook
    save(Planned(problem, result), out, today, speech)
    if not quiet:
        report(console, problem, result, speech)
        console.print("\n" + speech.gettext("Written to {folder}").format(folder=out))
    return result


def plan_on_screen(
    at: StoreSession,
    first: date,
    weeks: int,
    options: SolveOptions,
    speech: Language,
    weights: QualityWeights | None = None,
    *,
    leave_parts_open: bool = False,
    book: str = NO_BOOK,
) -> RosterHead:
    """Solve with a live display, say what came of it, keep it as a draft of that moment.

    Parameters
    ----------
    weights
        What quality weighs; None: what it weighed in the roster that will be replaced.
    leave_parts_open
        Plan nobody on the part shifts.
    book
        Id of the book whose posts are planned; empty: those that no book holds.
    """
    console = Console(highlight=False)
    with at.store.reading() as connection:
        prepared = prepare(connection, first, weeks, at.now, weights=weights, book=book)
        unreached = reach_warnings(connection, at.now.astimezone(ZONE).date(), book)
    whole = prepared.problem
    announce(console, whole, speech)
    show_unreached(unreached, speech)
    result = _search(console, whole, options, speech, leave_parts_open=leave_parts_open)
    made = keep_draft(at.store, prepared, result, at.who, at.now)
    report(console, whole, result, speech)
    return made.head


def _search(
    console: Console,
    problem: RosterProblem,
    options: SolveOptions,
    speech: Language,
    *,
    leave_parts_open: bool,
) -> RosterResult:
    """Make a roster with a live display; Ctrl-C keeps the best so far."""
    sought = leaving_open(problem, parts_of(problem)) if leave_parts_open else problem
    stop, display = Stop(), LiveSolve(console, options.seconds, speech)
    result = display.run(
        lambda: make_roster(sought, options, progress=display.note, stop=stop),
        stop,
    )
    return with_all_open(problem, result)


def announce(console: Console, problem: RosterProblem, speech: Language) -> None:
    """The size of the problem, and what is impossible or tight from the start."""
    counted = speech.ngettext
    text = speech.gettext("{people}, {posts}, {shifts}, {start} to {end}")
    console.print(
        text.format(
            people=counted("{count} person", "{count} people", len(problem.people)),
            posts=counted("{count} post", "{count} posts", len(problem.posts)),
            shifts=counted("{count} shift", "{count} shifts", len(problem.shifts)),
            start=speech.long_date(problem.first_date),
            end=speech.long_date(problem.last_date),
        )
    )
    for finding in findings(problem):
        colour = "red" if finding.is_impossible else "yellow"
        name = problem.post_by_id[finding.post].name
        article = f" ({finding.article})" if finding.article else ""
        console.print(f"[{colour}]•[/{colour}] {name}: {speech.say(finding.sentence)}{article}")


def report(
    console: Console, problem: RosterProblem, result: RosterResult, speech: Language
) -> None:
    """Print the proof, level by level, and the open shifts with what would free somebody."""
    say = speech.gettext
    numbers = say("Reached"), say("Proven"), say("Seconds")
    rows = [
        (
            level_name(one.name, speech),
            amount(one.name, one.objective, speech),
            _proof(one, speech),
            speech.number(one.seconds, 1),
        )
        for one in result.levels
    ]
    console.print(table((say("Level"), *numbers), rows, right=numbers))
    if posts_left(result):
        console.print(say("What was left open is not counted."))
    if problem.base_members:
        console.print(DepartureWords(speech).summary(result.departures))
    company = company_of(problem, result.assignments, speech)
    for line in (*company.lacking, *company.pairs, *company.trainees, *company.substitutes):
        console.print(line)
    if result.quality.costs:
        console.print()
        console.print(quality_table(result.quality, words_of(problem, speech)))
    console.print()
    _minimum(console, problem, result, speech)
    for shift in result.open_shifts[:SHOWN_OPEN_SHIFTS]:
        _open_shift(console, problem, shift, speech)
    more = len(result.open_shifts) - SHOWN_OPEN_SHIFTS
    if more > 0:
        text = say("… and {count} more; roster.xlsx has them all")
        console.print(text.format(count=more))


def _proof(level: LevelReport, speech: Language) -> str:
    """How far from the best possible a level may be, in words."""
    say = speech.gettext
    if level.proven:
        return coloured(say("best possible"), "green")
    if level.gap <= SMALL_GAP:
        return say("within {gap} %").format(gap=speech.number(100 * level.gap, 1))
    return say("at least {bound}").format(bound=amount(level.name, level.bound, speech))


def _minimum(
    console: Console, problem: RosterProblem, result: RosterResult, speech: Language
) -> None:
    words = ProofWords(speech, priorities_of(problem.posts), posts_left(result))
    missing = [post for post in problem.posts if words.minimum(result, post.id)[1]]
    if not missing:
        console.print(coloured(speech.gettext("Every shift is filled."), "green"))
    for post in missing:
        console.print(coloured(f"{post.name}: {words.minimum(result, post.id)[0]}", "yellow"))


def _open_shift(
    console: Console, problem: RosterProblem, shift: OpenShift, speech: Language
) -> None:
    name = problem.post_by_id[shift.post].name
    console.print(f"\n[bold]{name}[/bold]  {speech.stretch(shift.start, shift.end, problem.zone)}")
    rows = [
        (
            problem.person_by_id[one.person].name,
            speech.say(one.reason),
            coloured(f"{one.rule} {one.article}".strip(), "dim"),
            speech.say(one.frees),
        )
        for one in shift.reasons
    ]
    made = table(("", "", "", ""), rows, indent=2)
    made.show_header = False
    console.print(made)
