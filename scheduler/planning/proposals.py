"""What a command on the grid would do, judged as an edit is; nothing of it is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.model.candidate import CandidateHours, Effect, PersonEffect, Spacing
from data.model.result import Violation
from scheduler.planning.derived_data import derived_from
from scheduler.planning.edits import Edit, edited_assignments
from scheduler.planning.judgement import effect_of, pairs_of
from solver.diagnosis.costing import Costing, Move
from solver.diagnosis.person_costs import flaws_between

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from scheduler.planning.open_roster import OpenRoster


@dataclass(frozen=True, slots=True)
class PersonProspect:
    """What a proposal would do to one person.

    Parameters
    ----------
    effect
        The duties that they get and lose, and the rules that this breaks and resolves.
    hours
        Work in the period against the contract, in minutes.
    spacing
        How a duty that they get lies between their others; None: they get none, or several.
    made, removed
        Flaws that come and go with it.
    """

    effect: PersonEffect
    hours: CandidateHours
    spacing: Spacing | None
    made: tuple[Violation, ...]
    removed: tuple[Violation, ...]

    @property
    def person(self) -> str:
        """Id."""
        return self.effect.person


@dataclass(frozen=True, slots=True)
class EditProposal:
    """Edits that somebody may carry out, with what they would do.

    Parameters
    ----------
    people
        Everybody whose duties change: who gets one first.
    """

    edits: tuple[Edit, ...]
    effect: Effect
    people: tuple[PersonProspect, ...]


def propose(roster: OpenRoster, edits: Sequence[Edit], now: datetime) -> EditProposal:
    """Judge edits of an open draft, without making them.

    Raises
    ------
    Refused
        One of them makes no sense: see `edit_draft`.
    """
    after = edited_assignments(roster, edits, now)
    effect = effect_of(roster.problem, roster.assignments, after)
    shifts: dict[str, list[str]] = {}
    for person, shift in sorted(pairs_of(roster.problem, roster.assignments)):
        shifts.setdefault(person, []).append(shift)
    known = derived_from(roster.problem)
    costing = Costing(known.index, shifts, known.prices)
    found = [_prospect(costing, one) for one in effect.people]
    found.sort(key=lambda one: not one.effect.gained)
    return EditProposal(tuple(edits), effect, tuple(found))


def _prospect(costing: Costing, effect: PersonEffect) -> PersonProspect:
    person, move, index = effect.person, Move(effect.gained, effect.lost), costing.index
    had = costing.shifts.get(person, ())
    has = [*(one for one in had if one not in effect.lost), *effect.gained]
    flaws = costing.prices.flaws
    made, removed = flaws_between(flaws(person, had), flaws(person, has))
    spacing = None
    if len(effect.gained) == 1:
        spacing = costing.spacing(person, move, index.row_of[effect.gained[0]])
    hours = costing.hours(person, move, index.person_context(person).period)
    return PersonProspect(effect, hours, spacing, tuple(made), tuple(removed))
