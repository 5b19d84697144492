"""Pools: the people who share the duties of a group of posts, and how large a share is fair."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from data.model.calls import RELIEF
from data.model.duty import Absence, Duty, DutyKind
from data.model.fixed_duties import data_range, fixed_duties
from data.model.intervals import clip
from data.model.person import CompetenceLevel, Person, ProvisionKind
from data.model.post import PostKind
from data.model.problem import RosterProblem

if TYPE_CHECKING:
    from collections.abc import Iterator

NOON = time(12)
NO_NIGHTS = (ProvisionKind.NIGHT_EXEMPTION, ProvisionKind.PREGNANCY)
WEEKS_IN_MONTH = 52 / 12
WEEK_SECONDS = 604_800
USUAL_SHIFT_HOURS = 8
LEAST_PART = 0.1  #: of the contract, for who has no hours left beside other work


@dataclass(frozen=True, slots=True)
class Pool:
    """Posts with the same function, regions and kind, and who may fill them.

    Parameters
    ----------
    posts
        Ids of its posts; none: work that no post shares out, such as relief.
    members
        Ids of everybody qualified at some time in the data; a trainee is no member.
    on_site
        Its duties are work, not on-call.
    """

    posts: tuple[str, ...]
    function: str
    members: tuple[str, ...]
    on_site: bool


def pools(problem: RosterProblem) -> tuple[Pool, ...]:
    """The pools of a problem in the order of its posts; posts of open call share nothing out."""
    groups: dict[tuple[str, frozenset[str], PostKind], list[str]] = {}
    for post in problem.posts:
        if post.kind is not PostKind.OPEN_CALL:
            key = (post.function, frozenset(post.regions), post.kind)
            groups.setdefault(key, []).append(post.id)
    return tuple(
        Pool(
            posts=tuple(posts),
            function=function,
            members=tuple(members_of(problem, function, regions)),
            on_site=kind is not PostKind.ON_CALL,
        )
        for (function, regions, kind), posts in groups.items()
    )


def hours_in_other_books(problem: RosterProblem) -> dict[str, float]:
    """Hours a week that people work by rosters of other books, on average over the period."""
    weeks = (problem.end - problem.start).total_seconds() / WEEK_SECONDS
    found: dict[str, float] = {}
    for duty in problem.other_books:
        inside = clip([(duty.start, duty.end)], (problem.start, problem.end))
        if duty.kind is DutyKind.WORK and inside:
            found[duty.person] = found.get(duty.person, 0.0) + duty.work_minutes / 60 / weeks
    return found


def members_of(problem: RosterProblem, function: str, regions: frozenset[str]) -> Iterator[str]:
    """Ids of everybody qualified in a function at some time in the data, of these regions."""
    for person in problem.people:
        if not regions.isdisjoint(person.regions) and any(
            c.level is CompetenceLevel.QUALIFIED
            for c in problem.competences_of(person.id, function)
        ):
            yield person.id


@dataclass(frozen=True)
class Shares:
    """How a duty is shared out over the members of a pool.

    In proportion to contract hours, over those who are qualified and not away on that day. For a
    post at a desk the hours that somebody works elsewhere are taken off, and a flex worker counts
    for no more than their monthly shifts. Who is in several pools of a kind counts in part in each.
    """

    problem: RosterProblem

    @cached_property
    def pools(self) -> tuple[Pool, ...]:
        """The pools of the problem."""
        return pools(self.problem)

    def split(self, pool: Pool, day: date, *, at_night: bool = False) -> dict[str, float]:
        """Per member the fair part of a duty that starts on a day; sums to 1, or is empty.

        Parameters
        ----------
        at_night
            It is a night, from which some people are exempt.
        """
        key = pool, day, at_night
        if key not in self._splits:
            self._splits[key] = self._split(pool, day, at_night=at_night)
        return self._splits[key]

    @cached_property
    def _splits(self) -> dict[tuple[Pool, date, bool], dict[str, float]]:
        """Splits that were asked for before: many duties start on one day."""
        return {}

    def _split(self, pool: Pool, day: date, *, at_night: bool) -> dict[str, float]:
        weights = {}
        for member in pool.members:
            person = self.problem.person_by_id[member]
            spared = NO_NIGHTS if at_night else ()
            if self._is_present(pool, person, day) and not any(
                person.has_provision(kind, day) for kind in spared
            ):
                weights[member] = self._weight(pool, person, day)
        total = sum(weights.values())
        return {member: weight / total for member, weight in weights.items() if total}

    def _is_present(self, pool: Pool, person: Person, day: date) -> bool:
        """Whether a member is qualified on a day and not away at noon."""
        return (
            day not in self._days_away.get(person.id, ())
            and any(
                c.level is CompetenceLevel.QUALIFIED and c.covers(day, day)
                for c in self.problem.competences_of(person.id, pool.function)
            )
            and not person.has_provision(ProvisionKind.BIRTH_LEAVE, day)
        )

    def _weight(self, pool: Pool, person: Person, day: date) -> float:
        contract = person.hours_per_week(day)
        hours = contract
        if pool.on_site:
            left = contract - self._hours_elsewhere.get(person.id, 0.0)
            hours = max(left, LEAST_PART * contract)
            if person.limits.max_shifts_per_month is not None:
                shifts = person.limits.max_shifts_per_month / WEEKS_IN_MONTH
                hours = min(hours, shifts * USUAL_SHIFT_HOURS)
        return hours / self._seats[person.id, pool.on_site] if pool.posts else hours

    @cached_property
    def _seats(self) -> dict[tuple[str, bool], int]:
        """How many posts at a desk (or on call) each member can fill."""
        found: dict[tuple[str, bool], int] = {}
        for pool in self.pools:
            for member in pool.members:
                key = (member, pool.on_site)
                found[key] = found.get(key, 0) + len(pool.posts)
        return found

    @cached_property
    def _days_away(self) -> dict[str, set[date]]:
        """Per person the local dates at whose noon they are away."""
        found: dict[str, set[date]] = {}
        rows: list[Absence | Duty] = [*self.problem.absences]
        rows += [duty for duty in self.problem.history if duty.kind is DutyKind.ABSENCE]
        for row in rows:
            day = row.start.astimezone(self.problem.zone).date()
            while (noon := datetime.combine(day, NOON, self.problem.zone)) < row.end:
                if row.start <= noon:
                    found.setdefault(row.person, set()).add(day)
                day += timedelta(days=1)
        return found

    @cached_property
    def _hours_elsewhere(self) -> dict[str, float]:
        """Hours a week of work outside this roster, on average over the data."""
        start, end = data_range(self.problem)
        weeks = (end - start).total_seconds() / WEEK_SECONDS
        found: dict[str, float] = {}
        for duty in fixed_duties(self.problem):
            if duty.kind is DutyKind.ELSEWHERE and duty.post != RELIEF:  # it is shared out too
                hours = duty.work_minutes / 60 / weeks
                found[duty.person] = found.get(duty.person, 0.0) + hours
        for person, hours in hours_in_other_books(self.problem).items():
            found[person] = found.get(person, 0.0) + hours
        return found
