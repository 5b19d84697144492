"""Scenarios: named lists of changes on today's records.

A scenario is a question. It changes no record and no roster: `scheduler.workforce` works out what
would be needed if the changes were made.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from data.model.scenario_change import Change

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Hours that one full-time job gives in a year, without leave, illness and training: what Dutch
#: organisations often count with. No law sets it, so each scenario may say otherwise.
PRODUCTIVE_HOURS = 1665.0
MOST_COMPARED = 4  #: scenarios side by side


@dataclass(frozen=True, slots=True)
class HourPrices:
    """What an hour costs, in euros; None: that is not given, and nothing is counted.

    Parameters
    ----------
    work
        Of a shift at a desk, breaks left out.
    on_call
        Of being on call, whether called or not.
    """

    work: float | None = None
    on_call: float | None = None

    @property
    def is_given(self) -> bool:
        """Whether there is any."""
        return self.work is not None or self.on_call is not None


@dataclass(frozen=True, slots=True)
class Scenario:
    """A named list of changes on today's records.

    Parameters
    ----------
    name
        As people call it.
    changes
        In the order in which they are made; none: as it is today.
    first
        First day; None: the Monday after the day on which it is worked out.
    productive_hours
        Of one full-time job in a year, above 0; see `PRODUCTIVE_HOURS`.
    prices
        What an hour costs.
    posts
        Ids of posts that are counted beside those that its changes concern.
    lapses
        Whether competences lapse as recorded; else what has to be shown again is taken to be shown
        in time, so that the figures speak of the posts and not of courses.
    """

    name: str
    changes: tuple[Change, ...] = ()
    first: date | None = None
    productive_hours: float = PRODUCTIVE_HOURS
    prices: HourPrices = HourPrices()
    posts: tuple[str, ...] = ()
    lapses: bool = False

    def begins(self, today: date) -> date:
        """Its first day, when it is worked out today."""
        return self.first or today + timedelta(days=7 - today.weekday())


def posts_concerned(scenarios: Iterable[Scenario]) -> tuple[str, ...]:
    """Ids of the posts that scenarios beside each other are all counted for; empty: all posts.

    What one of them changes is counted in each, or their figures would not be about the same.
    """
    found: dict[str, None] = {}
    for scenario in scenarios:
        found.update(dict.fromkeys(scenario.posts))
        for change in scenario.changes:
            found.update(dict.fromkeys(change.concerned))
    return tuple(found)
