"""What the page of hours shows, and to whom: everybody, oneself, or sums without names."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from data.model.account import Right
from data.model.tally import WEEK_MINUTES, Measure
from web.locale import _
from web.reports.display import WIDTH
from web.shared.display import month_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from data.model.account import Account
    from scheduler.reporting.hours import Hours, HoursReport, PersonHours

_HOURS_IN_WEEK = WEEK_MINUTES / 60


class HoursScope(Enum):
    """Whose hours somebody sees."""

    ALL = auto()
    OWN = auto()
    SUMS = auto()  #: of everybody together, without names


def scope_of(account: Account) -> HoursScope:
    """Whose hours an account sees."""
    if account.may(Right.SEE_PEOPLE):
        return HoursScope.ALL
    return HoursScope.SUMS if account.person is None else HoursScope.OWN


@dataclass(frozen=True, slots=True)
class HoursLine:
    """One person or everybody, in one month or in all of them.

    Parameters
    ----------
    calls
        Hours of work on calls.
    pairs
        Done and fair share: work hours, on-call hours, nights, weekends, public holidays.
    """

    name: str
    month: str
    is_total: bool
    duties: int
    calls: float
    contract: float
    pairs: tuple[tuple[float, float], ...]

    @property
    def work(self) -> float:
        """Hours of work."""
        return self.pairs[0][0]

    def bar(self, most: float) -> tuple[float, float]:
        """Width of the bar of work, and where the fair share is marked."""
        done, due = self.pairs[0]
        return tuple(round(WIDTH * min(1.0, x / most), 1) if most else 0.0 for x in (done, due))  # type: ignore[return-value]


def headings() -> tuple[str, ...]:
    """What the pairs of a line are called."""
    return (
        _("Hours of work"),
        _("Hours on call"),
        _("Nights"),
        _("Weekends"),
        _("Public holidays"),
    )


def lines(found: HoursReport, account: Account) -> tuple[HoursLine, ...]:
    """A line for each person in all, then by month; as far as an account may see."""
    scope = scope_of(account)
    if scope is HoursScope.SUMS:
        return tuple(_sums(found))
    mine = [one for one in found.people if scope is HoursScope.ALL or one.person == account.person]
    return tuple(line for one in mine for line in _of(one, found.months))


def _of(one: PersonHours, months: Sequence[date]) -> Iterable[HoursLine]:
    yield _line(one.name, "", [one.total], is_total=True)
    if len(months) > 1 and (one.total.duties or one.total.call_minutes):
        for month in months:
            yield _line(one.name, month_name(month), [one.months[month]])


def _sums(found: HoursReport) -> Iterable[HoursLine]:
    everybody = _("Everybody together")
    yield _line(everybody, "", [one.total for one in found.people], is_total=True)
    if len(found.months) > 1:
        for month in found.months:
            together = [one.months[month] for one in found.people]
            yield _line(everybody, month_name(month), together)


def _line(name: str, month: str, several: Sequence[Hours], *, is_total: bool = False) -> HoursLine:
    return HoursLine(
        name=name,
        month=month,
        is_total=is_total,
        duties=sum(one.duties for one in several),
        calls=sum(one.call_minutes for one in several) / 60,
        contract=sum(one.contract_hours for one in several),
        pairs=tuple(_pair(measure, several) for measure in _SHOWN),
    )


_SHOWN = (Measure.HOURS, Measure.ON_CALL, Measure.NIGHTS, Measure.WEEKENDS, Measure.HOLIDAYS)


def _pair(measure: Measure, several: Sequence[Hours]) -> tuple[float, float]:
    """Done and due; what is on call in hours rather than in weeks."""
    unit = _HOURS_IN_WEEK if measure is Measure.ON_CALL else 1
    done = sum(one.done.value(measure) for one in several)
    return unit * done, unit * sum(one.due[measure] for one in several)
