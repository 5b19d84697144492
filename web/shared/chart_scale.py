"""The scale of a chart: round steps that hold all of its values."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, log10
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

STEPS_UP = 4  #: about how many parts a scale has
NICE = (1, 2, 5, 10)


@dataclass(frozen=True, slots=True)
class Scale:
    """From which value to which, and where a label stands.

    Parameters
    ----------
    low, high
        Not equal.
    step
        Between two labels.
    """

    low: float
    high: float
    step: float

    def y(self, value: float) -> float:
        """Per cent from the top."""
        return round(100 * (self.high - value) / (self.high - self.low), 2)


def round_scale(values: Sequence[float], *, from_zero: bool, decimals: int = 0) -> Scale:
    """A scale with round steps that holds all values.

    Parameters
    ----------
    values
        At least one.
    from_zero
        Whether it holds 0 as well.
    decimals
        Of the figures; steps are no smaller than these can say.
    """
    low, high = min(values), max(values)
    if from_zero:
        low, high = min(low, 0.0), max(high, 0.0)
    width = (high - low) or 1.0
    raw = max(width / STEPS_UP, 10**-decimals)
    size = 10 ** floor(log10(raw))
    step = next(size * nice for nice in NICE if size * nice >= raw * 0.999)
    if high == low:
        high = low + width
    return Scale(floor(low / step + 1e-9) * step, ceil(high / step - 1e-9) * step, step)
