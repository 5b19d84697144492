"""``/people/import``: another program brings people, what they can do, and how to reach them."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Annotated, Any

from apiflask import APIBlueprint
from flask import request
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from data.model.account import TokenScope
from data.model.errors import InputError, Place
from data.model.record_change import RowChangeKind
from data.tables.faults import FaultLog
from scheduler.records.api_import import PeopleTable, import_people_tables, tables_of
from scheduler.records.sandboxed_reader import UploadedFile, read_sandboxed
from scheduler.records.uploads import Upload
from web.access.guard import require
from web.access.regions import reach
from web.api.auth import who
from web.api.document import takes
from web.api.query_parameters import ApiQuery, YesNo
from web.app_services import services

if TYPE_CHECKING:
    from data.model.record_change import RowChange
    from scheduler.records.files import Imported

JSON, FORM = "application/json", "multipart/form-data"

_FORM: dict[str, Any] = {
    "type": "object",
    "properties": {
        "files": {
            "type": "array",
            "minItems": 1,
            "items": {"type": "string", "contentMediaType": "application/octet-stream"},
            "description": "A workbook, or CSV files such as `people.csv`, or a .zip of these.",
        }
    },
    "required": ["files"],
}


def _writable(text: str) -> str:
    text.encode()  # half a character, which JSON can name, can be written nowhere
    return text


Text = Annotated[str, AfterValidator(_writable)]


class ImportAsked(ApiQuery):
    """How it is done."""

    dry_run: YesNo = Field(True, description="`false`: it is carried out. Otherwise only told.")


class TablesIn(BaseModel):
    """Tables as rows of texts.

    A table that is left out stays as it is. A row that a table lacks **ends**: a table says all
    that is so.
    """

    model_config = ConfigDict(extra="forbid")

    tables: dict[PeopleTable, list[dict[Text, Text | None]]] = Field(
        min_length=1, description="Table -> rows of column -> text, as in docs/input.md."
    )
    edition: int | None = Field(
        None,
        strict=True,
        ge=0,
        le=2**31 - 1,
        description="Of the export that this was made from: whatever others changed since is not"
        " undone, but told.",
    )


class RowChangeOut(BaseModel):
    """One row that is not as it was."""

    table: str
    key: str = Field(description="Of a row that ends: whose it is, and no more.")
    kind: RowChangeKind
    after: dict[str, str] = Field(description="As it was brought.")


class ImportOut(BaseModel):
    """What an import changed, or would."""

    was_done: bool
    added: int
    changed: int
    ended: int
    unchanged: int
    changes: list[RowChangeOut]


pages = APIBlueprint("people", __name__)


@pages.post("/people/import")
@pages.input(ImportAsked, location="query", arg_name="asked")
@pages.output(ImportOut)
@takes({JSON: TablesIn, FORM: _FORM})
@require(TokenScope.PEOPLE)
def import_people(asked: ImportAsked) -> ImportOut:
    """Bring people, competences and what belongs to them; by default only as a dry run.

    JSON; or a workbook or CSV files in a form. Wholly or not at all: either every change is
    answered, or everything that is wrong, with its place.
    """
    brought, is_dry = _brought(), bool(asked.dry_run)
    now = services.clock()
    done = import_people_tables(
        services.store, brought.tables, brought.edition, who(), now, dry_run=is_dry, reach=reach()
    )
    return _out(done)


def _brought() -> Upload:
    """The tables of this request, with the edition that they were made from."""
    if request.mimetype == JSON:
        given = _tables_in()
        return Upload(tables_of(given.tables, "json"), given.edition)
    if request.mimetype == FORM:
        sent = chain.from_iterable(request.files.listvalues())
        return read_sandboxed([UploadedFile(one.filename or "", one.read()) for one in sent])
    raise UnsupportedMediaType


def _tables_in() -> TablesIn:
    try:
        return TablesIn.model_validate(request.get_json())
    except RecursionError as error:
        raise BadRequest from error
    except ValidationError as error:
        log = FaultLog()
        for one in error.errors(include_input=False, include_url=False):
            log.add(one["msg"], "See the document of the API", _place(one["loc"]))
        raise InputError(log.faults) from None


def _place(where: tuple[str | int, ...]) -> Place:
    """In ``tables``, a table, the number of a row, a column."""
    match where:
        case ("tables", str(table), int(row), *rest):
            column = str(rest[0]) if rest else None
            return Place(file=table, row=row + 2, column=column)
        case _:
            return Place(file="json", column=".".join(str(one) for one in where) or None)


def _key(change: RowChange) -> str:
    """What tells a row apart, as far as whoever brought the tables knows it.

    They did not bring a row that ends: its key would tell them a number, or why somebody is absent.
    """
    is_theirs = change.kind is not RowChangeKind.ENDED
    return change.key if is_theirs else change.key.partition(" | ")[0]


def _out(done: Imported) -> ImportOut:
    return ImportOut(
        was_done=done.was_done,
        added=done.count(RowChangeKind.ADDED),
        changed=done.count(RowChangeKind.CHANGED),
        ended=done.count(RowChangeKind.ENDED),
        unchanged=done.unchanged,
        changes=[
            RowChangeOut(
                table=one.table,
                key=_key(one),
                kind=one.kind,
                after={} if one.kind is RowChangeKind.ENDED else dict(one.after),
            )
            for one in done.changes
        ],
    )
