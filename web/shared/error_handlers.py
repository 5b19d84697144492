"""Whatever goes wrong, in a sentence: no traceback, and no address, for it may be a secret."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from flask import Response, render_template, request
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import BadHost, HTTPException

from data.i18n.fault_words import translated
from data.model.errors import CacoError, Conflict, InputError, Refused
from web.locale import say, speech
from web.request_log import Event, note_event
from web.shared.error_messages import wrong
from web.shared.log_redaction import without_secrets
from web.shared.text_responses import plain
from web.shared.times import moment

if TYPE_CHECKING:
    from flask import Flask

LOG = logging.getLogger(__name__)


def tell(app: Flask) -> None:
    """Answer every error with a page that says what happened and what to do."""
    app.register_error_handler(Exception, _told)


def _told(error: Exception) -> Response:
    if isinstance(error, HTTPException):
        return _http(error)
    if isinstance(error, (Refused, InputError)):
        faults = error.reasons if isinstance(error, Refused) else error.faults
        return _page(say("This cannot be done"), [str(one) for one in wrong(faults)], 422)
    if isinstance(error, Conflict):
        return _page(say("Somebody was here before you"), _of_conflict(error), 409)
    if isinstance(error, CacoError):
        LOG.error("%s: %s", type(error).__name__, error)
    else:
        LOG.error("a request failed: %s", without_secrets(error))
    said = say(
        "Nothing was changed. Try again in a minute; if it stays so, call your administrator."
    )
    return _page(say("This does not work just now"), [said], 503, {"Retry-After": "60"})


def _http(error: HTTPException) -> Response:
    said = error.get_response().headers
    kept = {name: said[name] for name in ("Allow", "Location", "Retry-After") if name in said}
    titles = {
        403: (
            say("This page is not for you"),
            say("Ask your administrator for the role it needs."),
        ),
        404: (say("There is no such page"), say("Perhaps it was moved: begin at the first page.")),
        413: (say("That is too much at once"), say("Send a smaller file.")),
        429: (say("Too often in a short time"), say("Wait a minute, then try again.")),
    }
    if isinstance(error, BadHost):  # no page can be made: an address on it would begin with that
        return plain(error.name, 400, kept)
    if error.code == 403:
        note_event(Event.FORBIDDEN, login=_login())
    if isinstance(error, CSRFError):
        note_event(Event.FORGED, login=_login())
        again = say("The page was open too long. Go back, load it anew and try again.")
        return _page(say("This was not carried out"), [again], 400, kept)
    title, remedy = titles.get(error.code or 500, (error.name, ""))
    return _page(title, [remedy] if remedy else [], error.code or 500, kept)


def _login() -> str:
    return str(current_user.account.login) if current_user.is_authenticated else ""


def _of_conflict(error: Conflict) -> list[str]:
    first = say("{subject} was changed by {by}, {moment}. Load the page anew and look again.")
    subject = translated(error.subject, speech())
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
