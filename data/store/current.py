"""Makes the tables of a new store when a command first opens it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.store.version import LATEST, other_version, version

if TYPE_CHECKING:
    from data.store.opening import Store


def ensure_current(store: Store) -> None:
    """Make the tables of a new store; refuse one that has those of another version.

    A command must not bring a store up to date by the way: other programs may be at work in it, and
    there is no way back without a copy. That is what ``caco migrate`` is for.

    Raises
    ------
    StoreError
        Its folder does not exist, or another version of the program made it.
    """
    store.make()
    with store.reading(any_version=True) as connection:
        found = version(connection)
    if found is None:
        from data.store.migrate import migrate  # what migrates takes a while to load

        migrate(store)
    elif found != LATEST:
        raise other_version(store.name, found)
