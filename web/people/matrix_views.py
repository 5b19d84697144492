"""The page ``/people``: the matrix, and what lapses soon."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING

from babel.dates import format_date
from flask import render_template, request

from data.model.account import Right
from data.model.competence_status import CompetenceState, CompetenceStatus
from data.model.person import Person
from scheduler.competence.register import Upcoming, overview
from scheduler.exercises.renewals import LapsedDays, renewals
from web.access.guard import require
from web.access.regions import reach
from web.app_services import services
from web.locale import current_language
from web.people.pages import pages

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from scheduler.competence.register import Overview


class Sort(StrEnum):
    """In what order the rows stand."""

    LAPSE = "lapse"  #: whoever needs attention first
    NAME = "name"


@dataclass(frozen=True, slots=True)
class MatrixFilter:
    """Which rows the reader asks for; what is empty asks nothing.

    Parameters
    ----------
    region, function
        Ids.
    state
        Value of a `State`.
    name
        Part of a name, in any case.
    """

    region: str = ""
    function: str = ""
    employer: str = ""
    state: str = ""
    name: str = ""
    sort: Sort = Sort.LAPSE

    @classmethod
    def of(cls, given: Mapping[str, str]) -> MatrixFilter:
        """What the address of a page says; an order that is unknown is the usual one."""
        texts = {name: given.get(name, "").strip()[:100] for name in cls.__slots__}
        sort = texts.pop("sort")
        return cls(**texts, sort=Sort(sort) if sort in tuple(Sort) else Sort.LAPSE)

    @property
    def is_narrowed(self) -> bool:
        """Whether some people may be left out."""
        return any((self.region, self.function, self.employer, self.state, self.name))


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One person, with the standing for each function of the columns; None: none of theirs."""

    person: Person
    cells: tuple[CompetenceStatus | None, ...]


@dataclass(frozen=True, slots=True)
class CompetenceMatrix:
    """What the page shows.

    Parameters
    ----------
    functions
        Ids of the columns.
    everybody
        How many people there are in all.
    """

    functions: tuple[str, ...]
    rows: tuple[MatrixRow, ...]
    everybody: int

    def count(self, state: CompetenceState) -> int:
        """How many cells are in a state."""
        cells = (cell for row in self.rows for cell in row.cells)
        return sum(cell is not None and cell.state is state for cell in cells)


#: What asks for attention, the most urgent first, where the days left do not tell.
_URGENCY = (
    CompetenceState.ENDING,
    CompetenceState.OVERRIDDEN,
    CompetenceState.LAPSED,
    CompetenceState.NEVER_SHOWN,
    CompetenceState.TRAINEE,
    CompetenceState.QUALIFIED,
)


_FAR = 10**6  #: days


def matrix_of(known: Overview, wanted: MatrixFilter) -> CompetenceMatrix:
    """The rows that the reader asks for, in their order."""
    held = {one.function for one in known.standings}
    columns = tuple(one for one in known.functions if one in held)
    if wanted.function in columns:
        columns = (wanted.function,)
    by_person: dict[str, dict[str, CompetenceStatus]] = {}
    for one in known.standings:
        by_person.setdefault(one.person, {})[one.function] = one
    rows = [
        MatrixRow(person, tuple(by_person.get(person.id, {}).get(column) for column in columns))
        for person in known.people.values()
    ]
    kept = [row for row in rows if _is_wanted(row, wanted)]
    by_name = sorted(kept, key=lambda row: row.person.name.casefold())
    if wanted.sort is Sort.LAPSE:
        by_name.sort(key=lambda row: _urgency(row.cells))
    return CompetenceMatrix(columns, tuple(by_name), len(rows))


def _is_wanted(row: MatrixRow, wanted: MatrixFilter) -> bool:
    person, cells = row.person, [cell for cell in row.cells if cell is not None]
    return (
        (not wanted.region or wanted.region in person.regions)
        and (not wanted.employer or wanted.employer == person.employer)
        and (not wanted.function or bool(cells))
        and (not wanted.state or any(cell.state == wanted.state for cell in cells))
        and wanted.name.casefold() in person.name.casefold()
    )


def _urgency(cells: Iterable[CompetenceStatus | None]) -> tuple[int, int]:
    """Of a row: that of its most urgent cell. What lapses in a few days comes before all."""
    found = [
        (_URGENCY.index(cell.state), _FAR if cell.days_left is None else cell.days_left)
        for cell in cells
        if cell is not None
    ]
    soon = [(0, left) for rank, left in found if rank <= 1]
    return min([*soon, *found], default=(len(_URGENCY), _FAR))


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
        return format_date(self.first, "LLLL y", locale=current_language().locale)


def by_month(coming: Sequence[Upcoming]) -> tuple[ExpiryMonth, ...]:
    """Lapses by the month in which they take effect: the first day without competence."""
    ordered = sorted(coming, key=lambda one: one.lapse.since)
    months = groupby(ordered, key=lambda one: one.lapse.since.replace(day=1))
    return tuple(ExpiryMonth(first, tuple(found)) for first, found in months)


def duties_in(coming: Iterable[Upcoming]) -> int:
    """How many published duties fall open by them."""
    return sum(len(one.duties) for one in coming)


def first_short(one: Upcoming) -> LapsedDays:
    """The first day on which somebody falls short."""
    return LapsedDays(one.lapse.person, one.lapse.function, one.lapse.since, one.lapse.since)


@pages.get("")
@require(Right.SEE_PEOPLE)
def matrix() -> str:
    now = services.clock()
    known = overview(services.store, SOON, now, reach())
    wanted = MatrixFilter.of(request.args)
    return render_template(
        "people/matrix.html",
        known=known,
        wanted=wanted,
        matrix=matrix_of(known, wanted),
        months=by_month(known.coming),
        hit=duties_in(known.coming),
        employers=sorted({one.employer for one in known.people.values()} - {""}),
        states=CompetenceState,
        sorts=Sort,
        renewed=renewals(services.store, [first_short(one) for one in known.coming], now),
        first_short=first_short,
    )
