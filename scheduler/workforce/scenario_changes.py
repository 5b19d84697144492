"""Makes the changes of a scenario on a problem: a new problem, and nothing is kept of it.

A change holds for the shifts that begin on its days. What it replaces goes on until its last shift
before that day has ended, so no shift is cut in two.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import singledispatch
from typing import TYPE_CHECKING

from data.model.duty import Absence, AbsenceKind
from data.model.errors import InputError, Place
from data.model.person import Competence, CompetenceLevel, Contract, Person
from data.model.post import PostKind, ShiftPattern, with_standard_patterns
from data.model.scenario_change import (
    AbsenceRate,
    AddPeople,
    Change,
    ChangePattern,
    MergePosts,
    RemovePeople,
    SharePools,
    SplitPost,
    ToOnCall,
    part_of,
)
from data.tables.expand import NO_DEMAND, DemandPlan, dated_shifts
from data.tables.period import Period
from data.tables.values import midnight
from scheduler.workforce.scenario_checks import change_faults, holders_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date, datetime

    from data.model.errors import Fault
    from data.model.post import Post
    from data.model.problem import RosterProblem
    from data.model.scenario import Scenario
    from data.model.shift import Shift


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a problem does not say by itself, and a change may need.

    Parameters
    ----------
    patterns
        By code: the standard ones and those of the region.
    demand
        What posts need beside their patterns.
    """

    patterns: Mapping[str, ShiftPattern] = field(default_factory=lambda: with_standard_patterns({}))
    demand: DemandPlan = NO_DEMAND


STANDARD = Surroundings()


def with_changes(
    problem: RosterProblem, scenario: Scenario, around: Surroundings = STANDARD
) -> RosterProblem:
    """The problem as it would be with the changes of a scenario; without changes it itself.

    Parameters
    ----------
    problem
        From the first day of the scenario on.

    Raises
    ------
    InputError
        A change names something that is not there, or fits nothing: all that is wrong at once.
    """
    faults: list[Fault] = []
    for number, change in enumerate(scenario.changes, 1):
        found = list(change_faults(change, problem, around.patterns))
        place = Place(file=f"{scenario.name}, [[change]] {number}")
        faults += [replace(one, place=place) for one in found]
        if not found:
            problem = _changed(change, problem, around)
    if faults:
        raise InputError(faults)
    return problem


def only_posts(problem: RosterProblem, posts: Collection[str]) -> RosterProblem:
    """A problem of some of its posts alone, in which nothing is planned or published yet.

    Parameters
    ----------
    posts
        Ids; none: all of them.
    """
    kept = tuple(post for post in problem.posts if not posts or post.id in posts)
    return _with_shifts(
        replace(problem, posts=kept, assignments=(), published=(), begun=()),
        (one for one in problem.shifts if not posts or one.post in posts),
    )


def with_renewals(problem: RosterProblem, appointed: Iterable[Competence]) -> RosterProblem:
    """The problem in which what has to be shown again is shown in time, for as long as it runs.

    Who is competent on a day is so until their appointment ends. What lapsed before the period,
    and was not shown again, stays lapsed.

    Parameters
    ----------
    appointed
        Competences as recorded, whatever a function asks beside them.
    """
    rows: dict[tuple[str, str], list[Competence]] = {}
    for one in appointed:
        if one.level is CompetenceLevel.QUALIFIED:
            rows.setdefault((one.person, one.function), []).append(one)
    return replace(
        problem,
        competences=tuple(
            _renewed(one, rows.get((one.person, one.function), ())) for one in problem.competences
        ),
    )


def _renewed(held: Competence, appointed: Iterable[Competence]) -> Competence:
    if held.level is not CompetenceLevel.QUALIFIED or held.until is None:
        return held
    row = next((one for one in appointed if one.covers(held.until, held.until)), None)
    return held if row is None else replace(held, until=row.until)


def _with_shifts(problem: RosterProblem, shifts: Iterable[Shift]) -> RosterProblem:
    """The problem with other shifts, without what was about posts and shifts that are gone."""
    posts, kept = problem.post_by_id, tuple(sorted(shifts, key=lambda one: (one.start, one.id)))
    known = {one.id for one in kept}
    rosters = tuple(one for one in problem.base_rosters if one.post in posts)
    cycles = {one.id for one in rosters}
    return replace(
        problem,
        shifts=kept,
        assignments=tuple(one for one in problem.assignments if one.shift in known),
        published=tuple(one for one in problem.published if one.shift in known),
        begun=tuple(one for one in problem.begun if one in known),
        wishes=tuple(one for one in problem.wishes if one.post is None or one.post in posts),
        base_rosters=rosters,
        base_members=tuple(one for one in problem.base_members if one.base_roster in cycles),
        base=problem.base_of(kept),
        pairings=tuple(
            replace(one, posts=tuple(post for post in one.posts if post in posts))
            for one in problem.pairings
            if not one.posts or not posts.keys().isdisjoint(one.posts)
        ),
        skill_mixes=tuple(
            replace(one, posts=tuple(post for post in one.posts if post in posts))
            for one in problem.skill_mixes
            if not posts.keys().isdisjoint(one.posts)
        ),
        traineeships=tuple(
            one
            for one in problem.traineeships
            if any(post.function == one.function for post in problem.posts)
        ),
    )


