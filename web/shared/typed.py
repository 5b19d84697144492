"""What people type, read: days and times as they write them, said back, and whole numbers.

A field whose name ends in ``.day``, ``.moment`` or ``.clock`` holds what somebody typed; the views
find it under the name before that, as programs write it (``2027-01-04``, ``2027-01-04T07:00``,
``07:00``), or as it was typed where it cannot be read: then they say what is wrong with it.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from flask import Blueprint, Request, abort, render_template, request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.utils import cached_property

from data.i18n.typed_times import typed_clock, typed_day, typed_moment
from data.tables.period import ZONE
from web.access.guard import open_to_all
from web.app_services import services
from web.locale import current_language

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

LONGEST = 40  #: characters of a day with a time
MOST = 10**9 - 1  #: of a number that means a row or a count

pages = Blueprint("typed", __name__)


class TypedRequest(Request):
    """A request whose days and times were read already."""

    @cached_property
    def args(self) -> MultiDict[str, str]:
        """What stands behind the address."""
        return _read_all(super().args)

    def _load_form_data(self) -> None:
        """Read the form, once."""
        is_new = "form" not in self.__dict__
        super()._load_form_data()
        if is_new:
            self.__dict__["form"] = _read_all(self.__dict__["form"])


def _read_all(given: MultiDict[str, str]) -> MultiDict[str, str]:
    """The same fields; those of days and times by their own names."""
    if not any(_kind(name) for name in given):
        return given
    pairs: list[tuple[str, Any]] = []
    for name, text in given.items(multi=True):
        kind = _kind(name)
        pairs.append((name.removesuffix(f".{kind}"), _plain(kind, text)) if kind else (name, text))
    return ImmutableMultiDict(pairs)


def _kind(name: str | None) -> str:
    kind = (name or "").rpartition(".")[2]  # a field that has no name is refused later
    return kind if kind in _READ else ""


def _today() -> date:
    return services.clock().astimezone(ZONE).date()


def _moment(text: str) -> datetime:
    return typed_moment(text, _today())


def _day(text: str) -> date:
    return typed_day(text, _today())


_READ: dict[str, Callable[[str], Any]] = {"day": _day, "moment": _moment, "clock": typed_clock}


def _plain(kind: str, text: str) -> str:
    """As programs write it; as it was typed where it cannot be read."""
    try:
        read = _READ[kind](text)
    except (ValueError, OverflowError):
        return text
    return str(read.isoformat() if kind == "day" else read.isoformat(timespec="minutes"))


@pages.get("/typed/<any(day,moment,clock):kind>")
@open_to_all
def said_back(kind: str) -> str:
    """What a field was read as, with the day of the week; the text is the only value there is."""
    typed = parse_qsl(request.query_string.decode("utf-8", "replace"))
    text = typed[0][1].strip() if typed else ""
    if len(text) > LONGEST:
        abort(400)
    try:
        read = _READ[kind](text) if text else None
    except (ValueError, OverflowError):
        return render_template("said_back.html", kind=kind, read=None, is_wrong=True)
    return render_template("said_back.html", kind=kind, read=read, is_wrong=False)


def in_field(value: object, kind: str) -> str:
    """A value as the field shows it; what cannot be read stays as it was typed."""
    if value is None or value == "":
        return ""
    words = current_language()
    if isinstance(value, datetime) and value.tzinfo is not None:
        value = value.astimezone(ZONE).replace(tzinfo=None)
    try:
        read = _READ[kind](value.isoformat() if isinstance(value, date) else str(value))
    except (ValueError, OverflowError):
        return str(value)
    if kind == "clock":
        return f"{read:%H:%M}"
    return words.typed_day(read) if kind == "day" else words.typed_moment(read)


def said_in_full(read: date | datetime | time, kind: str) -> str:
    """As ``maandag 4 januari 2027, 07:00``."""
    if isinstance(read, time):
        return f"{read:%H:%M}"
    said = current_language().full_day(read)
    return f"{said}, {read:%H:%M}" if kind == "moment" else said


def typed_number(text: str, most: int = MOST) -> int | None:
    """A whole number of at most `most` in plain digits, 0 or more; None: it is none."""
    is_plain = text.isascii() and text.isdecimal() and len(text) <= len(str(most))
    return int(text) if is_plain and int(text) <= most else None


def typed_numbers(name: str) -> list[int]:
    """Those of a field of the form that stands there several times; what is none is left out."""
    found = map(typed_number, request.form.getlist(name))
    return [number for number in found if number is not None]


def register_typed(app: Flask) -> None:
    """Let forms and addresses hold days and times as people type them."""
    app.request_class = TypedRequest
    app.jinja_env.filters.update(in_field=in_field, said_in_full=said_in_full)
