"""Who is signed in, as Flask-Login knows him."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_login import AnonymousUserMixin, UserMixin, current_user

if TYPE_CHECKING:
    from data.model.account import Account, Right


class Visitor(UserMixin):  # type: ignore[misc]  # flask-login has no types
    """Somebody with an account."""

    def __init__(self, account: Account) -> None:
        self.account = account

    def get_id(self) -> str:
        """What the session remembers: with the stamp, so that it ends when his rights change."""
        return f"{self.account.id}.{self.account.stamp}"

    def may(self, right: Right) -> bool:
        """Whether he has this right."""
        return self.account.may(right)


class Stranger(AnonymousUserMixin):  # type: ignore[misc]
    """Nobody is signed in."""

    def may(self, _right: Right) -> bool:
        """Nothing."""
        return False


def signed_in() -> Account:
    """The account of whoever asks for this page; the guard saw to it that there is one."""
    account: Account = current_user.account
    return account


def who() -> str:
    """How the audit trail calls him."""
    return signed_in().login
