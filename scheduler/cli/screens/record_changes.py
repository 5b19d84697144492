"""What an import changes, on the screen and as JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table

from data.i18n.language import Language
from data.model.record_change import RowChange, RowChangeKind
from scheduler.cli.screens.reach import show_unreached
from scheduler.records.file_import import Imported

_COLOURS = {
    RowChangeKind.ADDED: "green",
    RowChangeKind.CHANGED: "yellow",
    RowChangeKind.ENDED: "red",
}


def as_rows(done: Imported) -> dict[str, Any]:
    """The whole outcome, for programs."""
    return {
        "done": done.was_done,
        "unchanged": done.unchanged,
        "unreached": [{"kind": one.kind.value, "who": dict(one.who)} for one in done.unreached],
        "changes": [{**asdict(change), "kind": change.kind.value} for change in done.changes],
    }


def show_changes(done: Imported, speech: Language, most: int) -> None:
    """Print a table of counts, then row by row what differs."""
    say, console = speech.gettext, Console(highlight=False, emoji=False)
    names = list(dict.fromkeys(change.table for change in done.changes))
    words = {
        RowChangeKind.ADDED: say("added"),
        RowChangeKind.CHANGED: say("changed"),
        RowChangeKind.ENDED: say("ended"),
    }
    counts = Table(box=None, padding=(0, 2, 0, 0))
    counts.add_column(say("Table"))
    for kind in RowChangeKind:
        counts.add_column(words[kind], justify="right", style=_COLOURS[kind])
    for name in names:
        mine = [change for change in done.changes if change.table == name]
        counts.add_row(
            name, *(str(sum(c.kind is kind for c in mine) or "") for kind in RowChangeKind)
        )
    if names:
        console.print(counts)
    console.print(say("{count} rows are as they were").format(count=done.unchanged))
    telling = [
        c for c in done.changes if c.kind is not RowChangeKind.ADDED or len(done.changes) < most
    ]
    for change in telling[:most]:
        _show(console, change, words)
    if len(telling) > most:
        console.print(say("… and {count} more; see --json").format(count=len(telling) - most))
    show_unreached(console, done.unreached, speech)
    if not done.was_done:
        console.print("[bold]" + say("A dry run: nothing was changed.") + "[/bold]")


def _show(console: Console, change: RowChange, words: dict[RowChangeKind, str]) -> None:
    colour = _COLOURS[change.kind]
    line = f"[{colour}]{words[change.kind]:<9}[/{colour}] {change.table}  {_plain(change.key)}"
    if change.kind is RowChangeKind.CHANGED:
        parts = [
            f"{name}: {_plain(change.before[name]) or '–'} → {_plain(change.after[name]) or '–'}"
            for name in change.after
        ]
        line += "  [dim]" + "; ".join(parts) + "[/dim]"
    console.print(line, soft_wrap=True)


def _plain(text: str) -> str:
    """Text that holds no markup of the console."""
    return text.replace("[", r"\[")
