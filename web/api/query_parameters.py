"""What an address may ask: moments, days, and a part of a long list."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any, Generic, TypeVar
from urllib.parse import urlencode

from flask import request
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    WithJsonSchema,
)
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from data.model.errors import Fault, InputError, Place
from data.tables.faults import FaultLog

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")

_MOMENT = re.compile(
    r"(\d{4}-\d\d-\d\dT\d\d:\d\d:)(\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII | re.IGNORECASE
)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_DIGITS = re.compile(r"\d{1,9}", re.ASCII)
_YES_NO = {"true": True, "false": False}
_YEARS = range(1990, 2100)
LONGEST = timedelta(days=400)  #: that is answered at once
MOST = 500  #: items of one answer


def _moment(text: object) -> datetime:
    """An RFC 3339 moment; a leap second is the second after it."""
    found = _MOMENT.fullmatch(str(text).strip())
    if found is None:
        raise ValueError("is written as 2027-01-04T07:00:00Z")
    minute, second, part, zone = found.groups()
    micro = int(float(part or 0) * 1_000_000)
    try:
        at = datetime.fromisoformat(f"{minute}00{zone}".upper())
        return at.astimezone(UTC) + timedelta(seconds=_second(second), microseconds=micro)
    except OverflowError as error:
        raise ValueError("is not a moment of this century") from error


def _second(text: str) -> int:
    if int(text) > 60:
        raise ValueError("a minute has 60 seconds")
    return int(text)


def _day(text: object) -> date:
    if _DAY.fullmatch(str(text)) is None:
        raise ValueError("is written as 2027-01-04")
    return date.fromisoformat(str(text))


Moment = Annotated[
    datetime | None,
    BeforeValidator(_moment),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
Day = Annotated[
    date | None,
    BeforeValidator(_day),
    WithJsonSchema({"type": "string", "format": "date"}),
]


def _number(text: object) -> int:
    if isinstance(text, int):
        return text
    if _DIGITS.fullmatch(str(text)) is None:
        raise ValueError("is written in digits, as 100")
    return int(str(text))


def _yes_no(text: object) -> bool:
    if text not in _YES_NO:
        raise ValueError("is true or false")
    return _YES_NO[str(text)]


Number = Annotated[int, BeforeValidator(_number)]
YesNo = Annotated[bool, BeforeValidator(_yes_no), WithJsonSchema({"type": "boolean"})]


class ApiQuery(BaseModel):
    """The parameters of an address; one that is unknown is refused, for it may be mistyped."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class PartAsked(ApiQuery):
    """Which part of a list."""

    limit: Number = Field(100, ge=1, le=MOST, description="How many at most.")
    offset: Number = Field(0, ge=0, le=1_000_000, description="How many to pass over.")


class PageQuery(BaseModel, Generic[T]):
    """Part of a list."""

    items: list[T]
    total: int = Field(description="Of the whole list.")
    next: str | None = Field(description="Address of what follows; null: this is the end.")


def part(items: Sequence[Any], asked: PartAsked) -> dict[str, Any]:
    """The fields of a `Part`: what was asked, and where the rest is."""
    end = asked.offset + asked.limit
    following = None
    if end < len(items):
        query = {**request.args.to_dict(), "limit": asked.limit, "offset": end}
        following = f"{request.script_root}{request.path}?{urlencode(query)}"
    return {"items": list(items[asked.offset : end]), "total": len(items), "next": following}


def stretch(start: datetime, end: datetime) -> tuple[datetime, datetime]:
    """A stretch of time that can be answered.

    Raises
    ------
    InputError
        It ends before it begins, is too long, or lies in another century.
    """
    refuse_far(start, "from")
    refuse_far(end, "to")
    if end <= start:
        raise _refused("the end is not after the start", "Correct `from` or `to`", "to")
    if end - start > LONGEST:
        most = f"at most {LONGEST.days} days are answered at once"
        raise _refused(most, "Ask for a part, then for the next", "to")
    return start, end


def refuse_far(at: date, name: str) -> None:
    """Refuse a moment far from any roster, which the arithmetic of calendars could not bear.

    Raises
    ------
    InputError
        It is.
    """
    if at.year not in _YEARS:
        raise _refused(f"{at.year} is not of this century", "Correct the year", name)


def _refused(what: str, remedy: str, name: str) -> InputError:
    return InputError([Fault(what, remedy, Place(file="query", column=name))])


def _writable(text: str) -> str:
    text.encode()  # half a character, which JSON can name, can be written nowhere
    return text


ShortText = Annotated[str, AfterValidator(_writable), Field(max_length=200)]
LongText = Annotated[str, AfterValidator(_writable), Field(max_length=500)]
JSON = "application/json"
Body = TypeVar("Body", bound=BaseModel)


def json_body(model: type[Body]) -> Body:
    """The body of this request, which must be JSON.

    Raises
    ------
    InputError
        It is not as the model says; with all that is wrong.
    """
    if request.mimetype != JSON:
        raise UnsupportedMediaType
    try:
        return model.model_validate(request.get_json())
    except RecursionError as error:
        raise BadRequest from error
    except ValidationError as error:
        log = FaultLog()
        for one in error.errors(include_input=False, include_url=False):
            column = ".".join(str(part) for part in one["loc"]) or None
            log.add(one["msg"], "See the document of the API", Place(file="json", column=column))
        raise InputError(log.faults) from None
