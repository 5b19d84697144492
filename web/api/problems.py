"""Whatever goes wrong, in one shape: ``application/problem+json`` (RFC 9457)."""

from __future__ import annotations

import logging
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from apiflask import HTTPError
from flask import Response, json
from pydantic import BaseModel, Field
from werkzeug.exceptions import HTTPException

from data.model.errors import Conflict, Fault, InputError, Place, Refused, StoreError
from web.shared.responses import without_secrets

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from flask import Flask

LOG = logging.getLogger(__name__)
TYPE = "application/problem+json"
_CHALLENGE = 'Bearer realm="CaCo Rooster"'
_RETRY_SECONDS = 60


class PlaceOut(BaseModel):
    """Where something is wrong; what is not known is null."""

    file: str | None = Field(description="File, or `query` for the address.")
    sheet: str | None
    row: int | None = Field(description="As a spreadsheet shows it: 1 is the heading row.")
    column: str | None = Field(description="Column, or the name of the parameter.")
    also: list[int] = Field(description="The next rows with the same fault; the first few.")
    unlisted: int = Field(description="How many more rows have the same fault.")


class FaultOut(BaseModel):
    """One thing that is wrong."""

    what: str
    remedy: str = Field(description="What to do about it; may be empty.")
    place: PlaceOut


class Problem(BaseModel):
    """What went wrong."""

    type: str = Field(description="Always `about:blank`: the status says which kind it is.")
    title: str
    status: int
    faults: list[FaultOut] = Field(description="Everything that is wrong, at once; may be empty.")


#: Status -> what it says in the document, and as a title where nothing better is known.
MEANINGS: Mapping[int, str] = {
    400: "The request cannot be read",
    401: "A token is needed, and none that is known was given",
    403: "This token does not open this",
    404: "There is no such thing",
    409: "Somebody else changed the same thing first",
    413: "That is too much at once",
    415: "This kind of content is not taken",
    422: "This cannot be done as it was asked",
    429: "Too often in a short time",
    503: "This does not work just now",
}


def register_problems(api: Flask) -> None:
    """Answer every error in the one shape."""
    api.register_error_handler(Exception, _told)
    # The library registers handlers of its own, which are nearer to these errors.
    api.register_error_handler(HTTPException, _told)
    api.register_error_handler(HTTPError, _told)


def problem(
    status: int,
    title: str = "",
    faults: Iterable[Fault] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """An answer that says what went wrong."""
    shown = [fault_out(fault) for fault in faults]
    title = title or MEANINGS.get(status, "This cannot be done")
    said = Problem(type="about:blank", title=title, status=status, faults=shown)
    body = json.dumps(said.model_dump(mode="json"))
    return Response(body, status, {"Cache-Control": "no-store", **(headers or {})}, TYPE)


def fault_out(fault: Fault) -> FaultOut:
    """A fault as it is answered; of a file the name alone, for its folder is ours."""
    at = fault.place
    name = PurePath(at.file).name if at.file else None
    place = PlaceOut(
        file=name,
        sheet=at.sheet,
        row=at.row,
        column=at.column,
        also=list(at.also),
        unlisted=at.unlisted,
    )
    return FaultOut(what=fault.what, remedy=fault.remedy, place=place)


def _told(error: Exception) -> Response:
    if isinstance(error, HTTPError):
        return problem(error.status_code, faults=_faults_of(error.detail))
    if isinstance(error, HTTPException):
        return _http(error)
    if isinstance(error, Refused):
        return problem(422, faults=error.reasons)
    if isinstance(error, InputError):
        return problem(422, faults=error.faults)
    if isinstance(error, Conflict):
        first, *rest = str(error).splitlines()
        return problem(409, first, [Fault(line.strip(), "") for line in rest])
    if isinstance(error, StoreError):
        LOG.error("%s", error)
    else:
        LOG.error("a request failed: %s", without_secrets(error))
    return problem(503, headers={"Retry-After": str(_RETRY_SECONDS)})


def _http(error: HTTPException) -> Response:
    code = error.code or 500
    said = error.get_response().headers
    kept = {name: said[name] for name in ("Allow", "Location", "Retry-After") if name in said}
    if code == 429:
        kept["Retry-After"] = str(_RETRY_SECONDS)
    if code == 401:
        kept["WWW-Authenticate"] = _CHALLENGE
    return problem(code, MEANINGS.get(code, error.name), headers=kept)


def _faults_of(detail: Any) -> list[Fault]:  # noqa: ANN401 - location -> field -> sentences
    return [
        Fault(sentence, "See the document of the API", Place(file=where, column=field))
        for where, fields in (detail or {}).items()
        for field, sentences in fields.items()
        for sentence in sentences
    ]
