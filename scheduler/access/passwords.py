"""Passwords: kept as Argon2 hashes, with the library's own parameters."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from data.model.errors import Fault, InputError

LEAST, MOST = 12, 200  #: characters of a password
_HASHER = PasswordHasher()


def hashed(password: str) -> str:
    """What is kept of a password.

    Raises
    ------
    InputError
        It is too short or too long.
    """
    faults = password_faults(password)
    if faults:
        raise InputError(faults)
    return _HASHER.hash(password)


def password_faults(password: str) -> list[Fault]:
    """What is wrong with a password that somebody chose."""
    if LEAST <= len(password) <= MOST:
        return []
    what = f"a password has {LEAST} to {MOST} characters"
    return [Fault(what, "A few words that belong together only for you do well")]


def is_right(password_hash: str, password: str) -> bool:
    """Whether this is the password. It takes as long where there is none to compare with."""
    try:
        _HASHER.verify(password_hash or _of_nobody(), password[: MOST + 1])
    except (VerificationError, InvalidHashError):
        return False
    return bool(password_hash)


def is_outdated(password_hash: str) -> bool:
    """Whether a hash was made with weaker parameters than those of today."""
    return _HASHER.check_needs_rehash(password_hash)


@cache
def _of_nobody() -> str:
    return _HASHER.hash("nobody has this one")
