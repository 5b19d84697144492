"""Who is signed in where; and how often something may be tried, whichever process is asked."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from data.model.account import SignInProof, WebSession
from data.store import access, accounts
from data.store.audit import trail
from data.store.audit.trail import Act

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.model.account import Account
    from data.store.opening import Store

LIFETIME = timedelta(hours=12)
IDLE = timedelta(hours=2)
NOTED_EVERY = timedelta(minutes=5)  #: so often is noted that somebody is still there
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


def whose_session(store: Store, name: str, now: datetime) -> tuple[Account, WebSession] | None:
    """Whose session has this name, and the session; None: it is over, or was ended."""
    with store.reading() as connection:
        found = accounts.account_of_session(connection, _hash(name))
    if found is None:
        return None
    session = found[1]
    if now - session.begun_at >= LIFETIME or now - session.seen_at >= IDLE:
        return None
    if now - session.seen_at >= NOTED_EVERY:
        with store.writing() as connection:
            access.note_seen(connection, session.id, now)
    return found


def end_session(store: Store, name: str) -> None:
    """Let nobody in with this session any more."""
    with store.writing() as connection:
        access.end_session(connection, _hash(name))


def list_sessions(store: Store, account: int, now: datetime) -> list[WebSession]:
    """Where somebody is signed in, the last one seen first."""
    with store.reading() as connection:
        found = access.sessions_of(connection, account)
    return [one for one in found if now - one.begun_at < LIFETIME and now - one.seen_at < IDLE]


def end_sessions(
    store: Store, account: int, who: str, now: datetime, *, but: int | None = None
) -> int:
    """Sign somebody out everywhere; how many sessions that ended.

    Parameters
    ----------
    but
        Number of a session that goes on: the one in which this is asked.
    """
    with store.writing() as connection:
        trail.take_turn(connection)
        accounts.read_account(connection, account)
        ended = access.end_sessions(connection, [account], but)
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
    """What the store keeps; looked up by it, so that no comparison tells of the secret."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
