"""Reads the tables of partners and of reviews."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.model.contact import MAIL
from data.model.partner import Organisation, PartnerKind
from data.model.post import Discipline
from data.model.review import Review, ReviewSubject
from data.tables.addresses import check_address
from data.tables.faults import shown
from data.tables.table_rows import Once

if TYPE_CHECKING:
    from datetime import date

    from data.tables.reading import Reading
    from data.tables.table_rows import TableRow


def read_partners(reading: Reading) -> tuple[Organisation, ...]:
    """The table ``partners``."""
    found = []
    once = (
        Once("id", "partner", "Give one of the two another code"),
        Once("name", "the name", "Make the names differ"),
    )
    for row in reading.rows("partners"):
        for unique in once if row.is_sound else ():
            unique.check(row)
        discipline = row.word("discipline", tuple(Discipline))
        one = Organisation(
            id=row.id("id"),
            name=row.name("name"),
            kind=row.choice("kind", PartnerKind, PartnerKind.EMPLOYER),
            discipline=Discipline(discipline) if discipline else None,
            mail=row.get("mail", _mail, ""),
            regions=row.references("regions", reading.regions, "region"),
        )
        if row.is_sound:
            found.append(one)
    return tuple(found)


def _mail(text: str) -> str:
    check_address(MAIL, text)
    return text


def read_reviews(reading: Reading, today: date | None = None) -> tuple[Review, ...]:
    """The table ``reviews``.

    Parameters
    ----------
    today
        Nothing can have been reviewed after it; None: that is not asked.
    """
    found: dict[tuple[str, str, date], Review] = {}
    for row in reading.rows("reviews"):
        one = _review(row, today)
        key = one.subject.value, one.code, one.due
        if row.is_sound and key in found:
            what = f"{shown(one.code)} is to be reviewed on that day in another row"
            row.fault("due", what, "Keep one of the two")
        if row.is_sound:
            found[key] = one
    return tuple(found.values())


def _review(row: TableRow, today: date | None) -> Review:
    one = Review(
        subject=row.choice("subject", ReviewSubject),
        code=row.name("code"),
        due=row.day("due"),
        reviewer=row.name("reviewer"),
        done_on=row.optional_day("done_on"),
        outcome=row.text("outcome"),
    )
    if row.is_sound and one.done_on is not None:
        if today is not None and one.done_on > today:
            row.fault("done_on", f"{one.done_on} lies in the future", "Enter it once it was done")
        if not one.outcome:
            row.fault("outcome", "nothing says what came of it", "Fill in what was decided")
        if not one.reviewer:
            row.fault("reviewer", "nothing says who reviewed it", "Fill in their name")
    return one
