"""When what was agreed is looked at once more: rules, patterns, requirements, agreements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

NOTICE = timedelta(days=31)  #: so long before it planners hear of it


class ReviewState(StrEnum):
    """How near the next look at something is."""

    OVERDUE = "overdue"  #: its day has passed
    SOON = "soon"  #: within a month
    LATER = "later"
    UNDATED = "undated"  #: nobody set a day


class ReviewSubject(StrEnum):
    """What is reviewed."""

    RULE = "rule"
    PATTERN = "pattern"
    REQUIREMENT = "requirement"
    AGREEMENT = "agreement"
    BASE_ROSTER = "base_roster"


@dataclass(frozen=True, slots=True)
class Review:
    """One look at one thing, to come or done.

    Parameters
    ----------
    subject, code
        What is reviewed; the code is that of the rule for an agreement.
    due
        Day on which it should have been done.
    reviewer
        Name of who does it, or did it; empty: not known yet.
    done_on
        Day on which it was done; None: not yet.
    outcome
        What came of it.
    """

    subject: ReviewSubject
    code: str
    due: date
    reviewer: str = ""
    done_on: date | None = None
    outcome: str = ""

    def is_soon(self, today: date) -> bool:
        """Whether it is to be done within a month, or should have been."""
        return self.done_on is None and self.due <= today + NOTICE

    def is_overdue(self, today: date) -> bool:
        """Whether its day has passed, and it was not done."""
        return self.done_on is None and self.due < today


@dataclass(frozen=True, slots=True)
class ReviewFile:
    """One thing that is reviewed: what is to come of it, and what was done.

    Parameters
    ----------
    subject, code
        What it is, as in `Review`.
    to_come
        Not done yet, by day.
    done
        The latest first.
    """

    subject: ReviewSubject
    code: str
    to_come: tuple[Review, ...] = ()
    done: tuple[Review, ...] = ()

    @property
    def next(self) -> Review | None:
        """The first that is to be done; None: no day is set."""
        return self.to_come[0] if self.to_come else None

    @property
    def last(self) -> Review | None:
        """The latest that was done; None: it was never reviewed."""
        return self.done[0] if self.done else None

    def state(self, today: date) -> ReviewState:
        """How near the next look at it is."""
        if self.next is None:
            return ReviewState.UNDATED
        if self.next.is_overdue(today):
            return ReviewState.OVERDUE
        return ReviewState.SOON if self.next.is_soon(today) else ReviewState.LATER


def files_of(reviews: Iterable[Review]) -> dict[tuple[ReviewSubject, str], ReviewFile]:
    """Everything that is or was reviewed, each with its own reviews."""
    mine: dict[tuple[ReviewSubject, str], list[Review]] = {}
    for one in sorted(reviews, key=lambda one: one.due):
        mine.setdefault((one.subject, one.code), []).append(one)
    return {
        (subject, code): ReviewFile(
            subject,
            code,
            tuple(one for one in found if one.done_on is None),
            tuple(
                sorted(
                    (one for one in found if one.done_on is not None),
                    key=lambda one: (one.done_on or one.due, one.due),
                    reverse=True,
                )
            ),
        )
        for (subject, code), found in mine.items()
    }


def reviews_due(reviews: Iterable[Review], today: date) -> tuple[Review, ...]:
    """Those to be done within a month or overdue, by day."""
    found = (one for one in reviews if one.is_soon(today))
    return tuple(sorted(found, key=lambda one: (one.due, one.subject, one.code)))
