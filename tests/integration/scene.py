"""A region with a quarter in force, and a story that is told in it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from data.demo.generated import generate
from data.i18n.language import language
from data.store import rosters
from data.store.audit import trail
from data.store.opening import Store, store_url
from data.tables.write_tables import write_csv_folder
from scheduler.planning.drafts import add_draft
from scheduler.planning.preparation import prepare
from scheduler.planning.publish import publish
from scheduler.records.files import import_records
from scheduler.settings import settings
from tests.bench.store import fill
from tests.scheduler.solve_jobs.support import ROOT
from tests.support.region import CONSENT
from web.app import create_app

if TYPE_CHECKING:
    from data.model.roster import RosterHead
    from data.model.shift import Shift

ZONE = ZoneInfo("Europe/Amsterdam")
FIRST, WEEKS = date(2027, 1, 4), 13
SIGNED = datetime(2026, 11, 24, 9, tzinfo=UTC)
NL = language("nl")


def local(text: str) -> datetime:
    """An instant of the local clock, such as ``2027-03-01 07:00``."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


@cache
def tables():
    """The tables of the region: a desk and one post on call, and who hears of gaps."""
    found = dict(generate(14, 2, WEEKS, 3))
    found["duty_managers"] = [
        {"level": "1", "post": "CACO"},
        {"level": "2", "name": "Piket", "channel": "mail", "address": "piket@vr.example"},
    ]
    return found


def import_tables(store: Store, given: Any, now: datetime) -> None:
    with TemporaryDirectory() as folder:
        write_csv_folder(given, Path(folder))
        import_records(store, Path(folder), "planner", now, overrule=True)


def publish_quarter(store: Store) -> RosterHead:
    """A quarter in force, made by letting duties go round: the same on every machine."""
    import_tables(store, tables(), SIGNED)
    with store.writing() as connection:
        trail.take_turn(connection)
        prepared = prepare(connection, FIRST, WEEKS, SIGNED)
        head = add_draft(connection, prepared, fill(prepared.problem), "", "planner", SIGNED)
    return publish(store, head.id, CONSENT, "signer", SIGNED, language("nl"))[0]


def on_duty(store: Store, at: datetime, post: str = "CACO") -> tuple[str, Shift]:
    """Who is on a post at a moment, and on which shift."""
    with store.reading() as connection:
        duties = rosters.duties_between(connection, at, at + timedelta(minutes=1))
    for person, shift, doubles in duties:
        if shift.post == post and not doubles:
            return person, shift
    raise LookupError(at)


@dataclass
class Heard:
    """One message that arrived."""

    at: datetime
    channel: str
    to: str
    subject: str
    body: str

    def __str__(self) -> str:
        when = self.at.astimezone(ZONE)
        return f"{when:%m-%d %H:%M} {self.channel:<4} {self.to:<28} {self.subject}"

    @property
    def link(self) -> str:
        """The path of the last link in it."""
        found = re.findall(r"http://[^/]+(/answer/\S+)", self.body)
        return found[0]


@dataclass
class Story:
    """The real program, and everything that arrived so far."""

    store: Store
    mail: Any
    hook: Any
    now: datetime = SIGNED
    process: Any = None
    heard: list[Heard] = field(default_factory=list)
    _mails: int = 0
    _hooks: int = 0

    def start(self, url: str, now: datetime) -> None:
        """Boot the program."""
        self.now = now
        command = [sys.executable, "-m", "tests.integration.program", url, now.isoformat()]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True, env=dict(os.environ)
        )
        assert self.process.stdout.readline() == "ready\n"

    def stop(self) -> None:
        """Ask it to go."""
        self.process.stdin.close()
        self.process.wait(30)
        self.process.stdout.close()

    def at(self, now: datetime) -> list[Heard]:
        """Let it be that time; what arrived by then, in the order of channel and recipient."""
        self.now = now
        self.process.stdin.write(now.isoformat() + "\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline() == "done\n", f"the program failed at {now}"
        new = [
            Heard(now, "mail", mail.to[0], mail.subject, mail.text)
            for mail in self.mail.received[self._mails :]
        ]
        new += [
            Heard(now, "sms", _last(hook.path), hook.body["title"], hook.body["message"])
            for hook in self.hook.received[self._hooks :]
        ]
        self._mails, self._hooks = len(self.mail.received), len(self.hook.received)
        new.sort(key=lambda one: (one.channel, one.to, one.subject))
        self.heard += new
        return new

    def until(self, end: str) -> list[Heard]:
        """Let time go by, an hour at a time, up to a moment of the local clock; what arrived."""
        until, before = local(end), len(self.heard)
        self.at(self.now)  # what was done at this moment is sent before time goes on
        while self.now + timedelta(hours=1) < until:
            self.at(self.now + timedelta(hours=1))
        self.at(until)
        return self.heard[before:]

    def answer(self, one: Heard) -> str:
        """Open the link in a message, and press its button; what the page then says."""
        client = create_app(self.store, settings(), lambda: self.now).test_client()
        assert client.get(one.link).status_code in (200, 410)  # 410: somebody was first
        return client.post(one.link).text


def _last(path: str) -> str:
    return unquote(path.rpartition("/")[2])


def opened(url: str) -> Store:
    return Store(store_url(url))
