"""The part of a worker that sends messages: without a solver, and in a hurry.

Run as ``python -m tests.alerts.deliver_program URL MACHINE SECONDS,SECONDS``: the waits between
the tries.
"""

import sys
import time
from datetime import UTC, datetime, timedelta

from data.store.opening import Store, store_url
from scheduler.alerts.delivering import Deliverer
from scheduler.alerts.retrying import ANY
from scheduler.alerts.sweeping import queue_due
from scheduler.jobs import carrier
from scheduler.settings import settings
from tests.alerts.managers import one_manager


def main(url, machine, waits):
    carrier.POLL_SECONDS = 0.05
    store = Store(store_url(url))
    deliverer = Deliverer(
        store,
        settings(),
        lambda: datetime.now(UTC),
        managers=one_manager,
        waits={ANY: [timedelta(seconds=float(wait)) for wait in waits.split(",") if wait]},
        step=carrier.remembered,
    )
    carrier.launch(store, machine, {carrier.MESSAGES: deliverer.deliver})
    print("ready", flush=True)
    while True:
        queue_due(store, datetime.now(UTC))
        time.sleep(0.05)


if __name__ == "__main__":
    main(*sys.argv[1:])
