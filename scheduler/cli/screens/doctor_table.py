"""The findings of a look at the installation, on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape

from data.i18n.language import Language
from scheduler.service.doctor import Finding, Level
from scheduler.service.installation import Topic

_SIGNS = {
    Level.FINE: "[green]✓[/green]",
    Level.LOOK: "[yellow]![/yellow]",
    Level.WRONG: "[red]✗[/red]",
}


def findings_json(said: Sequence[Finding], speech: Language) -> list[dict[str, Any]]:
    """All of it, for programs."""
    return [
        {
            "topic": one.topic.value,
            "level": one.level.value,
            "what": _filled(one.what, one, speech),
            "remedy": _filled(one.remedy, one, speech),
        }
        for one in said
    ]


def show_findings(said: Sequence[Finding], speech: Language) -> None:
    """A line for each finding, and what to do below it."""
    console = Console(highlight=False, emoji=False)
    names = _names(speech)
    width = max(len(name) for name in names.values())
    for one in said:
        what = _filled(one.what, one, speech)
        name = names[one.topic].ljust(width)
        console.print(f"{_SIGNS[one.level]} {name}  {escape(what)}", soft_wrap=True)
        remedy = _filled(one.remedy, one, speech)
        if remedy:
            console.print(f"  {'':{width}}  → {escape(remedy)}", soft_wrap=True)


def _filled(sentence: str, one: Finding, speech: Language) -> str:
    return speech.gettext(sentence).format(**one.fields).strip()


def _names(speech: Language) -> dict[Topic, str]:
    say = speech.gettext
    return {
        Topic.SETTINGS: say("Settings"),
        Topic.DATABASE: say("Database"),
        Topic.FILES: say("Files"),
        Topic.DISK: say("Disk"),
        Topic.CLOCK: say("Clock"),
        Topic.ACCOUNTS: say("Accounts"),
        Topic.ALERTS: say("Alerts"),
        Topic.WORKER: say("Worker"),
        Topic.SITE: say("Site"),
        Topic.BACKUP: say("Backup"),
    }
