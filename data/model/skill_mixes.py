"""Where those present on some posts lack a skill: stretches with too few holders of a function."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

from data.model.company import PeopleTime, SkillMix
from data.model.duty import Duty
from data.model.person import CompetenceLevel, covers
from data.model.post import PostKind
from data.model.problem import RosterProblem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from data.model.duty import Assignment
    from data.model.shift import Shift

Timed = TypeVar("Timed", Duty, PeopleTime)


@dataclass(frozen=True, slots=True)
class MixStretch:
    """Time in which the same shifts of some posts run, and whoever has any of them is present.

    Parameters
    ----------
    shifts
        Their ids.
    day
        The local day on which it begins: who holds the function then counts.
    there
        Ids of those who hold it and are there by the roster of another book.
    others
        How many more are, whom the problem does not know.
    """

    start: datetime
    end: datetime
    shifts: tuple[str, ...]
    day: date
    there: frozenset[str] = frozenset()
    others: int = 0


@dataclass(frozen=True, slots=True)
class LackingMix:
    """A stretch in which too few of those present hold a function.

    Parameters
    ----------
    missing
        How many too few.
    """

    mix: SkillMix
    start: datetime
    end: datetime
    missing: int


@dataclass(frozen=True)
class MixWatch:
    """One skill mix in a problem."""

    problem: RosterProblem
    mix: SkillMix

    @cached_property
    def stretches(self) -> tuple[MixStretch, ...]:
        """The stretches in which anybody is to be present, by start."""
        return tuple(self._stretches())

    def _stretches(self) -> Iterator[MixStretch]:
        shifts = sorted(
            (shift for shift in self.problem.shifts if self._is_meant(shift)),
            key=lambda shift: (shift.start, shift.id),
        )
        fixed = [
            one
            for one in (*self.problem.history, *self.problem.other_books)
            if one.post in self.mix.other_posts and one.end > self.problem.start
        ]
        times = [
            *((one.start, one.end) for one in shifts),
            *((one.start, one.end) for one in fixed),
            *((one.start, one.end) for one in self.mix.others),
        ]
        edges = sorted({edge for time in times for edge in time})
        running: list[Shift] = []
        place = 0
        for start, end in pairwise(edges):
            while place < len(shifts) and shifts[place].start <= start:
                running.append(shifts[place])
                place += 1
            running = [shift for shift in running if shift.end > start]
            day = start.astimezone(self.problem.zone).date()
            if running and self.mix.holds_on(day):
                holders = self.holders(day)
                yield MixStretch(
                    start,
                    end,
                    tuple(shift.id for shift in running),
                    day,
                    frozenset(
                        one.person for one in _running(fixed, start) if one.person in holders
                    ),
                    sum(one.people for one in _running(self.mix.others, start)),
                )

    def _is_meant(self, shift: Shift) -> bool:
        is_rostered = self.problem.post_by_id[shift.post].kind is not PostKind.OPEN_CALL
        return is_rostered and shift.post in self.mix.posts

    def holders(self, day: date) -> frozenset[str]:
        """Ids of the people who hold the function on a day."""
        if day not in self._holders:
            self._holders[day] = frozenset(
                person.id for person in self.problem.people if self._holds(person.id, day)
            )
        return self._holders[day]

    def _holds(self, person: str, day: date) -> bool:
        held = self.problem.competences_of(person, self.mix.function)
        return covers([c for c in held if c.level is CompetenceLevel.QUALIFIED], day, day)

    @cached_property
    def _holders(self) -> dict[date, frozenset[str]]:
        return {}

    def lacks_without(self, person: str, shift: str, pairs: Collection[tuple[str, str]]) -> bool:
        """Whether too few with the skill are there all through a shift, also with this person."""
        after = {*pairs, (person, shift)}
        return any(
            self._missing(stretch, after) > 0
            for stretch in self.stretches
            if shift in stretch.shifts
        )

    def _missing(self, stretch: MixStretch, pairs: Collection[tuple[str, str]]) -> int:
        there = {
            person
            for person in self.holders(stretch.day)
            if any((person, shift) in pairs for shift in stretch.shifts)
        }
        return self.mix.required - len(there | stretch.there) - stretch.others

    def lacking(self, pairs: Collection[tuple[str, str]]) -> Iterator[LackingMix]:
        """Where a roster, given as pairs of person and shift, has too few; what touches is one."""
        last: LackingMix | None = None
        for stretch in self.stretches:
            missing = self._missing(stretch, pairs)
            if missing <= 0:
                continue
            found = LackingMix(self.mix, stretch.start, stretch.end, missing)
            if last is not None and (last.end, last.missing) == (found.start, missing):
                last = replace(last, end=found.end)
                continue
            if last is not None:
                yield last
            last = found
        if last is not None:
            yield last


def _running(found: Iterable[Timed], at: datetime) -> list[Timed]:
    """Those that are under way at a moment."""
    return [one for one in found if one.start <= at < one.end]


def lacking_mixes(
    problem: RosterProblem, assignments: Iterable[Assignment]
) -> tuple[LackingMix, ...]:
    """Where a roster lacks a skill, by start."""
    pairs = frozenset((one.person, one.shift) for one in assignments)
    found = [
        lacking for mix in problem.skill_mixes for lacking in MixWatch(problem, mix).lacking(pairs)
    ]
    return tuple(sorted(found, key=lambda one: (one.start, one.mix.id)))
