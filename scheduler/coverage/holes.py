"""From coverage by the minute to holes: stretches of a slot in which people are missing."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from data.model.gap import UNROSTERED, Cause, GapPart, Hole
from data.model.post import PostKind
from scheduler.coverage.segments import Segment, segments

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from data.model.post import Post
    from scheduler.coverage.known import Known


def find_holes(known: Known, start: datetime, end: datetime) -> tuple[Hole, ...]:
    """Every hole of every rostered post that touches ``[start, end)``, by start.

    A hole lies within one shift, so that it can be offered and filled; where no shift was
    published it is one stretch up to the next that was, or to the end.
    """
    found = [
        hole
        for post in known.posts.values()
        if post.kind is not PostKind.OPEN_CALL
        for hole in _holes(known, post, end)
        if hole.start < end and start < hole.end
    ]
    return tuple(sorted(found, key=lambda hole: (hole.start, hole.post, hole.slot)))


def _holes(known: Known, post: Post, end: datetime) -> Iterator[Hole]:
    pieces = segments(known, post)
    for (is_unrostered, _begun), run in groupby(pieces, key=_kind):
        if is_unrostered:
            yield from _without_shift(post, run, end)
            continue
        for _slot, shift in groupby(run, key=lambda piece: piece.slot):
            for is_short, part in groupby(shift, key=lambda piece: bool(piece.lacks)):
                if is_short:
                    yield _hole(post, list(part))


def _kind(piece: Segment) -> tuple[bool, bool]:
    """Whether it has no shift, and whether that is because no roster has begun."""
    is_unrostered = piece.slot == UNROSTERED
    causes = {cause for cause, _person in piece.lacks}
    return is_unrostered, is_unrostered and Cause.NOT_BEGUN in causes


def _without_shift(post: Post, run: Iterable[Segment], end: datetime) -> Iterator[Hole]:
    """Holes in time without a shift; somebody may be there all the same, from before the roster."""
    for (is_short, is_empty), part in groupby(run, key=_lacks):
        pieces = list(part)
        if is_short:
            yield _merged(post, pieces, end) if is_empty else _hole(post, pieces)


def _lacks(piece: Segment) -> tuple[bool, bool]:
    """Whether it lacks people, and whether nobody stands on paper either."""
    return bool(piece.lacks), not piece.named


def _merged(post: Post, pieces: list[Segment], end: datetime) -> Hole:
    """One hole for a whole stretch without shifts, also where the pattern leaves time free."""
    first, last = pieces[0], pieces[-1]
    until = min(last.end, end) if first.start < end else last.end
    cause = first.lacks[0][0]
    part = GapPart(first.start, until, post.required, cause)
    return Hole(post.id, UNROSTERED, first.start, until, post.required, post.required, (part,))


def _hole(post: Post, pieces: list[Segment]) -> Hole:
    missing = max(piece.required - piece.valid for piece in pieces)
    parts = tuple(sorted(_parts(pieces), key=lambda part: (part.start, part.cause, part.person)))
    first, last = pieces[0], pieces[-1]
    return Hole(post.id, first.slot, first.start, last.end, post.required, missing, parts)


def _parts(pieces: Iterable[Segment]) -> Iterator[GapPart]:
    """Stretches with the same number missing for the same reason, joined where they touch."""
    under_way: dict[tuple[str, str, int], GapPart] = {}
    for piece in pieces:
        now = {}
        for lack in dict.fromkeys(piece.lacks):
            cause, person = lack
            count = piece.lacks.count(lack)
            key = cause.value, person, count
            before = under_way.get(key)
            start = before.start if before and before.end == piece.start else piece.start
            now[key] = GapPart(start, piece.end, count, cause, person)
        yield from (part for key, part in under_way.items() if key not in now)
        under_way = now
    yield from under_way.values()
