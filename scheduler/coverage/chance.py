"""Shares of what was seen, with their intervals, and the chance that too few people come."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

_Z = NormalDist().inv_cdf(0.975)  #: 95 per cent lies between -z and z


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, and where the share behind them lies with 95 per cent confidence.

    Parameters
    ----------
    count, of
        What was seen; `of` is at least 1.
    value, low, high
        The share, and the ends of its interval; 0..1.
    """

    count: int
    of: int
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Chance:
    """A chance that was worked out from a share, at its value and at both ends; 0..1."""

    value: float
    low: float
    high: float


def share(count: int, of: int) -> Share | None:
    """The share with its Wilson score interval; None where nothing was seen.

    Unlike the interval of the normal curve it makes sense for few cases, and for none or all of
    them (E. B. Wilson, J. Am. Stat. Assoc. 22, 1927, 209-212).
    """
    if not of:
        return None
    value, square = count / of, _Z * _Z
    middle = (value + square / (2 * of)) / (1 + square / of)
    half = _Z / (1 + square / of) * math.sqrt(value * (1 - value) / of + square / (4 * of * of))
    low = 0.0 if count == 0 else max(0.0, middle - half)
    high = 1.0 if count == of else min(1.0, middle + half)
    return Share(count, of, value, low, high)


def too_few(people: int, required: int, rate: float) -> float:
    """The chance that fewer than `required` of `people` come, if each comes with chance `rate`.

    For one who is required it is the chance that nobody comes. One decides apart from another; and
    where some come more readily than others, the average makes it too large rather than too small.
    """
    return min(
        1.0,
        math.fsum(
            math.comb(people, come) * rate**come * (1 - rate) ** (people - come)
            for come in range(min(required, people + 1))
        ),
    )


def chance_of_too_few(people: int, required: int, rate: Share) -> Chance:
    """The same for a share: the more readily people come, the smaller it is."""
    return Chance(*(too_few(people, required, each) for each in (rate.value, rate.high, rate.low)))
