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


def absence_rows(connection: Connection, absence: Absence, *, may_shorten: bool) -> list[RowChange]:
    """The change that records an absence: a new row, or another end of one with the same start.

    Parameters
    ----------
    may_shorten
        Whether the one that is known may end sooner by it; else it stays as it is.
    """
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
        number = known.number if known else 0
        return [RowChange("absences", key, ChangeKind.ADDED, {}, texts, number)]
    if known.values["end"] >= values["end"] and not may_shorten:
        return []
    before = {"end": records.as_texts("absences", known.values, ZONE)["end"]}
    after = {"end": texts["end"]}
    return [RowChange("absences", key, ChangeKind.CHANGED, before, after, known.number)]
