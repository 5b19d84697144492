"""Commands on a range of cells of the grid: take away, pin, paste; one change of the draft each.

What cannot be done is told all at once, cell by cell; then nothing is done, unless the planner
asks for what remains.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from data.model.errors import Fault, Refused
from data.model.person import CompetenceLevel
from data.model.shift import days_of
from scheduler.planning.edits import Edit, EditKind
from scheduler.planning.grid_commands import GridCommands

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from data.i18n.language import Language
    from data.model.duty import Assignment
    from data.model.shift import Shift

MOST_CELLS = 20_000  #: of a range: a large region over a year


@dataclass(frozen=True, slots=True)
class CellRange:
    """Some people by some days that follow each other.

    Parameters
    ----------
    people
        Ids, in the order in which they stand on screen.
    first
        The first day.
    days
        How many.
    """

    people: tuple[str, ...]
    first: date
    days: int

    @property
    def cells(self) -> Iterator[tuple[str, date]]:
        """Each cell, by person and day."""
        for person in self.people:
            for number in range(self.days):
                yield person, self.first + timedelta(days=number)


@dataclass(frozen=True, slots=True)
class TakenDuty:
    """A shift that a paste takes from somebody outside it.

    Parameters
    ----------
    holder, shift
        Ids.
    """

    holder: str
    shift: str


@dataclass
class RangeEdits:
    """What a command on a range comes to.

    Attributes
    ----------
    taken
        Duties of people outside the range that go with it.
    faults
        What of it cannot be done.
    """

    edits: list[Edit] = field(default_factory=list)
    taken: list[TakenDuty] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def checked(
        self, speech: Language, *, skip: bool = False, may_take: bool = False
    ) -> RangeEdits:
        """The same, if all of it can be done.

        Parameters
        ----------
        skip
            What cannot be done is left out.
        may_take
            The planner wants it also where others lose duties by it.

        Raises
        ------
        Refused
            Nothing of it can be done.
        PartRefused
            Something cannot be done, and is not to be left out.
        DutiesTaken
            Others lose duties by it, of which the planner did not say that they want it.
        """
        faults = list(dict.fromkeys(self.faults))
        if faults and not self.edits:
            raise Refused(faults)
        if faults and not skip:
            raise PartRefused(faults, len(self.edits))
        if self.taken and not may_take:
            say = speech.gettext
            what = say("This takes duties from people outside the cells")
            raise DutiesTaken([Fault(what, say("Say that you want that."))])
        return self


class PartRefused(Refused):
    """Some of a command on a range cannot be done, and the rest can.

    Parameters
    ----------
    edits
        How many changes remain.
    """

    def __init__(self, faults: Sequence[Fault], edits: int) -> None:
        self.edits = edits
        super().__init__(faults)


class DutiesTaken(Refused):
    """A paste takes duties from people outside it, which a planner has to want."""


@dataclass(frozen=True)
class RangeCommands:
    """The commands on ranges of one open roster."""

    commands: GridCommands

    def remove(self, cells: CellRange) -> RangeEdits:
        """Every duty that begins in a range is taken away; of one cell, what lasts on it too."""
        found = RangeEdits()
        for person, one in self._duties(cells):
            if self._may_change(found, person, one.shift):
                found.edits.append(Edit(EditKind.REMOVE, person, one.shift))
        return self._some(found, cells)

    def pin(self, cells: CellRange) -> RangeEdits:
        """Every duty that begins in a range is pinned, or released where all of them are."""
        found, mine = RangeEdits(), []
        for person, one in self._duties(cells):
            if self._may_change(found, person, one.shift):
                mine.append(one)
        is_release = all(one.pinned for one in mine)
        kind = EditKind.UNPIN if is_release else EditKind.PIN
        found.edits += [
            Edit(kind, one.person, one.shift) for one in mine if one.pinned is is_release
        ]
        return self._some(found, cells)

    def paste(
        self, people: Sequence[str], first: date, rows: Sequence[Sequence[str]]
    ) -> RangeEdits:
        """Make some cells as they were copied: what stands there goes, what was copied comes.

        Parameters
        ----------
        people, first
            The cell at the upper left is that of the first of them on this day.
        rows
            What to write in each cell: codes with a space between them; empty: nothing. There may
            be more rows than people: those fall off the grid.
        """
        found = RangeEdits()
        gains: list[tuple[str, Shift]] = []
        for person, row in zip(people, rows, strict=False):
            for number, text in enumerate(row):
                day = first + timedelta(days=number)
                gains += self._fill(found, (person, day), text)
        unique = list(dict.fromkeys(gains))
        for shift in dict.fromkeys(shift for _, shift in unique):
            takers = [person for person, one in unique if one == shift]
            self._seat(found, shift, takers)
        if not (found.edits or found.faults):
            say = self.commands.speech.gettext
            what = say("Nothing changes: this stands there already")
            raise Refused([Fault(what, say("Choose another cell to paste into."))])
        return found

    def _fill(
        self, found: RangeEdits, cell: tuple[str, date], text: str
    ) -> list[tuple[str, Shift]]:
        """Who gets what in one cell; what stands there and is not wanted is taken away."""
        person, day = cell
        held = {one.shift for one in self._beginning(person, day)}
        try:
            wanted = [
                self.commands.checked(person, self.commands.meant(person, day, code))
                for code in text.split()
            ]
        except Refused as refused:
            found.faults += [self._at(person, day, one) for one in refused.reasons]
            return []
        ids = {shift.id for shift in wanted}
        for shift in sorted(held - ids):
            if self._may_change(found, person, shift):
                found.edits.append(Edit(EditKind.REMOVE, person, shift))
        all_of_them = {one.shift for one in self.commands.roster.by_person.get(person, ())}
        return [(person, shift) for shift in wanted if shift.id not in all_of_them]

    def _seat(self, found: RangeEdits, shift: Shift, takers: Sequence[str]) -> None:
        """Give a shift to some; who has it beside them makes room, as far as need be."""
        roster = self.commands.roster
        leaving = {one.person for one in found.edits if one.shift == shift.id}
        staying = [one for one in roster.holders.get(shift.id, ()) if one not in leaving]
        able = [
            one for one in takers if roster.problem.level(one, shift) is CompetenceLevel.QUALIFIED
        ]
        too_many = len(staying) + len(able) - shift.required
        if too_many > len(staying):
            say = self.commands.speech.gettext
            what = say("{shift} would go to {count} people, and needs {required}").format(
                shift=self.commands.name(shift), count=len(able), required=shift.required
            )
            found.faults.append(Fault(what, say("Paste fewer rows at once.")))
            return
        pinned = {one.person for one in roster.assignments if one.shift == shift.id and one.pinned}
        staying.sort(key=lambda one: one in pinned)  # who is pinned goes last
        for holder in staying[: max(too_many, 0)]:
            found.edits.append(Edit(EditKind.REMOVE, holder, shift.id))
            found.taken.append(TakenDuty(holder, shift.id))
        found.edits += [Edit(EditKind.ASSIGN, one, shift.id) for one in takers]

    def _duties(self, cells: CellRange) -> Iterator[tuple[str, Assignment]]:
        is_one = cells.days == 1 and len(cells.people) == 1
        for person, day in cells.cells:
            there = self.commands.duties_on if is_one else self._beginning
            for one in there(person, day):
                yield person, one

    def _beginning(self, person: str, day: date) -> list[Assignment]:
        """What begins on a day of somebody."""
        roster = self.commands.roster
        zone, known = roster.problem.zone, roster.shift_by_id
        there = self.commands.standing_on(person, day)
        return [one for one in there if days_of(known[one.shift], zone)[0] == day]

    def _may_change(self, found: RangeEdits, person: str, shift: str) -> bool:
        try:
            self.commands.changeable(shift)
        except Refused as refused:
            whole = self.commands.roster.shift_by_id[shift]
            day = days_of(whole, self.commands.roster.problem.zone)[0]
            found.faults += [self._at(person, day, one) for one in refused.reasons]
            return False
        return True

    def _some(self, found: RangeEdits, cells: CellRange) -> RangeEdits:
        if not (found.edits or found.faults):
            say = self.commands.speech.gettext
            names = ", ".join(self.commands.who(one) for one in cells.people[:3])
            what = say("No duty begins in these cells ({names})").format(names=names)
            raise Refused([Fault(what, say("Choose cells in which a duty begins."))])
        return found

    def _at(self, person: str, day: date, fault: Fault) -> Fault:
        """A fault with the cell that it is of."""
        where = f"{self.commands.who(person)}, {self.commands.speech.day(day)}"
        return Fault(f"{where}: {fault.what}", fault.remedy)
