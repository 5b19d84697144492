"""Every page says whom it is for; one that forgot to say so is for nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, redirect, request, url_for
from flask_login import current_user

from web.access.visitor import Visitor

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.wrappers import Response as WerkzeugResponse

    from data.model.account import Right

    View = TypeVar("View", bound=Callable[..., object])

_NEEDS = "needs_right"  #: on a view: the right it asks for; None: it is open to all
_MISSING = object()
_BEFORE_A_SECOND_FACTOR = frozenset({"account.second_factor", "account.change_second_factor"})


def may(right: Right) -> Callable[[View], View]:
    """Mark a view: for whoever is signed in and has this right."""

    def mark(view: View) -> View:
        setattr(view, _NEEDS, right)
        return view

    return mark


def open_to_all(view: View) -> View:
    """Mark a view that needs nobody to be signed in: it guards itself, or holds nothing secret."""
    setattr(view, _NEEDS, None)
    return view


def needed(app: Flask, endpoint: str) -> Right | None:
    """What the view of an endpoint asks for; None: it is open to all.

    Raises
    ------
    LookupError
        Its author forgot to say.
    """
    if endpoint.endswith(".static"):  # files of an area, the same for all
        return None
    found = getattr(app.view_functions[endpoint], _NEEDS, _MISSING)
    if found is _MISSING:
        raise LookupError(f"{endpoint} does not say whom it is for")
    return found  # type: ignore[return-value]  # whatever a mark above has set


def guard(app: Flask) -> None:
    """Let nobody in where they may not be."""

    @app.before_request
    def check() -> WerkzeugResponse | None:
        if request.endpoint is None:  # no such page: the router says so
            return None
        right = needed(app, request.endpoint)
        if right is None:
            return None
        if not isinstance(current_user, Visitor) and not current_user.is_authenticated:
            return _to_sign_in()
        if current_user.must_set_up and request.endpoint not in _BEFORE_A_SECOND_FACTOR:
            return _elsewhere(url_for("account.second_factor"))
        if not current_user.account.may(right):
            abort(403)
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
