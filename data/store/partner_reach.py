"""Which partners, and what they gave, are within reach of rights for some regions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from data.model.partner import Organisation
from data.store.record_objects import read_objects
from data.store.regions import members_within
from data.store.tables.employer_asks import DECLARATION_DOCUMENTS
from data.store.tables.records import PEOPLE

if TYPE_CHECKING:
    from data.model.account import Reach


def partners_within(connection: Connection, reach: Reach) -> tuple[Organisation, ...]:
    """Those that work with all regions or one within reach, or employ somebody who serves there."""
    found = read_objects(connection, Organisation, "partners")
    if reach.is_all:
        return tuple(found)
    mine = members_within(connection, reach)
    here = select(PEOPLE.c.id, PEOPLE.c.employer).where(PEOPLE.c.ended_at.is_(None))
    employers = {
        one.employer for one in connection.execute(here) if one.employer and one.id in mine
    }
    return tuple(
        one
        for one in found
        if not one.regions or reach.covers(one.regions) or any(map(one.employs, employers))
    )


def is_partner_within(connection: Connection, code: str, reach: Reach) -> bool:
    """Whether there is such a partner within reach."""
    return any(one.id == code for one in partners_within(connection, reach))


def person_of_document(connection: Connection, number: int) -> str | None:
    """Whom a document is about that an employer gave."""
    joined = DECLARATION_DOCUMENTS.join(PEOPLE, PEOPLE.c.row == DECLARATION_DOCUMENTS.c.person)
    query = select(PEOPLE.c.id).select_from(joined).where(DECLARATION_DOCUMENTS.c.id == number)
    return connection.scalar(query)
