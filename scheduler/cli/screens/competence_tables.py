"""The competence register on the screen."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from data.i18n.language import Language
from data.model.competence_status import CompetenceState, CompetenceStatus, Shortfall
from data.model.register import Register
from data.tables.period import ZONE
from scheduler.competence.register import Upcoming

_COLOURS = {
    CompetenceState.QUALIFIED: "green",
    CompetenceState.ENDING: "yellow",
    CompetenceState.OVERRIDDEN: "yellow",
    CompetenceState.TRAINEE: "cyan",
    CompetenceState.LAPSED: "red",
    CompetenceState.NEVER_SHOWN: "red",
}


def state_word(state: CompetenceState, speech: Language) -> str:
    """A state in one word."""
    say = speech.gettext
    match state:
        case CompetenceState.QUALIFIED:
            return say("qualified")
        case CompetenceState.ENDING:
            return say("ending")
        case CompetenceState.OVERRIDDEN:
            return say("overridden")
        case CompetenceState.TRAINEE:
            return say("trainee")
        case CompetenceState.LAPSED:
            return say("lapsed")
        case CompetenceState.NEVER_SHOWN:
            return say("never shown")


def show_standings(found: Sequence[CompetenceStatus], register: Register, speech: Language) -> None:
    """A row for each person and function."""
    say = speech.gettext
    table = Table(box=None, padding=(0, 2, 0, 0))
    headings = (say("Who"), say("Function"), say("State"), say("Until"), say("Days left"))
    for heading in (*headings, say("By")):
        table.add_column(heading, justify="right" if heading == say("Days left") else "left")
    for one in found:
        table.add_row(
            one.person,
            one.function,
            f"[{_COLOURS[one.state]}]{state_word(one.state, speech)}[/{_COLOURS[one.state]}]",
            speech.long_date(one.until) if one.until else "",
            "" if one.days_left is None else str(one.days_left),
            _why(one, register, speech),
        )
    Console(highlight=False, emoji=False).print(table)


def show_lapses(coming: Sequence[Upcoming], speech: Language) -> None:
    """Who lapses when, and the published duties that fall open by it."""
    say, console = speech.gettext, Console(highlight=False, emoji=False)
    if not coming:
        console.print("[green]" + say("Nobody lapses in that time.") + "[/green]")
    for one in coming:
        text = say("{person} may fill {function} up to and including {day}")
        line = text.format(
            person=one.lapse.person,
            function=one.lapse.function,
            day=speech.long_date(one.lapse.last_day),
        )
        by = ", ".join(one.lapse.by.requirements)
        console.print(f"[yellow]{line}[/yellow]" + (f"  [dim]{by}[/dim]" if by else ""))
        for duty in one.duties:
            when = speech.stretch(duty.start, duty.end, ZONE)
            console.print(f"  [red]{say('falls open')}[/red] {duty.post} {when}")


def _why(one: CompetenceStatus, register: Register, speech: Language) -> str:
    """What ends it, what is missing, or who decided otherwise."""
    if one.override:
        text = speech.gettext("{name}: {reason}")
        return text.format(name=one.override.decided_by, reason=one.override.reason)
    return _names(one.missing if one.missing.requirements else one.ends_by, register)


def _names(shortfall: Shortfall, register: Register) -> str:
    names = {requirement.id: requirement.name for requirement in register.requirements}
    return ", ".join(names.get(one, one) for one in shortfall.requirements)
