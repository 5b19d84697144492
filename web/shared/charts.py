"""Charts as numbers: templates draw them as SVG (`macros/charts.html`), without a script.

Places are per cent of the drawing, so a chart fits a desk, a telephone and paper alike. Each has
a title, a description and its figures in a table, for those who do not see it; what tells series
apart is a shape, a dash or a hatch beside a tint.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, isnan
from typing import TYPE_CHECKING

from web.locale import _, current_language
from web.shared.chart_scale import Scale, round_scale

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    import pandas as pd

PATH = 1000  #: units of a path, in both directions
LABELS = 8  #: most labels below a chart at a desk
LABELS_ON_A_TELEPHONE = 4
BAR_SHARE = 0.72  #: of the room of a category is for its bars


@dataclass(frozen=True, slots=True)
class Tick:
    """A label of an axis.

    Parameters
    ----------
    at
        Per cent from the left, or from the top.
    is_minor
        Left out on a telephone.
    """

    at: float
    text: str
    is_minor: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A value in a chart.

    Parameters
    ----------
    x, y
        Per cent from the left and from the top; of a bar its upper left corner.
    text
        Which series, where, and how much.
    is_below
        Below the limit of the chart.
    width, height
        Per cent; of a bar.
    """

    x: float
    y: float
    text: str
    is_below: bool = False
    width: float = 0.0
    height: float = 0.0


@dataclass(frozen=True, slots=True)
class Series:
    """What belongs together in a chart.

    Parameters
    ----------
    rank
        0, 1, ...: it chooses tint, dash, shape and hatch.
    path
        Of a line, in `PATH` units; interrupted where a value is missing.
    """

    name: str
    rank: int
    marks: tuple[Mark, ...]
    path: str = ""


@dataclass(frozen=True, slots=True)
class Threshold:
    """A level that a chart is compared with.

    Parameters
    ----------
    value
        In the unit of the chart.
    is_limit
        Whether values below it are marked as too few.
    """

    name: str
    value: float
    is_limit: bool = False


