"""What is wrong, in the reader's language.

A fault is a finished English sentence by the time somebody reads it, with the offending values in
it. So it is recognised by its fixed words: ``faults.po`` holds each kind of sentence with ``{}``
where a value stands. What nobody translated stays English, which is better than silence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from data.model.errors import Fault

if TYPE_CHECKING:
    from data.exchange.language import Language
    from data.model.errors import Place

_VALUE = "{}"
_NEXT = re.compile(r"(?<=[.?]) (?=[A-Z])")  #: between two sentences of one remedy


@dataclass(frozen=True, slots=True)
class Sentence:
    """One kind of sentence.

    Parameters
    ----------
    form
        Recognises it, with its values as groups.
    words
        The same in the other language, with ``{}`` for the values, in the same order.
    """

    form: re.Pattern[str]
    words: str


def in_words(fault: Fault, speech: Language) -> Fault:
    """A fault in the reader's language; where it stands keeps its names."""
    return Fault(translated(fault.what, speech), translated(fault.remedy, speech), fault.place)


def place_in_words(place: Place, speech: Language) -> str:
    """Where a fault stands, as ``people.csv, row 3, column until``."""
    say = speech.gettext
    parts = [
        place.file,
        say("sheet {name}").format(name=place.sheet) if place.sheet else None,
        say("row {number}").format(number=place.row) if place.row is not None else None,
        say("column {name}").format(name=place.column) if place.column else None,
    ]
    return ", ".join(part for part in parts if part)


def translated(text: str, speech: Language) -> str:
    """A sentence of a fault, or several, in the reader's language."""
    if speech.code == "en" or not text:
        return text
    whole = _recognised(text, speech.code)
    if whole is not None:
        return whole
    return " ".join(_one(part, speech.code) for part in _NEXT.split(text))


def _one(text: str, code: str) -> str:
    bare = text.removesuffix(".")
    found = _recognised(bare, code)
    return text if found is None else found + text[len(bare) :]


def _recognised(text: str, code: str) -> str | None:
    for sentence in _sentences(code):
        found = sentence.form.fullmatch(text)
        if found:
            return sentence.words.format(*found.groups())
    return None


@lru_cache
def _sentences(code: str) -> tuple[Sentence, ...]:
    """The kinds of sentence, those with the most fixed words first."""
    from babel.messages.pofile import read_po

    source = files("data.exchange") / "locale" / code / "LC_MESSAGES" / "faults.po"
    with source.open("rb") as text:
        known = [(str(m.id), str(m.string)) for m in read_po(text, locale=code) if m.id]
    known.sort(key=lambda pair: -len(pair[0].replace(_VALUE, "")))
    return tuple(Sentence(_form(english), words) for english, words in known)


def _form(english: str) -> re.Pattern[str]:
    fixed = (re.escape(part) for part in english.split(_VALUE))
    return re.compile("(.+?)".join(fixed), re.DOTALL)
