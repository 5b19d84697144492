"""Hours per person by month, against contract hours and fair share; reports that are kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, TypeVar, cast

from data.model.account import EVERYWHERE
from data.model.calls import CALLED_OUT, RELIEF, counted_calls
from data.model.duty import DutyKind
from data.model.fairness import due_of
from data.model.pool import Shares
from data.model.tally import LocalDays, Measure, Tally, tally
from data.store import gaps, staffing
from data.store.audit import trail as audit
from data.store.regions import members_within
from data.tables.period import ZONE
from scheduler.cache import Cache
from scheduler.planning.current_problem import current_problem
from scheduler.records.partners import employers_of
from scheduler.reporting.call_outs import report
from scheduler.reporting.delivered import delivered
from scheduler.reporting.open_call import all_side_by_side
from scheduler.reporting.statement import state

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Sequence
    from datetime import datetime

    from data.model.account import Reach
    from data.model.duty import Duty
    from data.model.person import Person
    from data.model.problem import RosterProblem
    from data.store.opening import Store
    from scheduler.reporting.call_outs import CallOutReport
    from scheduler.reporting.delivered import Delivered
    from scheduler.reporting.open_call import SideBySide
    from scheduler.reporting.statement import Statement

    Report = TypeVar("Report")

_COUNTED = (DutyKind.WORK, DutyKind.ON_CALL)


@dataclass(frozen=True, slots=True)
class Hours:
    """What somebody did in a stretch of days.

    Parameters
    ----------
    done
        Duties are counted where they begin; those that somebody was absent from are not.
    duties
        How many these are, weeks on call among them.
    call_minutes
        Work on calls, as it counts (`data.model.calls`): from on-call, on an open call, for
        exercises, and as relief in a disaster. It is beside `done`, as nobody shares it out.
    contract_hours
        By contract, work elsewhere included.
    due
        What their fair share would have been, by measure.
    """

    done: Tally
    duties: int
    call_minutes: int
    contract_hours: float
    due: Mapping[Measure, float]


@dataclass(frozen=True, slots=True)
class PersonHours:
    """One person.

    Parameters
    ----------
    months
        By first day of the month.
    total
        A weekend that lies in two months is counted once here.
    employer
        Name of the partner that employs them, or of the employer as it was typed; empty: none.
    """

    person: str
    name: str
    months: Mapping[date, Hours]
    total: Hours
    employer: str = ""


@dataclass(frozen=True, slots=True)
class HoursReport:
    """Everybody who is here, by name."""

    first: date
    last: date
    months: tuple[date, ...]
    people: tuple[PersonHours, ...]


def hours_of_people(store: Store, first: date, last: date) -> HoursReport:
    """What people did and will do in local days, both ends inclusive; at most a year.

    By what the records say was done, and where they say nothing by the rosters in force.

    Raises
    ------
    InputError
        The records do not hold what a roster needs.
    """
    with store.reading() as connection:
        if not staffing.names_of_people(connection):
            return HoursReport(first, last, (), ())
        # Of a problem that begins after them, these days are the past: with all that corrects it.
        problem = current_problem(connection, last + timedelta(days=1), 1)
        employers = employers_of(connection)
    days, shares = LocalDays.of(problem), Shares(problem)
    calls = [duty for duty in _work_on_calls(problem) if first <= _day_of(duty) <= last]
    duties = [
        duty for duty in problem.history if duty.kind in _COUNTED and first <= _day_of(duty) <= last
    ]
    months = tuple(_months(first, last))
    spans = {month: _span(month, first, last) for month in months}
    by_span = {
        span: _Span(days, shares, duties, calls, span) for span in (*spans.values(), (first, last))
    }
    people = [
        PersonHours(
            person.id,
            person.name,
            {month: by_span[span].of(person) for month, span in spans.items()},
            by_span[first, last].of(person),
            employers.get(person.id, ("", ""))[0],
        )
        for person in problem.people
    ]
    return HoursReport(first, last, months, tuple(sorted(people, key=lambda one: one.name)))


def _work_on_calls(problem: RosterProblem) -> Iterator[Duty]:
    """Work on calls in the history, as it counts; what others did as ordinary work, and relief."""
    yield from counted_calls(duty for duty in problem.history if duty.kind is DutyKind.CALL)
    for duty in problem.history:
        if duty.kind is DutyKind.ELSEWHERE and duty.post in (CALLED_OUT, RELIEF):
            yield duty


def _day_of(duty: Duty) -> date:
    return duty.start.astimezone(ZONE).date()


class _Span:
    """The duties that begin in some days, and what everybody's share of them is."""

    def __init__(
        self,
        days: LocalDays,
        shares: Shares,
        duties: Sequence[Duty],
        calls: Sequence[Duty],
        span: tuple[date, date],
    ) -> None:
        first, last = span
        mine = [duty for duty in duties if first <= _day_of(duty) <= last]
        self._calls: Counter[str] = Counter()
        for call in calls:
            if first <= _day_of(call) <= last:
                self._calls[call.person] += call.work_minutes
        self._days, self._span, self._due = days, span, due_of(shares, mine)
        self._by_person: dict[str, list[Duty]] = {}
        for duty in mine:
            self._by_person.setdefault(duty.person, []).append(duty)

    def of(self, person: Person) -> Hours:
        duties = self._by_person.get(person.id, [])
        first, last = self._span
        each = (first + timedelta(days=n) for n in range((last - first).days + 1))
        contract = sum(person.hours_per_week(day) / 7 for day in each)
        return Hours(
            tally(duties, self._days),
            len(duties),
            self._calls[person.id],
            contract,
            self._due[person.id],
        )


