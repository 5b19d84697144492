"""Reads the tables of who sits beside whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.model.company import Pairing, PairingKind, PairingScope

if TYPE_CHECKING:
    from data.tables.reading import Reading
    from data.tables.table_rows import TableRow

_HEAVIEST_WISH = 100


def read_pairings(reading: Reading) -> tuple[Pairing, ...]:
    """The table ``pairings``; why they are there is checked, and left in the records."""
    found: list[Pairing] = []
    rows: list[TableRow] = []
    for row in reading.rows("pairings"):
        start, until = row.dates()
        pairing = Pairing(
            person=row.reference("person", reading.people, "person"),
            other=row.reference("other", reading.people, "person"),
            kind=row.choice("kind", PairingKind),
            start=start,
            until=until,
            where=row.choice("where", PairingScope),
            posts=row.references("posts", reading.posts, "post"),
            weight=row.optional_whole("weight", 1, _HEAVIEST_WISH),
        )
        row.name("reason")
        if row.is_sound and pairing.person == pairing.other:
            row.fault("other", "this is the same person", "Name two people")
        for earlier, other in zip(found, rows, strict=True):
            if row.is_sound and _is_same(earlier, pairing):
                what = f"row {other.number} says this of the same two people"
                row.fault("other", what, "Keep one of the two, or let the one end before the other")
        if row.is_sound:
            found.append(pairing)
            rows.append(row)
    return tuple(found)


def _is_same(one: Pairing, other: Pairing) -> bool:
    """Whether two rows say the same of the same people on the same days."""
    people = {one.person, one.other} == {other.person, other.other}
    meant = (one.kind, one.where, one.posts) == (other.kind, other.where, other.posts)
    ends = one.until is not None and one.until < other.start
    began = other.until is not None and other.until < one.start
    return people and meant and not ends and not began
