"""Signing in and out."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_login import LoginManager, current_user, login_user, logout_user

from data.model.account import Right
from data.store import accounts
from scheduler.access.accounts import sign_in
from web.access.guard import open_to_all
from web.access.visitor import Stranger, Visitor
from web.look.speech import say

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.wrappers import Response as WerkzeugResponse

    from web.site import Site


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
        if not (number.isdecimal() and stamp.isdecimal()):
            return None
        with site.store.reading() as connection:
            found = accounts.find_account(connection, int(number))
        is_good = found is not None and found.is_active and found.stamp == int(stamp)
        return Visitor(found) if found is not None and is_good else None


def area(site: Site) -> Blueprint:
    """The pages ``/login`` and ``/logout``, and the door ``/``."""
    blueprint = Blueprint("access", __name__)

    @blueprint.get("/")
    @open_to_all
    def door() -> WerkzeugResponse:
        return redirect(
            _first_page() if current_user.is_authenticated else url_for(".sign_in_page")
        )

    @blueprint.get("/login")
    @open_to_all
    def sign_in_page() -> str:
        return render_template("access/login.html", next=request.args.get("next", ""))

    @blueprint.post("/login")
    @open_to_all
    def enter() -> WerkzeugResponse | tuple[str, int]:
        login, password = request.form.get("login", ""), request.form.get("password", "")
        found = sign_in(site.store, login, password, site.clock())
        wanted = request.form.get("next", "")
        if found is None:
            wrong = say("This login and this password do not fit.")
            return render_template("access/login.html", next=wanted, login=login, wrong=wrong), 401
        session.clear()
        session.permanent = True
        login_user(Visitor(found))
        return redirect(wanted if _is_here(wanted) else _first_page())

    @blueprint.post("/logout")
    @open_to_all
    def leave() -> WerkzeugResponse:
        logout_user()
        session.clear()
        flash(say("You are signed out."))
        return redirect(url_for(".sign_in_page"))

    return blueprint


def _first_page() -> str:
    """Of who has duties and mends no gaps his own; of everybody else the board."""
    is_his = current_user.may(Right.OWN_DUTIES) and not current_user.may(Right.HANDLE_GAPS)
    return url_for("mine.duties" if is_his else "board.now")


def _is_here(wanted: str) -> bool:
    """Whether an address is a page of ours: nobody is sent elsewhere after signing in."""
    parts = urlsplit(wanted)
    is_ours = not parts.scheme and not parts.netloc and "\\" not in wanted
    return is_ours and wanted.startswith("/") and not wanted.startswith("//")
