"""Sentences as data: a template and its values, put into words in the language of the reader."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time, timedelta
from typing import TYPE_CHECKING, Any, Union

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime

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

_DAYS = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "nl": ("ma", "di", "wo", "do", "vr", "za", "zo"),
}
_MONTHS = {
    "en": ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec"],
    "nl": ["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"],
}


def phrase(template: str, **values: Value) -> Sentence:
    """A sentence with its values."""
    return Sentence(template, tuple(values.items()))


def date_said(day: date) -> Bilingual:
    """A date with its year, such as ``4 jan 2027``."""
    return Bilingual(*(f"{day.day} {_MONTHS[code][day.month - 1]} {day.year}" for code in _DAYS))


def moment_said(local: datetime) -> Bilingual:
    """A moment of the local clock as pages have it, such as ``ma 4 jan 07:00``."""
    return Bilingual(*(_moment(local, code) for code in _DAYS))


def stretch_said(start: datetime, end: datetime) -> Bilingual:
    """A stretch of the local clock, such as ``ma 4 jan 23:00 – di 5 jan 07:00``."""
    same_day = start.date() == end.date()
    until = {code: f"{end:%H:%M}" if same_day else _moment(end, code) for code in _DAYS}
    return Bilingual(*(f"{_moment(start, code)} – {until[code]}" for code in _DAYS))


def days_said(start: datetime, end: datetime) -> Bilingual:
    """Whole days of the local clock, such as ``ma 4 jan – wo 6 jan``; else as `stretch_said`."""
    if start.time() != time.min or end.time() != time.min or end <= start:
        return stretch_said(start, end)
    days = dict.fromkeys((start.date(), (end - timedelta(days=1)).date()))
    return Bilingual(*(" – ".join(_day(day, code) for day in days) for code in _DAYS))


def _moment(local: datetime, code: str) -> str:
    return f"{_day(local, code)} {local:%H:%M}"


def _day(day: date, code: str) -> str:
    return f"{_DAYS[code][day.weekday()]} {day.day} {_MONTHS[code][day.month - 1]}"


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
