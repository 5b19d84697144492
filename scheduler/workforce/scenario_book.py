"""Scenarios side by side as a workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.files.workbook.paper import TableSheet, table_book
from data.tables.period import ZONE
from scheduler.workforce.scenario_answer import comparison_answer
from scheduler.workforce.scenario_words import change_lines, comparison_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from data.i18n.language import Language
    from data.model.scenario import Scenario
    from data.model.scenario_figures import ScenarioFigures
    from scheduler.workforce.scenario_words import ScenarioCell


def comparison_book(
    scenarios: Sequence[Scenario],
    figures: Sequence[ScenarioFigures],
    names: Mapping[str, str],
    made_at: datetime,
    speech: Language,
) -> bytes:
    """The figures side by side, and what the law needs by team and stretch.

    Parameters
    ----------
    names
        Of posts, functions, regions and people, by code.
    """
    sheets = (_side_by_side(scenarios, figures, names, speech), _by_team(figures, names, speech))
    return table_book(sheets, "CaCo Rooster", speech.code, made_at.astimezone(ZONE))


def _side_by_side(
    scenarios: Sequence[Scenario],
    figures: Sequence[ScenarioFigures],
    names: Mapping[str, str],
    speech: Language,
) -> TableSheet:
    say, rows = speech.gettext, comparison_rows(figures, speech)
    said = comparison_answer(figures, speech) + [
        f"{one.name}: {'; '.join(change_lines(one, found.first, names, speech))}"
        for one, found in zip(scenarios, figures, strict=True)
    ]
    return TableSheet(
        say("Scenarios"),
        say("Scenarios side by side"),
        [say("Figure"), *(one.name for one in scenarios), say("What it says")],
        [
            [
                row.label,
                *(
                    _in_cell(cell, is_best=at in row.best, speech=speech)
                    for at, cell in enumerate(row.cells)
                ),
                row.meaning,
            ]
            for row in rows
        ],
        said,
    )


def _in_cell(cell: ScenarioCell, *, is_best: bool, speech: Language) -> str:
    best = speech.gettext("least") if is_best else ""
    return " · ".join(part for part in (cell.text, best, cell.note) if part)


def _by_team(
    figures: Sequence[ScenarioFigures], names: Mapping[str, str], speech: Language
) -> TableSheet:
    say = speech.gettext
    return TableSheet(
        say("People by law"),
        say("People by law, by team and stretch"),
        [
            *(say("Scenario"), say("Posts"), say("First day"), say("Last day"), say("People")),
            *(say("Article"), say("FTE"), say("On call at once"), say("May do it")),
        ],
        [
            [
                *(one.name, " + ".join(names.get(post, post) for post in team.posts)),
                *(team.first, team.last, team.people, team.article, team.fte),
                *(team.on_call, team.holders),
            ]
            for one in figures
            for team in one.teams
        ],
    )