@dataclass(frozen=True, slots=True)
class ChartLevel:
    """A threshold in its place; `y` is per cent from the top."""

    name: str
    y: float
    rank: int
    is_limit: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of lines or of bars, ready to be drawn.

    Parameters
    ----------
    key
        Unique on its page: ids are made of it.
    description
        What it shows, in sentences.
    up, across
        Labels of both axes.
    rows
        Its figures: the label, and a text for each series; an empty text is no value.
    """

    key: str
    title: str
    description: str
    series: tuple[Series, ...]
    levels: tuple[ChartLevel, ...]
    up: tuple[Tick, ...]
    across: tuple[Tick, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class SparkLine:
    """A line as small as a word.

    Parameters
    ----------
    path
        In `PATH` units.
    text
        What it says, for those who do not see it.
    last
        Where its last value lies, per cent from the left and from the top; None: no value.
    """

    path: str
    text: str
    last: tuple[float, float] | None


def line_chart(
    figures: pd.DataFrame,
    *,
    key: str,
    title: str,
    thresholds: Sequence[Threshold] = (),
    stepped: Collection[str] = (),
    decimals: int = 0,
    from_zero: bool = True,
    described: str = "",
) -> Chart:
    """Lines over time, or over what else the index says.

    Parameters
    ----------
    figures
        A column a series, by its name; the index has the labels. NaN is a missing value, at which
        the line is interrupted.
    key
        Unique on the page.
    thresholds
        Levels that the lines are compared with. The first that is a limit marks values below it.
    stepped
        Series that hold until the next value, rather than going there in a straight line.
    decimals
        Of the figures.
    from_zero
        Whether the scale begins at 0.
    described
        Said before the figures in the description.

    Raises
    ------
    ValueError
        If there is no row or no column.
    """
    labels, columns = _columns(figures)
    scale = round_scale(_values(columns, thresholds), from_zero=from_zero, decimals=decimals)
    limit = next((one.value for one in thresholds if one.is_limit), None)
    step = 100 / max(1, len(labels) - 1)
    series = []
    for rank, (name, values) in enumerate(columns.items()):
        places = [None if isnan(v) else (at * step, scale.y(v)) for at, v in enumerate(values)]
        marks = [
            Mark(
                round(place[0], 2),
                place[1],
                f"{name}, {label}: {_number(value, decimals)}",
                limit is not None and value < limit,
            )
            for place, label, value in zip(places, labels, values, strict=True)
            if place is not None
        ]
        path = _path(places, is_stepped=name in stepped)
        series.append(Series(name, rank, tuple(marks), path))
    across = [at * step for at in range(len(labels))]
    return _chart(
        key, title, described, columns, series, thresholds, labels, across, scale, decimals
    )


def bar_chart(
    figures: pd.DataFrame,
    *,
    key: str,
    title: str,
    thresholds: Sequence[Threshold] = (),
    decimals: int = 0,
    described: str = "",
) -> Chart:
    """Bars beside each other for each label of the index; the parameters are those of `line_chart`.

    Raises
    ------
    ValueError
        If there is no row or no column.
    """
    labels, columns = _columns(figures)
    scale = round_scale(_values(columns, thresholds), from_zero=True, decimals=decimals)
    limit = next((one.value for one in thresholds if one.is_limit), None)
    room = 100 / len(labels)
    width = room * BAR_SHARE / len(columns)
    ground = scale.y(0)
    series = []
    for rank, (name, values) in enumerate(columns.items()):
        marks = []
        for at, (label, value) in enumerate(zip(labels, values, strict=True)):
            if isnan(value):
                continue
            left = room * (at + (1 - BAR_SHARE) / 2) + width * rank
            top = scale.y(value)
            marks.append(
                Mark(
                    round(left, 2),
                    min(top, ground),
                    f"{name}, {label}: {_number(value, decimals)}",
                    limit is not None and value < limit,
                    round(width, 2),
                    round(abs(ground - top), 2),
                )
            )
        series.append(Series(name, rank, tuple(marks)))
    across = [room * (at + 0.5) for at in range(len(labels))]
    return _chart(
        key, title, described, columns, series, thresholds, labels, across, scale, decimals
    )


def spark_line(values: pd.Series[float], text: str) -> SparkLine:
    """A small line from the first value to the last; NaN interrupts it.

    Parameters
    ----------
    values
        In the order of time; may be empty.
    text
        What it says, in words.
    """
    figures = [float(one) for one in values]
    known = [one for one in figures if not isnan(one)]
    if not known:
        return SparkLine("", text, None)
    low, high = min(known), max(known)
    scale = Scale(low, high, high - low) if high > low else Scale(low - 1, low + 1, 1)
    step = 100 / max(1, len(figures) - 1)
    places = [
        None if isnan(value) else (at * step, scale.y(value)) for at, value in enumerate(figures)
    ]
    last = next(place for place in reversed(places) if place is not None)
    return SparkLine(_path(places), text, (round(last[0], 2), last[1]))


def _chart(
    key: str,
    title: str,
    described: str,
    columns: Mapping[str, Sequence[float]],
    series: Sequence[Series],
    thresholds: Sequence[Threshold],
    labels: Sequence[str],
    across: Sequence[float],
    scale: Scale,
    decimals: int,
) -> Chart:
    said = [_said(name, labels, values, decimals) for name, values in columns.items()]
    levels = tuple(
        ChartLevel(
            f"{one.name}: {_number(one.value, decimals)}", scale.y(one.value), at, one.is_limit
        )
        for at, one in enumerate(thresholds)
    )
    return Chart(
        key,
        title,
        " ".join(filter(None, [described, *said, *(f"{one.name}." for one in levels)])),
        tuple(series),
        levels,
        _up(scale, decimals),
        _across(labels, across),
        tuple(
            (
                label,
                tuple("" if isnan(v[at]) else _number(v[at], decimals) for v in columns.values()),
            )
            for at, label in enumerate(labels)
        ),
    )


def _columns(figures: pd.DataFrame) -> tuple[list[str], dict[str, list[float]]]:
    if not len(figures.index) or not len(figures.columns):
        raise ValueError("a chart needs at least one row and one column")
    labels = [str(one) for one in figures.index]
    columns = {str(name): [float(v) for v in figures[name]] for name in figures.columns}
    return labels, columns


def _values(columns: Mapping[str, Sequence[float]], thresholds: Sequence[Threshold]) -> list[float]:
    found = [v for values in columns.values() for v in values if not isnan(v)]
    return [*found, *(one.value for one in thresholds)] or [0.0]


def _up(scale: Scale, decimals: int) -> tuple[Tick, ...]:
    count = round((scale.high - scale.low) / scale.step)
    values = [scale.low + scale.step * at for at in range(count + 1)]
    return tuple(Tick(scale.y(value), _number(value, decimals)) for value in values)


def _across(labels: Sequence[str], places: Sequence[float]) -> tuple[Tick, ...]:
    """Labels at equal distances, as many as fit."""
    each = ceil(len(labels) / LABELS)
    fewer = each * ceil(len(labels) / each / LABELS_ON_A_TELEPHONE)
    return tuple(
        Tick(round(place, 2), label, at % fewer > 0)
        for at, (label, place) in enumerate(zip(labels, places, strict=True))
        if at % each == 0
    )


def _path(places: Sequence[tuple[float, float] | None], *, is_stepped: bool = False) -> str:
    """A path through places in per cent; it is lifted where there is none."""
    scale = PATH / 100
    parts: list[str] = []
    before: tuple[float, float] | None = None
    for place in places:
        if place is None:
            before = None
            continue
        x, y = f"{place[0] * scale:.0f}", f"{place[1] * scale:.0f}"
        if before is None:
            parts.append(f"M{x},{y}")
        elif is_stepped:
            parts.append(f"H{x} V{y}")
        else:
            parts.append(f"L{x},{y}")
        before = place
    return " ".join(parts)


def _said(name: str, labels: Sequence[str], values: Sequence[float], decimals: int) -> str:
    known = [
        (value, label) for value, label in zip(values, labels, strict=True) if not isnan(value)
    ]
    if not known:
        return _("{name}: no figures.").format(name=name)
    least, when = min(known, key=lambda one: one[0])
    return _("{name}: {first} at first, {last} at last, lowest {least} ({when}).").format(
        name=name,
        first=_number(known[0][0], decimals),
        last=_number(known[-1][0], decimals),
        least=_number(least, decimals),
        when=when,
    )


def _number(value: float, decimals: int) -> str:
    return "" if isnan(value) else current_language().number(value, decimals)
