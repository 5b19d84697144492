"""Shifts: the dated intervals of a post that need people; and which time of a post none covers.

A post must be filled whenever its pattern asks for people, week after week: also before the first
shift that begins in a period, and in the hours that a change of pattern leaves between two shifts.
Hours that the pattern itself leaves free, such as the nights of an office post, ask for nobody.
One definition serves plan, grid, publication and board.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from data.model.intervals import split
from data.model.post import Post

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

PART = "*"  #: ends the name of a part shift
EXTRA = "+"  #: ends the name of a shift of an extra seat, which its pattern does not have
SPLIT = "~"  #: before the number of a part of a shift that several people had, in its id


@dataclass(frozen=True, slots=True)
class CoverWeights:
    """Price of too few and too many people, per person, where a problem sets one.

    Without it a shift may not hold more people than it requires.
    """

    under: int
    over: int


@dataclass(frozen=True, slots=True)
class Shift:
    """One dated interval of a post, half open ``[start, end)``.

    Parameters
    ----------
    id
        Unique in the problem and stable between two solves of the same input.
    post
        Id of the post.
    name
        Name in the pattern (``D``, ``N``, ``P``); the "shift type" of the literature. A part shift
        has that of the shift of which it is the rest, and a `PART` behind it; one of an extra seat
        that of the shift beside it, and an `EXTRA`.
    start, end
        UTC instants.
    work_minutes
        Elapsed minutes without breaks; 0 for on-call, which is no work (ATW 1:7).
    required
        Number of qualified people needed.
    handover_minutes
        See `PatternShift`.
    cover
        Weights of a problem that prices cover; None: the levels of the objective decide.
    """

    id: str
    post: str
    name: str
    start: datetime
    end: datetime
    work_minutes: int
    required: int = 1
    handover_minutes: int = 0
    cover: CoverWeights | None = None

    @property
    def is_part(self) -> bool:
        """Whether it is the rest of a shift that no roster holds from its beginning."""
        return self.name.endswith(PART)

    @property
    def is_leftover(self) -> bool:
        """Whether it is a part shift that no demand made: a planner may leave it open."""
        return self.is_part and not self.is_by_demand

    @property
    def is_extra(self) -> bool:
        """Whether it is of an extra seat: no pattern has it, so no cycle of weeks does."""
        return self.name.endswith(EXTRA)

    @property
    def is_by_demand(self) -> bool:
        """Whether demand made it: the rest of a shift, or an extra seat, with its own minutes."""
        return self.id.rpartition(":")[2].partition("_")[2].isdigit()

    def part(self, number: int, start: datetime, end: datetime, work_minutes: int) -> Shift:
        """A part of it that one person has, as a shift of its own that is never planned anew."""
        return Shift(
            f"{self.id}{SPLIT}{number}", self.post, self.name + PART, start, end, work_minutes
        )


def is_split(shift: str) -> bool:
    """Whether an id is that of a part that somebody took over, or was left with."""
    return SPLIT in shift


def whole_of(shift: str) -> str:
    """The id of the shift of which this is a part; of a whole one its own."""
    return shift.partition(SPLIT)[0]


def posts_of_shifts(shifts: Iterable[str]) -> frozenset[str]:
    """The posts of some shifts, by their ids: ``CACO`` of ``CACO:2027-01-04T07:00``."""
    return frozenset(shift.rsplit(":", 2)[0] for shift in shifts)


SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


PLAIN = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


LONGEST_OF_A_DAY = timedelta(hours=25)  #: a longer duty is drawn as a bar; a 24-hour one is not


def is_long(shift: Shift) -> bool:
    """Whether a shift lasts several days: a week on call, drawn as a bar."""
    return shift.end - shift.start > LONGEST_OF_A_DAY


def days_of(shift: Shift, zone: ZoneInfo) -> tuple[date, date]:
    """First and last local day under which a shift stands.

    A shift of a day stands under the day on which it starts. One of several days ends on the day
    on which the next one takes over: that day is the next one's.
    """
    first = shift.start.astimezone(zone).date()
    if not is_long(shift):
        return first, first
    return first, max(first, shift.end.astimezone(zone).date() - timedelta(days=1))


@dataclass(frozen=True)
class Codes:
    """The codes of a roster.

    Parameters
    ----------
    posts
        In the order in which they are shown.
    """

    posts: Sequence[Post]
    shifts: Iterable[Shift]

    def of(self, shift: Shift) -> str:
        """What a cell shows: ``N``, ``N²`` where several posts have such shifts, a post on call."""
        return shift.post if is_long(shift) else self.numbered(shift.post, shift.name)

    def numbered(self, post: str, name: str) -> str:
        """The name of a shift, with the number of its post where several posts have such shifts."""
        if len(self.by_day) < 2 or post not in self.by_day:
            return name or post
        return (name or post) + str(self.by_day.index(post) + 1).translate(SUPERSCRIPT)

    def long(self, shift: Shift) -> str:
        """With the code of the post, for a list."""
        return " ".join(dict.fromkeys(part for part in (shift.post, shift.name) if part))

    def fits(self, shift: Shift, typed: str) -> bool:
        """Whether what somebody typed may mean this shift."""
        wanted = typed.strip().casefold().translate(PLAIN)
        names = {shift.name, shift.post, self.of(shift), f"{shift.post}-{shift.name}"}
        return wanted in {name.casefold().translate(PLAIN) for name in names if name}

    @cached_property
    def typed(self) -> tuple[str, ...]:
        """All that may be typed."""
        found = {s.name for s in self.shifts} | {s.post for s in self.shifts}
        found |= {self.of(shift) for shift in self.shifts}
        return tuple(sorted({one.upper().translate(PLAIN) for one in found if one}))

    def shortest(self, number: int) -> tuple[str, ...]:
        """Some that may be typed, the quickest first: to show how it is done."""
        return tuple(sorted(self.typed, key=lambda code: (len(code), code))[:number])

    @cached_property
    def by_day(self) -> tuple[str, ...]:
        """The posts whose shifts last a day at most."""
        short = {shift.post for shift in self.shifts if not is_long(shift)}
        return tuple(post.id for post in self.posts if post.id in short)


Stretch = tuple[datetime, datetime]  #: UTC, half open


@dataclass(frozen=True, slots=True, order=True)
class SeatTime:
    """A stretch in which a number of people is needed at once; UTC, half open."""

    start: datetime
    end: datetime
    required: int


@dataclass(frozen=True, slots=True)
class EarlierDuty:
    """Somebody on a post before a period, who may still be on it when the period begins.

    Parameters
    ----------
    start, end
        UTC, half open.
    """

    post: str
    person: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class UnrosteredInterval:
    """A stretch in which a post needs people, and no shift is there for them.

    Parameters
    ----------
    start, end
        UTC, half open.
    missing
        How many seats have no shift, >= 1.
    """

    start: datetime
    end: datetime
    missing: int


def uncovered_intervals(
    required: Iterable[SeatTime],
    covered: Sequence[SeatTime],
    earlier: Sequence[EarlierDuty] = (),
    edges: Iterable[datetime] = (),
) -> Iterator[UnrosteredInterval]:
    """Stretches of one post for which no shift is there, with the seats that lack one.

    Parameters
    ----------
    required
        When how many are needed, by start, without overlaps; a stretch that is found lies in one.
    covered
        The shifts of the period and how many seats each stands for, filled or not, by start.
    earlier
        People on this post from before the period: each covers one seat.
    edges
        Moments at which a stretch is cut in any case.
    """
    fixed = set(edges)
    all_edges = fixed | {edge for one in covered for edge in (one.start, one.end)}
    all_edges |= {edge for duty in earlier for edge in (duty.start, duty.end)}
    for whole in required:
        run: UnrosteredInterval | None = None
        for start, end in split(whole.start, whole.end, all_edges):
            there = sum(one.required for one in covered if one.start <= start < one.end)
            missing = whole.required - there - _people(earlier, start)
            goes_on = run is not None and run.end == start and run.missing == missing
            if run is not None and goes_on and start not in fixed:
                run = UnrosteredInterval(run.start, end, missing)
                continue
            if run is not None:
                yield run
            run = UnrosteredInterval(start, end, missing) if missing > 0 else None
        if run is not None:
            yield run


def _people(duties: Iterable[EarlierDuty], at: datetime) -> int:
    """How many people are on at a moment; one who is on twice counts once."""
    return len({duty.person for duty in duties if duty.start <= at < duty.end})
