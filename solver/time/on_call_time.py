"""On-call in the sense of ATW 1:7: the rows of piket, less what is worked elsewhere meanwhile.

Consignatie lies between two shifts. Office hours inside a week of piket are therefore no part of
it: such a week falls into pieces, and each piece has a start and an end of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from data.model.duty import DutyKind
from solver.forms.model import FALSE, TRUE, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from solver.forms.person_model import PersonModel
    from solver.time.rows import Row
    from solver.time.timeline import Timeline

Stretch = tuple[int, int]  #: start and end, half open


class OnCall(NamedTuple):
    """An on-call row that may be there, with its pieces by start (perhaps none)."""

    row: Row
    literal: Literal
    pieces: tuple[Stretch, ...]


def pieces_of(row: Row, elsewhere: Iterable[Row]) -> tuple[Stretch, ...]:
    """The stretches of an on-call row outside the work elsewhere."""
    found, reached = [], row.start
    meanwhile = [other for other in elsewhere if other.overlaps(row.start, row.end)]
    for other in sorted(meanwhile, key=lambda r: (r.start, r.end)):
        if other.start > reached:
            found.append((reached, other.start))
        reached = max(reached, other.end)
    if reached < row.end:
        found.append((reached, row.end))
    return tuple(found)


def on_call_duties(timeline: Timeline) -> list[OnCall]:
    """The on-call rows of a person, all certain."""
    pieces = zip(timeline.on_call, timeline.on_call_pieces, strict=True)
    return [OnCall(row, TRUE, of_row) for row, of_row in pieces]


def on_call_time(timeline: Timeline) -> list[Stretch]:
    """All pieces of a person's on-call, by start."""
    return sorted(piece for pieces in timeline.on_call_pieces for piece in pieces)


def possible_on_call(person: PersonModel) -> list[OnCall]:
    """The on-call rows of a person that are or may be there; work elsewhere is certain."""
    work = [c.row for c in person.work if c.literal == TRUE]
    elsewhere = [row for row in work if row.kind is DutyKind.ELSEWHERE]
    rows = [c for c in person.on_call if c.literal != FALSE]
    return [OnCall(c.row, c.literal, pieces_of(c.row, elsewhere)) for c in rows]


def edges(stretches: Iterable[Stretch]) -> set[int]:
    """All starts and ends."""
    return {edge for stretch in stretches for edge in stretch}


def anchors(stretches: Iterable[tuple[Stretch, Literal]]) -> dict[int, set[Literal]]:
    """Each start and end, with the literals of what starts or ends there."""
    found: dict[int, set[Literal]] = {}
    for stretch, literal in stretches:
        for edge in stretch:
            found.setdefault(edge, set()).add(literal)
    return found
