"""``caco competences``: who may fill which function, until when, and who lapses soon."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from data.model.competence_status import CompetenceState
from data.tables.period import ZONE
from scheduler.cli.options import AsJson, Lang, parse_date, speech_of
from scheduler.cli.output import coloured, print_json, show, table
from scheduler.cli.session import store_session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.i18n.language import Language
    from data.model.competence_status import CompetenceStatus
    from data.model.register import Register
    from scheduler.competence.register import Upcoming

_COLOURS = {
    CompetenceState.QUALIFIED: "green",
    CompetenceState.ENDING: "yellow",
    CompetenceState.OVERRIDDEN: "yellow",
    CompetenceState.TRAINEE: "cyan",
    CompetenceState.LAPSED: "red",
    CompetenceState.NEVER_SHOWN: "red",
}


def competences(
    on: Annotated[
        str | None, typer.Option("--at", metavar="DATE", help="On this day; default today.")
    ] = None,
    within: Annotated[
        int | None,
        typer.Option(
            "--lapsing", metavar="DAYS", min=0, help="Only who lapses within so many days."
        ),
    ] = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Show who may fill which function and until when, or who lapses and what falls open by it."""
    from scheduler.competence.register import standings, upcoming_lapses

    speech = speech_of(lang)
    with store_session() as at:
        if within is not None:
            coming = upcoming_lapses(at.store, within, at.now)
            if as_json:
                print_json(coming)
            else:
                _show_lapses(coming, speech)
            return
        day = parse_date(on) if on else at.now.date()
        found, register = standings(at.store, day, at.now)
    if as_json:
        print_json(found)
    else:
        _show_states(found, register, speech)


def _show_states(found: Sequence[CompetenceStatus], register: Register, speech: Language) -> None:
    """A row for each person and function."""
    say = speech.gettext
    words = {
        CompetenceState.QUALIFIED: say("qualified"),
        CompetenceState.ENDING: say("ending"),
        CompetenceState.OVERRIDDEN: say("overridden"),
        CompetenceState.TRAINEE: say("trainee"),
        CompetenceState.LAPSED: say("lapsed"),
        CompetenceState.NEVER_SHOWN: say("never shown"),
    }
    left = say("Days left")
    rows = [
        (
            one.person,
            one.function,
            coloured(words[one.state], _COLOURS[one.state]),
            speech.long_date(one.until) if one.until else "",
            "" if one.days_left is None else str(one.days_left),
            _why(one, register, speech),
        )
        for one in found
    ]
    headings = say("Who"), say("Function"), say("State"), say("Until"), left, say("By")
    show(table(headings, rows, right=[left]))


def _show_lapses(coming: Sequence[Upcoming], speech: Language) -> None:
    """Who lapses when, and the published duties that fall open by it."""
    say = speech.gettext
    if not coming:
        show(say("Nobody lapses in that time."), "green")
    for one in coming:
        text = say("{person} may fill {function} up to and including {day}")
        line = text.format(
            person=one.lapse.person,
            function=one.lapse.function,
            day=speech.long_date(one.lapse.last_day),
        )
        by = ", ".join(one.lapse.by.requirements)
        show(coloured(line, "yellow") + (f"  [dim]{by}[/dim]" if by else ""))
        for duty in one.duties:
            when = speech.stretch(duty.start, duty.end, ZONE)
            show(f"  [red]{say('falls open')}[/red] {duty.post} {when}")


def _why(one: CompetenceStatus, register: Register, speech: Language) -> str:
    """What ends it, what is missing, or who decided otherwise."""
    if one.override:
        text = speech.gettext("{name}: {reason}")
        return text.format(name=one.override.decided_by, reason=one.override.reason)
    names = {requirement.id: requirement.name for requirement in register.requirements}
    shortfall = one.missing if one.missing.requirements else one.ends_by
    return ", ".join(names.get(required, required) for required in shortfall.requirements)
