"""Reads the table of what the board is told of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.model.account_line import AccountFrequency, AccountLine, Indicator
from data.tables.region_tables import logins_of
from data.tables.table_rows import Once

if TYPE_CHECKING:
    from data.tables.reading import Reading

_HIGHEST_GOAL = 10_000_000


def read_account_lines(reading: Reading) -> tuple[AccountLine, ...]:
    """The table ``account_lines``."""
    once = Once("id", "the code", "Give each line a code of its own")
    found: list[AccountLine] = []
    for row in reading.rows("account_lines"):
        if row.is_sound:
            once.check(row)
        start, until = row.dates()
        line = AccountLine(
            id=row.id("id"),
            theme=row.name("theme"),
            indicator=row.choice("indicator", Indicator),
            frequency=row.choice("frequency", AccountFrequency),
            start=start,
            until=until,
            readers=logins_of(row.text("readers")),
            regions=row.references("regions", reading.regions, "region"),
            partner=row.name("partner"),
            goal=row.optional_number_in("goal", 0, _HIGHEST_GOAL),
            decision=row.name("decision"),
            decided_on=row.optional_day("decided_on"),
        )
        if row.is_sound and line.partner and not line.indicator.is_by_partner:
            what = "this indicator is counted of all organisations together"
            row.fault("partner", what, "Leave it empty, or choose another indicator")
        if row.is_sound:
            found.append(line)
    return tuple(found)
