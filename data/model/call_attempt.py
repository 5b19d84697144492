"""Calls about a gap: whom somebody telephoned to fill it, and what they answered; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

LONGEST_NOTE = 500  #: characters of what somebody writes beside a call


class CallOutcome(StrEnum):
    """What came of a call."""

    NO_ANSWER = "no_answer"
    CALLS_BACK = "calls_back"  #: they think about it, and call back
    NO = "no"
    YES = "yes"


@dataclass(frozen=True, slots=True)
class CallAttempt:
    """That somebody was called about a gap.

    Parameters
    ----------
    id
        Number in the store; 0: not kept yet.
    gap
        Number of the gap.
    person
        Id of who was called.
    number
        The telephone number as it was known then; empty: it was not known here.
    at
        When they were called, UTC.
    note
        What else there is to say.
    logged_by
        The login of who called.
    """

    id: int
    gap: int
    person: str
    number: str
    at: datetime
    outcome: CallOutcome
    note: str
    logged_by: str


def last_attempts(attempts: Iterable[CallAttempt]) -> dict[str, CallAttempt]:
    """By person the last call; of two at one moment the one that was logged last."""
    ordered = sorted(attempts, key=lambda one: (one.at, one.id))
    return {one.person: one for one in ordered}


def in_calling_order(
    people: Sequence[str], attempts: Iterable[CallAttempt], declined: Collection[str] = ()
) -> list[str]:
    """Whom to call, the next one first.

    Who said yes stands first: nothing is left but to put them on it. Then who was not called yet,
    as they were given; then who did not answer or calls back, the longest ago first; last who
    said no.

    Parameters
    ----------
    people
        Ids, the best first.
    declined
        Ids of who said no in another way than by telephone.
    """
    last = last_attempts(attempts)

    def rank(person: str) -> tuple[int, float]:
        tried = last.get(person)
        if tried is None:
            return (3, 0.0) if person in declined else (1, 0.0)
        if tried.outcome is CallOutcome.YES:
            return 0, 0.0
        if tried.outcome is CallOutcome.NO:
            return 3, 0.0
        return 2, tried.at.timestamp()

    return sorted(people, key=rank)
