"""The rungs of a search that goes on, as the page shows them. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.exchange.proof_words import ProofWords
from data.model.result import RungReport
from web.look.speech import say, speech

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from data.model.job import JobProgress, RungSoFar

AFTER_COVER = ("fairness", "wishes and patterns")  #: rungs that every ladder has


@dataclass(frozen=True, slots=True)
class Step:
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
    progress: JobProgress | None, priorities: Mapping[str, int | None], *, is_over: bool = False
) -> list[Step]:
    """The rungs so far, the one it is on, and those that are still to come."""
    words = ProofWords(speech(), priorities)
    rungs = progress.rungs if progress else ()
    current = None if is_over else now_on(rungs)
    ranks = sorted({rank for rank in priorities.values() if rank is not None})
    known = {rung.name for rung in rungs}
    expected = [*(f"coverage {rank}" for rank in ranks), *AFTER_COVER]
    later = [name for name in expected if name not in known]
    shown = [
        _step(words, rung, "now" if rung is current else "done")
        for rung in rungs
        if words.is_about(rung.name)
    ]
    return [*shown, *(Step(words.rung(name), "later") for name in later)]


def now_on(rungs: Iterable[RungSoFar]) -> RungSoFar | None:
    """The rung that moved last; pools that share nobody may be on different ones."""
    return max(rungs, key=lambda rung: rung.curve[-1].seconds if rung.curve else 0.0, default=None)


def reports(rungs: Iterable[RungReport], priorities: Mapping[str, int | None]) -> list[Step]:
    """The rungs of a search that is over."""
    words = ProofWords(speech(), priorities)
    return [_told(words, rung, "done") for rung in rungs if words.is_about(rung.name)]


def _step(words: ProofWords, rung: RungSoFar, state: str) -> Step:
    if rung.objective is None:
        return Step(words.rung(rung.name), state, words=say("No roster yet."))
    bound = min(rung.objective, max(rung.bound or 0, 0))
    gap = (rung.objective - bound) / max(1, abs(rung.objective))
    report = RungReport(rung.name, rung.objective, bound, gap, bound >= rung.objective, 0.0)
    return _told(words, report, state)


def _told(words: ProofWords, rung: RungReport, state: str) -> Step:
    gap = min(max(rung.gap, 0.0), 1.0)
    return Step(
        name=words.rung(rung.name),
        state=state,
        value=words.value(rung.name, rung.objective),
        bound=words.value(rung.name, rung.bound),
        gap="" if rung.proven else f"{speech().number(100 * gap, 1)}%",
        words=words.meaning(rung),
        proven=100 if rung.proven else round(100 * (1 - gap)),
    )
