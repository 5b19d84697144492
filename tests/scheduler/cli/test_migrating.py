"""``caco migrate``, and what every other command does with a store that is not of its version."""

import os
import sqlite3
import stat
import subprocess
from contextlib import closing
from uuid import uuid4

import pytest

from data.store.migrate import migrate
from data.store.opening import Store, store_url
from data.store.version import LATEST
from tests.scheduler.solve_jobs.support import COMMAND, ROOT
from tests.support.server import on_server, server_url

pytestmark = pytest.mark.second


def caco(url, *arguments, cwd=ROOT):
    mine = {"CACO_DATABASE_URL": url, "CACO_USER": "me", "PYTHONPATH": str(ROOT)}
    environment = {**os.environ, **mine}
    return subprocess.run(
        [*COMMAND, *arguments],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def version(path):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]


@pytest.fixture
def old(tmp_path):
    """A store as 0.1.0 left it: with its tables, and readable by everybody."""
    url = f"sqlite:///{tmp_path}/caco.db"
    store = Store(store_url(url))
    migrate(store, "0004")
    store.close()
    store.file.chmod(0o644)
    return url, store.file


@pytest.mark.timeout(300)
def test_an_older_store_is_left_alone_until_it_is_migrated_which_makes_a_copy(old, tmp_path):
    url, file = old
    for arguments in (["rosters"], ["web", "--port", "0"]):
        done = caco(url, *arguments)
        assert (done.returncode, version(file)) == (3, "0004")
        assert "caco migrate" in done.stderr
        assert "Traceback" not in done.stderr
    done = caco(url, "migrate", "--lang", "en")
    assert (done.returncode, version(file)) == (0, LATEST)
    (copy,) = tmp_path.glob("caco.db.before-migrating-*")
    assert version(copy) == "0004"
    assert str(copy) in done.stdout.replace("\n", "")
    assert {stat.S_IMODE(one.stat().st_mode) for one in (copy, file)} == {0o600}
    assert caco(url, "rosters").returncode == 0
    again = caco(url, "migrate", "--lang", "en")
    assert "was up to date" in again.stdout
    assert len(list(tmp_path.glob("caco.db.before-*"))) == 1


@pytest.fixture
def old_on_server(empty_postgresql):
    """A database on a server with the tables of 0.1.0."""
    name = f"caco_{uuid4().hex}"
    on_server(f"CREATE DATABASE {name}")
    store = Store(server_url(name))
    migrate(store, "0004")
    store.close()
    yield server_url(name).render_as_string(hide_password=False)
    on_server(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.timeout(300)
def test_a_store_on_a_server_is_dumped_before_it_is_migrated(old_on_server, tmp_path, monkeypatch):
    monkeypatch.setenv("CACO_SECRET_FILE", str(tmp_path / "secret"))
    done = caco(old_on_server, "rosters")
    assert (done.returncode, "caco migrate" in done.stderr) == (3, True)
    monkeypatch.delenv("CACO_SECRET_FILE")
    done = caco(old_on_server, "migrate", "--lang", "en", cwd=tmp_path)
    assert (done.returncode, "CACO_SECRET_FILE" in done.stderr) == (2, True)
    assert "caco migrate" in caco(old_on_server, "rosters").stderr, "nothing was begun"
    monkeypatch.setenv("CACO_SECRET_FILE", str(tmp_path / "secret"))
    done = caco(old_on_server, "migrate", "--lang", "en", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    (dump,) = tmp_path.glob("caco.before-migrating-*.dump")
    assert dump.read_bytes()[:5] == b"PGDMP"
    assert stat.S_IMODE(dump.stat().st_mode) == 0o600


def test_a_store_that_everybody_can_read_is_refused(sqlite_url):
    file = Store(store_url(sqlite_url)).file
    file.chmod(0o644)
    done = caco(sqlite_url, "rosters")
    assert done.returncode == 1
    assert "chmod 600" in done.stderr
    file.chmod(0o640)
    assert caco(sqlite_url, "rosters").returncode == 0


def test_a_new_store_and_a_backup_of_it_are_made_for_their_owner(tmp_path):
    url = f"sqlite:///{tmp_path}/new.db"
    assert caco(url, "rosters").returncode == 0
    assert caco(url, "backup", str(tmp_path / "copy.db")).returncode == 0
    found = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert found == {"new.db": 0o600, "copy.db": 0o600}
