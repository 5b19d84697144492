"""Signing in and out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, cast

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_login import LoginManager, current_user

from data.i18n.language import LANGUAGES
from data.model.account import SignInProof
from data.store import accounts
from scheduler.accounts import second_factor
from scheduler.accounts.sign_in import sign_in
from web.access import sessions, throttle
from web.access.addresses import after_sign_in, first_page
from web.access.form import sign_in_form
from web.access.guard import open_to_all
from web.access.visitor import Stranger, Visitor, who
from web.locale import COOKIE, count, say
from web.request_log import Event, note_event

if TYPE_CHECKING:
    from flask import Flask, Response
    from werkzeug.wrappers import Response as WerkzeugResponse

    from data.model.account import Account
    from web.app_services import AppServices

_AWAITED, _WANTED = "awaited", "wanted"  #: in the session, between password and code
_CODE_WITHIN = timedelta(minutes=5)
_YEAR = 365 * 24 * 60 * 60


def keep_visitors(app: Flask, site: AppServices) -> None:
    """Know who is signed in, from the session."""
    manager = LoginManager(app)
    manager.login_view = "access.sign_in_page"
    manager.session_protection = None  # the session is signed; an address may change on the road
    manager.anonymous_user = Stranger
    manager.login_message = None

    @manager.user_loader  # type: ignore[untyped-decorator]  # flask-login has no types
    def visitor(name: str) -> Visitor | None:
        return sessions.visitor(site, name)


def area(site: AppServices) -> Blueprint:
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
        tried = throttle.password_try(site, login)
        found = sign_in(site.store, login, password)
        if found is None:
            note_event(Event.WRONG_PASSWORD, login=login)
            wrong = say("This login and this password do not fit.")
            return sign_in_form(site, wanted, login=login, wrong=wrong), 401
        tried.was_right()
        if not site.settings.sso_only.isdisjoint(found.roles):
            note_event(Event.FORBIDDEN, login=login, why="sso_only")
            wrong = say("This account signs in with your organisation.")
            return sign_in_form(site, wanted, login=login, wrong=wrong), 403
        if found.second_factor_at is not None:
            _await_code(found, wanted, site.clock())
            return redirect(url_for(".code_page"))
        return _let_in(site, found, SignInProof.PASSWORD, wanted)

    @blueprint.get("/login/code")
    @open_to_all
    def code_page() -> WerkzeugResponse | str:
        if _awaited(site) is None:
            return redirect(url_for(".sign_in_page"))
        return render_template("access/code.html")

    @blueprint.post("/login/code")
    @open_to_all
    def enter_code() -> WerkzeugResponse | tuple[str, int]:
        account = _awaited(site)
        if account is None:
            flash(say("This took too long. Sign in once more."))
            return redirect(url_for(".sign_in_page"))
        tried = throttle.code_try(site, account.login)
        code = request.form.get("code", "")
        proof = second_factor.prove(site.store, site.settings, account, code, site.clock())
        if proof is None:
            note_event(Event.WRONG_CODE, login=account.login)
            wrong = say("This code is not right, or was used already. Wait for the next one.")
            return render_template("access/code.html", wrong=wrong), 401
        tried.was_right()
        return _let_in(site, account, proof, str(session.get(_WANTED, "")))

    @blueprint.post("/logout")
    @open_to_all
    def leave() -> WerkzeugResponse:
        if current_user.is_authenticated:
            note_event(Event.SIGNED_OUT, login=who())
        sessions.end(site)
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


def _await_code(account: Account, wanted: str, now: datetime) -> None:
    """Remember who gave the right password, and has to give a code yet."""
    session.clear()
    session[_AWAITED] = [account.id, account.stamp, int(now.timestamp())]
    session[_WANTED] = wanted


def _awaited(site: AppServices) -> Account | None:
    """Who has to give a code yet; None: nobody, or too long ago."""
    match session.get(_AWAITED):
        case [int(number), int(stamp), int(at)]:
            begun = datetime.fromtimestamp(at, UTC)
        case _:
            return None
    if not timedelta(0) <= site.clock() - begun.replace(microsecond=0) <= _CODE_WITHIN:
        return None
    with site.store.reading() as connection:
        found = accounts.find_account(connection, number)
    is_same = found is not None and found.is_active and found.stamp == stamp
    return found if is_same else None


def _let_in(
    site: AppServices, account: Account, proof: SignInProof, wanted: str
) -> WerkzeugResponse:
    sessions.begin(site, account, proof)
    note_event(Event.SIGNED_IN, login=account.login, by=proof.value)
    if proof is SignInProof.RECOVERY_CODE:
        left = second_factor.codes_left(site.store, account)
        said = count(
            "You have {count} recovery code left.", "You have {count} recovery codes left.", left
        )
        flash(said.format(count=left))
    answer = cast("Response", redirect(after_sign_in(wanted)))
    throttle.remember_device(site, answer, account.login)
    return answer
