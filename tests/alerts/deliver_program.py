"""The part of a worker that sends messages: without a solver, in a hurry, and easily killed.

Run as ``python -m tests.alerts.deliver_program``, it reads a line of JSON for each worker that it
is to become the parent of, and answers with its process id. To import all that a worker needs takes
seconds; a child has it from its parent.
"""

import json
import os
import signal
import sys
import time
from datetime import UTC, datetime, timedelta

from apprise import Apprise

from data.store.opening import Store, store_url
from scheduler.alerts.delivering import Deliverer
from scheduler.alerts.queueing import queue_due
from scheduler.alerts.retrying import ANY
from scheduler.jobs import carrier
from scheduler.settings import settings
from tests.alerts.managers import one_manager


def work(url, machine, waits):
    carrier.POLL_SECONDS = 0.05
    store = Store(store_url(url))
    deliverer = Deliverer(
        store,
        settings(),
        lambda: datetime.now(UTC),
        managers=one_manager,
        waits={ANY: [timedelta(seconds=wait) for wait in waits]},
        step=carrier.remembered,
    )
    carrier.launch(store, machine, {carrier.MESSAGES: deliverer.deliver})
    print("ready", flush=True)
    while True:
        queue_due(store, datetime.now(UTC))
        time.sleep(0.05)


def become_worker(asked):
    os.setsid()
    log = os.open(asked["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for stream in (1, 2):
        os.dup2(log, stream)
    os.environ.update(asked["environment"])
    work(asked["url"], asked["machine"], asked["waits"])


def main():
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    Apprise.instantiate("json://localhost")  # loads what it knows of
    for line in sys.stdin:
        child = os.fork()
        if not child:
            os.close(0)
            become_worker(json.loads(line))
        print(child, flush=True)


if __name__ == "__main__":
    main()
