"""Take-overs: a part of a duty that somebody else does, or nobody; and who has which part then.

An assignment is the plan. Once a duty has begun its roster is not signed anew: a stand-in says who
left from when, and who came. What the records say was done stands above both.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from data.model.intervals import clip, split, subtract, union

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from data.model.shift import EarlierDuty, Shift, Stretch

#: Two who relieve each other are both there for so long at most (ATB 4.4:1): no duty of its own.
_HANDOVER = timedelta(minutes=15)
_LONGEST = timedelta(weeks=2)  #: no duty lasts longer


@dataclass(frozen=True, slots=True)
class StandIn:
    """Somebody takes over a part of a shift, half open ``[start, end)``, UTC.

    Parameters
    ----------
    id
        Number in the store; later ones go on from what earlier ones left. 0: not kept yet.
    shift, post
        Ids; the part lies within the shift.
    leaver
        Id of who had it; empty: nobody had the seat.
    comer
        Id of who takes it; empty: the seat is left empty, which is a gap.
    reason
        Why, in words.
    recorded_by, recorded_at
        Login or row of who recorded it, and when: after `end` it was recorded afterwards.
    despite
        Why a rule that it breaks was accepted; empty: it breaks none, or was recorded afterwards.
    withdrawn_at
        It was recorded by mistake, and counts no longer; None: it counts.
    """

    id: int
    shift: str
    post: str
    start: datetime
    end: datetime
    leaver: str
    comer: str
    reason: str
    recorded_by: str
    recorded_at: datetime
    despite: str = ""
    withdrawn_by: str = ""
    withdrawn_at: datetime | None = None

    @property
    def is_afterwards(self) -> bool:
        """Whether it was recorded when it was over."""
        return self.recorded_at >= self.end

    @property
    def counts(self) -> bool:
        """Whether it was not withdrawn."""
        return self.withdrawn_at is None


@dataclass(frozen=True, slots=True)
class DutyPart:
    """A part of a shift that somebody has on paper, half open ``[start, end)``, UTC."""

    person: str
    start: datetime
    end: datetime


def duty_parts(
    shift: Shift,
    holders: Iterable[str],
    stand_ins: Iterable[StandIn] = (),
    recorded: Iterable[EarlierDuty] = (),
) -> tuple[DutyPart, ...]:
    """Who has which part of a shift, by start and person; parts of one person never touch.

    Parameters
    ----------
    holders
        Ids of who is assigned to all of it.
    stand_ins
        Of this shift; one of somebody who has no part of it moves nothing.
    recorded
        Duties that the records say were done on its post. They replace what their person has on
        paper; overlaps that are no more than a handover are no matter.
    """
    whole = shift.start, shift.end
    held: dict[str, list[Stretch]] = {person: [whole] for person in holders}
    for one in sorted(stand_ins, key=lambda one: one.id):
        if one.counts:
            _take_over(held, one, whole)
    for person, done in _done(shift, recorded).items():
        held[person] = done
    found = [DutyPart(person, *piece) for person, pieces in held.items() for piece in union(pieces)]
    return tuple(sorted(found, key=lambda part: (part.start, part.person)))


def _take_over(held: dict[str, list[Stretch]], one: StandIn, whole: Stretch) -> None:
    """Move what a stand-in moves from who leaves to who comes."""
    moved = list(clip([(one.start, one.end)], whole))
    if one.leaver:
        mine = held.get(one.leaver, [])
        moved = [piece for stretch in moved for piece in clip(mine, stretch)]
        held[one.leaver] = list(subtract(mine, moved))
    if one.comer and moved:
        held[one.comer] = union([*held.get(one.comer, ()), *moved])


def near(recorded: Sequence[EarlierDuty], shift: Shift) -> Sequence[EarlierDuty]:
    """Of duties by start those that may touch a shift: a year of them is not looked through."""
    first = bisect_left(recorded, shift.start - _LONGEST, key=lambda duty: duty.start)
    return recorded[first : bisect_left(recorded, shift.end, key=lambda duty: duty.start)]


def _done(shift: Shift, recorded: Iterable[EarlierDuty]) -> dict[str, list[Stretch]]:
    """What the records say that people did of a shift."""
    found: dict[str, list[Stretch]] = {}
    for duty in recorded:
        for start, end in clip([(duty.start, duty.end)], (shift.start, shift.end)):
            if end - start > _HANDOVER:
                found.setdefault(duty.person, []).append((start, end))
    return {person: union(pieces) for person, pieces in found.items()}


def work_of_pieces(shift: Shift, pieces: Sequence[Stretch]) -> tuple[int, ...]:
    """The minutes of work in pieces of a shift that one person serves, one number a piece.

    Where the breaks lay is not known, so they are put outside a piece, as in every window that cuts
    a shift: a piece counts all its minutes. Together they never count more than the whole shift.
    """
    left, found = shift.work_minutes, []
    for start, end in pieces:
        found.append(min(left, (end - start) // timedelta(minutes=1)))
        left -= found[-1]
    return tuple(found)


def seats_taken(parts: Iterable[DutyPart], start: datetime, end: datetime) -> tuple[int, int]:
    """The fewest and the most people who have a part at any moment of a stretch of time."""
    mine = [part for part in parts if part.start < end and start < part.end]
    edges = {edge for part in mine for edge in (part.start, part.end)}
    counts = [
        len({part.person for part in mine if part.start <= one < part.end})
        for one, _other in split(start, end, edges)
    ]
    return min(counts), max(counts)


def stand_ins_by_shift(stand_ins: Iterable[StandIn]) -> Mapping[str, tuple[StandIn, ...]]:
    """Those that count, by shift, in the order in which they were recorded."""
    found: dict[str, list[StandIn]] = {}
    for one in sorted(stand_ins, key=lambda one: one.id):
        if one.counts:
            found.setdefault(one.shift, []).append(one)
    return {shift: tuple(mine) for shift, mine in found.items()}
