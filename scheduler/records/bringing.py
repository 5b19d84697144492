"""What another program brings: tables of people, checked as a planner's files are."""

from __future__ import annotations

import csv
import io
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from data.exchange.edition import NOTE, edition_csv
from data.exchange.formulas import defuse
from scheduler.records.importing import Imported, import_records

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from data.store.opening import Store


class PeopleTable(StrEnum):
    """The tables about people that another program may bring.

    Not the posts, the rules and the people's own wishes; nor an override, which is a decision that
    somebody here takes.
    """

    PEOPLE = "people"
    CONTRACTS = "contracts"
    COMPETENCES = "competences"
    EVIDENCE = "evidence"
    PROVISIONS = "provisions"
    WEEKLY_WORK = "weekly_work"
    ELSEWHERE = "elsewhere"
    ABSENCES = "absences"
    CONTACTS = "contacts"


def bring_people(
    store: Store,
    files: Mapping[PeopleTable, bytes],
    edition: int | None,
    who: str,
    now: datetime,
    *,
    dry_run: bool,
) -> Imported:
    """Bring the records in line with CSV files, wholly or not at all.

    Parameters
    ----------
    files
        By table. A table that is left out stays as it is; a row that a table lacks ends.
    edition
        The state of the records that the files were made from; None: that is not known.

    Raises
    ------
    InputError
        Something in the files is wrong, by itself or beside what is in the store.
    Conflict
        Others changed rows meanwhile, and the files would undo that.
    """
    with TemporaryDirectory(prefix="caco-") as place:
        folder = Path(place)
        for table, content in files.items():
            (folder / f"{table}.csv").write_bytes(content)
        if edition is not None:
            (folder / f"{NOTE}.csv").write_bytes(edition_csv(edition))
        return import_records(store, folder, who, now, dry_run=dry_run)


def csv_of(rows: Sequence[Mapping[str, str | None]]) -> bytes:
    """Rows of column -> text as a CSV file: row 1 is the heading, as faults count them."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([defuse(row.get(name) or "") for name in columns] for row in rows)
    return out.getvalue().encode("utf-8-sig")
