"""What comes of a ladder."""

from __future__ import annotations

from dataclasses import dataclass, field

from data.model.result import RungReport
from solver.forms.roster_model import Pair


@dataclass
class Climb:
    """The roster so far, and how far each rung came.

    Attributes
    ----------
    pairs
        The roster: pairs of person and shift.
    reports
        One per rung.
    stopped
        The user asked for the end.
    hinted
        The roster is still the one that was given to start from.
    """

    pairs: frozenset[Pair] = frozenset()
    reports: list[RungReport] = field(default_factory=list)
    stopped: bool = False
    hinted: bool = False


def rung_report(name: str, objective: int, bound: int, seconds: float) -> RungReport:
    """The report of a rung from its value and the bound that was proven."""
    bound = min(bound, objective)
    return RungReport(
        name=name,
        objective=objective,
        bound=bound,
        gap=(objective - bound) / max(1, abs(objective)),
        proven=bound >= objective,
        seconds=round(seconds, 3),
    )
