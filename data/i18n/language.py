"""The reader's language: sentences, dates and numbers.

Sentences are written in English in the code and translated by ``locale/<code>/LC_MESSAGES/
caco.po``. That file is read as it is, so it can be mended with any text editor and needs no
compiling.

Babel is imported where it is used: a command that shows no date, in English, starts without it.
"""

from __future__ import annotations

import gettext
import io
import re
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from data.model.sentence import Sentence

LOCALES = {"nl": "nl_NL", "en": "en_GB"}
LANGUAGES = tuple(LOCALES)
MINUS = "\N{MINUS SIGN}"
_SENTENCES = re.compile(r"(?<=\.) ")  #: what parts the sentences of a text


def N_(sentence: str) -> str:
    """Mark a text that is translated where it is shown."""
    return sentence


@dataclass(frozen=True)
class Language:
    """One language.

    Parameters
    ----------
    code
        ``nl`` or ``en``.
    catalog
        Its sentences.
    """

    code: str
    catalog: gettext.NullTranslations

    @property
    def locale(self) -> str:
        """The locale that dates and numbers follow."""
        return LOCALES[self.code]

    def gettext(self, sentence: str) -> str:
        """An English sentence in this language; itself if nobody translated it."""
        return self.catalog.gettext(sentence) if sentence else ""

    def sentences(self, text: str) -> str:
        """A text sentence by sentence: each is translated by itself."""
        return " ".join(self.gettext(one) for one in _SENTENCES.split(text))

    def say(self, sentence: Sentence) -> str:
        """A sentence that was kept as data."""
        return sentence.in_words(self.code, self.gettext)

    def ngettext(self, one: str, many: str, count: int) -> str:
        """The sentence that fits a count, which is filled in for ``{count}``."""
        return self.catalog.ngettext(one, many, count).format(count=count)

    def day(self, day: date) -> str:
        """A date as planners say it, such as ``ma 4 jan``."""
        return self._date(day, "EEE d MMM")

    def weekday(self, day: date) -> str:
        """Two letters, such as ``ma``."""
        return self._date(day, "EEEEEE")

    def long_date(self, day: date) -> str:
        """A date in full, such as ``4 januari 2027``."""
        return self._date(day, "d MMMM y")

    def short_date(self, day: date) -> str:
        """A date with its year, such as ``4 jan 2027``."""
        return self._date(day, "d MMM y")

    def full_day(self, day: date) -> str:
        """A date with its day of the week, such as ``maandag 4 januari 2027``."""
        return self._date(day, "EEEE d MMMM y")

    def typed_day(self, day: date) -> str:
        """A date in a field of a form, such as ``ma 4 jan 2027``."""
        return self._date(day, "EEE d MMM y")

    def typed_moment(self, at: datetime) -> str:
        """A moment of the local clock in a field of a form, such as ``ma 4 jan 2027 07:00``."""
        return f"{self.typed_day(at)} {at:%H:%M}"

    def month(self, day: date) -> str:
        """The month of a date, such as ``jan 2027``."""
        return self._date(day, "MMM y")

    def dates(self, first: date, last: date) -> str:
        """A stretch of days, both inclusive, such as ``4-10 jan``."""
        if (first.year, first.month) == (last.year, last.month):
            return f"{first.day}–{self._date(last, 'd MMM')}"
        start, end = (self._date(day, "d MMM") for day in (first, last))
        return f"{start} – {end}"

    def moment(self, instant: datetime, zone: ZoneInfo) -> str:
        """An instant on the local clock, such as ``ma 4 jan 07:00``."""
        local = instant.astimezone(zone)
        return f"{self.day(local.date())} {local:%H:%M}"

    def stretch(self, start: datetime, end: datetime, zone: ZoneInfo) -> str:
        """A stretch of time, such as ``ma 4 jan 23:00 – di 5 jan 07:00``."""
        first, last = start.astimezone(zone), end.astimezone(zone)
        until = f"{last:%H:%M}" if first.date() == last.date() else self.moment(end, zone)
        return f"{self.moment(start, zone)} – {until}"

    def days_or_stretch(self, start: datetime, end: datetime, zone: ZoneInfo) -> str:
        """A stretch of time; of whole days only the days, such as ``ma 4 jan – wo 6 jan``."""
        first, end_local = start.astimezone(zone), end.astimezone(zone)
        if first.time() != time.min or end_local.time() != time.min or start >= end:
            return self.stretch(start, end, zone)
        last = end_local.date() - timedelta(days=1)
        days = dict.fromkeys((first.date(), last))
        return " – ".join(self.day(day) for day in days)

    def number(self, value: float, decimals: int = 0) -> str:
        """A number with the decimal mark of the language."""
        return _number(value, decimals, self.locale)

    def signed(self, value: float, decimals: int = 0) -> str:
        """A number with its sign, as ``+1,5``; what rounds to nothing has none."""
        text = self.number(abs(value), decimals)
        if not any(digit in text for digit in "123456789"):
            return text
        return f"{'+' if value > 0 else MINUS}{text}"

    def quantity(self, value: float, unit: str) -> str:
        """An amount of a rule: minutes as ``9:30 h``, others with their unit."""
        if unit != "min":
            counted = self._counted(unit, round(value)) if value == round(value) else ""
            return counted or f"{value:g} {self.gettext(unit)}"
        hours, minutes = divmod(round(value), 60)
        return f"{hours}:{minutes:02d} {self.gettext('h')}"

    def found(self, value: float, limit: float, unit: str) -> str:
        """What a rule found beside what it allows; of two things at once, how long they overlap."""
        if unit == "min" and not limit:
            return self.gettext("overlaps by {value}").format(value=self.quantity(value, unit))
        text = self.gettext("{value}, at most {limit} is allowed")
        if value < limit:
            text = self.gettext("{value}, at least {limit} is required")
        return text.format(value=self.quantity(value, unit), limit=self.quantity(limit, unit))

    def article(self, article: str) -> str:
        """Where a rule stands; in words, if it stands in no law."""
        say = self.gettext
        words = {"regional": say("rule of the region"), "general": say("general rule")}
        return words.get(article, article)

    def _counted(self, unit: str, number: int) -> str:
        """A number of what rules count in, beside minutes; empty: it is none of these."""
        match unit:
            case "blocks":
                return self.ngettext("{count} block", "{count} blocks", number)
            case "changes":
                return self.ngettext("{count} change", "{count} changes", number)
            case "competences":
                return self.ngettext("{count} competence", "{count} competences", number)
            case "days":
                return self.ngettext("{count} day", "{count} days", number)
            case "duties":
                return self.ngettext("{count} duty", "{count} duties", number)
            case "night shifts":
                return self.ngettext("{count} night shift", "{count} night shifts", number)
            case "shifts":
                return self.ngettext("{count} shift", "{count} shifts", number)
            case "stand-bys":
                return self.ngettext("{count} stand-by", "{count} stand-bys", number)
            case "Sundays":
                return self.ngettext("{count} Sunday", "{count} Sundays", number)
            case "weekends":
                return self.ngettext("{count} weekend", "{count} weekends", number)
        return ""

    def _date(self, day: date, pattern: str) -> str:
        return _dated(day.toordinal(), pattern, self.locale)


