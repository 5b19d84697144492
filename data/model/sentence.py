"""Sentences that can still be translated after their values were filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Sentence(str):
    """An English sentence with its values, which remembers how it was made.

    Whoever does not care reads it as the text it is; a page says it in the reader's language.
    """

    __slots__ = ("template", "values")

    template: str
    values: dict[str, object]

    def __new__(cls, template: str, **values: object) -> Sentence:
        """Fill in the values; they may not be called ``template``."""
        made = super().__new__(cls, template.format(**values) if values else template)
        made.template, made.values = template, values
        return made

    def said(self, translate: Callable[[str], str]) -> str:
        """In another language."""
        words = translate(self.template)
        return words.format(**self.values) if self.values else words


def in_words(text: str, translate: Callable[[str], str]) -> str:
    """A text in the language of the reader, if it is a sentence; else as it is."""
    return text.said(translate) if isinstance(text, Sentence) else text
