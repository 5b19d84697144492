"""A second factor: codes of an app (TOTP, RFC 6238), and recovery codes for who lost it.

The key of an app is made from the secret of the installation and a seed in the store: the store
alone, or a backup of it, is not enough to make codes.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from typing import TYPE_CHECKING
from urllib.parse import quote

from data.model.account import Role, SignInProof
from data.model.errors import Fault, Refused
from data.store import access, accounts
from data.store.audit import trail
from data.store.audit.trail import Act
from scheduler.accounts.passwords import is_right
from scheduler.accounts.secret import secret

if TYPE_CHECKING:
    from datetime import datetime

    from data.model.account import Account
    from data.store.opening import Store
    from scheduler.settings import Settings

ISSUER = "CaCo Rooster"
STEP_SECONDS = 30  #: RFC 6238, 5.2
DIGITS = 6
DRIFT = 1  #: steps that the clock of a telephone may be off, to either side
_KEY_BYTES = 20  #: of HMAC-SHA-1, which every app knows (RFC 4226, 4)
CODES = 10  #: recovery codes
_CODE_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  #: none that is read as another
_CODE_LENGTH = 12  #: 59 bits
_MIGHTY = frozenset({Role.ADMINISTRATOR, Role.PLANNER})


def is_required(account: Account, settings: Settings) -> bool:
    """Whether one of the account's roles must give a code besides the password."""
    return not settings.second_factor.isdisjoint(account.roles)


def key_of(store: Store, settings: Settings, account: Account) -> bytes:
    """The key that an app shares with us.

    Raises
    ------
    CacoError
        The secret of the installation cannot be read.
    """
    about = f"second factor:{account.id}:{account.second_factor_seed}".encode()
    return hmac.new(secret(store, settings).encode(), about, hashlib.sha256).digest()[:_KEY_BYTES]


def code_at(key: bytes, step: int) -> str:
    """The code of a half minute (RFC 4226, 5.3)."""
    digest = hmac.new(key, step.to_bytes(8, "big"), hashlib.sha1).digest()
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFF_FFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def step_at(now: datetime) -> int:
    """The half minute in which a moment lies."""
    return int(now.timestamp()) // STEP_SECONDS


def in_letters(key: bytes) -> str:
    """A key as people type it into an app."""
    return base64.b32encode(key).decode("ascii")


def app_address(key: bytes, login: str) -> str:
    """What the QR code says to an app."""
    label = quote(f"{ISSUER}:{login}", safe="")
    return f"otpauth://totp/{label}?secret={in_letters(key)}&issuer={quote(ISSUER)}"


def prepare(store: Store, account: Account, password: str, who: str, now: datetime) -> Account:
    """Begin to set up an app: from now on a key is shown, until a code of it is given.

    Raises
    ------
    Refused
        The password is not right, or a code is required already.
    """
    if account.second_factor_at is not None:
        what = "a code is asked of this account already"
        raise Refused([Fault(what, "Turn that off first, with a code")])
    if not is_right(account.password_hash, password):
        raise Refused([Fault("this is not your password", "Type it once more")])
    with store.writing() as connection:
        trail.take_turn(connection)
        changed = accounts.change_account(
            connection, account.id, second_factor_seed=secrets.token_urlsafe(16)
        )
        trail.append(connection, [_act("prepared", account.id)], who, now)
        return changed


def turn_on(
    store: Store, settings: Settings, account: Account, code: str, session: int, now: datetime
) -> list[str]:
    """Require a code from now on; returns the recovery codes. Other sessions of the account end.

    Parameters
    ----------
    session
        Number of the session that goes on.

    Raises
    ------
    Refused
        The code is not that of the app, or none was set up.
    """
    if not account.second_factor_seed or account.second_factor_at is not None:
        raise Refused([Fault("no app is being set up", "Begin again")])
    step = _step_of(key_of(store, settings, account), code, now)
    if step is None:
        raise Refused([_not_right()])
    codes = _new_codes()
    with store.writing() as connection:
        trail.take_turn(connection)
        accounts.change_account(
            connection, account.id, second_factor_at=now, second_factor_step=step
        )
        accounts.replace_recovery_codes(connection, account.id, _hashes(account, codes))
        access.end_sessions(connection, [account.id], session)
        access.change_proof(connection, account.id, SignInProof.CODE)
        trail.append(connection, [_act("on", account.id)], account.login, now)
    return codes


