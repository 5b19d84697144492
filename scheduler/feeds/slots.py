"""Slots and stints: what a shift and an assignment are to a calendar.

A *slot* is the seat of a post for one stretch of time, which stays itself when it moves an hour. A
*stint* is one person on one slot, now or formerly.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from data.model.shift import Shift

if TYPE_CHECKING:
    from collections.abc import Iterator

_DOMAIN = "caco-rooster"


@dataclass(frozen=True, slots=True, order=True)
class Holder:
    """Somebody on a shift.

    Parameters
    ----------
    person
        Number of their row in the records, which outlives their name.
    doubles
        A trainee beside the qualified holder.
    """

    person: int
    doubles: bool = False


@dataclass(frozen=True, slots=True)
class SignedVersion:
    """What one signature put in force.

    Parameters
    ----------
    mark
        What tells this signature from every other, anywhere: the hash of what was signed.
    published_at
        UTC.
    shifts
        By id.
    holders
        Shift -> who is on it, in order; a shift of nobody may be absent.
    """

    mark: str
    published_at: datetime
    shifts: Mapping[str, Shift]
    holders: Mapping[str, tuple[Holder, ...]]


@dataclass(frozen=True, slots=True)
class Stint:
    """One person on one slot, now or formerly.

    Parameters
    ----------
    start, end
        Of the slot, UTC; once they lost it, as they were then.
    is_held
        False: they lost it.
    sequence
        Grows by one with each version that changes any of this (RFC 5545, 3.8.7.4).
    changed_at
        When the last of these was signed; never goes back.
    """

    uid: str
    person: int
    doubles: bool
    start: datetime
    end: datetime
    is_held: bool
    sequence: int
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Slot:
    """A seat of a post for one stretch of time, through all versions.

    Parameters
    ----------
    uid
        Born with the version in which it first appeared; never that of another slot.
    shift
        As it was last signed.
    is_there
        False: no longer in the version in force.
    sequence, changed_at
        See `Stint`; a change of holders counts too.
    stints
        Of everybody who ever had it, by person.
    """

    uid: str
    shift: Shift
    holders: tuple[Holder, ...]
    is_there: bool
    sequence: int
    changed_at: datetime
    stints: Mapping[int, Stint]


@dataclass(frozen=True, slots=True)
class History:
    """All slots of a period, as its last version left them.

    Parameters
    ----------
    shifts
        Those of the last version, by id.
    there
        Slots by the id of their shift in the last version.
    gone
        Slots that it no longer has, by uid.
    """

    shifts: Mapping[str, Shift]
    there: Mapping[str, Slot]
    gone: Mapping[str, Slot]

    @property
    def slots(self) -> Iterator[Slot]:
        """All of them."""
        yield from self.there.values()
        yield from self.gone.values()


NOTHING = History({}, {}, {})


def opaque(*parts: object) -> str:
    """A UID from which nothing can be read (RFC 7986, 5.3), the same for the same parts."""
    said = "\n".join(str(part) for part in parts)
    return f"{hashlib.sha256(said.encode()).hexdigest()[:32]}@{_DOMAIN}"
