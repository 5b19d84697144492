"""What is open, accepted, taken up and unreachable at a moment: the one judgement; pure.

Every page, list, file and metric that counts gaps counts the rows of one `CoverageStatus`, so that
all of them say the same number. It is worked out from the roster in force, the records and what is
kept of gaps, for the moment at which somebody looks: what the last sweep kept is not asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from data.model.gap import Cause, Gap, GapState, Severity, UncoveredInterval, severity
from data.model.roster import Acceptance
from data.model.sign_off import SignOff
from scheduler.coverage.tracking import track

if TYPE_CHECKING:
    from collections.abc import Iterable

    from data.model.post import Post


@dataclass(frozen=True, slots=True)
class GapRow:
    """A gap as a reader sees it, as it is at the moment of looking.

    Parameters
    ----------
    gap
        Number 0 where no sweep has seen it: it is new, lies beyond the horizon, or in the past.
    offered_to
        Ids of people who have been asked to take it and did not answer yet.
    taken_up_by, accepted_by
        Names; empty: nobody did. `accepted_by` is of who accepted the gap itself.
    signed
        Who was asked about it, as it is now, when a roster was signed, and accepted it; None:
        nobody was.
    """

    gap: Gap
    post_name: str
    severity: Severity
    offered_to: tuple[str, ...] = ()
    taken_up_by: str = ""
    accepted_by: str = ""
    signed: Acceptance | None = None

    @property
    def is_accepted(self) -> bool:
        """Whether somebody accepted that it stays open: the gap itself, or by a signature."""
        return self.gap.state is GapState.ACCEPTED or self.signed is not None

    @property
    def is_taken_up(self) -> bool:
        """Whether somebody is handling it."""
        return self.gap.state is GapState.ACKNOWLEDGED

    def is_ahead(self, now: datetime) -> bool:
        """Whether its time is not over."""
        return now < self.gap.interval.end

    @property
    def is_unreachable(self) -> bool:
        """Whether everybody it needs is on the roster, and cannot be reached."""
        return is_unreachable(self.gap.interval)


def is_unreachable(interval: UncoveredInterval) -> bool:
    """Whether nothing is wrong but that nobody can reach who is on the roster."""
    return all(part.cause is Cause.NO_CONTACT for part in interval.parts)


@dataclass(frozen=True, slots=True)
class GapCount:
    """How many gaps there are; each of the others is a part of `open`, and they may overlap.

    Parameters
    ----------
    open
        All of them, whatever was said of them.
    now
        Those that have begun.
    accepted, taken_up, unreachable
        As `GapRow` has it.
    unhandled
        Those that nobody took up or accepted.
    called
        Those of open calls, which belong to no roster.
    """

    open: int = 0
    now: int = 0
    accepted: int = 0
    taken_up: int = 0
    unreachable: int = 0
    unhandled: int = 0
    called: int = 0


def count_gaps(rows: Iterable[GapRow], now: datetime) -> GapCount:
    """Count gaps whose time is not over."""
    found = [row for row in rows if row.is_ahead(now)]
    return GapCount(
        len(found),
        sum(row.gap.interval.start <= now for row in found),
        sum(row.is_accepted for row in found),
        sum(row.is_taken_up for row in found),
        sum(row.is_unreachable for row in found),
        sum(not (row.is_accepted or row.is_taken_up) for row in found),
        sum(row.gap.interval.cause is Cause.OPEN_CALL for row in found),
    )


@dataclass(frozen=True, slots=True)
class GapResponses:
    """What people said and did about gaps, as it is kept.

    Parameters
    ----------
    records
        Gaps that are kept and whose time is not over, those that closed too.
    signed
        Who accepted what with the signatures of the rosters in force.
    offered
        By shift, ids of people who were asked to take it and did not answer yet.
    users
        Names by login.
    """

    records: Sequence[Gap] = ()
    signed: SignOff = field(default_factory=SignOff)
    offered: Mapping[str, Sequence[str]] = field(default_factory=dict)
    users: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CoverageStatus:
    """The gaps of a stretch of time as they are at a moment.

    Parameters
    ----------
    at
        The moment.
    rows
        Every gap that is open, by start.
    closed
        By number, what is kept as open and no longer is: filled, or over.
    """

    at: datetime
    rows: tuple[GapRow, ...]
    closed: Mapping[int, Gap] = field(default_factory=dict)

    @property
    def count(self) -> GapCount:
        """How many there are."""
        return count_gaps(self.rows, self.at)

    @property
    def has_unnumbered(self) -> bool:
        """Whether some of them are not kept yet, so that nothing can be done about them."""
        return any(row.gap.id == 0 for row in self.rows)


def judge(
    intervals: Sequence[UncoveredInterval],
    posts: Mapping[str, Post],
    responses: GapResponses,
    now: datetime,
) -> CoverageStatus:
    """What is open at a moment, and what was said of it.

    Parameters
    ----------
    intervals
        Of the stretch of time; see `scheduler.coverage.uncovered.find_uncovered`.
    posts
        By id.
    """
    found, changes = track(responses.records, intervals, now)
    rows = [gap_row(gap, posts, responses, now) for gap in found]
    rows.sort(
        key=lambda row: (row.gap.interval.start, row.gap.interval.post, row.gap.interval.slot)
    )
    closed = {one.after.id: one.after for one in changes if one.what == "closed"}
    return CoverageStatus(now, tuple(rows), closed)


def gap_row(gap: Gap, posts: Mapping[str, Post], responses: GapResponses, now: datetime) -> GapRow:
    """A gap with what a reader wants beside it."""
    post = posts.get(gap.interval.post)
    name, priority = (post.name, post.priority) if post else (gap.interval.post, 1)
    is_open = gap.is_open
    return GapRow(
        gap,
        name,
        severity(gap.interval, priority, now),
        tuple(responses.offered.get(gap.interval.slot, ())) if is_open else (),
        responses.users.get(gap.acknowledged_by, gap.acknowledged_by),
        responses.users.get(gap.accepted_by, gap.accepted_by),
        _signed(gap.interval, responses) if is_open else None,
    )


def _signed(interval: UncoveredInterval, responses: GapResponses) -> Acceptance | None:
    """Who accepted it as it is now: for as many people, and the same who cannot do it."""
    unable = {part.person for part in interval.parts if part.person}
    return responses.signed.of_open_shift(interval.slot, interval.missing, unable)
