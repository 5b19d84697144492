"""When what was agreed is looked at once more: rules, patterns, requirements, agreements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

NOTICE = timedelta(days=31)  #: so long before it planners hear of it


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


def reviews_due(reviews: Iterable[Review], today: date) -> tuple[Review, ...]:
    """Those to be done within a month or overdue, by day."""
    found = (one for one in reviews if one.is_soon(today))
    return tuple(sorted(found, key=lambda one: (one.due, one.subject, one.code)))
