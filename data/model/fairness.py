"""Who did more and who did less than the fair share, now and before.

Every duty that a pool carries is due in part from each member who could have carried it
(`data.model.pool.Shares`). Added up, that is what somebody's fair share would have been.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from data.model.pool import Pool, Shares
from data.model.problem import RosterProblem
from data.model.tally import WEEK_MINUTES, LocalDays, Measure, Tally, tally_by_person

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from data.model.duty import Duty

Amounts = dict[Measure, float]


@dataclass(frozen=True, slots=True)
class FairLine:
    """How one person fared.

    Parameters
    ----------
    person
        Id.
    pools
        The pools they are a member of; empty for a trainee.
    done, before
        All that they did in the period, and in the history.
    shared
        The part of `done` on posts of their pools; a double is shared with nobody.
    due
        What their fair share of the period would have been, by measure.
    brought_in
        Above (+) or below (-) the fair share at the start of the period.
    """

    person: str
    pools: tuple[Pool, ...]
    done: Tally
    before: Tally
    shared: Tally
    due: Amounts
    brought_in: Amounts

    def deviation(self, measure: Measure) -> float:
        """Above (+) or below (-) the fair share in this period alone."""
        return self.shared.value(measure) - self.due[measure]

    def balance(self, measure: Measure) -> float:
        """Above (+) or below (-) the fair share at the end of the period, the past included."""
        return self.brought_in[measure] + self.deviation(measure)


@dataclass(frozen=True)
class FairShares:
    """The fair shares of a problem; what does not depend on the roster is worked out once."""

    problem: RosterProblem

    def lines(self, duties: Sequence[Duty]) -> tuple[FairLine, ...]:
        """A line for everybody in the problem, in its order.

        Parameters
        ----------
        duties
            The roster of the period, as rows of time.
        """
        sharing, days = self._sharing, self._days
        done = tally_by_person(duties, days)
        shared = tally_by_person(_shared_out(sharing, duties), days)
        due = due_of(sharing, duties, days)
        return tuple(
            FairLine(
                person=person.id,
                pools=tuple(pool for pool in sharing.pools if person.id in pool.members),
                done=done.get(person.id, Tally()),
                before=self._before.get(person.id, Tally()),
                shared=shared.get(person.id, Tally()),
                due=due[person.id],
                brought_in=self._brought_in[person.id],
            )
            for person in self.problem.people
        )

    @cached_property
    def _days(self) -> LocalDays:
        return LocalDays.of(self.problem)

    @cached_property
    def _sharing(self) -> Shares:
        return Shares(self.problem)

    @cached_property
    def _before(self) -> dict[str, Tally]:
        return tally_by_person(self.problem.history, self._days)

    @cached_property
    def _brought_in(self) -> dict[str, Amounts]:
        return brought_in(self._sharing)


def fair_lines(problem: RosterProblem, duties: Sequence[Duty]) -> tuple[FairLine, ...]:
    """The same for a roster that is looked at once."""
    return FairShares(problem).lines(duties)


def deviations(problem: RosterProblem, duties: Sequence[Duty]) -> dict[str, Amounts]:
    """Per person id how far above or below their fair share of these duties alone they are."""
    sharing = Shares(problem)
    mine = tally_by_person(_shared_out(sharing, duties), LocalDays.of(problem))
    due = due_of(sharing, duties)
    return {
        person: {
            measure: mine.get(person, Tally()).value(measure) - amount
            for measure, amount in amounts.items()
        }
        for person, amounts in due.items()
    }


def brought_in(sharing: Shares) -> dict[str, Amounts]:
    """Per person id what they are above or below at the start: carry-over plus the history."""
    problem = sharing.problem
    found = _nothing(problem)
    for carried in problem.carry_over:
        found[carried.person][Measure(carried.measure)] += carried.amount
    due = due_of(sharing, problem.history)
    mine = tally_by_person(_shared_out(sharing, problem.history), LocalDays.of(problem))
    for person, amounts in found.items():
        did = mine.get(person, Tally())
        for measure in Measure:
            amounts[measure] += did.value(measure) - due[person][measure]
    return found


def due_of(
    sharing: Shares, duties: Iterable[Duty], days: LocalDays | None = None
) -> dict[str, Amounts]:
    """Per person id their fair share of what the members of their pools did together.

    Parameters
    ----------
    days
        The calendar of the problem, if it was made before.
    """
    problem = sharing.problem
    days, found = days or LocalDays.of(problem), _nothing(problem)
    rows = _shared_out(sharing, duties)
    for pool in sharing.pools:
        weekends: set[tuple[date, str]] = set()
        for duty in rows:
            if duty.post in pool.posts:
                _share_duty(sharing, pool, duty, days, found)
                weekends |= {(saturday, duty.person) for saturday in days.burden(duty).weekends}
        for saturday, _holder in sorted(weekends):
            for member, part in sharing.split(pool, saturday).items():
                found[member][Measure.WEEKENDS] += part
    return found


def _share_duty(
    sharing: Shares, pool: Pool, duty: Duty, days: LocalDays, found: dict[str, Amounts]
) -> None:
    """Add everybody's part of one duty, but for its weekends."""
    day = duty.start.astimezone(days.zone).date()
    burden = days.burden(duty)
    amounts = (
        (Measure.NIGHTS, float(burden.night)),
        (Measure.HOLIDAYS, float(burden.holiday)),
        (Measure.ON_CALL, burden.on_call_minutes / WEEK_MINUTES),
        (Measure.HOURS, burden.work_minutes / 60),
    )
    for measure, amount in amounts:
        if amount:
            at_night = measure is Measure.NIGHTS
            for member, part in sharing.split(pool, day, at_night=at_night).items():
                found[member][measure] += part * amount


def _shared_out(sharing: Shares, duties: Iterable[Duty]) -> list[Duty]:
    """The duties that people did for pools of their own: not a double, or a post of old."""
    shared = {
        (member, post) for pool in sharing.pools for member in pool.members for post in pool.posts
    }
    return [duty for duty in duties if (duty.person, duty.post) in shared]


def _nothing(problem: RosterProblem) -> dict[str, Amounts]:
    return {person.id: dict.fromkeys(Measure, 0.0) for person in problem.people}
