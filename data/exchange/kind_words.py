"""Kinds of things in words: the same on a page, in a workbook and in a message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.model.duty import AbsenceKind
from data.model.tally import Measure

if TYPE_CHECKING:
    from data.exchange.language import Language


def absence_word(kind: AbsenceKind, speech: Language) -> str:
    """Why somebody is away, in small letters."""
    say = speech.gettext
    return {
        AbsenceKind.LEAVE: say("leave"),
        AbsenceKind.ILLNESS: say("sick"),
        AbsenceKind.COURSE: say("course"),
    }[kind]


def measure_word(measure: Measure, speech: Language) -> str:
    """What is shared out fairly, in small letters."""
    say = speech.gettext
    return {
        Measure.NIGHTS: say("nights"),
        Measure.WEEKENDS: say("weekends"),
        Measure.HOLIDAYS: say("public holidays"),
        Measure.ON_CALL: say("on-call weeks"),
        Measure.HOURS: say("hours at a desk"),
    }[measure]


def measure_title(measure: Measure, speech: Language) -> str:
    """The same at the head of a column."""
    word = measure_word(measure, speech)
    return word[:1].upper() + word[1:]
