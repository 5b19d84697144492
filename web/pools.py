"""The page ``/pools``: who will be there month by month, and which seats hang on one person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from flask import Blueprint, render_template

from data.files.workbook.paper import SheetMonth, TableSheet, Value, table_book
from data.model.account import Right
from data.model.pool_forecast import PoolForecast, PoolLevel, add_months
from data.tables.period import ZONE
from scheduler.workforce.forecast import forecast_pools, frame_of
from scheduler.workforce.pool_words import PoolWords
from scheduler.workforce.single_points import KeptReport, read_losses
from web.access.guard import require
from web.access.regions import may, reach, sees_reasons, shown_people, shown_posts
from web.app_services import services
from web.locale import _, current_language
from web.shared.charts import Chart, Threshold, line_chart
from web.shared.responses import file_answer

if TYPE_CHECKING:
    from datetime import datetime

    from flask import Response

    from data.model.person_loss import LossOfPerson

pages = Blueprint("pools", __name__, url_prefix="/pools")

SOON = 6  #: months; what lapses later is renewed in its time
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class LevelRow:
    """A level of a pool.

    Parameters
    ----------
    below, below_renewed
        The first month below it, if nobody renews and if all do; None: never.
    is_short
        Whether fewer people than it says are there in some month, though all is renewed.
    """

    name: str
    people: int
    below: date | None
    below_renewed: date | None

    @property
    def is_short(self) -> bool:
        """Whether renewing alone does not help."""
        return self.below_renewed is not None


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """Who comes or leaves on a day; `person` is their code."""

    on: date
    text: str
    person: str
    is_gain: bool


@dataclass(frozen=True, slots=True)
class PoolView:
    """One function.

    Parameters
    ----------
    today, law, bearable
        People: there, needed by law, and so many that the work can be borne.
    verdict
        The first thing to know, in a sentence.
    look
        ``is-gap``, ``is-doubtful`` or empty: how urgent that is.
    shortages
        When too few remain though all is renewed, in sentences.
    """

    key: str
    name: str
    today: int
    law: int
    bearable: int
    verdict: str
    look: str
    chart: Chart
    levels: tuple[LevelRow, ...]
    changes: tuple[ChangeRow, ...]
    shortages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LossRow:
    """Somebody without whom seats stay open."""

    person: str
    name: str
    text: str
    seats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LossView:
    """Everybody gone for so long, one at a time.

    Parameters
    ----------
    rows
        Of those whom the reader may know.
    """

    heading: str
    verdict: str
    is_whole: bool
    rows: tuple[LossRow, ...]


@pages.get("")
@require(Right.SEE_COVERAGE)
def page() -> str:
    words, pools = _read()
    kept = read_losses(services.store, services.clock())
    return render_template(
        "pools/page.html",
        pools=pools,
        kept=kept,
        losses=_losses(kept, words) if kept else (),
    )


@pages.get("/pools.xlsx")
@require(Right.SEE_COVERAGE)
def workbook() -> Response:
    words, pools = _read()
    now = services.clock()
    found = {one.function: one for one in words.pools.forecasts}
    book = _book(words, [(view, found[view.key]) for view in pools], now)
    day = now.astimezone(ZONE).date()
    return file_answer(book, f"pools-{day}.xlsx", _EXCEL)


def _read() -> tuple[PoolWords, list[PoolView]]:
    found = forecast_pools(services.store, services.clock(), reach=reach())
    words = PoolWords(found, current_language(), knows_absences=sees_reasons())
    return words, [_view(one, words) for one in found.forecasts]


def _view(found: PoolForecast, words: PoolWords) -> PoolView:
    names = _("If nobody renews"), _("If all renew")
    labels = [current_language().month(one.first) for one in found.months]
    thresholds = [
        Threshold(
            words.level(found.levels, level), found.levels.value(level), level is PoolLevel.LAW
        )
        for level in (PoolLevel.LAW, PoolLevel.BEARABLE)
    ]
    name = words.function(found.function)
    chart = line_chart(
        frame_of(found, labels, names),
        key=f"pool-{found.function}",
        title=_("People by month, on the day with the fewest"),
        thresholds=thresholds,
        stepped=names,
        described=name,
    )
    verdict, look = _verdict(found)
    return PoolView(
        key=found.function,
        name=name,
        today=found.levels.today,
        law=found.levels.law,
        bearable=found.levels.bearable,
        verdict=verdict,
        look=look,
        chart=chart,
        levels=tuple(
            LevelRow(
                words.level(found.levels, level),
                found.levels.value(level),
                found.first_below(level),
                found.first_below(level, renewed=True),
            )
            for level in PoolLevel
        ),
        changes=tuple(
            ChangeRow(one.on, words.change(one), one.person, one.is_gain)
            for one in found.changes
            if _may_know(one.person)
        ),
        shortages=tuple(words.shortage(found, one) for one in found.shortages),
    )


def _verdict(found: PoolForecast) -> tuple[str, str]:
    """The first thing to know of a pool, and how urgent it is."""
    texts = (
        (PoolLevel.LAW, True, _("Too few by law from {month}, though all renew."), "is-gap"),
        (PoolLevel.BEARABLE, True, _("Fewer than bearable from {month}."), "is-doubtful"),
        (PoolLevel.LAW, False, _("Too few by law from {month}, if nobody renews."), ""),
    )
    soon = add_months(found.today, SOON)
    for level, renewed, text, look in texts:
        first = found.first_below(level, renewed=renewed)
        if first is not None:
            urgent = look or ("is-doubtful" if first <= soon else "")
            return text.format(month=current_language().month(first)), urgent
    return _("Enough people in all of these months."), ""


def _losses(kept: KeptReport, words: PoolWords) -> tuple[LossView, ...]:
    report = kept.report if reach().is_all else kept.report.of_posts(shown_posts())
    return tuple(
        LossView(
            words.gone(weeks),
            words.verdict(report, weeks),
            report.survives(weeks),
            tuple(_loss(one, words) for one in report.missed(weeks) if _may_know(one.person)),
        )
        for weeks in report.lengths
    )


def _may_know(person: str) -> bool:
    """Whether the reader may know who somebody is."""
    return may(Right.SEE_PEOPLE) and (reach().is_all or person in shown_people())


def _loss(one: LossOfPerson, words: PoolWords) -> LossRow:
    return LossRow(one.person, words.name(one.person), words.loss(one), words.seats(one))


def _book(words: PoolWords, shown: list[tuple[PoolView, PoolForecast]], made_at: datetime) -> bytes:
    title = _("How many people each function will have")
    months: list[list[Value]] = [
        [
            view.name,
            SheetMonth(one.first),
            one.holders,
            one.renewed,
            found.levels.law,
            found.levels.bearable,
        ]
        for view, found in shown
        for one in found.months
    ]
    changes: list[list[Value]] = [
        [view.name, one.on, one.text] for view, _found in shown for one in view.changes
    ]
    levels: list[list[Value]] = [
        [
            view.name,
            one.name,
            one.people,
            None if one.below is None else SheetMonth(one.below),
            None if one.below_renewed is None else SheetMonth(one.below_renewed),
        ]
        for view, _found in shown
        for one in view.levels
    ]
    sheets = [
        TableSheet(
            _("Months"),
            title,
            [
                _("Function"),
                _("Month"),
                _("If nobody renews"),
                _("If all renew"),
                _("Least by law"),
                _("Bearable"),
            ],
            months,
        ),
        TableSheet(
            _("Levels"),
            title,
            [
                _("Function"),
                _("Level"),
                _("People"),
                _("Below if nobody renews"),
                _("Below if all renew"),
            ],
            levels,
            notes=[text for view, _found in shown for text in view.shortages],
        ),
    ]
    if changes:
        heads = [_("Function"), _("Day"), _("What changes")]
        sheets.append(TableSheet(_("Changes"), _("Who comes and who leaves"), heads, changes))
    foot = f"CaCo Rooster  ·  {made_at:%Y-%m-%d}"
    return table_book(sheets, foot, current_language().code, made_at)
