"""Calendars after a backup was put back: what readers were served before never wins."""

from __future__ import annotations

import shutil
import subprocess
from collections import Counter
from email.utils import parsedate_to_datetime
from typing import Any

import pytest

from data.model.account import Scope
from data.store.audit.check import verify
from data.store.backup import back_up, restore
from data.store.dumps import note_restore, read_start
from data.tables.period import ZONE
from tests.scheduler.feeds.support import events
from web.app import create_app

pytestmark = pytest.mark.second

SCOPES = (Scope.PERSON, Scope.POST, Scope.REGION, Scope.ALL, Scope.GAPS)


@pytest.fixture
def again(region, settings, clock):
    """The web as it starts again, and every calendar that it hands out."""

    def start():
        region.store.close()
        return create_app(region.store, settings, clock).test_client()

    return start


@pytest.fixture
def links(region, link):
    post = region.duties()[0][1].post
    with region.store.reading() as connection:
        code = connection.exec_driver_sql("SELECT id FROM regions ORDER BY id").scalar()
    subjects = {Scope.POST: post, Scope.REGION: code}
    return [link(scope, subjects.get(scope)) for scope in SCOPES]


def sequences(answer):
    return {str(one["UID"]): int(one["SEQUENCE"]) for one in events(answer.data)}


def changed(answer):
    return parsedate_to_datetime(answer.headers["Last-Modified"])


def put_back(region, backup, clock):
    region.store.close()
    return restore(backup, region.store, clock(), ZONE, who="root", force=True)


def only_new(client, links, seen):
    """Ask as readers do that have a calendar; each must be sent it, and take what it is sent."""
    highest: dict[Any, Any] = {}
    for path, answers in zip(links, zip(*seen, strict=True), strict=True):
        for old in answers:
            for name, value in (
                ("If-None-Match", old.headers["ETag"]),
                ("If-Modified-Since", old.headers["Last-Modified"]),
            ):
                new = client.get(path, headers={name: value})
                assert new.status_code == 200, (path, name)
            assert changed(new) > changed(old)
            for uid, number in sequences(old).items():
                highest[uid] = max(highest.get(uid, 0), number)
        now = sequences(new)
        assert all(now[uid] >= highest[uid] for uid in now.keys() & highest.keys())
        stamps = [one["DTSTAMP"].dt for one in events(new.data)]
        assert all(stamp >= max(map(changed, answers)) for stamp in stamps)


def test_what_was_cancelled_since_the_backup_is_a_duty_again_for_every_reader(
    region, links, again, clock, tmp_path
):
    client = again()
    first = [client.get(path) for path in links]
    back_up(region.store, tmp_path / "backup.db", ZONE)
    person, shift, _ = region.duties()[0]
    clock.pass_(hours=1)
    region.give(shift.id, person)
    taken = [client.get(path) for path in links]
    assert Counter(map(str, (one["STATUS"] for one in events(taken[0].data))))["CANCELLED"] == 1
    put_back(region, tmp_path / "backup.db", clock)
    client = again()
    only_new(client, links, [first, taken])
    assert all(str(one["STATUS"]) == "CONFIRMED" for one in events(client.get(links[0]).data))
    with region.store.reading() as connection:
        assert verify(connection, ZONE).findings == ()


def test_restored_twice_within_a_second_calendars_still_go_forward(
    region, links, again, clock, tmp_path
):
    back_up(region.store, tmp_path / "backup.db", ZONE)
    person, shift, _ = region.duties()[0]
    seen = []
    for _ in range(3):
        client = again()
        seen.append([client.get(path) for path in links])
        for old, new in ((person, None), (None, person), (person, None)):
            region.give(shift.id, old, new)
            seen.append([client.get(path) for path in links])
        put_back(region, tmp_path / "backup.db", clock)
        only_new(again(), links, seen)


def test_a_store_that_is_gone_or_damaged_is_outdone_by_the_clock(
    region, links, again, clock, tmp_path
):
    back_up(region.store, tmp_path / "backup.db", ZONE)
    person, shift, _ = region.duties()[0]
    client = again()
    region.give(shift.id, person)
    seen = [[client.get(path) for path in links]]
    for damage in (lambda file: file.unlink(), lambda file: file.write_bytes(b"no store" * 999)):
        clock.pass_(seconds=90)
        region.store.close()
        damage(region.store.file)
        put_back(region, tmp_path / "backup.db", clock)
        client = again()
        only_new(client, links, seen)
        seen.append([client.get(path) for path in links])


@pytest.mark.parametrize("region", ["postgresql"], indirect=True)
def test_what_pg_restore_put_back_is_outdone_by_the_clock(region, links, again, clock, tmp_path):
    back_up(region.store, tmp_path / "dump", ZONE)
    person, shift, _ = region.duties()[0]
    client = again()
    clock.pass_(minutes=1)
    region.give(shift.id, person)
    seen = [[client.get(path) for path in links]]
    region.store.close()
    clock.pass_(minutes=1)
    url = region.store.url.set(drivername="postgresql").render_as_string(hide_password=False)
    tool = [shutil.which("pg_restore"), "--clean", "--if-exists", f"--dbname={url}"]
    subprocess.run([*tool, str(tmp_path / "dump")], check=True)
    with region.store.writing() as connection:
        note_restore(connection, None, "root", clock())
    only_new(again(), links, seen)


def test_a_store_that_was_never_restored_counts_from_nothing(region, links, again):
    with region.store.reading() as connection:
        assert read_start(connection).at is None
    client = again()
    assert set(sequences(client.get(links[0])).values()) == {0}
