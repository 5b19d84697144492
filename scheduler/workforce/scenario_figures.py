"""The figures of a problem as it would be: people by law, jobs, costs, and what a roster gives."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from math import ceil
from typing import TYPE_CHECKING

from data.model.post import PostKind
from data.model.quality import POINT, QualityPart
from data.model.scenario_figures import FoundRoster, PersonSpread, ScenarioFigures, TeamMinimum
from data.model.tally import LocalDays, Tally, tally_by_person
from data.tables.values import midnight
from solver.diagnosis.least_people import DAYS_A_YEAR, PostLoad, binding_minimum, load_of
from solver.problem_index import ProblemIndex

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from data.model.problem import RosterProblem
    from data.model.result import RosterResult
    from data.model.scenario import HourPrices, Scenario

COVERAGE = "coverage "  #: how the name of a coverage level begins, before its priority
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
HEALTH_WEEKS = 4  #: for which health is told


def figures_by_law(
    problem: RosterProblem, scenario: Scenario, posts: Sequence[str]
) -> ScenarioFigures:
    """What the changed problem needs: people by law, jobs and euros; nothing is searched.

    Parameters
    ----------
    problem
        With the changes of the scenario.
    posts
        Ids of the posts of today that are counted; empty: all.
    """
    index = ProblemIndex(problem)
    teams: list[TeamMinimum] = []
    totals: list[tuple[int, int, str]] = []  # people, people of the article's team, article
    for first, last in _stretches(problem, scenario):
        part = _between(problem, first, last)
        here = [
            _team_minimum(ProblemIndex(part), index, team, scenario) for team in _teams(index, part)
        ]
        teams += here
        if here:
            most = max(here, key=lambda one: one.people)
            totals.append((_together(index, here), most.people, most.article))
    load = load_of(index, [post.id for post in problem.posts])
    people, _, article = max(totals, default=(0, 0, ""))
    return ScenarioFigures(
        name=scenario.name,
        first=problem.first_date,
        last=problem.last_date,
        posts=tuple(posts),
        teams=tuple(teams),
        people=people,
        article=article,
        fte=load.full_time_equivalents(scenario.productive_hours),
        productive_hours=scenario.productive_hours,
        euros=_euros(load, scenario.prices),
    )


def _stretches(problem: RosterProblem, scenario: Scenario) -> list[tuple[date, date]]:
    """The days of the problem, cut where changes begin and end; both ends inclusive."""
    first, last = problem.first_date, problem.last_date
    edges = {first}
    for change in scenario.changes:
        for day in (change.first_date(first), _after(change.last_date(first))):
            if first < day <= last:
                edges.add(day)
    starts = sorted(edges)
    ends = [day - timedelta(days=1) for day in starts[1:]]
    return list(zip(starts, [*ends, last], strict=True))


def _after(day: date) -> date:
    return day if day == date.max else day + timedelta(days=1)


def _between(problem: RosterProblem, first: date, last: date) -> RosterProblem:
    """The shifts of some days alone, for their sums."""
    start = midnight(first, problem.zone)
    end = midnight(last + timedelta(days=1), problem.zone)
    kept = tuple(one for one in problem.shifts if start <= one.start < end)
    return replace(
        problem, start=start, end=end, shifts=kept, assignments=(), published=(), base=(), begun=()
    )


def _teams(index: ProblemIndex, part: RosterProblem) -> list[tuple[str, ...]]:
    """The posts with shifts in some days, those together that share people and a function.

    So do those with the very same people.
    """
    asked = {shift.post for shift in part.shifts}
    teams: list[list[str]] = []
    for post in part.posts:
        if post.id not in asked or post.kind is PostKind.OPEN_CALL:
            continue
        joined = [team for team in teams if any(_is_one_team(index, post.id, o) for o in team)]
        teams = [team for team in teams if team not in joined]
        teams.append([*(one for team in joined for one in team), post.id])
    return [tuple(team) for team in teams]


def _is_one_team(index: ProblemIndex, one: str, other: str) -> bool:
    mine, theirs = set(index.holders[one]), set(index.holders[other])
    posts = index.problem.post_by_id
    if posts[one].function == posts[other].function:
        return bool(mine & theirs)
    return mine == theirs and bool(mine)


def _team_minimum(
    part: ProblemIndex, index: ProblemIndex, team: tuple[str, ...], scenario: Scenario
) -> TeamMinimum:
    days = part.problem
    load, least = load_of(part, team), binding_minimum(part, team)
    held = {
        person
        for person in _holders(index, team)
        if any(
            (person, shift.id) in part.competence_levels
            for post in team
            for shift in part.shifts_of_post[post]
        )
    }
    return TeamMinimum(
        posts=team,
        first=days.first_date,
        last=days.last_date,
        people=least.people,
        article=least.article,
        fte=load.full_time_equivalents(scenario.productive_hours),
        on_call=load.on_call,
        holders=len(held),
    )


def _holders(index: ProblemIndex, posts: Iterable[str]) -> set[str]:
    return {person for post in posts for person in index.holders[post]}


def _together(index: ProblemIndex, teams: Sequence[TeamMinimum]) -> int:
    """How many people all teams need at least; who is in several is counted once.

    Teams without people in common add up. Of teams that share some, those of one count for the
    other, so the largest of them is all that can be said.
    """
    left, total = list(teams), 0
    while left:
        group, people = [left.pop(0)], set[str]()
        people |= _holders(index, group[0].posts)
        grown = True
        while grown:
            more = [one for one in left if people & _holders(index, one.posts)]
            for one in more:
                people |= _holders(index, one.posts)
            left = [one for one in left if one not in more]
            group += more
            grown = bool(more)
        total += max(one.people for one in group)
    return total


def _euros(load: PostLoad, prices: HourPrices) -> float | None:
    """What a year of 365 days costs; of what has no price nothing."""
    if not prices.is_given:
        return None
    work = load.hours / 7 * DAYS_A_YEAR * (prices.work or 0.0)
    return work + load.on_call * 24 * DAYS_A_YEAR * (prices.on_call or 0.0)


def figures_of_roster(problem: RosterProblem, result: RosterResult) -> FoundRoster:
    """What a roster that was found asks of people, and what it leaves open."""
    index = ProblemIndex(problem)
    weeks = ((problem.last_date - problem.first_date).days + 1) / 7
    able = sorted({person for person, _ in index.eligible})
    done = tally_by_person(
        (problem.duty(one) for one in result.assignments if not one.double), LocalDays.of(problem)
    )
    tallies = [done.get(person, Tally()) for person in able]
    kinds = {post.kind for post in problem.posts}
    is_desk = bool(kinds & {PostKind.ON_SITE, PostKind.ON_SITE_STANDBY})
    health = result.quality.by_part[QualityPart.HEALTH] / POINT
    return FoundRoster(
        weeks=round(weeks),
        places=sum(shift.required for shift in problem.shifts),
        open_found=sum(one.missing for one in result.open_shifts),
        open_proven=_least_open(problem, result),
        nights=PersonSpread.of([one.nights for one in tallies]) if is_desk else None,
        weekends=PersonSpread.of([one.weekends for one in tallies]),
        on_call_weeks=(
            PersonSpread.of([one.on_call_weeks for one in tallies])
            if PostKind.ON_CALL in kinds
            else None
        ),
        health=health / len(able) / weeks * HEALTH_WEEKS if able else None,
        seconds=result.seconds,
    )


def _least_open(problem: RosterProblem, result: RosterResult) -> int:
    """How many places stay open whatever one does.

    Post by post everybody is free for it; the bound of the most important coverage level is over
    all of its posts together, in minutes, of which no place has more than the longest shift.
    """
    alone = dict(result.proven_minimum_open)
    first = next(iter(result.levels), None)
    if first is None or not first.name.startswith(COVERAGE):
        return sum(alone.values())
    priority = int(first.name.removeprefix(COVERAGE))
    posts = {post.id for post in problem.posts if post.priority == priority}
    longest = max((one.end - one.start for one in problem.shifts if one.post in posts), default=DAY)
    together = ceil(first.bound / (longest / MINUTE))
    apart = sum(count for post, count in alone.items() if post in posts)
    return max(together, apart) + sum(alone.values()) - apart
