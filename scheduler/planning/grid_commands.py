"""Commands on the grid, as edits of a draft: a typed code, a take-over, an exchange.

What no command can lead to is left to `edit_open`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from data.model.errors import Fault, Refused
from data.model.person import CompetenceLevel
from data.model.shift import is_long
from data.store.audit import trail
from scheduler.planning.edits import Edit, Edited, EditKind, edit_open
from scheduler.planning.grid_cells import GridCells
from scheduler.planning.open_roster import open_draft
from scheduler.planning.splits import SplitPart

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date, datetime

    from data.i18n.language import Language
    from data.model.shift import Shift
    from data.store.opening import Store


class FullShift(Refused):
    """A shift has no place left: somebody may take it over from one of its holders.

    Parameters
    ----------
    person
        Id of who was to get it.
    shift
        Its id.
    holders
        Ids of who has it.
    """

    def __init__(self, fault: Fault, person: str, shift: str, holders: Sequence[str]) -> None:
        self.person = person
        self.shift = shift
        self.holders = tuple(holders)
        super().__init__([fault])


class GridCommands(GridCells):
    """The commands on one open roster."""

    def type_code(self, person: str, day: date, code: str) -> list[Edit]:
        """A code was typed on a day of somebody: they get that shift, in place of another there.

        Raises
        ------
        Refused
            No shift of that day fits, several do, or they may not do it.
        FullShift
            It is held by others.
        """
        shift = self.meant(person, day, code)
        return [*self._clear(person, shift), *self.assign(person, shift.id)]

    def assign(self, person: str, shift: str) -> list[Edit]:
        """Somebody gets a shift that is open.

        Raises
        ------
        Refused
            They may not do it, or have it already.
        FullShift
            It is held by others.
        """
        found, say = self.checked(person, self._known(shift)), self.speech.gettext
        held = self.roster.holders.get(shift, ())
        if person in held:
            what = say("{name} has {shift} already").format(
                name=self.who(person), shift=self.name(found)
            )
            raise Refused([Fault(what, say("Choose another cell, or type another code."))])
        qualified = self.roster.problem.level(person, found) is CompetenceLevel.QUALIFIED
        if qualified and len(held) >= found.required:
            what = say("{shift} is held by {names}").format(
                shift=self.name(found), names=", ".join(self.who(one) for one in held)
            )
            fault = Fault(what, say("Let it be taken over, or take it from them first."))
            raise FullShift(fault, person, shift, held)
        return [Edit(EditKind.ASSIGN, person, shift)]

    def take_over(self, person: str, shift: str, holder: str) -> list[Edit]:
        """Somebody takes a shift over from its holder.

        Raises
        ------
        Refused
            They may not do it.
        """
        found = self.checked(person, self._known(shift))
        return [
            Edit(EditKind.REMOVE, holder, shift),
            *self._clear(person, found),
            Edit(EditKind.ASSIGN, person, shift),
        ]

    def chain(self, person: str, shift: str, given: tuple[str, str], holder: str) -> list[Edit]:
        """Two steps: somebody gets a shift because another takes one of theirs.

        Parameters
        ----------
        given
            Id of the shift that they give up, and of who takes that.
        holder
            Id of who has the shift; empty: it is open.

        Raises
        ------
        Refused
            One of them may not do what they would get.
        """
        gives, to = given
        first = self.take_over(to, gives, person)
        if not holder:
            return [*first, *self.assign(person, shift)]
        self.checked(person, self._known(shift))
        return [
            *first,
            Edit(EditKind.REMOVE, holder, shift),
            Edit(EditKind.ASSIGN, person, shift),
        ]

    def remove(self, person: str, shifts: Iterable[str]) -> list[Edit]:
        """Duties are taken from somebody.

        Raises
        ------
        Refused
            There is nothing to take, or it began already.
        """
        found = [self._changeable(self._known(one)) for one in shifts]
        if not found:
            raise Refused([self._nothing(person)])
        return [Edit(EditKind.REMOVE, person, one.id) for one in found]

    def pin(self, person: str, shifts: Iterable[str]) -> list[Edit]:
        """Duties are pinned, or released where all were pinned.

        Raises
        ------
        Refused
            There is nothing to pin.
        """
        wanted = {self._changeable(self._known(one)).id for one in shifts}
        mine = [one for one in self.roster.by_person.get(person, ()) if one.shift in wanted]
        if not mine:
            raise Refused([self._nothing(person)])
        kind = EditKind.UNPIN if all(one.pinned for one in mine) else EditKind.PIN
        return [Edit(kind, person, one.shift) for one in mine]

    def exchange(self, one: tuple[str, date], other: tuple[str, date]) -> list[Edit]:
        """What stands in two cells changes places; an empty cell takes what is in the other.

        Raises
        ------
        Refused
            Both are empty, or one of them may not do what the other has.
        """
        here, there = self.duties_on(*one), self.duties_on(*other)
        if not here and not there:
            raise Refused([self._nothing(one[0])])
        moves = [(one[0], other[0], duty) for duty in here]
        moves += [(other[0], one[0], duty) for duty in there]
        edits = []
        for giver, taker, duty in moves:
            shift = self.checked(taker, self._known(duty.shift))
            edits += [
                Edit(EditKind.REMOVE, giver, shift.id),
                Edit(EditKind.ASSIGN, taker, shift.id),
            ]
        return edits

    def split(self, person: str, shift: str, comer: str, times: tuple[str, str]) -> list[Edit]:
        """Somebody else gets a part of a duty.

        Parameters
        ----------
        times
            From and until, on the local clock or with a difference to UTC, as ISO 8601.

        Raises
        ------
        Refused
            There is no such duty, it began already, or these are no times.
        """
        found = self._not_begun(self._known(shift))
        part = SplitPart(comer, *(self._moment(text) for text in times))
        if comer not in self.roster.problem.person_by_id:
            say = self.speech.gettext
            what = say("Nobody was chosen to take it over")
            raise Refused([Fault(what, say("Choose somebody in the list."))])
        piece = replace(found, start=part.start, end=part.end)
        if self.roster.problem.level(comer, piece) is not CompetenceLevel.QUALIFIED:
            raise Refused([self._not_competent(comer, found)])
        return [Edit(EditKind.SPLIT, person, shift, part)]

    def make_whole(self, person: str, shift: str, comer: str, times: tuple[str, str]) -> list[Edit]:
        """A split is taken back; see `split`."""
        part = SplitPart(comer, *(self._moment(text) for text in times))
        return [Edit(EditKind.UNSPLIT, person, self._known(shift).id, part)]

    def _clear(self, person: str, shift: Shift) -> list[Edit]:
        """Take away what a new shift of a day replaces: a cell holds one shift, beside a week."""
        if is_long(shift):
            return []
        day = shift.start.astimezone(self._zone).date()
        there = [one for one in self.duties_on(person, day) if one.shift != shift.id]
        return [
            Edit(EditKind.REMOVE, person, one.shift)
            for one in there
            if not is_long(self._known(one.shift)) and self._known(one.shift).start >= self.now
        ]


def edit_grid(
    store: Store,
    roster: int,
    chosen: Callable[[GridCommands], Sequence[Edit]],
    who: str,
    now: datetime,
    speech: Language,
    seen: int | None = None,
) -> Edited:
    """Carry out a command on the grid of a draft, which is read once.

    Parameters
    ----------
    chosen
        The command, of those that the open draft has.
    seen
        The lock version that the planner saw; None: whichever it has.

    Raises
    ------
    Refused
        It makes no sense as things stand.
    Conflict
        Somebody else changed the draft since the planner saw it.
    """
    with store.writing() as connection:
        trail.take_turn(connection)
        opened = open_draft(connection, roster, who, now, seen)
        return edit_open(connection, opened, chosen(GridCommands(opened, now, speech)), who, now)
