"""Whether alerts run, as a page says it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from data.model.account import Right
from data.tables.period import ZONE
from scheduler.notifications.recipients import people_out_of_reach
from scheduler.service.health import check_health
from scheduler.service.health_words import health_sentences, task_name
from scheduler.service.tasks import tasks
from web.access.visitor import signed_in
from web.locale import say, speech

if TYPE_CHECKING:
    from scheduler.notifications.recipients import PersonOutOfReach
    from scheduler.service.health import HealthStatus, TaskHealth
    from web.app_services import AppServices


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One task of the clock."""

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


def health_view(site: AppServices) -> HealthView:
    """How it is now."""
    found = check_health(site.store, tasks(site.settings), site.clock())
    may_know = signed_in().may(Right.SEE_REASONS)
    return HealthView(
        found.at,
        found.checked_at,
        tuple(_reasons(found, may_know=may_know)),
        tuple(_task(one, may_know=may_know) for one in found.tasks),
    )


def _reasons(found: HealthStatus, *, may_know: bool) -> list[str]:
    """In sentences; what a failure said may name a person."""
    told = [one if may_know else replace(one, why=_hidden(one.why)) for one in found.reasons]
    return health_sentences(told, speech(), ZONE)


def _task(one: TaskHealth, *, may_know: bool) -> TaskRow:
    why = one.state.why if may_know else _hidden(one.state.why)
    return TaskRow(
        name=task_name(one.task.name, speech()),
        done_at=one.state.good_at,
        due_at=one.due_at,
        seconds=one.state.seconds,
        is_late=one.is_late,
        is_vital=one.task.is_vital,
        remark=say("is stuck") if one.is_stuck else why,
    )


def _hidden(why: str) -> str:
    return say("a planner may see why") if why else ""


def out_of_reach(site: AppServices) -> tuple[PersonOutOfReach, ...]:
    """Who has duties to come, and can be reached by no channel."""
    with site.store.reading() as connection:
        return people_out_of_reach(connection, site.settings, site.clock())
