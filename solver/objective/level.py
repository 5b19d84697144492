"""What a level of the objective is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection

    from solver.cpsat.model import Term
    from solver.formulation.roster_model import Pair, RosterModel
    from solver.problem_index import ProblemIndex


class Level(Protocol):
    """One level: something to minimise, in the model and in plain Python.

    Both halves give the same number: `terms` summed over a solution plus the constant part equals
    `value` of the roster, as far as the model holds free pairs. In a model of a neighbourhood the
    constant may leave out whatever the free pairs cannot change.
    """

    @property
    def name(self) -> str:
        """Name of the level, as results and screens show it."""

    def terms(self, roster: RosterModel) -> list[Term]:
        """Terms to minimise; auxiliary variables may be added to the model."""

    def value(self, index: ProblemIndex, pairs: Collection[Pair]) -> int:
        """The value of a whole roster, in plain Python."""
