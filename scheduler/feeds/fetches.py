"""Notes when links were last used: in memory first, so that reading a calendar writes nothing."""

from __future__ import annotations

import logging
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING

from data.model.errors import StoreError
from data.store import audit
from data.store.subscriptions import Fetch, note_fetches

if TYPE_CHECKING:
    from data.store.opening import Store

LOG = logging.getLogger(__name__)
FLUSH_SECONDS = 5.0
_CLIENT_LENGTH = 120  #: of what a program calls itself, as much as is kept


class Fetches:
    """The last fetch of each link since they were last written down."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._noted: dict[int, Fetch] = {}
        self._turn = Lock()
        self._stop = Event()
        self._writer: Thread | None = None

    def note(self, link: int, fetch: Fetch) -> None:
        """Remember a fetch; it costs nothing."""
        client = "".join(sign for sign in fetch.client if sign.isprintable())[:_CLIENT_LENGTH]
        with self._turn:
            self._noted[link] = Fetch(fetch.at, client, fetch.version)

    def flush(self) -> None:
        """Write them down. If that fails they are kept, and written the next time."""
        with self._turn:
            noted, self._noted = self._noted, {}
        if not noted:
            return
        try:
            with self._store.writing() as connection:
                audit.take_turn(connection)
                note_fetches(connection, noted)
        except StoreError as error:
            LOG.warning("last fetches are written later: %s", error.what)
            with self._turn:
                self._noted = {**noted, **self._noted}

    def keep_writing(self, seconds: float = FLUSH_SECONDS) -> None:
        """Write them down every so often, in a thread of its own."""
        if self._writer is None:
            self._writer = Thread(target=self._write, args=(seconds,), daemon=True)
            self._writer.start()

    def close(self) -> None:
        """Write down the last of them."""
        self._stop.set()
        if self._writer is not None:
            self._writer.join()
        self.flush()

    def _write(self, seconds: float) -> None:
        while not self._stop.wait(seconds):
            try:
                self.flush()
            except Exception:  # whatever it is, the next round must come
                LOG.exception("last fetches could not be written")
