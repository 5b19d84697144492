"""What a signature does and accepts, on the screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from data.i18n.language import Language
from data.i18n.sign_off_words import RemarkWords
from data.model.roster import DutyChange, RemarkKind, RosterHead, SignOffItem
from data.model.shift import Shift
from scheduler.planning.publish import Proposal

_SHOWN = 30


def show_proposal(proposal: Proposal, speech: Language) -> None:
    """Say what changes for whom, and what has to be accepted."""
    console = Console(highlight=False, emoji=False)
    _show(console, proposal, proposal.items, speech)
    count = len(proposal.open_remarks)
    text = speech.gettext("{count} still to be accepted. Nothing was signed.")
    console.print("[bold]" + text.format(count=count) + "[/bold]")


def show_signed(
    head: RosterHead, proposal: Proposal, items: Sequence[SignOffItem], speech: Language
) -> None:
    """Say what was signed, and what was accepted with it."""
    say, console = speech.gettext, Console(highlight=False, emoji=False)
    _show(console, proposal, items, speech)
    text = say("Version {version} is in force: roster {number}, signed by {who}. Its hash: {hash}")
    signed = text.format(
        version=head.version, number=head.id, who=head.signer, hash=head.content_hash
    )
    console.print("[green]" + signed + "[/green]", soft_wrap=True)


def _show(
    console: Console, proposal: Proposal, items: Sequence[SignOffItem], speech: Language
) -> None:
    say = speech.gettext
    if proposal.base:
        shifts = {shift.id: shift for shift in proposal.desk.shifts}
        console.print(say("What changes against version {n}:").format(n=proposal.base.version))
        console.print(change_table(proposal.changes, shifts, speech))
    headings = {
        RemarkKind.GAP: say("Open shifts"),
        RemarkKind.BREACH: say("Broken rules"),
        RemarkKind.NOTICE: say("Short notice (ATW 4:2)"),
        RemarkKind.UNREACHABLE: say("On call, and cannot be reached"),
    }
    problem = proposal.desk.problem
    names = {person.id: person.name for person in problem.people}
    words = RemarkWords(speech, problem.zone, names)
    for kind, heading in headings.items():
        mine = [item for item in items if item.remark.kind is kind]
        if not mine:
            continue
        console.print(f"[bold]{heading}[/bold] ({len(mine)})")
        for item in sorted(mine, key=lambda one: one.acceptance is not None)[:_SHOWN]:
            mark = "[dim]✓" if item.acceptance else "[yellow]"
            by = f"  {mark} {escape(words.acceptance(item))}[/]"
            console.print(f"  {escape(words.remark(item.remark))}{by}", soft_wrap=True)
        if len(mine) > _SHOWN:
            console.print("  " + say("… and {count} more").format(count=len(mine) - _SHOWN))


def change_table(
    changes: Sequence[DutyChange], shifts: Mapping[str, Shift], speech: Language
) -> Table:
    """A row for each person: what they lose, what they get."""
    say = speech.gettext
    table = Table(box=None, padding=(0, 2, 0, 2))
    for heading in (say("Who"), say("No longer"), say("New")):
        table.add_column(heading)
    for change in changes:
        table.add_row(
            change.person,
            "\n".join(_shift(one, shifts) for one in change.lost),
            "\n".join(_shift(one, shifts) for one in change.gained),
        )
    if not changes:
        table.add_row("–", "", "")
    return table


def _shift(name: str, shifts: Mapping[str, Shift]) -> str:
    return f"{name} ({shifts[name].name})" if name in shifts else name
