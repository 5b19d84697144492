"""Numbers in addresses: those that the store can hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from werkzeug.routing import IntegerConverter

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.routing import Map

LARGEST = 2**31 - 1  #: of a column of numbers in PostgreSQL


class RowNumber(IntegerConverter):
    """``<int:number>``: a number that a row can have; another one leads nowhere."""

    def __init__(self, map: Map, fixed_digits: int = 0) -> None:
        super().__init__(map, fixed_digits, min=0, max=LARGEST)


def bound_numbers(app: Flask) -> None:
    """Let no address name a number that the store would choke on."""
    app.url_map.converters["int"] = RowNumber
