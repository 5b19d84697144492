"""Scenarios side by side: what each needs by law, and what rosters of it look like."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from data.model.errors import Fault, InputError, Place
from data.model.person import Competence
from data.model.post import Post
from data.model.scenario import Scenario, posts_concerned
from data.model.scenario_change import MergePosts, part_of
from data.store.record_objects import (
    read_demand_plan,
    read_functions,
    read_objects,
    read_patterns,
    read_posts,
    read_regions,
)
from data.store.records import names_of_people
from data.tables.faults import nearest, shown
from data.tables.period import ZONE
from scheduler.planning.current_problem import current_problem, of_people, people_of
from scheduler.workforce.scenario_changes import (
    Surroundings,
    only_posts,
    posts_made_by,
    with_changes,
    with_renewals,
)
from scheduler.workforce.scenario_figures import figures_by_law
from scheduler.workforce.scenario_search import QUARTER, with_best_quarters
from scheduler.workforce.side_by_side import Progress, SearchTask, search_side_by_side

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from data.model.problem import RosterProblem
    from data.model.scenario_figures import ScenarioFigures
    from data.store.opening import Store

SHORT = 1  #: weeks: enough to see whether the changes fit
YEAR = 52  #: weeks that people, jobs and costs are counted over
HORIZONS = (13, YEAR)  #: weeks of the rosters that are searched
SECONDS = 30.0  #: of searching a quarter
PROCESSES = 2  #: that search side by side


@dataclass(frozen=True, slots=True)
class SearchOptions:
    """How long rosters of scenarios are searched.

    Parameters
    ----------
    seconds
        Of each quarter; 0: none is searched, and only what needs no search is told.
    horizons
        After how many weeks rosters are looked at, the shortest first.
    seed
        Of the search.
    processes
        That search side by side, at least 1.
    """

    seconds: float = SECONDS
    horizons: tuple[int, ...] = HORIZONS
    seed: int = 0
    processes: int = PROCESSES


def compare(
    store: Store,
    scenarios: Sequence[Scenario],
    now: datetime,
    options: SearchOptions | None = None,
    tell: Progress | None = None,
) -> tuple[ScenarioFigures, ...]:
    """The figures of some scenarios, beside each other; nothing is kept.

    Parameters
    ----------
    tell
        Called again and again with how many quarters were searched, and how many there are; says
        whether to go on.

    Raises
    ------
    NoLongerWanted
        It said no.
    InputError
        A scenario names what is not in the records.
    SearchLost
        The system ended a search, mostly for want of memory.
    """
    asked = options or SearchOptions()
    posts = posts_concerned(scenarios)
    problems = [problem_of(store, one, posts, YEAR, now) for one in scenarios]
    found = [
        figures_by_law(problem, one, posts)
        for one, problem in zip(scenarios, problems, strict=True)
    ]
    if not asked.seconds:
        return tuple(found)
    longest = max(asked.horizons)
    if longest != YEAR:
        problems = [problem_of(store, one, posts, longest, now) for one in scenarios]
    tasks = [SearchTask(one, asked.seconds, asked.seed, asked.horizons) for one in problems]
    rosters = search_side_by_side(tasks, asked.processes, tell)
    if QUARTER in asked.horizons:
        rosters = with_best_quarters(problems, rosters)
    return tuple(
        replace(figures, rosters=mine) for figures, mine in zip(found, rosters, strict=True)
    )


@dataclass(frozen=True, slots=True)
class ScenarioChoices:
    """What a change may name today.

    Parameters
    ----------
    posts
        In their order.
    patterns
        Codes.
    functions, regions
        Names by code.
    people
        Names by code.
    """

    posts: tuple[Post, ...]
    patterns: tuple[str, ...]
    functions: Mapping[str, str]
    regions: Mapping[str, str]
    people: Mapping[str, str]

    @property
    def names(self) -> dict[str, str]:
        """All names by code, those of the posts too that a split would make."""
        posts = {post.id: post.name for post in self.posts}
        parts = {
            part_of(post.id, region): f"{post.name} {self.regions.get(region, region)}"
            for post in self.posts
            for region in post.regions
        }
        return {**parts, **self.people, **self.functions, **self.regions, **posts}

    def with_posts_of(self, scenario: Scenario) -> ScenarioChoices:
        """The same with the posts that a scenario makes of those of today, for its next changes."""
        posts = {post.id: post for post in self.posts}
        for change in scenario.changes:
            made = posts_made_by(change, posts, self.regions)
            posts |= {post.id: post for post in made}
        return replace(self, posts=tuple(posts.values()))

    def names_in(self, scenarios: Iterable[Scenario]) -> dict[str, str]:
        """The same with the posts that scenarios make by merging some."""
        made = {
            change.into: change.name
            for scenario in scenarios
            for change in scenario.changes
            if isinstance(change, MergePosts) and change.name
        }
        return {**self.names, **made}


def choices(store: Store) -> ScenarioChoices:
    """What a change may name today."""
    with store.reading() as connection:
        return ScenarioChoices(
            read_posts(connection),
            tuple(read_patterns(connection)),
            {one.id: one.name for one in read_functions(connection)},
            {one.id: one.name for one in read_regions(connection)},
            names_of_people(connection),
        )


def check(store: Store, scenario: Scenario, now: datetime) -> None:
    """See whether a scenario fits the records.

    Raises
    ------
    InputError
        It names what is not there, or a change fits nothing.
    """
    problem_of(store, scenario, (), SHORT, now)


def problem_of(
    store: Store, scenario: Scenario, posts: Sequence[str], weeks: int, now: datetime
) -> RosterProblem:
    """What is to be planned in a scenario, with nobody on any shift yet.

    Parameters
    ----------
    posts
        Ids of the posts of today that are counted; empty: all.

    Raises
    ------
    InputError
        The scenario names what is not in the records.
    """
    today: date = now.astimezone(ZONE).date()
    with store.reading() as connection:
        problem = current_problem(connection, scenario.begins(today), weeks)
        around = Surroundings(read_patterns(connection), read_demand_plan(connection))
        appointed = read_objects(connection, Competence, "competences")
    unknown = [one for one in scenario.posts if one not in problem.post_by_id]
    if unknown:
        place = Place(file=scenario.name)
        raise InputError(
            [
                Fault(f"post {shown(one)} is unknown", nearest(one, problem.post_by_id), place)
                for one in unknown
            ]
        )
    start = only_posts(problem, posts)
    if not scenario.lapses:
        start = with_renewals(start, appointed)
    changed = with_changes(start, scenario, around)
    return of_people(changed, people_of(changed))
