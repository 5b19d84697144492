"""The report on exercises as a workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.files.workbook.paper import TableSheet, Value, table_book
from data.i18n.sheet_words import choice_word
from data.model.exercise import AttendanceState, ExerciseKind
from data.tables.period import ZONE
from web.locale import _, current_language

if TYPE_CHECKING:
    from datetime import date, datetime

    from data.model.exercise import Exercise
    from scheduler.exercises.report import NamedReport


def report_book(found: NamedReport, employer: str, made_at: datetime) -> bytes:
    """A sheet each of what was held, of the parts, the themes, and the hours.

    Parameters
    ----------
    employer
        Hours of its people alone, by name; empty: of everybody.
    """
    said = found.report
    title = _("Exercises in {year}").format(year=said.year)
    sheets = (
        TableSheet(
            _("Exercises"),
            title,
            [_("When"), _("What"), _("Theme"), _("Partner"), _("Who was there"), _("Goals met")],
            [_held(one, found) for one in said.held],
        ),
        TableSheet(
            _("Main structure"),
            _("Parts of the main structure by when they were last tested"),
            [_("Part"), _("Last tested"), _("Within a year"), _("Planned")],
            [
                [
                    choice_word(one.part.value, current_language()),
                    _on(one.last),
                    _("no") if one.is_late else _("yes"),
                    _on(one.next),
                ]
                for one in said.parts
            ]
            + [
                [
                    choice_word(ExerciseKind.SYSTEM_TEST.value, current_language()),
                    _on(said.system_test.last),
                    _("no") if said.system_test.is_late else _("yes"),
                    _on(said.system_test.next),
                ]
            ],
            notes=[_("The parts of the main structure exercise together every year (Bvr 2.5.1).")],
        ),
        TableSheet(
            _("Themes"),
            title,
            [_("Mandatory theme"), _("Held"), _("Planned")],
            [[one.theme.name, len(one.held), len(one.planned)] for one in said.themes],
        ),
        TableSheet(
            _("Hours"),
            title,
            [_("Name"), _("Employer"), _("Function"), _("Hours"), _("Planned"), _("Norm")],
            _hours(found, employer),
        ),
    )
    foot = f"CaCo Rooster  ·  {made_at:%Y-%m-%d}"
    return table_book(sheets, foot, current_language().code, made_at)


def _held(one: Exercise, found: NamedReport) -> list[Value]:
    met = one.goals_met
    return [
        _on(one),
        one.name,
        found.names.themes.get(one.theme, one.theme),
        found.names.partners.get(one.partner, one.partner),
        len(one.people(AttendanceState.PRESENT)),
        "" if met is None else choice_word(met.value, current_language()),
    ]


def _hours(found: NamedReport, employer: str) -> list[list[Value]]:
    return [
        [
            found.names.people.get(one.person, one.person),
            found.employers.get(one.person, ""),
            found.names.functions.get(one.function, one.function),
            round(one.hours, 2),
            round(one.planned, 2),
            one.norm,
        ]
        for one in found.hours_of(employer)
    ]


def _on(one: Exercise | None) -> date | None:
    return None if one is None else one.start.astimezone(ZONE).date()
