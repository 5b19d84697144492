"""The OpenID provider of an installation, if it has one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from data.model.errors import Fault, InputError
from scheduler.access.signing_in import Claimed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scheduler.settings import Settings


@dataclass(frozen=True, slots=True)
class Provider:
    """Where an organisation keeps who its people are.

    Parameters
    ----------
    client_secret
        Empty: the provider asks for none, as the code is proven (PKCE).
    label
        What the button says; empty: something general.
    """

    issuer: str
    client_id: str
    client_secret: str
    label: str

    def __repr__(self) -> str:
        return f"Provider({self.issuer!r})"  # a secret has no place in a log

    def claimed(self, claims: Mapping[str, Any]) -> Claimed | None:
        """Who the provider says that somebody is; None: it does not say.

        An e-mail address counts if the provider says that it was verified.
        """
        subject = claims.get("sub")
        if not isinstance(subject, str) or not subject:
            return None
        is_verified = claims.get("email_verified") in (True, "true")
        given = [claims.get("email") if is_verified else None, claims.get("preferred_username")]
        logins = tuple(one for one in given if isinstance(one, str) and one.strip())
        return Claimed(f"{self.issuer} {subject}", logins)


def provider_of(settings: Settings) -> Provider | None:
    """The provider that the settings name.

    Raises
    ------
    InputError
        They name half of one, or its secret cannot be read.
    """
    if not settings.oidc_issuer and not settings.oidc_client_id:
        if settings.sso_only:
            what = "CACO_SSO_ONLY names roles that could not sign in: there is no provider"
            raise InputError([Fault(what, "Set CACO_OIDC_ISSUER, or leave CACO_SSO_ONLY out")])
        return None
    if not settings.oidc_issuer or not settings.oidc_client_id:
        what = "CACO_OIDC_ISSUER and CACO_OIDC_CLIENT_ID belong together, and one is missing"
        raise InputError([Fault(what, "Set both, or neither")])
    secret = _secret(settings.oidc_client_secret_file)
    return Provider(settings.oidc_issuer, settings.oidc_client_id, secret, settings.oidc_label)


def _secret(name: str) -> str:
    if not name:
        return ""
    try:
        said = Path(name).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        said = ""
    if not said:
        what = f"CACO_OIDC_CLIENT_SECRET_FILE names {name}, which holds nothing that can be read"
        raise InputError([Fault(what, "Write the secret into it, and let its owner alone read it")])
    return said
