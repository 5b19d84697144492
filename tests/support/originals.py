"""Stores in some state, each made once a run on each database and copied for every test."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING
from uuid import uuid4

from data.store.migrate import migrate
from data.store.opening import Store, store_url
from tests.support import server
from tests.support.once import copied, new_file, once
from tests.support.region import import_texts, published, published_by_turns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


class Original:
    """A store in some state, on both databases, each made when it is first asked for.

    It is another original, or else an empty database, on which steps were taken. Its name is its
    own among all that a run makes.
    """

    def __init__(
        self, name: str, source: Original | None, *steps: Callable[[Store], object]
    ) -> None:
        self._name, self._source, self._steps = name, source, steps

    def path(self) -> Path:
        """The file of SQLite."""

        def make() -> Path:
            source = self._source.path() if self._source else None
            return new_file(source, *self._steps)[0]

        return once(self._name, make)

    def database(self) -> str:
        """The name of the database of PostgreSQL."""
        server.need_server()

        def make() -> str:
            source = self._source.database() if self._source else None
            return server.new_database(self._name, source, *self._steps)

        return once(f"{self._name}_on_server", make)

    @contextmanager
    def copy(self, kind: str, folder: Path) -> Iterator[Store]:
        """A store to be spoilt by one test."""
        name = f"caco_{uuid4().hex}"
        if kind == "sqlite":
            with copied(self.path(), folder / f"{name}.db") as store:
                yield store
            return
        server.copy_database(name, self.database())
        store = Store(store_url(server.url_text(name)))
        yield store
        store.close()
        server.drop_database(name)


EMPTY = Original("empty", None, migrate)
IMPORTED = Original("imported", EMPTY, import_texts)  #: the records of the region
IN_FORCE = Original("in_force", IMPORTED, published)  #: with a roster that the solver made
BY_TURNS = Original("by_turns", IMPORTED, published_by_turns)  #: in which duties go round
