"""What became of the wishes in a roster, with why they were not met where the rules can tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from data.model.duty import Assignment, WishKind
from data.model.post import PostKind
from data.model.problem import RosterProblem
from data.model.result import ReasonKind
from data.model.sentence import NOTHING, phrase
from data.model.shift import Shift
from data.model.wish_outcome import WishOutcome, is_about, judge_wishes
from data.store import rosters
from scheduler.cache import Cache
from scheduler.planning.candidate_search import finder_of
from scheduler.planning.derived_data import read_problem, read_shifts
from solver.diagnosis.words import points_said, quality_source

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from data.model.roster import RosterHead
    from data.model.sentence import Sentence
    from solver.diagnosis.candidates import Candidates

MOST_SHIFTS = 12  #: of one wish that are looked at for a reason
_FOUND: Cache[tuple[WishOutcome, ...]] = Cache(8)


@dataclass(frozen=True)
class WishReasons:
    """Says why wishes of a roster were not met; what it says holds for the roster as it stands.

    Parameters
    ----------
    shifts
        All of the roster: those that the problem does not know are over.
    assignments
        Who does what.
    now
        What has begun by then does not move.
    """

    problem: RosterProblem
    shifts: Sequence[Shift]
    assignments: Sequence[Assignment]
    now: datetime

    def outcomes(self) -> tuple[WishOutcome, ...]:
        """What became of each wish, with the reason."""
        period = self.problem.start, self.problem.end
        found = judge_wishes(self.problem.wishes, self.shifts, self.assignments, period)
        return tuple(one if one.is_met else replace(one, reason=self._reason(one)) for one in found)

    def _reason(self, one: WishOutcome) -> Sentence:
        return self._of_avoided(one) if one.wish.kind is WishKind.AVOID else self._of_wanted(one)

    def _of_avoided(self, one: WishOutcome) -> Sentence:
        """Why they have duties all the same: fixed, nobody else may take them, or at what cost."""
        person = one.wish.person
        pinned = [shift for shift in one.duties if (person, shift.id) in self._pinned]
        if pinned:
            return phrase("a planner fixed this duty")
        known = [shift for shift in one.duties if shift.id in self.problem.shift_by_id]
        if known and not any(self._could_another(shift, person) for shift in known[:MOST_SHIFTS]):
            return phrase("as the roster stands nobody else may take it")
        if len(known) < len(one.duties) or len(known) > MOST_SHIFTS:
            return NOTHING
        return self._of_handing_over(person, [shift.id for shift in known])

    def _of_handing_over(self, person: str, duties: Sequence[str]) -> Sentence:
        """What it would cost if others did all of these duties."""
        costs = self._finder.handed_over(person, duties)
        if costs is None:
            return phrase("as the roster stands others may not take all of these duties")
        more = sum(costs.values())
        if more <= 0:
            return phrase("others may take this over at no loss of quality")
        worst = max(costs, key=lambda key: (costs[key], key))
        return phrase(
            "handing this to others would cost {points} points of quality, most of all: {what}",
            points=points_said(more),
            what=quality_source(self._finder.rules, *worst),
        )

    def _of_wanted(self, one: WishOutcome) -> Sentence:
        """Why they have none of the shifts: there is none, others have them, or something stops."""
        about = [shift for shift in self.shifts if is_about(one.wish, shift)]
        meant = [shift for shift in about if not self._is_open_call(shift)]
        if not about:
            return phrase("the roster has no such shift in these days")
        if not meant:
            return phrase("nobody is rostered on an open call")
        known = [shift for shift in meant if shift.id in self.problem.shift_by_id]
        stops = [
            (shift, self._finder.hindrances(one.wish.person, shift.id))
            for shift in known[:MOST_SHIFTS]
        ]
        if any(found == () and self._lacks(shift) for shift, found in stops):
            return phrase("such a shift is still open, and may be taken by all rules")
        if any(found == () for _, found in stops):
            is_full = not any(self._lacks(shift) for shift in meant)
            return phrase("others have these shifts") if is_full else NOTHING
        if all(found is None for _, found in stops):
            return phrase("may not fill such a shift") if stops else NOTHING
        first = [found[0] for _, found in stops if found]
        if all(stop.kind is ReasonKind.ABSENT for stop in first):
            return phrase("absent then")
        if len(first) < len(meant):
            return NOTHING
        if first[0].kind is ReasonKind.RULE:
            return phrase("a rule stops it: {rule}", rule=first[0].sentence)
        return first[0].sentence

    def _could_another(self, shift: Shift, person: str) -> bool:
        """Whether somebody else may take a shift, by all rules and as the roster stands."""
        held = {one.person for one in self.assignments if one.shift == shift.id}
        return any(
            self._finder.hindrances(other.id, shift.id) == ()
            for other in self.problem.people
            if other.id != person and other.id not in held
        )

    def _is_open_call(self, shift: Shift) -> bool:
        post = self.problem.post_by_id.get(shift.post)
        return post is not None and post.kind is PostKind.OPEN_CALL

    def _lacks(self, shift: Shift) -> bool:
        return self._taken[shift.id] < shift.required

    @cached_property
    def _pinned(self) -> set[tuple[str, str]]:
        return {(one.person, one.shift) for one in self.assignments if one.pinned}

    @cached_property
    def _taken(self) -> Counter[str]:
        return Counter(one.shift for one in self.assignments if not one.double)

    @cached_property
    def _finder(self) -> Candidates:
        return finder_of(self.problem, self.assignments, self.now)


def wish_outcomes(
    connection: Connection, head: RosterHead, now: datetime, person: str | None = None
) -> tuple[WishOutcome, ...]:
    """What became of the wishes that a roster knows of, as it is kept; of all, or of one person."""
    key = str(connection.engine.url), head.id, head.lock_version
    known = _FOUND.peek(key)
    if known is None and person is not None:
        known = _worked_out(connection, head, now, person)  # reasons of all take a while
    if known is None:
        known = _FOUND.get(key, lambda: _worked_out(connection, head, now))
    return tuple(one for one in known if person in (None, one.wish.person))


def _worked_out(
    connection: Connection, head: RosterHead, now: datetime, person: str | None = None
) -> tuple[WishOutcome, ...]:
    problem = read_problem(connection, head.problem_hash)
    if person is not None:
        mine = tuple(wish for wish in problem.wishes if wish.person == person)
        if not mine:
            return ()
        problem = replace(problem, wishes=mine)
    shifts = read_shifts(connection, head.shift_set)
    held = rosters.read_assignments(connection, head.id)
    return WishReasons(problem, shifts, held, now).outcomes()
