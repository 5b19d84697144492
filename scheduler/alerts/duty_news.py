"""What a newly signed roster changes for each person: lost, gained, moved; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.model.shift import Shift
from scheduler.feeds.moving import moved_shifts

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Held:
    """A shift as somebody has it.

    Parameters
    ----------
    doubles
        As a trainee, beside somebody qualified.
    """

    shift: Shift
    doubles: bool = False


@dataclass(frozen=True, slots=True)
class Version:
    """A signed version of a period, as far as people are told of it.

    Parameters
    ----------
    shifts
        All of them, by id.
    duties
        Person -> shift id -> how they have it.
    """

    shifts: Mapping[str, Shift]
    duties: Mapping[str, Mapping[str, Held]]


NOTHING = Version({}, {})  #: what a first version is compared with


@dataclass(frozen=True, slots=True)
class News:
    """What changes for one person, of duties that are not over; each by start.

    Parameters
    ----------
    moved
        Before and after: another time of the same duty, or doubling became holding.
    """

    person: str
    lost: tuple[Held, ...] = ()
    gained: tuple[Held, ...] = ()
    moved: tuple[tuple[Held, Held], ...] = ()

    @property
    def shifts(self) -> tuple[Shift, ...]:
        """Every shift that it speaks of."""
        pairs = [held.shift for pair in self.moved for held in pair]
        return (*(held.shift for held in (*self.lost, *self.gained)), *pairs)

    @property
    def as_left(self) -> tuple[Shift, ...]:
        """Each duty as they have it now; as they had it, if they lost it."""
        now = (new for _old, new in self.moved)
        return tuple(held.shift for held in (*self.lost, *self.gained, *now))

    @property
    def is_something(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.lost or self.gained or self.moved)

    def before(self, until: datetime) -> News:
        """Only what begins before a moment."""
        return News(
            self.person,
            tuple(one for one in self.lost if one.shift.start < until),
            tuple(one for one in self.gained if one.shift.start < until),
            tuple(
                (old, new)
                for old, new in self.moved
                if min(old.shift.start, new.shift.start) < until
            ),
        )


def news(before: Version, after: Version, now: datetime) -> tuple[News, ...]:
    """What a version changes against another, per person, by code; who has no news is not there."""
    people = sorted({*before.duties, *after.duties})
    found = (_news_of(person, before, after, now) for person in people)
    return tuple(one for one in found if one.is_something)


def _news_of(person: str, before: Version, after: Version, now: datetime) -> News:
    old, new = before.duties.get(person, {}), after.duties.get(person, {})
    lost = {id: held for id, held in old.items() if id not in new}
    gained = {id: held for id, held in new.items() if id not in old}
    moved = [(old[id], new[id]) for id in old.keys() & new.keys() if _differs(old[id], new[id])]
    for from_id, to_id in _same_seat(lost, gained, before, after):
        moved.append((lost.pop(from_id), gained.pop(to_id)))
    return News(
        person,
        _coming(lost, now),
        _coming(gained, now),
        tuple(
            sorted(
                (pair for pair in moved if any(held.shift.end > now for held in pair)),
                key=lambda pair: _order(pair[1]),
            )
        ),
    )


def _same_seat(
    lost: Mapping[str, Held], gained: Mapping[str, Held], before: Version, after: Version
) -> list[tuple[str, str]]:
    """Lost and gained that are one duty: the shift itself got other times, and so another id."""
    vanished = (held.shift for id, held in lost.items() if id not in after.shifts)
    appeared = (held.shift for id, held in gained.items() if id not in before.shifts)
    return [(old, new) for new, old in moved_shifts(vanished, appeared).items()]


def _differs(old: Held, new: Held) -> bool:
    return (old.shift.start, old.shift.end, old.doubles) != (
        new.shift.start,
        new.shift.end,
        new.doubles,
    )


def _coming(found: Mapping[str, Held], now: datetime) -> tuple[Held, ...]:
    return tuple(sorted((one for one in found.values() if one.shift.end > now), key=_order))


def _order(held: Held) -> tuple[datetime, str]:
    return held.shift.start, held.shift.id
