"""Takes somebody who left out of the accounts, and out of what they did with theirs.

What they did stays theirs in the audit trail and under what they signed: there a login answers
for a decision, and the chain of hashes holds it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, select, update

from data.store.sessions import end_sessions
from data.store.tables.access import ACCOUNTS, RECOVERY_CODES, TOKENS

if TYPE_CHECKING:
    from data.store.leaver import Leaver


def logins_of(connection: Connection, number: int) -> frozenset[str]:
    """The logins of somebody, by the number of their row."""
    query = select(ACCOUNTS.c.login).where(ACCOUNTS.c.person == number)
    return frozenset(connection.scalars(query))


def erase_access(connection: Connection, leaver: Leaver) -> list[int]:
    """Close their accounts and take login, name and password out; their numbers."""
    query = select(ACCOUNTS.c.id).where(ACCOUNTS.c.person == leaver.number)
    numbers = list(connection.scalars(query.order_by(ACCOUNTS.c.id)))
    for place, number in enumerate(numbers):
        called = f"{leaver.pseudonym}.{place + 1}" if place else leaver.pseudonym
        connection.execute(
            update(ACCOUNTS)
            .where(ACCOUNTS.c.id == number)
            .values(
                login=called,
                name=leaver.pseudonym,
                password_hash="",
                subject="",
                language="",
                is_active=False,
                stamp=ACCOUNTS.c.stamp + 1,
                signed_in_at=None,
                second_factor_seed="",
                second_factor_at=None,
            )
        )
    end_sessions(connection, numbers)
    connection.execute(delete(RECOVERY_CODES).where(RECOVERY_CODES.c.account.in_(numbers)))
    for column in (ACCOUNTS.c.created_by, TOKENS.c.created_by, TOKENS.c.revoked_by):
        named = column.in_(leaver.logins)
        connection.execute(update(column.table).where(named).values({column: leaver.pseudonym}))
    return numbers
