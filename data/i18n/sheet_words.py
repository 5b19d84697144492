"""Names of sheets, headings and fixed words in the reader's language, and back again.

The contract of tables names them in English (``hours_per_week``). In Dutch they come from
``sheets.po``, with a context for each kind of name; in English they are the names themselves, with
spaces. Whatever language somebody writes, in whatever case and with spaces or underscores, is read.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from data.i18n.language import LANGUAGES, catalogue, language

if TYPE_CHECKING:
    import gettext
    from collections.abc import Collection, Iterable

    from data.i18n.language import Language

TABLE, COLUMN, CHOICE, MEANING = (
    "table",
    "column",
    "choice",
    "meaning",
)  #: contexts of the catalogue

_APOSTROPHES = str.maketrans("", "", "'\N{RIGHT SINGLE QUOTATION MARK}`\N{ACUTE ACCENT}")


def table_word(table: str, speech: Language) -> str:
    """The name of a sheet or CSV file, such as ``Personen``."""
    return _word(TABLE, table, speech)


def column_word(column: str, speech: Language) -> str:
    """A heading, such as ``Uren per week``."""
    return _word(COLUMN, column, speech)


def choice_word(choice: str, speech: Language) -> str:
    """A word of a fixed list, such as ``piket``; it is in small letters, as cells hold it."""
    return _word(CHOICE, choice, speech)


def meaning_word(meaning: str, speech: Language) -> str:
    """What a table or column holds, as a sentence."""
    return _catalogue(speech.code).pgettext(MEANING, meaning)


def names_in_words(context: str, text: str, speech: Language) -> str | None:
    """Names of the contract in a sentence; sheets and headings stand between quotes.

    Parameters
    ----------
    text
        One name, or several with commas between them; or a meaning, of a table also as it begins
        within a sentence.

    Returns
    -------
    str or None
        None: no name among them has another word in this language.
    """
    if context == MEANING:
        said = meaning_word(text, speech)
        if said == text:  # of a table
            said = meaning_word(f"{text[:1].upper()}{text[1:]}.", speech).rstrip(".")
            said = said[:1].lower() + said[1:]
        return None if said == text else said
    names = text.split(", ")
    words = [_catalogue(speech.code).pgettext(context, name) for name in names]
    if words == names:
        return None
    return ", ".join(words if context == CHOICE else (f"'{word}'" for word in words))


def name_meant(context: str, text: str, known: Collection[str]) -> str | None:
    """The name that somebody means with a heading, sheet or word in any language.

    Parameters
    ----------
    context
        `TABLE`, `COLUMN` or `CHOICE`.
    text
        As they typed it.
    known
        Names of the contract that can be meant.

    Returns
    -------
    str or None
        One of `known`; None: none of them is meant.
    """
    key, names = spelled(text), tuple(known)
    english = _plainly(names).get(key)  # most are, and need no catalogue
    return english or _meanings(context, names).get(key)


def words_of(context: str, known: Collection[str]) -> tuple[str, ...]:
    """Every way to write one of some names, in all languages; the names themselves come last."""
    said = [_word(context, name, language(code)) for code in LANGUAGES for name in known]
    return tuple(dict.fromkeys([*said, *known]))


def language_of(context: str, texts: Iterable[str], known: Collection[str]) -> str:
    """The language in which most of some names were written; English of two that are even."""
    given, names = {spelled(text) for text in texts}, tuple(known)
    counts = {
        code: len(given & {spelled(_word(context, name, language(code))) for name in names})
        for code in ("en", *LANGUAGES)
    }
    return max(counts, key=lambda code: counts[code])


def spelled(text: str) -> str:
    """A name without what people vary in it: ``Uren per week`` and ``uren_per_week`` are one."""
    plain = unicodedata.normalize("NFC", text).translate(_APOSTROPHES)
    return re.sub(r"[\s_-]+", "_", plain.strip().casefold())


def _word(context: str, name: str, speech: Language) -> str:
    if speech.code != "en":
        word = _catalogue(speech.code).pgettext(context, name)
        if word != name:
            return word
    spaced = name.replace("_", " ")
    return spaced if context == CHOICE else spaced[:1].upper() + spaced[1:]


@lru_cache(maxsize=1024)
def _plainly(known: tuple[str, ...]) -> dict[str, str]:
    """The spelling of names of the contract, and so of their English words."""
    return {spelled(name): name for name in known}


@lru_cache(maxsize=1024)
def _meanings(context: str, known: tuple[str, ...]) -> dict[str, str]:
    """What each spelling of some names means, in all languages."""
    return {
        spelled(_word(context, name, language(code))): name for code in LANGUAGES for name in known
    }


@lru_cache
def _catalogue(code: str) -> gettext.NullTranslations:
    return catalogue(code, "sheets")
