"""Posts: the seats that must be filled, and the weekly patterns of their shifts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from zoneinfo import ZoneInfo


class PostKind(StrEnum):
    """How a post is filled."""

    ON_SITE = "on_site"  #: a shift at the desk: work
    ON_SITE_STANDBY = "on_site_standby"  #: aanwezigheidsdienst, ATB 4.8
    ON_CALL = "on_call"  #: hard piket, consignatie, ATW 5:9
    OPEN_CALL = "open_call"  #: vrije instroom: nobody is obliged, so nothing is rostered


class Authority(StrEnum):
    """Who requires that the post is filled."""

    STATUTE = "statute"
    INSPECTORATE = "inspectorate"
    REGIONAL = "regional"


class NormFrom(StrEnum):
    """From which moment the start norm of a post is counted."""

    CRITERIA = "criteria"  #: the criteria for alerting were met, Bvr 2.3.2(1)
    CONVENED = "convened"  #: the mayor convened the policy team, of which that article says so


@dataclass(frozen=True, slots=True)
class Post:
    """A seat that must be filled.

    Parameters
    ----------
    id, name
        Code and name on screen.
    function
        Id of the function a holder must be competent in.
    regions
        Ids of the regions it serves; who serves one of them may fill it.
    kind
        How it is filled.
    pattern
        Id of the weekly shift pattern.
    priority
        1 is filled first.
    authority
        Who requires it.
    start_norm_minutes
        Minutes from alert to start of task, Bvr 2.3.2(1); None where no norm is set.
    norm_from
        From when these minutes are counted; a `RosterProblem` has no use for it and leaves it out.
    required
        Number of people needed at once, >= 1.
    most_chance_nobody
        Of an open call: the largest chance (0..1, both excluded) that nobody comes which is still
        good enough; None: it is not watched. A `RosterProblem` has no use for it and leaves it out.
    presence_minutes
        Of a desk: within how many minutes of the start of a duty its holder must have confirmed to
        be there; None: that is not asked. A `RosterProblem` leaves it out too.
    book
        Id of the book in which it is planned and signed; empty: of none. A `RosterProblem` leaves
        it out: it is of one book.
    start, until
        First and last local day on which it is to be filled; None: without bound. A `RosterProblem`
        leaves them out: its shifts are there already.
    """

    id: str
    name: str
    function: str
    regions: tuple[str, ...]
    kind: PostKind
    pattern: str
    priority: int = 1
    authority: Authority = Authority.REGIONAL
    start_norm_minutes: int | None = None
    required: int = 1
    most_chance_nobody: float | None = None
    presence_minutes: int | None = None
    norm_from: NormFrom = NormFrom.CRITERIA
    book: str = ""
    start: date | None = None
    until: date | None = None

    @property
    def is_desk(self) -> bool:
        """Whether its holder sits at a desk, and may be asked to confirm that."""
        return self.kind in (PostKind.ON_SITE, PostKind.ON_SITE_STANDBY)


class Discipline(StrEnum):
    """The supplying organisation of an officer (Dutch: kolom)."""

    FIRE_SERVICE = "fire_service"
    MEDICAL = "medical"
    POLICE = "police"
    MUNICIPAL = "municipal"
    CONTROL_ROOM = "control_room"
    SAFETY_REGION = "safety_region"


SCHOOL_REGIONS = ("noord", "midden", "zuid")  #: of the Dutch school holidays


@dataclass(frozen=True, slots=True)
class Region:
    """A safety region.

    Parameters
    ----------
    id
        Short code, as used in the other sheets.
    name
        Name on screen.
    school_region
        Dutch school holiday region: ``noord``, ``midden`` or ``zuid``; None if unknown.
    """

    id: str
    name: str
    school_region: str | None = None


@dataclass(frozen=True, slots=True)
class Function:
    """A role with a profile, such as CaCo or information manager CoPI.

    Parameters
    ----------
    exercise_hours
        Hours that the region asks each holder to exercise in a calendar year; 0: it asks none.
    recruiting_months, training_months
        How many months it takes to find somebody new, and then until they may fill it alone; 0 or
        more.
    """

    id: str
    name: str
    discipline: Discipline = Discipline.SAFETY_REGION
    exercise_hours: int = 0
    recruiting_months: int = 0
    training_months: int = 0


DAYS_IN_WEEK = 7


_LONGEST_DAYS = 7  #: from the date on which a shift starts to that on which it ends


@dataclass(frozen=True, slots=True)
class PatternShift:
    """One shift of the week.

    Parameters
    ----------
    name
        Short name shown in the grid, such as ``D``, ``L``, ``N``.
    weekday
        0 is Monday: the day on which it starts.
    start, end
        Local clock times.
    days
        Days from the start date to the end date, 0..7.
    break_minutes
        Unpaid break inside the shift, in minutes.
    handover_minutes
        Minutes that the holder stays on while the next one continues the work (ATB 4.4:1);
        they lie after `end`.
    """

    name: str
    weekday: int
    start: time
    end: time
    days: int = 0
    break_minutes: int = 0
    handover_minutes: int = 0

    def on(self, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Start and end as UTC instants of the shift that starts on the local date `day`."""
        start = datetime.combine(day, self.start, zone)
        end = datetime.combine(day + timedelta(days=self.days), self.end, zone)
        return start.astimezone(UTC), end.astimezone(UTC)


