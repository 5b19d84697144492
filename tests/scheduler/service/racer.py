"""A process that ticks ten times a second, on a task with a period of half a second.

Started by tests: ``python -m tests.scheduler.service.racer URL DIARY lead|overlap``. Each run
adds a line to the diary, and posts the message of its period.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

from data.store.audit import trail
from data.store.opening import Store, store_url
from scheduler.notifications.outbox import message_id, post
from scheduler.service.logs import log_to_stderr
from scheduler.service.periodic import PeriodicTasks, Task
from scheduler.service.periodic_scheduler import PeriodicScheduler, leader_of
from scheduler.settings import Settings
from tests.scheduler.service.support import message

EVERY = timedelta(milliseconds=500)


class Everybody:
    """Always leads: what must not happen, and does no harm."""

    def leads(self) -> bool:
        return True

    def resign(self) -> None:
        pass


def main(url: str, diary: Path, how: str) -> None:
    """Tick until asked to stop."""

    def run(store: Store, _settings: Settings, now: datetime) -> str:
        with store.writing() as connection:
            trail.take_turn(connection)
            period = int(now.timestamp() / EVERY.total_seconds())
            post(store, connection, [message(id=message_id("sweep", period))])
        with diary.open("a") as file:
            file.write(f"{os.getpid()} {now.timestamp()}\n")
        return ""

    log_to_stderr(logging.INFO)
    store = Store(store_url(url))
    leader = leader_of(store) if how == "lead" else Everybody()
    periodic = PeriodicTasks(
        store, Settings(), [Task("sweep", EVERY, run)], lambda: datetime.now(UTC)
    )
    ticking = PeriodicScheduler(periodic, leader, seconds=0.1)
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    ticking.start()
    stop.wait()
    ticking.stop()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3])
