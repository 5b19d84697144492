"""What each signed roster added to people's fairness balance, for the periods after it."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, insert, select

from data.files.problem_json import dump_problem, hash_of, parse_problem
from data.model.problem import CarryOver
from data.model.roster import RosterStatus
from data.store.rosters import person_numbers
from data.store.tables.records import PEOPLE
from data.store.tables.rosters import BALANCES, ROSTERS, SNAPSHOTS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from data.model.problem import RosterProblem


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
    connection: Connection, before: datetime, people: frozenset[str], book: str | None = None
) -> tuple[CarryOver, ...]:
    """Sums over the rosters in force that ended before a moment; of one book, or of None all."""
    query = (
        select(PEOPLE.c.id, BALANCES.c.measure, func.sum(BALANCES.c.amount))
        .join(PEOPLE, PEOPLE.c.row == BALANCES.c.person)
        .join(ROSTERS, ROSTERS.c.id == BALANCES.c.roster)
        .where(ROSTERS.c.status == RosterStatus.PUBLISHED, ROSTERS.c.end <= before)
        .group_by(PEOPLE.c.id, BALANCES.c.measure)
        .order_by(PEOPLE.c.id, BALANCES.c.measure)
    )
    if book is not None:
        query = query.where(ROSTERS.c.book == book)
    found = [CarryOver(*row) for row in connection.execute(query)]
    return tuple(one for one in found if one.person in people)


_LEVEL = 6  #: of packing: quick enough to keep a problem with each edit


def keep_problem(connection: Connection, problem: RosterProblem) -> str:
    """Keep a problem, once; its hash."""
    content = dump_problem(problem)
    name = hash_of(content)
    known = select(SNAPSHOTS.c.hash).where(SNAPSHOTS.c.hash == name)
    if connection.execute(known).one_or_none() is None:
        packed = zlib.compress(content, _LEVEL)
        connection.execute(insert(SNAPSHOTS).values(hash=name, content=packed))
    return name


def read_problem(connection: Connection, name: str) -> RosterProblem:
    """The problem of that hash, as it was kept."""
    packed = connection.execute(
        select(SNAPSHOTS.c.content).where(SNAPSHOTS.c.hash == name)
    ).scalar_one()
    return parse_problem(zlib.decompress(packed))
