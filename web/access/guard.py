"""Every page and every operation of the API says whom it is for; without that it is for nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, redirect, request, session, url_for
from flask.sessions import SecureCookieSessionInterface
from flask_login import AnonymousUserMixin, UserMixin, current_user, login_user, logout_user

from data.model.account import Right, SignInProof, TokenScope
from scheduler.accounts.access import IDLE, LIFETIME, begin_session, end_session, whose_session
from web.access.regions import enforce
from web.app_services import services

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.wrappers import Response as WerkzeugResponse

    View = TypeVar("View", bound=Callable[..., object])
    from collections.abc import Collection

    from flask import Flask
    from flask.sessions import SessionMixin

    from data.model.account import Account, Role


class Visitor(UserMixin):  # type: ignore[misc]  # flask-login has no types
    """Somebody with an account.

    Parameters
    ----------
    proof
        With what this session began.
    session
        Its number.
    second_factor
        Roles that must have one.
    """

    def __init__(
        self,
        account: Account,
        proof: SignInProof,
        session: int | None = None,
        second_factor: frozenset[Role] = frozenset(),
    ) -> None:
        self.account = account
        self.proof = proof
        self.session = session
        is_asked = not second_factor.isdisjoint(account.roles)
        #: Nothing is open before an app is set up that gives codes.
        self.must_set_up = is_asked and proof is SignInProof.PASSWORD

    def get_id(self) -> str:
        """What the session remembers: with the stamp, so that it ends when their rights change."""
        return f"{self.account.id}.{self.account.stamp}"

    def may(self, right: Right) -> bool:
        """Whether they have this right."""
        return self.account.may(right)


class Stranger(AnonymousUserMixin):  # type: ignore[misc]
    """Nobody is signed in."""

    def may(self, _right: Right) -> bool:
        """Nothing."""
        return False


def signed_in() -> Account:
    """The account of whoever asks for this page; the guard saw to it that there is one."""
    account: Account = current_user.account
    return account


def current_username() -> str:
    """How the audit trail calls them."""
    return signed_in().login


#: What a page asks by itself, in the background: nobody is there because of it.
BY_ITSELF = frozenset({"badges.counts"})


_REQUIRED = "required"  #: on a view: the right or the scope it asks for; None: it is open to all


_MISSING = object()


_BEFORE_A_SECOND_FACTOR = frozenset({"account.second_factor", "account.change_second_factor"})


def require(what: Right | TokenScope) -> Callable[[View], View]:
    """Mark a page for people with this right, or an operation for tokens of this scope."""

    def mark(view: View) -> View:
        setattr(view, _REQUIRED, what)
        return view

    return mark


def open_to_all(view: View) -> View:
    """Mark a view that needs nobody to be signed in: it guards itself, or holds nothing secret."""
    setattr(view, _REQUIRED, None)
    return view


def required(app: Flask, endpoint: str) -> Right | TokenScope | None:
    """What the view of an endpoint asks for; None: it is open to all.

    Raises
    ------
    LookupError
        It is not marked.
    """
    if endpoint.endswith(".static"):  # files of an area, the same for all
        return None
    found = getattr(app.view_functions[endpoint], _REQUIRED, _MISSING)
    if found is _MISSING:
        raise LookupError(f"{endpoint} does not say whom it is for")
    return found  # type: ignore[return-value]  # whatever a mark above has set


def check_all_routes(app: Flask) -> None:
    """Refuse to start with a route that does not say whom it is for.

    Raises
    ------
    LookupError
        There is one.
    """
    for endpoint in app.view_functions:
        required(app, endpoint)


def register_guard(app: Flask) -> None:
    """Let nobody in where they may not be."""

    @app.before_request
    def check() -> WerkzeugResponse | None:
        if request.endpoint is None:  # no such page: the router says so
            return None
        right = required(app, request.endpoint)
        if right is None:
            return None
        if not isinstance(current_user, Visitor) and not current_user.is_authenticated:
            return _to_sign_in()
        if current_user.must_set_up and request.endpoint not in _BEFORE_A_SECOND_FACTOR:
            return _elsewhere(url_for("account.second_factor"))
        if not isinstance(right, Right) or not current_user.account.may(right):
            abort(403)
        enforce(request.endpoint, right)
        return None


def refuse_nameless_fields(app: Flask) -> None:
    """Refuse a form with a field that has no name, before anybody looks a name up in it.

    No browser sends one; what looks for the token against forged requests breaks on it.
    """

    @app.before_request
    def look() -> None:
        if request.mimetype == "multipart/form-data" and None in {*request.form, *request.files}:
            abort(400)


def _to_sign_in() -> WerkzeugResponse:
    """Ask who it is. A part of a page is not the place for that: the whole page goes there."""
    if not request.headers.get("HX-Request"):
        return current_app.login_manager.unauthorized()  # type: ignore[attr-defined,no-any-return]
    shown = urlsplit(request.headers.get("HX-Current-URL", ""))
    return _elsewhere(url_for("access.sign_in_page", next=shown.path or None))


def _elsewhere(there: str) -> WerkzeugResponse:
    if request.headers.get("HX-Request"):
        return Response(status=401, headers={"HX-Redirect": there})
    return redirect(there)


__all__ = ["IDLE", "LIFETIME", "Sessions", "begin", "end", "visitor"]


_NAME = "name"


class Sessions(SecureCookieSessionInterface):
    """Keeps sessions, except for areas that know their readers by the secret in an address.

    Their answers set no cookie and say nothing of one: they are the same whatever else the reader
    has open.
    """

    def __init__(self, without: Collection[str]) -> None:
        self.without = without

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Put the session into its cookie, where there is one."""
        if request.blueprint not in self.without:
            super().save_session(app, session, response)

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        """Whether an answer renews the cookie: that of a page, or one that has something to keep.

        A part that is answered late would put the cookie that it was asked with in the place of a
        newer one, and what that was to tell would be lost.
        """
        is_part = request.endpoint in BY_ITSELF or "HX-Request" in request.headers
        return session.modified or (not is_part and super().should_set_cookie(app, session))


def begin(account: Account, proof: SignInProof) -> None:
    """Start a session for somebody: nothing of the one before is left, nor what was planted in it.

    The token against forged requests is new with it.
    """
    before = session.get(_NAME)
    if isinstance(before, str):
        end_session(services.store, before)
    session.clear()
    session.permanent = True
    browser = request.headers.get("User-Agent", "")
    session[_NAME] = begin_session(services.store, account, proof, browser, services.clock())
    login_user(Visitor(account, proof))


def end() -> None:
    """End the session of this request: its cookie opens nothing any more, in nobody's hands."""
    name = session.get(_NAME)
    if isinstance(name, str):
        end_session(services.store, name, signs_out=True)
    logout_user()
    session.clear()


def visitor(known_as: str) -> Visitor | None:
    """Whoever is signed in with the session of this request.

    Parameters
    ----------
    known_as
        What the cookie says besides: account and stamp.
    """
    name = session.get(_NAME)
    found = None
    if isinstance(name, str):
        is_asked = request.endpoint not in BY_ITSELF
        found = whose_session(services.store, name, services.clock(), is_seen=is_asked)
    if found is None:
        return None
    account, kept = found
    if not services.settings.sso_only.isdisjoint(account.roles) and kept.proof.is_ours:
        return None
    there = Visitor(account, kept.proof, kept.id, services.settings.second_factor)
    return there if there.get_id() == known_as else None
