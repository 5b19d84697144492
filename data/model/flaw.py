"""A flaw of a roster, and what it would take to remove it."""

from __future__ import annotations

from dataclasses import dataclass

from data.model.candidate import Cost
from data.model.result import Violation


@dataclass(frozen=True, slots=True)
class DutyMove:
    """A duty that goes to somebody else.

    Parameters
    ----------
    shift
        Id.
    giver
        Id of who has it; empty: it is open.
    taker
        Id of who gets it.
    """

    shift: str
    giver: str
    taker: str


@dataclass(frozen=True, slots=True)
class FlawRemedy:
    """Moves after which a flaw is gone, no rule is broken anew and no shift falls open.

    Parameters
    ----------
    cost
        Of all of them together, with the flaws that come and go.
    """

    moves: tuple[DutyMove, ...]
    cost: Cost


@dataclass(frozen=True, slots=True)
class FlawOutlook:
    """Whether a flaw can be removed by one move or one exchange, and what that would cost.

    Parameters
    ----------
    remedies
        The best few, best first; empty: no single move or exchange removes it.
    tried
        How many moves and exchanges were looked at.
    """

    flaw: Violation
    remedies: tuple[FlawRemedy, ...]
    tried: int
