"""Passwords: kept as Argon2 hashes, with the library's own parameters."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from data.model.errors import Fault, InputError

LEAST, MOST = 12, 200  #: characters of a password
_HASHER = PasswordHasher()
_KINDS = 5  #: different characters that a password has at least
_LETTERS, _SIGNS = 4, 8  #: what is left of it, without what everybody tries: so many of either
_IN_A_ROW = 4  #: keys beside each other that count as one word
#: Keys and letters in the order in which fingers and children find them.
_ROWS = (
    "1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "azertyuiop", "qsdfghjklm", "wxcvbn",
    "abcdefghijklmnopqrstuvwxyz", "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
)  # fmt: skip
_DISGUISES = str.maketrans("013457@$!", "oieastasi")


def hashed(password: str, login: str = "", name: str = "") -> str:
    """What is kept of a password.

    Parameters
    ----------
    login, name
        Of its user.

    Raises
    ------
    InputError
        It is too short, too long, or easily guessed.
    """
    faults = password_faults(password, login, name)
    if faults:
        raise InputError(faults)
    return _HASHER.hash(password)


def password_faults(password: str, login: str = "", name: str = "") -> list[Fault]:
    """What is wrong with a password that somebody chose.

    Length counts most (NIST SP 800-63B, 5.1.1.2, which asks for a list of what is expected besides
    and against rules on kinds of characters).
    """
    if not LEAST <= len(password) <= MOST:
        what = f"a password has {LEAST} to {MOST} characters"
        return [Fault(what, "A few words that belong together only for you work well")]
    if _holds_login(password.casefold(), login.casefold()):
        return [Fault("this password holds the login", "Choose one that nobody can think of")]
    if is_easy(password, name):
        what = "this password is easily guessed"
        remedy = "Choose a few words that belong together only for you, and no row of keys"
        return [Fault(what, remedy)]
    return []


def is_easy(password: str, name: str = "") -> bool:
    """Whether little is left of a password without what everybody tries.

    That is: common words, with digits for letters too, a word of the name of its owner, keys in a
    row, and what is said over again.
    """
    low = password.casefold()
    if len(set(low)) < _KINDS:
        return True
    own = [part for part in re.split(r"\W+", name.casefold()) if len(part) >= _IN_A_ROW]
    left = _without_rows(_said_once(low))
    for word in [*own, *_common()]:  # the longest first
        left = left.replace(word, " ")
        left = _without_disguised(left, word)
    letters = sum(sign.isalpha() for sign in left)
    signs = sum(not sign.isspace() for sign in left)
    return letters < _LETTERS and signs < _SIGNS


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


def _holds_login(password: str, login: str) -> bool:
    parts = {login, login.partition("@")[0]}
    return any(len(part) >= _IN_A_ROW and part in password for part in parts)


def _said_once(text: str) -> str:
    """The part of which a text is a repetition; itself, if it is none."""
    place = (text + text).find(text, 1)
    return text[:place]


def _without_rows(text: str) -> str:
    """A text without keys or letters in a row, forwards or backwards."""
    kept, place = [], 0
    while place < len(text):
        length = _row_at(text, place)
        kept.append(" " if length else text[place])
        place += length or 1
    return "".join(kept)


def _row_at(text: str, place: int) -> int:
    """How many signs from a place on stand in a row; 0: too few to be one."""
    length = _IN_A_ROW
    while place + length <= len(text) and _is_row(text[place : place + length]):
        length += 1
    return length - 1 if length > _IN_A_ROW else 0


@cache
def _is_row(part: str) -> bool:
    return any(part in row or part[::-1] in row for row in _ROWS)


def _without_disguised(text: str, word: str) -> str:
    place = text.translate(_DISGUISES).find(word)
    return text if place < 0 else f"{text[:place]} {text[place + len(word) :]}"


@cache
def _common() -> tuple[str, ...]:
    """Words that everybody tries, the longest first."""
    text = files("scheduler.accounts").joinpath("common_words.txt").read_text(encoding="utf-8")
    words = {word for line in text.splitlines() if line[:1] != "#" for word in line.split()}
    return tuple(sorted(words, key=lambda word: (-len(word), word)))


@cache
def _of_nobody() -> str:
    return _HASHER.hash("nobody has this one")
