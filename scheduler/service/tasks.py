"""The tasks of the clock, in the order in which they run. A new one is one more line here.

Each calls its use case, and holds nothing itself. Use cases are imported when they run: whoever
only asks how it is does not load them.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from scheduler.service.health import SWEEP
from scheduler.service.housekeeping import SELF_CHECK
from scheduler.service.periodic import DAY, Task
from scheduler.settings import NOWHERE

if TYPE_CHECKING:
    from data.store.opening import Store
    from scheduler.settings import Settings

_MINUTE = timedelta(minutes=1)
HEARTBEAT = "heartbeat"


def tasks(settings: Settings) -> tuple[Task, ...]:
    """All tasks of an installation."""
    found = [
        Task(SWEEP, 5 * _MINUTE, _sweep),
        Task("functionaries", 5 * _MINUTE, _functionaries),
        Task("outbox", _MINUTE, _outbox),
        Task(SELF_CHECK, 5 * _MINUTE, _self_check),
        # A time that there is once a day on every day, also when the clock changes.
        Task("retention", DAY, _retention, at=time(4, 10), is_vital=False),
    ]
    if settings.feeds_folder != NOWHERE:
        found.append(Task("feeds", 5 * _MINUTE, _feeds))
    if settings.heartbeat_url:
        # Last: where all run in one round, it tells of that round.
        found.append(Task(HEARTBEAT, _MINUTE, _heartbeat, is_vital=False, is_apart=True))
    return tuple(found)


def _sweep(store: Store, settings: Settings, now: datetime) -> str:
    from scheduler.notifications.gap_notifier import sweep_by_clock
    from scheduler.service.housekeeping import note_unheard

    done = sweep_by_clock(store, settings, now)
    note_unheard(store, len(done.telling.unheard), done.telling.mute)
    changes, messages = len(done.swept.changes), len(done.telling.messages)
    return f"{changes} gaps changed, {messages} messages" if changes or messages else ""


def _functionaries(store: Store, settings: Settings, now: datetime) -> str:
    from scheduler.service.housekeeping import tell_functionaries

    return tell_functionaries(store, settings, now)


def _outbox(store: Store, _settings: Settings, now: datetime) -> str:
    from scheduler.service.housekeeping import look_at_outbox

    return look_at_outbox(store, now)


def _feeds(store: Store, settings: Settings, now: datetime) -> str:
    from scheduler.feeds.export import export_by_clock

    return export_by_clock(store, settings, now)


def _self_check(store: Store, _settings: Settings, _now: datetime) -> str:
    from scheduler.service.housekeeping import check_trail

    return check_trail(store)


def _retention(store: Store, settings: Settings, now: datetime) -> str:
    from scheduler.accounts.secret import secret
    from scheduler.coverage.monitor import ITSELF
    from scheduler.notifications.gap_notifier import ACKNOWLEDGE
    from scheduler.notifications.outbox import draft_old_links
    from scheduler.records.erasure import erase_old_reasons
    from scheduler.self_service.offers import ACCEPT, DECLINE
    from scheduler.service.housekeeping import tidy_up

    draft_old_links(store, settings, (ACKNOWLEDGE, ACCEPT, DECLINE))
    erased = 0
    if settings.absence_weeks:
        weeks, key = dict(settings.absence_weeks), secret(store, settings)
        erased = erase_old_reasons(store, weeks, key, ITSELF, now)
    said = tidy_up(store, now, [task.name for task in tasks(settings)])
    parts = [f"{erased} absences say no more why"] if erased else []
    return ", ".join([*parts, *([said] if said else [])])


def _heartbeat(store: Store, settings: Settings, now: datetime) -> str:
    from scheduler.accounts.secret import end_if_signed
    from scheduler.service.health import look
    from scheduler.service.housekeeping import beat_or_refuse

    return beat_or_refuse(
        settings, look(store, tasks(settings), now), end_if_signed(store, settings)
    )
