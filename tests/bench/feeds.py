"""Measure calendars through the real server: a process of its own, asked by another one.

    pg_virtualenv -t python -m tests.bench.feeds [--seconds 5] [--runs 5]

A calendar of 504 duties: 24 weeks of a post with three shifts a day. Requests per second for a
reader who has it already (304) and for one who has not, over connections that stay open; and how
long after a signature the change is in the calendar.
"""

from __future__ import annotations

import argparse
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from datetime import date
from multiprocessing import get_context
from pathlib import Path

from data.demo.generated import generate
from data.i18n.language import language
from data.model.account import Scope
from data.store import rosters
from data.store.migrate import migrate
from data.tables.write_tables import write_csv_folder
from scheduler.feeds.links import LinkRequest, add_link
from scheduler.planning.drafts import copy_in_force
from scheduler.planning.edits import Edit, EditKind, edit_draft
from scheduler.planning.publish import publish
from tests.bench.store import CONSENT, NOW, databases, live

ROOT = Path(__file__).parents[2]
FIRST, WEEKS = date(2026, 12, 7), 24
POST = "CACO"
CONNECTIONS = 4
COMMAND = [sys.executable, "-c", "from scheduler.cli.app import main; main()", "web"]


@contextmanager
def serving(store):
    """The port of a server over the store."""
    url = store.url.render_as_string(hide_password=False)
    with tempfile.NamedTemporaryFile() as log:
        process = subprocess.Popen(
            [*COMMAND, "--port", "0"],
            cwd=ROOT,
            env={**os.environ, "CACO_DATABASE_URL": url},
            stderr=log,
        )
        try:
            yield _port(Path(log.name), process)
        finally:
            process.terminate()
            process.wait(30)


def _port(log, process):
    while not (found := re.search(r"listening at http://[^:]+:(\d+)", log.read_text())):
        assert process.poll() is None, log.read_text()
        time.sleep(0.05)
    return int(found[1])


class Reader:
    """A client that keeps its connection, and does as little as it can."""

    def __init__(self, port, path, etag=None):
        self.port = port
        asked = f"If-None-Match: {etag}\r\n" if etag else ""
        self.request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{asked}\r\n".encode()
        self.line = socket.create_connection(("127.0.0.1", port))
        self.connections = 1

    def get(self):
        """Status, headers and content."""
        self.line.sendall(self.request)
        seen = b""
        while b"\r\n\r\n" not in seen:
            part = self.line.recv(262144)
            assert part, "the server hung up"
            seen += part
        head, _, content = seen.partition(b"\r\n\r\n")
        length = re.search(rb"\r\nContent-Length: (\d+)", head)
        parts = [content]
        lacking = int(length[1]) - len(content) if length else 0
        while lacking > 0:
            parts.append(self.line.recv(262144))
            lacking -= len(parts[-1])
        if b"\r\nConnection: close" in head:
            self.line = socket.create_connection(("127.0.0.1", self.port))
            self.connections += 1
        return int(head[9:12]), head, b"".join(parts)


def ask(port, path, etag, status, seconds, answer):
    """Ask over several connections at once, and say how often it went well."""
    counts, readers = [0] * CONNECTIONS, [Reader(port, path, etag) for _ in range(CONNECTIONS)]
    until = time.perf_counter() + seconds

    def go(number):
        while time.perf_counter() < until:
            found, _, content = readers[number].get()
            assert found == status, found
            assert status == 304 or content.endswith(b"END:VCALENDAR\r\n")
            counts[number] += 1

    began = time.perf_counter()
    threads = [threading.Thread(target=go, args=(number,)) for number in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    answer.put((sum(counts) / (time.perf_counter() - began), sum(r.connections for r in readers)))


def rate(what, goal, runs, *asked):
    """Requests per second, of a client in a process of its own."""
    context, found, opened = get_context("spawn"), [], 0
    for _ in range(runs):
        answer = context.Queue()
        client = context.Process(target=ask, args=(*asked, answer))
        client.start()
        per_second, connections = answer.get(timeout=120)
        client.join()
        found.append(per_second)
        opened = max(opened, connections)
    middle, least, most = statistics.median(found), min(found), max(found)
    print(
        f"{what}: {middle:,.0f} ({least:,.0f}-{most:,.0f}) requests/s, goal {goal}; "
        f"{opened} connections",
        flush=True,
    )


def change(store):
    """Take somebody off a shift and sign that; when the signature was there."""
    head = copy_in_force(store, FIRST, WEEKS, "bench", NOW)
    with store.reading() as connection:
        found = rosters.read_assignments(connection, head.id)
    one = next(one for one in found[200:] if one.shift.startswith(POST))
    edit_draft(store, head.id, [Edit(EditKind.REMOVE, one.person, one.shift)], "bench", NOW)
    publish(store, head.id, CONSENT, "bench", NOW, language("en"))
    return time.perf_counter()


def measure_all(name, store, seconds, runs):
    print(f"\n{name}")
    migrate(store)
    with tempfile.TemporaryDirectory() as folder:
        write_csv_folder(generate(24, 2, WEEKS, 3), Path(folder))
        live(store, Path(folder), [(FIRST, WEEKS)])
    given = add_link(store, LinkRequest(Scope.POST, POST), "bench", NOW)
    path = f"/calendar/{given.token}.ics"
    with serving(store) as port:
        began = time.perf_counter()
        _, head, content = Reader(port, path).get()
        print(
            f"first fetch: {1000 * (time.perf_counter() - began):.0f} ms, "
            f"{content.count(b'BEGIN:VEVENT')} duties, {len(content):,} bytes"
        )
        etag = re.search(rb"\r\nEtag: (\S+)", head)[1].decode()
        rate("unchanged (304)", 500, runs, port, path, etag, 304, seconds)
        rate("whole (200)", 100, runs, port, path, None, 200, seconds)
        waits = []
        for _ in range(runs):
            signed = change(store)
            _, after, _ = Reader(port, path).get()
            waits.append(time.perf_counter() - signed)
            new = re.search(rb"\r\nEtag: (\S+)", after)[1].decode()
            assert new != etag, "the next fetch does not know of the change"
            etag = new
        print(
            f"a change is in the next fetch, which is answered {statistics.median(waits):.2f} "
            f"({min(waits):.2f}-{max(waits):.2f}) s after the signature, goal 1"
        )


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    for database, store, number in databases():
        if number == 0:
            measure_all(database, store, given.seconds, given.runs)
        store.close()


if __name__ == "__main__":
    main()
