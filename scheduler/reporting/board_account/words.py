"""Cells of the rows behind a value, in the reader's words: they are kept as codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.i18n.sheet_words import choice_word
from data.model.gap import Cause
from scheduler.coverage.call_chances import TimeClass
from scheduler.coverage.words import cause_word, class_word
from scheduler.reporting.call_outs import NormKind

if TYPE_CHECKING:
    from data.i18n.language import Language
    from data.model.board_account import Cell

_WORDS = ("kind", "part")  #: columns with words of the sheets


def cell_text(column: str, cell: Cell, speech: Language) -> str:
    """A cell as a reader knows it; empty: nothing is known."""
    if cell is None:
        return ""
    if isinstance(cell, (int, float)):
        return speech.number(cell, 0 if cell == int(cell) else 1)
    if column == "cause" and cell in set(Cause):
        return cause_word(Cause(cell), speech)
    if column == "time" and cell in set(TimeClass):
        return class_word(TimeClass(cell), speech)
    if column == "what" and cell in set(NormKind):
        return _norm_word(NormKind(cell), speech)
    return choice_word(cell, speech) if column in _WORDS else cell


def _norm_word(kind: NormKind, speech: Language) -> str:
    say = speech.gettext
    return {
        NormKind.ALERTING: say("alerting begins"),
        NormKind.DESCRIPTION: say("description of the incident"),
        NormKind.START: say("start of the task"),
    }[kind]
