"""What lets a request in: sessions of people, and tokens of other programs.

Of either the store keeps a hash; a token's secret is shown once.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from data.model.account import ApiToken, SignInProof, TokenScope, WebSession
from data.model.errors import Fault, Refused
from data.store import access, accounts
from data.store.audit import trail
from data.store.audit.trail import Act
from data.store.record_objects import read_regions

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from data.model.account import Account
    from data.store.opening import Store

LIFETIME = timedelta(hours=12)
IDLE = timedelta(hours=2)
NOTED_EVERY = timedelta(minutes=5)  #: so often is noted that somebody is still there
TOKEN_NOTED_EVERY = timedelta(minutes=1)  #: so often is noted that a token was used
TOKEN_BYTES = 32  #: 256 bits
_NAME_BYTES = 32
_PROGRAM = 200  #: characters of what a browser calls itself


def begin_session(
    store: Store, account: Account, proof: SignInProof, program: str, now: datetime
) -> str:
    """Start a session, and put the sign-in into the audit trail; the session's secret name."""
    name = secrets.token_urlsafe(_NAME_BYTES)
    new = WebSession(0, account.id, account.stamp, proof, program[:_PROGRAM], now, now)
    with store.writing() as connection:
        trail.take_turn(connection)
        access.add_session(connection, new, _hash(name))
        accounts.note_sign_in(connection, account.id, now)
        act = Act("account.signed_in", f"account/{account.id}", None, {"proof": proof.value})
        trail.append(connection, [act], account.login, now)
    return name


def whose_session(
    store: Store, name: str, now: datetime, *, is_seen: bool = True
) -> tuple[Account, WebSession] | None:
    """Whose session has this name, and the session; None: it is over, or was ended.

    Parameters
    ----------
    is_seen
        Somebody did something, so that the session is not idle.
    """
    with store.reading() as connection:
        found = accounts.account_of_session(connection, _hash(name))
    if found is None:
        return None
    session = found[1]
    if now - session.begun_at >= LIFETIME or now - session.seen_at >= IDLE:
        return None
    if is_seen and now - session.seen_at >= NOTED_EVERY:
        with store.writing() as connection:
            access.note_seen(connection, session.id, now)
    return found


def end_session(store: Store, name: str, *, signs_out: bool = False) -> None:
    """Let nobody in with this session any more.

    Parameters
    ----------
    signs_out
        They leave this browser: nothing is sent to it any more.
    """
    with store.writing() as connection:
        number = access.end_session(connection, _hash(name))
        if signs_out and number is not None:
            access.forget_devices(connection, sessions=[number])


def list_sessions(store: Store, account: int, now: datetime) -> list[WebSession]:
    """Where somebody is signed in, the last one seen first."""
    with store.reading() as connection:
        found = access.sessions_of(connection, account)
    return [one for one in found if now - one.begun_at < LIFETIME and now - one.seen_at < IDLE]


def end_sessions(
    store: Store, account: int, who: str, now: datetime, *, but: int | None = None
) -> int:
    """Sign somebody out everywhere, and send nothing there any more; how many sessions that ended.

    Parameters
    ----------
    but
        Number of a session that goes on: the one in which this is done.
    """
    with store.writing() as connection:
        trail.take_turn(connection)
        accounts.read_account(connection, account)
        ended = access.end_sessions(connection, [account], but)
        others = [one.id for one in access.push_devices(connection, account) if one.session != but]
        access.forget_devices(connection, numbers=others)
        if ended:
            act = Act("account.signed_out", f"account/{account}", None, {"sessions": ended})
            trail.append(connection, [act], who, now)
    return ended


@dataclass(frozen=True, slots=True)
class AttemptLimit:
    """How often one thing may be tried.

    Parameters
    ----------
    key
        What is counted; only its hash is kept.
    within
        How long a count lasts, from its first try.
    """

    key: str
    most: int
    within: timedelta

    @property
    def kept(self) -> str:
        """What the store knows of the key."""
        return _hash(self.key)


