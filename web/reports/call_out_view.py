"""What the report of call-outs shows, as a page and as a workbook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.files.workbook.paper import SheetMonth, TableSheet, Value, table_book
from data.tables.period import ZONE
from scheduler.reporting.call_out_words import (
    desk_words,
    norm_words,
    notes,
    share_words,
    source_words,
)
from web.locale import _, current_language
from web.shared.display import month_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from scheduler.call_outs.queries import ControlRoom, RecordedCallOut
    from scheduler.reporting.call_outs import CallOutReport, GapMonth, NormCount, NormRow
    from scheduler.reporting.calls_by_employer import EmployerCalls


@dataclass(frozen=True, slots=True)
class NormLine:
    """A norm in words and figures.

    Parameters
    ----------
    is_short
        It was not met every time.
    """

    what: str
    source: str
    post: str
    month: str
    met: str
    with_caco: str
    without_caco: str
    unknown: str
    untimed: int
    median: str
    worst: str
    is_short: bool


@dataclass(frozen=True, slots=True)
class NormMonths:
    """One norm in each month that has call-outs."""

    what: str
    source: str
    lines: tuple[NormLine, ...]


@dataclass(frozen=True, slots=True)
class GapLine:
    """What became of the gaps of one month, or of all of them."""

    name: str
    in_time: int
    late: int
    not_filled: int
    median: str
    taken_over: int


@dataclass(frozen=True, slots=True)
class CallOutView:
    """The report in words.

    Parameters
    ----------
    whole
        All months together.
    months
        Each norm by month; empty where there is but one month.
    """

    incidents: int
    exercises_held: int
    whole: tuple[NormLine, ...]
    months: tuple[NormMonths, ...]
    posts: tuple[NormLine, ...]
    exercises: tuple[NormLine, ...]
    gaps: tuple[GapLine, ...]
    notes: tuple[str, ...]


def call_out_view(found: CallOutReport) -> CallOutView:
    """The report in words of the reader."""
    whole = _lines((row for row in found.months if row.month is None), found)
    by_month = _lines((row for row in found.months if row.month is not None), found)
    months = [
        NormMonths(
            one.what,
            one.source,
            tuple(line for line in by_month if (line.what, line.source) == (one.what, one.source)),
        )
        for one in whole
    ]
    held = sum(one.call_out.is_exercise for one in found.call_outs)
    return CallOutView(
        incidents=len(found.call_outs) - held,
        exercises_held=held,
        whole=whole,
        months=tuple(months) if len({line.month for line in by_month}) > 1 else (),
        posts=_lines(found.posts, found),
        exercises=_lines(found.exercises, found),
        gaps=tuple(_gap_line(one) for one in found.gaps),
        notes=notes(current_language()),
    )


def desk_text(desk: ControlRoom) -> str:
    """The same as `desk_words`, for templates."""
    return desk_words(desk, current_language())


def _lines(rows: Iterable[NormRow], found: CallOutReport) -> tuple[NormLine, ...]:
    return tuple(
        NormLine(
            what=norm_words(row.norm, current_language()),
            source=source_words(row.norm, current_language()),
            post=found.names.get(row.post, row.post),
            month="" if row.month is None else month_name(row.month),
            met=share_words(row.everything, current_language()),
            with_caco=share_words(row.with_caco, current_language()),
            without_caco=share_words(row.without_caco, current_language()),
            unknown=share_words(row.unknown, current_language()),
            untimed=row.everything.untimed,
            median=_minutes(row.everything.median),
            worst=_minutes(row.everything.worst),
            is_short=row.everything.met < row.everything.of,
        )
        for row in rows
    )


def _minutes(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{current_language().number(value, 0 if value == round(value) else 1)} min"


def _gap_line(one: GapMonth) -> GapLine:
    name = _("In all") if one.month is None else month_name(one.month)
    language = current_language()
    hours = one.median_hours
    took = "–" if hours is None else f"{language.number(hours, 1)} {language.gettext('h')}"
    return GapLine(name, one.in_time, one.late, one.not_filled, took, one.taken_over)


def call_outs_book(
    found: CallOutReport, employers: Iterable[EmployerCalls], made_at: datetime
) -> bytes:
    """Norms by month and by post, calls by employer, the call-outs, and how gaps ended."""
    language = current_language()
    above = (f"{language.long_date(found.first)} – {language.long_date(found.last)}",)
    said = notes(language)
    sheets = [
        TableSheet(
            _("By month"),
            _("Minutes by month"),
            [_("Month"), _("Norm"), _("Source"), *_figures()],
            [[_month(row.month), *_of_norm(row), *_counts(row)] for row in found.months],
            above,
            said,
        ),
        TableSheet(
            _("By post"),
            _("Minutes by post"),
            [_("Post"), _("Norm"), _("Source"), *_figures()],
            [
                [found.names.get(row.post, row.post), *_of_norm(row), *_counts(row)]
                for row in found.posts
            ],
            above,
            said,
        ),
        TableSheet(
            _("Exercises"),
            _("Minutes in exercises"),
            [_("Norm"), _("Source"), *_figures()],
            [[*_of_norm(row), *_counts(row)] for row in found.exercises],
            above,
            said,
        ),
        TableSheet(
            _("By employer"),
            _("Calls by employer"),
            [_("Employer"), _("Called"), _("Came"), _("Median (min)")],
            [[one.name, one.called, one.came, one.median] for one in employers],
            above,
        ),
        _call_outs(found, above),
        TableSheet(
            _("Gaps"),
            _("How gaps ended"),
            [
                _("Month"),
                _("Filled in time"),
                _("Filled late"),
                _("Not filled"),
                _("Hours from found to filled (median)"),
                _("Parts of duties taken over"),
            ],
            [
                [
                    _month(one.month),
                    one.in_time,
                    one.late,
                    one.not_filled,
                    "" if one.median_hours is None else round(one.median_hours, 1),
                    one.taken_over,
                ]
                for one in found.gaps
            ],
            above,
        ),
    ]
    shown = [sheet for sheet in sheets if sheet.rows] or sheets[:1]
    return table_book(shown, f"CaCo Rooster  ·  {made_at:%Y-%m-%d}", language.code, made_at)


def _call_outs(found: CallOutReport, above: Sequence[str]) -> TableSheet:
    head = [
        _("Alert"),
        _("Incident"),
        _("Exercise"),
        "GRIP",
        _("Called"),
        _("Came"),
        _("In charge of the control room"),
    ]
    return TableSheet(
        _("Call-outs"), _("Call-outs"), head, [_call_out(one) for one in found.call_outs], above
    )


def _call_out(one: RecordedCallOut) -> list[Value]:
    it = one.call_out
    return [
        f"{it.alert_at.astimezone(ZONE):%Y-%m-%d %H:%M}",
        it.label,
        _("yes") if it.is_exercise else "",
        "" if it.grip is None else it.grip,
        len(it.people),
        sum(person.came for person in it.people),
        desk_text(one.desk),
    ]


def _month(month: date | None) -> Value:
    return _("In all") if month is None else SheetMonth(month)


def _of_norm(row: NormRow) -> list[Value]:
    return [norm_words(row.norm, current_language()), source_words(row.norm, current_language())]


def _figures() -> list[str]:
    found = []
    for who in (_("All"), _("With a valid CaCo"), _("Without"), _("Not known")):
        found += [f"{who}: {_('met')}", f"{who}: {_('timed')}"]
    return [*found, _("Not timed"), _("Median (min)"), _("Worst (min)")]


def _counts(row: NormRow) -> list[Value]:
    found: list[Value] = []
    for one in (row.everything, row.with_caco, row.without_caco, row.unknown):
        found += [one.met, one.of]
    return [*found, row.everything.untimed, *_took(row.everything)]


def _took(one: NormCount) -> list[Value]:
    return ["" if value is None else round(value, 1) for value in (one.median, one.worst)]
