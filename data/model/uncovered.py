"""Which time of a post no shift covers: one definition for plan, grid, publication and board.

A post must be filled whenever its pattern asks for people, week after week: also before the first
shift that begins in a period, and in the hours that a change of pattern leaves between two shifts.
Hours that the pattern itself leaves free, such as the nights of an office post, ask for nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING

from data.model.intervals import split, subtract

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Stretch = tuple[datetime, datetime]  #: UTC, half open


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
    required: Iterable[Stretch],
    seats: int,
    covered: Sequence[Stretch],
    earlier: Sequence[EarlierDuty] = (),
) -> Iterator[UnrosteredInterval]:
    """Stretches of one post that no shift covers, with the seats that lack one.

    Parameters
    ----------
    required
        When its pattern asks for people, by start; a stretch that is found lies in one of these.
    seats
        How many people are needed at once.
    covered
        The shifts of the period, by start: each stands for all seats, filled or not.
    earlier
        People on this post from before the period: each covers one seat.
    """
    for start, end in subtract(required, covered):
        there = [duty for duty in earlier if duty.start < end and start < duty.end]
        pieces = split(start, end, (edge for duty in there for edge in (duty.start, duty.end)))
        for missing, run in groupby(pieces, key=lambda piece: seats - _people(there, piece[0])):
            if missing > 0:
                same = list(run)
                yield UnrosteredInterval(same[0][0], same[-1][1], missing)


def _people(duties: Iterable[EarlierDuty], at: datetime) -> int:
    """How many people are on at a moment; one who is on twice counts once."""
    return len({duty.person for duty in duties if duty.start <= at < duty.end})
