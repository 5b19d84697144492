"""The trail as a CSV file for a spreadsheet; no text of it runs as a formula."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from data.exchange.formulas import defuse
from web.look.speech import say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from web.audit.rows import Change, Row


def trail_csv(rows: Iterable[Row]) -> bytes:
    """UTF-8 with BOM, so that Excel sees it; instants in UTC."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
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
        writer.writerow([defuse(cell) for cell in cells])
    return out.getvalue().encode("utf-8-sig")


def _side(told: Iterable[tuple[Change, str]]) -> str:
    return "; ".join(f"{change.field}: {text}" for change, text in told if text)
