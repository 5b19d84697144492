"""Messages, the steps of alerts and the state of health, as pages show them."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from data.model.account import Right
from data.model.contact import DIGEST
from data.model.message import MessageKind, MessageStatus
from data.tables.period import ZONE
from scheduler.accounts.regions import Subject, is_within
from scheduler.notifications.escalation_policy import Foreseen
from scheduler.notifications.outbox import status_word
from scheduler.notifications.recipients import people_out_of_reach
from scheduler.notifications.signed_links import without_tokens
from scheduler.service.health import check_health
from scheduler.service.health_words import health_sentences, task_name
from scheduler.service.tasks import tasks
from web.access.guard import signed_in
from web.access.regions import reach, reach_of
from web.app_services import services
from web.locale import _, current_language
from web.shared.display import moment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.model.account import Account
    from data.model.message import Message
    from scheduler.notifications.recipients import PersonOutOfReach
    from scheduler.service.health import HealthStatus, TaskHealth


_CODE = re.compile(r"\b\d{6}\b")


def status_text(message: Message) -> str:
    """Where a message is; a trial that failed has nobody else to tell."""
    if _is_failed_trial(message):
        return _("did not arrive")
    return status_word(message.status, current_language())


def status_look(message: Message) -> str:
    """The class that colours it; only what did not arrive has one."""
    is_lost = message.status is MessageStatus.DEAD or _is_failed_trial(message)
    return "is-gap" if is_lost else ""


def _is_failed_trial(message: Message) -> bool:
    return message.kind is MessageKind.TEST and message.status is MessageStatus.SETTLED


def may_read(message: Message) -> bool:
    """Whether whoever is signed in may know why people of its regions are absent."""
    reads = reach_of(Right.SEE_REASONS)
    return is_within(services.store, Subject.MESSAGE, message.id, reads)


def address_for(message: Message, account: Account) -> str:
    """Where it went, for those who may know how people are reached."""
    may_know = account.may(Right.ADMINISTER) or may_read(message)
    return message.address if may_know else ""


def text_for(message: Message) -> str | None:
    """Its text, without what would let another answer; None: it is not for them.

    A text may tell why somebody is absent.
    """
    if message.kind is not MessageKind.TEST and not may_read(message):
        return None
    body = without_tokens(message.body)
    return _CODE.sub("••••••", body) if message.kind is MessageKind.CONTACT_CODE else body


def channel_word(channel: str) -> str:
    """What a step calls a channel."""
    return _("morning overview") if channel == DIGEST else channel


WIDTH = 1000


TICKS = tuple(timedelta(hours=n) for n in (336, 240, 72, 24, 12, 4, 1))


@dataclass(frozen=True, slots=True)
class ForeseenMessage:
    """One line: the first of several notices that differ in time only.

    Parameters
    ----------
    times
        When, in words.
    left
        How long before the gap the first is.
    """

    times: tuple[str, ...]
    left: timedelta
    first: Foreseen


@dataclass(frozen=True, slots=True)
class Dot:
    """One notice on the line of time."""

    x: float
    level: int
    again: bool
    text: str


@dataclass(frozen=True, slots=True)
class ForeseenView:
    """What would go of one gap.

    Parameters
    ----------
    ahead
        How long after now it begins.
    ticks
        Where so long before it lies.
    """

    ahead: timedelta
    start: datetime
    lines: tuple[ForeseenMessage, ...]
    dots: tuple[Dot, ...]
    ticks: tuple[tuple[float, timedelta], ...]


def foreseen_view(found: Sequence[Foreseen], start: datetime, now: datetime) -> ForeseenView:
    """The line of time of a gap that is found now; the nearer, the wider it is drawn."""
    ahead = start - now
    lines: list[ForeseenMessage] = []
    for one in found:
        last = lines[-1] if lines else None
        if last is not None and one.again and _same(last.first, one):
            lines[-1] = ForeseenMessage((*last.times, moment(one.at)), last.left, last.first)
        else:
            lines.append(ForeseenMessage((moment(one.at),), start - one.at, one))
    dots = (Dot(_x(start - f.at, ahead), f.level, f.again, moment(f.at)) for f in found)
    ticks = ((_x(tick, ahead), tick) for tick in TICKS if tick < ahead)
    return ForeseenView(ahead, start, tuple(lines), tuple(dots), tuple(ticks))


def _same(one: Foreseen, other: Foreseen) -> bool:
    def what(each: Foreseen) -> tuple[object, ...]:
        return each.channel, each.level, each.names, each.again, each.instead_of

    return what(one) == what(other)


def _x(left: timedelta, ahead: timedelta) -> float:
    hours, whole = (one.total_seconds() / 3600 for one in (left, ahead))
    return round(WIDTH * (1 - math.log1p(hours) / math.log1p(whole)), 1)


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One periodic task."""

    name: str
    done_at: datetime | None
    due_at: datetime | None
    seconds: float | None
    is_late: bool
    is_vital: bool
    remark: str


@dataclass(frozen=True, slots=True)
class HealthView:
    """How it is.

    Parameters
    ----------
    checked_at
        When coverage was last checked.
    reasons
        Why silence does not mean covered, a sentence each; empty: it does.
    """

    at: datetime
    checked_at: datetime | None
    reasons: tuple[str, ...]
    tasks: tuple[TaskRow, ...]


def health_view() -> HealthView:
    """How it is now."""
    found = check_health(services.store, tasks(services.settings), services.clock(), reach())
    may_know = reach_of(Right.SEE_REASONS).is_all
    return HealthView(
        found.at,
        found.checked_at,
        tuple(_reasons(found, may_know=may_know)),
        tuple(_task(one, may_know=may_know) for one in found.tasks),
    )


def _reasons(found: HealthStatus, *, may_know: bool) -> list[str]:
    """In sentences; what a failure said may name a person."""
    told = [one if may_know else replace(one, why=_hidden(one.why)) for one in found.reasons]
    return health_sentences(told, current_language(), ZONE)


def _task(one: TaskHealth, *, may_know: bool) -> TaskRow:
    why = one.state.why if may_know else _hidden(one.state.why)
    return TaskRow(
        name=task_name(one.task.name, current_language()),
        done_at=one.state.good_at,
        due_at=one.due_at,
        seconds=one.state.seconds,
        is_late=one.is_late,
        is_vital=one.task.is_vital,
        remark=_("is stuck") if one.is_stuck else why,
    )


def _hidden(why: str) -> str:
    if not why:
        return ""
    if signed_in().may(Right.SEE_REASONS):
        return _("a planner of all regions may see why")
    return _("a planner may see why")


def out_of_reach() -> tuple[PersonOutOfReach, ...]:
    """Who has duties to come, and can be reached by no channel."""
    with services.store.reading() as connection:
        return people_out_of_reach(connection, services.settings, services.clock(), reach())
