"""An account to the board: what one line said of one period, kept as it was made."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from data.model.account_line import AccountPeriod

Cell = str | int | float | None  #: of a row behind a value


class Verdict(StrEnum):
    """How a value stands towards its goal."""

    WELL = "well"
    SHORT = "short"  #: the goal was not reached
    NO_GOAL = "no_goal"  #: nobody set one, so nobody can say
    IN_PART = "in_part"  #: the goal was reached, in what is recorded of the period
    NOT_RECORDED = "not_recorded"  #: there is nothing to count it from


@dataclass(frozen=True, slots=True)
class Measured:
    """What an indicator came to in a period.

    Parameters
    ----------
    value
        In the unit of the indicator; None: nothing is recorded that it could be counted from, which
        is not the same as none.
    rows
        What it was counted from: column -> cell, without names of people.
    part, whole
        Of a share: so many of so many; None: it is no share.
    unrecorded
        Minutes of the period of which nothing is recorded, though posts were to be filled: they are
        not counted, and nobody knows what they were like.
    """

    value: float | None
    rows: tuple[Mapping[str, Cell], ...] = ()
    part: int | None = None
    whole: int | None = None
    unrecorded: int = 0

    def verdict(self, aim: float | None, *, is_better_high: bool) -> Verdict:
        """How it stands towards a goal; a value that just reaches it does.

        Parameters
        ----------
        aim
            The goal; None: there is none.
        is_better_high
            Whether more is better.
        """
        if self.value is None:
            return Verdict.NOT_RECORDED
        if aim is None:
            return Verdict.NO_GOAL
        reached = self.value >= aim if is_better_high else self.value <= aim
        if not reached:
            return Verdict.SHORT
        return Verdict.IN_PART if self.unrecorded else Verdict.WELL


@dataclass(frozen=True, slots=True)
class BoardAccount:
    """What one line said of one period.

    Parameters
    ----------
    id
        Number in the store; 0: not kept yet.
    line
        Code of the line; the line may end, and what it said stays.
    first, last
        Local dates, both inclusive.
    regions
        Ids of the regions that it is about; empty: all together.
    made_at
        UTC.
    entry, entry_hash
        The last entry of the audit trail before it was counted.
    content
        All that it says, as JSON with its keys in order, without names of people.
    content_hash
        SHA-256 of `content`; it stands in the audit trail.
    """

    id: int
    line: str
    first: date
    last: date
    regions: tuple[str, ...]
    made_at: datetime
    entry: int
    entry_hash: str
    content: str
    content_hash: str

    @property
    def period(self) -> AccountPeriod:
        """The days that it is about."""
        return AccountPeriod(self.first, self.last)

    @property
    def is_whole(self) -> bool:
        """Whether its content is what was kept."""
        return hash_of_account(self.content) == self.content_hash


def hash_of_account(content: str) -> str:
    """SHA-256 of what an account says."""
    return hashlib.sha256(content.encode()).hexdigest()
