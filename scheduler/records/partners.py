"""Partners in the records: each employer that somebody names can become one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.model.partner import Organisation, PartnerKind, partner_of
from data.store import records
from data.store.audit import trail
from data.store.record_objects import read_objects, to_row
from data.tables.period import ZONE
from scheduler.records.files import write_changes
from scheduler.records.row_names import proposed_code

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from data.store.opening import Store


def read_partners(connection: Connection) -> tuple[Organisation, ...]:
    """The partners, by name."""
    found = read_objects(connection, Organisation, "partners")
    return tuple(sorted(found, key=lambda one: one.name.casefold()))


def employers_of(connection: Connection) -> dict[str, tuple[str, str]]:
    """Name of the employer and code of the partner that it is, of everybody, who left too."""
    partners = read_partners(connection)
    found = {}
    for row in records.read_rows(connection, "people").values():
        typed = str(row.values["employer"] or "")
        partner = partner_of(typed, partners)
        found[str(row.values["id"])] = (partner.name, partner.id) if partner else (typed, "")
    return found


def employers_of_people(
    connection: Connection, people: Collection[str] | None = None
) -> Mapping[str, int]:
    """How many people who are here name an employer, by what was typed.

    Parameters
    ----------
    people
        Only these; None: everybody.
    """
    found: dict[str, int] = {}
    for row in records.read_rows(connection, "people").values():
        employer = row.values["employer"]
        is_asked = people is None or row.values["id"] in people
        if employer and not row.has_ended and is_asked:
            found[employer] = found.get(employer, 0) + 1
    return dict(sorted(found.items(), key=lambda one: one[0].casefold()))


def unknown_employers(
    connection: Connection, people: Collection[str] | None = None
) -> Mapping[str, int]:
    """How many people name an employer that is no partner, by what was typed.

    Parameters
    ----------
    people
        Only these; None: everybody.
    """
    known = read_partners(connection)
    named = employers_of_people(connection, people).items()
    return {one: count for one, count in named if partner_of(one, known) is None}


def adopt_employers(store: Store, who: str, now: datetime) -> tuple[Organisation, ...]:
    """Make a partner of each employer that somebody names and that is none yet; those made."""
    with store.writing() as connection:
        trail.take_turn(connection)
        taken = {
            str(row.values["id"]) for row in records.read_rows(connection, "partners").values()
        }
        made: list[Organisation] = []
        for name in unknown_employers(connection):
            if partner_of(name, made) is None:
                code = proposed_code("partners", name, taken)
                taken.add(code)
                made.append(
                    Organisation(code or f"partner{len(taken)}", name, PartnerKind.EMPLOYER)
                )
        rows = [to_row("partners", one) for one in made]
        changes = records.additions(connection, "partners", rows, ZONE)
        write_changes(connection, changes, who, now)
    return tuple(made)
