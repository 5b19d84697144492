"""Accounts of a period as a workbook: a sheet of all lines, and one with the rows of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.files.workbook.paper import TableSheet, Value, table_book
from data.i18n.account_words import (
    column_heading,
    indicator_name,
    indicator_sentence,
    period_name,
    rule_text,
    value_text,
    verdict_word,
)
from scheduler.reporting.board_account.words import cell_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.i18n.language import Language
    from scheduler.reporting.board_account.view import AccountView

_LONGEST_NAME = 31  #: of a sheet


def account_workbook(found: Sequence[AccountView], speech: Language) -> bytes:
    """The workbook of some accounts, at least one.

    Parameters
    ----------
    found
        In the order in which they are to be read.
    """
    sheets = [_overview(found, speech)]
    taken = {sheets[0].name.casefold()}
    for view in found:
        if view.rows:
            sheets.append(_rows(view, taken, speech))
            taken.add(sheets[-1].name.casefold())
    made_at = max(view.kept.made_at for view in found)
    return table_book(sheets, "CaCo Rooster", speech.code, made_at)


def _overview(found: Sequence[AccountView], speech: Language) -> TableSheet:
    say = speech.gettext
    rows: list[list[Value]] = [
        [
            view.theme,
            indicator_name(view.indicator, speech),
            period_name(view.period, speech),
            view.value,
            value_text(view.value, view.unit, speech),
            view.goal,
            verdict_word(view.verdict, speech),
            view.partner,
            view.decision,
            view.decided_on,
            view.kept.content_hash,
        ]
        for view in found
    ]
    headings = (
        *(say("Theme"), say("Indicator"), say("Period"), say("Value"), say("In words")),
        *(say("Goal"), say("Outcome"), say("Employer"), say("Decision of the board")),
        *(say("Decided on"), "SHA-256"),
    )
    note = say("Checked by: {command}").format(command="caco account verify")
    title = say("Account to the board")
    return TableSheet(title[:_LONGEST_NAME], title, headings, rows, notes=(note,))


def _rows(view: AccountView, taken: set[str], speech: Language) -> TableSheet:
    """What one value was counted from."""
    name = _sheet_name(view.kept.line, taken)
    title = f"{view.theme}: {indicator_name(view.indicator, speech)}"
    above = (
        f"{period_name(view.period, speech)}: {value_text(view.value, view.unit, speech)}",
        indicator_sentence(view.indicator, speech),
        rule_text(view.goal, view.unit, speech, is_better_high=view.is_better_high),
        f"SHA-256 {view.kept.content_hash}",
    )
    headings = [column_heading(column, speech) for column in view.columns]
    rows: list[list[Value]] = [
        [_value(column, row.get(column), speech) for column in view.columns] for row in view.rows
    ]
    return TableSheet(name, title, headings, rows, above)


def _value(column: str, cell: Value, speech: Language) -> Value:
    if isinstance(cell, str):
        return cell_text(column, cell, speech)
    return cell if isinstance(cell, (int, float)) else None


def _sheet_name(line: str, taken: set[str]) -> str:
    """The code of the line as the name of a sheet, which no other has."""
    plain = "".join("-" if sign in "[]:*?/\\'" else sign for sign in line)
    base = plain[: _LONGEST_NAME - 4] or "-"
    names = [base, *(f"{base} {number}" for number in range(2, 100))]
    return next(name for name in names if name.casefold() not in taken)
