"""Kinds of things in words, in the language of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.exchange import kind_words
from web.look.speech import speech

if TYPE_CHECKING:
    from flask import Flask

    from data.model.duty import AbsenceKind
    from data.model.tally import Measure


def absence_word(kind: AbsenceKind) -> str:
    """Why somebody is away, in small letters."""
    return kind_words.absence_word(kind, speech())


def measure_word(measure: Measure) -> str:
    """What is shared out fairly, in small letters."""
    return kind_words.measure_word(measure, speech())


def measure_title(measure: Measure) -> str:
    """The same at the head of a column or a paragraph."""
    return kind_words.measure_title(measure, speech())


def show_kinds(app: Flask) -> None:
    """Let every template use these words."""
    app.jinja_env.globals.update(
        absence_word=absence_word, measure_word=measure_word, measure_title=measure_title
    )
