"""Opens the store: SQLite in a file, or PostgreSQL by URL."""

from __future__ import annotations

import os
import stat
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from data.model.errors import StoreError
from data.store.version import LATEST, other_version, version

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from sqlalchemy.engine import URL

DEFAULT_URL = "sqlite:///caco.db"
BUSY_SECONDS = 30  #: how long one writer waits for another
_LOOK_SECONDS = 1.0  #: between two looks at the version of the tables by who only reads
_DISK_FULL = "53100"  #: what PostgreSQL calls it
_WRITES = "caco_writes"  #: execution option of a connection that is going to write
_REBUILDS = "caco_rebuilds"  #: the same, of one that makes tables anew


def store_url(given: str | None) -> URL:
    """The address of the store.

    Parameters
    ----------
    given
        ``sqlite:///file.db`` or ``postgresql://user:password@host/database``; None: the default.

    Raises
    ------
    StoreError
        It is no such address.
    """
    try:
        url = make_url(given or DEFAULT_URL)
    except ArgumentError as error:
        raise StoreError(
            "CACO_DATABASE_URL is not an address of a database",
            "Write it as sqlite:///file.db or postgresql://user:password@host/database",
        ) from error
    if url.drivername in ("postgres", "postgresql"):
        url = url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        raise StoreError(
            f"{url.get_backend_name()} is not a database that caco can use",
            "Use SQLite (the default) or PostgreSQL",
        )
    if url.get_backend_name() == "sqlite" and not url.database:
        raise StoreError("the store needs a file", "Write CACO_DATABASE_URL as sqlite:///file.db")
    return url


