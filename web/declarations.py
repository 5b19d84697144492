"""The page behind the link of an employer: ``/declaration/<token>``.

GET only shows; a POST answers. No script, nothing from elsewhere, and nothing is kept by the
browser or told to another site: the address itself is the key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, make_response, render_template, request

from data.i18n.language import language
from data.i18n.typed_times import typed_day
from data.model.declaration_document import MOST_BYTES
from data.model.errors import CacoError, Fault, InputError, Refused
from data.tables.period import ZONE
from scheduler.partners.answering import LineAnswer, answer_ask, open_ask
from scheduler.partners.documents import give_document
from web.access.guard import open_to_all
from web.access.throttle import link_try
from web.app_services import services
from web.locale import speak_now
from web.request_log import Event, note_event
from web.shared.errors import error_messages
from web.shared.strict_pages import strict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from scheduler.partners.answering import OpenedAsk

pages = Blueprint("declarations", __name__)
pages.after_request(strict)

YES, NO = "yes", "no"


@pages.get("/declaration/<token>")
@open_to_all
def show(token: str) -> Response:
    try:
        found = open_ask(services.store, services.settings, token, services.clock())
    except CacoError:
        return _no_good()
    return _page(found)


@pages.post("/declaration/<token>")
@open_to_all
def answer(token: str) -> Response:
    link_try()
    store, settings, now = services.store, services.settings, services.clock()
    try:
        found = open_ask(store, settings, token, now)
    except CacoError:
        return _no_good()
    name = request.form.get("name", "")
    try:
        given = list(_given(found, now.astimezone(ZONE).date()))
        if not given:
            raise Refused([Fault("nothing is answered", "Choose yes or no for somebody")])
        found = answer_ask(store, settings, token, name, given, now)
    except InputError as error:
        return _page(found, error.faults, status=422)
    except Refused as refused:
        return _page(found, refused.reasons, status=422)
    return _page(found, is_kept=True)


@pages.post("/declaration/<token>/documents/<int:number>")
@open_to_all
def give(token: str, number: int) -> Response:
    link_try()
    store, settings, now = services.store, services.settings, services.clock()
    try:
        found = open_ask(store, settings, token, now)
    except CacoError:
        return _no_good()
    chosen = request.files.get("document")
    content = chosen.stream.read(MOST_BYTES + 1) if chosen else b""
    try:
        give_document(store, settings, token, number, content, now)
    except Refused as refused:
        return _page(found, refused.reasons, status=422)
    return _page(open_ask(store, settings, token, now), has_document=True)


def _given(found: OpenedAsk, today: date) -> Iterator[LineAnswer]:
    """What was typed, of the lines of this link alone."""
    for line in found.ask.lines:
        said = request.form.get(f"answer-{line.id}", "")
        if said not in (YES, NO):
            continue
        typed = request.form.get(f"until-{line.id}", "").strip()
        try:
            until = typed_day(typed, today) if typed else None
        except ValueError:
            what = f"'{typed[:20]}' is not a date"
            raise Refused([Fault(what, "Type it as 31-12-2027, or leave it empty")]) from None
        document = request.form.get(f"document-{line.id}", "").strip()
        is_given = said == YES
        yield LineAnswer(
            line.id, is_given, until if is_given else None, document if is_given else ""
        )


def _page(
    found: OpenedAsk,
    faults: Sequence[Fault] = (),
    status: int = 200,
    *,
    is_kept: bool = False,
    has_document: bool = False,
) -> Response:
    speak_now(found.language)
    speech = language(found.language)
    last = speech.long_date(found.ask.expires_at.astimezone(ZONE).date())
    text = render_template(
        "answers/declaration.html",
        found=found,
        speech=speech,
        _=speech.gettext,
        last=last,
        faults=error_messages(faults),
        is_kept=is_kept,
        has_document=has_document,
        typed=request.form,
        token=(request.view_args or {})["token"],
        zone=ZONE,
    )
    return make_response(text, status)


def _no_good() -> Response:
    note_event(Event.TOKEN_REFUSED, door="declaration", status=410)
    link_try()
    speech = language(services.settings.language)
    text = render_template("answers/declaration.html", found=None, speech=speech, _=speech.gettext)
    return make_response(text, 410)
