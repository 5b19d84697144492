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
    from data.model.exercise_report import PartTested, SystemTested
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
                "last": _start(one.last),
                "next": _start(one.next),
                "late": one.is_late,
            }
            for one in said.parts
        ],
        "system_test": {
            "last": _start(said.system_test.last),
            "next": _start(said.system_test.next),
            "late": said.system_test.is_late,
        },
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
                "planned": one.planned,
                "norm": one.norm,
            }
            for one in said.hours
        ],
    }


def _start(one: Exercise | None) -> str | None:
    return None if one is None else one.start.isoformat()


def _show(found: NamedReport, speech: Language) -> None:
    from data.i18n.sheet_words import choice_word
    from data.model.exercise import ExerciseKind

    say, said = speech.gettext, found.report
    show(f"[bold]{say('Exercises')}[/bold] {said.year}\n")
    rows = [_tested(choice_word(one.part.value, speech), one, speech) for one in said.parts]
    system_test = choice_word(ExerciseKind.SYSTEM_TEST.value, speech)
    rows.append(_tested(system_test, said.system_test, speech))
    show(table((say("Main structure"), say("Last tested"), "", say("Planned")), rows))
    themes = [
        (
            escape(each.theme.name),
            str(len(each.held))
            if each.held or each.planned or each.later
            else coloured("0", "red"),
            str(len(each.planned)) if each.planned or not each.later else _day(each.later, speech),
        )
        for each in said.themes
    ]
    if themes:
        show(table((say("Mandatory theme"), say("Held"), say("Planned")), themes))
    words = {met: choice_word(met.value, speech) for met in said.goals if met is not None}
    goals = [(words.get(met, say("not known")), str(n)) for met, n in said.goals.items()]  # type: ignore[arg-type]
    show(table((say("Goals"), say("Exercises")), goals, right=[say("Exercises")]))
    _show_hours(found, speech)


def _tested(
    name: str, one: PartTested | SystemTested, speech: Language
) -> tuple[str, str, str, str]:
    say = speech.gettext
    last = coloured(say("never"), "red") if one.last is None else _day(one.last, speech)
    late = coloured(say("more than a year ago"), "red") if one.last and one.is_late else ""
    return name, last, late, "–" if one.next is None else _day(one.next, speech)


def _show_hours(found: NamedReport, speech: Language) -> None:
    say = speech.gettext
    rows = []
    for one in found.report.hours:
        if not one.hours and not one.planned and one.norm is None:
            continue
        hours = speech.number(one.hours, 1)
        norm = "–" if one.norm is None else speech.number(one.norm, 0)
        rows.append(
            (
                escape(found.names.people.get(one.person, one.person)),
                escape(found.names.functions.get(one.function, one.function)),
                coloured(hours, "red") if one.is_short else hours,
                speech.number(one.planned, 1) if one.planned else "–",
                norm,
            )
        )
    if rows:
        head = (say("Name"), say("Function"), say("Hours"), say("Planned"), say("Norm"))
        show(table(head, rows, right=head[2:]))


def _day(one: Exercise, speech: Language) -> str:
    return f"{speech.long_date(one.start.astimezone(ZONE).date())} ({escape(one.name)})"
