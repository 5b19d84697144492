"""RosterProblem: everything one solve needs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from data.model.base_roster import BaseMember, BaseRoster, following_by_post, following_on
from data.model.company import Pairing, SkillMix, Substitution, Traineeship
from data.model.days import touched_dates
from data.model.duty import Absence, Assignment, Duty, DutyKind, Wish
from data.model.person import Competence, CompetenceLevel, Person, covers
from data.model.post import Function, Post, PostKind, Region
from data.model.quality import QualityWeights
from data.model.ruleset import Ruleset
from data.model.shift import Shift

if TYPE_CHECKING:
    from collections.abc import Iterable


class Objective(StrEnum):
    """What is minimised."""

    LEVELS = "ladder"  #: coverage, then changes, then quality; files keep an older word
    WEIGHTED_SUM = "weighted_sum"  #: cover weights plus wishes, as in the public benchmark


@dataclass(frozen=True, slots=True)
class Succession:
    """A shift name that may not be worked on the day after another."""

    previous: str
    next: str


@dataclass(frozen=True, slots=True)
class CarryOver:
    """What a person did before the history of this problem, for fairness.

    Parameters
    ----------
    measure
        ``nights``, ``weekends``, ``holidays``, ``on_call`` or ``hours``.
    amount
        Above (positive) or below (negative) their fair share, in the unit of the measure.
    """

    person: str
    measure: str
    amount: float


@dataclass(frozen=True)
class RosterProblem:
    """Everything one solve needs; immutable, and validated by `data.model.validation`.

    Parameters
    ----------
    start, end
        The period to roster, UTC instants on a local midnight, half open.
    time_zone
        IANA name of the local clock.
    shifts
        The shifts to fill: each starts inside the period.
    history
        Duties as they were worked or planned before `start` (and any that reach into the period).
    elsewhere
        Dated rows of work outside this roster, beside `Person.weekly_work`.
    other_books
        Duties from `start` on that rosters of other books give people: fixed here, and work or
        on-call to every rule.
    assignments
        Pinned assignments, and unpinned ones as a hint to start from.
    published
        The assignments of the roster that this one will replace: each that is not kept, and each
        that is new, is a change. Empty: nothing was published.
    base_rosters, base_members
        The cycles by which people live, and who follows which.
    base
        What the base rosters give whom of these shifts. Whoever follows a base roster departs from
        it with each of these that they do not have, and with each other shift of its post that
        they do have, on the days on which they follow it.
    weights
        What quality weighs.
    pairings
        People who are kept apart, and people who serve together.
    traineeships
        What trainees are to shadow.
    substitutions
        Which function may fill posts of another, and at what price.
    skill_mixes
        Who must be among those present.
    begun
        Ids of shifts that have begun, where somebody is to shadow any: whoever is not on one of
        them does not come to it.
    public_holidays, school_holidays
        Local dates inside or around the period.
    """

    start: datetime
    end: datetime
    regions: tuple[Region, ...]
    functions: tuple[Function, ...]
    posts: tuple[Post, ...]
    shifts: tuple[Shift, ...]
    people: tuple[Person, ...]
    competences: tuple[Competence, ...]
    absences: tuple[Absence, ...] = ()
    wishes: tuple[Wish, ...] = ()
    history: tuple[Duty, ...] = ()
    elsewhere: tuple[Duty, ...] = ()
    other_books: tuple[Duty, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    published: tuple[Assignment, ...] = ()
    carry_over: tuple[CarryOver, ...] = ()
    successions: tuple[Succession, ...] = ()
    ruleset: Ruleset = field(default_factory=Ruleset)
    objective: Objective = Objective.LEVELS
    base_rosters: tuple[BaseRoster, ...] = ()
    base_members: tuple[BaseMember, ...] = ()
    base: tuple[Assignment, ...] = ()
    weights: QualityWeights = field(default_factory=QualityWeights)
    pairings: tuple[Pairing, ...] = ()
    traineeships: tuple[Traineeship, ...] = ()
    substitutions: tuple[Substitution, ...] = ()
    skill_mixes: tuple[SkillMix, ...] = ()
    begun: tuple[str, ...] = ()
    public_holidays: tuple[date, ...] = ()
    school_holidays: tuple[date, ...] = ()
    time_zone: str = "Europe/Amsterdam"

    @cached_property
    def zone(self) -> ZoneInfo:
        """The local clock."""
        return ZoneInfo(self.time_zone)

    @cached_property
    def first_date(self) -> date:
        """First local date of the period."""
        return self.start.astimezone(self.zone).date()

    @cached_property
    def last_date(self) -> date:
        """Last local date of the period, inclusive."""
        end = self.end.astimezone(self.zone).date()
        return date.fromordinal(end.toordinal() - 1)

    @cached_property
    def post_by_id(self) -> dict[str, Post]:
        """Posts by id."""
        return {post.id: post for post in self.posts}

    @cached_property
    def shift_by_id(self) -> dict[str, Shift]:
        """Shifts by id."""
        return {shift.id: shift for shift in self.shifts}

    @cached_property
    def person_by_id(self) -> dict[str, Person]:
        """People by id."""
        return {person.id: person for person in self.people}

    @cached_property
    def _competences_by_holder(self) -> dict[tuple[str, str], tuple[Competence, ...]]:
        found: dict[tuple[str, str], list[Competence]] = {}
        for competence in self.competences:
            found.setdefault((competence.person, competence.function), []).append(competence)
        return {key: tuple(value) for key, value in found.items()}

    @cached_property
    def _following(self) -> dict[tuple[str, str], list[tuple[BaseRoster, BaseMember]]]:
        found: dict[tuple[str, str], list[tuple[BaseRoster, BaseMember]]] = {}
        for post, pairs in following_by_post(self.base_rosters, self.base_members).items():
            for roster, member in pairs:
                found.setdefault((member.person, post), []).append((roster, member))
        return found

    def follows_base(self, person: str, shift: Shift) -> bool:
        """Whether a base roster says if a person has a shift or not.

        Of a part shift it says nothing but to whoever has the whole one: that may have begun
        before the base roster did. Of an extra seat it knows nothing.
        """
        following = self._following.get((person, shift.post), ())
        if not following or shift.is_part or shift.is_extra:
            return False
        day = shift.start.astimezone(self.zone).date()
        return bool(following_on(day, following))

    def base_of(self, shifts: Iterable[Shift]) -> tuple[Assignment, ...]:
        """What the base rosters give of some shifts alone."""
        known = {shift.id for shift in shifts}
        return tuple(one for one in self.base if one.shift in known)

    def competences_of(self, person: str, function: str) -> tuple[Competence, ...]:
        """All competences of a person for a function, valid or not."""
        return self._competences_by_holder.get((person, function), ())

    def local_dates(self, shift: Shift) -> tuple[date, date]:
        """First and last local date that a shift touches, both inclusive."""
        return touched_dates(shift.start, shift.end, self.zone)

    def level(self, person: str, shift: Shift) -> CompetenceLevel | None:
        """What the person may do on a shift: qualified, trainee, or nothing (None).

        On every local date that the shift touches a competence must be valid, which may be
        another one than the day before (renewed in time); and person and post must share a region.
        A substitute is qualified, unless they are a trainee of the function itself.
        """
        post = self.post_by_id[shift.post]
        if not set(self.person_by_id[person].regions) & set(post.regions):
            return None
        held = self.competences_of(person, post.function)
        qualified = [c for c in held if c.level is CompetenceLevel.QUALIFIED]
        if covers(qualified, *self.local_dates(shift)):
            return CompetenceLevel.QUALIFIED
        if covers(held, *self.local_dates(shift)):
            return CompetenceLevel.TRAINEE
        return CompetenceLevel.QUALIFIED if self._substitution(person, shift) else None

    def substitution(self, person: str, shift: Shift) -> Substitution | None:
        """By which substitution somebody may fill a shift; None: not as a substitute."""
        if not self._substitutions_for or self.level(person, shift) is None:
            return None
        held = self.competences_of(person, self.post_by_id[shift.post].function)
        return None if covers(held, *self.local_dates(shift)) else self._substitution(person, shift)

    def _substitution(self, person: str, shift: Shift) -> Substitution | None:
        """The cheapest that holds on every local date of a shift."""
        possible = self._substitutions_for.get(self.post_by_id[shift.post].function, ())
        if not possible:
            return None
        first, last = self.local_dates(shift)
        found = [
            one
            for one in possible
            if one.covers(first, last)
            and covers(
                (
                    held
                    for held in self.competences_of(person, one.substitute)
                    if held.level is CompetenceLevel.QUALIFIED
                ),
                first,
                last,
            )
        ]
        return min(found, key=lambda one: one.price, default=None)

    @cached_property
    def _substitutions_for(self) -> dict[str, tuple[Substitution, ...]]:
        found: dict[str, list[Substitution]] = {}
        for one in self.substitutions:
            found.setdefault(one.function, []).append(one)
        return {function: tuple(ones) for function, ones in found.items()}

    def duty_kind(self, shift: Shift) -> DutyKind:
        """How the law sees a shift."""
        match self.post_by_id[shift.post].kind:
            case PostKind.ON_CALL:
                return DutyKind.ON_CALL
            case PostKind.OPEN_CALL:
                return DutyKind.OPEN_CALL
            case _:
                return DutyKind.WORK

    def duty(self, assignment: Assignment) -> Duty:
        """An assignment as a row of time."""
        shift = self.shift_by_id[assignment.shift]
        return Duty(
            person=assignment.person,
            post=shift.post,
            kind=self.duty_kind(shift),
            start=shift.start,
            end=shift.end,
            work_minutes=shift.work_minutes,
            name=shift.name,
        )
