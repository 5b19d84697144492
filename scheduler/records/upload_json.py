"""What was read of files that were sent, as plain values: to leave the process that read them."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from data.exchange.raw_table import InputTables, RawRow, RawTable
from data.exchange.tables import TABLE_BY_NAME
from data.model.errors import Fault, Place
from scheduler.records.uploads import Upload

if TYPE_CHECKING:
    from collections.abc import Iterable


def dump_upload(upload: Upload) -> dict[str, Any]:
    """As values that JSON can hold."""
    tables = {
        name: {
            "place": asdict(raw.place),
            "columns": sorted(raw.columns),
            "rows": [[row.number, row.texts] for row in raw.rows],
        }
        for name, raw in upload.tables.tables.items()
    }
    return {
        "source": upload.tables.source,
        "tables": tables,
        "faults": dump_faults(upload.tables.faults),
        "edition": upload.edition,
    }


def load_upload(found: Any) -> Upload:  # noqa: ANN401 - as JSON has it
    """Back from these.

    Raises
    ------
    ValueError, LookupError, TypeError, AttributeError
        It is not what `dump_upload` makes.
    """
    tables = {
        name: RawTable(
            TABLE_BY_NAME[name],
            Place(**raw["place"]),
            frozenset(raw["columns"]),
            tuple(RawRow(int(number), _texts(texts)) for number, texts in raw["rows"]),
        )
        for name, raw in found["tables"].items()
    }
    faults = tuple(load_faults(found["faults"]))
    edition = found["edition"]
    tables_read = InputTables(str(found["source"]), tables, faults)
    return Upload(tables_read, None if edition is None else int(edition))


def _texts(found: Any) -> dict[str, str]:  # noqa: ANN401
    if not all(isinstance(text, str) for pair in found.items() for text in pair):
        raise TypeError("a cell that is no text")
    return dict(found)


def dump_faults(faults: Iterable[Fault]) -> list[Any]:
    """Faults as lists of plain values."""
    return [[one.what, one.remedy, asdict(one.place)] for one in faults]


def load_faults(found: Iterable[Any]) -> list[Fault]:
    """Back from these."""
    return [Fault(what, remedy, Place(**place)) for what, remedy, place in found]
