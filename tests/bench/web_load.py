"""Let fifty people click for a minute at the real server, and see how long each page takes.

    python -m tests.bench.web_load [--users 50] [--seconds 60] [--threads 4] [--people 60]

A generated region of thirteen weeks, its roster in force, gaps that were looked for, and a draft.
The server is a process of its own, as ``caco web`` runs it, at a clock inside the roster. Everybody
signs in (timed apart), reads the first page of their role with all that it loads, and then clicks
as the role does, with two to eight seconds to read between one page and the next. A page is timed
from the click to its last byte.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

from data.demo.generated import generate
from data.model.account import Role
from data.store.migrate import migrate
from data.store.opening import Store, store_url
from data.tables.write_tables import write_csv_folder
from scheduler.accounts.accounts import NewAccount, add_account
from scheduler.coverage.monitor import sweep
from scheduler.planning.drafts import copy_in_force
from tests.bench.feeds import ROOT, _port
from tests.bench.store import FIRST, NOW, SEED, live

WEEKS = 13
AT = datetime(2027, 1, 29, 19, tzinfo=UTC)  #: a Friday evening inside the roster
PASSWORD = "a password for measuring"
GOAL = 0.5  #: seconds, of 95 in 100 pages
READS = (2.0, 8.0)  #: seconds that somebody looks at a page
SERVER = """
import sys
from datetime import UTC, datetime, timedelta
from scheduler.cli.desk import turn
from scheduler.service.logs import log_to_stderr
from scheduler.settings import settings
from web.server import serve
log_to_stderr(20)
ahead = timedelta(seconds=float(sys.argv[1]))
with turn("web") as at:
    serve(at.store, settings(), lambda: datetime.now(UTC) + ahead, "127.0.0.1", 0, int(sys.argv[2]))
