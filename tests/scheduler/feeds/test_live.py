"""The real server, read by the calendar programs of others over HTTP; and published to a server."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import caldav
import icalendar
import pytest
import requests

from data.model.account import Scope
from data.model.days import DAY
from data.store import subscriptions
from data.tables.period import ZONE
from scheduler.feeds.links import LinkRequest, add_link, revoke_link
from tests.scheduler.feeds.golden_samples import VERSIONS, samples
from tests.scheduler.feeds.support import NOW, events, feed
from tests.scheduler.solve_jobs.support import COMMAND, until
from tests.support.take_overs import take_over
from tests.web.serving import serving

pytestmark = pytest.mark.second

ROOT = Path(__file__).parents[3]


def need(program: str) -> str:
    found = shutil.which(program)
    if found is None:
        if os.environ.get("CACO_TEST_POSTGRESQL"):
            pytest.fail(f"make test promised {program}, and it is not there")
        pytest.skip(f"no {program} here; make test installs it")
    return found


def run(program, *arguments):
    """What a program says; its configuration is that of the test."""
    ran = subprocess.run(
        [need(program), *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        timeout=60,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


class Looker:
    """Somebody who looks at the entries in a folder with khal."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.entries = folder, folder / "entries"
        self.entries.mkdir()
        day, clock = "%Y-%m-%d", "%H:%M"
        (folder / "khal").write_text(
            f"[calendars]\n[[duties]]\npath = {self.entries}\n[locale]\n"
            "local_timezone = Europe/Amsterdam\ndefault_timezone = Europe/Amsterdam\n"
            f"timeformat = {clock}\ndateformat = {day}\nlongdateformat = {day}\n"
            f"datetimeformat = {day} {clock}\nlongdatetimeformat = {day} {clock}\n"
            f"[sqlite]\npath = {folder / 'khal.db'}\n"
        )

    def sees(self, first: str, days: int = 14) -> list[str]:
        shape = "{start-long} {end-long} {title}"
        how = ("--format", shape, "--day-format", "", first, f"{days}d")
        told = run("khal", "-c", self.folder / "khal", "list", *how)
        return sorted({line.strip() for line in told.splitlines() if line.strip()})


class Subscriber(Looker):
    """Somebody who keeps a calendar with vdirsyncer."""

    def __init__(self, folder: Path, url: str) -> None:
        super().__init__(folder)
        (folder / "vdirsyncer").write_text(
            f'[general]\nstatus_path = "{folder / "status"}"\n'
            '[pair duties]\na = "here"\nb = "there"\ncollections = null\nconflict_resolution = '
            '"b wins"\n[storage here]\ntype = "filesystem"\nfileext = ".ics"\n'
            f'path = "{self.entries}"\n[storage there]\ntype = "http"\nurl = "{url}"\n'
        )
        run("vdirsyncer", "-c", folder / "vdirsyncer", "discover")

    def sync(self) -> None:
        run("vdirsyncer", "-c", self.folder / "vdirsyncer", "sync")


def test_vdirsyncer_and_khal_see_what_the_roster_says_and_what_changes(app, region, link, tmp_path):
    person = region.person
    path = link(busy=True)
    titles = {
        "CACO": "CaCo meldkamer",
        "IM-COPI-R1": "On call: Informatiemanager CoPI Duinrand",
    }
    hours = {7: "Day: ", 15: "Late: ", 23: "Night: "}

    def mine():
        return sorted(
            f"{duty.start.astimezone(ZONE):%Y-%m-%d %H:%M} "
            f"{duty.end.astimezone(ZONE):%Y-%m-%d %H:%M} "
            + (hours[duty.start.astimezone(ZONE).hour] if duty.post == "CACO" else "")
            + titles[duty.post]
            for who, duty, _ in region.duties()
            if who == person
        )

    with serving(app) as port:
        url = f"http://127.0.0.1:{port}"
        reader = Subscriber(tmp_path, url + path)
        reader.sync()
        assert reader.sees("2027-01-01", 40) == mine()
        lost = next(duty for who, duty, _ in region.duties() if who == person)
        region.give(lost.id, person)
        reader.sync()
        seen = reader.sees("2027-01-01", 40)
    assert [line for line in seen if "Cancelled: " not in line] == mine()
    assert len([line for line in seen if "Cancelled: " in line]) == 1


