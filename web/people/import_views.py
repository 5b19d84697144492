"""The pages ``/people/import`` and ``/people/export.xlsx``: the planner's files in and out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
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
from data.tables.period import ZONE
from data.tables.reading import megabytes
from scheduler.records.checks import LostUpdate
from scheduler.records.contacts import find_unreachable
from scheduler.records.files import ImportOptions, export_records, import_tables, make_template
from scheduler.records.parked_uploads import KEPT, find_upload, park_upload, remove_upload
from scheduler.records.sandboxed_reader import SandboxLimits, UploadedFile, read_sandboxed
from scheduler.records.uploads import MOST_FILES, Upload
from web.access.guard import current_username, require
from web.access.regions import reach
from web.app_services import services
from web.locale import _, current_language, ngettext
from web.people.pages import FaultRow, in_reader_words, pages

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from flask import Response
    from werkzeug.wrappers import Response as WerkzeugResponse

    from scheduler.records.contacts import ReachWarning
    from scheduler.records.files import Imported

    Answer = str | tuple[str, int] | WerkzeugResponse

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


_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class ShownUpload:
    """An upload, and what its page showed.

    Parameters
    ----------
    name
        Under which it is parked.
    overrule
        What others changed meanwhile is undone.
    seq
        The state of the records then, see `scheduler.records.checks`; None: none was shown.
    """

    upload: Upload
    name: str
    overrule: bool = False
    seq: int | None = None

    @property
    def ticket(self) -> str:
        """What its page carries: all but the upload itself."""
        return str(_tickets().dumps([current_username(), self.name, self.overrule, self.seq]))


def shown_before(ticket: str) -> ShownUpload | None:
    """What a page showed to this account; None: nothing, too long ago, or carried out."""
    try:
        account, name, overrule, seq = _tickets().loads(ticket, max_age=int(KEPT.total_seconds()))
    except BadData:
        return None
    if account != current_username():
        return None
    upload = find_upload(services.store, account, name, services.clock())
    return ShownUpload(upload, name, overrule, seq) if upload else None


def _tickets() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="people.import")


@pages.get("/import")
@require(Right.CHANGE_RECORDS)
def import_page() -> str:
    return _page(unreached=find_unreachable(services.store, _today(), reach=reach()))


@pages.post("/import")
@require(Right.CHANGE_RECORDS)
def look() -> Answer:
    try:
        shown = _sent()
    except InputError as error:
        return _page(faults=in_reader_words(error.faults)), 422
    return _look(shown) if shown else _expired()


@pages.post("/import/now")
@require(Right.CHANGE_RECORDS)
def carry_out() -> Answer:
    shown = shown_before(request.form.get("ticket", ""))
    return _carry_out(shown) if shown else _expired()


@pages.get("/export.xlsx")
@require(Right.CHANGE_RECORDS)
def export() -> Response:
    with TemporaryDirectory(prefix="caco-export-") as folder:
        path = Path(folder) / "records.xlsx"
        export_records(services.store, path, current_language(), reach())
        content = path.read_bytes()
    return _workbook(content, f"caco-{services.clock().astimezone(ZONE):%Y-%m-%d}.xlsx")


@pages.get("/template.xlsx")
@require(Right.CHANGE_RECORDS)
def template() -> Response:
    content = make_template(current_language(), _today())
    return _workbook(content, _("caco-template.xlsx"))


@pages.get("/demonstration.xlsx")
@require(Right.CHANGE_RECORDS)
def demonstration() -> Response:
    content = make_template(current_language(), _today(), of_demonstration=True)
    return _workbook(content, _("caco-invented-region.xlsx"))


def _today() -> date:
    return services.clock().astimezone(ZONE).date()


def _workbook(content: bytes, name: str) -> Response:
    answer = send_file(BytesIO(content), _EXCEL, as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _sent() -> ShownUpload | None:
    """The files of this request, or those that a page showed before; None: that has expired."""
    if "ticket" in request.form:
        before = shown_before(request.form["ticket"])
        return before and replace(before, overrule="overrule" in request.form, seq=None)
    files = [one for one in request.files.getlist("files") if one.filename]
    upload = read_sandboxed([UploadedFile(one.filename or "", one.read()) for one in files])
    return ShownUpload(
        upload, park_upload(services.store, current_username(), upload, services.clock())
    )


def _look(shown: ShownUpload) -> Answer:
    """What it would change; with a button for just that."""
    manner = ImportOptions(dry_run=True, overrule=shown.overrule, reach=reach())
    try:
        done = _import(shown.upload, manner)
    except InputError as error:
        _remove(shown)
        return _page(faults=in_reader_words(error.faults)), 422
    except LostUpdate as error:
        return _page(undoing=error, shown=shown), 409
    if not done.changes:
        _remove(shown)
    return _page(done=done, shown=replace(shown, seq=done.seq))


def _carry_out(shown: ShownUpload) -> Answer:
    manner = ImportOptions(overrule=shown.overrule, seen=shown.seq, reach=reach())
    try:
        done = _import(shown.upload, manner)
    except Conflict as error:
        return _page(moved_on=error, shown=shown), 409
    _remove(shown)
    flash(ngettext("{count} row was changed.", "{count} rows were changed.", len(done.changes)))
    return redirect(url_for(".import_page" if done.unreached else ".matrix"))


def _remove(shown: ShownUpload) -> None:
    remove_upload(services.store, current_username(), shown.name)


def _import(upload: Upload, manner: ImportOptions) -> Imported:
    return import_tables(
        services.store, upload.tables, upload.edition, manner, current_username(), services.clock()
    )


def _expired() -> tuple[str, int]:
    what = _("this page has expired: it was carried out already, or the page was open too long")
    return _page(faults=[FaultRow("", "", "", "", what, _("Send the files again"))]), 422


def _page(
    *,
    faults: list[FaultRow] | None = None,
    done: Imported | None = None,
    undoing: LostUpdate | None = None,
    moved_on: Conflict | None = None,
    unreached: tuple[ReachWarning, ...] = (),
    shown: ShownUpload | None = None,
) -> str:
    return render_template(
        "people/import.html",
        faults=faults or [],
        done=done,
        tables=by_table(done.changes) if done else (),
        undoing=undoing,
        moved_on=moved_on,
        unreached=unreached,
        skipped=shown.upload.tables.notes if shown else 0,
        ticket=shown.ticket if shown else "",
        source=shown.upload.tables.source if shown else "",
        most_bytes=megabytes(SandboxLimits().sent),
        most_files=MOST_FILES,
        is_of_some=not reach().is_all,
    )