class Store:
    """A database, opened. Nothing is read or written before `reading` or `writing`.

    Parameters
    ----------
    url
        See `store_url`.
    """

    def __init__(self, url: URL) -> None:
        self.url = url
        self._identity: tuple[int, int] | None = None
        self._looked = -_LOOK_SECONDS
        try:
            self.engine = _engine(url)
        except NoSuchModuleError as error:
            raise StoreError(f"{url.drivername} is unknown", "Use sqlite or postgresql") from error

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a file of its own."""
        return self.engine.dialect.name == "sqlite"

    @property
    def file(self) -> Path | None:
        """The file of SQLite."""
        return Path(self.url.database) if self.is_sqlite and self.url.database else None

    @property
    def name(self) -> str:
        """What a message may call it: never with its password."""
        return str(self.file) if self.file else self.url.render_as_string(hide_password=True)

    @property
    def writer(self) -> Engine:
        """For a library that begins its own transactions: each is one that writes."""
        return self.engine.execution_options(**{_WRITES: True})

    def make(self) -> None:
        """Make the file of a store that has none yet, for its owner alone.

        Nothing else makes one: a program that finds its file gone must say so, not go on with an
        empty one. SQLite gives the files beside it the same rights.

        Raises
        ------
        StoreError
            Its folder does not exist, or may not be written.
        """
        if self.file is None or self.file.exists():
            return
        if not self.file.parent.exists():
            raise StoreError(
                f"{self.name}: its folder does not exist", "Make the folder, or name another file"
            )
        try:
            os.close(os.open(self.file, os.O_RDWR | os.O_CREAT, stat.S_IRUSR | stat.S_IWUSR))
        except OSError as error:
            what = f"{self.name}: the store cannot be made ({error.strerror})"
            raise StoreError(what, "Check the rights of its folder") from error

    def is_current(self) -> bool:
        """Whether the tables are those of this program."""
        with self.reading(any_version=True) as connection:
            return version(connection) == LATEST

    @contextmanager
    def reading(self, *, any_version: bool = False) -> Iterator[Connection]:
        """One moment of the store, as a whole; what others write meanwhile is not seen.

        Parameters
        ----------
        any_version
            Whether its tables may be those of another version of the program.

        Raises
        ------
        StoreError
            The database cannot be reached, is another than before, or has other tables.
        """
        self._look_at_file()
        with self._told(), self.engine.connect() as connection:
            if not self.is_sqlite:
                connection = connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                if not any_version and time.monotonic() - self._looked >= _LOOK_SECONDS:
                    self._look_at_version(connection)
                yield connection

    @contextmanager
    def writing(self, *, any_version: bool = False) -> Iterator[Connection]:
        """A change, wholly or not at all.

        Parameters
        ----------
        any_version
            As of `reading`; otherwise no program of another version ever changes anything.

        Raises
        ------
        StoreError
            The database cannot be reached, is full, is held by another for too long, is another
            than before, or has other tables.
        """
        self._look_at_file()
        with (
            self._told(),
            self.engine.connect().execution_options(**{_WRITES: True}) as connection,
            connection.begin(),
        ):
            if not any_version:
                self._look_at_version(connection)
            yield connection

    @contextmanager
    def rebuilding(self) -> Iterator[Connection]:
        """A change of the tables themselves, wholly or not at all.

        SQLite changes a table by making it anew, and to drop the old one counts as deleting each of
        its rows. So references are looked at when all is done, and not meanwhile (SQLite, "Making
        Other Kinds Of Table Schema Changes").

        Raises
        ------
        StoreError
            As of `writing`; or a row is left that refers to none.
        """
        self._look_at_file()
        options = {_WRITES: True, _REBUILDS: True}
        try:
            with (
                self._told(),
                self.engine.connect().execution_options(**options) as connection,
                connection.begin(),
            ):
                yield connection
                self._look_at_references(connection)
        finally:
            self.engine.dispose()  # whoever connects next has its references looked at again

    def _look_at_references(self, connection: Connection) -> None:
        if not self.is_sqlite:
            return
        lost = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if lost is not None:
            what = f"{self.name}: a row of {lost[0]} refers to one of {lost[2]} that is not there"
            raise StoreError(what, "Nothing was changed; restore a backup: caco restore")

    def _look_at_version(self, connection: Connection) -> None:
        found = connection.scalar(text("SELECT version_num FROM alembic_version"))
        if found != LATEST:
            raise other_version(self.name, found or "")
        self._looked = time.monotonic()

    @property
    def is_replaced(self) -> bool:
        """Whether another file stands where this program found its store."""
        found = _identity(self.file)
        return None not in (found, self._identity) and found != self._identity

    def _look_at_file(self) -> None:
        """See to it that the file is there, and the one that this program began with."""
        if self.file is None:
            return
        found = _identity(self.file)
        if found is None:
            what = f"{self.name}: the file of the store is not there"
            raise StoreError(what, "Put it back, or check CACO_DATABASE_URL")
        if self.is_replaced:
            what = f"{self.name}: the file of the store was replaced while this program ran"
            raise StoreError(what, "Start this program again")
        self._identity = found

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What goes wrong in the database, in words of ours."""
        try:
            yield
        except DBAPIError as error:
            raise told(error, self.name) from error

    def close(self) -> None:
        """Let go of all connections; who opens it again takes the file that is there then."""
        self.engine.dispose()
        self._identity = None


def told(error: DBAPIError, name: str) -> StoreError:
    """An error of a database in one clear message."""
    said = str(error.orig).strip()
    low = said.lower()
    for sign, what, remedy in (
        ("disk is full", "the disk is full; nothing was changed", "Make room and try again"),
        ("disk full", "the disk is full; nothing was changed", "Make room and try again"),
        ("no space left", "the disk is full; nothing was changed", "Make room and try again"),
        (
            "database is locked",
            "another program holds the store; nothing was changed",
            "Wait for it, then try again",
        ),
        ("readonly", "the store may not be written", "Check the rights of the file"),
        ("unable to open", "the store cannot be opened", "Check that its folder exists"),
        ("not a database", "this is not a store of caco", "Check CACO_DATABASE_URL"),
        ("alembic_version", "this is not a store of caco", "Check CACO_DATABASE_URL"),
        ("malformed", "the file of the store is damaged", "Restore a backup: caco restore"),
    ):
        if sign in low:
            return StoreError(f"{name}: {what}", remedy)
    if getattr(error.orig, "sqlstate", None) == _DISK_FULL:
        return StoreError(f"{name}: the disk is full; nothing was changed", "Make room, try again")
    if error.connection_invalidated or "connect" in low or "terminat" in low:
        return StoreError(
            f"{name}: the database cannot be reached ({said.splitlines()[0]})",
            "Check that it runs; nothing was changed",
        )
    return StoreError(f"{name}: {said.splitlines()[0]}", "Nothing was changed")


def _identity(file: Path | None) -> tuple[int, int] | None:
    """What tells a file from another one of its name; None: there is none."""
    try:
        found = file.stat() if file else None
    except OSError:
        return None
    return (found.st_dev, found.st_ino) if found else None


def _engine(url: URL) -> Engine:
    if url.get_backend_name() == "postgresql":
        return create_engine(url, pool_pre_ping=True)
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "do_connect", _never_make)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _never_make(_dialect: Any, _record: Any, given: list[Any], named: dict[str, Any]) -> None:  # noqa: ANN401
    """Open a file that is there: SQLite would make one that is not."""
    given[0] = f"file:{quote(str(given[0]))}?mode=rw"
    named["uri"] = True


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:  # noqa: ANN401
    """A writer never waits for readers; references hold; a signature survives a power cut."""
    connection.isolation_level = None  # transactions are begun below, not by the driver
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA secure_delete = ON")  # what is erased leaves no trace in the file
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    """A writer takes its turn at once: a reader that turned writer could find itself too late."""
    options = connection.get_execution_options()
    if options.get(_REBUILDS, False):
        connection.exec_driver_sql(
            "PRAGMA foreign_keys = OFF"
        )  # within a transaction it does nothing
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get(_WRITES, False) else "BEGIN")
