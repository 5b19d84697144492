"""The pages ``/accountability``: what the board is told of, as it was made, and what is behind it.

A page shows what was kept when a period was over, never what would be counted today: for that it
leads to the page where it stands now.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, current_app, render_template, request, url_for

from data.i18n.account_words import (
    column_heading,
    indicator_name,
    indicator_sentence,
    period_name,
    rule_text,
    unrecorded_text,
    value_text,
    verdict_word,
)
from data.model.account import Right
from data.model.account_line import Indicator, Unit
from data.model.attachment import WORKBOOK
from data.model.board_account import Verdict
from data.model.errors import Refused
from scheduler.reporting.board_account.making import list_accounts, read_account
from scheduler.reporting.board_account.view import AccountView, by_theme, trend, views
from scheduler.reporting.board_account.words import cell_text
from scheduler.reporting.board_account.workbook import account_workbook
from web.access.guard import require, signed_in
from web.access.regions import opens, reach
from web.app_services import services
from web.locale import _, current_language, ngettext, speak_now
from web.shared.charts import Chart, SparkLine, Threshold, line_chart, spark_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from data.model.account_line import AccountPeriod

pages = Blueprint("accountability", __name__, url_prefix="/accountability")

#: What stands beside what goes well.
_BESIDE = (Verdict.SHORT, Verdict.NO_GOAL, Verdict.IN_PART)


@dataclass(frozen=True, slots=True)
class LineView:
    """One line of the account of a period.

    Parameters
    ----------
    value, rule, verdict
        In words.
    unrecorded
        That part of the period is not recorded; empty: all of it is.
    change
        Against the period before; empty: there is nothing to compare with.
    spark
        The last periods; None: there is one, or nothing was recorded.
    """

    view: AccountView
    name: str
    value: str
    rule: str
    verdict: str
    unrecorded: str
    change: str
    spark: SparkLine | None


@dataclass(frozen=True, slots=True)
class ThemeView:
    """The lines under one theme: what goes well beside what does not.

    Parameters
    ----------
    well, short
        Those that reach their goal; and those that fall short of it, or have none.
    unrecorded
        Names of those of which nothing is recorded, with the address of each.
    """

    name: str
    well: tuple[LineView, ...]
    short: tuple[LineView, ...]
    unrecorded: tuple[LineView, ...]


@pages.get("")
@require(Right.SEE_COVERAGE)
def page() -> str:
    """The account of a period: by theme what goes well beside what does not."""
    speak_now(request.args.get("lang", ""))
    everything = views(list_accounts(services.store, reach=reach()))
    periods = _periods(everything)
    chosen = _chosen(periods, everything)
    shown = [one for one in everything if one.period == chosen]
    own = [one for one in shown if not one.partner]
    partners = sorted({one.partner for one in shown if one.partner})
    of_partners = {name: [one for one in shown if one.partner == name] for name in partners}
    return render_template(
        "accountability/page.html",
        periods=periods,
        chosen=chosen,
        themes=_themes(own, everything),
        partners={name: _lines(mine, everything) for name, mine in of_partners.items()},
        headline=_headline(shown),
        may_set=signed_in().may(Right.CHANGE_RECORDS),
        period_text=lambda period: period_name(period, current_language()),
    )


@pages.get("/account.xlsx")
@require(Right.SEE_COVERAGE)
def workbook() -> Response:
    """The same as a workbook, with the rows behind each figure."""
    speak_now(request.args.get("lang", ""))
    everything = views(list_accounts(services.store, reach=reach()))
    chosen = _chosen(_periods(everything), everything)
    if chosen is None:
        abort(404)
    book = account_workbook([one for one in everything if one.period == chosen], current_language())
    headers = {
        "Content-Disposition": f'attachment; filename="account-{chosen.code}.xlsx"',
        "Cache-Control": "no-store",
    }
    return Response(book, content_type=WORKBOOK, headers=headers)


@pages.get("/<int:number>")
@require(Right.SEE_COVERAGE)
def one(number: int) -> str:
    """One line of one period: how it came about, and how it was before."""
    speak_now(request.args.get("lang", ""))
    try:
        kept = read_account(services.store, number)
    except Refused:
        abort(404)
    view, speech = AccountView.of(kept), current_language()
    same = views(list_accounts(services.store, kept.line, reach=reach()))
    history = trend(view, same)
    return render_template(
        "accountability/one.html",
        view=view,
        line=_line(view, history),
        sentence=indicator_sentence(view.indicator, speech),
        headings=[column_heading(name, speech) for name in view.columns],
        cells=_cells(view),
        chart=_chart(history),
        others=[other for other in same if other.kept.id != kept.id],
        live=_live(view),
        period_text=lambda period: period_name(period, speech),
    )


def _periods(found: Sequence[AccountView]) -> tuple[AccountPeriod, ...]:
    """Of which there are accounts, the last one first; of those that end together the longest."""
    order = {one.period for one in found}
    return tuple(sorted(order, key=lambda one: (one.last, -one.first.toordinal()), reverse=True))


def _chosen(
    periods: Sequence[AccountPeriod], everything: Sequence[AccountView]
) -> AccountPeriod | None:
    """The period that the address names; nothing said: the last one that tells most of the lines.

    A month of one line does not hide the quarter of all others.
    """
    code = request.args.get("period", "")
    if not code:
        lines = Counter(one.period for one in everything)
        most = max(lines.values(), default=0)
        return next((one for one in periods if 2 * lines[one] >= most), None)
    return next((one for one in periods if one.code == code), None) or abort(404)


def _headline(shown: Sequence[AccountView]) -> str:
    count = {verdict: sum(one.verdict is verdict for one in shown) for verdict in Verdict}
    parts = [
        ngettext("{count} goes well", "{count} go well", count[Verdict.WELL]),
        ngettext("{count} falls short", "{count} fall short", count[Verdict.SHORT]),
        ngettext("{count} has no goal", "{count} have no goal", count[Verdict.NO_GOAL]),
        ngettext(
            "{count} is recorded in part", "{count} are recorded in part", count[Verdict.IN_PART]
        ),
        ngettext(
            "{count} is not recorded", "{count} are not recorded", count[Verdict.NOT_RECORDED]
        ),
    ]
    said = [
        text.format(count=number)
        for text, number in zip(parts, count.values(), strict=True)
        if number
    ]
    return f"{', '.join(said)}." if said else ""


def _themes(
    shown: Sequence[AccountView], everything: Sequence[AccountView]
) -> tuple[ThemeView, ...]:
    found = []
    for theme, mine in by_theme(shown).items():
        lines = _lines(mine, everything)
        found.append(
            ThemeView(
                theme,
                tuple(one for one in lines if one.view.verdict is Verdict.WELL),
                tuple(one for one in lines if one.view.verdict in _BESIDE),
                tuple(one for one in lines if one.view.verdict is Verdict.NOT_RECORDED),
            )
        )
    return tuple(found)


def _lines(shown: Sequence[AccountView], everything: Sequence[AccountView]) -> tuple[LineView, ...]:
    return tuple(_line(view, trend(view, everything)) for view in shown)


def _line(view: AccountView, history: Sequence[AccountView]) -> LineView:
    speech = current_language()
    before = history[-2] if len(history) > 1 else None
    return LineView(
        view=view,
        name=indicator_name(view.indicator, speech),
        value=value_text(view.value, view.unit, speech),
        rule=rule_text(view.goal, view.unit, speech, is_better_high=view.is_better_high),
        verdict=verdict_word(view.verdict, speech),
        unrecorded=unrecorded_text(view.unrecorded, speech),
        change=_change(view, before),
        spark=_spark(history),
    )


def _change(view: AccountView, before: AccountView | None) -> str:
    if before is None or before.value is None or view.value is None:
        return ""
    speech = current_language()
    return _("Before that: {value} ({period}).").format(
        period=period_name(before.period, speech),
        value=value_text(before.value, before.unit, speech),
    )


def _spark(history: Sequence[AccountView]) -> SparkLine | None:
    import pandas as pd  # slow to load, and wanted only where there is something to draw

    known = [one for one in history if one.value is not None]
    if len(known) < 2:
        return None
    speech = current_language()
    said = ", ".join(
        f"{period_name(one.period, speech)} {value_text(one.value, one.unit, speech)}"
        for one in known
    )
    return spark_line(pd.Series([one.value for one in history], dtype=float), said)


def _chart(history: Sequence[AccountView]) -> Chart | None:
    """The values of all periods up to this one, beside the goal; None: fewer than two are known."""
    import pandas as pd

    view = history[-1]
    if sum(one.value is not None for one in history) < 2:
        return None
    name = indicator_name(view.indicator, current_language())
    figures = pd.DataFrame(
        {name: [one.value for one in history]},
        index=[one.period.code for one in history],
        dtype=float,
    )
    goal = () if view.goal is None else (Threshold(_("Goal"), view.goal, view.is_better_high),)
    decimals = 0 if view.unit in (Unit.COUNT, Unit.MINUTES) else 1
    title = _("{indicator}, by period").format(indicator=name)
    return line_chart(figures, key="trend", title=title, thresholds=goal, decimals=decimals)


def _cells(view: AccountView) -> list[list[tuple[str, bool]]]:
    """The rows behind the value: each cell in words, and whether it is a number."""
    speech = current_language()
    return [
        [
            (cell_text(name, row.get(name), speech) or "–", isinstance(row.get(name), (int, float)))
            for name in view.columns
        ]
        for row in view.rows
    ]


#: Where an indicator stands now: the address, and the right that it asks.
_LIVE: Mapping[Indicator, tuple[str, Right]] = {
    Indicator.FILLED_MINUTES: ("reports.coverage", Right.SEE_COVERAGE),
    Indicator.OPEN_MINUTES: ("reports.coverage", Right.SEE_COVERAGE),
    Indicator.TIME_TO_FILL: ("reports.call_outs", Right.SEE_COVERAGE),
    Indicator.FILLED_IN_TIME: ("reports.call_outs", Right.SEE_COVERAGE),
    Indicator.CALL_OUT_MINUTES: ("reports.call_outs", Right.SEE_COVERAGE),
    Indicator.CHANCE_OF_NOBODY: ("reports.open_calls", Right.SEE_COVERAGE),
    Indicator.COMPETENT: ("people.matrix", Right.SEE_PEOPLE),
    Indicator.LAPSES: ("people.matrix", Right.SEE_PEOPLE),
    Indicator.CONSENTED_VIOLATIONS: ("rosters.list_page", Right.SEE_COVERAGE),
    Indicator.SHORT_NOTICE: ("rosters.list_page", Right.SEE_COVERAGE),
    Indicator.HEALTH_FLAWS: ("rosters.list_page", Right.SEE_COVERAGE),
    Indicator.EXERCISES: ("exercises.list_page", Right.SEE_PEOPLE),
    Indicator.PARTS_TESTED: ("exercises.list_page", Right.SEE_PEOPLE),
    Indicator.SINGLE_POINTS: ("pools.page", Right.SEE_COVERAGE),
    Indicator.ACTIONS_IN_TIME: ("improvement.list_page", Right.SEE_FINDINGS),
    Indicator.DECLARATIONS: ("people.matrix", Right.SEE_PEOPLE),
    Indicator.HOURS_DELIVERED: ("reports.hours", Right.SEE_COVERAGE),
}


def _live(view: AccountView) -> str:
    """The address at which it stands now, of the same days if that page has any; empty: none."""
    endpoint, right = _LIVE.get(view.indicator, ("", Right.SEE_COVERAGE))
    if endpoint not in current_app.view_functions or not opens(endpoint, right):
        return ""
    first, last = view.period.first, view.period.last
    if not endpoint.startswith("reports."):
        return url_for(endpoint)
    days = urlencode({"from": first.isoformat(), "to": last.isoformat()})
    return f"{url_for(endpoint, period='own')}&{days}"
