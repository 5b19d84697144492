"""Wishes about two people: duties of theirs that meet though they should not, or the other way."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from data.model.company import PairingKind
from solver.cpsat.model import FALSE, Term
from solver.formulation.pairings import RowCandidates
from solver.timeline.beside import Encounters

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from data.model.company import Pairing
    from solver.formulation.roster_model import RosterModel
    from solver.problem_index import Held, ProblemIndex
    from solver.timeline.rows import Row


def pairing_terms(roster: RosterModel) -> list[Term]:
    """Each two duties that meet, and each without company, at the weight of its wish."""
    index, model = roster.index, roster.model
    if not index.wished_pairings:
        return []
    candidates, found = RowCandidates(index, roster.literals), list[Term]()
    for pairing in index.wished_pairings:
        weight = pairing.weight or 0
        if pairing.kind is PairingKind.APART:
            both = candidates.encounters(pairing, pairing.person, pairing.other)
            for mine, theirs, _ in both.meetings():
                found.append((weight, model.all_of([mine.literal, theirs.literal], "meeting")))
            continue
        for one, other in pairing.both_ways:
            for mine, company in candidates.encounters(pairing, one, other).company():
                absent = [-beside.literal for beside in company]
                found.append((weight, model.all_of([mine.literal, *absent], "no company")))
    return [term for term in found if term[1] != FALSE]


def unmet_pairings(
    index: ProblemIndex, held: Held, people: Collection[str] | None = None
) -> Counter[str]:
    """The weight of what goes against wishes about two people, by person.

    Parameters
    ----------
    people
        Those of whom it is asked; None: everybody.
    """
    found = Counter[str]()
    for pairing in index.wished_pairings:
        if people is None or pairing.person in people or pairing.other in people:
            for person in _against(index, pairing, held):
                found[person] += pairing.weight or 0
    return found


def times_against(index: ProblemIndex, pairing: Pairing, held: Held) -> int:
    """How many duties go against one wish."""
    return sum(1 for _ in _against(index, pairing, held))


def _against(index: ProblemIndex, pairing: Pairing, held: Held) -> Iterator[str]:
    """Whose duties go against a wish: of a meeting the first of the two."""

    def encounters(one: str, other: str) -> Encounters[Row]:
        mine, theirs = (index.rows(person, held.get(person, ())) for person in (one, other))
        return Encounters(pairing, index.clock, mine, theirs, _same)

    if pairing.kind is PairingKind.APART:
        met: Iterable[object] = encounters(pairing.person, pairing.other).meetings()
        yield from (pairing.person for _ in met)
        return
    for one, other in pairing.both_ways:
        yield from (one for _, company in encounters(one, other).company() if not company)


def _same(row: Row) -> Row:
    return row
