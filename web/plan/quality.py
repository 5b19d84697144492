"""The levels of a search and its departures from base rosters, as a page shows them.

Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.i18n.base_roster_words import DepartureLine, DepartureWords
from data.i18n.proof_words import ProofWords
from data.model.quality import QualityWeights
from data.model.result import LevelReport
from web.locale import _, current_language

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from data.model.job import JobProgress, LevelSoFar
    from data.model.problem import RosterProblem
    from data.model.result import RosterResult

CHANGES = "changes"  #: a level only where something is in force


QUALITY = "quality"  #: the last level, unless its parts are levels in a strict order


@dataclass(frozen=True, slots=True)
class LevelStep:
    """A level on the screen.

    Parameters
    ----------
    state
        ``done``, ``now`` or ``later``.
    proven
        How much of the way to the best possible is known to be gone, 0..100; None: unknown.
    """

    name: str
    state: str
    value: str = ""
    bound: str = ""
    gap: str = ""
    words: str = ""
    proven: int | None = None


def steps(
    progress: JobProgress | None,
    priorities: Mapping[str, int | None],
    *,
    left: frozenset[str] = frozenset(),
    weights: QualityWeights = QualityWeights(),  # noqa: B008 - never changes
    is_over: bool = False,
) -> list[LevelStep]:
    """The levels from the highest: those that were heard of, and those that are still to come."""
    last = [part.value for part in weights.in_order()] if weights.strict else [QUALITY]
    words = ProofWords(current_language(), priorities, left)
    heard = {level.name: level for level in progress.levels} if progress else {}
    current = None if is_over else now_on(heard.values())
    ranks = sorted({rank for rank in priorities.values() if rank is not None})
    expected = [*(f"coverage {rank}" for rank in ranks), CHANGES, *last]
    found = []
    for name in dict.fromkeys([*expected, *heard]):
        level = heard.get(name)
        if level is not None and words.is_about(name):
            found.append(_step(words, level, "now" if level is current else "done"))
        elif name in expected and name != CHANGES:
            found.append(LevelStep(words.level(name), "later"))
    return found


def now_on(levels: Iterable[LevelSoFar]) -> LevelSoFar | None:
    """The level that moved last; pools that share nobody may be on different ones."""
    return max(
        levels, key=lambda level: level.curve[-1].seconds if level.curve else 0.0, default=None
    )


def reports(
    levels: Iterable[LevelReport],
    priorities: Mapping[str, int | None],
    left: frozenset[str] = frozenset(),
) -> list[LevelStep]:
    """The levels of a search that is over; `left` as in `ProofWords`."""
    words = ProofWords(current_language(), priorities, left)
    return [_told(words, level, "done") for level in levels if words.is_about(level.name)]


def _step(words: ProofWords, level: LevelSoFar, state: str) -> LevelStep:
    if level.objective is None:
        return LevelStep(words.level(level.name), state, words=_("No roster yet."))
    bound = min(level.objective, max(level.bound or 0, 0))
    gap = (level.objective - bound) / max(1, abs(level.objective))
    report = LevelReport(level.name, level.objective, bound, gap, bound >= level.objective, 0.0)
    return _told(words, report, state)


def _told(words: ProofWords, level: LevelReport, state: str) -> LevelStep:
    gap = min(max(level.gap, 0.0), 1.0)
    return LevelStep(
        name=words.level(level.name),
        state=state,
        value=words.value(level.name, level.objective),
        bound=words.value(level.name, level.bound),
        gap="" if level.proven else words.percent(gap),
        words=words.meaning(level),
        proven=100 if level.proven else round(100 * (1 - gap)),
    )


@dataclass(frozen=True, slots=True)
class DepartureView:
    """Where a roster departs from the base rosters, and why.

    Parameters
    ----------
    kinds
        How many there are of each kind of reason.
    """

    total: str
    kinds: tuple[tuple[str, int], ...]
    lines: tuple[DepartureLine, ...]


def departures(problem: RosterProblem, result: RosterResult) -> DepartureView | None:
    """The departures of a result in words; None: nobody follows a base roster."""
    if not problem.base_members:
        return None
    words, found = DepartureWords(current_language()), result.departures
    return DepartureView(
        words.total(found), tuple(words.by_kind(found)), tuple(words.lines(problem, found))
    )
