"""Signing in at the OpenID provider of the organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from authlib.common.errors import AuthlibBaseError  # type: ignore[import-untyped]
from authlib.integrations.base_client import (  # type: ignore[import-untyped]
    MismatchingStateError,
)
from authlib.integrations.flask_client import OAuth  # type: ignore[import-untyped]
from flask import Blueprint, abort, current_app, redirect, request, session, url_for
from joserfc.errors import JoseError
from requests import RequestException

from data.i18n.fault_words import translated
from data.model.account import SignInProof
from data.model.errors import Refused
from scheduler.accounts.sign_in import Provider, provider_of, sign_in_elsewhere
from scheduler.notifications.invitation_answers import accept_elsewhere
from web.access import guard
from web.access.guard import open_to_all
from web.access.sign_in_views import after_sign_in, sign_in_form
from web.app_services import services
from web.locale import _, current_language
from web.request_log import Event, note_event

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.wrappers import Response as WerkzeugResponse

    from scheduler.accounts.sign_in import Claimed


PATIENCE = 10  #: seconds for each answer of the provider
_WANTED = "wanted"  #: in the session: where to go afterwards
INVITED = "invited"  #: in the session: the link of an invitation with which somebody goes there
_NAME = "provider"
#: What goes wrong at the provider, or in what it says: a document that lacks something, or is
#: something else altogether.
_TROUBLE = (
    AuthlibBaseError,
    JoseError,
    RequestException,
    RuntimeError,
    ValueError,
    TypeError,
    KeyError,
)


pages = Blueprint("oidc", __name__)


@pages.get("/login/oidc")
@open_to_all
def go() -> WerkzeugResponse | tuple[str, int]:
    wanted = request.args.get("next", "")
    for tried in [key for key in session if key.startswith("_state_")]:
        del session[tried]  # an earlier try that was not finished
    session[_WANTED] = wanted
    try:
        there: WerkzeugResponse = _client().authorize_redirect(
            f"{services.settings.base_url}{url_for('.back')}"
        )
    except _TROUBLE as error:
        return _told(error)
    return there


@pages.get("/login/oidc/back")
@open_to_all
def back() -> WerkzeugResponse | tuple[str, int]:
    wanted = str(session.get(_WANTED, ""))
    provider = provider_of(services.settings) or abort(404)
    try:
        claims = _claims(provider)
    except _TROUBLE as error:
        return _told(error)
    claimed = provider.claimed(claims)
    invited = session.pop(INVITED, "")
    if claimed and isinstance(invited, str) and invited:
        return _accept(invited, claimed)
    found = claimed and sign_in_elsewhere(services.store, claimed, services.clock())
    if not found:
        note_event(Event.REFUSED_ELSEWHERE, why="no account")
        unknown = _(
            "Your organisation knows you, but no account here may be opened that way. "
            "Ask your administrator."
        )
        return sign_in_form(wanted, wrong=unknown), 403
    guard.begin(found, SignInProof.ORGANISATION)
    note_event(Event.SIGNED_IN, login=found.login, by="organisation")
    return redirect(after_sign_in(wanted))


def _accept(token: str, claimed: Claimed) -> WerkzeugResponse | tuple[str, int]:
    """Make the account that somebody was invited to, who came back from the provider."""
    try:
        made = accept_elsewhere(services.store, services.settings, token, claimed, services.clock())
    except Refused as refused:
        note_event(Event.REFUSED_ELSEWHERE, why="invitation")
        said = translated(refused.reasons[0].what, current_language())
        return sign_in_form("", wrong=f"{said[:1].upper()}{said[1:]}."), 403
    guard.begin(made, SignInProof.ORGANISATION)
    note_event(Event.SIGNED_IN, login=made.login, by="organisation")
    return redirect(url_for("invitations.welcome"))


def register_provider(app: Flask, provider: Provider) -> None:
    """Add the way to the provider and back."""
    OAuth(app).register(
        _NAME,
        client_id=provider.client_id,
        client_secret=provider.client_secret or None,
        server_metadata_url=f"{provider.issuer}/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid email profile",
            "code_challenge_method": "S256",
            "default_timeout": PATIENCE,
            **({} if provider.client_secret else {"token_endpoint_auth_method": "none"}),
        },
    )
    app.register_blueprint(pages)


def _client() -> Any:  # noqa: ANN401 - Authlib has no types
    return current_app.extensions["authlib.integrations.flask_client"].create_client(_NAME)


def _claims(provider: Provider) -> dict[str, Any]:
    """What the provider says of somebody, once its signature, state and nonce are found right."""
    expected = {
        "iss": {"essential": True, "values": [provider.issuer, f"{provider.issuer}/"]},
        "aud": {"essential": True, "values": [provider.client_id]},
    }
    token = _client().authorize_access_token(claims_options=expected)
    found: dict[str, Any] | None = token.get("userinfo")
    if found is None:
        raise ValueError("no id_token was given")
    return found


def _told(error: Exception) -> tuple[str, int]:
    """What went wrong, in a sentence; the log has its kind, and nothing that may be secret."""
    note_event(Event.REFUSED_ELSEWHERE, why=_kind(error))
    if isinstance(error, RequestException):
        said = _("Your organisation does not answer. Try again in a minute.")
        return sign_in_form("", wrong=said), 503
    if isinstance(error, MismatchingStateError):
        said = _("This page has expired. Start again.")
        return sign_in_form("", wrong=said), 400
    if getattr(error, "error", "") == "access_denied":
        said = _("Your organisation did not let you in, or you stopped halfway.")
        return sign_in_form("", wrong=said), 403
    said = _(
        "The answer of your organisation is not valid. Start again, or call your administrator."
    )
    return sign_in_form("", wrong=said), 400


def _kind(error: Exception) -> str:
    code = getattr(error, "error", "")
    known = code if isinstance(code, str) and code.isidentifier() else ""
    return f"{type(error).__name__} {known}".strip()
