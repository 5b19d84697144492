"""Calendars behind secret links: ``/calendar/<token>.ics``."""

from __future__ import annotations

import logging

from flask import Blueprint, Response, request

from data.i18n.language import language
from data.model.errors import CacoError
from data.store.subscriptions import Fetch
from scheduler.feeds.service import FeedResponse, NoCalendar
from web.access.guard import open_to_all
from web.app_services import services
from web.request_log import Event, note_event
from web.shared.responses import NotModified, Validators, has_it, plain, without_secrets

LOG = logging.getLogger(__name__)
TYPE = "text/calendar; charset=utf-8"
RETRY_SECONDS = 300
#: Each reader keeps what it got, and asks each time whether it is still so.
_CACHING = "private, no-cache"


pages = Blueprint("feeds", __name__)


@pages.after_request
def secretive(response: Response) -> Response:
    response.headers["Referrer-Policy"] = "no-referrer"  # the address is the key
    return response


@pages.get("/calendar/<token>.ics")
@open_to_all
def calendar(token: str) -> Response:
    now = services.clock()
    say = language(services.settings.language).gettext
    feeds = services.feeds
    try:
        found = feeds.answer(token, now)
    except CacoError as error:
        LOG.error("a calendar cannot be read: %s", error)
        return _later(say("The calendar cannot be read now. Try again later."))
    except Exception as error:
        LOG.error("a calendar cannot be made: %s", without_secrets(error))
        return _later(say("The calendar cannot be read now. Try again later."))
    if isinstance(found, NoCalendar):
        is_withdrawn = found is NoCalendar.WITHDRAWN
        note_event(Event.TOKEN_REFUSED, door="calendar", status=410 if is_withdrawn else 404)
    if found is NoCalendar.WITHDRAWN:
        return plain(say("This calendar link is no longer valid. Ask for a new one."), 410)
    if isinstance(found, NoCalendar):
        return plain(say("There is no such calendar."), 404)
    if request.method == "GET":
        client = request.headers.get("User-Agent", "")
        feeds.fetches.note(found.link, Fetch(now, client, found.handout.edition.version))
    return _handed(found)


def _handed(found: FeedResponse) -> Response:
    edition = found.handout.edition
    validators = Validators(edition.etag, edition.changed_at)
    headers = {**validators.headers, "Cache-Control": _CACHING}
    if has_it(request.headers, validators):
        return NotModified(status=304, headers=headers)
    return Response(found.handout.content, 200, headers, content_type=TYPE)


def _later(text: str) -> Response:
    """Never an empty calendar: some programs would throw away all that they have."""
    return plain(text, 503, {"Retry-After": str(RETRY_SECONDS)})
