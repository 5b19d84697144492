"""A first roster in seconds: greedy, shift by shift, and then repaired where a shift stayed open.

Who could take a shift is asked of the rules' own checks, over the days around it only: what those
miss (averages over months) is looked at once a person, in their whole time, at the end. So the
roster is legal whenever it is handed out, and on a slow machine it is there when nothing else is.
"""

from __future__ import annotations

import time
from bisect import insort
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from data.model.duty import WishKind
from data.model.person import CompetenceLevel
from solver.diagnosis.judge import new_violations
from solver.formulation.roster_model import Pair
from solver.objective.company import SpreadShadowing
from solver.objective.level import missing_people
from solver.objective.share import BurdenTerm, Sharing
from solver.problem_index import ProblemIndex
from solver.rules.average import Average
from solver.rules.base import Family, HealthRule, Rule
from solver.rules.pairing_rule import PairingRule
from solver.search.feasible import in_company, legal_shifts, new_violations_of
from solver.timeline.beside import Encounters
from solver.timeline.clock import DAY, HOUR
from solver.timeline.rows import Row
from solver.timeline.timeline import Timeline

if TYPE_CHECKING:
    from data.model.company import Pairing, PairingKind

AROUND = 15 * DAY  #: the law's rest is counted over two weeks
GOOD_REST = 11 * HOUR  #: ATW 5:3; a shorter one is tried when nobody else is there
PASSED_ON = 7 * DAY  #: how far from an open shift the one lies that is passed on for it
LONGEST_CHAIN = 3  #: shifts passed on so that one is filled
ROUNDS = 3  #: of filling, and of looking at each person's whole time after it
LONGEST_RUN = 5  #: days, as long as there is somebody else
CONTINUES = 2.0  #: how much better it is to go on with the same shift than to begin a run
SAME_RUN = 3  #: shifts of one name in a row, after which another one is as good
DAYS_IN_WEEK = 7
BREAKS = 1.5  #: how much worse a start after a single day off is


def construct(
    index: ProblemIndex,
    rules: Sequence[Rule],
    start: frozenset[Pair],
    free: Collection[Pair],
    until: float,
    sharing: Sharing | None = None,
) -> frozenset[Pair]:
    """A legal roster with as few open shifts as can be had in a moment.

    Parameters
    ----------
    start
        A legal roster, which is kept as far as nothing better is found.
    free
        Pairs that may be chosen.
    until
        Moment of `time.monotonic` at which to give up; what is there then is legal too.
    sharing
        Who should carry how much, if it is known.
    """
    if any(rule.family is Family.GENERAL for rule in rules):
        return start  # these also ask for a least amount of work, which a few shifts do not keep
    greedy = _Greedy(index, rules, free, until, sharing or Sharing(index, rules))
    for person, shift in start:
        greedy.put(person, shift)
    for _ in range(ROUNDS):
        greedy.fill()
        greedy.repair()
        if not greedy.trim():
            break
    if index.problem.traineeships:
        greedy.shadow()
        greedy.trim()
    return in_company(index, rules, greedy.pairs)


