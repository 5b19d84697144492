"""What is wrong, in the reader's language and without commands of a terminal, and its pages."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Response, render_template, request
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import BadHost, HTTPException

from data.i18n.fault_words import in_words, place_in_words, translated
from data.model.errors import CacoError, Conflict, InputError, Refused
from web.locale import _, current_language
from web.request_log import Event, note_event
from web.shared.display import moment
from web.shared.responses import plain, without_secrets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from flask import Flask
    from werkzeug.wrappers import Response as WerkzeugResponse

    from data.model.errors import Fault

    Shown = Callable[[list["ErrorMessage"]], str]
    Answer = WerkzeugResponse | str | tuple[str, int]

_COMMAND = re.compile(r"\bcaco [a-z]|(^|\s)--[a-z]|\bCACO_")


@dataclass(frozen=True, slots=True)
class ErrorMessage:
    """One thing that is wrong.

    Parameters
    ----------
    where
        File, row and column; empty: not in a file.
    remedy
        What to do about it; empty: the page shows that itself.
    """

    where: str
    what: str
    remedy: str

    def __str__(self) -> str:
        where = f"{self.where}: " if self.where else ""
        what = self.what if where else f"{self.what[:1].upper()}{self.what[1:]}"
        remedy = f" {self.remedy}" if self.remedy else ""
        end = "" if remedy.endswith(("?", ".")) else "."
        return f"{where}{what}.{remedy}{end if remedy else ''}"


def error_messages(faults: Iterable[Fault]) -> list[ErrorMessage]:
    """Faults as this page says them."""
    return [_one(fault) for fault in faults]


def _one(fault: Fault) -> ErrorMessage:
    said = in_words(fault, current_language())
    is_command = _COMMAND.search(fault.remedy) is not None
    where = place_in_words(fault.place, current_language())
    return ErrorMessage(where, said.what, "" if is_command else said.remedy)


def or_again(done: Callable[[], WerkzeugResponse | str], again: Shown) -> Answer:
    """The answer of what was asked; refused: the form once more, with status 422.

    Parameters
    ----------
    again
        Renders the form with what is wrong.
    """
    try:
        return done()
    except Refused as refused:
        return again(error_messages(refused.reasons)), 422
    except InputError as error:
        return again(error_messages(error.faults)), 422


LOG = logging.getLogger(__name__)


def register_error_handlers(app: Flask) -> None:
    """Answer every error with a page that says what happened and what to do."""
    app.register_error_handler(Exception, _told)


def _told(error: Exception) -> Response:
    if isinstance(error, HTTPException):
        return _http(error)
    if isinstance(error, (Refused, InputError)):
        faults = error.reasons if isinstance(error, Refused) else error.faults
        return _page(_("This cannot be done"), [str(one) for one in error_messages(faults)], 422)
    if isinstance(error, Conflict):
        return _page(_("Somebody changed this before you"), _of_conflict(error), 409)
    if isinstance(error, CacoError):
        LOG.error("%s: %s", type(error).__name__, error)
    else:
        LOG.error("a request failed: %s", without_secrets(error))
    said = _(
        "Nothing was changed. Try again in a minute; if it keeps failing, call your administrator."
    )
    return _page(_("This does not work just now"), [said], 503, {"Retry-After": "60"})


def _http(error: HTTPException) -> Response:
    said = error.get_response().headers
    kept = {name: said[name] for name in ("Allow", "Location", "Retry-After") if name in said}
    titles = {
        403: (
            _("This page is not for you"),
            _("Ask your administrator for the role it needs, or for its region."),
        ),
        404: (_("There is no such page"), _("Perhaps it was moved: begin at the first page.")),
        413: (_("That is too much at once"), _("Send a smaller file.")),
        429: (_("Too often in a short time"), _("Wait a minute, then try again.")),
    }
    if isinstance(error, BadHost):  # no page can be made: an address on it would begin with that
        return plain(error.name, 400, kept)
    if error.code == 403:
        note_event(Event.FORBIDDEN, login=_login())
    if isinstance(error, CSRFError):
        note_event(Event.FORGED, login=_login())
        again = _("This page has expired. Go back, reload it and try again.")
        return _page(_("This was not carried out"), [again], 400, kept)
    title, remedy = titles.get(error.code or 500, (error.name, ""))
    return _page(title, [remedy] if remedy else [], error.code or 500, kept)


def _login() -> str:
    return str(current_user.account.login) if current_user.is_authenticated else ""


def _of_conflict(error: Conflict) -> list[str]:
    first = _("{subject} was changed by {by}, {moment}. Reload the page and look again.")
    subject = translated(error.subject, current_language())
    said = first.format(
        subject=subject[:1].upper() + subject[1:], by=error.by, moment=moment(error.at)
    )
    return [said, *(line for line in error.difference if "caco " not in line)]


def _page(
    title: str, lines: list[str], status: int, headers: dict[str, str] | None = None
) -> Response:
    """A page for people; a sentence for programs."""
    kept = {"Cache-Control": "no-store", **(headers or {})}
    if request.headers.get("HX-Request"):
        body = render_template("trouble_panel.html", title=title, lines=lines)
    elif request.accept_mimetypes.accept_html and "html" in request.headers.get("Accept", ""):
        body = render_template("trouble.html", title=title, lines=lines)
    else:
        return plain(". ".join([title, *lines]), status, kept)
    return Response(body, status, kept, content_type="text/html; charset=utf-8")
