"""Somebody signs in: with a password, or as the OpenID provider says who they are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from data.model.account import Role
from data.model.errors import Fault, InputError
from data.store import accounts
from data.store.audit import trail
from data.store.audit.trail import Act
from scheduler.accounts.passwords import hashed, is_outdated, is_right

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from data.model.account import Account
    from data.store.opening import Store
    from scheduler.settings import Settings

#: A login from the provider alone is not enough for these.
_TRUSTED_HERE = frozenset({Role.ADMINISTRATOR, Role.PLANNER})


def sign_in(store: Store, login: str, password: str) -> Account | None:
    """The account of a login and its password; None: they do not fit, or it was closed."""
    with store.reading() as connection:
        found = accounts.account_of(connection, login)
    fits = is_right(found.password_hash if found else "", password)
    if found is None or not fits or not found.is_active:
        return None
    if is_outdated(found.password_hash):
        renewed = hashed(password)
        with store.writing() as connection:
            accounts.change_account(connection, found.id, password_hash=renewed)
    return found


@dataclass(frozen=True, slots=True)
class Claimed:
    """Who somebody is, as the OpenID provider says.

    Parameters
    ----------
    subject
        The name that never changes, with that of the provider.
    logins
        What they may be called here, the surest first; used only the first time.
    """

    subject: str
    logins: tuple[str, ...]


def sign_in_elsewhere(store: Store, claimed: Claimed, now: datetime) -> Account | None:
    """The account of somebody whom the provider vouches for; None: they have none that is open.

    The first time they are known by their login, and from then on by their subject alone: a login
    that the provider gives to somebody else later opens nothing. An account that plans or
    administers is matched so only if it has no password, and so was made for this: else a name
    chosen at the provider could open it.
    """
    with store.writing() as connection:
        trail.take_turn(connection)
        found = accounts.account_of_subject(connection, claimed.subject)
        if found is None:
            found = _recognised(connection, claimed, now)
        if found is None or not found.is_active:
            return None
        return found


def _recognised(connection: Connection, claimed: Claimed, now: datetime) -> Account | None:
    for login in claimed.logins:
        found = accounts.account_of(connection, login)
        if found is not None and found.is_active and not found.subject:
            if found.password_hash and not _TRUSTED_HERE.isdisjoint(found.roles):
                return None
            known = accounts.change_account(connection, found.id, subject=claimed.subject)
            act = Act("account.recognised", f"account/{known.id}")
            trail.append(connection, [act], known.login, now)
            return known
    return None


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
