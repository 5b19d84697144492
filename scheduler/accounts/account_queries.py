"""Which accounts there are, and the people and regions that they may be of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.model.account import Account
from data.store import accounts, records
from data.store.record_objects import read_regions

if TYPE_CHECKING:
    from data.store.opening import Store


@dataclass(frozen=True, slots=True)
class AccountList:
    """All accounts, and who is here that one may belong to.

    Parameters
    ----------
    people
        Code -> name, by name.
    """

    accounts: list[Account]
    people: dict[str, str]


def list_accounts(store: Store) -> AccountList:
    """All accounts, by login."""
    with store.reading() as connection:
        return AccountList(accounts.accounts(connection), records.names_of_people(connection))


def list_regions(store: Store) -> dict[str, str]:
    """Names of the regions for which rights may hold, by id, in the order of the records."""
    with store.reading() as connection:
        return {region.id: region.name for region in read_regions(connection)}


def read_account(store: Store, number: int) -> tuple[Account, dict[str, str]]:
    """One account, and who is here.

    Raises
    ------
    Refused
        There is none of that number.
    """
    with store.reading() as connection:
        found = accounts.read_account(connection, number)
        return found, records.names_of_people(connection)
