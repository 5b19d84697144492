"""What an employer was asked to declare about its people, and what it answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

NOTICE = timedelta(days=31)  #: so long before a declaration ends its employer is asked
LASTS = timedelta(days=42)  #: so long a link works
REMINDED = (timedelta(days=7), timedelta(days=14))  #: after it was asked
OVERDUE = timedelta(days=21)  #: then planners are told who did not answer


class AskState(StrEnum):
    """How far an employer is with what it was asked."""

    ASKED = "asked"
    REMINDED = "reminded"
    ANSWERED = "answered"
    OVERDUE = "overdue"  #: planners were told, or the link is over


@dataclass(frozen=True, slots=True)
class AskedLine:
    """One declaration about one person.

    Parameters
    ----------
    id
        Number of the line.
    person, row
        Id of the person, and their row in the records.
    requirement
        Id of what is declared.
    last_day
        Last day on which the declaration so far holds; None: it does not hold, or there was none.
    answer
        Whether it is declared; None: not answered.
    answered_at, answered_by
        When, and the name that was typed; a yes that is corrected keeps its first moment.
    until, document
        Last day of the new declaration, and where its paper is, as they were typed.
    """

    id: int
    person: str
    row: int
    requirement: str
    last_day: date | None
    answer: bool | None = None
    answered_at: datetime | None = None
    answered_by: str = ""
    until: date | None = None
    document: str = ""


@dataclass(frozen=True, slots=True)
class EmployerAsk:
    """One message to one employer, with a link that may be answered until it expires.

    Parameters
    ----------
    partner
        Id of the partner.
    reminders
        How often it was reminded.
    told_at
        When planners were told that it did not answer; None: not.
    """

    id: int
    partner: str
    asked_at: datetime
    expires_at: datetime
    reminders: int = 0
    told_at: datetime | None = None
    lines: tuple[AskedLine, ...] = ()

    @property
    def is_answered(self) -> bool:
        """Whether nothing of it waits for an answer."""
        return all(line.answer is not None for line in self.lines)

    def is_open(self, now: datetime) -> bool:
        """Whether it can be answered, or corrected."""
        return now < self.expires_at

    def state(self, now: datetime) -> AskState:
        """How far the employer is."""
        if self.is_answered:
            return AskState.ANSWERED
        if self.told_at is not None or not self.is_open(now):
            return AskState.OVERDUE
        return AskState.REMINDED if self.reminders else AskState.ASKED

    def reminder_due(self, now: datetime) -> bool:
        """Whether it is to be reminded now."""
        if self.is_answered or not self.is_open(now) or self.reminders >= len(REMINDED):
            return False
        return now >= self.asked_at + REMINDED[self.reminders]

    def is_to_be_told(self, now: datetime) -> bool:
        """Whether planners are to hear that it did not answer."""
        return not self.is_answered and self.told_at is None and now >= self.asked_at + OVERDUE
