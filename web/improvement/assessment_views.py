"""The pages ``/assessments`` and ``/findings/themes``: marks, and the red thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from flask import render_template, request

from data.model.account import Right
from scheduler.improvement.assessments import AnswerKind, assessments
from scheduler.improvement.queries import list_findings, names, partners_of
from scheduler.improvement.red_thread import threads, years_of
from web.access.guard import require
from web.access.regions import reach
from web.app_services import services
from web.improvement.pages import FindingWords, pages, today
from web.improvement.sheets import assessments_book, findings_book
from web.locale import _
from web.shared.charts import Threshold, bar_chart
from web.shared.responses import file_answer

if TYPE_CHECKING:
    from flask import Response

    from scheduler.improvement.assessments import AssessmentOverview
    from scheduler.improvement.red_thread import ThemeThread
    from web.shared.charts import Chart


EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pages.get("/assessments")
@require(Right.SEE_FINDINGS)
def assessment_page() -> str:
    found = assessments(services.store, today(), reach())
    return render_template(
        "improvement/assessments.html",
        found=found,
        chart=_share_chart(found) if found.parts else None,
        names=names(services.store),
        Answer=AnswerKind,
        today=today(),
    )


@pages.get("/assessments.xlsx")
@require(Right.SEE_FINDINGS)
def assessments_workbook() -> Response:
    found, now = assessments(services.store, today(), reach()), services.clock()
    book = assessments_book(found, names(services.store), now)
    return file_answer(book, f"assessments-{today()}.xlsx", EXCEL)


@pages.get("/findings.xlsx")
@require(Right.SEE_FINDINGS)
def workbook() -> Response:
    partner, now = request.args.get("partner", ""), services.clock()
    every = list_findings(services.store, reach())
    found = tuple(one for one in every if not partner or partner in partners_of(one.file))
    book = findings_book(found, threads(found), names(services.store), now)
    return file_answer(book, f"findings-{today()}.xlsx", EXCEL)


def _share_chart(found: AssessmentOverview) -> Chart:
    """The share in order of each table, against the ambition."""
    shares = {one.part: one.in_order.share for one in found.parts}
    shares[_("All points")] = found.in_order.share
    figures = pd.DataFrame({_("in good order, %"): pd.Series(shares, dtype="float")})
    ambition = found.in_order.ambition
    said = _("ambition for {year}, %")
    limits = [Threshold(said.format(year=ambition.year), ambition.share, True)] if ambition else []
    return bar_chart(
        figures,
        key="in-order",
        title=_("Share of points in good order"),
        thresholds=limits,
    )


@pages.get("/findings/themes")
@require(Right.SEE_FINDINGS)
def themes_page() -> str:
    every = threads(list_findings(services.store, reach()))
    asked = request.args.get("theme", "").casefold()
    chosen = next((one for one in every if one.theme.casefold() == asked), None)
    shown = chosen or (every[0] if every else None)
    return render_template(
        "improvement/themes.html",
        threads=every,
        years=years_of(every),
        chosen=shown,
        chart=_thread_chart(shown) if shown else None,
    )


def _thread_chart(thread: ThemeThread) -> Chart:
    """The findings of a theme by year, a bar for each source."""
    figures = pd.DataFrame(
        {FindingWords.origin(one): pd.Series(thread.counts(one)) for one in thread.origins}
    )
    return bar_chart(
        figures, key="thread", title=_("Findings on {theme} by year").format(theme=thread.theme)
    )
