"""What the board was told, as it is kept: added, read, and never changed."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, insert, select

from data.model.account import EVERYWHERE
from data.model.account_line import AccountLine, AccountPeriod
from data.model.board_account import BoardAccount
from data.model.errors import Fault, Refused
from data.store.record_objects import current_rows, to_object
from data.store.regions import is_account_within
from data.store.tables.board_accounts import BOARD_ACCOUNTS
from data.tables.region_tables import logins_of

if TYPE_CHECKING:
    from data.model.account import Reach

MADE = "board_account.made"  #: the action of the trail that tells of one

_COLUMNS = [BOARD_ACCOUNTS.c[field.name] for field in fields(BoardAccount)]


def account_lines(connection: Connection) -> tuple[AccountLine, ...]:
    """What the board decided to be told of, in the order in which it was noted."""
    return tuple(
        to_object(AccountLine, "account_lines", row, readers=logins_of(row["readers"] or ""))
        for row in current_rows(connection, "account_lines")
    )


def made_periods(connection: Connection) -> frozenset[tuple[str, AccountPeriod]]:
    """Of which lines and periods there is an account: its code, and the days."""
    mine = BOARD_ACCOUNTS.c
    rows = connection.execute(select(mine.line, mine.first, mine.last))
    return frozenset((row.line, AccountPeriod(row.first, row.last)) for row in rows)


def add_account(connection: Connection, given: BoardAccount) -> BoardAccount:
    """Keep a new one; it gets its number."""
    values = {field.name: getattr(given, field.name) for field in fields(given)}
    del values["id"]
    key = connection.execute(insert(BOARD_ACCOUNTS).values(**values)).inserted_primary_key
    assert key is not None
    return read_account(connection, int(key[0]))


def read_account(connection: Connection, number: int) -> BoardAccount:
    """One of them.

    Raises
    ------
    Refused
        There is none of that number.
    """
    query = select(*_COLUMNS).where(BOARD_ACCOUNTS.c.id == number)
    row = connection.execute(query).one_or_none()
    if row is None:
        remedy = "See which there are: caco account list"
        raise Refused([Fault(f"there is no account {number}", remedy)])
    return _account(row)


def board_accounts(
    connection: Connection,
    line: str | None = None,
    period: AccountPeriod | None = None,
    reach: Reach = EVERYWHERE,
) -> list[BoardAccount]:
    """All of them, or of one line, or of one period; the earliest period first.

    Parameters
    ----------
    reach
        Of whoever asks: only those about regions within reach alone.
    """
    mine = BOARD_ACCOUNTS.c
    query = select(*_COLUMNS).order_by(mine.first, mine.last, mine.id)
    if line is not None:
        query = query.where(mine.line == line)
    if period is not None:
        query = query.where(mine.first == period.first, mine.last == period.last)
    found = [_account(row) for row in connection.execute(query)]
    return [one for one in found if is_account_within(one.regions, reach)]


def _account(row: Row[Any]) -> BoardAccount:
    values = {**row._mapping, "regions": tuple(row.regions or ())}  # noqa: SLF001 - its public name
    return BoardAccount(**values)
