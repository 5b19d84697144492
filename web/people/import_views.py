"""The pages ``/people/import`` and ``/people/export.xlsx``: the planner's files in and out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from flask import current_app, flash, redirect, render_template, request, send_file, url_for
from itsdangerous import BadData, URLSafeTimedSerializer

from data.model.account import Right
from data.model.errors import Conflict, InputError
from data.model.record_change import RowChange, RowChangeKind
from data.tables.limits import megabytes
from data.tables.period import ZONE
from scheduler.records.checks import LostUpdate
from scheduler.records.contacts import find_unreachable
from scheduler.records.files import ImportOptions, export_records, import_tables
from scheduler.records.sandboxed_reader import (
    SandboxLimits,
    UploadedFile,
    dump_upload,
    load_upload,
    read_sandboxed,
)
from scheduler.records.uploads import MOST_FILES, Upload
from web.access.guard import current_username, require
from web.app_services import services
from web.locale import _, ngettext
from web.people.pages import ToldFault, in_reader_words, pages

if TYPE_CHECKING:
    from flask import Response
    from werkzeug.wrappers import Response as WerkzeugResponse

    from scheduler.records.contacts import ReachWarning
    from scheduler.records.files import Imported

    Answer = str | tuple[str, int] | WerkzeugResponse
    from collections.abc import Iterable

MOST_SHOWN = 100  #: rows of a table; of the others the number is told


@dataclass(frozen=True, slots=True)
class TableChanges:
    """The changes in one table.

    Parameters
    ----------
    shown
        The first of them, what ends and what changes before what is new.
    """

    name: str
    added: int
    changed: int
    ended: int
    shown: tuple[RowChange, ...]

    @property
    def left_out(self) -> int:
        """How many are not shown."""
        return self.added + self.changed + self.ended - len(self.shown)


_ORDER = (RowChangeKind.ENDED, RowChangeKind.CHANGED, RowChangeKind.ADDED)


def by_table(changes: Iterable[RowChange]) -> tuple[TableChanges, ...]:
    """Changes by table, in the order in which they come."""
    return tuple(
        _table(name, list(found)) for name, found in groupby(changes, key=lambda one: one.table)
    )


def _table(name: str, found: list[RowChange]) -> TableChanges:
    counts = Counter(one.kind for one in found)
    ordered = sorted(found, key=lambda one: _ORDER.index(one.kind))
    return TableChanges(
        name,
        counts[RowChangeKind.ADDED],
        counts[RowChangeKind.CHANGED],
        counts[RowChangeKind.ENDED],
        tuple(ordered[:MOST_SHOWN]),
    )


_KEPT = timedelta(hours=12)  #: as long as a session


MOST_BYTES = 24_000_000  #: of the form that brings it back


@dataclass(frozen=True, slots=True)
class PackedUpload:
    """An upload, and the state of the records that it was shown against.

    Parameters
    ----------
    overrule
        What others changed meanwhile is undone.
    seq
        See `scheduler.records.checks`; None: it was not shown against any.
    """

    upload: Upload
    overrule: bool = False
    seq: int | None = None


def pack(packed: PackedUpload) -> str:
    """As text for a form."""
    return str(
        _serializer().dumps(
            [current_username(), packed.overrule, packed.seq, dump_upload(packed.upload)]
        )
    )


def unpack(text: str) -> PackedUpload | None:
    """Back from a form; None: it is not what we packed for this visitor, or too long ago."""
    try:
        name, overrule, seq, upload = _serializer().loads(text, max_age=int(_KEPT.total_seconds()))
    except BadData:
        return None
    return PackedUpload(load_upload(upload), overrule, seq) if name == current_username() else None


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="people.import")


_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pages.url_value_preprocessor
def let_the_form_be_large(endpoint: str | None, _values: object) -> None:
    if endpoint in ("people.look", "people.carry_out"):
        request.max_form_memory_size = MOST_BYTES  # before anything reads the form


@pages.get("/import")
@require(Right.CHANGE_RECORDS)
def import_page() -> str:
    today = services.clock().astimezone(ZONE).date()
    return _page(unreached=find_unreachable(services.store, today))


@pages.post("/import")
@require(Right.CHANGE_RECORDS)
def look() -> Answer:
    try:
        packed = _sent()
    except InputError as error:
        return _page(faults=in_reader_words(error.faults)), 422
    return _look(packed) if packed else _too_old()


@pages.post("/import/now")
@require(Right.CHANGE_RECORDS)
def carry_out() -> Answer:
    packed = unpack(request.form.get("packed", ""))
    return _carry_out(packed) if packed else _too_old()


@pages.get("/export.xlsx")
@require(Right.CHANGE_RECORDS)
def export() -> Response:
    with TemporaryDirectory(prefix="caco-export-") as folder:
        path = Path(folder) / "records.xlsx"
        export_records(services.store, path)
        content = BytesIO(path.read_bytes())
    name = f"caco-{services.clock().astimezone(ZONE):%Y-%m-%d}.xlsx"
    answer = send_file(content, _EXCEL, as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _sent() -> PackedUpload | None:
    """The files of this request, or what was read of them before; None: that is too old."""
    if "packed" in request.form:
        before = unpack(request.form["packed"])
        return before and PackedUpload(before.upload, "overrule" in request.form)
    files = [one for one in request.files.getlist("files") if one.filename]
    return PackedUpload(
        read_sandboxed([UploadedFile(one.filename or "", one.read()) for one in files])
    )


def _look(packed: PackedUpload) -> Answer:
    """What it would change; with a button for just that."""
    upload = packed.upload
    manner = ImportOptions(dry_run=True, overrule=packed.overrule)
    try:
        done = _import(upload, manner)
    except InputError as error:
        return _page(faults=in_reader_words(error.faults)), 422
    except LostUpdate as error:
        return _page(undoing=error, packed=pack(packed), source=upload.tables.source), 409
    shown = PackedUpload(upload, packed.overrule, done.seq)
    return _page(done=done, packed=pack(shown), source=upload.tables.source)


def _carry_out(packed: PackedUpload) -> Answer:
    manner = ImportOptions(overrule=packed.overrule, seen=packed.seq)
    try:
        done = _import(packed.upload, manner)
    except Conflict as error:
        page = _page(moved_on=error, packed=pack(packed), source=packed.upload.tables.source)
        return page, 409
    flash(ngettext("{count} row was changed.", "{count} rows were changed.", len(done.changes)))
    return redirect(url_for(".import_page" if done.unreached else ".matrix"))


def _import(upload: Upload, manner: ImportOptions) -> Imported:
    return import_tables(
        services.store, upload.tables, upload.edition, manner, current_username(), services.clock()
    )


def _too_old() -> tuple[str, int]:
    what, remedy = _("the page was open too long"), _("Send the files again")
    return _page(faults=[ToldFault("", "", "", "", what, remedy)]), 422


def _page(
    *,
    faults: list[ToldFault] | None = None,
    done: Imported | None = None,
    undoing: LostUpdate | None = None,
    moved_on: Conflict | None = None,
    unreached: tuple[ReachWarning, ...] = (),
    packed: str = "",
    source: str = "",
) -> str:
    return render_template(
        "people/import.html",
        faults=faults or [],
        done=done,
        tables=by_table(done.changes) if done else (),
        undoing=undoing,
        moved_on=moved_on,
        unreached=unreached,
        packed=packed,
        source=source,
        most_bytes=megabytes(SandboxLimits().sent),
        most_files=MOST_FILES,
    )
