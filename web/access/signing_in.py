"""Signing in and out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, request, session, url_for
from flask_login import LoginManager, current_user, logout_user

from data.exchange.language import LANGUAGES
from data.store import accounts
from scheduler.access.signing_in import sign_in
from web.access import sessions, throttle
from web.access.addresses import after_sign_in, first_page
from web.access.form import sign_in_form
from web.access.guard import open_to_all
from web.access.visitor import Stranger, Visitor, who
from web.look.speech import COOKIE, say
from web.request_log import Event, note_event

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.wrappers import Response as WerkzeugResponse

    from web.site import Site

_YEAR = 365 * 24 * 60 * 60


def keep_visitors(app: Flask, site: Site) -> None:
    """Know who is signed in, from the session."""
    manager = LoginManager(app)
    manager.login_view = "access.sign_in_page"
    manager.session_protection = None  # the session is signed; an address may change on the road
    manager.anonymous_user = Stranger
    manager.login_message = None

    @manager.user_loader  # type: ignore[untyped-decorator]  # flask-login has no types
    def visitor(name: str) -> Visitor | None:
        number, _, stamp = name.partition(".")
        now = site.clock()
        if not (number.isdecimal() and stamp.isdecimal()) or sessions.is_over(now):
            return None
        with site.store.reading() as connection:
            found = accounts.find_account(connection, int(number))
        if found is None or not found.is_active or found.stamp != int(stamp):
            return None
        sessions.note(now)
        return Visitor(found)


def area(site: Site) -> Blueprint:
    """The pages ``/login`` and ``/logout``, and the door ``/``."""
    blueprint = Blueprint("access", __name__)

    @blueprint.get("/")
    @open_to_all
    def door() -> WerkzeugResponse:
        there = current_user.is_authenticated
        return redirect(first_page() if there else url_for(".sign_in_page"))

    @blueprint.get("/login")
    @open_to_all
    def sign_in_page() -> str:
        return sign_in_form(site, request.args.get("next", ""))

    @blueprint.post("/login")
    @open_to_all
    def enter() -> WerkzeugResponse | tuple[str, int]:
        login, password = request.form.get("login", ""), request.form.get("password", "")
        wanted = request.form.get("next", "")
        throttle.refuse_if_too_often(login)
        found = sign_in(site.store, login, password, site.clock())
        if found is None:
            throttle.note_failure(login)
            note_event(Event.WRONG_PASSWORD, login=login)
            wrong = say("This login and this password do not fit.")
            return sign_in_form(site, wanted, login=login, wrong=wrong), 401
        sessions.begin(found, site.clock())
        note_event(Event.SIGNED_IN, login=found.login, by="password")
        return redirect(after_sign_in(wanted))

    @blueprint.post("/logout")
    @open_to_all
    def leave() -> WerkzeugResponse:
        if current_user.is_authenticated:
            note_event(Event.SIGNED_OUT, login=who())
        logout_user()
        session.clear()
        flash(say("You are signed out."))
        return redirect(url_for(".sign_in_page"))

    @blueprint.post("/language")
    @open_to_all
    def choose_language() -> WerkzeugResponse:
        """Remember the language of somebody who is not signed in."""
        answer = redirect(url_for(".sign_in_page", next=request.form.get("next") or None))
        code = request.form.get("language", "")
        if code in LANGUAGES:
            secure = site.settings.base_url.startswith("https://")
            answer.set_cookie(COOKIE, code, _YEAR, secure=secure, httponly=True, samesite="Lax")
        return answer

    return blueprint
