"""The pages behind the links in messages: ``/answer/<token>``.

GET and HEAD only show; a POST answers. No script, nothing from elsewhere, and nothing is kept by
the browser or told to another site: the address itself is the key.
"""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING

from flask import Blueprint, Response, make_response, render_template, request

from data.i18n.language import language
from data.model.errors import CacoError
from scheduler.exercises import answer_pages as exercise_pages
from scheduler.improvement import partner_pages
from scheduler.notifications import action_pages
from scheduler.notifications import presence_notices as presence_pages
from scheduler.notifications.action_pages import Page, Purpose
from scheduler.notifications.action_pages import answer as press
from scheduler.notifications.action_pages import show as look
from scheduler.relief import answer_pages as relief_pages
from scheduler.self_service import offer_pages
from scheduler.self_service import rounds as round_pages
from web.access.guard import open_to_all
from web.app_services import services
from web.request_log import Event, note_event
from web.shared.strict_pages import strict

if TYPE_CHECKING:
    from collections.abc import Callable

    from scheduler.settings import Settings

LOG = logging.getLogger(__name__)
PURPOSES: tuple[Purpose, ...] = (
    action_pages.PURPOSE,
    *offer_pages.PURPOSES,
    round_pages.PURPOSE,
    presence_pages.PURPOSE,
    relief_pages.PURPOSE,
    exercise_pages.PURPOSE,
    partner_pages.PURPOSE,
)
KNOWN = {purpose.name: purpose for purpose in PURPOSES}

LONGEST_NOTE = 500
_BUSY = 503
_NO_LINK = (404, 410)


pages = Blueprint(
    "answers",
    __name__,
    template_folder="templates",
)


@pages.get("/answer/<token>")
@open_to_all
def show(token: str) -> Response:
    return _drawn(look, token)


@pages.post("/answer/<token>")
@open_to_all
def answer(token: str) -> Response:
    is_other = request.form.get("answer") == "other"
    note = " ".join(request.form.get("note", "").split())[:LONGEST_NOTE]
    return _drawn(partial(press, is_other=is_other, note=note), token)


pages.after_request(strict)


def _drawn(make: Callable[..., Page], token: str) -> Response:
    """A page as HTML; what stands in the way is told in words, and never as a traceback."""
    try:
        page = make(KNOWN, services.store, services.settings, token, services.clock())
    except CacoError as error:
        LOG.error("a link could not be answered: %s", type(error).__name__)
        page = _in_the_way(services.settings)
    if page.status in _NO_LINK:
        note_event(Event.TOKEN_REFUSED, door="answer", status=page.status)
    response = make_response(render_template("answers/page.html", page=page), page.status)
    if page.status == _BUSY:
        response.headers["Retry-After"] = "60"
    return response


def _in_the_way(settings: Settings) -> Page:
    say = language(settings.language).gettext
    return Page(
        settings.language,
        say("This does not work just now"),
        (),
        (say("Nothing was changed. Try again in a minute, or call your planner."),),
        status=_BUSY,
    )
