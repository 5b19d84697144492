"""What a roster asks of each person, measure by measure, and who stands out.

A share is judged beside the fair share (`data.model.fairness`), a count beside nothing at all.
What only makes up for earlier periods is no deviation: somebody who did five nights too few, and
does five more now, stands where they should.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from data.model.tally import Measure

if TYPE_CHECKING:
    from collections.abc import Iterable

    from data.model.fairness import FairLine
    from data.model.roster_health import PersonHealth

MOST = 4  #: levels on either side of what is fair
STANDS_OUT = 2  #: from this level on
NEGLIGIBLE = 0.1  #: of the fair share: a smaller deviation never stands out


class Figure(StrEnum):
    """A measure of one person's roster, in the order in which it is shown."""

    BROKEN = "broken"  #: rules that their duties break
    NIGHTS = Measure.NIGHTS.value
    WEEKENDS = Measure.WEEKENDS.value
    HOLIDAYS = Measure.HOLIDAYS.value
    ON_CALL = Measure.ON_CALL.value
    HOURS = Measure.HOURS.value
    SHORT_RESTS = "short_rests"
    DOUBLE_DAYS = "double_days"  #: days on which two shifts start
    LONE_NIGHTS = "lone_nights"
    LONE_DAYS_OFF = "lone_days_off"

    @property
    def is_share(self) -> bool:
        """Whether it is judged beside a fair share."""
        return self in _STEPS

    @property
    def measure(self) -> Measure:
        """The measure that is shared out."""
        return Measure(self.value)


#: How much of a share makes one level: a night and a half, three shifts of eight hours.
_STEPS = {
    Figure.NIGHTS: 1.5,
    Figure.WEEKENDS: 1.5,
    Figure.HOLIDAYS: 1.0,
    Figure.ON_CALL: 1.0,
    Figure.HOURS: 24.0,
}
#: How many of a count make one level.
_COUNTS = {
    Figure.SHORT_RESTS: 1,
    Figure.DOUBLE_DAYS: 1,
    Figure.LONE_NIGHTS: 2,
    Figure.LONE_DAYS_OFF: 3,
}


@dataclass(frozen=True, slots=True)
class FigureCell:
    """One measure of one person.

    Parameters
    ----------
    done
        In the unit of the measure.
    due
        The fair share of the period; None: it is a count.
    brought_in
        Above (+) or below (-) the fair share before the period.
    level
        How far from what is fair, -4..4; above nothing is too much.
    """

    done: float
    due: float | None = None
    brought_in: float = 0.0
    level: int = 0

    @property
    def deviation(self) -> float:
        """Above (+) or below (-) the fair share of this period; of a count all of it."""
        return self.done - (self.due or 0.0)

    @property
    def excess(self) -> float:
        """The part of the deviation that earlier periods do not make up for."""
        return _excess(self.deviation, self.brought_in)

    @property
    def stands_out(self) -> bool:
        """Whether a planner should look at it."""
        return abs(self.level) >= STANDS_OUT


@dataclass(frozen=True, slots=True)
class PersonFigures:
    """All measures of one person, by id; a measure that does not concern them is left out."""

    person: str
    cells: Mapping[Figure, FigureCell]

    @property
    def severity(self) -> float:
        """How much they stand out: too much weighs twice as much as too little."""
        levels = [cell.level for cell in self.cells.values()]
        return sum(level**2 if level > 0 else level**2 / 2 for level in levels)


@dataclass(frozen=True, slots=True)
class Outlier:
    """One measure in which somebody stands out."""

    person: str
    figure: Figure
    cell: FigureCell

    @property
    def weight(self) -> float:
        """The worst first: broken rules, then too much, then too little."""
        if self.figure is Figure.BROKEN:
            return 100.0 + self.cell.done
        step = _STEPS.get(self.figure) or _COUNTS[self.figure]
        size = abs(self.cell.excess) / step
        return size if self.cell.level > 0 else size / 2


def person_figures(
    lines: Iterable[FairLine],
    health: Iterable[PersonHealth],
    broken: Mapping[str, int],
) -> tuple[PersonFigures, ...]:
    """The figures of everybody who has a share or a duty, whoever stands out most first.

    Parameters
    ----------
    broken
        How many rules somebody's duties break, by id; who breaks none may lack.
    """
    counted = {one.person: one for one in health}
    found = []
    for line in lines:
        cells = {
            **_broken(broken.get(line.person, 0)),
            **_shares(line),
            **_counts(counted.get(line.person)),
        }
        if any(cell.done or cell.due for cell in cells.values()):
            found.append(PersonFigures(line.person, cells))
    return tuple(sorted(found, key=lambda one: -one.severity))


def outliers(figures: Iterable[PersonFigures]) -> tuple[Outlier, ...]:
    """Everything in which anybody stands out, the worst first."""
    found = [
        Outlier(one.person, figure, cell)
        for one in figures
        for figure, cell in one.cells.items()
        if cell.stands_out
    ]
    return tuple(sorted(found, key=lambda one: -one.weight))


def figures_used(figures: Iterable[PersonFigures]) -> tuple[Figure, ...]:
    """The measures of which anybody has anything, in order."""
    used = {
        figure
        for one in figures
        for figure, cell in one.cells.items()
        if cell.done or (cell.due and round(cell.due, 1))
    }
    return tuple(figure for figure in Figure if figure in used)


def share_level(measure: Measure, deviation: float, due: float) -> int:
    """How far a share is from what is fair, -4..4, in days by themselves: no past counts."""
    return _level(deviation, _STEPS[Figure(measure.value)], due)


def _excess(deviation: float, brought_in: float) -> float:
    balance = brought_in + deviation
    if deviation * balance <= 0:
        return 0.0
    return min(deviation, balance, key=abs)


def _level(excess: float, step: float, due: float) -> int:
    level = min(int(abs(excess) / step), MOST)
    if abs(excess) < NEGLIGIBLE * due:
        level = min(level, STANDS_OUT - 1)
    return level if excess > 0 else -level


def _broken(count: int) -> dict[Figure, FigureCell]:
    return {Figure.BROKEN: FigureCell(count, level=MOST if count else 0)}


def _shares(line: FairLine) -> dict[Figure, FigureCell]:
    """Of somebody in no pool nothing is shared: a trainee."""
    if not line.pools:
        return {}
    found = {}
    for figure, step in _STEPS.items():
        done, due = line.shared.value(figure.measure), line.due[figure.measure]
        before = line.brought_in[figure.measure]
        level = _level(_excess(done - due, before), step, due)
        found[figure] = FigureCell(done, due, before, level)
    return found


def _counts(health: PersonHealth | None) -> dict[Figure, FigureCell]:
    """Of flex workers single nights and days off are normal: these are not counted."""
    if health is None:
        return {}
    counts = health.counts
    found = {Figure.SHORT_RESTS: counts.short_rests, Figure.DOUBLE_DAYS: counts.double_days}
    if not health.in_flex_pool:
        found[Figure.LONE_NIGHTS] = counts.lone_nights
        found[Figure.LONE_DAYS_OFF] = counts.lone_days_off
    return {
        figure: FigureCell(count, level=min(count // _COUNTS[figure], MOST))
        for figure, count in found.items()
    }