def _window(change: Change, problem: RosterProblem) -> tuple[datetime, datetime]:
    """When the shifts begin that a change is about: UTC, half open."""
    first, last = change.first_date(problem.first_date), change.last_date(problem.first_date)
    start = max(problem.start, midnight(first, problem.zone))
    end = problem.end
    if last < problem.last_date:
        end = midnight(last + timedelta(days=1), problem.zone)
    return start, end


def posts_made_by(
    change: Change, posts: Mapping[str, Post], regions: Mapping[str, str] | None = None
) -> list[Post]:
    """The posts that a change makes of others; none where it makes none, or these are not there.

    Parameters
    ----------
    posts
        Those that there are, by id.
    regions
        Their names by id.
    """
    parts = [posts[one] for one in change.concerned if one in posts]
    if not parts:
        return []
    first, names = parts[0], regions or {}
    if isinstance(change, SplitPost):
        return [
            replace(
                first,
                id=part_of(first.id, region),
                name=f"{first.name} {names.get(region, region)}",
                regions=(region,),
            )
            for region in first.regions
        ]
    if isinstance(change, MergePosts):
        merged = replace(
            first,
            id=change.into,
            name=change.name or first.name,
            regions=tuple(dict.fromkeys(region for part in parts for region in part.regions)),
            priority=min(part.priority for part in parts),
        )
        return [merged]
    return []


@singledispatch
def _changed(change: Change, problem: RosterProblem, around: Surroundings) -> RosterProblem:
    raise TypeError(change)


@_changed.register(MergePosts)
def _(change: MergePosts, problem: RosterProblem, _around: Surroundings) -> RosterProblem:
    start, end = _window(change, problem)
    first, others = change.posts[0], set(change.posts[1:])
    made = posts_made_by(change, problem.post_by_id)
    shifts = []
    for shift in problem.shifts:
        inside = start <= shift.start < end
        if shift.post == first and inside:
            shifts.append(_of_post(shift, change.into))
        elif shift.post not in others or not inside:
            shifts.append(shift)
    return _with_posts(problem, change.posts, made, shifts)


@_changed.register(SplitPost)
def _(change: SplitPost, problem: RosterProblem, _around: Surroundings) -> RosterProblem:
    start, end = _window(change, problem)
    names = {region.id: region.name for region in problem.regions}
    parts = posts_made_by(change, problem.post_by_id, names)
    shifts = []
    for shift in problem.shifts:
        if shift.post == change.post and start <= shift.start < end:
            shifts += [_of_post(shift, part.id) for part in parts]
        else:
            shifts.append(shift)
    return _with_posts(problem, [change.post], parts, shifts)


def _of_post(shift: Shift, post: str) -> Shift:
    return replace(shift, id=f"{post}{shift.id.removeprefix(shift.post)}", post=post)


def _with_posts(
    problem: RosterProblem, old: Collection[str], new: Iterable[Post], shifts: Iterable[Shift]
) -> RosterProblem:
    """The problem with new posts beside the old ones, of which those without shifts are gone."""
    kept = list(shifts)
    asked = {shift.post for shift in kept}
    made = list(new)
    codes = {post.id for post in made}
    posts = [
        post
        for post in problem.posts
        if post.id not in codes and (post.id not in old or post.id in asked)
    ]
    return _with_shifts(replace(problem, posts=(*posts, *made)), kept)


@_changed.register(ChangePattern)
def _(change: ChangePattern, problem: RosterProblem, around: Surroundings) -> RosterProblem:
    post = replace(problem.post_by_id[change.post], pattern=change.pattern)
    return _with_new_pattern(change, problem, post, around)


@_changed.register(ToOnCall)
def _(change: ToOnCall, problem: RosterProblem, around: Surroundings) -> RosterProblem:
    old = problem.post_by_id[change.post]
    post = replace(old, pattern=change.pattern, kind=PostKind.ON_CALL)
    return _with_new_pattern(change, problem, post, around)


