"""What it costs that duties go from one person to another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from data.model.candidate import CandidateHours, Cost, Load, Spacing
from data.model.duty import DutyKind
from data.model.quality import POINT
from data.model.tally import Measure
from solver.diagnosis.person_costs import PersonCosts, flaws_between
from solver.objective.pairing_wishes import unmet_pairings
from solver.objective.quality import SquaredDistance
from solver.problem_index import ProblemIndex
from solver.rules.contract_hours import counted_minutes
from solver.timeline.clock import DAY, HOUR
from solver.timeline.rows import legal_shift

if TYPE_CHECKING:
    from data.model.result import Violation
    from solver.objective.share import BurdenTerm, Share
    from solver.timeline.rows import Row

_DUTY = (DutyKind.WORK, DutyKind.ON_CALL)


@dataclass(frozen=True, slots=True)
class Move:
    """The duties that one person gets and gives up, by shift id."""

    gained: Sequence[str] = ()
    lost: Sequence[str] = ()


@dataclass(frozen=True)
class Costing:
    """The cost of moves on one roster.

    Parameters
    ----------
    shifts
        Ids of everybody's shifts in the roster, by person id.
    prices
        What anybody's duties cost, which depends on the problem and the rules alone.
    """

    index: ProblemIndex
    shifts: Mapping[str, Sequence[str]]
    prices: PersonCosts

    def cost(self, moves: Mapping[str, Move], others: int) -> Cost:
        """The cost of some moves together, without their quality: see `priced`.

        Parameters
        ----------
        moves
            By person id.
        others
            How many people beside the one asked are disturbed.
        """
        weighed = [pair for person, move in moves.items() for pair in self._loads(person, move)]
        periods = [self.hours(person, move, self._period) for person, move in moves.items()]
        return Cost(
            others=others,
            unfairness=sum(points for _, points in weighed),
            loads=tuple(load for load, _ in weighed),
            minutes=sum(self._work(m.gained) - self._work(m.lost) for m in moves.values()),
            period=max(
                periods, key=lambda h: h.after - h.contract, default=CandidateHours(0, 0, 0)
            ),
        )

    def priced(self, cost: Cost, moves: Mapping[str, Move]) -> Cost:
        """The same cost of some moves, with what the whole quality makes of them."""
        more = 0
        made: list[Violation] = []
        removed: list[Violation] = []
        for person, move in moves.items():
            had = self.shifts.get(person, ())
            has = [*(shift for shift in had if shift not in move.lost), *move.gained]
            more += self.prices.total(person, has) - self.prices.total(person, had)
            came, went = flaws_between(
                self.prices.flaws(person, had), self.prices.flaws(person, has)
            )
            made += came
            removed += went
        more += self._company(moves)
        return replace(cost, quality=more, made=tuple(made), removed=tuple(removed))

    def _company(self, moves: Mapping[str, Move]) -> int:
        """What moves cost for wishes about two people."""
        if not self.index.wished_pairings:
            return 0
        after = dict(self.shifts)
        for person, move in moves.items():
            had = self.shifts.get(person, ())
            after[person] = [*(shift for shift in had if shift not in move.lost), *move.gained]
        before, now = (
            unmet_pairings(self.index, held, moves).total() for held in (self.shifts, after)
        )
        return POINT * self.prices.quality.weights.wishes * (now - before)

    def week(self, person: str, move: Move, row: Row) -> CandidateHours:
        """Hours in the local week, from Monday, in which a shift starts."""
        monday = self.index.clock.monday(row.start)
        return self.hours(person, move, (monday, self.index.clock.add_weeks(monday, 1)))

    def hours(self, person: str, move: Move, window: tuple[int, int]) -> CandidateHours:
        """Hours in a stretch of time, before and after a move."""
        key = person, window
        if key not in self._hours:
            rows = [*self.index.fixed[person], *self._rows(self.shifts.get(person, ()))]
            self._hours[key] = counted_minutes(rows, *window), self._contract(person, window)
        before, contract = self._hours[key]
        gained = counted_minutes(self._rows(move.gained), *window)
        lost = counted_minutes(self._rows(move.lost), *window)
        return CandidateHours(before, before + gained - lost, contract)

    def spacing(self, person: str, move: Move, row: Row) -> Spacing:
        """How a shift lies between the other duties of somebody, after a move."""
        kept = [s for s in self.shifts.get(person, ()) if s not in move.lost and s != row.shift]
        duties = [r for r in (*self.index.fixed[person], *self._rows(kept)) if r.kind in _DUTY]
        ended = [r for r in duties if r.start < row.start]
        later = [r for r in duties if r.start >= row.start]
        same = [r for r in ended if r.post == row.post and self._at_night(r) == self._at_night(row)]
        return Spacing(
            since_last=_days(max(0, row.start - max(r.end for r in ended))) if ended else None,
            until_next=_days(min(r.start for r in later) - row.end) if later else None,
            since_same=_days(row.start - max(r.end for r in same)) if same else None,
        )

    def _loads(self, person: str, move: Move) -> Iterable[tuple[Load, int]]:
        """The burdens that a move changes, with the points that fairness loses."""
        for share in self._shares.get(person, ()):
            weight = self.prices.quality.fairness.sharing.loads[share.measure]
            gained = sum(weight.get(s, 0) for s in move.gained)
            change = gained - sum(weight.get(s, 0) for s in move.lost)
            if change:
                before = self._carried(share)
                distance = SquaredDistance(share.target, share.measure.weight)
                points = distance.at(before + change) - distance.at(before)
                measure = Measure(share.measure.value)
                yield Load(person, measure, before, before + change, share.target), points

    def _carried(self, share: Share) -> int:
        """What somebody carries of a burden, history included."""
        key = share.person, share.measure
        if key not in self._sums:
            weight = self.prices.quality.fairness.sharing.loads[share.measure]
            mine = self.shifts.get(share.person, ())
            self._sums[key] = share.done + sum(weight.get(s, 0) for s in mine)
        return self._sums[key]

    def _contract(self, person: str, window: tuple[int, int]) -> int:
        """Contract minutes of the local days of a window."""
        worker = self.index.problem.person_by_id[person]
        days = self.index.clock.days(*window)
        return round(sum(worker.hours_per_week(date.fromordinal(day)) for day in days) * HOUR / 7)

    def _rows(self, shifts: Iterable[str]) -> list[Row]:
        return [self.index.row_of[shift] for shift in shifts]

    def _work(self, shifts: Iterable[str]) -> int:
        return sum(row.work for row in self._rows(shifts))

    def _at_night(self, row: Row) -> bool:
        return row.is_work and legal_shift([row], self.index.clock).is_night

    @cached_property
    def _period(self) -> tuple[int, int]:
        person = self.index.problem.people[0].id
        return self.index.person_context(person).period

    @cached_property
    def _shares(self) -> dict[str, list[Share]]:
        found: dict[str, list[Share]] = {}
        for share in self.prices.quality.fairness.sharing.shares:
            found.setdefault(share.person, []).append(share)
        return found

    @cached_property
    def _sums(self) -> dict[tuple[str, BurdenTerm], int]:
        return {}

    @cached_property
    def _hours(self) -> dict[tuple[str, tuple[int, int]], tuple[int, int]]:
        return {}


def _days(minutes: int) -> float:
    return minutes / DAY
