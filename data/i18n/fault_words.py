"""What is wrong, in the reader's language.

A fault is a finished English sentence by the time somebody reads it, with the offending values in
it. So it is recognised by its fixed words: ``faults.po`` holds each kind of sentence with ``{}``
where a value stands; a value that is a sentence of its own is translated in its turn, and what is
quoted from the input never. A test walks the code for every sentence that a fault can have.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from data.i18n.kind_words import FIELD_WORDS
from data.i18n.language import N_, language
from data.i18n.sheet_words import CHOICE, COLUMN, MEANING, TABLE, names_in_words
from data.model.errors import Fault, InputError, Refused
from data.model.sentence import Bilingual, Sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.i18n.language import Language
    from data.model.errors import CacoError, Place

_VALUE = "{}"
MOST_CHARACTERS = 4000  #: of a reason that is kept
_QUOTED = re.compile(r"'[^']*'")  #: as `data.tables.faults.shown` does with the input
#: What faults call the rows that were there already, as the reader knows it.
_SOURCES = {"the store": N_("what was imported before")}
#: What the values of some sentences are names of: these are said in the reader's language.
_NAMES = {
    "the table {} is missing": (TABLE,),
    "Add this sheet or file: {}": (MEANING,),
    "Add it: {}": (MEANING,),
    "Fill in: {}": (MEANING,),
    "Use one of the tables {}": (TABLE,),
    "Use one of the tables {} and {} more": (TABLE, ""),
    "Use one of the columns {}": (COLUMN,),
    "Use one of the columns {} and {} more": (COLUMN, ""),
    "Use one of the words {}": (CHOICE,),
    "Use one of the words {} and {} more": (CHOICE, ""),
    "this row names {}": (COLUMN,),
    "{} belongs to a name, and this row names a {}": (COLUMN, COLUMN),
    "row {} of the same base roster has another {}": ("", COLUMN),
    "row {} has a balance of {} for {} too": ("", "", CHOICE),
    "{} has no weekday": (CHOICE,),
    "post {} is {}": ("", CHOICE),
    "a post of the kind {} is filled by a roster, and not by chance": (CHOICE,),
    "a post of the kind {} has no desk at which somebody could be present": (CHOICE,),
}
_NEXT = re.compile(r"(?<=[.?]) (?=[A-Z])")  #: between two sentences of one remedy


@dataclass(frozen=True, slots=True)
class FaultSentence:
    """One kind of sentence.

    Parameters
    ----------
    form
        Recognises it, with its values as groups.
    words
        The same in the other language, with ``{}`` for the values, in the same order.
    is_several
        It is more than one sentence.
    contexts
        What its values are names of; empty: of nothing that has a name in each language.
    """

    form: re.Pattern[str]
    words: str
    is_several: bool
    contexts: tuple[str, ...] = ()

    def in_words(self, values: Sequence[str], code: str) -> str:
        """The sentence with its values."""
        contexts = self.contexts or ("",) * len(values)
        return self.words.format(
            *(_value(one, code, context) for one, context in zip(values, contexts, strict=True))
        )


def in_words(fault: Fault, speech: Language) -> Fault:
    """A fault in the reader's language; where it stands keeps its names."""
    what, place = fault.what, fault.place
    if place.column and not (place.file or place.sheet) and what.startswith(f"{place.column} "):
        label = FIELD_WORDS.get(place.column)
        if label:  # it speaks of the field by the heading that a sheet has
            rest = what.removeprefix(place.column)
            return Fault(
                translated(f"'{speech.gettext(label)}'{rest}", speech),
                translated(fault.remedy, speech),
                replace(place, column=None),
            )
    return Fault(translated(what, speech), translated(fault.remedy, speech), place)


def reason_of(error: CacoError) -> Sentence:
    """What an error says, to be kept for readers of either language; a line for each fault.

    At most `MOST_CHARACTERS` of it.
    """
    english = str(error)[:MOST_CHARACTERS]
    if not isinstance(error, (InputError, Refused)):
        return Sentence(english)
    faults = error.faults if isinstance(error, InputError) else error.reasons
    dutch = "\n".join(_in_a_line(one, language("nl")) for one in faults)[:MOST_CHARACTERS]
    return Sentence("{reason}", (("reason", Bilingual(english, dutch)),))


