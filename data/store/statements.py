"""Statements that were signed, as they are kept: added, read, and never changed."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, func, insert, select

from data.model.errors import Fault, Refused
from data.model.signed_statement import SignedStatement
from data.store.tables.proof import STATEMENTS

if TYPE_CHECKING:
    from datetime import date

SIGNED = "statement.signed"  #: the action of the trail that tells of one

_COLUMNS = [STATEMENTS.c[field.name] for field in fields(SignedStatement)]


def add_statement(connection: Connection, given: SignedStatement) -> SignedStatement:
    """Keep a new one; it gets its number, and the next version of its days."""
    days = (STATEMENTS.c.first == given.first) & (STATEMENTS.c.last == given.last)
    same = days & (STATEMENTS.c.region == given.region) & (STATEMENTS.c.book == given.book)
    before = connection.scalar(select(func.max(STATEMENTS.c.version)).where(same)) or 0
    values = {field.name: getattr(given, field.name) for field in fields(given)}
    del values["id"]
    values["version"] = before + 1
    key = connection.execute(insert(STATEMENTS).values(**values)).inserted_primary_key
    assert key is not None
    return read_statement(connection, int(key[0]))


def read_statement(connection: Connection, number: int) -> SignedStatement:
    """One of them.

    Raises
    ------
    Refused
        There is none of that number.
    """
    row = connection.execute(select(*_COLUMNS).where(STATEMENTS.c.id == number)).one_or_none()
    if row is None:
        remedy = "See which there are: caco statement list"
        raise Refused([Fault(f"there is no signed statement {number}", remedy)])
    return _statement(row)


def statements(
    connection: Connection,
    first: date | None = None,
    last: date | None = None,
    region: str | None = None,
    book: str | None = None,
) -> list[SignedStatement]:
    """All of them, or of some days, or about a region or a book, the last one signed first.

    Parameters
    ----------
    region, book
        Ids; empty: those about all of them; None: whichever they are about.
    """
    query = select(*_COLUMNS).order_by(STATEMENTS.c.id.desc())
    if first is not None:
        query = query.where(STATEMENTS.c.first == first)
    if last is not None:
        query = query.where(STATEMENTS.c.last == last)
    if region is not None:
        query = query.where(STATEMENTS.c.region == region)
    if book is not None:
        query = query.where(STATEMENTS.c.book == book)
    return [_statement(row) for row in connection.execute(query)]


def _statement(row: Row[Any]) -> SignedStatement:
    return SignedStatement(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
