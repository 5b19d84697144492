"""An absence as a row of the records."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from data.exchange.period import ZONE
from data.model.record_change import ChangeKind, RowChange
from data.store import records

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from data.model.duty import Absence


def absence_row(connection: Connection, absence: Absence) -> RowChange:
    """The change that records an absence: a new row, or another end of one with the same start."""
    values = {
        "person": absence.person,
        "kind": absence.kind.value,
        "start": absence.start.astimezone(UTC),
        "end": absence.end.astimezone(UTC),
        "hours": None,
    }
    texts = records.as_texts("absences", values, ZONE)
    key = records.key_of("absences", texts)
    known = records.read_rows(connection, "absences").get(key)
    if known is None or known.has_ended:
        return RowChange("absences", key, ChangeKind.ADDED, {}, texts, known.number if known else 0)
    before = {"end": records.as_texts("absences", known.values, ZONE)["end"]}
    return RowChange(
        "absences", key, ChangeKind.CHANGED, before, {"end": texts["end"]}, known.number
    )