def test_khal_shows_both_nights_on_which_the_clock_changes(tmp_path):
    looker = Looker(tmp_path)
    for number, item in enumerate(items(samples()["person-nl.ics"])):
        (looker.entries / f"{number}.ics").write_text(item, newline="")
    assert "2027-03-27 23:00 2027-03-28 07:00 Nacht: CaCo meldkamer" in looker.sees("2027-03-27", 2)
    assert "2027-10-30 23:00 2027-10-31 07:00 Nacht: CaCo meldkamer" in looker.sees("2027-10-30", 2)


def test_khal_shows_who_has_which_part_of_a_duty(tmp_path):
    looker = Looker(tmp_path)
    kept = samples()
    for name in ("parts-anna-nl", "parts-bas-en", "parts-chantal-nl"):
        for number, item in enumerate(items(kept[f"{name}.ics"])):
            (looker.entries / f"{name}-{number}.ics").write_text(item, newline="")
    assert looker.sees("2027-03-22", 14) == [
        "2027-03-22 15:00 2027-03-22 23:00 CaCo meldkamer",
        "2027-03-22 19:00 2027-03-22 23:00 Cancelled: CaCo meldkamer",
        "2027-03-26 17:00 2027-03-27 18:00 Piket: IM CoPI Flevoland",
        "2027-03-27 18:00 2027-03-27 23:00 On call: IM CoPI Flevoland",
        "2027-03-27 23:00 2027-03-28 01:30 Piket: IM CoPI Flevoland",
        "2027-03-28 01:30 2027-04-01 08:00 On call: IM CoPI Flevoland",
        "2027-04-01 08:00 2027-04-02 17:00 Piket: IM CoPI Flevoland",
    ]
    assert looker.sees("2027-10-30", 2) == [
        "2027-10-30 23:00 2027-10-31 01:00 Nacht: CaCo meldkamer",
        "2027-10-31 01:00 2027-10-31 07:00 Nacht: CaCo meldkamer",
    ]


def test_khal_sees_both_calendars_right_once_a_running_week_is_taken_over(
    app, region, link, clock, tmp_path
):
    """Over HTTP: the calendar of who leaves, and that of who comes."""
    leaver, week, _ = next(one for one in region.duties() if one[1].end - one[1].start > 3 * DAY)
    comer = next(who for who, *_ in region.duties() if who != leaver)
    paths = [link(subject=who) for who in (leaver, comer)]
    folders = [tmp_path / "leaver", tmp_path / "comer"]
    clock.now = at = week.start + timedelta(days=2, hours=9, minutes=10)
    with serving(app) as port:
        for folder in folders:
            folder.mkdir()
        readers = [
            Subscriber(folder, f"http://127.0.0.1:{port}{path}")
            for folder, path in zip(folders, paths, strict=True)
        ]
        for reader in readers:
            reader.sync()
        before = [reader.sees("2027-01-01", 60) for reader in readers]
        take_over(region.store, week, (leaver, comer), at, now=at)
        for reader in readers:
            reader.sync()
        after = [reader.sees("2027-01-01", 60) for reader in readers]

    def line(start, end):
        shown = (f"{one.astimezone(ZONE):%Y-%m-%d %H:%M}" for one in (start, end))
        return " ".join([*shown, "On call: Informatiemanager CoPI Duinrand"])

    whole, first, rest = (
        line(*pair) for pair in ((week.start, week.end), (week.start, at), (at, week.end))
    )
    assert after[0] == sorted([*(one for one in before[0] if one != whole), first])
    assert after[1] == sorted([*before[1], rest])


def items(content: bytes) -> list[str]:
    """Each event in a calendar of its own, as a calendar server takes them (RFC 4791, 4.1)."""
    found = []
    for event in events(content):
        one = icalendar.Calendar()
        one.add("VERSION", "2.0")
        one.add("PRODID", "-//CaCo Rooster//tests//EN")
        one.add_component(event)
        found.append(one.to_ical().decode())
    return found