def _months(first: date, last: date) -> list[date]:
    found, month = [], first.replace(day=1)
    while month <= last:
        found.append(month)
        month = (month + timedelta(days=32)).replace(day=1)
    return found


def _span(month: date, first: date, last: date) -> tuple[date, date]:
    end = (month + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return max(month, first), min(end, last)


MOST = 24  #: reports of one process


class Reports:
    """Statements and hours, for one process; each holds for one state of the store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._reports: Cache[object] = Cache(MOST)

    def statement(
        self,
        first: date,
        last: date,
        now: datetime,
        region: str = "",
        reach: Reach = EVERYWHERE,
        book: str = "",
    ) -> Statement:
        """As `scheduler.reporting.statement.state` says it."""

        def make() -> Statement:
            return state(self._store, first, last, now, region, reach, book)

        key = ("statement", first, last, region, reach, book)
        found = self._remembered((*key, None), now, make)
        # Somebody who has not confirmed becomes late though nothing is written.
        while found.holds_until is not None and found.holds_until <= now:
            found = self._remembered((*key, found.holds_until), now, make)
        return replace(found, made_at=now)

    def hours(
        self, first: date, last: date, now: datetime, reach: Reach = EVERYWHERE
    ) -> HoursReport:
        """As `scheduler.reporting.hours.hours_of_people` counts them, of who serves there."""
        found = self._remembered(
            ("hours", first, last), now, lambda: hours_of_people(self._store, first, last)
        )
        if reach.is_all:
            return found
        with self._store.reading() as connection:
            members = members_within(connection, reach)
        mine = tuple(one for one in found.people if one.person in members)
        return replace(found, people=mine)

    def delivered(
        self, first: date, last: date, now: datetime, reach: Reach = EVERYWHERE
    ) -> Delivered:
        """As `scheduler.reporting.delivered.delivered` counts it, within the hour."""
        hour = now.replace(minute=0, second=0, microsecond=0)
        return self._remembered(
            ("delivered", first, last, hour, reach),
            now,
            lambda: delivered(self._store, first, last, now, reach),
        )

    def open_calls(
        self, now: datetime, weeks: int, reach: Reach = EVERYWHERE
    ) -> tuple[SideBySide, ...]:
        """As `scheduler.reporting.open_call.all_side_by_side` tells them, within the hour."""
        hour = now.replace(minute=0, second=0, microsecond=0)
        return self._remembered(
            ("open calls", hour, weeks, reach),
            now,
            lambda: all_side_by_side(self._store, now, weeks, reach),
        )

    def call_outs(
        self, first: date, last: date, now: datetime, reach: Reach = EVERYWHERE
    ) -> CallOutReport:
        """As `scheduler.reporting.call_outs.report` counts them, within the hour."""
        hour = now.replace(minute=0, second=0, microsecond=0)
        return self._remembered(
            ("call outs", first, last, hour, reach),
            now,
            lambda: report(self._store, first, last, now, reach),
        )

    def _remembered(self, what: Hashable, now: datetime, make: Callable[[], Report]) -> Report:
        return cast("Report", self._reports.get((what, *self._state(now)), make))

    def _state(self, now: datetime) -> tuple[str, int, date]:
        """What changes whenever a report may: all changes are in the trail, or are of a gap.

        Evidence of competence counts from a day on, so the day belongs to it.
        """
        with self._store.reading() as connection:
            trail = audit.head(connection)
            return trail.hash, gaps.last_event(connection), now.astimezone(ZONE).date()
