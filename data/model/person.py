"""People, their contracts, personal provisions and competences."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Contract:
    """Contract hours in a stretch of time.

    Parameters
    ----------
    hours_per_week
        Average hours a week, 0..60. What is to be done for the posts of this roster and elsewhere.
    start
        First day.
    until
        Last day, inclusive; None: open-ended.
    """

    hours_per_week: float
    start: date
    until: date | None = None


class ProvisionKind(StrEnum):
    """Personal circumstances that the law or the region protects."""

    NIGHT_EXEMPTION = "night_exemption"  #: ATW 4:9 or a local rule
    PREGNANCY = "pregnancy"  #: ATW 4:5
    BIRTH_LEAVE = "birth_leave"  #: ATW 4:6: no work at all
    HOLY_DAY = "holy_day"  #: ATW 5:1: another weekly day in place of Sunday


@dataclass(frozen=True, slots=True)
class Provision:
    """A personal provision.

    Parameters
    ----------
    kind
        Which one.
    start
        First day.
    until
        Last day, inclusive; None: open-ended.
    weekday
        For `HOLY_DAY`: 0 is Monday.
    consent
        The person agreed in writing to duties that the provision would forbid.
    """

    kind: ProvisionKind
    start: date
    until: date | None = None
    weekday: int | None = None
    consent: bool = False


@dataclass(frozen=True, slots=True)
class WeeklyWork:
    """Work outside this roster that returns each week, such as office hours.

    Parameters
    ----------
    weekday
        0 is Monday.
    start, end
        Local clock times on that day; an `end` not after `start` lies on the next day.
    break_minutes
        Minutes of it that are no work.
    first, last
        First and last date of the pattern, inclusive; None: unbounded.
    """

    weekday: int
    start: time
    end: time
    break_minutes: int = 0
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """Personal limits of the general rules; None or an empty tuple: no limit.

    Parameters
    ----------
    max_shifts
        Pairs of a shift name and how many of it may be worked in the period.
    max_minutes, min_minutes
        Work in the period.
    max_consecutive_days, min_consecutive_days
        Length of a run of days with work.
    min_consecutive_days_off
        Length of a run of days without work.
    max_weekends
        Weekends (Saturday or Sunday) with work in the period.
    max_shifts_per_month
        On-site shifts in a calendar month, as for a flex pool.
    """

    max_shifts: tuple[tuple[str, int], ...] = ()
    max_minutes: int | None = None
    min_minutes: int | None = None
    max_consecutive_days: int | None = None
    min_consecutive_days: int | None = None
    min_consecutive_days_off: int | None = None
    max_weekends: int | None = None
    max_shifts_per_month: int | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can be put on a shift.

    Parameters
    ----------
    id, name
        Code and name on screen.
    employer
        Who employs them.
    regions
        Ids of the regions they serve.
    contracts
        Contract hours over time, not overlapping.
    provisions
        Personal provisions.
    weekly_work
        Work outside this roster; counts for every rule.
    limits
        Personal limits of the general rules.
    """

    id: str
    name: str
    employer: str = ""
    regions: tuple[str, ...] = ()
    contracts: tuple[Contract, ...] = ()
    provisions: tuple[Provision, ...] = ()
    weekly_work: tuple[WeeklyWork, ...] = ()
    limits: Limits = Limits()

    def hours_per_week(self, on: date) -> float:
        """Contract hours on a date; 0 outside every contract."""
        for contract in self.contracts:
            if contract.start <= on and (contract.until is None or on <= contract.until):
                return contract.hours_per_week
        return 0.0

    def has_provision(self, kind: ProvisionKind, on: date) -> bool:
        """Whether a provision without consent to waive it holds on a date."""
        return any(
            p.kind is kind
            and not p.consent
            and p.start <= on
            and (p.until is None or on <= p.until)
            for p in self.provisions
        )


class CompetenceLevel(StrEnum):
    """What a competence allows."""

    QUALIFIED = "qualified"
    TRAINEE = "trainee"  #: may only double: sits beside a qualified holder


@dataclass(frozen=True, slots=True)
class Competence:
    """A person may fill posts of a function from one date to another.

    Parameters
    ----------
    person, function
        Ids.
    start
        First day on which it is valid.
    until
        Last day on which it is valid, inclusive; None: it does not expire.
    level
        Qualified or trainee.
    """

    person: str
    function: str
    start: date
    until: date | None = None
    level: CompetenceLevel = CompetenceLevel.QUALIFIED

    def covers(self, first: date, last: date) -> bool:
        """Whether it is valid on every day from `first` to `last`, both inclusive."""
        return self.start <= first and (self.until is None or last <= self.until)


def covers(competences: Iterable[Competence], first: date, last: date) -> bool:
    """Whether on every day from `first` to `last`, both inclusive, one of them is valid."""
    day = first
    for competence in sorted(competences, key=lambda c: c.start):
        if competence.covers(day, day):
            if competence.until is None or last <= competence.until:
                return True
            day = competence.until + timedelta(days=1)
    return False
