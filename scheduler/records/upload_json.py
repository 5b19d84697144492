"""What was read of files that were sent, as text: to come out of the process that read them."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from data.exchange.raw_table import InputTables, RawRow, RawTable
from data.exchange.tables import TABLE_BY_NAME
from data.model.errors import Fault, Place
from scheduler.records.uploads import Upload

if TYPE_CHECKING:
    from collections.abc import Iterable


def dump_upload(upload: Upload) -> str:
    """As JSON."""
    tables = {
        name: {
            "place": asdict(raw.place),
            "columns": sorted(raw.columns),
            "rows": [[row.number, row.texts] for row in raw.rows],
        }
        for name, raw in upload.tables.tables.items()
    }
    return json.dumps(
        {
            "source": upload.tables.source,
            "tables": tables,
            "faults": dump_faults(upload.tables.faults),
            "edition": upload.edition,
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def load_upload(text: str) -> Upload:
    """Back from JSON."""
    found = json.loads(text)
    tables = {
        name: RawTable(
            TABLE_BY_NAME[name],
            Place(**raw["place"]),
            frozenset(raw["columns"]),
            tuple(RawRow(number, texts) for number, texts in raw["rows"]),
        )
        for name, raw in found["tables"].items()
    }
    faults = tuple(load_faults(found["faults"]))
    return Upload(InputTables(found["source"], tables, faults), found["edition"])


def dump_faults(faults: Iterable[Fault]) -> list[Any]:
    """Faults as lists of plain values."""
    return [[one.what, one.remedy, asdict(one.place)] for one in faults]


def load_faults(found: Iterable[Any]) -> list[Fault]:
    """Back from these."""
    return [Fault(what, remedy, Place(**place)) for what, remedy, place in found]
