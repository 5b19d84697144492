"""Three-way merge of a roster: the changes of a draft, replayed on the version in force.

Both sides began from the same base. A cell, one person on one shift, that one side changed comes
out as that side has it; what both changed differently, or what can no longer be, is a conflict of
its shift, with both sides in it. No change of either side disappears without standing in the
result or in a conflict. Three-way merge: diff3, Khanna, Kunal and Pierce, FSTTCS 2007.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from data.model.duty import Assignment
from data.model.intervals import overlaps_any
from data.model.shift import Shift

Holders = dict[str, Assignment]  #: by person


class MergeSide(StrEnum):
    """Whose roster a conflict is settled by."""

    DRAFT = "draft"
    IN_FORCE = "in_force"


class ConflictKind(StrEnum):
    """Why a change of a draft cannot just be replayed; the gravest first."""

    BEGUN = "begun"  #: the shift has begun
    GONE = "gone"  #: the shift no longer exists
    LEFT = "left"  #: the person left
    NOT_COMPETENT = "not_competent"  #: the person may not do this shift (any more)
    BOTH = "both"  #: both sides changed the shift, differently
    AWAY = "away"  #: the person is absent during the shift
    TWO_PLACES = "two_places"  #: the version in force gave the person another duty at that time

    @property
    def is_choice(self) -> bool:
        """Whether the draft can be followed; else only the version in force is possible."""
        return self in _CHOICES


_CHOICES = frozenset({ConflictKind.BOTH, ConflictKind.AWAY, ConflictKind.TWO_PLACES})
_ORDER = {kind: rank for rank, kind in enumerate(ConflictKind)}


@dataclass(frozen=True, slots=True)
class Possible:
    """What is possible now.

    Parameters
    ----------
    shifts
        Those that exist, by id.
    begun
        Ids of shifts that have begun: they stay as they are in force.
    hindrance
        Why a person cannot have a shift now, by ids: left, not competent or away; None: they can.
    """

    shifts: Mapping[str, Shift]
    begun: frozenset[str]
    hindrance: Callable[[str, str], ConflictKind | None]


@dataclass(frozen=True, slots=True)
class MergeConflict:
    """A shift on which the draft and the version in force do not go together.

    Parameters
    ----------
    shift
        Id.
    kinds
        Why, the gravest first.
    base, draft, in_force
        Who was on it when the draft was made, and who is on it now by each side.
    merged
        What the draft would come to; where both changed it, the same as `draft`.
    """

    shift: str
    kinds: tuple[ConflictKind, ...]
    base: tuple[Assignment, ...]
    draft: tuple[Assignment, ...]
    in_force: tuple[Assignment, ...]
    merged: tuple[Assignment, ...]

    @property
    def kind(self) -> ConflictKind:
        """The gravest reason."""
        return self.kinds[0]

    @property
    def is_choice(self) -> bool:
        """Whether the planner has a choice."""
        return all(kind.is_choice for kind in self.kinds)

    def outcome(self, side: MergeSide) -> tuple[Assignment, ...]:
        """Who is on the shift when it is settled by a side."""
        return self.merged if side is MergeSide.DRAFT and self.is_choice else self.in_force


@dataclass(frozen=True, slots=True)
class Merge:
    """A draft, replayed on the version in force.

    Parameters
    ----------
    settled
        Who is on each shift that needs no choice.
    conflicts
        The others, in the order of their shifts.
    replayed
        Ids of shifts that the draft changes in the result.
    dropped
        Duties of the version in force that can no longer be: the shift is gone, or the person left.
    """

    settled: Mapping[str, tuple[Assignment, ...]]
    conflicts: tuple[MergeConflict, ...]
    replayed: frozenset[str]
    dropped: tuple[Assignment, ...]

    def unsettled(self, chosen: Mapping[str, MergeSide]) -> tuple[MergeConflict, ...]:
        """The conflicts that still ask for a choice."""
        return tuple(one for one in self.conflicts if one.is_choice and one.shift not in chosen)

    def resolved(self, chosen: Mapping[str, MergeSide]) -> tuple[Assignment, ...]:
        """The whole roster, by shift and person.

        Parameters
        ----------
        chosen
            By shift, whose roster settles the conflict; the version in force where nothing is said.
        """
        found = [one for holders in self.settled.values() for one in holders]
        for conflict in self.conflicts:
            found += conflict.outcome(chosen.get(conflict.shift, MergeSide.IN_FORCE))
        return tuple(sorted(found, key=lambda one: (one.shift, one.person)))


def merge(
    base: Iterable[Assignment],
    draft: Iterable[Assignment],
    in_force: Iterable[Assignment],
    possible: Possible,
) -> Merge:
    """Replay what a draft changed against its base on the version in force.

    Parameters
    ----------
    base
        The version that the draft was made from; nothing: it was the first of its period.
    """
    was, mine, theirs = _by_shift(base), _by_shift(draft), _by_shift(in_force)
    cells = [
        _Cell.of(one, was.get(one, {}), mine.get(one, {}), theirs.get(one, {}), possible)
        for one in sorted({*was, *mine, *theirs})
    ]
    _mark_double_bookings(cells, possible)
    settled = [cell for cell in cells if not cell.kinds]
    return Merge(
        settled={cell.shift: _sorted(cell.merged) for cell in settled},
        conflicts=tuple(cell.conflict() for cell in cells if cell.kinds),
        replayed=frozenset(cell.shift for cell in settled if cell.merged != cell.kept),
        dropped=tuple(
            one for cell in cells for p, one in sorted(cell.in_force.items()) if p not in cell.kept
        ),
    )


@dataclass(slots=True)
class _Cell:
    """A shift on its way through a merge; holders by person.

    Parameters
    ----------
    mine, kept
        Those of the draft and of the version in force who can still have it.
    """

    shift: str
    base: Holders
    draft: Holders
    in_force: Holders
    mine: Holders
    kept: Holders
    merged: Holders
    kinds: set[ConflictKind]

    @classmethod
    def of(
        cls, shift: str, base: Holders, draft: Holders, in_force: Holders, possible: Possible
    ) -> _Cell:
        """Merge one shift, and find out why that cannot be."""
        mine, kept = _who_can_stay(draft, possible), _who_can_stay(in_force, possible)
        cell = cls(shift, base, draft, in_force, mine, kept, _merged(base, mine, kept), set())
        cell.kinds.update(cell._reasons(possible))
        return cell

    @property
    def added(self) -> list[str]:
        """People whom the draft put on it, and nobody else."""
        return [p for p in self.draft if p not in self.base and p not in self.in_force]

    def conflict(self) -> MergeConflict:
        """What the planner is asked."""
        return MergeConflict(
            self.shift,
            tuple(sorted(self.kinds, key=_ORDER.__getitem__)),
            _sorted(self.base),
            _sorted(self.draft),
            _sorted(self.kept),
            _sorted(self.mine if ConflictKind.BOTH in self.kinds else self.merged),
        )

    def _reasons(self, possible: Possible) -> set[ConflictKind]:
        if self.draft in (self.base, self.in_force):
            return set()
        if self.shift in possible.begun:
            return {ConflictKind.BEGUN}
        shift = possible.shifts.get(self.shift)
        if shift is None:
            return {ConflictKind.GONE} if self.draft else set()
        found = {possible.hindrance(person, self.shift) for person in self.added} - {None}
        if self.base != self.in_force:
            most = max(shift.required, _count(self.draft), _count(self.kept))
            if self._clashes() or _count(self.merged) > most:
                found.add(ConflictKind.BOTH)
        return {kind for kind in found if kind is not None}

    def _clashes(self) -> bool:
        """Whether one side took somebody off it of whom the other changed something."""
        return any(
            was not in (self.draft.get(person), self.in_force.get(person))
            and (person in self.draft) != (person in self.in_force)
            for person, was in self.base.items()
        )


def _merged(base: Holders, mine: Holders, theirs: Holders) -> Holders:
    """The holders of one shift, person by person: as the side has it that changed it."""
    found: Holders = {}
    for person in {**base, **mine, **theirs}:
        was, here, there = base.get(person), mine.get(person), theirs.get(person)
        if here is not None and there is not None:
            found[person] = _flags(was, here, there)
            continue
        changed = there if here == was else here
        if changed is not None:
            found[person] = changed
    return found


def _flags(was: Assignment | None, mine: Assignment, theirs: Assignment) -> Assignment:
    """A person whom both sides have on a shift: each flag as the side has it that changed it."""
    if was is None:
        return replace(theirs, pinned=mine.pinned or theirs.pinned)
    return replace(
        theirs,
        pinned=mine.pinned if mine.pinned != was.pinned else theirs.pinned,
        double=mine.double if mine.double != was.double else theirs.double,
    )


def _mark_double_bookings(cells: Iterable[_Cell], possible: Possible) -> None:
    """Find people whom each side gave a duty at one time: the draft's shift is the conflict."""
    here = [(cell, possible.shifts[cell.shift]) for cell in cells if cell.shift in possible.shifts]
    given: dict[str, list[Shift]] = {}
    for cell, shift in here:
        for person in cell.kept:
            if person not in cell.base and person not in cell.draft:
                given.setdefault(person, []).append(shift)
    for cell, shift in here:
        for person in cell.added:
            others = given.get(person, ())
            if overlaps_any(shift, others):
                cell.kinds.add(ConflictKind.TWO_PLACES)


def _who_can_stay(holders: Holders, possible: Possible) -> Holders:
    """Those whose duty can still be: it has begun, or its shift is there and they have not left."""
    shift = next((one.shift for one in holders.values()), "")
    if shift in possible.begun:
        return holders
    if shift not in possible.shifts:
        return {}
    left = ConflictKind.LEFT
    return {p: one for p, one in holders.items() if possible.hindrance(p, shift) is not left}


def _by_shift(assignments: Iterable[Assignment]) -> dict[str, Holders]:
    found: dict[str, Holders] = {}
    for one in assignments:
        found.setdefault(one.shift, {})[one.person] = one
    return found


def _count(holders: Holders) -> int:
    return sum(not one.double for one in holders.values())


def _sorted(holders: Holders) -> tuple[Assignment, ...]:
    return tuple(holders[person] for person in sorted(holders))
