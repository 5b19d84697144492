"""On-call as the model sees it: rows that may be there, with their pieces (ATW 1:7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from data.model.duty import DutyKind
from solver.cpsat.model import FALSE, TRUE, Literal
from solver.timeline.rows import Stretch, pieces_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from solver.constraints.person_model import PersonModel
    from solver.timeline.rows import Row
    from solver.timeline.timeline import Timeline


class OnCall(NamedTuple):
    """An on-call row that may be there, with its pieces by start (perhaps none)."""

    row: Row
    literal: Literal
    pieces: tuple[Stretch, ...]


def on_call_duties(timeline: Timeline) -> list[OnCall]:
    """The on-call rows of a person, all fixed."""
    pieces = zip(timeline.on_call, timeline.on_call_pieces, strict=True)
    return [OnCall(row, TRUE, of_row) for row, of_row in pieces]


def possible_on_call(person: PersonModel) -> list[OnCall]:
    """The on-call rows of a person that are or may be there; work elsewhere is fixed."""
    work = [c.row for c in person.work if c.literal == TRUE]
    elsewhere = [row for row in work if row.kind is DutyKind.ELSEWHERE]
    rows = [c for c in person.on_call if c.literal != FALSE]
    return [OnCall(c.row, c.literal, pieces_of(c.row, elsewhere)) for c in rows]


def anchors(stretches: Iterable[tuple[Stretch, Literal]]) -> dict[int, set[Literal]]:
    """Each start and end, with the literals of what starts or ends there."""
    found: dict[int, set[Literal]] = {}
    for stretch, literal in stretches:
        for edge in stretch:
            found.setdefault(edge, set()).add(literal)
    return found
