"""Gaps of one cause, together: one absence opens many duties, one open call several times; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.model.gap import Cause, Severity
from scheduler.coverage.status import GapRow

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from data.model.gap import UncoveredInterval

#: Causes that are of all posts together: one roster that is made mends them.
OF_ROSTER = (Cause.NO_ROSTER, Cause.ROSTER_ENDS)


@dataclass(frozen=True, slots=True)
class GapGroup:
    """Gaps that one thing caused, each still a gap of its own.

    Parameters
    ----------
    rows
        At least one, in the order in which they were given.
    """

    rows: Sequence[GapRow]

    @property
    def first(self) -> GapRow:
        """The one that stands for all: the first of them."""
        return self.rows[0]

    @property
    def size(self) -> int:
        """How many gaps."""
        return len(self.rows)

    @property
    def posts(self) -> tuple[str, ...]:
        """Ids of the posts on which they are."""
        return tuple(dict.fromkeys(row.gap.interval.post for row in self.rows))

    @property
    def is_one(self) -> bool:
        """Whether nothing else has this cause."""
        return len(self.rows) == 1

    @property
    def cause(self) -> Cause:
        """What caused them."""
        return self.first.gap.interval.cause

    @property
    def person(self) -> str:
        """Id of whose absence or lack it is; empty: nobody's."""
        return self.first.gap.interval.parts[0].person

    @property
    def severity(self) -> Severity:
        """Of the most severe of them."""
        return max((row.severity for row in self.rows), key=lambda one: one.rank)

    @property
    def numbers(self) -> tuple[int, ...]:
        """Of those that are kept."""
        return tuple(row.gap.id for row in self.rows if row.gap.id)


def group_gaps(rows: Iterable[GapRow]) -> tuple[GapGroup, ...]:
    """Put gaps of one cause together, each group where the first of its gaps stands.

    Gaps have one cause when the same person is not there for the same reason all through them, when
    they are of one open call, when a post needs more people than its roster has, or when no roster
    was made for their time.
    """
    found: dict[Hashable, list[GapRow]] = {}
    for row in rows:
        found.setdefault(_key(row), []).append(row)
    return tuple(GapGroup(tuple(together)) for together in found.values())


def _key(row: GapRow) -> Hashable:
    interval = row.gap.interval
    cause = _one_cause(interval)
    if cause in (Cause.OPEN_CALL, Cause.MORE_NEEDED):
        return cause, interval.post
    if cause in OF_ROSTER:
        return cause
    if cause is not None and len(interval.people) == 1:
        return cause, *interval.people
    return interval.post, interval.slot, interval.start


def _one_cause(interval: UncoveredInterval) -> Cause | None:
    """Why nobody is there all through it; None: for several reasons."""
    causes = {part.cause for part in interval.parts}
    has_somebody = {bool(part.person) for part in interval.parts}
    return interval.cause if len(causes) == len(has_somebody) == 1 else None


def group_of(number: int, rows: Iterable[GapRow]) -> GapGroup | None:
    """The group of a gap among others; None: it is not among them."""
    groups = group_gaps(rows)
    return next((one for one in groups if number in one.numbers), None)
