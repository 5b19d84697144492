"""Findings and assessments as workbooks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.files.workbook.paper import TableSheet, Value, table_book
from web.improvement.pages import FindingWords
from web.locale import _, current_language

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from scheduler.improvement.assessments import AssessedPoint, AssessmentOverview
    from scheduler.improvement.queries import FindingNames, NumberedFinding
    from scheduler.improvement.red_thread import ThemeThread


def findings_book(
    found: Sequence[NumberedFinding],
    every: Sequence[ThemeThread],
    names: FindingNames,
    made_at: datetime,
) -> bytes:
    """A sheet each of findings, of their actions, and of the red thread."""
    title = _("Findings")
    years = sorted({year for one in every for year in one.years})
    actions: list[list[Value]] = [
        [
            one.file.finding.id,
            action.what,
            names.owner(action),
            _day(action.due),
            _day(action.done_on),
            action.remark,
        ]
        for one in found
        for action in one.file.actions
    ]
    threads: list[list[Value]] = [
        [one.theme, *(one.years.get(year) or None for year in years), one.open_count]
        for one in every
    ]
    sheets = (
        TableSheet(
            title,
            title,
            [
                _("Code"),
                _("Found on"),
                _("Finding"),
                _("Theme"),
                _("Source"),
                _("Report or study"),
                _("Regions"),
                _("Partner"),
                _("State"),
            ],
            [_finding(one, names) for one in found],
        ),
        TableSheet(
            _("Actions"),
            title,
            [
                _("Finding"),
                _("What is done"),
                _("Owner"),
                _("Due"),
                _("Done on"),
                _("Remark"),
            ],
            actions,
        ),
        TableSheet(
            _("Red thread"), title, [_("Theme"), *(str(year) for year in years), _("open")], threads
        ),
    )
    return table_book(sheets, _foot(made_at), current_language().code, made_at)


def _finding(one: NumberedFinding, names: FindingNames) -> list[Value]:
    it = one.file.finding
    return [
        it.id,
        _day(it.found_on),
        it.text,
        it.theme,
        FindingWords.origin(it.origin),
        it.report,
        ", ".join(names.regions.get(code, code) for code in it.regions) or _("all"),
        it.partner,
        FindingWords.stage(one.file.stage),
    ]


def assessments_book(found: AssessmentOverview, names: FindingNames, made_at: datetime) -> bytes:
    """A sheet of each table as it went in, and one of what is done about the marks."""
    sheets = [
        TableSheet(
            part.part,
            part.part,
            [_("Point"), *(found.region_names.get(code, code) for code in part.regions)],
            [
                [point, *(_mark(mine.get(code)) for code in part.regions)]
                for point, mine in part.points.items()
            ],
        )
        for part in found.parts
    ]
    answers: list[list[Value]] = [
        [
            part.part,
            one.assessment.point,
            found.region_names.get(one.assessment.region, one.assessment.region),
            _mark(one),
            "; ".join(f"{act.what} ({names.owner(act)}, {_day(act.due)})" for act in one.actions),
            one.assessment.reason,
        ]
        for part in found.parts
        for one in part.asking
    ]
    heading = [_("Part"), _("Point"), _("Region"), _("Mark"), _("Open actions"), _("Reason")]
    sheets.append(TableSheet(_("What is done"), _("Assessments"), heading, answers))
    return table_book(sheets, _foot(made_at), current_language().code, made_at)


def _mark(one: AssessedPoint | None) -> str:
    return "" if one is None else FindingWords.mark(one.assessment.mark)


def _day(day: date | None) -> str:
    return "" if day is None else current_language().short_date(day)


def _foot(made_at: datetime) -> str:
    return f"CaCo Rooster  ·  {made_at:%Y-%m-%d}"
