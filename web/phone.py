"""The pages as an app on a telephone: manifest, service worker, offline reading, messages.

The service worker keeps what somebody read last, so that they can read it where there is no
network. It keeps a page only when the answer names its reader, which only the pages below do;
every other answer is ``no-store``, and stays so for it. What it keeps is gone when they sign out,
when somebody else signs in, and after a week: see ``static/js/service_worker.js``.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from typing import TYPE_CHECKING

from flask import Blueprint, Response, current_app, flash, redirect, request, url_for
from flask_login import current_user

from data.i18n.language import LANGUAGES, language
from data.model.account import Right
from data.model.contact import WEBPUSH
from data.model.errors import CacoError, Fault, Refused
from data.tables.period import ZONE
from scheduler.notifications import push_devices, web_push
from scheduler.notifications.message_actions import own_ways, post_trial
from web.access.guard import current_username, open_to_all, require, signed_in
from web.access.sign_in_views import first_page
from web.app_services import services
from web.locale import _, current_language
from web.shared.assets import WEB, asset
from web.shared.errors import error_messages
from web.shared.typed import typed_number

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.wrappers import Response as WerkzeugResponse

pages = Blueprint("phone", __name__)

#: Pages that a telephone may keep, for whoever read them.
KEPT = frozenset(
    {
        "board.now",
        "mine.duties",
        "mine.open_list",
        "mine.wish_list",
        "mine.share",
        "mine.pledges",
        "mine.absence",
    }
)
_READER = "Caco-Reader"  #: on an answer that may be kept: for whom, and in which language
_THEME, _GROUND = "#12356b", "#f6f7f8"
_NAME = "CaCo Rooster"


@pages.get("/manifest.webmanifest")
@open_to_all
def manifest() -> Response:
    """What a telephone needs to put the pages on its first screen."""
    start = first_page() if current_user.is_authenticated else url_for("access.door")
    said = {
        "id": "/",
        "name": _NAME,
        "short_name": "Rooster",
        "lang": current_language().code,
        "start_url": start,
        "scope": "/",
        "display": "standalone",
        "theme_color": _THEME,
        "background_color": _GROUND,
        "icons": [
            _icon("icon-192", 192),
            _icon("icon-512", 512),
            _icon("maskable-512", 512, "maskable"),
        ],
        "shortcuts": [
            {"name": _("My duties"), "url": url_for("mine.duties")},
            {"name": _("Now"), "url": url_for("board.now")},
        ],
    }
    return Response(
        json.dumps(said, ensure_ascii=False),
        headers={"Cache-Control": "no-store"},
        content_type="application/manifest+json",
    )


@pages.get("/sw.js")
@open_to_all
def service_worker() -> Response:
    """The service worker, with what it needs to know of this release."""
    shell = {
        "version": _version(),
        "zone": ZONE.key,
        "leave": url_for("access.leave"),
        "style": asset("css/frame.css"),
        "theme": asset("js/theme.js"),
        "icon": asset("icons/icon-192.png"),
        "badge": asset("icons/badge-96.png"),
        "words": {code: _words(code) for code in LANGUAGES},
    }
    source = (WEB / "static" / "js" / "service_worker.js").read_text(encoding="utf-8")
    text = f"self.SHELL = {json.dumps(shell)};\n{source}"
    return Response(
        text, headers={"Cache-Control": "no-cache"}, content_type="text/javascript; charset=utf-8"
    )


def _icon(name: str, size: int, purpose: str = "any") -> dict[str, str]:
    return {
        "src": asset(f"icons/{name}.png"),
        "sizes": f"{size}x{size}",
        "type": "image/png",
        "purpose": purpose,
    }


@cache
def _version() -> str:
    """Changes with any of our files that pages load."""
    whole = hashlib.sha256()
    for path in sorted((WEB / "static").rglob("*")):
        if path.is_file():
            whole.update(path.read_bytes())
    return whole.hexdigest()[:12]


def _words(code: str) -> dict[str, str]:
    """What the service worker says, where no page of ours can be had."""
    say = language(code).gettext
    return {
        "no_network": say("No network"),
        "nothing_kept": say("This page cannot be shown now. It is there again with the network."),
        "kept": say("These can be read:"),
        "as_of": say("as of {moment}"),
        "unsent": say("Nothing was sent"),
        "try_again": say("There is no network. Go back, and send it once more when there is."),
        "back": say("Back"),
    }


def register_phone(app: Flask) -> None:
    """Name the reader on pages that a telephone may keep, and give pages what they need for it."""

    @app.after_request
    def name_reader(response: Response) -> Response:
        may_keep = request.endpoint in KEPT and response.status_code == 200
        if may_keep and request.method == "GET" and not request.headers.get("HX-Request"):
            response.headers[_READER] = f"{_reader()} {current_language().code}"
        if request.endpoint == "access.leave":
            # Whatever this browser keeps of us, the service worker and its messages included.
            response.headers["Clear-Site-Data"] = '"storage"'
        return response

    @app.context_processor
    def messages() -> dict[str, object]:
        return {"push_messages": _push_messages}


def _reader() -> str:
    """Tells one account from another, and nothing else."""
    known = f"{current_app.config['SECRET_KEY']}:reader:{signed_in().id}"
    return hashlib.sha256(known.encode()).hexdigest()[:16]


def _push_messages() -> dict[str, object] | None:
    """What the part "messages on this telephone" shows; None: there is no such thing here."""
    if not current_user.is_authenticated or not push_devices.is_on(services.settings):
        return None
    me = signed_in()
    if not me.person:
        return None
    try:
        key = web_push.public_key(services.store, services.settings)
    except CacoError:
        return None
    return {"key": key, "devices": push_devices.devices_of(services.store, me.id)}


@pages.post("/account/devices")
@require(Right.OWN_DUTIES)
def add_device() -> Response:
    """Send messages to the browser that asks."""
    form = request.form
    asked = push_devices.Asked(
        *(form.get(name, "") for name in ("endpoint", "p256dh", "auth", "server_key"))
    )
    program = request.headers.get("User-Agent", "")
    now, session = services.clock(), current_user.session
    try:
        push_devices.keep_device(
            services.store, services.settings, signed_in(), session, asked, program, now
        )
    except Refused as refused:
        return _said("; ".join(str(one) for one in error_messages(refused.reasons)), 422)
    return Response(status=204)


@pages.post("/account/devices/seen")
@require(Right.OWN_DUTIES)
def see_device() -> Response:
    """Note that a browser is still of whoever is signed in; 410: it is sent nothing any more."""
    endpoint = request.form.get("endpoint", "")
    still = push_devices.refresh_device(
        services.store, signed_in(), current_user.session, endpoint, services.clock()
    )
    return Response(status=204 if still else 410)


@pages.post("/account/devices/off")
@require(Right.OWN_DUTIES)
def drop_device() -> Response | WerkzeugResponse:
    """Send nothing more to a browser: this one by its address, another by its number."""
    endpoint = request.form.get("endpoint", "")
    number = typed_number(request.form.get("number", "")) or 0
    push_devices.drop_device(services.store, signed_in(), endpoint, number, services.clock())
    if endpoint:
        return Response(status=204)
    flash(_("No messages go there any more."))
    return redirect(url_for("account.page") + "#messages")


@pages.post("/account/devices/trial")
@require(Right.OWN_DUTIES)
def try_devices() -> WerkzeugResponse:
    """Send a message for trial to one's own browsers."""
    here, me = services, signed_in()
    ways = own_ways(here.store, me.person, here.settings)
    found = [one for one in ways if one.channel == WEBPUSH]
    try:
        if not found:
            what = "no browser of yours takes messages"
            raise Refused([Fault(what, "Turn messages on in this browser first")])
        post_trial(here.store, here.settings, found[0], current_username(), here.clock())
    except Refused as refused:
        for one in error_messages(refused.reasons):
            flash(str(one))
    else:
        flash(_("A test message is on its way."))
    return redirect(url_for("account.page") + "#messages")


def _said(text: str, status: int) -> Response:
    return Response(
        text, status, {"Cache-Control": "no-store"}, content_type="text/plain; charset=utf-8"
    )
