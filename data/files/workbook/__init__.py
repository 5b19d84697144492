"""``roster.xlsx``: a result for people, on screen and on A3."""

from __future__ import annotations

import io
from datetime import datetime
from typing import TYPE_CHECKING

import xlsxwriter

from data.files.workbook.base_roster_sheet import BaseRosterSheet
from data.files.workbook.coverage_sheet import CoverageSheet
from data.files.workbook.fairness_sheet import FairnessSheet
from data.files.workbook.legend import Palette
from data.files.workbook.open_sheet import OpenSheet
from data.files.workbook.paper import ACCENT, OPEN_RED, Formats, Paper
from data.files.workbook.quality_sheet import QualitySheet
from data.files.workbook.roster_sheet import RosterSheet
from data.files.workbook.summary_sheet import SummarySheet
from data.files.workbook.view import View

if TYPE_CHECKING:
    from data.files.result_json import ResultStamp
    from data.i18n.language import Language
    from data.i18n.quality_words import QualityWords
    from data.model.problem import RosterProblem
    from data.model.quality_report import QualityReport
    from data.model.result import RosterResult

WORKBOOK = "roster.xlsx"
_NO_CLOCK = datetime(2000, 1, 1)  # noqa: DTZ001 - the same result gives the same bytes
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def workbook_bytes(
    problem: RosterProblem,
    result: RosterResult,
    stamp: ResultStamp,
    words: Language,
    quality: tuple[QualityReport, QualityWords] | None = None,
) -> bytes:
    """The workbook, in the language of the reader.

    Parameters
    ----------
    quality
        What is said of it, and the words to say it with; None: it has no sheet of that.
    """
    view, memory, say = View(problem, result, stamp, words), io.BytesIO(), words.gettext
    with xlsxwriter.Workbook(memory, _OPTIONS) as book:
        book.set_properties({"title": f"{say('Roster')} {view.period}", "created": _NO_CLOCK})
        formats, palette = Formats(book), Palette(view.posts)

        def paper(name: str, colour: str | None = None) -> Paper:
            sheet = book.add_worksheet(name)
            if colour:
                sheet.set_tab_color(colour)
            written = Paper(sheet, formats)
            written.page(f"{name}  {view.period}", view.region, _foot(stamp))
            return written

        SummarySheet(view, paper(say("Summary"), ACCENT)).write()
        grid = paper(say("Roster"), ACCENT)
        RosterSheet(view, grid, palette).write()
        CoverageSheet(view, paper(say("Coverage")), palette).write()
        FairnessSheet(view, paper(say("Fairness"))).write()
        if quality is not None:
            QualitySheet(view, paper(say("Quality")), *quality).write()
        is_open = OPEN_RED if result.open_shifts else None
        OpenSheet(view, paper(say("Open shifts"), is_open)).write()
        if problem.base_members:
            BaseRosterSheet(view, paper(say("Base roster"))).write()
        grid.sheet.activate()
    return memory.getvalue()


def _foot(stamp: ResultStamp) -> str:
    """What tells one print from another."""
    versions = dict(stamp.versions)
    parts = [f"CaCo Rooster {versions['caco']}" if "caco" in versions else "CaCo Rooster"]
    if stamp.problem_hash:
        parts.append(stamp.problem_hash[:12])
    if stamp.made_on:
        parts.append(stamp.made_on.isoformat())
    return "  ·  ".join(parts)