@lru_cache(maxsize=4096)
def _number(value: float, decimals: int, locale: str) -> str:
    """Remembered: a page of hours shows a few numbers a thousand times."""
    from babel.numbers import format_decimal

    pattern = "#,##0." + "0" * decimals if decimals else "#,##0"
    return format_decimal(value, format=pattern, locale=locale)


@lru_cache(maxsize=4096)
def _dated(ordinal: int, pattern: str, locale: str) -> str:
    """Remembered: the days of a roster head its columns, and stand in each of its rows."""
    from babel.dates import format_date

    return format_date(date.fromordinal(ordinal), pattern, locale=locale)


@lru_cache
def language(code: str) -> Language:
    """The language of a code.

    Raises
    ------
    ValueError
        This product does not speak it.
    """
    if code not in LOCALES:
        raise ValueError(f"no language {code!r}; there are {', '.join(LANGUAGES)}")
    return Language(code, catalogue(code))


def catalogue(code: str, name: str = "caco") -> gettext.NullTranslations:
    """The translations of ``<name>.po`` for a language; of English there are none."""
    if code == "en":
        return gettext.NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    source = files("data.i18n") / "locale" / code / "LC_MESSAGES" / f"{name}.po"
    compiled = io.BytesIO()
    with source.open("rb") as text:
        write_mo(compiled, read_po(text, locale=code))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
