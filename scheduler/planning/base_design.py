"""Designs base rosters for a post, from what the store holds of it and of its team."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from data.model.errors import Fault, InputError, Refused
from data.model.person import Competence, CompetenceLevel, Contract, Person
from data.model.post import Post, PostKind
from data.model.problem import RosterProblem
from data.model.quality import QualityWeights
from data.store import records
from data.store.record_objects import SOURCE
from data.tables.build_problem import build_problem
from data.tables.faults import nearest, shown
from data.tables.period import ZONE
from data.tables.raw_table import tables_from_texts
from data.tables.values import WEEKDAYS, midnight
from scheduler.records.checks import rule_book
from scheduler.records.edit import Replacement, fingerprint, read_table, replace_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from data.model.designed_cycle import DesignedCycle
    from data.model.shift import Shift
    from data.store.opening import Store
    from solver.cpsat.engine import Stop

MOST_PEOPLE = 200
MOST_HOURS = 60
FEWEST_WEEKS = 4  #: of a cycle that is chosen for a team of at least so many
_MEMBER = "member"
_MINUTE = timedelta(minutes=1)
#: What a base roster does not depend on: it is about nobody in particular, and no period.
_LEFT_OUT = (
    *("absences", "wishes", "base_rosters", "base_members", "history", "pins", "elsewhere"),
    *("carry_over", "call_outs", "call_out_people", "pledges", "demand", "minimum_cover"),
    *("pairings", "traineeships", "substitutions", "skill_mixes", "attendance"),
)


@dataclass(frozen=True, slots=True)
class DesignRequest:
    """A base roster that is asked for.

    Parameters
    ----------
    post
        Id of the post.
    first
        Monday from which it is followed.
    people
        How many follow it; None: those who may fill the post and have contract hours.
    hours
        Contract hours a week for this post, on average; None: of those people, less work elsewhere.
    weeks
        Of the cycle; None: the shortest that the team can share, or a week for each of them.
    weights
        What quality weighs.
    """

    post: str
    first: date
    people: int | None = None
    hours: float | None = None
    weeks: int | None = None
    weights: QualityWeights = field(default_factory=QualityWeights)


@dataclass(frozen=True)
class DesignTask:
    """A request with all that it left to the store.

    Parameters
    ----------
    problem
        Of one member, for the solver: a shift requires those who are in one week of the cycle.
    team
        Ids of the people who may follow it, by name.
    """

    request: DesignRequest
    problem: RosterProblem
    post: Post
    team: tuple[str, ...]
    people: int
    hours: float
    weeks: int


def prepare_design(store: Store, request: DesignRequest) -> DesignTask:
    """What a design needs, from the records as they are.

    Raises
    ------
    InputError
        What is asked for does not fit; all of it at once.
    Refused
        Nobody designs a base roster for such a post.
    """
    with store.reading() as connection:
        texts = records.record_texts(connection, ZONE)
    kept = {name: rows for name, rows in texts.items() if rows and name not in _LEFT_OUT}
    for row in kept.get("posts", ()):  # a cycle may be made before its post begins
        row.pop("from", None)
        row.pop("until", None)
    first = request.first - timedelta(days=request.first.weekday())
    tables = tables_from_texts(kept, SOURCE)
    problem = build_problem(tables, first, 1, ZONE.key, rule_book())
    if request.post not in problem.post_by_id:
        remedy = nearest(request.post, problem.post_by_id)
        raise InputError([Fault(f"post {shown(request.post)} is unknown", remedy)])
    post = problem.post_by_id[request.post]
    week = [one for one in problem.shifts if one.post == post.id and not one.is_part]
    _refuse_post(post, week, problem)
    team = _team(problem, post, week[0])
    people = len(team) if request.people is None else request.people
    hours = _hours_of(team, first) if request.hours is None else request.hours
    weeks = _weeks_of(people, week) if request.weeks is None else request.weeks
    _refuse_numbers(people, hours, weeks, week)
    one_week = tuple(replace(one, required=one.required * weeks // people) for one in week)
    member = _member_problem(problem, post, one_week, first, weeks, hours)
    return DesignTask(
        replace(request, first=first),
        replace(member, weights=request.weights),
        post,
        tuple(person.id for person in team),
        people,
        hours,
        weeks,
    )


def _refuse_post(post: Post, week: Sequence[Shift], problem: RosterProblem) -> None:
    if post.kind is not PostKind.ON_SITE:
        what = f"post {shown(post.id)} is not filled at the desk"
        remedy = "Write the order of turns of a pool in base_rosters"
        raise Refused([Fault(what, remedy)])
    if not week:
        what = f"post {shown(post.id)} has no shifts"
        raise Refused([Fault(what, "Give it a shift pattern")])
    keys = [(one.start.astimezone(problem.zone).weekday(), one.name) for one in week]
    twice = sorted({name for day, name in keys if keys.count((day, name)) > 1})
    if twice:
        what = f"two shifts of {shown(post.id)} that begin on one day are called {shown(twice[0])}"
        raise Refused([Fault(what, "Give them names of their own in patterns")])


def _refuse_numbers(people: int, hours: float, weeks: int, week: Sequence[Shift]) -> None:
    from solver.base_roster.design import MOST_WEEKS

    faults = []
    if not 1 <= people <= MOST_PEOPLE:
        what = f"the team has {people} people"
        faults.append(Fault(what, f"Use a number from 1 up to {MOST_PEOPLE}"))
    if not 0 < hours <= MOST_HOURS:
        what = f"a member works {hours:g} hours a week"
        faults.append(Fault(what, f"Use a number above 0 and up to {MOST_HOURS}"))
    if not 1 <= weeks <= MOST_WEEKS:
        what = f"the cycle has {weeks} weeks"
        faults.append(Fault(what, f"Use a number from 1 up to {MOST_WEEKS}"))
    elif people > 0 and not _is_shared(people, weeks, week):
        fitting = [str(one) for one in _shared_weeks(people, week)]
        what = f"{people} people cannot be spread over {weeks} weeks"
        faults.append(Fault(what, f"Use a cycle of {', '.join(fitting)} weeks"))
    if faults:
        raise InputError(faults)


def _is_shared(people: int, weeks: int, week: Sequence[Shift]) -> bool:
    """Whether as many people can be in each week of a cycle, and fill whole seats."""
    return people % weeks == 0 and all(one.required * weeks % people == 0 for one in week)


def _shared_weeks(people: int, week: Sequence[Shift]) -> Iterator[int]:
    return (weeks for weeks in range(1, people + 1) if _is_shared(people, weeks, week))


def _weeks_of(people: int, week: Sequence[Shift]) -> int:
    """The shortest cycle that a team can share, of at least a few weeks."""
    if people < 1:
        return 1
    return next((one for one in _shared_weeks(people, week) if one >= FEWEST_WEEKS), people)


def _team(problem: RosterProblem, post: Post, shift: Shift) -> list[Person]:
    """Who may fill a post, has contract hours and does not take single shifts by agreement."""
    day = problem.first_date
    found = [
        person
        for person in problem.people
        if person.hours_per_week(day) > 0
        and person.limits.max_shifts_per_month is None
        and problem.level(person.id, shift) is CompetenceLevel.QUALIFIED
    ]
    return sorted(found, key=lambda person: (person.name, person.id))


def _hours_of(team: Sequence[Person], day: date) -> float:
    """Contract hours a week that are left for the post, on average; 0: nobody is there."""
    left = [max(0.0, person.hours_per_week(day) - _elsewhere(person)) for person in team]
    return round(sum(left) / len(left), 2) if left else 0.0


def _elsewhere(person: Person) -> float:
    """Hours a week of work that returns each week outside the roster."""
    minutes = 0
    for work in person.weekly_work:
        start = work.start.hour * 60 + work.start.minute
        end = work.end.hour * 60 + work.end.minute
        minutes += (end - start) % (24 * 60) - work.break_minutes
    return minutes / 60


def _member_problem(
    problem: RosterProblem,
    post: Post,
    week: Sequence[Shift],
    first: date,
    weeks: int,
    hours: float,
) -> RosterProblem:
    """The problem of one member, over more weeks than any rule looks back."""
    from solver.base_roster.design import JUDGED_WEEKS

    length = JUDGED_WEEKS + 2 * weeks
    shifts = (_later(one, number, problem) for number in range(length) for one in week)
    me = Person(_MEMBER, "", "", post.regions, (Contract(hours, date.min),))
    return replace(
        problem,
        end=midnight(first + timedelta(weeks=length), problem.zone),
        posts=(post,),
        shifts=tuple(sorted(shifts, key=lambda one: (one.start, one.id))),
        people=(me,),
        competences=(Competence(_MEMBER, post.function, date.min),),
        base_rosters=(),
        base_members=(),
        base=(),
    )


def _later(shift: Shift, weeks: int, problem: RosterProblem) -> Shift:
    """A shift some weeks later, at the same clock times."""
    start, end = (
        (at.astimezone(problem.zone) + timedelta(weeks=weeks)).astimezone(shift.start.tzinfo)
        for at in (shift.start, shift.end)
    )
    longer = ((end - start) - (shift.end - shift.start)) // _MINUTE
    return replace(
        shift,
        id=f"{shift.id}+{weeks}",
        start=start,
        end=end,
        work_minutes=max(0, shift.work_minutes + longer),
    )


def run_design(
    task: DesignTask,
    seconds: float,
    number: int = 3,
    progress: Callable[[DesignedCycle], None] | None = None,
    stop: Stop | None = None,
    seed: int = 0,
) -> tuple[DesignedCycle, ...]:
    """Cycles for a task, the best first."""
    from solver.base_roster.design import WORKERS, design_cycles
    from solver.options import SolveOptions

    options = SolveOptions(seconds, seed, workers=WORKERS)
    return design_cycles(
        task.problem, task.weeks, task.hours, options, number=number, progress=progress, stop=stop
    )


def refuse_known_code(store: Store, code: str) -> None:
    """Refuse a name that a base roster has already.

    Raises
    ------
    InputError
        It has.
    """
    if any(row["id"] == code for row in read_table(store, "base_rosters")):
        what = f"base roster {shown(code)} is there already"
        raise InputError([Fault(what, "Choose another code, or change that one")])


def keep_cycle(
    store: Store,
    task: DesignTask,
    weeks: Sequence[Sequence[str]],
    code: str,
    who: str,
    now: datetime,
) -> int:
    """Keep a cycle as a base roster; how many people follow it from now on.

    Where the team is as large as was asked for, its people follow it: one after the other in the
    next week. Else only the cycle is kept, and the planner says who follows it.

    Raises
    ------
    InputError
        There is one of this name, or the rows are wrong by themselves.
    """
    refuse_known_code(store, code)
    rows = [
        {
            "id": code,
            "post": task.post.id,
            "from": task.request.first.isoformat(),
            "week": str(number),
            **{day: name for day, name in zip(WEEKDAYS, week, strict=True) if name},
        }
        for number, week in enumerate(weeks, start=1)
    ]
    replace_rows(store, Replacement("base_rosters", {}, rows, fingerprint([])), who, now)
    if len(task.team) != task.people:
        return 0
    members = [
        {"base_roster": code, "person": person, "week": str(number % len(weeks) + 1)}
        for number, person in enumerate(task.team)
    ]
    replace_rows(store, Replacement("base_members", {}, members, fingerprint([])), who, now)
    return len(members)
