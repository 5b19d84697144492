"""The Dutch calendar of the package `holidays`."""

from __future__ import annotations

from functools import cache, partial
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date


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
