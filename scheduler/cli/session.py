"""What commands that use the store share: where it is, who is at the keyboard, what time it is."""

from __future__ import annotations

import getpass
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from data.model.errors import Fault, Refused

if TYPE_CHECKING:
    from data.store.opening import Store

URL_VARIABLE = "CACO_DATABASE_URL"
WHO_VARIABLE = "CACO_USER"

By = Annotated[
    str | None,
    typer.Option("--by", metavar="NAME", help="Who does this; default $CACO_USER or your login."),
]
RosterNumber = Annotated[int, typer.Argument(metavar="ROSTER", help="Number; see caco rosters.")]


@dataclass(frozen=True, slots=True)
class StoreSession:
    """The store, open for one command.

    Parameters
    ----------
    store
        Opened, its tables up to date.
    who, now
        Who does it, and when.
    """

    store: Store
    who: str
    now: datetime


@contextmanager
def store_as_found(by: str | None = None) -> Iterator[StoreSession]:
    """The store that the environment names, or ``caco.db`` in this folder, as it is found."""
    from data.store.opening import Store, store_url

    store = Store(store_url(os.environ.get(URL_VARIABLE)))
    try:
        yield StoreSession(store, by or who_is_here(), datetime.now(UTC).replace(microsecond=0))
    finally:
        store.close()


@contextmanager
def store_session(by: str | None = None) -> Iterator[StoreSession]:
    """The same, with its tables made if it is new.

    Raises
    ------
    StoreError
        Another version of the program made it.
    Refused
        Everybody on this machine can read it.
    """
    from data.store.migrate import ensure_current

    with store_as_found(by) as at:
        ensure_current(at.store)
        _refuse_open_to_all(at.store)
        yield at


def _refuse_open_to_all(store: Store) -> None:
    """Refuse a file that others can read: it holds contacts, illness and hashes of passwords.

    To its group it may be open: that is for its owner to decide.
    """
    if store.file is not None and store.file.stat().st_mode & stat.S_IRWXO:
        what = f"everybody on this machine can read {store.file}"
        raise Refused([Fault(what, f"Keep it to its owner: chmod 600 {store.file}*")])


def who_is_here() -> str:
    """The user of this command."""
    named = os.environ.get(WHO_VARIABLE)
    if named:
        return named
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # no login and no name, as in some containers
        raise typer.BadParameter("say who you are: --by NAME, or set CACO_USER") from None
