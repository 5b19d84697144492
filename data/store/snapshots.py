"""Keeps the problems that rosters answer, packed."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from sqlalchemy import Connection, insert, select

from data.exchange.problem_json import dump_problem, hash_of, parse_problem
from data.store.tables.rosters import SNAPSHOTS

if TYPE_CHECKING:
    from data.model.problem import RosterProblem

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
