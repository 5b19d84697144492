"""What stands in the cells of an open roster, what a typed code means there, what may change.

Each refusal is a sentence in the planner's language.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from data.i18n.language import Language
from data.model.errors import Fault, Refused
from data.model.person import CompetenceLevel
from data.model.shift import Codes, days_of, is_long
from scheduler.planning.open_roster import OpenRoster

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date
    from zoneinfo import ZoneInfo

    from data.model.duty import Assignment
    from data.model.shift import Shift


@dataclass(frozen=True)
class GridCells:
    """The cells of one open roster.

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

    def who_may(self, shift: Shift, but: Collection[str]) -> tuple[tuple[str, str], ...]:
        """Id and name of everybody who may fill a shift alone, by name."""
        problem = self.roster.problem
        able = [
            (one.name, one.id)
            for one in problem.people
            if one.id not in but and problem.level(one.id, shift) is CompetenceLevel.QUALIFIED
        ]
        return tuple((id, name) for name, id in sorted(able))

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

    def name(self, shift: Shift) -> str:
        """A shift in words: its post, name and start."""
        post = self.roster.problem.post_by_id[shift.post]
        return f"{post.name} {shift.name} {self.speech.moment(shift.start, self._zone)}"

    def who(self, person: str) -> str:
        """Somebody's name; the id of whoever is no longer in the records."""
        found = self.roster.problem.person_by_id.get(person)
        return found.name if found else person

    def _moment(self, text: str) -> datetime:
        say = self.speech.gettext
        try:
            found = datetime.fromisoformat(text)
        except ValueError:
            what = say("{text} is not a moment").format(text=text or "–")
            raise Refused([Fault(what, say("Choose a day and a time."))]) from None
        return (found if found.tzinfo else found.replace(tzinfo=self._zone)).astimezone(UTC)

    def _on(self, day: date) -> list[Shift]:
        """Shifts that start on a day, and those of several days that last on it."""
        rank = {post.id: number for number, post in enumerate(self.roster.posts)}
        found = [s for s in self.roster.shifts if s.post in rank and self._lasts_on(s, day)]
        return sorted(found, key=lambda s: (rank[s.post], s.start, s.id))

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

    def _lasts_on(self, shift: Shift, day: date) -> bool:
        first, last = days_of(shift, self._zone)
        return first <= day <= last

    @property
    def _zone(self) -> ZoneInfo:
        return self.roster.problem.zone