def try_once(store: Store, bounds: Sequence[AttemptLimit], now: datetime) -> bool:
    """Count a try; False: there were too many already.

    It is counted before it is judged, in one step: of many tries at the same moment no more go on
    than of as many one after another.
    """
    in_order = sorted(bounds, key=lambda one: one.kept)  # two who count at once never wait in turn
    with store.reading() as connection:
        counts = access.attempts(connection, [one.kept for one in in_order], now)
    if any(counts.get(one.kept, 0) >= one.most for one in in_order):
        return False
    with store.writing() as connection:
        counted = [
            access.count_attempt(connection, one.kept, now + one.within, now) <= one.most
            for one in in_order
        ]
    return all(counted)


def take_back(store: Store, bounds: Sequence[AttemptLimit]) -> None:
    """Count a try no longer: it was right."""
    with store.writing() as connection:
        access.uncount_attempts(connection, sorted(one.kept for one in bounds))


def _hash(text: str) -> str:
    """What the store keeps; looked up by it, so that no comparison leaks the secret."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


@dataclass(frozen=True, slots=True)
class GivenToken:
    """A token with its secret: here and never again."""

    token: ApiToken
    secret: str

    def __repr__(self) -> str:
        return f"GivenToken({self.token!r})"  # a secret has no place in a log


def make_token(
    store: Store,
    name: str,
    scopes: Collection[TokenScope],
    expires_at: datetime | None,
    who: str,
    now: datetime,
    regions: Collection[str] = (),
) -> GivenToken:
    """Make a token.

    Parameters
    ----------
    regions
        Ids of the regions that it is for; empty: all.

    Raises
    ------
    Refused
        It would have no name, or open nothing, or its last day is over; there is no such region.
    """
    if not name.strip() or not scopes:
        what = "a token needs a name and something to give access to"
        raise Refused([Fault(what, "Say what it is for, and choose at least one scope")])
    if expires_at is not None and expires_at <= now:
        what = "the last day of this token is over already"
        raise Refused([Fault(what, "Choose a later day")])
    secret = secrets.token_urlsafe(TOKEN_BYTES)
    limit = frozenset(regions) or None
    new = ApiToken(0, name.strip(), frozenset(scopes), now, who, expires_at, regions=limit)
    with store.writing() as connection:
        trail.take_turn(connection)
        known = {region.id for region in read_regions(connection)}
        if strange := sorted(set(regions) - known):
            remedy = "Name one as in caco export"
            raise Refused([Fault(f"there is no region {one}", remedy) for one in strange])
        made = access.add_token(connection, new, _hash(secret))
        facts: dict[str, list[str]] = {"scopes": sorted(made.scopes)}
        facts |= {"regions": sorted(regions)} if regions else {}
        act = Act("token.made", f"token/{made.id}", None, facts)
        trail.append(connection, [act], who, now)
    return GivenToken(made, secret)


def revoke_token(store: Store, number: int, who: str, now: datetime) -> ApiToken:
    """Withdraw a token.

    Raises
    ------
    Refused
        There is none of that number, or it was withdrawn already.
    """
    with store.writing() as connection:
        trail.take_turn(connection)
        if access.read_token(connection, number).revoked_at is not None:
            what = f"token {number} was withdrawn already"
            raise Refused([Fault(what, "Make a new one: caco tokens add")])
        done = access.revoke_token(connection, number, who, now)
        trail.append(connection, [Act("token.revoked", f"token/{number}")], who, now)
        return done


def opened_by(store: Store, secret: str, scope: TokenScope, now: datetime) -> ApiToken | None:
    """The token of a secret, if it opens this now."""
    found = presented(store, secret, now)
    return found if found is not None and found.opens(scope, now) else None


def presented(store: Store, secret: str, now: datetime) -> ApiToken | None:
    """The token of a secret, if it opens anything now."""
    with store.reading() as connection:
        found = access.token_of(connection, _hash(secret))
    if found is None or not any(found.opens(scope, now) for scope in found.scopes):
        return None
    if found.used_at is None or now - found.used_at >= TOKEN_NOTED_EVERY:
        with store.writing() as connection:
            access.note_use(connection, found.id, now)
    return found


def still_good(store: Store, number: int, scope: TokenScope, now: datetime) -> ApiToken | None:
    """A token that was presented before, if it still opens this: nobody withdrew it since."""
    with store.reading() as connection:
        found = [one for one in access.api_tokens(connection) if one.id == number]
    return next((one for one in found if one.opens(scope, now)), None)


def list_tokens(store: Store) -> list[ApiToken]:
    """All tokens, the oldest first."""
    with store.reading() as connection:
        return access.api_tokens(connection)
