"""Exercises: what is planned, who is invited and who was there, and what follows from that.

Who was present has shown what the exercise counts for: that evidence is nowhere written down
again, so it is corrected with the attendance. Bvr 2.5.1 asks that the parts of the main structure
hold a joint exercise every year; how often a functionary exercises is the policy of the region.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from data.model.days import Days
from data.model.duty import Duty, DutyKind
from data.model.requirement import Evidence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from zoneinfo import ZoneInfo

    from data.model.duty import Absence
    from data.model.register import Register

WORD = "exercise"  #: what stands in the place of a post where an exercise fills somebody's time


class ExerciseKind(StrEnum):
    """What is held."""

    EXERCISE = "exercise"
    SYSTEM_TEST = "system_test"  #: of the main structure as a whole
    TRAINING = "training"
    PEER_REVIEW = "peer_review"


class MainPart(StrEnum):
    """A part of the main structure of disaster response, in the order of Bvr 2.1.1 a-e."""

    CONTROL_ROOM = "control_room"
    INCIDENT_COMMAND_TEAM = "incident_command_team"
    MUNICIPAL_TEAM = "municipal_team"
    OPERATIONAL_TEAM = "operational_team"
    POLICY_TEAM = "policy_team"


class GoalsMet(StrEnum):
    """Whether an exercise reached its goals."""

    MET = "met"
    PARTLY = "partly"
    NOT_MET = "not_met"


class AttendanceState(StrEnum):
    """How somebody stands towards an exercise: before it the first three, after it the others."""

    INVITED = "invited"
    COMING = "coming"
    DECLINED = "declined"
    PRESENT = "present"
    ABSENT = "absent"

    @property
    def is_of_afterwards(self) -> bool:
        """Whether it can be known only once the exercise has begun."""
        return self in (AttendanceState.PRESENT, AttendanceState.ABSENT)

    @property
    def fills_time(self) -> bool:
        """Whether the exercise fills their time: who does not answer is kept free for it."""
        return self not in (AttendanceState.DECLINED, AttendanceState.ABSENT)


@dataclass(frozen=True, slots=True)
class ExerciseTheme:
    """A subject of exercises that is mandatory in a stretch of time, as the board sets it.

    Parameters
    ----------
    id, name
        Code and name on screen.
    start
        First day on which it is mandatory.
    until
        Last day, inclusive; None: until further notice.
    """

    id: str
    name: str
    start: date
    until: date | None = None

    @property
    def days(self) -> Days:
        """The days on which it is mandatory."""
        return Days.between(self.start, self.until)


@dataclass(frozen=True, slots=True)
class Attendance:
    """How one person stands towards one exercise; both by id."""

    exercise: str
    person: str
    state: AttendanceState


@dataclass(frozen=True, slots=True)
class Exercise:
    """Something that is exercised, or was.

    Parameters
    ----------
    id, name
        Code and name on screen.
    kind
        What is held.
    start, end
        UTC instants, half open.
    regions
        Ids of the regions that hold it.
    functions
        Ids of the functions that it is for; empty: for whoever is invited.
    place
        Where it is.
    theme
        Id of its theme; empty: none.
    partner
        Id of the partner that holds it with the regions; empty: none.
    requirement
        Id of the requirement that being present shows; empty: none.
    parts
        Parts of the main structure that it tests.
    goals
        What it should reach.
    goals_met
        Whether it did; None: not known yet.
    remark
        What there is to say about that.
    is_called_off
        It is not held: it fills nobody's time and shows nothing.
    attendance
        Everybody who is invited, or was there.
    """

    id: str
    name: str
    kind: ExerciseKind
    start: datetime
    end: datetime
    regions: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    place: str = ""
    theme: str = ""
    partner: str = ""
    requirement: str = ""
    parts: tuple[MainPart, ...] = ()
    goals: str = ""
    goals_met: GoalsMet | None = None
    remark: str = ""
    is_called_off: bool = False
    attendance: tuple[Attendance, ...] = ()

    @property
    def duration(self) -> timedelta:
        """How long it lasts."""
        return self.end - self.start

    def people(self, *states: AttendanceState) -> tuple[str, ...]:
        """Ids of those who stand so towards it; without states of everybody."""
        return tuple(one.person for one in self.attendance if not states or one.state in states)

    def state_of(self, person: str) -> AttendanceState | None:
        """How somebody stands towards it; None: they were not invited."""
        return next((one.state for one in self.attendance if one.person == person), None)


def with_attendance(register: Register, exercises: Iterable[Exercise], zone: ZoneInfo) -> Register:
    """The register with what being present at exercises shows.

    What was declared for the same requirement and day goes before it. Who was present and holds no
    function that asks for the requirement shows nothing by it.

    Parameters
    ----------
    zone
        The local clock: evidence is of the day on which the exercise began.
    """
    declared = {(one.person, one.requirement, one.shown_on) for one in register.evidence}
    asking: dict[str, set[str]] = {}
    for asked in register.requirements:
        for counted in (asked.id, *asked.accepts):
            asking.setdefault(counted, set()).update(asked.functions)
    holders = frozenset(register.holders)
    shown = []
    for one in _shown(exercises, zone):
        key = one.person, one.requirement, one.shown_on
        functions = asking.get(one.requirement, ())
        if key not in declared and any((one.person, each) in holders for each in functions):
            declared.add(key)
            shown.append(one)
    return replace(register, evidence=(*register.evidence, *shown)) if shown else register


def _shown(exercises: Iterable[Exercise], zone: ZoneInfo) -> Iterator[Evidence]:
    for one in exercises:
        if one.requirement and not one.is_called_off:
            for person in one.people(AttendanceState.PRESENT):
                yield evidence_of(one, person, zone)


def evidence_of(exercise: Exercise, person: str, zone: ZoneInfo) -> Evidence:
    """What somebody shows by being present at an exercise, on the day on which it begins."""
    on, name = exercise.start.astimezone(zone).date(), exercise.name
    return Evidence(person, exercise.requirement, on, name, document=name, exercise=exercise.id)


def exercise_duties(
    exercises: Iterable[Exercise], absences: Iterable[Absence] = ()
) -> tuple[Duty, ...]:
    """Exercises as work elsewhere of everybody whose time they fill, by start and person.

    Who is away during one is not there, and who is at two at once is at the first.
    """
    away: dict[str, list[Absence | Duty]] = {}
    for absence in absences:
        away.setdefault(absence.person, []).append(absence)
    found = []
    for one in sorted(exercises, key=lambda each: (each.start, each.id)):
        if one.is_called_off:
            continue
        for each in one.attendance:
            taken = away.setdefault(each.person, [])
            is_free = all(one.end <= other.start or other.end <= one.start for other in taken)
            if each.state.fills_time and is_free:
                minutes = one.duration // timedelta(minutes=1)
                duty = Duty(each.person, WORD, DutyKind.ELSEWHERE, one.start, one.end, minutes)
                taken.append(duty)
                found.append(duty)
    return tuple(sorted(found, key=lambda duty: (duty.start, duty.person)))
