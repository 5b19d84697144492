"""The period of a report, as an address asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from data.tables.values import YEARS
from web.locale import _

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_DAYS = 731  #: of a report on coverage: two years


MOST_DAYS_OF_HOURS = 371  #: of hours per person: a year of whole weeks


CHOICES = ("quarter", "last_quarter", "year", "last_year", "own")


@dataclass(frozen=True, slots=True)
class PeriodFilter:
    """What was asked.

    Parameters
    ----------
    choice
        One of `CHOICES`.
    first_text, last_text
        As the form shows them: what was typed stays.
    first, last
        Local dates, both inclusive; where `faults` says something, those of this quarter.
    faults
        All that is wrong, each in a sentence with what to do.
    region
        Id of the one region that is asked for; empty: all that the reader sees.
    book
        Id of the one book that is asked for; empty: all.
    employer
        Name of the one employer whose people are asked for; empty: all.
    """

    choice: str
    first_text: str
    last_text: str
    first: date
    last: date
    faults: tuple[str, ...] = ()
    region: str = ""
    book: str = ""
    employer: str = ""

    @property
    def query(self) -> dict[str, str]:
        """The same period, region and book in an address."""
        days = {"period": "own", "from": self.first.isoformat(), "to": self.last.isoformat()}
        about = {"region": self.region, "book": self.book, "employer": self.employer}
        return days | {name: value for name, value in about.items() if value}


def read_period(given: Mapping[str, str], today: date, most: int = MOST_DAYS) -> PeriodFilter:
    """Read the period from an address; nothing said: this quarter.

    Parameters
    ----------
    most
        Days at most.
    """
    first_text, last_text = (given.get(name, "").strip() for name in ("from", "to"))
    choice = given.get("period", "own" if first_text or last_text else "quarter")
    if choice in CHOICES and choice != "own":
        first, last = _span(choice, today)
        return PeriodFilter(choice, first.isoformat(), last.isoformat(), first, last)
    begin, end = _read(first_text), _read(last_text)
    faults = tuple(_faults(begin, end, first_text, last_text, most))
    if begin is None or end is None or faults:
        return PeriodFilter("own", first_text, last_text, *_span("quarter", today), faults)
    return PeriodFilter("own", first_text, last_text, begin, end)


def _read(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _faults(
    first: date | None, last: date | None, first_text: str, last_text: str, most: int
) -> list[str]:
    if first is None or last is None:
        pairs = ((first_text, first), (last_text, last))
        return [_unreadable(text) for text, found in pairs if found is None]
    found = []
    if first.year not in YEARS or last.year not in YEARS:
        text = _("Choose days within the years {first}-{last}.")
        found.append(text.format(first=YEARS[0], last=YEARS[-1] - 1))
    if last < first:
        found.append(_("The last day lies before the first. Turn the two round."))
    days = (last - first).days + 1
    if days > most:
        text = _("That is {days} days, and a report covers {most} at most. Ask for it in parts.")
        found.append(text.format(days=days, most=most))
    return found


def _unreadable(text: str) -> str:
    if not text:
        return _("Give a first and a last day.")
    shown = text if len(text) <= 20 else text[:20] + "…"
    return _("{text} is not a date. Write it as 2027-01-31.").format(text=shown)


def _span(choice: str, today: date) -> tuple[date, date]:
    if choice == "last_quarter":
        return _quarter_of(_quarter_of(today)[0] - timedelta(days=1))
    if choice == "year":
        return date(today.year, 1, 1), date(today.year, 12, 31)
    if choice == "last_year":
        return date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)
    return _quarter_of(today)


def _quarter_of(day: date) -> tuple[date, date]:
    first = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    after = (first + timedelta(days=92)).replace(day=1)
    return first, after - timedelta(days=1)
