"""Kinds of things in words, in the language of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.i18n import kind_words
from data.model.contact import MAIL, PHONE
from scheduler.records.contacts import warning_words
from web.locale import say, speech

if TYPE_CHECKING:
    from flask import Flask

    from data.model.duty import AbsenceKind
    from data.model.tally import Measure
    from scheduler.records.contacts import ReachWarning


def absence_word(kind: AbsenceKind) -> str:
    """Why somebody is away, in small letters."""
    return kind_words.absence_word(kind, speech())


def measure_word(measure: Measure) -> str:
    """What is shared out fairly, in small letters."""
    return kind_words.measure_word(measure, speech())


def measure_title(measure: Measure) -> str:
    """The same at the head of a column or a paragraph."""
    return kind_words.measure_title(measure, speech())


def channel_word(channel: str) -> str:
    """A way to reach somebody; one that the settings name keeps its name."""
    words = {
        PHONE: say("telephone"),
        "sms": say("text message"),
        MAIL: say("mail"),
        "push": say("push message"),
    }
    return words.get(channel, channel)


def reach_words(warning: ReachWarning) -> tuple[str, str]:
    """What is missing to reach somebody, and what to do about it."""
    return warning_words(warning, speech())


def show_kinds(app: Flask) -> None:
    """Let every template use these words."""
    app.jinja_env.globals.update(
        absence_word=absence_word,
        measure_word=measure_word,
        measure_title=measure_title,
        reach_words=reach_words,
        channel_word=channel_word,
    )
