"""The workbook of pools."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.files.workbook.paper import SheetMonth, TableSheet, Value, table_book
from data.model.pool_forecast import Outlook, PoolLevel
from web.locale import _, current_language

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from scheduler.workforce.pool_words import PoolWords
    from web.pools.loss_view import LossView
    from web.pools.pool_view import PoolView


def pools_book(
    words: PoolWords, shown: Sequence[PoolView], losses: LossView, made_at: datetime
) -> bytes:
    """Months, levels, changes and losses, a sheet each, as far as the reader may know them."""
    sheets = [_months(words), _levels(words, shown)]
    changes: list[list[Value]] = [
        [view.name, one.on, one.text] for view in shown for one in view.changes
    ]
    if changes:
        heads = [_("Function"), _("Day"), _("What changes")]
        sheets.append(TableSheet(_("Changes"), _("Who comes and who leaves"), heads, changes))
    if losses.made_at:
        sheets.append(_losses(losses))
    foot = f"CaCo Rooster  ·  {made_at:%Y-%m-%d}"
    return table_book(sheets, foot, current_language().code, made_at)


def _months(words: PoolWords) -> TableSheet:
    rows: list[list[Value]] = [
        [
            words.function(found.function),
            SheetMonth(one.first),
            *(one.people(outlook) for outlook in Outlook),
            found.levels.law,
            found.levels.bearable,
        ]
        for found in words.pools.forecasts
        for one in found.months
    ]
    heads = [
        _("Function"),
        _("Month"),
        *(words.outlook(outlook) for outlook in Outlook),
        _("Least by law"),
        _("Bearable"),
    ]
    return TableSheet(_("Months"), _("How many people each function will have"), heads, rows)


def _levels(words: PoolWords, shown: Sequence[PoolView]) -> TableSheet:
    rows: list[list[Value]] = [
        [
            words.function(found.function),
            words.level(found.levels, level),
            found.levels.value(level),
            *(_month(found.first_below(level, outlook)) for outlook in Outlook),
        ]
        for found in words.pools.forecasts
        for level in PoolLevel
    ]
    heads = [
        _("Function"),
        _("Level"),
        _("People"),
        *(words.below(outlook) for outlook in Outlook),
    ]
    notes = [text for view in shown for text in (*view.headline, *view.shortages)]
    title = _("How many people each function will have")
    return TableSheet(_("Levels"), title, heads, rows, notes=notes)


def _losses(losses: LossView) -> TableSheet:
    rows: list[list[Value]] = [
        [length.heading, row.name, row.text, "; ".join(row.seats)]
        for length in losses.lengths
        for row in length.rows
    ]
    notes = [f"{one.heading}: {one.verdict}" for one in losses.lengths]
    heads = [_("How long"), _("Without"), _("Stays open"), _("Seats")]
    title = _("Loss of one person")
    return TableSheet(title, title, heads, rows, notes=[*notes, *filter(None, [losses.stale])])


def _month(first: date | None) -> Value:
    return None if first is None else SheetMonth(first)
