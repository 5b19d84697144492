"""Signing in and out, and where somebody goes after that."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from flask import (
    Blueprint,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_login import LoginManager, current_user
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from data.i18n.language import LANGUAGES
from data.model.account import Right, SignInProof
from data.store import accounts
from scheduler.accounts import second_factor
from scheduler.accounts.sign_in import sign_in
from web.access import guard, throttle
from web.access.guard import Stranger, Visitor, current_username, open_to_all
from web.app_services import services
from web.locale import COOKIE, _, current_language, ngettext
from web.request_log import Event, note_event

if TYPE_CHECKING:
    from flask import Flask, Response
    from werkzeug.wrappers import Response as WerkzeugResponse

    from data.model.account import Account


def after_sign_in(wanted: str) -> str:
    """Where to go: to the page that was asked for, if it is one of ours; else to the first."""
    return wanted if _is_here(wanted) else first_page()


def first_page() -> str:
    """Of who has duties and mends no gaps their own; of everybody else the board."""
    begins_at_own = current_user.may(Right.OWN_DUTIES) and not current_user.may(Right.HANDLE_GAPS)
    return url_for("mine.duties" if begins_at_own else "board.now")


def _is_here(wanted: str) -> bool:
    """Whether an address is a page of ours: nobody is sent elsewhere after signing in."""
    if not wanted.startswith("/") or wanted.startswith("//") or "\\" in wanted:
        return False
    parts = urlsplit(wanted)
    if parts.scheme or parts.netloc or not wanted.isprintable():
        return False
    try:
        current_app.url_map.bind("").match(parts.path, method="GET")
    except RequestRedirect:
        return True
    except HTTPException:  # no such page, or one that only takes forms
        return False
    return True


def sign_in_form(wanted: str, **shown: str) -> str:
    """The page, with what went wrong and what was typed.

    Parameters
    ----------
    wanted
        Where to go afterwards.
    """
    with services.store.reading() as connection:
        is_new = not accounts.accounts(connection)
    has_provider = "oidc.go" in current_app.view_functions
    label = services.settings.oidc_label or _("Sign in with your organisation")
    return render_template(
        "access/login.html",
        next=wanted,
        is_new=is_new,
        elsewhere=label if has_provider else "",
        others=[code for code in LANGUAGES if code != current_language().code],
        **shown,
    )


_AWAITED, _WANTED = "awaited", "wanted"  #: in the session, between password and code


_CODE_WITHIN = timedelta(minutes=5)


_YEAR = 365 * 24 * 60 * 60


def register_visitors(app: Flask) -> None:
    """Know who is signed in, from the session."""
    manager = LoginManager(app)
    manager.login_view = "access.sign_in_page"
    manager.session_protection = None  # the session is signed; an address may change on the road
    manager.anonymous_user = Stranger
    manager.login_message = None

    @manager.user_loader  # type: ignore[untyped-decorator]  # flask-login has no types
    def visitor(name: str) -> Visitor | None:
        return guard.visitor(name)


pages = Blueprint("access", __name__)


@pages.get("/")
@open_to_all
def door() -> WerkzeugResponse:
    there = current_user.is_authenticated
    return redirect(first_page() if there else url_for(".sign_in_page"))


@pages.get("/login")
@open_to_all
def sign_in_page() -> str:
    return sign_in_form(request.args.get("next", ""))


@pages.post("/login")
@open_to_all
def enter() -> WerkzeugResponse | tuple[str, int]:
    login, password = request.form.get("login", ""), request.form.get("password", "")
    wanted = request.form.get("next", "")
    tried = throttle.password_try(login)
    found = sign_in(services.store, login, password)
    if found is None:
        note_event(Event.WRONG_PASSWORD, login=login)
        wrong = _("This login and this password do not match.")
        return sign_in_form(wanted, login=login, wrong=wrong), 401
    tried.was_right()
    if not services.settings.sso_only.isdisjoint(found.roles):
        note_event(Event.FORBIDDEN, login=login, why="sso_only")
        wrong = _("This account signs in with your organisation.")
        return sign_in_form(wanted, login=login, wrong=wrong), 403
    if found.second_factor_at is not None:
        _await_code(found, wanted, services.clock())
        return redirect(url_for(".code_page"))
    return _let_in(found, SignInProof.PASSWORD, wanted)


@pages.get("/login/code")
@open_to_all
def code_page() -> WerkzeugResponse | str:
    if _awaited() is None:
        return redirect(url_for(".sign_in_page"))
    return render_template("access/code.html")


@pages.post("/login/code")
@open_to_all
def enter_code() -> WerkzeugResponse | tuple[str, int]:
    account = _awaited()
    if account is None:
        flash(_("This took too long. Sign in again."))
        return redirect(url_for(".sign_in_page"))
    tried = throttle.code_try(account.login)
    code = request.form.get("code", "")
    proof = second_factor.prove(services.store, services.settings, account, code, services.clock())
    if proof is None:
        note_event(Event.WRONG_CODE, login=account.login)
        wrong = _("This code is not right, or was used already. Wait for the next one.")
        return render_template("access/code.html", wrong=wrong), 401
    tried.was_right()
    return _let_in(account, proof, str(session.get(_WANTED, "")))


@pages.post("/logout")
@open_to_all
def leave() -> WerkzeugResponse:
    if current_user.is_authenticated:
        note_event(Event.SIGNED_OUT, login=current_username())
    guard.end()
    flash(_("You are signed out."))
    return redirect(url_for(".sign_in_page"))


@pages.post("/language")
@open_to_all
def choose_language() -> WerkzeugResponse:
    """Remember the language of somebody who is not signed in."""
    answer = redirect(url_for(".sign_in_page", next=request.form.get("next") or None))
    code = request.form.get("language", "")
    if code in LANGUAGES:
        secure = services.settings.base_url.startswith("https://")
        answer.set_cookie(COOKIE, code, _YEAR, secure=secure, httponly=True, samesite="Lax")
    return answer


def _await_code(account: Account, wanted: str, now: datetime) -> None:
    """Remember who gave the right password, and has to give a code yet."""
    session.clear()
    session[_AWAITED] = [account.id, account.stamp, int(now.timestamp())]
    session[_WANTED] = wanted


def _awaited() -> Account | None:
    """Who has to give a code yet; None: nobody, or too long ago."""
    match session.get(_AWAITED):
        case [int(number), int(stamp), int(at)]:
            begun = datetime.fromtimestamp(at, UTC)
        case _:
            return None
    if not timedelta(0) <= services.clock() - begun.replace(microsecond=0) <= _CODE_WITHIN:
        return None
    with services.store.reading() as connection:
        found = accounts.find_account(connection, number)
    is_same = found is not None and found.is_active and found.stamp == stamp
    return found if is_same else None


def _let_in(account: Account, proof: SignInProof, wanted: str) -> WerkzeugResponse:
    guard.begin(account, proof)
    note_event(Event.SIGNED_IN, login=account.login, by=proof.value)
    if proof is SignInProof.RECOVERY_CODE:
        left = second_factor.codes_left(services.store, account)
        said = ngettext(
            "You have {count} recovery code left.", "You have {count} recovery codes left.", left
        )
        flash(said.format(count=left))
    answer = cast("Response", redirect(after_sign_in(wanted)))
    throttle.remember_device(answer, account.login)
    return answer
