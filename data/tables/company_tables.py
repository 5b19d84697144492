"""Reads the tables of who sits beside whom: pairs, trainees, substitutes and skill mixes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.model.company import (
    Pairing,
    PairingKind,
    PairingScope,
    SkillMix,
    Substitution,
    Traineeship,
)
from data.model.quality import HIGHEST_WEIGHT
from data.tables.table_rows import Once

if TYPE_CHECKING:
    from data.tables.reading import Reading
    from data.tables.table_rows import TableRow

_HEAVIEST_WISH = 100
_MOST_SHADOWED = 1000
_MOST_PEOPLE = 100


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


def read_traineeships(reading: Reading) -> tuple[Traineeship, ...]:
    """The table ``traineeships``."""
    found: list[Traineeship] = []
    for row in reading.rows("traineeships"):
        start, until = row.dates()
        mentor = row.reference("mentor", reading.people, "person") or None
        traineeship = Traineeship(
            person=row.reference("person", reading.people, "person"),
            function=row.reference("function", reading.functions, "function"),
            shifts=row.whole_in("shifts", 1, _MOST_SHADOWED, 1),
            start=start,
            until=until,
            mentor=mentor,
        )
        if row.is_sound and mentor == traineeship.person:
            row.fault("mentor", "this is the trainee", "Name a colleague, or leave it empty")
        if row.is_sound:
            found.append(traineeship)
    return tuple(found)


def read_substitutions(reading: Reading) -> tuple[Substitution, ...]:
    """The table ``substitutions``."""
    found: list[Substitution] = []
    for row in reading.rows("substitutions"):
        start, until = row.dates()
        substitution = Substitution(
            function=row.reference("function", reading.functions, "function"),
            substitute=row.reference("substitute", reading.functions, "function"),
            price=row.whole_in("price", 1, HIGHEST_WEIGHT, 1),
            authority=row.name("authority"),
            decided_by=row.name("decided_by"),
            start=start,
            until=until,
        )
        if row.is_sound and substitution.function == substitution.substitute:
            row.fault("substitute", "this is the same function", "Name another function")
        if row.is_sound:
            found.append(substitution)
    return tuple(found)


def read_skill_mixes(reading: Reading) -> tuple[SkillMix, ...]:
    """The table ``skill_mixes``."""
    once = Once("id", "the code", "Give each skill mix a code of its own")
    found: list[SkillMix] = []
    for row in reading.rows("skill_mixes"):
        if row.is_sound:
            once.check(row)
        start, until = row.dates()
        mix = SkillMix(
            id=row.id("id"),
            function=row.reference("function", reading.functions, "function"),
            required=row.whole_in("required", 1, _MOST_PEOPLE, 1),
            posts=row.references("posts", reading.posts, "post"),
            start=start,
            until=until,
        )
        if row.is_sound:
            found.append(mix)
    return tuple(found)
