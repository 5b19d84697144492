"""The proof: how many minutes of each month a post was covered, and why not, with a hash."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from data.model.gap import Cause
from data.model.post import PostKind
from scheduler.coverage.uncovered import Segment, segments

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from data.model.post import Post
    from scheduler.coverage.input import CoverageInput


_MINUTE = timedelta(minutes=1)


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
    unrecorded
        Minutes before the first roster of the post, times how many it asks for: nothing is recorded
        of them, so they are neither required nor missing.
    done, asked, confirmed
        Of the minutes required that are over: those that somebody did by the records, those in
        which presence was asked of them, and those in which they confirmed it.
    """

    month: date
    post: str
    required: int
    named: int
    valid: int
    by_cause: Mapping[Cause, int]
    unrecorded: int = 0
    done: int = 0
    asked: int = 0
    confirmed: int = 0

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
    seen_at
        Up to when minutes may be done and confirmed.
    """

    start: datetime
    end: datetime
    months: tuple[MonthOfPost, ...]
    rows: int
    hash: str
    seen_at: datetime

    @property
    def is_whole(self) -> bool:
        """Whether some minutes are required, and every one of them is covered validly."""
        is_required = any(month.required for month in self.months)
        return is_required and all(month.missing == 0 for month in self.months)


def prove(inputs: CoverageInput, start: datetime, end: datetime) -> CoverageProof:
    """Count the minutes of every post in ``[start, end)`` but open calls without a limit."""
    pieces = [
        (post.id, piece)
        for post in filter(is_counted, inputs.posts.values())
        for piece in segments(inputs, post, start, end)
    ]
    order = {post: number for number, post in enumerate(inputs.posts)}
    seen_at = inputs.presence.seen_at
    months = sorted(
        _months(pieces, inputs.zone, seen_at), key=lambda one: (one.month, order[one.post])
    )
    said = "\n".join(_row(post, piece) for post, piece in pieces).encode()
    digest = hashlib.sha256(said).hexdigest()
    return CoverageProof(start, end, tuple(months), len(pieces), digest, seen_at)


def is_counted(post: Post) -> bool:
    """Whether the minutes of a post are counted: of an open call, if it has a limit."""
    return post.kind is not PostKind.OPEN_CALL or post.most_chance_nobody is not None


def _row(post: str, piece: Segment) -> str:
    lacks = " ".join(f"{cause}:{person}" for cause, person in piece.lacks)
    edges = f"{piece.start:%Y%m%dT%H%MZ}\t{piece.end:%Y%m%dT%H%MZ}"
    counts = f"{piece.required}\t{piece.named}\t{piece.valid}"
    # Where presence is not asked a row is as it always was, so that its hash stays the same.
    seen = f"\t{piece.asked}\t{piece.confirmed}" if piece.asked else ""
    return f"{post}\t{piece.slot}\t{edges}\t{counts}\t{lacks}{seen}"


#: What is counted of each month and post.
_COUNTED = ("required", "named", "valid", "unrecorded", "done", "asked", "confirmed")


def _months(
    pieces: Iterable[tuple[str, Segment]], zone: ZoneInfo, seen_at: datetime
) -> Iterator[MonthOfPost]:
    """Add the minutes up by month, post and what they are."""
    import pandas as pd  # slow to load, and wanted only where tables are reckoned

    rows: list[tuple[date, str, str, int]] = []
    for post, piece in pieces:
        for month, part in _by_month(piece, zone):
            minutes = (part.end - part.start) // _MINUTE
            if part.is_before_rosters:
                rows.append((month, post, "unrecorded", minutes * part.required))
                continue
            counts = {"required": part.required, "named": part.named, "valid": part.valid}
            rows += [(month, post, what, minutes * count) for what, count in counts.items()]
            rows += [(month, post, cause.value, minutes) for cause, _person in part.lacks]
            over = (min(part.end, seen_at) - part.start) // _MINUTE
            if over > 0:
                counts = {"done": part.done, "asked": part.asked, "confirmed": part.confirmed}
                rows += [(month, post, what, over * count) for what, count in counts.items()]
    table = pd.DataFrame(rows, columns=["month", "post", "what", "minutes"])
    totals: dict[Any, Any] = table.groupby(["month", "post", "what"])["minutes"].sum().to_dict()
    sums: dict[tuple[date, str], dict[str, int]] = {}
    for (month, post, what), minutes in totals.items():
        sums.setdefault((month, post), {})[what] = int(minutes)
    for (month, post), found in sums.items():
        counted = {what: found.pop(what, 0) for what in _COUNTED}
        causes = {Cause(what): minutes for what, minutes in found.items()}
        yield MonthOfPost(month, post, by_cause=causes, **counted)


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