def _with_new_pattern(
    change: Change, problem: RosterProblem, post: Post, around: Surroundings
) -> RosterProblem:
    start, _end = _window(change, problem)
    kept = [one for one in problem.shifts if one.post != post.id or one.start < start]
    ends = max((one.end for one in kept if one.post == post.id), default=start)
    weeks = (problem.last_date - problem.first_date).days // 7 + 1
    period = Period(problem.first_date, weeks, problem.zone)
    made = dated_shifts([post], around.patterns, period, around.demand)
    new = [one for one in made if max(start, ends) <= one.start < problem.end]
    posts = tuple(post if one.id == post.id else one for one in problem.posts)
    return _with_shifts(replace(problem, posts=posts), [*kept, *new])


@_changed.register(SharePools)
def _(change: SharePools, problem: RosterProblem, _around: Surroundings) -> RosterProblem:
    posts = [problem.post_by_id[one] for one in change.posts]
    functions = tuple(dict.fromkeys(post.function for post in posts))
    regions = tuple(dict.fromkeys(region for post in posts for region in post.regions))
    serving = {one.id for one in problem.people if set(one.regions) & set(regions)}
    more = [
        replace(held, function=function)
        for held in problem.competences
        if held.function in functions and held.person in serving
        for function in functions
        if function != held.function
    ]
    return replace(
        problem,
        posts=tuple(
            replace(post, regions=regions) if post.id in change.posts else post
            for post in problem.posts
        ),
        competences=(*problem.competences, *more),
    )


@_changed.register(AddPeople)
def _(change: AddPeople, problem: RosterProblem, _around: Surroundings) -> RosterProblem:
    start = change.first_date(problem.first_date)
    there = sum(one.id.startswith(NEW) for one in problem.people)
    people = tuple(
        Person(
            id=f"{NEW}{number}",
            name=f"+{number}",
            regions=change.regions,
            contracts=(Contract(change.hours, start),),
        )
        for number in range(there + 1, there + 1 + change.count)
    )
    competences = tuple(
        Competence(person.id, function, start) for person in people for function in change.functions
    )
    return replace(
        problem,
        people=(*problem.people, *people),
        competences=(*problem.competences, *competences),
    )


NEW = "new~"  #: begins the ids of people whom a scenario adds; no id of the records has a tilde


@_changed.register(RemovePeople)
def _(change: RemovePeople, problem: RosterProblem, _around: Surroundings) -> RosterProblem:
    gone = set(_leavers(change, problem))
    last = change.first_date(problem.first_date) - timedelta(days=1)
    return replace(
        problem,
        competences=tuple(
            kept
            for one in problem.competences
            if (kept := _until(one, last) if one.person in gone else one) is not None
        ),
        people=tuple(
            _without_contract(one, last) if one.id in gone else one for one in problem.people
        ),
    )


def _leavers(change: RemovePeople, problem: RosterProblem) -> tuple[str, ...]:
    if change.people:
        return change.people
    held = holders_of(problem, change.function)
    return tuple(held[max(0, len(held) - change.count) :])


def _until(competence: Competence, last: date) -> Competence | None:
    if competence.start > last:
        return None
    ends = last if competence.until is None else min(last, competence.until)
    return replace(competence, until=ends)


def _without_contract(person: Person, last: date) -> Person:
    contracts = tuple(
        replace(one, until=last if one.until is None else min(last, one.until))
        for one in person.contracts
        if one.start <= last
    )
    return replace(person, contracts=contracts)


@_changed.register(AbsenceRate)
def _(change: AbsenceRate, problem: RosterProblem, _around: Surroundings) -> RosterProblem:
    weeks = (problem.last_date - problem.first_date).days // 7 + 1
    count = len(problem.people)
    absences = tuple(
        _away(person, problem, week)
        for number, person in enumerate(problem.people)
        for week in range(weeks)
        if _is_away(week, change.rate, number / count)
    )
    return replace(problem, absences=(*problem.absences, *absences))


def _is_away(week: int, rate: float, phase: float) -> bool:
    """Whether a week is one of those that somebody is away: as many as the rate says over time."""
    return int((week + 1) * rate + phase) > int(week * rate + phase)


def _away(person: Person, problem: RosterProblem, week: int) -> Absence:
    """A week of absence; its contract hours count as worked (ATW 5:2)."""
    monday = problem.first_date + timedelta(weeks=week)
    hours = person.hours_per_week(monday)
    return Absence(
        person.id,
        AbsenceKind.ABSENT,
        midnight(monday, problem.zone),
        min(problem.end, midnight(monday + timedelta(days=7), problem.zone)),
        round(60 * hours),
    )