def _in_a_line(fault: Fault, speech: Language) -> str:
    said = in_words(fault, speech)
    where = place_in_words(said.place, speech)
    return f"{where + ': ' if where else ''}{said.what}. {said.remedy}"


def place_in_words(place: Place, speech: Language) -> str:
    """Where a fault stands, as ``people.csv, row 3, column until``.

    A form has no file, and calls its fields otherwise than a sheet does.
    """
    say = speech.gettext
    file = say(_SOURCES[place.file]) if place.file in _SOURCES else place.file
    parts = [
        file,
        say("sheet {name}").format(name=place.sheet) if place.sheet else None,
        rows_in_words(place, speech) or None,
        _column_in_words(place, speech),
    ]
    return ", ".join(part for part in parts if part)


def rows_in_words(place: Place, speech: Language) -> str:
    """The rows of a fault, as ``rows 2, 3, 4 and 418 more``; empty: none is known."""
    if not place.rows:
        return ""
    if place.unlisted:
        said = speech.gettext("rows {numbers} and {count} more")
        return said.format(numbers=place.rows, count=place.unlisted)
    if place.also:
        return speech.gettext("rows {numbers}").format(numbers=place.rows)
    return speech.gettext("row {number}").format(number=place.rows)


def _column_in_words(place: Place, speech: Language) -> str | None:
    if not place.column:
        return None
    if place.file or place.sheet:
        return speech.gettext("column {name}").format(name=place.column)
    label = FIELD_WORDS.get(place.column)
    return f"'{speech.gettext(label)}'" if label else place.column


def translated(text: str, speech: Language) -> str:
    """A sentence of a fault, or several, in the reader's language."""
    if speech.code == "en" or not text:
        return text
    several = _recognised(text, speech.code, of_several=True)
    if several is not None:
        return several
    parts = _NEXT.split(text)
    said = [_one(part, speech.code) for part in parts]
    if len(parts) > 1 and all(said):
        return " ".join(one for one in said if one)
    whole = _recognised(text, speech.code)
    if whole is not None:
        return whole
    return " ".join(one or part for one, part in zip(said, parts, strict=True))


def _one(text: str, code: str) -> str | None:
    bare = text.removesuffix(".")
    found = _recognised(bare, code)
    return None if found is None else found + text[len(bare) :]


def _recognised(text: str, code: str, *, of_several: bool = False) -> str | None:
    """The sentence in words; None: it is none that is known.

    Parameters
    ----------
    of_several
        Only a kind that is itself more than one sentence.
    """
    for sentence in _sentences(code):
        if of_several and not sentence.is_several:
            continue
        found = sentence.form.fullmatch(text)
        if found:
            return sentence.in_words(found.groups(), code)
    return None


def _value(text: str, code: str, context: str = "") -> str:
    """A value in a sentence: what was quoted from the input stays as it is."""
    if _QUOTED.fullmatch(text):
        return text
    named = names_in_words(context, text, language(code)) if context else None
    return named or _recognised(text, code) or text


@lru_cache
def _sentences(code: str) -> tuple[FaultSentence, ...]:
    """The kinds of sentence, those with the most fixed words first."""
    from babel.messages.pofile import read_po

    source = files("data.i18n") / "locale" / code / "LC_MESSAGES" / "faults.po"
    with source.open("rb") as text:
        known = [(str(m.id), str(m.string)) for m in read_po(text, locale=code) if m.id]
    known.sort(key=lambda pair: -len(pair[0].replace(_VALUE, "")))
    return tuple(
        FaultSentence(_form(english), words, bool(_NEXT.search(english)), _NAMES.get(english, ()))
        for english, words in known
    )


def _form(english: str) -> re.Pattern[str]:
    fixed = (re.escape(part) for part in english.split(_VALUE))
    return re.compile("(.+?)".join(fixed), re.DOTALL)
