"""Commands on the grid, as edits of a draft: a typed code, a take-over, an exchange.

Each refusal is a sentence in the planner's language; what no command can lead to is left to
`edit_open`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from data.i18n.language import Language
from data.model.errors import Fault, Refused
from data.model.person import CompetenceLevel
from data.model.shift import Codes, days_of, is_long
from data.store.audit import trail
from scheduler.planning.edits import Edit, Edited, EditKind, edit_open
from scheduler.planning.open_roster import OpenRoster, open_draft
from scheduler.planning.splits import SplitPart

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence
    from datetime import date
    from zoneinfo import ZoneInfo

    from data.model.duty import Assignment
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


@dataclass(frozen=True)
class GridCommands:
    """The commands on one open roster.

    Parameters
    ----------
    now
        Before it nothing is changed any more.
    """

    roster: OpenRoster
    now: datetime
    speech: Language

    @cached_property
    def codes(self) -> Codes:
        """The codes that may be typed."""
        return Codes(self.roster.posts, self.roster.shifts)

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
            They may not do it.
        FullShift
            It is held by others.
        """
        found = self.checked(person, self._known(shift))
        held = self.roster.holders.get(shift, ())
        qualified = self.roster.problem.level(person, found) is CompetenceLevel.QUALIFIED
        if qualified and len(held) >= found.required:
            say = self.speech.gettext
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

    def duties_on(self, person: str, day: date) -> list[Assignment]:
        """What a command on a day of somebody means: their shift there, else their time on call."""
        there = self.standing_on(person, day)
        return [one for one in there if not is_long(self._known(one.shift))] or there

    def standing_on(self, person: str, day: date) -> list[Assignment]:
        """All that stands under a day of somebody, by start."""
        known = self.roster.shift_by_id
        mine = [one for one in self.roster.by_person.get(person, ()) if one.shift in known]
        there = [one for one in mine if self._lasts_on(known[one.shift], day)]
        return sorted(there, key=lambda one: known[one.shift].start)

    def choices(self, person: str, day: date) -> list[Shift]:
        """The shifts of a day that somebody may do and has not, the important posts first."""
        mine = {one.shift for one in self.roster.by_person.get(person, ())}
        return [
            shift
            for shift in self._on(day)
            if shift.id not in mine and shift.start >= self.now and self._level(person, shift)
        ]

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

    def who_may(self, shift: Shift, but: Collection[str]) -> tuple[tuple[str, str], ...]:
        """Id and name of everybody who may fill a shift alone, by name."""
        problem = self.roster.problem
        able = [
            (one.name, one.id)
            for one in problem.people
            if one.id not in but and problem.level(one.id, shift) is CompetenceLevel.QUALIFIED
        ]
        return tuple((id, name) for name, id in sorted(able))

    def _moment(self, text: str) -> datetime:
        say = self.speech.gettext
        try:
            found = datetime.fromisoformat(text)
        except ValueError:
            what = say("{text} is no moment").format(text=text or "–")
            raise Refused([Fault(what, say("Choose a day and a time."))]) from None
        return (found if found.tzinfo else found.replace(tzinfo=self._zone)).astimezone(UTC)

    def _on(self, day: date) -> list[Shift]:
        """Shifts that start on a day, and those of several days that last on it."""
        rank = {post.id: number for number, post in enumerate(self.roster.posts)}
        found = [s for s in self.roster.shifts if s.post in rank and self._lasts_on(s, day)]
        return sorted(found, key=lambda s: (rank[s.post], s.start, s.id))

    def meant(self, person: str, day: date, code: str) -> Shift:
        """The one shift that a typed code means on a day of somebody.

        Raises
        ------
        Refused
            No shift of that day fits, several do, or they may not do it.
        """
        say = self.speech.gettext
        named = [shift for shift in self._on(day) if self.codes.fits(shift, code)]
        able = [shift for shift in named if self._level(person, shift)]
        # Of several posts that say "P", they mean the one that lacks somebody.
        lacking = [shift for shift in able if self.roster.missing(shift)]
        fit = able if len(able) == 1 else lacking
        if len(fit) == 1:
            return fit[0]
        shown = self.speech.day(day)
        if not named:
            what = say("There is no shift {code} on {day}").format(code=code.upper(), day=shown)
            there = " ".join(dict.fromkeys(self.codes.of(shift) for shift in self._on(day)))
            raise Refused([Fault(what, say("There are: {codes}").format(codes=there or "–"))])
        if not able:
            raise Refused([self._not_competent(person, named[0])])
        several = ", ".join(self.codes.long(shift) for shift in able)
        what = say("{code} may mean several shifts: {shifts}").format(
            code=code.upper(), shifts=several
        )
        raise Refused([Fault(what, say("Type the code of the post, or choose in the list."))])

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

    def checked(self, person: str, shift: Shift) -> Shift:
        """A shift that somebody may get.

        Raises
        ------
        Refused
            It may not change hands, or they are not competent for it.
        """
        self._changeable(shift)
        if not self._level(person, shift):
            raise Refused([self._not_competent(person, shift)])
        return shift

    def changeable(self, shift: str) -> Shift:
        """A shift of this roster that may change hands.

        Raises
        ------
        Refused
            There is none of that id, it began already, or is in parts.
        """
        return self._changeable(self._known(shift))

    def _changeable(self, shift: Shift) -> Shift:
        self._not_begun(shift)
        if self.roster.is_in_parts(shift.id):
            say = self.speech.gettext
            what = say("{shift} is in parts").format(shift=self.name(shift))
            raise Refused([Fault(what, say("Make it whole first, or give away a part of it."))])
        return shift

    def _not_begun(self, shift: Shift) -> Shift:
        if shift.start < self.now:
            say = self.speech.gettext
            what = say("{shift} has begun already").format(shift=self.name(shift))
            raise Refused([Fault(what, say("What was done is recorded, not changed in a roster."))])
        return shift

    def _known(self, shift: str) -> Shift:
        found = self.roster.shift_by_id.get(shift)
        if found is None:
            say = self.speech.gettext
            raise Refused([Fault(say("This shift is not in this roster"), say("Reload the page."))])
        return found

    def _level(self, person: str, shift: Shift) -> CompetenceLevel | None:
        problem = self.roster.problem
        is_known = person in problem.person_by_id and shift.id in problem.shift_by_id
        return problem.level(person, shift) if is_known else None

    def _not_competent(self, person: str, shift: Shift) -> Fault:
        say = self.speech.gettext
        what = say("{name} is not competent for {shift}").format(
            name=self.who(person), shift=self.name(shift)
        )
        return Fault(what, say("Choose somebody else, or record the competence first."))

    def _nothing(self, person: str) -> Fault:
        say = self.speech.gettext
        what = say("{name} has no duty here").format(name=self.who(person))
        return Fault(what, say("Type the code of a shift to assign one."))

    def name(self, shift: Shift) -> str:
        """A shift in words: its post, name and start."""
        post = self.roster.problem.post_by_id[shift.post]
        return f"{post.name} {shift.name} {self.speech.moment(shift.start, self._zone)}"

    def who(self, person: str) -> str:
        """Somebody's name; the id of whoever is no longer in the records."""
        found = self.roster.problem.person_by_id.get(person)
        return found.name if found else person

    def _lasts_on(self, shift: Shift, day: date) -> bool:
        first, last = days_of(shift, self._zone)
        return first <= day <= last

    @property
    def _zone(self) -> ZoneInfo:
        return self.roster.problem.zone


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
