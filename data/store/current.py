"""Brings the tables of a store up to date when a command first opens it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.model.errors import StoreError
from data.store.version import is_current

if TYPE_CHECKING:
    from data.store.opening import Store


def ensure_current(store: Store) -> None:
    """Make the tables of a new or older store; a store that is current is only read.

    Raises
    ------
    StoreError
        Its folder does not exist, or a newer version of the program made it.
    """
    if store.file is not None and not store.file.exists():
        if not store.file.parent.exists():
            raise StoreError(
                f"{store.name}: its folder does not exist", "Make the folder, or name another file"
            )
    elif is_current(store):
        return
    from data.store.migrate import migrate  # what migrates takes a while to load

    migrate(store)
