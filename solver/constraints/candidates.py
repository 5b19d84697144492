"""Rows and shifts of one person that a roster may hold, each with its literal."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from solver.cpsat.model import Literal, Model
    from solver.timeline.context import PersonContext
    from solver.timeline.rows import LegalShift, Row


class RowCandidate(NamedTuple):
    """A row and the literal that says it is there."""

    row: Row
    literal: Literal


class ShiftCandidate(NamedTuple):
    """A shift of ATW 1:7 and the literal that says it is worked."""

    shift: LegalShift
    literal: Literal


class PersonCandidates(Protocol):
    """What windows of hours need of a `solver.constraints.person_model.PersonModel`."""

    @property
    def about(self) -> PersonContext:
        """Person, clock, span and ruleset."""

    @property
    def model(self) -> Model:
        """Where constraints go."""

    @property
    def rows(self) -> Sequence[RowCandidate]:
        """All rows, fixed and candidate, by start."""

    @property
    def work(self) -> Sequence[RowCandidate]:
        """Work rows, here and elsewhere, by start."""

    @property
    def shifts(self) -> Sequence[ShiftCandidate]:
        """All candidate shifts, by start."""

    @property
    def max_new_work(self) -> int | None:
        """Most minutes of candidate work in the whole period, where a rule says so."""

    @property
    def week_caps(self) -> Mapping[int, int]:
        """The same per calendar week, by its Monday."""
