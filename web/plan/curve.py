"""The way of a level over time, as lines that SVG can draw. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.i18n.proof_words import ProofWords
from web.locale import speech

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from data.model.job import LevelSoFar

WIDTH, HEIGHT = 600, 200


@dataclass(frozen=True, slots=True)
class Curve:
    """What is drawn.

    Parameters
    ----------
    best, bound
        Paths: the best roster so far, and what is proven; empty where nothing is known.
    between
        The area between both: what may still be gained.
    most, least, since, until
        What the edges stand for.
    """

    name: str
    best: str
    bound: str
    between: str
    most: str
    least: str
    since: str
    until: str
    width: int = WIDTH
    height: int = HEIGHT


def curve_of(level: LevelSoFar, until: float, priorities: Mapping[str, int | None]) -> Curve | None:
    """The curve of a level up to a moment; None while there is nothing to draw."""
    words = ProofWords(speech(), priorities)
    values = [
        value
        for point in level.curve
        for value in (point.objective, point.bound)
        if value is not None
    ]
    if not values:
        return None
    least, most = max(min(values), 0), max(*values, 1)
    since = level.curve[0].seconds
    scale = _Scale(since, max(until, since + 1), least, max(most, least + 1))
    best = scale.stairs([(p.seconds, p.objective) for p in level.curve])
    bound = scale.stairs([(p.seconds, p.bound) for p in level.curve])
    return Curve(
        name=words.level(level.name),
        best=_path(best),
        bound=_path(bound),
        between=_area(best, bound),
        most=words.value(level.name, scale.most),
        least=words.value(level.name, scale.least),
        since=f"{scale.start:.0f} s",
        until=f"{scale.end:.0f} s",
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    start: float
    end: float
    least: int
    most: int

    def x(self, seconds: float) -> float:
        part = (min(seconds, self.end) - self.start) / (self.end - self.start)
        return round(part * WIDTH, 1)

    def y(self, value: int) -> float:
        part = (max(value, self.least) - self.least) / (self.most - self.least)
        return round((1 - part) * HEIGHT, 1)

    def stairs(self, known: Sequence[tuple[float, int | None]]) -> list[tuple[float, float]]:
        """A value holds until the next is known, and the last one until now."""
        points: list[tuple[float, float]] = []
        for seconds, value in known:
            if value is None:
                continue
            if points:
                points.append((self.x(seconds), points[-1][1]))
            points.append((self.x(seconds), self.y(value)))
        return [*points, (self.x(self.end), points[-1][1])] if points else []


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + " L".join(f"{x:g},{y:g}" for x, y in points) if points else ""


def _area(upper: Sequence[tuple[float, float]], lower: Sequence[tuple[float, float]]) -> str:
    return f"{_path([*upper, *reversed(lower)])} Z" if upper and lower else ""
