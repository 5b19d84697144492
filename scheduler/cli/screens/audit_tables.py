"""The audit trail on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table

from data.i18n.language import Language
from data.store.audit.check import AuditVerdict
from data.store.audit.trail import AuditEntry

_LONGEST = 120  #: characters of what an entry tells


def verdict_json(verdict: AuditVerdict) -> dict[str, Any]:
    """The whole verdict, for programs."""
    return asdict(verdict)


def show_verdict(verdict: AuditVerdict, speech: Language) -> None:
    """Say whether all is well, or everything that is not."""
    say, console = speech.gettext, Console(highlight=False, emoji=False)
    for finding in verdict.findings:
        console.print(f"[red]✗ {finding.where}: {say(finding.what)}[/red]", soft_wrap=True)
    text = say("{entries} entries and {rosters} signed rosters were looked at.")
    console.print(text.format(entries=verdict.entries, rosters=verdict.rosters))
    if verdict.erased:
        text = say("From {count} entries personal data were taken out, as the trail itself says.")
        console.print(text.format(count=verdict.erased))
    for text, count in doubts(verdict, speech):
        console.print("[yellow]" + text.format(count=count) + "[/yellow]", soft_wrap=True)
    if verdict.clock_ran_back:
        text = say(
            "The clock ran back before {count} entries; their order is that of their number."
        )
        console.print("[yellow]" + text.format(count=len(verdict.clock_ran_back)) + "[/yellow]")
    if not verdict.findings:
        text = say("The chain is whole. Its last hash: {hash}")
        console.print("[green]" + text.format(hash=verdict.hash) + "[/green]", soft_wrap=True)


def doubts(verdict: AuditVerdict, speech: Language) -> list[tuple[str, int]]:
    """What could not be looked at, with how much of it there is."""
    say = speech.gettext
    found = [
        (
            say(
                "An older version emptied {count} of them and did not name them: whether that was "
                "right cannot be checked, only that nothing was changed since."
            ),
            verdict.by_older,
        ),
        (
            say(
                "The secret of the installation is not here: of {count} erasures it could not be "
                "checked who did them."
            ),
            verdict.without_seal,
        ),
    ]
    return [(text, count) for text, count in found if count]


def entry_json(entry: AuditEntry) -> dict[str, Any]:
    """An entry, for programs."""
    return {**asdict(entry), "at": entry.at.isoformat()}


def show_entries(entries: Sequence[AuditEntry], speech: Language) -> None:
    """A row for each entry."""
    say, console = speech.gettext, Console(highlight=False, emoji=False)
    table = Table(box=None, padding=(0, 2, 0, 0))
    for heading in (
        say("Number"),
        say("When (UTC)"),
        say("Who"),
        say("What"),
        say("Of"),
        say("Facts"),
    ):
        table.add_column(heading)
    for entry in entries:
        facts = "; ".join(_side(side) for side in (entry.before, entry.after) if side)
        table.add_row(
            str(entry.seq),
            f"{entry.at:%Y-%m-%d %H:%M}",
            entry.who,
            entry.action,
            entry.subject[:24],
            facts if len(facts) <= _LONGEST else f"{facts[:_LONGEST]}…",
        )
    console.print(table)


def _side(facts: dict[str, Any]) -> str:
    return ", ".join(f"{name}={value}" for name, value in facts.items()).replace("[", r"\[")
