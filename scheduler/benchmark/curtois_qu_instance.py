"""What an instance file of Curtois and Qu holds, and the problem that it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from data.model.duty import Absence, AbsenceKind, Wish, WishKind
from data.model.person import Competence, Limits, Person
from data.model.post import Function, Post, PostKind, Region
from data.model.problem import Objective, RosterProblem, Succession
from data.model.ruleset import Ruleset
from data.model.shift import CoverWeights, Shift

DAY_ZERO = datetime(2024, 1, 1, tzinfo=UTC)  #: a Monday
REGION = "all"


@dataclass(frozen=True, slots=True)
class ShiftKind:
    """A kind of shift: its length, and the kinds that cannot follow it on the next day."""

    minutes: int
    cannot_precede: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Employee:
    """Somebody's limits, in the order of the file."""

    max_shifts: dict[str, int]
    max_minutes: int
    min_minutes: int
    max_run: int
    min_run: int
    min_rest: int
    max_weekends: int


@dataclass(frozen=True, slots=True)
class Request:
    """A wish to work a shift (or not to), with its weight."""

    employee: str
    day: int
    kind: str
    weight: int
    want: bool


@dataclass(frozen=True, slots=True)
class CoverRequirement:
    """How many people a shift needs, and the price of too few and too many."""

    required: int = 0
    under: int = 0
    over: int = 0


@dataclass
class Instance:
    """An instance file."""

    days: int = 0
    kinds: dict[str, ShiftKind] = field(default_factory=dict)
    staff: dict[str, Employee] = field(default_factory=dict)
    days_off: list[tuple[str, int]] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    cover: dict[tuple[int, str], CoverRequirement] = field(default_factory=dict)

    def unknown_followers(self) -> set[str]:
        """Names among the kinds that cannot follow another which are no kind."""
        return {n for kind in self.kinds.values() for n in kind.cannot_precede} - set(self.kinds)


def as_problem(instance: Instance) -> RosterProblem:
    """The instance as a problem."""
    return RosterProblem(
        start=_start(0),
        end=_start(instance.days),
        regions=(Region(REGION, REGION),),
        functions=tuple(Function(name, name) for name in instance.kinds),
        posts=tuple(
            Post(name, name, name, (REGION,), PostKind.ON_SITE, pattern="")
            for name in instance.kinds
        ),
        shifts=_shifts(instance),
        people=tuple(_person(name, employee) for name, employee in instance.staff.items()),
        competences=tuple(
            Competence(name, kind, DAY_ZERO.date())
            for name, employee in instance.staff.items()
            for kind, count in employee.max_shifts.items()
            if count
        ),
        absences=tuple(
            Absence(name, AbsenceKind.LEAVE, _start(day), _start(day + 1))
            for name, day in dict.fromkeys(instance.days_off)
        ),
        wishes=tuple(_wish(request) for request in instance.requests if request.weight),
        successions=tuple(
            Succession(name, follower)
            for name, kind in instance.kinds.items()
            for follower in kind.cannot_precede
        ),
        ruleset=Ruleset("curtois-qu", families=("general",)),
        objective=Objective.WEIGHTED_SUM,
        time_zone="UTC",
    )


def _start(day: int) -> datetime:
    return DAY_ZERO + timedelta(days=day)


def _shifts(instance: Instance) -> tuple[Shift, ...]:
    """A shift per day and kind, from midnight; all kinds of a day overlap."""
    found = []
    for day in range(instance.days):
        for name, kind in instance.kinds.items():
            cover = instance.cover.get((day, name), CoverRequirement())
            start = _start(day)
            found.append(
                Shift(
                    f"{day}/{name}",
                    post=name,
                    name=name,
                    start=start,
                    end=start + timedelta(minutes=kind.minutes),
                    work_minutes=kind.minutes,
                    required=cover.required,
                    cover=CoverWeights(cover.under, cover.over),
                )
            )
    return tuple(found)


def _person(name: str, employee: Employee) -> Person:
    return Person(
        name,
        name,
        regions=(REGION,),
        limits=Limits(
            max_shifts=tuple(employee.max_shifts.items()),
            max_minutes=employee.max_minutes,
            min_minutes=employee.min_minutes,
            max_consecutive_days=employee.max_run,
            min_consecutive_days=employee.min_run,
            min_consecutive_days_off=employee.min_rest,
            max_weekends=employee.max_weekends,
        ),
    )


def _wish(request: Request) -> Wish:
    return Wish(
        request.employee,
        WishKind.WANT if request.want else WishKind.AVOID,
        _start(request.day),
        _start(request.day + 1),
        request.weight,
        name=request.kind,
    )
