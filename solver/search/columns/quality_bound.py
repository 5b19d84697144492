"""How good any roster of a pool can be in quality: column generation over people's lines."""

from __future__ import annotations

import time
from math import ceil
from typing import TYPE_CHECKING

import numpy as np

from data.model.result import LevelReport
from solver.cpsat.engine import Deadline, Stopped
from solver.objective.quality import QualityObjective
from solver.rules.base import Family
from solver.search.columns.master import Master
from solver.search.columns.relaxed_quality import RelaxedQuality

if TYPE_CHECKING:
    from solver.search.lexicographic.search import Incumbent, LexicographicSearch

LARGE = 600  #: pairs of person and shift, from which on people are looked at apart
ENOUGH = 0.001  #: of the quality of the best roster: more rounds than this gains are not worth it
TOLERANCE = 0.01  #: of sums of floating point, in hundredths of a point


def is_bounded_by_lines(search: LexicographicSearch, place: int) -> bool:
    """Whether a level is to be bounded here: quality as the last level of a large pool.

    Not under the general rules of the field, which ask for more than nothing and let shifts be
    overfilled, nor where the same seed must give the same answer: rounds are stopped by the clock.
    """
    return (
        place == len(search.levels) - 1
        and isinstance(search.levels[place], QualityObjective)
        and len(search.free) >= LARGE
        and not search.options.reproducible
        and all(rule.family is not Family.GENERAL for rule in search.rules)
        and all(shift.cover is None for shift in search.index.problem.shifts)
    )


def bound_quality(
    search: LexicographicSearch, place: int, incumbent: Incumbent, until: float
) -> LevelReport:
    """Raise the bound of quality, given the values of the levels above, as long as it may take.

    Parameters
    ----------
    until
        Seconds of the search.
    """
    level = search.levels[place]
    assert isinstance(level, QualityObjective)
    began, values = time.monotonic(), incumbent.values
    above = list(zip(search.levels[:place], values[:place], strict=True))
    stop = Deadline(search.started + until, search.stop)
    try:
        relaxed = RelaxedQuality(search.index, search.rules, level, search.free, above, stop)
        prices = np.zeros(len(relaxed.rows))
        bound, lines = relaxed.lower(prices)
    except Stopped:  # what each person may do was not even written down in time
        return LevelReport.of(level.name, values[place], 0, time.monotonic() - began)
    master = Master(relaxed, bound, prices)
    master.add(lines)
    master.add(relaxed.lines_of(incumbent.pairs))
    while search.spent < until and not search.asked_to_stop:
        prices = master.prices()
        if not np.isfinite(prices).all():  # the program was not solved: what is known stays known
            break
        bound, lines = relaxed.lower(prices)
        master.learn(prices, bound)
        search.tell(level, incumbent.values[place], _whole(master.best))
        master.add(lines)
        if _whole(master.best) >= incumbent.values[place]:
            break
        if master.promise - master.best < max(1.0, ENOUGH * incumbent.values[place]):
            break
    seconds = time.monotonic() - began
    return LevelReport.of(level.name, incumbent.values[place], max(0, _whole(master.best)), seconds)


def _whole(bound: float) -> int:
    """The least whole number that a roster may cost."""
    return max(0, ceil(bound - TOLERANCE))
