"""A region on paper: everything that the tables of a planner say, as model objects."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from data.model.contact import AlertRecords
from data.model.duty import Absence, Duty, Wish
from data.model.person import Competence, Person
from data.model.post import Function, Post, Region
from data.model.problem import CarryOver
from data.model.register import Register
from data.model.ruleset import Derogation

PERIOD_START = date(2027, 1, 4)  #: a Monday


HISTORY_WEEKS = 16


HISTORY_START = PERIOD_START - timedelta(weeks=HISTORY_WEEKS)


@dataclass(frozen=True)
class Scene:
    """Regions, posts and people, with their time as far as it is known beforehand.

    Parameters
    ----------
    register
        Who was appointed to what, and what is asked, shown and decided about it.
    elsewhere
        Dated work outside the roster, before and in the period.
    pins
        Person, post and start of duties that are settled beforehand.
    alerts
        How people are reached, and who came to open calls.
    """

    regions: tuple[Region, ...]
    functions: tuple[Function, ...]
    posts: tuple[Post, ...]
    people: tuple[Person, ...]
    register: Register
    absences: tuple[Absence, ...] = ()
    elsewhere: tuple[Duty, ...] = ()
    wishes: tuple[Wish, ...] = ()
    agreements: tuple[Derogation, ...] = ()
    carry_over: tuple[CarryOver, ...] = ()
    pins: tuple[tuple[str, str, datetime], ...] = ()
    history: tuple[Duty, ...] = ()
    alerts: AlertRecords = AlertRecords()  # noqa: RUF009 - frozen

    @property
    def competences(self) -> tuple[Competence, ...]:
        """Who may fill what, from when to when, with all that counts for it."""
        return self.register.effective_competences


ZONE = ZoneInfo("Europe/Amsterdam")


HOUR = timedelta(hours=1)


DAY = timedelta(days=1)


WEEK = timedelta(weeks=1)


def instant(day: date, clock: time = time()) -> datetime:
    """The UTC instant of a local date and clock time."""
    return datetime.combine(day, clock, ZONE).astimezone(UTC)


def local(moment: datetime) -> datetime:
    """An instant on the local clock."""
    return moment.astimezone(ZONE)


def monday(day: date) -> date:
    """The Monday of the week of a date."""
    return day - timedelta(days=day.weekday())


def elapsed_minutes(start: datetime, end: datetime) -> int:
    """Real minutes between two instants."""
    return int((end - start).total_seconds()) // 60