@dataclass(frozen=True, slots=True)
class ShiftPattern:
    """A week of shifts that repeats."""

    id: str
    name: str
    shifts: tuple[PatternShift, ...]

    def starting_between(self, first: date, last: date) -> Iterator[tuple[date, PatternShift]]:
        """Each shift that starts on a local date from `first` up to, not including, `last`."""
        day = first
        while day < last:
            for shift in self.shifts:
                if shift.weekday == day.weekday():
                    yield day, shift
            day += timedelta(days=1)

    def touching(
        self, start: datetime, end: datetime, zone: ZoneInfo
    ) -> Iterator[tuple[date, PatternShift]]:
        """Each shift, with its local date, that touches ``[start, end)``: begun before it too.

        This is the time at which the pattern asks for people: before the first shift that begins
        in a period it is that of the week before. A shift that the clock skips is left out.
        """
        first = start.astimezone(zone).date() - timedelta(days=_LONGEST_DAYS)
        last = end.astimezone(zone).date() + timedelta(days=1)
        for day, shift in self.starting_between(first, last):
            begin, finish = shift.on(day, zone)
            if begin < finish and begin < end and start < finish:
                yield day, shift


def _daily(*shifts: tuple[str, int, int, int]) -> tuple[PatternShift, ...]:
    return tuple(
        PatternShift(name, weekday, time(start), time(end % 24), days)
        for weekday in range(DAYS_IN_WEEK)
        for name, start, end, days in shifts
    )


THREE_BY_EIGHT = ShiftPattern(
    "3x8", "3 x 8 hours", _daily(("D", 7, 15, 0), ("L", 15, 23, 0), ("N", 23, 7, 1))
)


TWO_BY_TWELVE = ShiftPattern("2x12", "2 x 12 hours", _daily(("D", 7, 19, 0), ("N", 19, 7, 1)))


TWENTY_FOUR = ShiftPattern("24h", "24 hours", _daily(("24", 8, 8, 1)))


PIKET_WEEK = ShiftPattern(
    "week-fri", "Week from Friday 17:00", (PatternShift("P", 4, time(17), time(17), 7),)
)


PIKET_WEEKNIGHTS = ShiftPattern(
    "weeknights",
    "Weeknights 17:00-08:00",
    (
        *(PatternShift("A", day, time(17), time(8), 1) for day in range(4)),
        PatternShift("W", 4, time(17), time(8), 3),
    ),
)


STANDARD_PATTERNS = (THREE_BY_EIGHT, TWO_BY_TWELVE, TWENTY_FOUR, PIKET_WEEK, PIKET_WEEKNIGHTS)


def with_standard_patterns(own: Mapping[str, Iterable[PatternShift]]) -> dict[str, ShiftPattern]:
    """The standard patterns and those made of a region's own shifts, by id."""
    standard = {pattern.id: pattern for pattern in STANDARD_PATTERNS}
    return standard | {
        code: ShiftPattern(code, code, tuple(sorted(shifts, key=lambda s: (s.weekday, s.start))))
        for code, shifts in own.items()
    }
