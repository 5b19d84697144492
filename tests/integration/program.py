"""The real worker, by a clock that a test winds: queues, clock, deliveries, all of it.

It reads moments from standard input, a line each. At each it lets the clock tick once, waits until
whatever was to be sent is sent, and answers with a line.
"""

from __future__ import annotations

import logging
import sys
import threading
import time
from datetime import UTC, datetime

from data.model.message import MessageStatus
from data.store import outbox
from data.store.opening import Store, store_url
from scheduler.notifications.redelivery import queue_due
from scheduler.queue import dbos_queue
from scheduler.service.logs import log_to_stderr
from scheduler.service.periodic import PeriodicTasks
from scheduler.service.periodic_scheduler import PeriodicScheduler, leader_of
from scheduler.service.tasks import LOSSES, tasks
from scheduler.service.worker import run_worker
from scheduler.settings import settings

NEVER = 1e6  #: seconds between the ticks of the driver: here a test ticks
PATIENCE = 60.0  #: seconds for the messages of one tick


class Wound:
    """What time it is: what was said last."""

    def __init__(self, now: datetime) -> None:
        self.moment = now

    def __call__(self) -> datetime:
        return self.moment


def wait_until_sent(store: Store, now: datetime) -> None:
    """Until no message that is due is waiting."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        queue_due(store, now)
        with store.reading() as connection:
            waiting = outbox.messages(connection, [MessageStatus.QUEUED, MessageStatus.SENDING])
        if all(message.due_at > now for message in waiting):
            return
        time.sleep(0.02)
    raise TimeoutError([(one.kind, one.channel, one.error) for one in waiting])


def main() -> None:
    url, start = sys.argv[1:]
    dbos_queue.POLL_SECONDS = 0.05
    log_to_stderr(logging.WARNING)
    now = Wound(datetime.fromisoformat(start))
    store, mine, stop = Store(store_url(url)), settings(), threading.Event()
    # Whose loss is felt would be searched for in every night, and tells nobody anything.
    told = [task for task in tasks(mine) if task.name != LOSSES]
    clock = PeriodicTasks(store, mine, told, now)
    ticking = PeriodicScheduler(clock, leader_of(store), NEVER)

    def listen() -> None:
        print("ready", flush=True)
        for line in sys.stdin:
            now.moment = datetime.fromisoformat(line.strip()).astimezone(UTC)
            ticking.tick()
            wait_until_sent(store, now.moment)
            print("done", flush=True)
        stop.set()

    threading.Thread(target=listen, daemon=True).start()
    run_worker(store, "alpha", stop, mine, now=now)


if __name__ == "__main__":
    main()
