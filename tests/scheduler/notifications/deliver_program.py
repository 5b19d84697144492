"""The part of a worker that sends messages: without a solver, in a hurry, and easily killed.

Run as ``python -m tests.scheduler.notifications.deliver_program``, it reads a line of JSON for
each worker that it is to become the parent of, and answers with its process id. To import all
that a worker needs takes seconds; a child has it from its parent.
"""

import json
import os
import signal
import socket
import sys
import time
from datetime import UTC, datetime, timedelta

from data.store.opening import Store, store_url
from scheduler.notifications import send_server
from scheduler.notifications.delivery import Deliverer
from scheduler.notifications.redelivery import ANY, queue_due
from scheduler.notifications.sender import Sender, SendServer, journals_of, start_server
from scheduler.queue import dbos_queue
from scheduler.settings import settings
from tests.scheduler.notifications.managers import one_manager


def forked_server():
    """A server that need not import anything; only while there is one thread."""
    ours, theirs = socket.socketpair()
    pid = os.fork()
    if not pid:
        ours.close()
        for name in [one for one in os.environ if one.startswith("CACO_")]:
            del os.environ[name]
        send_server.main(theirs)
        os._exit(0)
    theirs.close()
    return SendServer(ours, lambda: os.kill(pid, signal.SIGKILL))


def work(url, machine, waits):
    made = [forked_server()]
    sender = Sender(lambda: made.pop() if made else start_server())
    dbos_queue.POLL_SECONDS = 0.05
    store = Store(store_url(url))
    sender.journals = journals_of(store)
    deliverer = Deliverer(
        store,
        settings(),
        lambda: datetime.now(UTC),
        managers=one_manager,
        send=sender.send,
        waits={ANY: [timedelta(seconds=wait) for wait in waits]},
        step=dbos_queue.durable_step,
        forget=sender.forget,
    )
    dbos_queue.launch(store, machine, {dbos_queue.MESSAGES: deliverer.deliver})
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
    send_server.import_channels()
    for line in sys.stdin:
        child = os.fork()
        if not child:
            os.close(0)
            become_worker(json.loads(line))
        print(child, flush=True)


if __name__ == "__main__":
    main()
