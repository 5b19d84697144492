"""The rungs of a search that goes on, as the page shows them. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.i18n.proof_words import ProofWords
from data.model.result import LevelReport
from web.locale import say, speech

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from data.model.job import JobProgress, LevelSoFar

CHANGES = "changes"  #: a rung only where something is in force
AFTER_COVER = (CHANGES, "fairness", "wishes and patterns")


@dataclass(frozen=True, slots=True)
class LevelStep:
    """A rung on the screen.

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
    """The rungs from the highest: those that were heard of, and those that are still to come."""
    words = ProofWords(speech(), priorities, left)
    heard = {rung.name: rung for rung in progress.rungs} if progress else {}
    current = None if is_over else now_on(heard.values())
    ranks = sorted({rank for rank in priorities.values() if rank is not None})
    expected = [*(f"coverage {rank}" for rank in ranks), *AFTER_COVER]
    found = []
    for name in dict.fromkeys([*expected, *heard]):
        rung = heard.get(name)
        if rung is not None and words.is_about(name):
            found.append(_step(words, rung, "now" if rung is current else "done"))
        elif name in expected and name != CHANGES:
            found.append(LevelStep(words.rung(name), "later"))
    return found


def now_on(rungs: Iterable[LevelSoFar]) -> LevelSoFar | None:
    """The rung that moved last; pools that share nobody may be on different ones."""
    return max(rungs, key=lambda rung: rung.curve[-1].seconds if rung.curve else 0.0, default=None)


def reports(
    rungs: Iterable[LevelReport],
    priorities: Mapping[str, int | None],
    left: frozenset[str] = frozenset(),
) -> list[LevelStep]:
    """The rungs of a search that is over; `left` as in `ProofWords`."""
    words = ProofWords(speech(), priorities, left)
    return [_told(words, rung, "done") for rung in rungs if words.is_about(rung.name)]


def _step(words: ProofWords, rung: LevelSoFar, state: str) -> LevelStep:
    if rung.objective is None:
        return LevelStep(words.rung(rung.name), state, words=say("No roster yet."))
    bound = min(rung.objective, max(rung.bound or 0, 0))
    gap = (rung.objective - bound) / max(1, abs(rung.objective))
    report = LevelReport(rung.name, rung.objective, bound, gap, bound >= rung.objective, 0.0)
    return _told(words, report, state)


def _told(words: ProofWords, rung: LevelReport, state: str) -> LevelStep:
    gap = min(max(rung.gap, 0.0), 1.0)
    return LevelStep(
        name=words.rung(rung.name),
        state=state,
        value=words.value(rung.name, rung.objective),
        bound=words.value(rung.name, rung.bound),
        gap="" if rung.proven else words.percent(gap),
        words=words.meaning(rung),
        proven=100 if rung.proven else round(100 * (1 - gap)),
    )
