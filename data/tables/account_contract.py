"""The table of what the board is told of: part of `data.tables.contract`."""

from __future__ import annotations

from data.model.account_line import AccountFrequency, Indicator
from data.tables.column import ColumnKind as Kind
from data.tables.column import Table, among, many, table

ACCOUNT_TABLES: tuple[Table, ...] = (
    table(
        "account_lines",
        "What is reported to the board, how often, and by whose decision: an account is made by"
        " itself on the first day after each period.",
        ("id*", "short code", Kind.CODE),
        ("theme*", "theme under which it is reported"),
        ("indicator*", "what is counted, of a fixed list", among(Indicator)),
        ("frequency*", "month, quarter, half_year or year", among(AccountFrequency)),
        ("readers", "logins or mail addresses of who is notified, with semicolons between them"),
        ("regions", "only of these regions; empty: all together", many("regions")),
        ("partner", "only of this employer or partner, by code or name; empty: of all"),
        (
            "goal",
            "value from which it goes well, in the unit of the indicator; empty: the usual one",
            Kind.NUMBER,
        ),
        ("decision", "what the board decided"),
        ("decided_on", "day on which the board decided it", Kind.DAY),
        ("from*", "first day; a period counts that ends on or after it", Kind.DAY),
        ("until", "last day, inclusive", Kind.DAY),
    ),
)
