"""What is impossible from the start, and by what arithmetic.

These sums need no search. They are necessary conditions only: a post that passes them may still
have shifts that nobody can take, which the search then proves one by one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from math import ceil, floor
from typing import TYPE_CHECKING

from data.model.duty import DutyKind
from data.model.person import CompetenceLevel
from data.model.post import Post, PostKind
from data.model.sentence import Sentence, moment_said, phrase
from solver.diagnosis.least_people import (
    LEGAL_WEEK,
    LONG_NIGHTS_A_YEAR,
    MANY_NIGHTS,
    NIGHTS_IN_16_WEEKS,
    NIGHTS_THAT_LOWER_THE_AVERAGE,
    TOLERANCE,
    PostLoad,
    load_of,
)
from solver.problem_index import ProblemIndex
from solver.rules.base import Rule, excluding
from solver.timeline.clock import HOUR, WEEK
from solver.timeline.rows import LegalShift, legal_shift

if TYPE_CHECKING:
    from data.model.shift import Shift


@dataclass(frozen=True, slots=True)
class InfeasibilityReason:
    """A finding about one post.

    Parameters
    ----------
    post
        Id of the post.
    is_impossible
        True: it cannot be kept up. Shifts stay open over the reference period of the article, if
        not in this period: a short one may live on what came before it, or on what comes after.
        False: tight; a limit that will be felt.
    article
        Where the limit stands; empty for plain counting.
    sentence
        The sum in words.
    """

    post: str
    is_impossible: bool
    article: str
    sentence: Sentence


@dataclass(frozen=True)
class PreflightBounds:
    """The sums over one problem."""

    index: ProblemIndex
    rules: Sequence[Rule]

    def findings(self) -> list[InfeasibilityReason]:
        """All that can be said before searching, post by post."""
        found: list[InfeasibilityReason] = []
        for post in self.index.problem.posts:
            shifts = self.index.shifts_of_post[post.id]
            if shifts and post.kind is not PostKind.OPEN_CALL:
                found += self._beyond_reach(post, shifts)
                if post.kind is PostKind.ON_CALL:
                    found += self._pool(post)
                else:
                    found += self._hours(post)
                    found += self._nights(post, shifts)
        return found

    def _beyond_reach(self, post: Post, shifts: Sequence[Shift]) -> Iterator[InfeasibilityReason]:
        """Shifts for which nobody is competent and present."""
        lost = [s for s in shifts if s.id not in self._reachable]
        if lost:
            when = moment_said(lost[0].start.astimezone(self.index.problem.zone))
            said = phrase("1 shift has no competent person who is present: {start}", start=when)
            if len(lost) > 1:
                said = phrase(
                    "{count} shifts have no competent person who is present, first {start}",
                    count=len(lost),
                    start=when,
                )
            yield InfeasibilityReason(post.id, True, "", said)

    def _hours(self, post: Post) -> Iterator[InfeasibilityReason]:
        """Hours that the seat takes a week against those that its holders have."""
        needed = self._load(post).hours
        people = self._people(post)
        legal = LEGAL_WEEK * len(people)
        contract = sum(self._contract_hours(person) for person in people)
        text = phrase(
            "the seat takes {needed:.0f} hours a week; {people} people have {have:.0f} hours of "
            "contract left for it and may work {legal} at the very most",
            needed=needed,
            people=len(people),
            have=contract,
            legal=legal,
        )
        if needed > legal:
            yield InfeasibilityReason(post.id, True, "ATW 5:7(2)c", text)
        elif needed > contract:
            yield InfeasibilityReason(post.id, False, "", text)

    def _nights(self, post: Post, shifts: Sequence[Shift]) -> Iterator[InfeasibilityReason]:
        """Nights that the post takes against those that its holders may work."""
        nights = [(s, legal) for s in shifts if (legal := self._legal(s)).is_night]
        people = len(self._night_people(post, nights))
        a_year = self._load(post).long_nights
        need = ceil(a_year / LONG_NIGHTS_A_YEAR)
        if need > people:
            yield InfeasibilityReason(
                post.id,
                True,
                "ATW 5:8(3)",
                phrase(
                    "{nights:.0f} nights a year of more than 10 hours need {need} people (at most "
                    "22 each in 52 weeks); {people} may work them",
                    nights=a_year,
                    need=need,
                    people=people,
                ),
            )
        late = self._load(post).late_nights
        if late > NIGHTS_IN_16_WEEKS * people and not self._has_agreement(MANY_NIGHTS):
            need = ceil(late / NIGHTS_IN_16_WEEKS)
            yield InfeasibilityReason(
                post.id,
                True,
                "ATW 5:8(8)",
                phrase(
                    "{nights:.0f} nights in 16 weeks that end after 02:00 need {need} people (at "
                    "most 36 each); {people} may work them",
                    nights=late,
                    need=need,
                    people=people,
                ),
            )
        elif people and late / people >= NIGHTS_THAT_LOWER_THE_AVERAGE:
            yield InfeasibilityReason(
                post.id,
                False,
                "ATW 5:8(2)",
                phrase(
                    "with {people} people for {nights:.0f} nights in 16 weeks some reach 16 "
                    "nights; their average drops to 40 hours a week",
                    nights=late,
                    people=people,
                ),
            )

    def _pool(self, post: Post) -> Iterator[InfeasibilityReason]:
        """On-call time against half of everybody's time, and nights against sixteen."""
        people = len(self._people(post))
        share = self._load(post).on_call
        need = ceil(2 * share - TOLERANCE)
        if people < need:
            yield InfeasibilityReason(
                post.id,
                True,
                "ATW 5:9(2)a",
                phrase(
                    "on-call all the time needs {need} people (each at most 14 of 28 days); "
                    "{people} hold the function",
                    need=need,
                    people=people,
                ),
            )
        nights = 16 * 7 * share
        enough = floor(nights / NIGHTS_THAT_LOWER_THE_AVERAGE + TOLERANCE) + 1
        if 0 < people < enough:
            yield InfeasibilityReason(
                post.id,
                False,
                "ATW 5:9(5)",
                phrase(
                    "a pool of {people} gives some 16 or more on-call nights in 16 weeks; their "
                    "average work must then stay within 40 hours a week ({enough} people avoid it)",
                    people=people,
                    enough=enough,
                ),
            )

    @cached_property
    def _dates(self) -> list[date]:
        """The local dates of the period."""
        problem = self.index.problem
        first, last = problem.first_date.toordinal(), problem.last_date.toordinal()
        return [date.fromordinal(day) for day in range(first, last + 1)]

    def _load(self, post: Post) -> PostLoad:
        return load_of(self.index, [post.id])

    def _has_agreement(self, rule: str) -> bool:
        """Whether a recorded agreement covers a rule in the whole period."""
        ruleset = self.index.problem.ruleset
        return ruleset.has_derogation(rule, self._dates[0], self._dates[-1])

    def _legal(self, shift: Shift) -> LegalShift:
        return legal_shift([self.index.row_of[shift.id]], self.index.clock)

    @cached_property
    def _reachable(self) -> set[str]:
        """Ids of the shifts for which somebody qualified is present."""
        levels = self.index.competence_levels
        return {
            pair[1]
            for pair in (*self.index.eligible, *self.index.pinned)
            if levels.get(pair) is not CompetenceLevel.TRAINEE
        }

    def _people(self, post: Post) -> list[str]:
        """Who is competent for some shift of the post."""
        return sorted(self._qualified.get(post.id, ()))

    @cached_property
    def _qualified(self) -> dict[str, set[str]]:
        """Per post: who is competent for some shift of it."""
        shifts, found = self.index.problem.shift_by_id, dict[str, set[str]]()
        for (person, shift), level in self.index.competence_levels.items():
            if level is CompetenceLevel.QUALIFIED:
                found.setdefault(shifts[shift].post, set()).add(person)
        return found

    def _night_people(self, post: Post, nights: Sequence[tuple[Shift, LegalShift]]) -> list[str]:
        """Who may work at least one of the nights, whatever else they do."""
        return [
            person
            for person in self._people(post)
            if any(
                (person, shift.id) in self.index.competence_levels
                and not self._excluded(person, legal)
                for shift, legal in nights
            )
        ]

    def _excluded(self, person: str, shift: LegalShift) -> bool:
        about = self.index.person_context(person)
        return any(rule.excludes(shift, about) for rule in excluding(self.rules))

    def _contract_hours(self, person: str) -> float:
        """Contract hours a week that are left beside work elsewhere."""
        problem = self.index.problem
        span = self.index.span
        elsewhere = sum(
            row.work for row in self.index.fixed[person] if row.kind is DutyKind.ELSEWHERE
        )
        weekly = elsewhere / HOUR / ((span.data_end - span.data_start) / WEEK)
        worker = problem.person_by_id[person]
        hours = sum(worker.hours_per_week(day) for day in self._dates) / len(self._dates)
        limit = worker.limits.max_shifts_per_month
        if limit is not None:
            return limit * 8 * 12 / 52
        return max(0.0, hours - weekly)
