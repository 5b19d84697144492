"""What tells one calendar from another: two links with the same key get the same bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.exchange.language import language
from data.model.subscription import Scope
from scheduler.feeds.duties import Choices

if TYPE_CHECKING:
    from data.model.subscription import Subscription


@dataclass(frozen=True, slots=True)
class CalendarKey:
    """A calendar, as its owner chose it.

    Parameters
    ----------
    scope
        What it shows.
    subject
        Row of the person, or id of the post or region; empty for other scopes.
    language, busy, alarm_minutes
        See `data.model.subscription.Subscription`.
    """

    scope: Scope
    subject: str
    language: str
    busy: bool | None = None
    alarm_minutes: int | None = None

    def __str__(self) -> str:
        busy = {None: "", True: "busy", False: "free"}[self.busy]
        alarm = "" if self.alarm_minutes is None else str(self.alarm_minutes)
        return f"{self.scope.value}/{self.subject}/{self.language}/{busy}/{alarm}"

    @property
    def choices(self) -> Choices:
        """What the owner chose."""
        return Choices(language(self.language), self.busy, self.alarm_minutes)


def key_of(link: Subscription, person: int | None) -> CalendarKey:
    """The calendar of a link.

    Parameters
    ----------
    person
        Row of its person, if it has one.
    """
    subject = link.subject if person is None else str(person)
    return CalendarKey(link.scope, subject, link.language, link.busy, link.alarm_minutes)
