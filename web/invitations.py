"""The page behind the link of an invitation, and where somebody arrives with a new account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, current_app, redirect, render_template, request, session, url_for
from flask_login import current_user

from data.model.account import Right, SignInProof
from data.model.errors import Fault, Refused
from scheduler.notifications.invitation_answers import accept_invitation, open_invitation
from web.access import guard
from web.access.guard import open_to_all, require, signed_in
from web.access.oidc_views import INVITED
from web.app_services import services
from web.locale import _
from web.request_log import Event, note_event
from web.shared.errors import error_messages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from werkzeug.wrappers import Response as WerkzeugResponse

    from data.model.invitation import Invitation

pages = Blueprint("invitations", __name__)


@pages.get("/invitation/<token>")
@open_to_all
def invitation(token: str) -> str | tuple[str, int]:
    """The page that asks for a password."""
    try:
        found = open_invitation(services.store, services.settings, token, services.clock())
    except Refused as refused:
        return _no_good(refused)
    return _page(token, found)


@pages.post("/invitation/<token>")
@open_to_all
def accept(token: str) -> WerkzeugResponse | str | tuple[str, int]:
    """Make the account, with a password."""
    store, settings, now = services.store, services.settings, services.clock()
    try:
        found = open_invitation(store, settings, token, now)
    except Refused as refused:
        return _no_good(refused)
    password = request.form.get("password", "")
    try:
        if not settings.sso_only.isdisjoint(found.roles):
            what = "this account signs in with the organisation"
            raise Refused([Fault(what, "Use the button for it")])
        if password != request.form.get("again", ""):
            what = "the password was not typed twice in the same way"
            raise Refused([Fault(what, "Type it again")])
        made = accept_invitation(store, settings, token, password, now)
    except Refused as refused:
        return _page(token, found, refused.reasons), 422
    guard.begin(made, SignInProof.PASSWORD)
    note_event(Event.SIGNED_IN, login=made.login, by="invitation")
    return redirect(url_for(".welcome"))


@pages.post("/invitation/<token>/organisation")
@open_to_all
def accept_at_provider(token: str) -> WerkzeugResponse | str | tuple[str, int]:
    """Go to the provider of the organisation, which says who it is."""
    try:
        open_invitation(services.store, services.settings, token, services.clock())
    except Refused as refused:
        return _no_good(refused)
    session[INVITED] = token
    return redirect(url_for("oidc.go"))


@pages.get("/welcome")
@require(Right.SEE_COVERAGE)
def welcome() -> str:
    """What somebody with a new account does first."""
    has_duties = current_user.may(Right.OWN_DUTIES)
    return render_template("access/welcome.html", account=signed_in(), has_duties=has_duties)


def _page(token: str, found: Invitation, reasons: Sequence[Fault] = ()) -> str:
    has_provider = "oidc.go" in current_app.view_functions
    label = services.settings.oidc_label or _("Sign in with your organisation")
    return render_template(
        "access/invitation.html",
        token=token,
        found=found,
        elsewhere=label if has_provider else "",
        has_password=services.settings.sso_only.isdisjoint(found.roles),
        faults=error_messages(reasons),
    )


def _no_good(refused: Refused) -> tuple[str, int]:
    note_event(Event.TOKEN_REFUSED, door="invitation", status=410)
    faults = error_messages(refused.reasons)
    return render_template("access/invitation.html", token="", found=None, faults=faults), 410
