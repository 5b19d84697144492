"""What a solve says when it is done."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from data.i18n.language import Language
from data.i18n.proof_words import ProofWords, posts_left, priorities_of
from data.model.problem import RosterProblem
from data.model.result import LevelReport, OpenShift, RosterResult
from scheduler.cli.screens.progress import amount, rung_name

SHOWN_OPEN_SHIFTS = 12
SMALL_GAP = 0.1  #: above it a percentage says less than the bound itself


def report(
    console: Console, problem: RosterProblem, result: RosterResult, speech: Language
) -> None:
    """Print the proof, rung by rung, and the open shifts with what would free somebody."""
    say = speech.gettext
    table = Table(title=None, box=None, padding=(0, 2, 0, 0))
    for number, heading in enumerate((say("Rung"), say("Reached"), say("Proven"), say("Seconds"))):
        table.add_column(heading, justify="right" if number else "left")
    for rung in result.rungs:
        proof = _proof(rung, speech)
        table.add_row(
            rung_name(rung.name, speech),
            amount(rung.name, rung.objective, speech),
            proof,
            speech.number(rung.seconds, 1),
        )
    console.print(table)
    if posts_left(result):
        console.print(say("What was left open is not counted."))
    console.print()
    _minimum(console, problem, result, speech)
    for shift in result.open_shifts[:SHOWN_OPEN_SHIFTS]:
        _open_shift(console, problem, shift, speech)
    more = len(result.open_shifts) - SHOWN_OPEN_SHIFTS
    if more > 0:
        console.print(
            say("… and {count} more; all of them stand in roster.xlsx").format(count=more)
        )


def _proof(rung: LevelReport, speech: Language) -> str:
    """How far from the best possible a rung may be, in words."""
    say = speech.gettext
    if rung.proven:
        return "[green]" + say("best possible") + "[/green]"
    if rung.gap <= SMALL_GAP:
        return say("within {gap} %").format(gap=speech.number(100 * rung.gap, 1))
    return say("at least {bound}").format(bound=amount(rung.name, rung.bound, speech))


def _minimum(
    console: Console, problem: RosterProblem, result: RosterResult, speech: Language
) -> None:
    words = ProofWords(speech, priorities_of(problem.posts), posts_left(result))
    missing = [post for post in problem.posts if words.minimum(result, post.id)[1]]
    if not missing:
        console.print("[green]" + speech.gettext("Every shift is filled.") + "[/green]")
    for post in missing:
        console.print(f"[yellow]{post.name}: {words.minimum(result, post.id)[0]}[/yellow]")


def _open_shift(
    console: Console, problem: RosterProblem, shift: OpenShift, speech: Language
) -> None:
    name = problem.post_by_id[shift.post].name
    window = speech.stretch(shift.start, shift.end, problem.zone)
    console.print(f"\n[bold]{name}[/bold]  {window}")
    table = Table(box=None, padding=(0, 2, 0, 2), show_header=False)
    for reason in shift.reasons:
        person = problem.person_by_id[reason.person].name
        article = f"{reason.rule} {reason.article}".strip()
        table.add_row(person, reason.reason, f"[dim]{article}[/dim]", reason.frees)
    console.print(table)
