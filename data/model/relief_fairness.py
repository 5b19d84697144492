"""Work in deployments beside the fair share: what it puts somebody above or below it.

A relief duty is due in part from everybody who could have had it, as a duty of the roster is. It
is no duty of a post that the roster shares out, so it comes in as a balance: who relieved in a
night has so much less of the next ones.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from data.model.duty import Duty, DutyKind
from data.model.pool import Pool, Shares, members_of
from data.model.problem import CarryOver, RosterProblem
from data.model.tally import LocalDays, Measure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date


@dataclass(frozen=True, slots=True)
class ReliefWork:
    """Work on a seat of a deployment.

    Parameters
    ----------
    duty
        As a row of time, of whatever kind.
    function, regions
        Who could have had it: whoever is qualified in it and serves one of these.
    """

    duty: Duty
    function: str
    regions: tuple[str, ...]


def with_relief_balance(problem: RosterProblem, work: Iterable[ReliefWork]) -> RosterProblem:
    """The problem with what relief puts everybody above or below their fair share at its start."""
    sums: dict[tuple[str, str], float] = {}
    for one in (*problem.carry_over, *relief_balance(problem, work)):
        key = one.person, str(one.measure)
        sums[key] = sums.get(key, 0.0) + one.amount
    balances = (CarryOver(*key, amount) for key, amount in sorted(sums.items()))
    return replace(problem, carry_over=tuple(balances))


def relief_balance(problem: RosterProblem, work: Iterable[ReliefWork]) -> tuple[CarryOver, ...]:
    """What relief puts everybody above (+) or below (-) their fair share; sums to nothing.

    A weekend in which somebody has a duty of the roster too counts there.
    """
    sharing, days = Shares(problem), LocalDays.of(problem)
    free = _Weekends(problem, days)
    found: dict[tuple[str, Measure], float] = {}
    for one in sorted(work, key=lambda w: (w.duty.start, w.duty.person)):
        members = tuple(members_of(problem, one.function, frozenset(one.regions)))
        if one.duty.person not in members:
            continue
        pool = Pool((), one.function, members, on_site=True)
        for measure, amount, day in _burdens(one.duty, days, free):
            at_night = measure is Measure.NIGHTS
            parts = sharing.split(pool, day, at_night=at_night)
            if not parts:
                continue
            _add(found, one.duty.person, measure, amount)
            for member, part in parts.items():
                _add(found, member, measure, -part * amount)
    return tuple(CarryOver(*key, amount) for key, amount in sorted(found.items()) if amount)


def _add(
    found: dict[tuple[str, Measure], float], person: str, measure: Measure, amount: float
) -> None:
    found[person, measure] = found.get((person, measure), 0.0) + amount


def _burdens(duty: Duty, days: LocalDays, free: _Weekends) -> Iterator[tuple[Measure, float, date]]:
    """What a relief duty weighs, with the day by which it is shared out."""
    burden, day = days.burden(replace(duty, kind=DutyKind.WORK)), duty.start.astimezone(days.zone)
    yield Measure.HOURS, burden.work_minutes / 60, day.date()
    if burden.night:
        yield Measure.NIGHTS, 1.0, day.date()
    if burden.holiday:
        yield Measure.HOLIDAYS, 1.0, day.date()
    for saturday in sorted(burden.weekends):
        if free.take(duty.person, saturday):
            yield Measure.WEEKENDS, 1.0, saturday


class _Weekends:
    """The weekends in which somebody has a duty already; each counts once."""

    def __init__(self, problem: RosterProblem, days: LocalDays) -> None:
        self._taken = {
            (duty.person, saturday)
            for duty in problem.history
            for saturday in days.burden(duty).weekends
        }

    def take(self, person: str, saturday: date) -> bool:
        """Whether a weekend was free; then it no longer is."""
        is_free = (person, saturday) not in self._taken
        self._taken.add((person, saturday))
        return is_free
