"""The live display of a running solve, and the stop by Ctrl-C."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import TYPE_CHECKING, TypeVar

from rich.console import Console, Group
from rich.live import Live
from rich.progress import BarColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from data.i18n.language import Language
from solver.options import ProgressEvent

if TYPE_CHECKING:
    from solver.cpsat.engine import Stop

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
        for heading in (say("Level"), say("Best"), say("At least"), say("Gap")):
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
    names = {
        "changes": speech.gettext("changes"),
        "fairness": speech.gettext("unfairness"),
        "wishes and patterns": speech.gettext("wishes and patterns"),
    }
    return names.get(name, name)


def amount(level: str, value: int | None, speech: Language) -> str:
    """A value of a level in its unit."""
    if value is None:
        return "–"
    if level.startswith("coverage "):
        return speech.gettext("{hours} h").format(hours=speech.number(value / 60))
    return speech.number(value)


def gap_text(objective: int | None, bound: int | None) -> str:
    """How far the best is from what is proven."""
    if objective is None or bound is None:
        return "–"
    gap = max(0, objective - bound) / max(1, abs(objective))
    return "✓" if not gap else f"{100 * gap:.1f} %"
