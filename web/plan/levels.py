"""The levels of a search that goes on, as the page shows them. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.i18n.proof_words import ProofWords
from data.model.result import LevelReport
from web.locale import say, speech

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from data.model.job import JobProgress, LevelSoFar

CHANGES = "changes"  #: a level only where something is in force
AFTER_COVER = (CHANGES, "fairness", "wishes and patterns")


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
    is_over: bool = False,
) -> list[LevelStep]:
    """The levels from the highest: those that were heard of, and those that are still to come."""
    words = ProofWords(speech(), priorities, left)
    heard = {level.name: level for level in progress.levels} if progress else {}
    current = None if is_over else now_on(heard.values())
    ranks = sorted({rank for rank in priorities.values() if rank is not None})
    expected = [*(f"coverage {rank}" for rank in ranks), *AFTER_COVER]
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
    words = ProofWords(speech(), priorities, left)
    return [_told(words, level, "done") for level in levels if words.is_about(level.name)]


def _step(words: ProofWords, level: LevelSoFar, state: str) -> LevelStep:
    if level.objective is None:
        return LevelStep(words.level(level.name), state, words=say("No roster yet."))
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
