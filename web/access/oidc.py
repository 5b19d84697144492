"""Signing in at the OpenID provider of the organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from authlib.common.errors import AuthlibBaseError  # type: ignore[import-untyped]
from authlib.integrations.base_client import (  # type: ignore[import-untyped]
    MismatchingStateError,
)
from authlib.integrations.flask_client import OAuth  # type: ignore[import-untyped]
from flask import Blueprint, redirect, request, session, url_for
from joserfc.errors import JoseError
from requests import RequestException

from data.model.account import SignInProof
from scheduler.accounts.sign_in import Provider, provider_of, sign_in_elsewhere
from web.access import sessions
from web.access.addresses import after_sign_in
from web.access.form import sign_in_form
from web.access.guard import open_to_all
from web.locale import say
from web.request_log import Event, note_event

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as WerkzeugResponse

    from web.app_services import AppServices

PATIENCE = 10  #: seconds for each answer of the provider
_WANTED = "wanted"  #: in the session: where to go afterwards
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


def area(site: AppServices) -> Blueprint:
    """The way to the provider and back; without a provider there is none."""
    blueprint = Blueprint("oidc", __name__)
    provider = provider_of(site.settings)
    if provider is None:
        return blueprint
    oauth = OAuth()
    client = _client(oauth, provider)
    blueprint.record_once(lambda state: oauth.init_app(state.app))

    @blueprint.get("/login/oidc")
    @open_to_all
    def go() -> WerkzeugResponse | tuple[str, int]:
        wanted = request.args.get("next", "")
        for tried in [key for key in session if key.startswith("_state_")]:
            del session[tried]  # an earlier try that was not finished
        session[_WANTED] = wanted
        try:
            there: WerkzeugResponse = client.authorize_redirect(
                f"{site.settings.base_url}{url_for('.back')}"
            )
        except _TROUBLE as error:
            return _told(site, error)
        return there

    @blueprint.get("/login/oidc/back")
    @open_to_all
    def back() -> WerkzeugResponse | tuple[str, int]:
        wanted = str(session.get(_WANTED, ""))
        try:
            claims = _claims(client, provider)
        except _TROUBLE as error:
            return _told(site, error)
        claimed = provider.claimed(claims)
        found = claimed and sign_in_elsewhere(site.store, claimed, site.clock())
        if not found:
            note_event(Event.REFUSED_ELSEWHERE, why="no account")
            unknown = say(
                "Your organisation knows you, but no account here may be opened that way. "
                "Ask your administrator."
            )
            return sign_in_form(site, wanted, wrong=unknown), 403
        sessions.begin(site, found, SignInProof.ORGANISATION)
        note_event(Event.SIGNED_IN, login=found.login, by="organisation")
        return redirect(after_sign_in(wanted))

    return blueprint


def _client(oauth: OAuth, provider: Provider) -> Any:  # noqa: ANN401 - Authlib has no types
    return oauth.register(
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


def _claims(client: Any, provider: Provider) -> dict[str, Any]:  # noqa: ANN401
    """What the provider says of somebody, once its signature, state and nonce are found right."""
    expected = {
        "iss": {"essential": True, "values": [provider.issuer, f"{provider.issuer}/"]},
        "aud": {"essential": True, "values": [provider.client_id]},
    }
    token = client.authorize_access_token(claims_options=expected)
    found: dict[str, Any] | None = token.get("userinfo")
    if found is None:
        raise ValueError("no id_token was given")
    return found


def _told(site: AppServices, error: Exception) -> tuple[str, int]:
    """What went wrong, in a sentence; the log has its kind, and nothing that may be secret."""
    note_event(Event.REFUSED_ELSEWHERE, why=_kind(error))
    if isinstance(error, RequestException):
        said = say("Your organisation does not answer. Try again in a minute.")
        return sign_in_form(site, "", wrong=said), 503
    if isinstance(error, MismatchingStateError):
        said = say("This was begun in another window, or too long ago. Begin again.")
        return sign_in_form(site, "", wrong=said), 400
    if getattr(error, "error", "") == "access_denied":
        said = say("Your organisation did not let you in, or you stopped halfway.")
        return sign_in_form(site, "", wrong=said), 403
    said = say("What your organisation said is not right. Begin again, or call your administrator.")
    return sign_in_form(site, "", wrong=said), 400


def _kind(error: Exception) -> str:
    code = getattr(error, "error", "")
    known = code if isinstance(code, str) and code.isidentifier() else ""
    return f"{type(error).__name__} {known}".strip()
