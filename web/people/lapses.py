"""What lapses soon, month by month, and what falls open by it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from babel.dates import format_date

from scheduler.competence.register import Upcoming
from web.locale import speech

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


SOON = 90  #: days that are looked ahead


@dataclass(frozen=True, slots=True)
class ExpiryMonth:
    """The lapses that take effect in a month, by day.

    Parameters
    ----------
    first
        Its first day.
    """

    first: date
    lapses: tuple[Upcoming, ...]

    @property
    def name(self) -> str:
        """As ``januari 2027``."""
        return format_date(self.first, "LLLL y", locale=speech().locale)


def by_month(coming: Sequence[Upcoming]) -> tuple[ExpiryMonth, ...]:
    """Lapses by the month in which they take effect: the first day without competence."""
    ordered = sorted(coming, key=lambda one: one.lapse.since)
    months = groupby(ordered, key=lambda one: one.lapse.since.replace(day=1))
    return tuple(ExpiryMonth(first, tuple(found)) for first, found in months)


def duties_in(coming: Iterable[Upcoming]) -> int:
    """How many published duties fall open by them."""
    return sum(len(one.duties) for one in coming)
