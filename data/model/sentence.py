"""Sentences as data: a template and its values, put into words in the language of the reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Union

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Value = Union[str, int, float, "Bilingual", "Sentence"]


@dataclass(frozen=True, slots=True)
class Bilingual:
    """A text that stands in both languages, such as that of a rule."""

    en: str
    nl: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that is yet to be said; see `data.i18n.language.Language.say`.

    Parameters
    ----------
    template
        In English, as the catalogues know it; ``{name}`` stands for a value.
    values
        By name. What reads alike in all languages (names, times) is text already.
    """

    template: str = ""
    values: tuple[tuple[str, Value], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.template)

    def __str__(self) -> str:
        return self.in_words("en", str)

    def in_words(self, code: str, translate: Callable[[str], str]) -> str:
        """The sentence in the language of a code."""
        text = translate(self.template) if self.template else ""
        if not self.values:
            return text
        return text.format(**{name: _said(value, code, translate) for name, value in self.values})

    def to_json(self) -> dict[str, Any]:
        """As plain values, for JSON."""
        values = {name: _plain(value) for name, value in self.values}
        return {"template": self.template, "values": values}

    @classmethod
    def from_json(cls, content: str | Mapping[str, Any]) -> Sentence:
        """What `to_json` made; a text is the sentence itself."""
        if isinstance(content, str):
            return cls(content)
        values = tuple((name, _value(value)) for name, value in content["values"].items())
        return cls(content["template"], values)


NOTHING = Sentence()


def phrase(template: str, **values: Value) -> Sentence:
    """A sentence with its values."""
    return Sentence(template, tuple(values.items()))


def _said(value: Value, code: str, translate: Callable[[str], str]) -> str | int | float:
    if isinstance(value, Sentence):
        return value.in_words(code, translate)
    if isinstance(value, Bilingual):
        return value.nl if code == "nl" else value.en
    return value


def _plain(value: Value) -> object:
    if isinstance(value, Sentence):
        return value.to_json()
    return {"en": value.en, "nl": value.nl} if isinstance(value, Bilingual) else value


def _value(content: str | int | float | Mapping[str, Any]) -> Value:
    if isinstance(content, str | int | float):
        return content
    return Sentence.from_json(content) if "template" in content else Bilingual(**content)
