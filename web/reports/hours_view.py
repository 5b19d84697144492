"""What the page of hours shows, and to whom: everybody, oneself, or sums without names."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from data.model.account import Right
from data.model.person_figures import STANDS_OUT, share_level
from data.model.tally import WEEK_MINUTES, Measure
from web.locale import _
from web.shared.display import month_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from data.model.account import Account
    from scheduler.reporting.hours import Hours, HoursReport, PersonHours

SORTS = ("duties", "contract", "calls")  #: columns that are no pair
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
    levels
        How far each of these is from the fair share, -4..4; of a month nothing is said.
    employer
        Of the person; empty: none, or of everybody together.
    """

    name: str
    month: str
    is_total: bool
    duties: int
    calls: float
    contract: float
    pairs: tuple[tuple[float, float], ...]
    levels: tuple[int, ...]
    employer: str = ""

    @property
    def cells(self) -> tuple[tuple[float, float, str, str], ...]:
        """Done, fair share, and the class and mark that say how far it is from that."""
        return tuple(
            (done, due, f"heat-{level}" if level > 0 else f"cool-{-level}", _mark(level))
            for (done, due), level in zip(self.pairs, self.levels, strict=True)
        )


def _mark(level: int) -> str:
    return ("▲" if level > 0 else "▽") if abs(level) >= STANDS_OUT else ""


def sort_keys() -> tuple[str, ...]:
    """What the pairs are called in an address that sorts by one; beside `SORTS`."""
    return tuple(measure.value for measure in _SHOWN)


def headings() -> tuple[str, ...]:
    """What the pairs of a line are called."""
    return (
        _("Hours of work"),
        _("Hours on call"),
        _("Nights"),
        _("Weekends"),
        _("Public holidays"),
    )


def employers_in(found: HoursReport, account: Account) -> tuple[str, ...]:
    """The employers that an account may choose from, by name: who sees everybody's hours."""
    if scope_of(account) is not HoursScope.ALL:
        return ()
    return tuple(sorted({one.employer for one in found.people} - {""}, key=str.casefold))


def lines(found: HoursReport, account: Account, employer: str = "") -> tuple[HoursLine, ...]:
    """A line for each person in all, then by month; as far as an account may see.

    Parameters
    ----------
    employer
        Only of its people, for who sees everybody's hours; empty: of all.
    """
    scope = scope_of(account)
    if scope is HoursScope.SUMS:
        return tuple(_sums(found))
    if scope is HoursScope.OWN:
        mine = [one for one in found.people if one.person == account.person]
    else:
        mine = [one for one in found.people if employer in ("", one.employer)]
    return tuple(line for one in mine for line in _of(one, found.months))


def people_by(found: Sequence[HoursLine], sort: str) -> list[list[HoursLine]]:
    """The lines of each person together: who, in all, then by month; sorted.

    Parameters
    ----------
    sort
        One of `SORTS` or `sort_keys`: whoever has most beyond the fair share first; anything
        else: by name.
    """
    people: list[list[HoursLine]] = []
    for line in found:
        if line.is_total:
            people.append([])
        people[-1].append(line)
    if sort in sort_keys():
        place = sort_keys().index(sort)
        people.sort(key=lambda lines: lines[0].pairs[place][1] - lines[0].pairs[place][0])
    elif sort in SORTS:
        people.sort(key=lambda lines: -float(getattr(lines[0], sort)))
    return people


def _of(one: PersonHours, months: Sequence[date]) -> Iterable[HoursLine]:
    yield _line(one.name, "", [one.total], is_total=True, employer=one.employer)
    if len(months) > 1 and (one.total.duties or one.total.call_minutes):
        for month in months:
            yield _line(one.name, month_name(month), [one.months[month]], employer=one.employer)


def _sums(found: HoursReport) -> Iterable[HoursLine]:
    everybody = _("Everybody together")
    yield _line(everybody, "", [one.total for one in found.people], is_total=True)
    if len(found.months) > 1:
        for month in found.months:
            together = [one.months[month] for one in found.people]
            yield _line(everybody, month_name(month), together)


def _line(
    name: str, month: str, several: Sequence[Hours], *, is_total: bool = False, employer: str = ""
) -> HoursLine:
    return HoursLine(
        name=name,
        employer=employer,
        month=month,
        is_total=is_total,
        duties=sum(one.duties for one in several),
        calls=sum(one.call_minutes for one in several) / 60,
        contract=sum(one.contract_hours for one in several),
        pairs=tuple(_pair(measure, several) for measure in _SHOWN),
        levels=tuple(
            _level(measure, several) if is_total and len(several) == 1 else 0 for measure in _SHOWN
        ),
    )


def _level(measure: Measure, several: Sequence[Hours]) -> int:
    (one,) = several
    due = one.due[measure]
    return share_level(measure, one.done.value(measure) - due, due)


_SHOWN = (Measure.HOURS, Measure.ON_CALL, Measure.NIGHTS, Measure.WEEKENDS, Measure.HOLIDAYS)


def _pair(measure: Measure, several: Sequence[Hours]) -> tuple[float, float]:
    """Done and due; what is on call in hours rather than in weeks."""
    unit = _HOURS_IN_WEEK if measure is Measure.ON_CALL else 1
    done = sum(one.done.value(measure) for one in several)
    return unit * done, unit * sum(one.due[measure] for one in several)
