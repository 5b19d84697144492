"""Who did how much against their fair share, as small bars. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.model.fairness import fair_lines
from data.model.tally import Measure
from web.locale import speech
from web.shared.kinds import measure_title

if TYPE_CHECKING:
    from data.files.workbook.view import View
    from data.model.fairness import FairLine

WHOLE = 0.05  #: so near to a whole number it is shown as one: weeks with a change of the clock
WIDTH = 100  #: of a bar that is as long as the longest
MEASURES = (Measure.HOURS, Measure.NIGHTS, Measure.WEEKENDS, Measure.HOLIDAYS, Measure.ON_CALL)


@dataclass(frozen=True, slots=True)
class FairnessBar:
    """What one person did of one measure: how far the bar reaches, and where the fair share lies.

    Parameters
    ----------
    done, due
        In the unit of the measure, as text; empty: nothing.
    """

    length: float
    line: float
    done: str
    due: str


@dataclass(frozen=True, slots=True)
class FairnessRow:
    """One person, a bar for each measure."""

    name: str
    bars: tuple[FairnessBar | None, ...]


@dataclass(frozen=True, slots=True)
class FairnessGroup:
    """People who share the same posts."""

    title: str
    rows: tuple[FairnessRow, ...]


@dataclass(frozen=True, slots=True)
class FairnessView:
    """All of it."""

    measures: tuple[str, ...]
    groups: tuple[FairnessGroup, ...]


def fairness(view: View) -> FairnessView:
    """The bars of a roster; measures that nobody has anything of are left out."""
    lines = {line.person: line for line in fair_lines(view.problem, view.duties)}
    longest = {
        measure: max(
            (max(line.done.value(measure), line.due[measure]) for line in lines.values()),
            default=0.0,
        )
        for measure in MEASURES
    }
    shown = [measure for measure in MEASURES if longest[measure] > 0]
    groups = []
    for group in view.groups:
        rows = [
            FairnessRow(
                person.name, tuple(_bar(lines[person.id], one, longest[one]) for one in shown)
            )
            for person in group.people
        ]
        if any(bar for row in rows for bar in row.bars):
            groups.append(FairnessGroup(group.title, tuple(rows)))
    return FairnessView(tuple(measure_title(one) for one in shown), tuple(groups))


def _bar(line: FairLine, measure: Measure, longest: float) -> FairnessBar | None:
    done, due = line.done.value(measure), line.due[measure]
    if not done and not due:
        return None
    number, decimals = speech().number, 0 if measure is Measure.HOURS else 1
    return FairnessBar(
        round(WIDTH * done / longest, 1),
        round(WIDTH * due / longest, 1),
        number(done, decimals if abs(done - round(done)) > WHOLE else 0),
        number(round(due, 1), decimals) if line.pools else "",
    )
