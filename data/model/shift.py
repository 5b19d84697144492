"""Shifts: the dated intervals of a post that need people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

PART = "*"  #: ends the name of a part shift


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
        has that of the shift of which it is the rest, and a `PART` behind it.
    start, end
        UTC instants.
    work_minutes
        Elapsed minutes without breaks; 0 for on-call, which is no work (ATW 1:7).
    required
        Number of qualified people needed.
    handover_minutes
        See `PatternShift`.
    cover
        Weights of a problem that prices cover; None: the ladder decides.
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


def posts_of_shifts(shifts: Iterable[str]) -> frozenset[str]:
    """The posts of some shifts, by their ids: ``CACO`` of ``CACO:2027-01-04T07:00``."""
    return frozenset(shift.rsplit(":", 2)[0] for shift in shifts)
