"""Writes the records of the store as the files that they came from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.exchange.edition import NOTE, edition_csv, edition_rows
from data.exchange.period import ZONE
from data.exchange.write_tables import write_csv_folder, write_workbook
from data.store import audit, records

if TYPE_CHECKING:
    from pathlib import Path

    from data.store.opening import Store


def export_records(store: Store, target: Path) -> dict[str, int]:
    """Write the records as a workbook (``.xlsx``) or a folder of CSV files; rows per table."""
    with store.reading() as connection:
        edition = audit.head(connection).seq
        texts = records.record_texts(connection, ZONE)
    filled = {name: rows for name, rows in texts.items() if rows}
    if target.suffix.lower() == ".xlsx":
        write_workbook(filled, target, (NOTE, edition_rows(edition)))
    else:
        write_csv_folder(filled, target)
        (target / f"{NOTE}.csv").write_bytes(edition_csv(edition))
    return {name: len(rows) for name, rows in filled.items()}