def prove(
    store: Store, settings: Settings, account: Account, code: str, now: datetime
) -> SignInProof | None:
    """What a code proves; it is worth nothing a second time. None: it is not right."""
    if account.second_factor_at is None:
        return None
    step = _step_of(key_of(store, settings, account), code, now)
    with store.writing() as connection:
        if step is not None:
            return SignInProof.CODE if accounts.take_step(connection, account.id, step) else None
        (known,) = _hashes(account, [code])
        if not accounts.use_recovery_code(connection, account.id, known, now):
            return None
        trail.take_turn(connection)
        act = Act("account.recovery_code_used", f"account/{account.id}")
        trail.append(connection, [act], account.login, now)
        return SignInProof.RECOVERY_CODE


def codes_left(store: Store, account: Account) -> int:
    """How many recovery codes were not used yet."""
    with store.reading() as connection:
        return accounts.recovery_codes_left(connection, account.id)


def replace_codes(
    store: Store, settings: Settings, account: Account, code: str, now: datetime
) -> list[str]:
    """Make other recovery codes; those of before are worth nothing.

    Raises
    ------
    Refused
        The code is not right.
    """
    if prove(store, settings, account, code, now) is None:
        raise Refused([_not_right()])
    codes = _new_codes()
    with store.writing() as connection:
        trail.take_turn(connection)
        accounts.replace_recovery_codes(connection, account.id, _hashes(account, codes))
        act = Act("account.recovery_codes_made", f"account/{account.id}")
        trail.append(connection, [act], account.login, now)
    return codes


def turn_off(store: Store, settings: Settings, account: Account, code: str, now: datetime) -> None:
    """Require no code of one's own account any more.

    Raises
    ------
    Refused
        The code is not right.
    """
    if prove(store, settings, account, code, now) is None:
        raise Refused([_not_right()])
    _forget(store, account.id, "off", account.login, now)


def reset(store: Store, number: int, who: str, now: datetime) -> None:
    """Take the second factor of somebody away who lost it; the sessions of that account end.

    Raises
    ------
    Refused
        There is no such account.
    """
    _forget(store, number, "reset", who, now)


def refuse_reset_of_own(account: Account, number: int) -> None:
    """Let nobody take away the factor of an own account without a code.

    Raises
    ------
    Refused
        It is the own account.
    """
    if account.id == number:
        what = "your own second step is turned off on the page of your own account"
        raise Refused([Fault(what, "It asks a code there")])


def is_advised(account: Account) -> bool:
    """Whether somebody may do so much that a password alone is little."""
    return bool(account.password_hash) and not _MIGHTY.isdisjoint(account.roles)


def _forget(store: Store, number: int, verb: str, who: str, now: datetime) -> None:
    with store.writing() as connection:
        trail.take_turn(connection)
        accounts.change_account(
            connection, number, second_factor_seed="", second_factor_at=None, second_factor_step=0
        )
        accounts.replace_recovery_codes(connection, number, [])
        if verb == "reset":
            access.end_sessions(connection, [number])
        access.change_proof(connection, number, SignInProof.PASSWORD)
        trail.append(connection, [_act(verb, number)], who, now)


def _step_of(key: bytes, code: str, now: datetime) -> int | None:
    """The half minute whose code this is, the latest if there are two; None: of none near now."""
    given = "".join(code.split()).encode("utf-8", "replace")
    middle = step_at(now)
    fit = [
        step
        for step in range(middle - DRIFT, middle + DRIFT + 1)
        if hmac.compare_digest(code_at(key, step).encode(), given)
    ]
    return max(fit, default=None)


def _new_codes() -> list[str]:
    def one() -> str:
        letters = "".join(secrets.choice(_CODE_LETTERS) for _ in range(_CODE_LENGTH))
        return "-".join(letters[place : place + 4] for place in range(0, _CODE_LENGTH, 4))

    return [one() for _ in range(CODES)]


def _hashes(account: Account, codes: list[str]) -> list[str]:
    """What is kept of recovery codes; with the seed, so that two accounts never share one."""
    plain = ("".join(sign for sign in code.casefold() if sign.isalnum()) for code in codes)
    salt = account.second_factor_seed
    return [hashlib.sha256(f"{salt}:{one}".encode("utf-8", "replace")).hexdigest() for one in plain]


def _not_right() -> Fault:
    return Fault("this code is not right", "Wait for the next one in your app, and type that")


def _act(verb: str, number: int) -> Act:
    return Act(f"account.second_factor_{verb}", f"account/{number}")
