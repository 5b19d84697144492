"""Causes in words."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from scheduler.coverage.words import cause_word
from scheduler.reporting.statement_facts import OF_A_PERSON
from web.locale import _, current_language

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from data.model.gap import Cause


def cause_text(cause: Cause, *, may_know: bool) -> str:
    """A cause in a few words."""
    if cause in OF_A_PERSON and not may_know:
        return _("the person on it could not")
    return cause_word(cause, current_language())


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
