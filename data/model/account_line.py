"""Account lines: on what, how often and by whose decision the board is told how things stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_DAY = timedelta(days=1)


class AccountFrequency(StrEnum):
    """How long a period is that the board is told of; each begins with a month of the calendar."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"

    @property
    def months(self) -> int:
        """How many months it has."""
        return {"month": 1, "quarter": 3, "half_year": 6, "year": 12}[self.value]


class Unit(StrEnum):
    """What the value of an indicator is a number of."""

    PERCENT = "percent"
    MINUTES = "minutes"
    HOURS = "hours"
    COUNT = "count"


class Indicator(StrEnum):
    """What can be counted of a period, from what is recorded here."""

    FILLED_MINUTES = "filled_minutes"  #: of the posts that the statute asks for
    OPEN_MINUTES = "open_minutes"  #: by cause
    TIME_TO_FILL = "time_to_fill"  #: of gaps
    FILLED_IN_TIME = "filled_in_time"  #: gaps that were closed before they began
    CHANCE_OF_NOBODY = "chance_of_nobody"  #: of open calls
    COMPETENT = "competent"  #: share of those who hold a function
    LAPSES = "lapses"  #: of competences
    CONSENTED_VIOLATIONS = "consented_violations"  #: accepted at the signing of rosters
    SHORT_NOTICE = "short_notice"  #: duties that were announced too late
    HEALTH_FLAWS = "health_flaws"  #: of the rosters in force, per person
    EXERCISES = "exercises"
    PARTS_TESTED = "parts_tested"  #: of the main structure, in twelve months
    CALL_OUT_MINUTES = "call_out_minutes"  #: norms met at call-outs
    SINGLE_POINTS = "single_points"  #: seats that hang on one person
    ACTIONS_IN_TIME = "actions_in_time"
    DECLARATIONS = "declarations"  #: of employers, followed by a new one in time
    HOURS_DELIVERED = "hours_delivered"  #: duties of the people of employers

    @property
    def unit(self) -> Unit:
        """What its value is a number of."""
        return _UNITS.get(self, Unit.COUNT)

    @property
    def is_better_high(self) -> bool:
        """Whether more of it is better."""
        return self in _BETTER_HIGH

    @property
    def is_by_partner(self) -> bool:
        """Whether it can be counted of one employer or partner."""
        return self in _BY_PARTNER

    @property
    def usual_goal(self) -> float | None:
        """The goal where a line sets none; None: there is none that everybody shares."""
        return _USUAL_GOALS.get(self)


_UNITS = {
    Indicator.FILLED_MINUTES: Unit.PERCENT,
    Indicator.OPEN_MINUTES: Unit.MINUTES,
    Indicator.TIME_TO_FILL: Unit.HOURS,
    Indicator.FILLED_IN_TIME: Unit.PERCENT,
    Indicator.CHANCE_OF_NOBODY: Unit.PERCENT,
    Indicator.COMPETENT: Unit.PERCENT,
    Indicator.CALL_OUT_MINUTES: Unit.PERCENT,
    Indicator.ACTIONS_IN_TIME: Unit.PERCENT,
    Indicator.DECLARATIONS: Unit.PERCENT,
    Indicator.HOURS_DELIVERED: Unit.HOURS,
    Indicator.PARTS_TESTED: Unit.PERCENT,
}
_BETTER_HIGH = frozenset(
    {
        *(Indicator.FILLED_MINUTES, Indicator.FILLED_IN_TIME, Indicator.COMPETENT),
        *(Indicator.EXERCISES, Indicator.CALL_OUT_MINUTES, Indicator.ACTIONS_IN_TIME),
        *(Indicator.DECLARATIONS, Indicator.HOURS_DELIVERED, Indicator.PARTS_TESTED),
    }
)
_BY_PARTNER = frozenset(
    {
        *(Indicator.COMPETENT, Indicator.LAPSES, Indicator.DECLARATIONS),
        *(Indicator.EXERCISES, Indicator.ACTIONS_IN_TIME, Indicator.HOURS_DELIVERED),
    }
)
_USUAL_GOALS = {
    Indicator.FILLED_MINUTES: 100.0,
    Indicator.OPEN_MINUTES: 0.0,
    Indicator.LAPSES: 0.0,
    Indicator.CONSENTED_VIOLATIONS: 0.0,
    Indicator.SHORT_NOTICE: 0.0,
    Indicator.CALL_OUT_MINUTES: 100.0,
    Indicator.SINGLE_POINTS: 0.0,
    Indicator.PARTS_TESTED: 100.0,
}


