"""One burden as a bar: mine, the fair share as a line, and from least to most of the pool."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scheduler.self_service.duties import ShareFigure

WIDTH = 200  #: units of the drawing
_ROOM = 1.05  #: so that the line of the fair share is seen when it is the largest


@dataclass(frozen=True, slots=True)
class BurdenBar:
    """Places in a drawing of `WIDTH` wide.

    Parameters
    ----------
    mine, fair
        Ends of my bar, and where the line of the fair share stands.
    least, most
        The range of the pool.
    """

    mine: float
    fair: float
    least: float
    most: float


def bar_of(figure: ShareFigure) -> BurdenBar:
    """A bar that holds all four, from zero on."""
    top = max(figure.mine, figure.fair, figure.most) * _ROOM

    def place(value: float) -> float:
        return round(WIDTH * max(value, 0.0) / top, 1) if top > 0 else 0.0

    return BurdenBar(
        place(figure.mine), place(figure.fair), place(figure.least), place(figure.most)
    )
