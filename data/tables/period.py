"""The local days that are to be rostered, and the Dutch holidays around them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, cached_property, partial
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from data.model.validation import known_zone
from data.tables.faults import FaultLog, shown
from data.tables.values import YEARS, midnight

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from data.model.post import Region

    pass

TIME_ZONE = "Europe/Amsterdam"  #: the local clock, unless the region says otherwise


ZONE = ZoneInfo(TIME_ZONE)


MOST_WEEKS = 105  # two years


@dataclass(frozen=True)
class Period:
    """Whole weeks from a local midnight.

    Parameters
    ----------
    first
        First local date.
    weeks
        How many.
    zone
        The local clock.
    """

    first: date
    weeks: int
    zone: ZoneInfo

    @cached_property
    def after(self) -> date:
        """The first local date after it."""
        return self.first + timedelta(weeks=self.weeks)

    @cached_property
    def start(self) -> datetime:
        """The instant at which it begins."""
        return midnight(self.first, self.zone)

    @cached_property
    def end(self) -> datetime:
        """The instant at which it ends."""
        return midnight(self.after, self.zone)


def checked_period(first: date, weeks: int, time_zone: str) -> Period:
    """The period that the user asks for.

    Raises
    ------
    InputError
        It is too short or too long, too far away, or on an unknown clock.
    """
    log = FaultLog()
    if not 1 <= weeks <= MOST_WEEKS:
        log.add(f"a period of {weeks} weeks cannot be rostered", f"Use 1 up to {MOST_WEEKS}")
    if first.year not in YEARS or first.year + 3 not in YEARS:
        log.add(f"the period starts on {first}", f"Plan within the years {YEARS[0]}-{YEARS[-1]}")
    zone = known_zone(time_zone)
    if zone is None:
        remedy = "Use a name such as Europe/Amsterdam"
        log.add(f"time zone {shown(time_zone)} is unknown", remedy)
    log.raise_if_any()
    assert zone is not None
    return Period(first, weeks, zone)


def dutch_holidays(
    years: Iterable[int],
    category: str = "public",
    school_region: str | None = None,
    language: str | None = None,
) -> dict[date, str]:
    """The holidays of some years, each with its name.

    Parameters
    ----------
    category
        ``public`` or ``school``.
    school_region
        Noord, Midden or Zuid, for school holidays.
    language
        Of the names, such as ``en_US``; None: that of the environment.
    """
    found = _calendar()(
        years=years, categories=(category,), subdiv=school_region, language=language
    )
    return dict(found)


@cache
def _calendar() -> Callable[..., Mapping[date, str]]:
    """What makes the calendar, without the two hundred other countries.

    An ordinary import runs the package `holidays.countries` first, which loads all of them: that
    takes longer than to judge a roster. So the one module is loaded by itself.
    """
    import holidays

    name = "holidays.countries.netherlands"
    spec = PathFinder.find_spec(name, [f"{folder}/countries" for folder in holidays.__path__])
    if spec is None or spec.loader is None:  # another version may keep it elsewhere
        return partial(holidays.country_holidays, "NL")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    calendar: Callable[..., Mapping[date, str]] = module.Netherlands
    return calendar


_WEEKS_BEFORE, _WEEKS_AFTER = 53, 4  # fairness looks a year back


def public_holidays(period: Period) -> tuple[date, ...]:
    """Public holidays from a year before the period to a month after it."""
    first, last = _bounds(period)
    days = (day for year in _years(period) for day in _public(year))
    return tuple(day for day in days if first <= day < last)


def school_holidays(period: Period, regions: Iterable[Region]) -> tuple[date, ...]:
    """Dates on which the schools of at least one of the regions are closed."""
    first, last = _bounds(period)
    names = {region.school_region for region in regions if region.school_region}
    days = {day for name in names for year in _years(period) for day in _school(year, name)}
    return tuple(sorted(day for day in days if first <= day < last))


def holiday_dates(first: date, last: date, regions: Iterable[Region]) -> frozenset[date]:
    """Public holidays, and dates on which the schools of one of the regions are closed.

    Parameters
    ----------
    first, last
        Both inclusive.
    """
    years = range(first.year, last.year + 1)
    names = {region.school_region for region in regions if region.school_region}
    days = {day for year in years for day in _public(year)}
    days |= {day for name in names for year in years for day in _school(year, name)}
    return frozenset(day for day in days if first <= day <= last)


def same_holiday(day: date, year: int) -> date | None:
    """The date in a year of the public holiday that falls on a day; None: it is none, or not then.

    So King's Day is found on the Saturday when it would be on a Sunday, and Easter where it is.
    """
    names = _named(day.year).get(day)
    found = (on for on, others in _named(year).items() if names and names & others)
    return next(found, None)


@cache
def _named(year: int) -> dict[date, frozenset[str]]:
    """The public holidays of a year, with the names of each."""
    found = dutch_holidays([year], language="en_US")
    return {day: frozenset(names.split("; ")) for day, names in found.items()}


@cache
def _public(year: int) -> tuple[date, ...]:
    return tuple(sorted(dutch_holidays([year])))


@cache
def _school(year: int, school_region: str) -> tuple[date, ...]:
    return tuple(sorted(dutch_holidays([year], "school", school_region.capitalize())))


def _years(period: Period) -> range:
    first, last = _bounds(period)
    return range(first.year, last.year + 1)


def _bounds(period: Period) -> tuple[date, date]:
    return (
        period.first - timedelta(weeks=_WEEKS_BEFORE),
        period.after + timedelta(weeks=_WEEKS_AFTER),
    )