@pytest.fixture
def radicale(tmp_path):
    """A calendar server of others, empty."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = tmp_path / "radicale"
    settings.write_text(
        f"[server]\nhosts = 127.0.0.1:{port}\n[auth]\ntype = none\n"
        f"[storage]\nfilesystem_folder = {tmp_path / 'collections'}\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-m", "radicale", "--config", settings],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )

    def listens():
        with socket.socket() as line:
            return line.connect_ex(("127.0.0.1", port)) == 0

    try:
        until(listens, what="Radicale")
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait(10)


@pytest.mark.slow
def test_a_calendar_published_to_radicale_twice_is_read_back_once_and_as_it_is_now(radicale):
    with caldav.DAVClient(radicale, username="anna", password="anna") as client:
        calendar = client.principal().make_calendar("Diensten")
        before = feed(VERSIONS[0], now=NOW)
        after = feed(*VERSIONS, now=NOW)
        for content in (before, after):
            for item in items(content):
                # The client must not count changes of its own: ours are the ones that count.
                caldav.Event(client, data=item, parent=calendar).save(increase_seqno=False)
        kept = [event for found in calendar.events() for event in events(found.data.encode())]

    def told(event):
        fields = ("UID", "SEQUENCE", "STATUS", "SUMMARY", "DESCRIPTION", "DTSTART", "DTEND")
        return tuple(event[name].to_ical() for name in fields)

    assert sorted(map(told, kept)) == sorted(map(told, events(after)))
    assert len(events(before)) == len(kept)
    assert {str(event["STATUS"]) for event in kept} == {"CONFIRMED", "CANCELLED"}


class Web:
    """``caco web`` in a process of its own."""

    def __init__(self, url: str, log: Path) -> None:
        self.log = log
        environment = {**os.environ, "CACO_DATABASE_URL": url, "CACO_LANGUAGE": "nl"}
        with log.open("wb") as file:
            self.process = subprocess.Popen(
                [*COMMAND, "web", "--port", "0"],
                cwd=ROOT,
                env=environment,
                stderr=file,
                stdout=file,
            )
        self.url = until(self._listening, what="the web server")

    def _listening(self):
        assert self.process.poll() is None, self.log.read_text()
        found = re.search(r"listening at (http://\S+)", self.log.read_text())
        return found and found[1]

    def stop(self, sign) -> int:
        self.process.send_signal(sign)
        return self.process.wait(30)


@pytest.mark.parametrize(
    "sign", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.slow)]
)
def test_the_web_server_serves_keeps_connections_and_ends_cleanly(region, tmp_path, sign):
    given = add_link(region.store, LinkRequest(Scope.ALL), "planner", NOW)
    path = f"/calendar/{given.token}.ics"
    url = region.store.url.render_as_string(hide_password=False)
    server = Web(url, tmp_path / "web.log")
    try:
        with requests.Session() as session:
            first = session.get(server.url + path, headers={"User-Agent": "test/1"})
            etag = first.headers["ETag"]
            again = session.get(server.url + path, headers={"If-None-Match": etag})
            third = session.head(server.url + path)
            lost = session.get(server.url + "/calendar/" + "y" * 43)
        assert (first.status_code, again.status_code, third.status_code) == (200, 304, 200)
        assert events(first.content)
        assert again.headers["Last-Modified"] == first.headers["Last-Modified"]
        assert not any("Connection" in answer.headers for answer in (first, again, third))
        assert lost.status_code == 404
        assert "Server" not in first.headers
        revoke_link(region.store, given.link.id, "admin", NOW)
        assert requests.get(server.url + path, timeout=10).status_code == 410
    finally:
        code = server.stop(sign)
    assert code == 0
    said = server.log.read_text()
    assert said.rstrip().endswith("gone")
    assert "Traceback" not in said
    assert given.token not in said
    with region.store.reading() as connection:
        (link,) = subscriptions.subscriptions(connection)
    assert link.fetched_by.startswith(("test/1", "python-requests"))
    assert link.fetched_version == 1
