"""A row of a table as texts."""

from __future__ import annotations

from datetime import date, datetime

from data.demo.amsterdam import local

Row = dict[str, str]


def row(**cells: str | float | date | None) -> Row:
    """A row of texts; `start` of a row of dates goes under the heading ``from``."""
    texts: Row = {}
    for name, value in cells.items():
        if value is not None:
            texts["from" if name == "start" else name] = _text(value)
    return texts


def moment(at: datetime) -> str:
    """A moment on the local clock."""
    return f"{local(at):%Y-%m-%d %H:%M}"


def _text(value: str | float | date) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, str) else f"{value:g}"