@dataclass
class _Greedy:
    index: ProblemIndex
    rules: Sequence[Rule]
    free: Collection[Pair]
    until: float
    sharing: Sharing
    rows: dict[str, list[Row]] = field(default_factory=dict)
    held: dict[str, set[str]] = field(default_factory=dict)
    counts: Counter[tuple[str, BurdenTerm]] = field(default_factory=Counter)
    watched: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.rows = {person: list(rows) for person, rows in self.index.fixed.items()}
        self.held = {person: set() for person in self.rows}

    @property
    def is_late(self) -> bool:
        """Whether the time is up."""
        return time.monotonic() >= self.until

    @property
    def pairs(self) -> frozenset[Pair]:
        """The roster so far."""
        return frozenset((person, shift) for person, mine in self.held.items() for shift in mine)

    @cached_property
    def candidates(self) -> dict[str, list[str]]:
        """Per shift the qualified people who may be chosen for it."""
        found: dict[str, list[str]] = {}
        levels = self.index.competence_levels
        for person, shift in sorted(self.free):
            if levels[person, shift] is CompetenceLevel.QUALIFIED:
                found.setdefault(shift, []).append(person)
        return found

    @cached_property
    def local_rules(self) -> list[Rule]:
        """The rules that look no farther than the days around a shift."""
        return [rule for rule in self.rules if not isinstance(rule, (Average, HealthRule))]

    @cached_property
    def targets(self) -> dict[tuple[str, BurdenTerm], float]:
        """What is left to carry, per person and burden."""
        return {
            (share.person, share.measure): share.target - share.done
            for share in self.sharing.shares
        }

    def put(self, person: str, shift: str) -> None:
        """Give somebody a shift."""
        self.held[person].add(shift)
        insort(self.rows[person], self.index.row_of[shift], key=lambda row: (row.start, row.end))
        self._count(person, shift, 1)

    def take(self, person: str, shift: str) -> None:
        """Take a shift from somebody."""
        self.held[person].remove(shift)
        self.rows[person].remove(self.index.row_of[shift])
        self._count(person, shift, -1)

    def _count(self, person: str, shift: str, sign: int) -> None:
        for burden, load in self.sharing.loads.items():
            self.counts[person, burden] += sign * load.get(shift, 0)

    def fill(self) -> None:
        """Put the fittest on each open shift, the important posts and the scarce shifts first."""
        for shift, count in self._open_shifts():
            for _ in range(count):
                if self.is_late or not self._fill(shift):
                    break

    def _open_shifts(self) -> list[tuple[str, int]]:
        problem = self.index.problem
        missing = missing_people(self.index, self.pairs)

        def rank(item: tuple[str, int]) -> tuple[int, bool, int, str]:
            shift = problem.shift_by_id[item[0]]
            scarce = len(self.candidates.get(shift.id, ())) > 2 * shift.required
            post = problem.post_by_id[shift.post]
            return post.priority, scarce, self.index.row_of[shift.id].start, shift.id

        mine = [item for item in missing.items() if item[0] in self.candidates]
        return sorted(mine, key=rank)

    def _fill(self, shift: str) -> bool:
        if self.index.pairings_of and not self._places(shift):
            return False  # somebody came beside another since it was found open
        fit = sorted(
            (p for p in self.candidates.get(shift, ()) if shift not in self.held[p]),
            key=lambda person: (self._is_hard(person, shift), -self._fitness(person, shift)),
        )
        taken = next((p for p in fit if self._may(p, shift) or self._brings(p, shift)), None)
        if taken is not None:
            self.put(taken, shift)
        return taken is not None

    def shadow(self) -> None:
        """Put trainees beside those who sit there by now: first an even share a week, then more."""
        for traineeship in self.index.problem.traineeships:
            shadowing = SpreadShadowing(self.index, traineeship)
            for most in (shadowing.share, DAYS_IN_WEEK):
                self._shadow(shadowing, most)

    def _shadow(self, shadowing: SpreadShadowing, most: int) -> None:
        person = shadowing.traineeship.person

        def may(shift: str) -> bool:
            may_choose = not self.is_late and (person, shift) in self.choices
            return may_choose and self._may(person, shift)

        for shift in shadowing.chosen(set(self.pairs), most, may):
            self.put(person, shift)

    @cached_property
    def choices(self) -> frozenset[Pair]:
        """The pairs that may be chosen."""
        return frozenset(self.free)

    def repair(self) -> None:
        """Fill open shifts with people whose own shift others can take, in ever longer chains."""
        for links in range(1, LONGEST_CHAIN + 1):
            for shift, _count in self._open_shifts():
                self._place(shift, links, frozenset())

    def _place(self, shift: str, links: int, moved: frozenset[str]) -> bool:
        """Find somebody for a shift; up to so many others may have to pass one of theirs on."""
        if self.is_late:
            return False
        if self.index.pairings_of and not self._places(shift):
            return True
        if self._fill(shift):
            return True
        return links > 0 and any(
            self._pass_on(person, shift, links, moved | {shift})
            for person in self.candidates.get(shift, ())
        )

    def _pass_on(self, person: str, shift: str, links: int, moved: frozenset[str]) -> bool:
        """Give somebody a shift for which one of theirs, near to it, passes to somebody else."""
        row = self.index.row_of[shift]
        if shift in self.held[person]:
            return False
        for own in self._own_near(person, row, moved):
            if self.is_late:
                return False
            self.take(person, own)
            if self._may(person, shift):
                self.put(person, shift)
                if self._place(own, links - 1, moved):
                    return True
                self.take(person, shift)
            self.put(person, own)
        return False

    def _own_near(self, person: str, row: Row, moved: frozenset[str]) -> list[str]:
        """The shifts of somebody near to a row that may pass to others, the nearest first."""
        rows = self.index.row_of
        near = [
            own
            for own in self.held[person] - moved
            if (person, own) not in self.index.pinned
            and rows[own].overlaps(row.start - PASSED_ON, row.end + PASSED_ON)
        ]
        return sorted(near, key=lambda own: (abs(rows[own].start - row.start), own))

    def _may(self, person: str, shift: str) -> bool:
        """Whether the rules allow a shift beside what lies around it."""
        row = self.index.row_of[shift]
        if self.index.obstacle(person, row) or any(
            other.is_work == row.is_work and other.overlaps(row.start, row.end)
            for other in self._near(person, row, 0)
            if other.shift is not None
        ):
            return False
        if not self._is_in_company(person, row):
            return False
        if person in self.watched:
            return not new_violations_of(
                self.index, self.rules, person, {*self.held[person], shift}
            )
        about = self.index.person_context(person)
        before = self._near(person, row, AROUND)
        after = sorted([*before, row], key=lambda r: (r.start, r.end))
        one, other = Timeline(about, tuple(before)), Timeline(about, tuple(after))
        for rule in self.local_rules:
            found = list(rule.check(other))
            if found and new_violations(found, list(rule.check(one))):
                return False
        return True

    def _is_in_company(self, person: str, row: Row) -> bool:
        """Whether the rules about two people allow a shift beside what the others have."""
        return all(
            rule.is_kept(self._encounters(pairing, person, row))
            for pairing in self.index.pairings_of.get(person, ())
            if (rule := self.asked.get(pairing.kind))
        )

    def _encounters(self, pairing: Pairing, person: str, row: Row) -> Encounters[Row]:
        near = self._near(str(pairing.of_one(person)), row, 0)
        return Encounters(pairing, self.index.clock, [row], near, lambda one: one)

    def _brings(self, person: str, shift: str) -> bool:
        """Put who must be beside somebody on an open shift of that time, if then both may be there.

        Neither can come first alone.
        """
        row = self.index.row_of[shift]
        for pairing in self.index.pairings_of.get(person, ()):
            rule = self.asked.get(pairing.kind)
            if not rule or not rule.needs_company:
                continue
            if rule.is_kept(self._encounters(pairing, person, row)):
                continue
            other = str(pairing.of_one(person))
            return any(
                self._may_both((person, shift), (other, beside))
                for beside in sorted(self.index.eligible_of.get(other, ()))
                if self._places(beside) and self.index.row_of[beside].overlaps(row.start, row.end)
            )
        return False

    def _places(self, shift: str) -> int:
        """How many places are open."""
        levels = self.index.competence_levels
        taken = sum(
            shift in mine and levels.get((person, shift)) is CompetenceLevel.QUALIFIED
            for person, mine in self.held.items()
        )
        return max(0, self.index.problem.shift_by_id[shift].required - taken)

    def _may_both(self, one: Pair, other: Pair) -> bool:
        """Whether two may have a shift each beside one another; then the second one gets theirs."""
        if one[1] == other[1] and self._places(one[1]) < len((one, other)):
            return False
        self.put(*one)
        may = other[0] in self.candidates.get(other[1], ()) and self._may(*other)
        self.take(*one)
        if not may:
            return False
        self.put(*other)
        if self._may(*one):
            return True
        self.take(*other)
        return False

    @cached_property
    def asked(self) -> dict[PairingKind, PairingRule]:
        """The rules about two people that are in force."""
        return {rule.kind: rule for rule in self.rules if isinstance(rule, PairingRule)}

    def _near(self, person: str, row: Row, reach: int) -> list[Row]:
        low, high = row.start - reach, row.end + reach
        return [other for other in self.rows[person] if other.start < high and other.end > low]

    def _is_hard(self, person: str, shift: str) -> bool:
        """Whether a shift is one that a team would rather not see there."""
        row = self.index.row_of[shift]
        if not row.is_work:
            return False
        around = [o for o in self._near(person, row, GOOD_REST) if o.is_work]
        return bool(around) or self._run_before(person, row) >= LONGEST_RUN

    def _run_before(self, person: str, row: Row) -> int:
        """Days in a row with work before the day of a shift."""
        day, days = row.start // DAY, self._days(person)
        count = 0
        while day - count - 1 in days:
            count += 1
        return count

    def _days(self, person: str) -> set[int]:
        return {row.start // DAY for row in self.rows[person] if row.is_work}

    def _fitness(self, person: str, shift: str) -> float:
        """How well a shift suits somebody: what they still have to carry, and their days."""
        row = self.index.row_of[shift]
        due = sum(
            burden.weight * load[shift] * self._short_of(person, burden)
            for burden, load in self.sharing.loads.items()
            if load.get(shift)
        )
        due -= self.wishes.get((person, shift), 0.0)
        if not row.is_work:
            return due
        before = [o for o in self._near(person, row, 2 * DAY) if o.is_work and o.start < row.start]
        if not before:
            return due
        last = before[-1]
        if row.start // DAY - last.start // DAY == 1:
            same = self._same_before(person, row)
            return due + (CONTINUES if 0 < same < SAME_RUN else 0.0)
        return due - BREAKS

    @cached_property
    def wishes(self) -> dict[tuple[str, str], float]:
        """What giving somebody a shift costs for their wishes, in points; below 0: it meets one.

        And as a substitute.
        """
        found: dict[tuple[str, str], float] = {}
        for wish, shifts in self.index.wished_shifts:
            sign = 1 if wish.kind is WishKind.AVOID else -1
            weight = sign * wish.weight * self.index.problem.weights.wishes
            for shift in shifts:
                found[wish.person, shift] = found.get((wish.person, shift), 0.0) + weight
        for pair, one in self.index.substitutes.items():
            found[pair] = found.get(pair, 0.0) + one.price
        return found

    def _same_before(self, person: str, row: Row) -> int:
        """Shifts of the same name on the days just before."""
        names = {r.start // DAY: r.name for r in self.rows[person] if r.is_work}
        day, count = row.start // DAY, 0
        while names.get(day - count - 1) == row.name:
            count += 1
        return count

    def _short_of(self, person: str, burden: BurdenTerm) -> float:
        """How much of their share of a burden is still to come, between -1 and 1."""
        target = self.targets.get((person, burden), 0.0)
        return (target - self.counts[person, burden]) / max(1.0, abs(target))

    def trim(self) -> bool:
        """Take from people what only their whole time shows to break a rule; whether it did.

        From then on each further shift of theirs is judged in their whole time.
        """
        trimmed = False
        for person, mine in self.held.items():
            kept = legal_shifts(self.index, self.rules, person, mine)
            kept |= {shift for shift in mine if (person, shift) in self.index.pinned}
            for shift in sorted(mine - kept):
                self.take(person, shift)
                self.watched.add(person)
                trimmed = True
        return trimmed
