"""What each signed roster added to people's fairness balance, for the periods after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, insert, select

from data.model.problem import CarryOver
from data.model.roster import RosterStatus
from data.store.rosters import person_numbers
from data.store.tables.records import PEOPLE
from data.store.tables.rosters import BALANCES, ROSTERS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


def keep_balances(connection: Connection, roster: int, found: Iterable[CarryOver]) -> None:
    """Keep how far above or below their fair share each person ends in a roster."""
    numbers = person_numbers(connection)
    rows = [
        {
            "roster": roster,
            "person": numbers[one.person],
            "measure": one.measure,
            "amount": one.amount,
        }
        for one in found
        if one.amount
    ]
    if rows:
        connection.execute(insert(BALANCES), rows)


def carried(
    connection: Connection, before: datetime, people: frozenset[str]
) -> tuple[CarryOver, ...]:
    """Sums over the rosters in force that ended before a moment."""
    query = (
        select(PEOPLE.c.id, BALANCES.c.measure, func.sum(BALANCES.c.amount))
        .join(PEOPLE, PEOPLE.c.row == BALANCES.c.person)
        .join(ROSTERS, ROSTERS.c.id == BALANCES.c.roster)
        .where(ROSTERS.c.status == RosterStatus.PUBLISHED.value, ROSTERS.c.end <= before)
        .group_by(PEOPLE.c.id, BALANCES.c.measure)
        .order_by(PEOPLE.c.id, BALANCES.c.measure)
    )
    found = [CarryOver(*row) for row in connection.execute(query)]
    return tuple(one for one in found if one.person in people)
