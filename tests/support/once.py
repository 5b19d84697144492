"""What is made once a run, by the first worker that needs it; the others read what it made."""

from __future__ import annotations

import os
import pickle
import shutil
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import uuid4

from filelock import FileLock

from data.store.opening import Store, store_url

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")

#: Where the folder of this run is; workers inherit it from the process that starts them.
FOLDER = "CACO_TEST_FOLDER"


def begin_run() -> None:
    """Make the folder of a run."""
    os.environ[FOLDER] = mkdtemp(prefix="caco-tests-")


def end_run() -> None:
    """Remove the folder of a run."""
    shutil.rmtree(os.environ.pop(FOLDER))


def folder() -> Path:
    """The folder of this run."""
    return Path(os.environ[FOLDER])


def once(name: str, make: Callable[[], T]) -> T:
    """What `make` returned when the first worker of this run called it under this name."""
    kept = folder() / f"{name}.pickle"
    with FileLock(f"{kept}.lock"):
        if not kept.exists():
            kept.write_bytes(pickle.dumps(make()))
        return pickle.loads(kept.read_bytes())


def fill_store(url: str, *steps: Callable[[Store], object]) -> list[Any]:
    """Take each step on the store at an address; returns what the steps returned."""
    store = Store(store_url(url))
    returned = [step(store) for step in steps]
    if store.is_sqlite:
        with store.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    return returned


def copy_file(source: Path, path: Path) -> None:
    """Copy a store, for its owner alone."""
    shutil.copyfile(source, path)
    path.chmod(0o600)


def new_file(source: Path | None, *steps: Callable[[Store], object]) -> tuple[Path, list[Any]]:
    """A store in a file of this run: a copy of another, or new; and what each step returned."""
    path = folder() / f"{uuid4().hex}.db"
    if source is not None:
        copy_file(source, path)
    return path, fill_store(f"sqlite:///{path}", *steps)


@contextmanager
def copied(source: Path, path: Path) -> Iterator[Store]:
    """A copy of a store, opened, to be spoilt by one test."""
    copy_file(source, path)
    store = Store(store_url(f"sqlite:///{path}"))
    yield store
    store.close()
