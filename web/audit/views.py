"""The pages under ``/audit``: the trail, filtered, as a file, and whether it is intact."""

from __future__ import annotations

import csv
import io
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from threading import Lock, Thread
from typing import TYPE_CHECKING, cast

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from flask_login import current_user

from data.model.account import Right
from data.model.errors import CacoError
from data.store.audit.check import AuditVerdict
from data.store.audit.trail import EntryFilter
from data.tables.period import ZONE
from data.tables.values import defuse
from scheduler.reporting.audit_trail import TrailReader, check_trail, read_trail
from web.access.guard import require
from web.access.regions import reach, reach_of
from web.app_services import services
from web.audit.rows import Reader, actor_in_words, rows_of
from web.audit.words import ACTIONS, KINDS
from web.locale import _
from web.shared.responses import without_secrets
from web.shared.typed import typed_number

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flask.sansio.blueprints import BlueprintSetupState
    from werkzeug.wrappers import Response as WerkzeugResponse

    from scheduler.reporting.audit_trail import TrailPage
    from web.app_services import AppServices
    from web.audit.rows import AuditRow, FieldChange

_LONGEST = 200


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """The filter, as typed and as understood.

    Parameters
    ----------
    before
        Show what is older than this entry.
    faults
        What was not understood, in sentences; the rest counts.
    """

    wanted: EntryFilter
    before: int | None
    typed: Mapping[str, str]
    faults: list[str] = field(default_factory=list)


def read_filter(args: Mapping[str, str]) -> AuditFilter:
    """The filter that an address holds."""
    typed = {
        name: args.get(name, "").strip()[:_LONGEST]
        for name in ("who", "action", "kind", "number", "from", "until")
    }
    typed = {name: text for name, text in typed.items() if text}
    faults: list[str] = []
    since = _midnight(typed.get("from", ""), 0, faults)
    until = _midnight(typed.get("until", ""), 1, faults)
    kind, number = typed.get("kind", ""), typed.get("number", "")
    wanted = EntryFilter(
        who=typed.get("who", ""),
        actions=(typed["action"],) if typed.get("action") in ACTIONS else (),
        subject=f"{kind}/{number}".rstrip("/") if kind in KINDS else "",
        since=since,
        until=until,
    )
    before = args.get("before", "")
    return AuditFilter(wanted, typed_number(before), typed, faults)


def _midnight(text: str, later: int, faults: list[str]) -> datetime | None:
    """The local midnight with which a day begins, or so many days later."""
    if not text:
        return None
    try:
        day = date.fromisoformat(text) + timedelta(days=later)
        return datetime(day.year, day.month, day.day, tzinfo=ZONE)
    except (ValueError, OverflowError):
        faults.append(_("{text} is not a date. Write it as 2027-01-04.").format(text=text))
        return None


LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TrailCheck:
    """A look at the trail.

    Parameters
    ----------
    verdict
        None: it is not done yet, or it failed.
    """

    begun_at: datetime
    verdict: AuditVerdict | None = None
    is_done: bool = False


class Checker:
    """One look at a time; the last one is remembered by this process."""

    def __init__(self, services: AppServices) -> None:
        self._services = services
        self._lock = Lock()
        self.last: TrailCheck | None = None
        self.thread: Thread | None = None

    def begin(self) -> None:
        """Begin to look, unless somebody looks already."""
        with self._lock:
            if self.last is not None and not self.last.is_done:
                return
            at = self._services.clock()
            self.last = TrailCheck(at)
            self.thread = Thread(target=self._look, args=(at,), name="audit", daemon=True)
            self.thread.start()

    def _look(self, at: datetime) -> None:
        verdict = None
        try:
            verdict = check_trail(self._services.store, self._services.settings)
        except CacoError as error:
            LOG.error("the trail could not be looked at: %s", error)
        except Exception as error:
            LOG.error("the trail could not be looked at: %s", without_secrets(error))
        self.last = TrailCheck(at, verdict, is_done=True)


