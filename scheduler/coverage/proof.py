"""The proof: how many minutes of each month a post was covered, and why not, with a hash."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from data.model.gap import Cause
from data.model.post import PostKind
from scheduler.coverage.uncovered import Segment, segments

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from data.model.post import Post
    from scheduler.coverage.input import CoverageInput


@dataclass(frozen=True, slots=True)
class MonthOfPost:
    """One post in one month of the local clock; minutes are those of people needed.

    Parameters
    ----------
    month
        Its first day.
    required
        Minutes in which somebody is needed, times how many.
    named
        Of these, those with a name on the roster; of an open call none.
    valid
        Of these, those with somebody who is really there: present, competent, reachable. Of an open
        call those in which the chance that nobody comes is small enough.
    by_cause
        The others, by cause. ``required == valid + sum(by_cause)``.
    """

    month: date
    post: str
    required: int
    named: int
    valid: int
    by_cause: Mapping[Cause, int]

    @property
    def missing(self) -> int:
        """Minutes in which nobody is validly there."""
        return self.required - self.valid


@dataclass(frozen=True, slots=True)
class CoverageProof:
    """Coverage of a stretch of time, and what it was worked out from.

    Parameters
    ----------
    start, end
        UTC, half open.
    months
        By month, then in the order of the posts.
    rows
        How many rows it was computed from: a line for each stretch in which nothing changes.
    hash
        SHA-256 of these rows: whoever has the same rosters and records finds the same.
    """

    start: datetime
    end: datetime
    months: tuple[MonthOfPost, ...]
    rows: int
    hash: str

    @property
    def is_whole(self) -> bool:
        """Whether every minute that is required is covered validly."""
        return all(month.missing == 0 for month in self.months)


def prove(inputs: CoverageInput, start: datetime, end: datetime) -> CoverageProof:
    """Count the minutes of every post in ``[start, end)`` but open calls without a limit."""
    months: list[MonthOfPost] = []
    rows: list[str] = []
    for post in filter(is_counted, inputs.posts.values()):
        pieces = segments(inputs, post, start, end)
        rows += [_row(post.id, piece) for piece in pieces]
        months += _months(post.id, pieces, inputs.zone)
    order = {post: number for number, post in enumerate(inputs.posts)}
    months.sort(key=lambda month: (month.month, order[month.post]))
    said = "\n".join(rows).encode()
    return CoverageProof(start, end, tuple(months), len(rows), hashlib.sha256(said).hexdigest())


def is_counted(post: Post) -> bool:
    """Whether the minutes of a post are counted: of an open call, if it has a limit."""
    return post.kind is not PostKind.OPEN_CALL or post.most_chance_nobody is not None


def _row(post: str, piece: Segment) -> str:
    lacks = " ".join(f"{cause}:{person}" for cause, person in piece.lacks)
    edges = f"{piece.start:%Y%m%dT%H%MZ}\t{piece.end:%Y%m%dT%H%MZ}"
    return f"{post}\t{piece.slot}\t{edges}\t{piece.required}\t{piece.named}\t{piece.valid}\t{lacks}"


def _months(post: str, pieces: Iterable[Segment], zone: ZoneInfo) -> list[MonthOfPost]:
    counts: dict[date, Counter[str]] = {}
    causes: dict[date, Counter[Cause]] = {}
    for piece in pieces:
        for month, part in _by_month(piece, zone):
            minutes = (part.end - part.start) // timedelta(minutes=1)
            count = counts.setdefault(month, Counter())
            count["required"] += minutes * part.required
            count["named"] += minutes * part.named
            count["valid"] += minutes * part.valid
            cause_of = causes.setdefault(month, Counter())
            for cause, _person in part.lacks:
                cause_of[cause] += minutes
    return [
        MonthOfPost(
            month, post, count["required"], count["named"], count["valid"], dict(causes[month])
        )
        for month, count in counts.items()
    ]


def _by_month(piece: Segment, zone: ZoneInfo) -> Iterator[tuple[date, Segment]]:
    """A stretch in the months of the local clock that it touches."""
    at = piece.start
    while at < piece.end:
        first = at.astimezone(zone).date().replace(day=1)
        after = (first + timedelta(days=32)).replace(day=1)
        border = datetime.combine(after, time(), zone).astimezone(UTC)
        until = min(piece.end, border)
        yield first, replace(piece, start=at, end=until)
        at = until
