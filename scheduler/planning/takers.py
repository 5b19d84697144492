"""Who could take a duty of a draft: everybody judged in one go, for whoever drags it.

Only the taker's side differs between people; what the giver loses is judged once.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from data.model.candidate import PersonEffect
from data.model.errors import Fault, Refused
from data.model.result import Violation
from scheduler.planning.derived_data import DerivedData, derived_from
from scheduler.planning.edits import EditKind
from scheduler.planning.judgement import pairs_of
from solver.diagnosis.candidates import Candidates
from solver.diagnosis.effect import effect
from solver.diagnosis.person_costs import flaws_between
from solver.diagnosis.what_if import WhatIf

if TYPE_CHECKING:
    from data.model.candidate import ChainSwap
    from scheduler.planning.grid_commands import GridCommands


class TakerVerdict(StrEnum):
    """What it would do if somebody took a duty, best first."""

    FINE = "fine"
    FLAW = "flaw"  #: it makes their duties less healthy
    BROKEN = "broken"  #: it breaks a rule
    IMPOSSIBLE = "impossible"  #: they may not have it


@dataclass(frozen=True, slots=True)
class Taker:
    """Somebody who could take a duty.

    Parameters
    ----------
    person
        Id.
    broken, made
        New violations and flaws in their time.
    gives_up
        Ids of their duties of that day that fall open with it.
    why_not
        Where it is impossible.
    """

    person: str
    verdict: TakerVerdict
    broken: tuple[Violation, ...] = ()
    made: tuple[Violation, ...] = ()
    gives_up: tuple[str, ...] = ()
    why_not: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Takers:
    """Everybody who could take a duty, and what giving it away does to who has it.

    Parameters
    ----------
    giver
        None: nobody has it.
    """

    people: tuple[Taker, ...]
    giver: PersonEffect | None


def find_takers(commands: GridCommands, shift: str, giver: str = "") -> Takers:
    """Judge for everybody what it would do if they took a duty.

    Parameters
    ----------
    giver
        Id of who has it; empty: nobody does.

    Raises
    ------
    Refused
        The duty does not change hands as a whole: it began, or is in parts.
    """
    commands.changeable(shift)
    problem, known = commands.roster.problem, derived_from(commands.roster.problem)
    pairs = pairs_of(problem, commands.roster.assignments)
    what_if = WhatIf(known.index, known.rules, pairs, known=pairs)
    people = tuple(
        _judge(commands, known, what_if, one.id, (shift, giver))
        for one in problem.people
        if one.id != giver and (one.id, shift) not in pairs
    )
    given = None
    if (giver, shift) in pairs:
        without = pairs - {(giver, shift)}
        given = effect(known.index, known.rules, pairs, without, known.prices).people[0]
    return Takers(people, given)


def chain_swaps(commands: GridCommands, shift: str, giver: str = "") -> tuple[ChainSwap, ...]:
    """Two steps that give a duty to somebody: they take it because another takes one of theirs.

    Parameters
    ----------
    giver
        Id of who has it and gives it away; empty: it is open.

    Raises
    ------
    Refused
        It does not change hands as a whole: it began, or is in parts.
    """
    commands.changeable(shift)
    problem, known = commands.roster.problem, derived_from(commands.roster.problem)
    pairs = pairs_of(problem, commands.roster.assignments) - {(giver, shift)}
    left_out = frozenset({(giver, shift)})
    finder = Candidates(known.index, known.rules, pairs, commands.now, known.prices, left_out)
    swaps = finder.offer(shift).swaps
    return tuple(one for one in swaps if giver not in (one.taker, one.to))


def _judge(
    commands: GridCommands, known: DerivedData, what_if: WhatIf, person: str, duty: tuple[str, str]
) -> Taker:
    shift, giver = duty
    try:
        edits = commands.take_over(person, shift, giver)
    except Refused as refused:
        return Taker(person, TakerVerdict.IMPOSSIBLE, why_not=refused.reasons)
    had = what_if.shifts_of(person)
    lost = {one.shift for one in edits if one.kind is EditKind.REMOVE and one.person == person}
    has = [*(one for one in had if one not in lost), shift]
    broken = what_if.all_violations(what_if.trial(person, has))
    made, _gone = flaws_between(known.prices.flaws(person, had), known.prices.flaws(person, has))
    verdict = TakerVerdict.FLAW if made else TakerVerdict.FINE
    return Taker(
        person,
        TakerVerdict.BROKEN if broken else verdict,
        tuple(broken),
        tuple(made),
        tuple(sorted(lost)),
    )