"""

#: Of ten people, so many of each role.
SHARES = {
    Role.FUNCTIONARY: 6,
    Role.DUTY_MANAGER: 1,
    Role.PLANNER: 1,
    Role.VIEWER: 1,
    Role.ADMINISTRATOR: 1,
}
#: Where each role clicks. A pattern stands for one of the addresses of its kind that were seen.
JOURNEYS = {
    Role.FUNCTIONARY: (
        "/mine",
        "/mine",
        "/mine/calendar",
        "/mine/share",
        "/mine/open",
        "/mine/swap",
        "/mine/wishes",
        "/mine/absence",
        "/now",
        "/rosters",
        r"/rosters/\d+",
    ),
    Role.DUTY_MANAGER: (
        "/now",
        "/now",
        "/gaps",
        r"/gaps/\d+",
        r"/gaps/\d+",
        "/messages",
        "/people",
        r"/people/p\d+",
        "/rosters",
        r"/rosters/\d+",
        "/reports",
    ),
    Role.PLANNER: (
        "/now",
        "/gaps",
        r"/gaps/\d+",
        "/rosters",
        r"/rosters/\d+",
        r"/rosters/\d+",
        "/people",
        r"/people/p\d+",
        "/plan",
        "/reports",
        "/reports/hours",
        "/requests",
    ),
    Role.VIEWER: ("/now", "/now", "/gaps", "/rosters", r"/rosters/\d+", "/reports"),
    Role.ADMINISTRATOR: (
        "/now",
        "/admin/accounts",
        "/admin/tokens",
        "/audit",
        "/messages",
        "/people",
    ),
}


def region(folder, people, users):
    """A store with a region, its roster in force, gaps, a draft, and accounts."""
    store = Store(store_url(f"sqlite:///{folder}/caco.db"))
    migrate(store)
    tables = Path(folder) / "tables"
    write_csv_folder(generate(people, 8, WEEKS, SEED), tables)
    live(store, tables, [(FIRST, WEEKS)])
    copy_in_force(store, FIRST, WEEKS, "bench", NOW)
    sweep(store, 8, AT)
    with store.reading() as connection:
        codes = connection.exec_driver_sql("SELECT id FROM people ORDER BY id").scalars().all()
    for number, role in enumerate(users):
        person = codes[number % len(codes)] if role is Role.FUNCTIONARY else None
        new = NewAccount(f"user{number}", f"User {number}", frozenset({role}), person, "", PASSWORD)
        add_account(store, new, "bench", AT - timedelta(days=1))
    store.close()


@dataclass
class Answer:
    """What came back of one request."""

    status: int
    headers: dict[str, str]
    text: str


class Line:
    """A connection that is kept open, as a browser keeps it."""

    def __init__(self, port):
        self.port, self.reader, self.writer, self.cookies = port, None, None, {}

    async def ask(self, path, body=None):
        if self.writer is None or self.writer.is_closing():
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        lines = [
            f"{'GET' if body is None else 'POST'} {path} HTTP/1.1",
            "Host: localhost",
            "Accept: text/html",
            "Accept-Language: nl",
            f"Cookie: {cookies}",
        ]
        if body is not None:
            lines += [
                "Content-Type: application/x-www-form-urlencoded",
                f"Content-Length: {len(body)}",
            ]
        self.writer.write("\r\n".join([*lines, "", body or ""]).encode())
        return await self._answer()

    async def _answer(self):
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        status, headers = int(head[0].split()[1]), {}
        for line in head[1:]:
            name, _, value = line.partition(": ")
            headers[name.lower()] = value
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        if "content-length" in headers:
            content = await self.reader.readexactly(int(headers["content-length"]))
        elif status in (204, 304):
            content = b""
        else:
            content = await self._chunks(headers)
        if headers.get("connection") == "close":
            self.writer.close()
        return Answer(status, headers, content.decode("utf-8", "replace"))

    async def _chunks(self, headers):
        if headers.get("transfer-encoding") != "chunked":
            return await self.reader.read()
        content = b""
        while size := int(await self.reader.readline(), 16):
            content += await self.reader.readexactly(size)
            await self.reader.readline()
        await self.reader.readline()
        return content


@dataclass
class Seen:
    """What all of them saw."""

    times: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: Counter[str] = field(default_factory=Counter)

    def note(self, page, began, answer):
        self.times[page].append(time.perf_counter() - began)
        if answer.status != 200:
            self.errors[f"{page}: {answer.status}"] += 1


class User:
    """Somebody who clicks."""

    def __init__(self, port, number, role, seen):
        self.line, self.login, self.role, self.seen = Line(port), f"user{number}", role, seen
        self.chance = random.Random(number)
        self.known: dict[str, set[str]] = defaultdict(set)
        self.loaded: set[str] = set()

    async def sign_in(self):
        page = await self.line.ask("/login")
        token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]
        form = {"csrf_token": token, "login": self.login, "password": PASSWORD}
        began = time.perf_counter()
        answer = await self.line.ask("/login", urlencode(form))
        self.seen.times["(sign in)"].append(time.perf_counter() - began)
        if answer.status != 302:
            self.seen.errors[f"(sign in): {answer.status}"] += 1
            return
        await self.look(answer.headers["location"])

    async def look(self, page):
        """Load a page, with what it loads that was not loaded before."""
        address = self._address(page)
        if address is None:
            return
        began = time.perf_counter()
        answer = await self.line.ask(address)
        self.seen.note(page, began, answer)
        for pattern in {one for one in JOURNEYS[self.role] if "\\" in one}:
            found = re.findall(rf'href="({pattern})"', answer.text)
            self.known[pattern].update(found)
        for asset in re.findall(r'(?:src|href)="(/(?:static|assets)/[^"]+)"', answer.text):
            if asset not in self.loaded:
                self.loaded.add(asset)
                began = time.perf_counter()
                self.seen.note("(assets)", began, await self.line.ask(asset))

    def _address(self, page):
        if "\\" not in page:
            return page
        known = sorted(self.known[page])
        return self.chance.choice(known) if known else None

    async def click(self, until):
        await asyncio.sleep(self.chance.uniform(0, READS[1]))
        while time.perf_counter() < until:
            await self.look(self.chance.choice(JOURNEYS[self.role]))
            await asyncio.sleep(self.chance.uniform(*READS))


async def load(port, users, seconds):
    """Let them all sign in, a few at a time, and then click."""
    seen = Seen()
    people = [User(port, number, role, seen) for number, role in enumerate(users)]
    few = asyncio.Semaphore(4)

    async def enter(one):
        async with few:
            await one.sign_in()

    await asyncio.gather(*(enter(one) for one in people))
    entering, seen.times = seen.times, defaultdict(list)
    seen.times["(sign in)"] = entering["(sign in)"]
    until = time.perf_counter() + seconds
    await asyncio.gather(*(one.click(until) for one in people))
    return seen


def report(seen, seconds, busy):
    """A row a page; whether the goal is reached."""
    pages = {page: times for page, times in seen.times.items() if not page.startswith("(")}
    every = [one for times in pages.values() for one in times]
    print(
        f"{len(every)} pages, {len(every) / seconds:.1f} a second; server busy {busy:.0%} of a core"
    )
    print("| page | loads | p50, ms | p95, ms | p99, ms | max, ms |")
    print("| --- | --- | --- | --- | --- | --- |")
    rows = sorted(seen.times.items(), key=lambda item: -_at(item[1], 0.95))
    for page, times in [("**all pages**", every), *rows]:
        numbers = " | ".join(f"{_at(times, share) * 1000:.0f}" for share in (0.5, 0.95, 0.99, 1))
        print(f"| {page} | {len(times)} | {numbers} |")
    for error, count in seen.errors.most_common():
        print(f"ERROR {count} times {error}")
    return not seen.errors and _at(every, 0.95) <= GOAL


def _at(times, share):
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def _cpu(process):
    """Seconds of a processor that a process has used."""
    parts = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--threads", type=int, default=4)
    parser.add_argument("--people", type=int, default=60)
    asked = parser.parse_args()
    roles = [role for role, share in SHARES.items() for _ in range(share)]
    users = [roles[number % len(roles)] for number in range(asked.users)]
    with tempfile.TemporaryDirectory() as folder:
        region(folder, asked.people, users)
        ahead = (AT - datetime.now(UTC)).total_seconds()
        with open(f"{folder}/log", "w") as log:
            process = subprocess.Popen(
                [sys.executable, "-c", SERVER, str(ahead), str(asked.threads)],
                cwd=ROOT,
                env={**os.environ, "CACO_DATABASE_URL": f"sqlite:///{folder}/caco.db"},
                stderr=log,
            )
        try:
            port = _port(Path(f"{folder}/log"), process)
            before, began = _cpu(process), time.perf_counter()
            seen = asyncio.run(load(port, users, asked.seconds))
            busy = (_cpu(process) - before) / (time.perf_counter() - began)
        finally:
            process.terminate()
            process.wait(30)
        print(Path(f"{folder}/log").read_text()[-2000:], file=sys.stderr)
    load_now = os.getloadavg()[0]
    print(
        f"{asked.users} users, {asked.threads} threads, {asked.people} people; load {load_now:.1f}"
    )
    return 0 if report(seen, asked.seconds, busy) else 1


if __name__ == "__main__":
    raise SystemExit(main())
