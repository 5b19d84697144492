"""Fair shares: who should carry how much of each burden."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from statistics import median_low

from data.model.duty import Duty, DutyKind
from data.model.person import CompetenceLevel, covers
from data.model.pool import hours_in_other_books
from data.model.post import Post, PostKind
from data.model.tally import LocalDays
from solver.problem_index import ProblemIndex
from solver.rules.base import Rule, excluding
from solver.timeline.clock import WEEK, to_minute
from solver.timeline.rows import LegalShift, Row, legal_shift

WEEKS_IN_MONTH = 52 / 12
LEAST_WEIGHT = 0.1  #: of a full contract, for who has no hours left beside other work


class BurdenTerm(StrEnum):
    """What is shared; counted in whole duties, so that it adds up."""

    NIGHTS = "nights"
    WEEKENDS = "weekends"  #: duties that touch a weekend
    HOLIDAYS = "holidays"  #: duties that touch a public holiday
    ON_CALL = "on_call"  #: on-call time, in the usual length of a period
    HOURS = "hours"  #: work, in the usual length of a shift

    @property
    def weight(self) -> int:
        """Its weight among the burdens."""
        return _WEIGHTS[self]


_WEIGHTS = {
    BurdenTerm.NIGHTS: 3,
    BurdenTerm.WEEKENDS: 3,
    BurdenTerm.HOLIDAYS: 2,
    BurdenTerm.ON_CALL: 5,
    BurdenTerm.HOURS: 1,
}


@dataclass(frozen=True, slots=True)
class Share:
    """What one person has carried of a burden, and should carry in all.

    Parameters
    ----------
    done
        In the history, in whole duties.
    target
        Over history and period together, in duties.
    """

    person: str
    measure: BurdenTerm
    done: int
    target: float


@dataclass(frozen=True, slots=True)
class _Slot:
    """A dated need of a post, in the history or in the period."""

    post: Post
    row: Row
    duty: Duty
    holder: str | None  #: who carried it, in the history


@dataclass(frozen=True)
class Sharing:
    """The fair shares of a problem."""

    index: ProblemIndex
    rules: Sequence[Rule]

    @cached_property
    def loads(self) -> dict[BurdenTerm, dict[str, int]]:
        """Per burden: what each shift of the period weighs, by shift id."""
        found: dict[BurdenTerm, dict[str, int]] = {burden: {} for burden in BurdenTerm}
        for slot in self._period:
            for burden, load in self._load(slot).items():
                found[burden][str(slot.row.shift)] = load
        return found

    @cached_property
    def shares(self) -> list[Share]:
        """Per person and burden of which they can carry something."""
        targets: dict[tuple[str, BurdenTerm], float] = {}
        done: dict[tuple[str, BurdenTerm], int] = {}
        for slot in [*self._history, *self._period]:
            load = self._load(slot)
            weights = self._weights(slot)
            whole = sum(weights.values()) or 1.0
            for burden, amount in load.items():
                for person, weight in weights.items():
                    key = (person, burden)
                    targets[key] = targets.get(key, 0.0) + amount * weight / whole
                if slot.holder is not None:
                    key = (slot.holder, burden)
                    done[key] = done.get(key, 0) + amount
        for carried in self.index.problem.carry_over:
            key = (carried.person, BurdenTerm(carried.measure))
            if key in targets:
                targets[key] -= carried.amount / self._unit_of(key[1])
        return [Share(*key, done.get(key, 0), target) for key, target in sorted(targets.items())]

    @cached_property
    def _days(self) -> LocalDays:
        return LocalDays.of(self.index.problem)

    @cached_property
    def _period(self) -> list[_Slot]:
        problem = self.index.problem
        return [
            _Slot(
                problem.post_by_id[shift.post],
                self.index.row_of[shift.id],
                Duty(
                    "",
                    shift.post,
                    problem.duty_kind(shift),
                    shift.start,
                    shift.end,
                    shift.work_minutes,
                ),
                None,
            )
            for shift in problem.shifts
            for _ in range(shift.required)
            if problem.duty_kind(shift) is not DutyKind.OPEN_CALL
        ]

    @cached_property
    def _history(self) -> list[_Slot]:
        problem = self.index.problem
        return [
            _Slot(
                problem.post_by_id[duty.post],
                Row(
                    duty.kind,
                    to_minute(duty.start),
                    to_minute(duty.end),
                    duty.work_minutes,
                    duty.post,
                ),
                duty,
                duty.person,
            )
            for duty in problem.history
            if duty.post in problem.post_by_id and duty.kind in (DutyKind.WORK, DutyKind.ON_CALL)
        ]

    @cached_property
    def _units(self) -> dict[DutyKind, int]:
        """The usual length of a duty of each kind, in minutes."""
        lengths: dict[DutyKind, list[int]] = {}
        for slot in self._period:
            length = slot.row.work if slot.row.is_work else slot.row.end - slot.row.start
            lengths.setdefault(slot.row.kind, []).append(length)
        return {kind: max(1, median_low(found)) for kind, found in lengths.items()}

    def _unit_of(self, burden: BurdenTerm) -> float:
        """How many units of `data.model.tally` one of our whole duties is."""
        if burden is BurdenTerm.HOURS:
            return self._units.get(DutyKind.WORK, 60) / 60
        if burden is BurdenTerm.ON_CALL:
            return self._units.get(DutyKind.ON_CALL, WEEK) / WEEK
        return 1.0

    def _load(self, slot: _Slot) -> dict[BurdenTerm, int]:
        """What a slot weighs."""
        burden = self._days.burden(slot.duty)
        found: dict[BurdenTerm, int] = {}
        if burden.holiday:
            found[BurdenTerm.HOLIDAYS] = 1
        if slot.row.is_work:
            unit = self._units.get(DutyKind.WORK, max(1, slot.row.work))
            found[BurdenTerm.HOURS] = max(1, round(slot.row.work / unit))
            if burden.night:
                found[BurdenTerm.NIGHTS] = 1
            if burden.weekends:
                found[BurdenTerm.WEEKENDS] = 1
        else:
            length = slot.row.end - slot.row.start
            unit = self._units.get(DutyKind.ON_CALL, length)
            found[BurdenTerm.ON_CALL] = max(1, round(length / unit))
        return found

    def _weights(self, slot: _Slot) -> dict[str, float]:
        """Who could have carried a slot, with their weight.

        That is who was competent, present, and free under the rules on a shift as such.
        """
        days = self.index.clock.days(slot.row.start, slot.row.end)
        first, last = date.fromordinal(days[0]), date.fromordinal(days[-1])
        shift = legal_shift([slot.row], self.index.clock) if slot.row.is_work else None
        found = {
            person: self._weight_of[person, slot.post.id]
            for person in self.index.holders.get(slot.post.id, ())
            if self._is_competent(person, slot.post, first, last)
            and not self._is_away(person, slot.row)
            and (shift is None or not self._is_excluded(person, shift))
        }
        if not found and slot.holder is not None:
            found = {slot.holder: 1.0}
        return found

    @cached_property
    def _weight_of(self) -> dict[tuple[str, str], float]:
        """The weight of each person for each post that they have a competence for, by ids."""
        post_by_id = self.index.problem.post_by_id
        return {
            (person, post): self._weight(person, post_by_id[post])
            for post, holders in self.index.holders.items()
            for person in holders
        }

    def _is_competent(self, person: str, post: Post, first: date, last: date) -> bool:
        held = self.index.problem.competences_of(person, post.function)
        return covers([c for c in held if c.level is CompetenceLevel.QUALIFIED], first, last)

    def _is_excluded(self, person: str, shift: LegalShift) -> bool:
        about = self.index.person_context(person)
        return any(rule.excludes(shift, about) for rule in self._excluding)

    @cached_property
    def _excluding(self) -> list[Rule]:
        return excluding(self.rules)

    def _is_away(self, person: str, row: Row) -> bool:
        return any(other.overlaps(row.start, row.end) for other in self._absences[person])

    @cached_property
    def _absences(self) -> dict[str, list[Row]]:
        return {
            person: [row for row in rows if row.kind is DutyKind.ABSENCE]
            for person, rows in self.index.fixed.items()
        }

    def _weight(self, person: str, post: Post) -> float:
        """Contract hours that are left for posts of this kind, split over those they can fill."""
        hours = self._contract_hours[person]
        if post.kind is not PostKind.ON_CALL:
            hours = max(hours - self._hours_elsewhere[person], LEAST_WEIGHT * max(hours, 1.0))
            limit = self.index.problem.person_by_id[person].limits.max_shifts_per_month
            if limit is not None:
                unit = self._units.get(DutyKind.WORK, 480) / 60
                hours = min(hours, limit * unit / WEEKS_IN_MONTH)
        return hours / max(1, self._posts_held[person, post.kind is PostKind.ON_CALL])

    @cached_property
    def _posts_held(self) -> Counter[tuple[str, bool]]:
        """How many posts each person holds a competence for, on call or not; no open calls."""
        return Counter(
            (person, post.kind is PostKind.ON_CALL)
            for post in self.index.problem.posts
            if post.kind is not PostKind.OPEN_CALL
            for person in self.index.holders[post.id]
        )

    @cached_property
    def _contract_hours(self) -> dict[str, float]:
        """Highest contract hours of each person in the period; 36 for who has no contract."""
        problem = self.index.problem
        found = {}
        for person in problem.people:
            hours = [
                c.hours_per_week
                for c in person.contracts
                if c.start <= problem.last_date
                and (c.until is None or problem.first_date <= c.until)
            ]
            found[person.id] = max(hours, default=36.0) or 36.0
        return found

    @cached_property
    def _hours_elsewhere(self) -> dict[str, float]:
        """Average weekly hours of work elsewhere in the data, and of other books in the period."""
        span = self.index.span
        weeks = (span.data_end - span.data_start) / WEEK
        others = hours_in_other_books(self.index.problem)
        return {
            person: _hours(row for row in rows if row.kind is DutyKind.ELSEWHERE) / weeks
            + others.get(person, 0.0)
            for person, rows in self.index.fixed.items()
        }


def _hours(rows: Iterable[Row]) -> float:
    return sum(row.work for row in rows) / 60
