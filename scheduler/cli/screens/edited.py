"""What a change of a draft did, on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from rich.console import Console

from data.i18n.language import Language
from data.model.effect import CoverChange
from data.model.problem import RosterProblem
from data.model.result import Violation
from data.store import problems
from data.store.opening import Store
from scheduler.cli.screens.breach_table import breach_rows
from scheduler.planning.edits import Edited
from scheduler.planning.rebase import ConflictWords, Rebase, behind_of, behind_text, version_act


def show_edited(store: Store, edited: Edited, speech: Language) -> None:
    """Say what is broken now and later, what is mended, opened and filled, and what it costs."""
    say, console = speech.gettext, Console(highlight=False, emoji=False)
    with store.reading() as connection:
        problem = problems.read_problem(connection, edited.head.problem_hash)
    for one in edited.dropped:
        text = say("{person} is no longer on {shift}: the records changed")
        console.print("[yellow]" + text.format(person=one.person, shift=one.shift) + "[/yellow]")
    people, effect = edited.effect.people, edited.effect
    broken_now = [breach for person in people for breach in person.now]
    broken_later = [breach for person in people for breach in person.later]
    mended = [breach for person in people for breach in person.mended]
    for heading, breaches in (
        ("[red]" + say("This breaks:") + "[/red]", broken_now),
        ("[red]" + say("This breaks later, with a duty that follows:") + "[/red]", broken_later),
        ("[green]" + say("No longer broken:") + "[/green]", mended),
    ):
        _breaches(console, heading, breaches, problem, speech)
    if not effect.new_breaches:
        console.print("[green]" + say("It breaks no rule.") + "[/green]")
    _cover(console, "[red]" + say("Falls open:") + "[/red]", effect.opened, problem, speech)
    _cover(console, "[green]" + say("Is filled:") + "[/green]", effect.filled, problem, speech)
    for load in effect.cost.loads:
        text = say("{person}: {measure} {before} → {after}, fair share {fair}")
        console.print(
            "[dim]"
            + text.format(
                person=problem.person_by_id[load.person].name,
                measure=load.measure.value,
                before=load.before,
                after=load.after,
                fair=speech.number(load.fair, 1),
            )
            + "[/dim]"
        )
    console.print(say("Draft {number} was changed.").format(number=edited.head.id))
    show_behind(store, edited.head.id, edited.head.changed_at, speech)


def show_behind(store: Store, roster: int, now: datetime, speech: Language) -> None:
    """Say what was signed since a draft was made; nothing where it is up to date."""
    since = behind_of(store, roster, now)
    if since is not None:
        text = behind_text(since, speech)
        Console(highlight=False, emoji=False).print(f"[yellow]{text}[/yellow]", soft_wrap=True)


def show_rebase(found: Rebase | None, speech: Language, *, is_done: bool) -> None:
    """Say what a rebase does, or did: what is kept, what asks for a choice, what is lost."""
    say, console = speech.gettext, Console(highlight=False, emoji=False)
    if found is None:
        console.print(say("This draft is up to date: it is based on the version in force."))
        return
    for version in found.behind.versions:
        line = say("Since then: version {version}, {act}, {when}").format(
            version=version.version,
            act=version_act(version, speech),
            when=speech.moment(version.published_at or version.changed_at, version.zone),
        )
        console.print(line, soft_wrap=True)
    kept = speech.ngettext("{count} change is kept.", "{count} changes are kept.", found.kept)
    console.print(kept.format(count=found.kept))
    words = ConflictWords(found, speech)
    for heading, conflicts in (
        (say("Asks for a choice:"), found.unsettled),
        (say("Given up for what is in force:"), found.given_up),
        (say("No longer possible:"), found.lost),
    ):
        if conflicts:
            console.print(f"[yellow]{heading}[/yellow]")
        for one in conflicts:
            console.print(f"  {one.shift}: {words.sentence(one)}", soft_wrap=True)
    for gone in found.merge.dropped:
        text = say("{person} is no longer on {shift}: the records changed")
        console.print("[yellow]" + text.format(person=gone.person, shift=gone.shift) + "[/yellow]")
    if not found.unsettled:
        heading = "[red]" + say("Together they break:") + "[/red]"
        _breaches(console, heading, found.breaches, found.problem, speech)
    if is_done:
        text = say("Draft {number} was brought up to date.")
        console.print("[green]" + text.format(number=found.head.id) + "[/green]")
    else:
        console.print(say("Nothing was changed."))


def _breaches(
    console: Console,
    heading: str,
    breaches: Sequence[Violation],
    problem: RosterProblem,
    speech: Language,
) -> None:
    if breaches:
        console.print(heading)
        console.print(breach_rows(breaches, problem, speech))


def _cover(
    console: Console,
    heading: str,
    changes: Sequence[CoverChange],
    problem: RosterProblem,
    speech: Language,
) -> None:
    for change in changes:
        name = problem.post_by_id[change.post].name
        when = speech.stretch(change.start, change.end, problem.zone)
        console.print(f"{heading} {name} {when}", soft_wrap=True)
