"""Dutch public and school holidays around a period."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache, partial
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    from data.model.post import Region
    from data.tables.period import Period


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
