"""The pages ``/people/import`` and ``/people/export.xlsx``: the planner's files in and out."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, send_file, url_for

from data.model.account import Right
from data.model.errors import Conflict, InputError
from data.tables.limits import megabytes
from data.tables.period import ZONE
from scheduler.records.checks import LostUpdate
from scheduler.records.contacts import find_unreachable
from scheduler.records.files import ImportOptions, export_records, import_tables
from scheduler.records.sandboxed_reader import SandboxLimits, UploadedFile, read_sandboxed
from scheduler.records.uploads import MOST_FILES, Upload
from web.access.guard import may
from web.access.visitor import who
from web.locale import count, say
from web.people.changes import by_table
from web.people.faults import ToldFault, in_reader_words
from web.people.packed import MOST_BYTES, PackedUpload, pack, unpack

if TYPE_CHECKING:
    from flask import Blueprint, Response
    from werkzeug.wrappers import Response as WerkzeugResponse

    from scheduler.records.contacts import ReachWarning
    from scheduler.records.files import Imported
    from web.app_services import AppServices

    Answer = str | tuple[str, int] | WerkzeugResponse

_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def add(blueprint: Blueprint, site: AppServices) -> None:
    """Add the pages."""

    @blueprint.url_value_preprocessor
    def let_the_form_be_large(endpoint: str | None, _values: object) -> None:
        if endpoint in ("people.look", "people.carry_out"):
            request.max_form_memory_size = MOST_BYTES  # before anything reads the form

    @blueprint.get("/import")
    @may(Right.CHANGE_RECORDS)
    def import_page() -> str:
        today = site.clock().astimezone(ZONE).date()
        return _page(unreached=find_unreachable(site.store, today))

    @blueprint.post("/import")
    @may(Right.CHANGE_RECORDS)
    def look() -> Answer:
        try:
            packed = _sent()
        except InputError as error:
            return _page(faults=in_reader_words(error.faults)), 422
        return _look(site, packed) if packed else _too_old()

    @blueprint.post("/import/now")
    @may(Right.CHANGE_RECORDS)
    def carry_out() -> Answer:
        packed = unpack(request.form.get("packed", ""))
        return _carry_out(site, packed) if packed else _too_old()

    @blueprint.get("/export.xlsx")
    @may(Right.CHANGE_RECORDS)
    def export() -> Response:
        with TemporaryDirectory(prefix="caco-export-") as folder:
            path = Path(folder) / "records.xlsx"
            export_records(site.store, path)
            content = BytesIO(path.read_bytes())
        name = f"caco-{site.clock().astimezone(ZONE):%Y-%m-%d}.xlsx"
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


def _look(site: AppServices, packed: PackedUpload) -> Answer:
    """What it would change; with a button for just that."""
    upload = packed.upload
    manner = ImportOptions(dry_run=True, overrule=packed.overrule)
    try:
        done = _import(site, upload, manner)
    except InputError as error:
        return _page(faults=in_reader_words(error.faults)), 422
    except LostUpdate as error:
        return _page(undoing=error, packed=pack(packed), source=upload.tables.source), 409
    shown = PackedUpload(upload, packed.overrule, done.seq)
    return _page(done=done, packed=pack(shown), source=upload.tables.source)


def _carry_out(site: AppServices, packed: PackedUpload) -> Answer:
    manner = ImportOptions(overrule=packed.overrule, seen=packed.seq)
    try:
        done = _import(site, packed.upload, manner)
    except Conflict as error:
        page = _page(moved_on=error, packed=pack(packed), source=packed.upload.tables.source)
        return page, 409
    flash(count("{count} row was changed.", "{count} rows were changed.", len(done.changes)))
    return redirect(url_for(".import_page" if done.unreached else ".matrix"))


def _import(site: AppServices, upload: Upload, manner: ImportOptions) -> Imported:
    return import_tables(site.store, upload.tables, upload.edition, manner, who(), site.clock())


def _too_old() -> tuple[str, int]:
    what, remedy = say("the page was open too long"), say("Send the files again")
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