@dataclass(frozen=True, slots=True)
class AccountLine:
    """Something that the board decided to be told of.

    Parameters
    ----------
    id
        Code.
    theme
        Under which it stands, such as ``Control room``.
    indicator
        What is counted.
    frequency
        Of which periods.
    start, until
        The first and the last day on which the board wants it: a period counts that ends on or
        after the first and, if there is a last, on or before it.
    readers
        Logins of accounts, and mail addresses, that get a message when an account was made.
    regions
        Ids; empty: all together.
    partner
        Name of the employer that it is about; empty: of all.
    goal
        The value from which it goes well; None: the usual one of the indicator.
    decision
        What the board decided; empty: it is not noted.
    decided_on
        When it did.
    """

    id: str
    theme: str
    indicator: Indicator
    frequency: AccountFrequency
    start: date
    until: date | None = None
    readers: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    partner: str = ""
    goal: float | None = None
    decision: str = ""
    decided_on: date | None = None

    @property
    def aim(self) -> float | None:
        """The value from which it goes well; None: nobody set one."""
        return self.indicator.usual_goal if self.goal is None else self.goal

    def periods(self, today: date, most: int) -> tuple[AccountPeriod, ...]:
        """The last of the periods that are over on a day, and that the board wants; by time."""
        found: list[AccountPeriod] = []
        period = period_before(today, self.frequency)
        while len(found) < most and period.last >= self.start:
            if self.until is None or period.last <= self.until:
                found.append(period)
            period = period_before(period.first, self.frequency)
        return tuple(reversed(found))


@dataclass(frozen=True, slots=True, order=True)
class AccountPeriod:
    """Local days that an account is about, both inclusive."""

    first: date
    last: date

    @property
    def frequency(self) -> AccountFrequency:
        """How long it is."""
        months = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1
        return next(one for one in AccountFrequency if one.months == months)

    @property
    def code(self) -> str:
        """As ``2026-Q3``, ``2026-H1``, ``2026-11`` or ``2026``."""
        first, frequency = self.first, self.frequency
        number = (first.month - 1) // frequency.months + 1
        match frequency:
            case AccountFrequency.MONTH:
                return f"{first:%Y-%m}"
            case AccountFrequency.QUARTER:
                return f"{first.year}-Q{number}"
            case AccountFrequency.HALF_YEAR:
                return f"{first.year}-H{number}"
            case AccountFrequency.YEAR:
                return str(first.year)


def period_of(day: date, frequency: AccountFrequency) -> AccountPeriod:
    """The period that a day lies in."""
    months = frequency.months
    first = date(day.year, months * ((day.month - 1) // months) + 1, 1)
    year, month = divmod(first.month - 1 + months, 12)
    return AccountPeriod(first, date(first.year + year, month + 1, 1) - _DAY)


def period_before(day: date, frequency: AccountFrequency) -> AccountPeriod:
    """The last period that is over when a day begins."""
    return period_of(period_of(day, frequency).first - _DAY, frequency)


def months_of(period: AccountPeriod) -> Iterator[date]:
    """The first day of each month of a period."""
    month = period.first
    while month <= period.last:
        yield month
        month = period_of(month, AccountFrequency.MONTH).last + _DAY
