"""What the page of pools shows of the forecast of a function."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from data.model.account import Right
from data.model.pool_forecast import Outlook, PoolForecast, PoolLevel
from scheduler.workforce.forecast import frame_of
from web.access.regions import may, reach, shown_people
from web.locale import _, current_language
from web.shared.charts import Chart, Threshold, line_chart

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.workforce.pool_words import PoolWords


@dataclass(frozen=True, slots=True)
class LevelRow:
    """A level of a pool.

    Parameters
    ----------
    below
        The first month below it, by outlook of the page; None: never.
    is_short
        Whether fewer people than it says are there in some month, though all is renewed.
    """

    name: str
    people: int
    below: tuple[tuple[str, date | None], ...]
    is_short: bool


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """Who comes or leaves on a day; `person` is their code."""

    on: date
    text: str
    person: str
    is_gain: bool


@dataclass(frozen=True, slots=True)
class PoolView:
    """One function.

    Parameters
    ----------
    today, law, bearable
        People: there, needed by law, and so many that the work can be borne.
    headline
        The first things to know, a sentence each.
    look
        ``is-gap``, ``is-doubtful`` or empty: how urgent that is.
    outlooks
        What is renewed, as columns say it.
    shortages
        When too few remain though all is renewed, in sentences.
    """

    key: str
    name: str
    today: int
    law: int
    bearable: int
    headline: tuple[str, ...]
    look: str
    chart: Chart
    outlooks: tuple[str, ...]
    levels: tuple[LevelRow, ...]
    changes: tuple[ChangeRow, ...]
    shortages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RegionCount:
    """A function in a region today.

    Parameters
    ----------
    is_short
        Fewer people are there than the law needs.
    """

    today: int
    law: int
    is_short: bool


@dataclass(frozen=True, slots=True)
class RegionRow:
    """A function: its count in each region of the page, in their order; None: no post asks it."""

    name: str
    counts: tuple[RegionCount | None, ...]


def region_rows(words: PoolWords) -> tuple[RegionRow, ...]:
    """The functions of several regions beside each other."""
    pools = words.pools
    known = {
        (one.function, one.region): RegionCount(one.today, one.law, one.today < one.law)
        for one in pools.by_region
    }
    return tuple(
        RegionRow(
            words.function(found.function),
            tuple(known.get((found.function, region)) for region in pools.regions),
        )
        for found in pools.forecasts
        if pools.regions
    )


def outlooks_of(found: PoolForecast) -> tuple[Outlook, ...]:
    """What is worth telling apart: planned exercises only where they keep anybody."""
    planned = (Outlook.PLANNED,) if found.is_planned_for else ()
    return (Outlook.NOBODY, Outlook.ALL, *planned)


def pool_view(found: PoolForecast, words: PoolWords) -> PoolView:
    """One function, as far as the reader may know who is who."""
    outlooks = outlooks_of(found)
    headline = words.headline(found)
    return PoolView(
        key=found.function,
        name=words.function(found.function),
        today=found.levels.today,
        law=found.levels.law,
        bearable=found.levels.bearable,
        headline=headline.sentences,
        look={0: "", 1: "is-doubtful", 2: "is-gap"}[headline.urgency],
        chart=_chart(found, words, outlooks),
        outlooks=tuple(words.below(outlook) for outlook in outlooks),
        levels=tuple(_level(found, words, level, outlooks) for level in PoolLevel),
        changes=tuple(
            ChangeRow(one.on, words.change(one), one.person, one.is_gain)
            for one in found.changes
            if may_know(one.person)
        ),
        shortages=tuple(words.shortage(found, one) for one in found.shortages),
    )


def may_know(person: str) -> bool:
    """Whether the reader may know who somebody is."""
    return may(Right.SEE_PEOPLE) and (reach().is_all or person in shown_people())


def _chart(found: PoolForecast, words: PoolWords, outlooks: Sequence[Outlook]) -> Chart:
    names = {outlook: words.outlook(outlook) for outlook in outlooks}
    thresholds = [
        Threshold(
            words.level(found.levels, level), found.levels.value(level), level is PoolLevel.LAW
        )
        for level in (PoolLevel.LAW, PoolLevel.BEARABLE)
    ]
    return line_chart(
        frame_of(found, [current_language().month(one.first) for one in found.months], names),
        key=f"pool-{found.function}",
        title=_("People by month, on the day with the fewest"),
        thresholds=thresholds,
        stepped=tuple(names.values()),
        described=words.function(found.function),
    )


def _level(
    found: PoolForecast, words: PoolWords, level: PoolLevel, outlooks: Sequence[Outlook]
) -> LevelRow:
    below = [(words.below(outlook), found.first_below(level, outlook)) for outlook in outlooks]
    return LevelRow(
        words.level(found.levels, level),
        found.levels.value(level),
        tuple(below),
        found.first_below(level, Outlook.ALL) is not None,
    )
