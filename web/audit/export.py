"""The trail as a CSV file for a spreadsheet; no text of it runs as a formula."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from data.tables.values import defuse
from web.locale import say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from web.audit.rows import AuditRow, FieldChange


#: What would begin a cell in a spreadsheet that splits at another separator than ours.
_AFTER_SEPARATOR = re.compile(r"([;,\t\r\n])([\s\"]*)([=+\-@])")


def trail_csv(rows: Iterable[AuditRow]) -> bytes:
    """UTF-8 with BOM, so that Excel sees it; instants in UTC."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerow(
        [
            say("Number"),
            say("When (UTC)"),
            say("Who"),
            say("What"),
            say("Of"),
            say("Before"),
            say("After"),
            say("Hash"),
        ]
    )
    for row in rows:
        changes = row.changes or ()
        cells = (
            str(row.seq),
            f"{row.at:%Y-%m-%d %H:%M:%S}",
            row.who,
            row.what,
            row.subject,
            _side((one, one.before) for one in changes),
            _side((one, one.after) for one in changes),
            row.hash,
        )
        writer.writerow([_harmless(cell) for cell in cells])
    return out.getvalue().encode("utf-8-sig")


def _harmless(cell: str) -> str:
    """A cell of which no part runs as a formula, at whichever separator a spreadsheet splits it."""
    return _AFTER_SEPARATOR.sub(r"\1\2'\3", defuse(cell))


def _side(told: Iterable[tuple[FieldChange, str]]) -> str:
    return "; ".join(f"{change.field}: {text}" for change, text in told if text)
