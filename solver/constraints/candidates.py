"""Rows and shifts of one person that a roster may hold, each with its literal."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from solver.cpsat.model import TRUE

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
    """What windows of hours and rests need of a `solver.constraints.person_model.PersonModel`."""

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

    def is_preexisting(self, rule: str, start: int, end: int) -> bool:
        """Whether fixed rows alone break a rule that touches ``[start, end)``, minutes."""


def breaks_already(person: PersonCandidates, rule: str, *shifts: ShiftCandidate) -> bool:
    """Whether shifts are fixed, and the fixed rows break a rule somewhere around them."""
    start, end = shifts[0].shift.start, max(c.shift.end for c in shifts)
    fixed = all(c.literal == TRUE for c in shifts)
    return fixed and person.is_preexisting(rule, start, end)


def is_imposed_violation(person: PersonCandidates, rule: str, candidate: ShiftCandidate) -> bool:
    """Whether fixed rows impose a shift that is no constant, and break a rule around it."""
    start, end = candidate.shift.start, candidate.shift.end
    return (
        candidate.literal != TRUE
        and person.is_preexisting(rule, start, end)
        and any(c.literal == TRUE and c.row.overlaps(start, end) for c in person.work)
    )
