"""Causes as a reader may know them: why somebody is absent is told to those who may know."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from data.model.gap import Cause
from scheduler.coverage.words import cause_word
from web.locale import say, speech

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: Causes that say something of a person. That nobody can be reached on a post is no secret of
#: theirs: the board says it to everybody.
OF_A_PERSON = frozenset(
    {
        Cause.ILLNESS,
        Cause.LEAVE,
        Cause.COURSE,
        Cause.ABSENT,
        Cause.COMPETENCE_LAPSED,
        Cause.NOT_COMPETENT,
        Cause.PERSON_LEFT,
    }
)


def cause_text(cause: Cause, *, may_know: bool) -> str:
    """A cause in a few words."""
    if cause in OF_A_PERSON and not may_know:
        return say("whoever was on it could not")
    return cause_word(cause, speech())


def causes_text(causes: Iterable[Cause], *, may_know: bool) -> str:
    """Several causes, each once."""
    return ", ".join(dict.fromkeys(cause_text(cause, may_know=may_know) for cause in causes))


def minutes_by_cause(
    found: Iterable[Mapping[Cause, int]], *, may_know: bool
) -> tuple[tuple[str, int], ...]:
    """Minutes by cause of several months together, the most first."""
    sums: Counter[str] = Counter()
    for one in found:
        for cause, minutes in one.items():
            sums[cause_text(cause, may_know=may_know)] += minutes
    return tuple(sums.most_common())