#: What would begin a cell in a spreadsheet that splits at another separator than ours.
_AFTER_SEPARATOR = re.compile(r"([;,\t\r\n])([\s\"]*)([=+\-@])")


def trail_csv(rows: Iterable[AuditRow]) -> bytes:
    """UTF-8 with BOM, so that Excel sees it; instants in UTC."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerow(
        [
            _("Number"),
            _("When (UTC)"),
            _("Who"),
            _("What"),
            _("Of"),
            _("Before"),
            _("After"),
            _("Hash"),
        ]
    )
    for row in rows:
        changes = row.changes or ()
        cells = (
            str(row.seq),
            f"{row.at:%Y-%m-%d %H:%M:%S}",
            row.who,
            row.what,
            row.subject,
            _side((one, one.before) for one in changes),
            _side((one, one.after) for one in changes),
            row.hash,
        )
        writer.writerow([_harmless(cell) for cell in cells])
    return out.getvalue().encode("utf-8-sig")


def _harmless(cell: str) -> str:
    """A cell of which no part runs as a formula, at whichever separator a spreadsheet splits it."""
    return _AFTER_SEPARATOR.sub(r"\1\2'\3", defuse(cell))


def _side(told: Iterable[tuple[FieldChange, str]]) -> str:
    return "; ".join(f"{change.field}: {text}" for change, text in told if text)


ON_A_PAGE = 50


_CHECKER = "trail_checker"


IN_A_FILE = 50_000  #: who wants more narrows the period


pages = Blueprint("audit", __name__)


@pages.record
def _keep_checker(state: BlueprintSetupState) -> None:
    state.app.extensions[_CHECKER] = Checker(state.app.extensions["services"])


def _checker() -> Checker:
    return cast("Checker", current_app.extensions[_CHECKER])


@pages.get("/audit")
@require(Right.SEE_AUDIT)
def trail() -> str:
    wish = read_filter(request.args)
    part = read_trail(services.store, wish.wanted, wish.before, ON_A_PAGE, _trail_reader())
    return render_template(
        "audit/trail.html",
        asked=wish,
        part=part,
        everybody=[(who, actor_in_words(who, part.people, part.known)) for who in part.everybody],
        rows=rows_of(part.entries, part.people, _reader(part), part.known),
        is_of_some=not reach().is_all,
        actions=sorted(((name, _(text)) for name, text in ACTIONS.items()), key=_by_words),
        kinds=sorted(((name, _(text)) for name, text in KINDS.items()), key=_by_words),
        check=_checker().last,
    )


@pages.get("/audit/trail.csv")
@require(Right.SEE_AUDIT)
def export() -> Response:
    wanted = read_filter(request.args).wanted
    part = read_trail(services.store, wanted, None, IN_A_FILE, _trail_reader())
    content = trail_csv(rows_of(part.entries, part.people, _reader(part), part.known))
    file = f"attachment; filename=audit-{part.head.seq}.csv"
    return Response(
        content,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": file, "Cache-Control": "no-store"},
    )


@pages.post("/audit/check")
@require(Right.SEE_AUDIT)
def begin_check() -> WerkzeugResponse:
    _checker().begin()
    return redirect(url_for(".check"))


@pages.get("/audit/check")
@require(Right.SEE_AUDIT)
def check() -> str:
    is_part = bool(request.headers.get("HX-Request"))
    name = "audit/verdict.html" if is_part else "audit/check.html"
    return render_template(name, check=_checker().last)


def _trail_reader() -> TrailReader:
    return TrailReader(reach(), reach_of(Right.SEE_REASONS))


def _reader(part: TrailPage) -> Reader:
    sees_reasons, administers = map(current_user.may, (Right.SEE_REASONS, Right.ADMINISTER))
    return Reader(sees_reasons, administers, part.withheld)


def _by_words(pair: tuple[str, str]) -> str:
    return pair[1].casefold()
