"""What is shown of accounts and tokens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.model.account import Account
from data.store import access, accounts, records

if TYPE_CHECKING:
    from data.model.account import ApiToken
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


def list_tokens(store: Store) -> list[ApiToken]:
    """All tokens, the oldest first."""
    with store.reading() as connection:
        return access.api_tokens(connection)
