"""What tests of many rooms share: the stages, and a store on each of the two databases."""

from __future__ import annotations

import gc
import logging
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from hypothesis import settings

from data.store.opening import Store, store_url
from tests.support import once, server, shortcuts
from tests.support.originals import EMPTY

if TYPE_CHECKING:
    from collections.abc import Generator

#: Folders of which every test is in the second stage: browsers, and programs as they are run.
SECOND_STAGE = ("browser", "integration", "programs")
#: Where SQL differs by database; elsewhere the first stage tries SQLite, the second PostgreSQL too.
ON_BOTH_AT_ONCE = ("data/store", "scheduler/solve_jobs/test_job_store.py")
#: There, what planners do over queries that other tests try on both.
USE_CASES = tuple(
    f"data/store/test_{name}.py"
    for name in ("base_rosters", "grid_commands", "range_commands", "rebase", "rosters", "splits")
)
#: Of invented worlds, each from a seed, the first stage tries this many, the second the others.
FIRST_SEEDS = 1
TESTS = Path(__file__).parent


def stage_of(item: pytest.Item) -> str:
    """The stage in which a test runs that does not name one."""
    where = item.path.relative_to(TESTS).as_posix()
    parameters = item.callspec.params if hasattr(item, "callspec") else {}
    on_postgresql = "postgresql" in parameters.values()
    is_second = (
        where.startswith(SECOND_STAGE)
        or (on_postgresql and (not where.startswith(ON_BOTH_AT_ONCE) or where in USE_CASES))
        or parameters.get("seed", 0) >= FIRST_SEEDS
    )
    return "second" if is_second else "first"


# A busy machine is no defect: what takes how long is measured in tests/bench.
settings.register_profile("product", deadline=None)
settings.load_profile("product")

#: Rounds of the garbage collector over younger objects before it looks at all of them.
ROUNDS = 100


def pytest_configure(config: pytest.Config) -> None:
    """Make the folder of what is made once a run; workers find it."""
    if not hasattr(config, "workerinput"):
        once.begin_run()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove what was made for this run."""
    if not hasattr(config, "workerinput"):
        server.drop_prepared()
        once.end_run()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put every test in a stage; in Firefox all of them in the second."""
    for item in items:
        if "firefox" in item.name.partition("[")[2]:
            item.own_markers = [mark for mark in item.own_markers if mark.name != "first"]
        if not any(item.iter_markers("first")) and not any(item.iter_markers("second")):
            item.add_marker(stage_of(item))


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Spare the garbage collector what stays for all of the run: it took a fifth of the time."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(*gc.get_threshold()[:2], ROUNDS)
        gc.enable()


@pytest.fixture(autouse=True)
def logs_as_before():
    """Take back what a program set up of its logs: its screen is closed when its test ends."""
    loggers = [logging.getLogger(name) for name in ("scheduler", "web", "dbos", "waitress")]
    before = [(one.handlers, one.level, one.propagate) for one in loggers]
    yield
    for one, (handlers, level, propagate) in zip(loggers, before, strict=True):
        one.handlers, one.propagate = handlers, propagate
        one.setLevel(level)


@pytest.fixture(scope="session", autouse=True)
def quick():
    """Do once what every test would do again."""
    with pytest.MonkeyPatch.context() as patch:
        shortcuts.take(patch)
        yield


@pytest.fixture(scope="session")
def empty_sqlite():
    """A migrated file, to be copied."""
    return EMPTY.path()


@pytest.fixture(scope="session")
def empty_postgresql():
    """The name of a migrated database, to be copied."""
    return EMPTY.database()


@pytest.fixture
def sqlite_url(empty_sqlite, tmp_path):
    path = tmp_path / "caco.db"
    once.copy_file(empty_sqlite, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgresql_url(empty_postgresql):
    name = f"caco_{uuid4().hex}"
    server.copy_database(name, empty_postgresql)
    yield server.url_text(name)
    server.drop_database(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request):
    """The address of an empty store, on each database in turn."""
    return request.getfixturevalue(f"{request.param}_url")


@pytest.fixture
def store(database_url):
    """An empty store, opened."""
    opened = Store(store_url(database_url))
    yield opened
    opened.close()


@pytest.fixture
def file_store(sqlite_url):
    """An empty store in a file, where the database makes no difference."""
    opened = Store(store_url(sqlite_url))
    yield opened
    opened.close()
