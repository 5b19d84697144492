"""``caco exercises``: what was exercised in a year, and what should have been."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from data.tables.period import ZONE
from scheduler.cli.options import AsJson, Lang, speech_of
from scheduler.cli.output import coloured, escape, print_json, show, table
from scheduler.cli.session import store_session

if TYPE_CHECKING:
    from data.i18n.language import Language
    from data.model.exercise import Exercise
    from scheduler.exercises.report import NamedReport


def exercises(
    year: Annotated[
        int | None,
        typer.Option(min=2000, max=2100, help="Of themes, goals and hours; default this one."),
    ] = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Show which parts of the main structure were tested when, themes, goals and hours."""
    from scheduler.exercises.report import report

    with store_session() as at:
        found = report(at.store, year or at.now.astimezone(ZONE).year, at.now)
    if as_json:
        print_json(facts(found))
    else:
        _show(found, speech_of(lang))


def facts(found: NamedReport) -> Any:  # noqa: ANN401 - JSON
    """All of it for programs; hours by code of the person."""
    said = found.report
    return {
        "year": said.year,
        "on": said.on.isoformat(),
        "held": len(said.held),
        "parts": [
            {
                "part": one.part.value,
                "last": None if one.last is None else one.last.start.isoformat(),
                "next": None if one.next is None else one.next.start.isoformat(),
                "late": one.is_late,
            }
            for one in said.parts
        ],
        "themes": [
            {"theme": one.theme.id, "held": len(one.held), "planned": len(one.planned)}
            for one in said.themes
        ],
        "goals": {"unknown" if met is None else met.value: n for met, n in said.goals.items()},
        "hours": [
            {
                "person": one.person,
                "function": one.function,
                "hours": one.hours,
                "norm": one.norm,
            }
            for one in said.hours
        ],
    }


def _show(found: NamedReport, speech: Language) -> None:
    from data.i18n.sheet_words import choice_word

    say, said = speech.gettext, found.report
    show(f"[bold]{say('Exercises')}[/bold] {said.year}\n")
    never = coloured(say("never"), "red")
    rows = []
    for one in said.parts:
        last = never if one.last is None else _day(one.last, speech)
        late = coloured(say("more than a year ago"), "red") if one.last and one.is_late else ""
        coming = "–" if one.next is None else _day(one.next, speech)
        rows.append((choice_word(one.part.value, speech), last, late, coming))
    show(table((say("Main structure"), say("Last tested"), "", say("Planned")), rows))
    themes = [
        (
            escape(each.theme.name),
            str(len(each.held)) if each.held else coloured("0", "red"),
            str(len(each.planned)),
        )
        for each in said.themes
    ]
    if themes:
        show(table((say("Mandatory theme"), say("Held"), say("Planned")), themes))
    words = {met: choice_word(met.value, speech) for met in said.goals if met is not None}
    goals = [(words.get(met, say("not known")), str(n)) for met, n in said.goals.items()]  # type: ignore[arg-type]
    show(table((say("Goals"), say("Exercises")), goals, right=[say("Exercises")]))
    _show_hours(found, speech)


def _show_hours(found: NamedReport, speech: Language) -> None:
    say = speech.gettext
    rows = []
    for one in found.report.hours:
        if not one.hours and one.norm is None:
            continue
        hours = speech.number(one.hours, 1)
        norm = "–" if one.norm is None else speech.number(one.norm, 0)
        rows.append(
            (
                escape(found.names.people.get(one.person, one.person)),
                escape(found.names.functions.get(one.function, one.function)),
                coloured(hours, "red") if one.is_short else hours,
                norm,
            )
        )
    if rows:
        head = (say("Name"), say("Function"), say("Hours"), say("Norm"))
        show(table(head, rows, right=head[2:]))


def _day(one: Exercise, speech: Language) -> str:
    return f"{speech.long_date(one.start.astimezone(ZONE).date())} ({escape(one.name)})"
