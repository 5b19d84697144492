"""Who is signed in, as Flask-Login knows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_login import AnonymousUserMixin, UserMixin, current_user

from data.model.account import SignInProof

if TYPE_CHECKING:
    from data.model.account import Account, Right, Role


class Visitor(UserMixin):  # type: ignore[misc]  # flask-login has no types
    """Somebody with an account.

    Parameters
    ----------
    proof
        With what this session began.
    session
        Its number.
    second_factor
        Roles that must have one.
    """

    def __init__(
        self,
        account: Account,
        proof: SignInProof,
        session: int | None = None,
        second_factor: frozenset[Role] = frozenset(),
    ) -> None:
        self.account = account
        self.proof = proof
        self.session = session
        is_asked = not second_factor.isdisjoint(account.roles)
        #: Nothing is open before an app is set up that gives codes.
        self.must_set_up = is_asked and proof is SignInProof.PASSWORD

    def get_id(self) -> str:
        """What the session remembers: with the stamp, so that it ends when their rights change."""
        return f"{self.account.id}.{self.account.stamp}"

    def may(self, right: Right) -> bool:
        """Whether they have this right."""
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
    """How the audit trail calls them."""
    return signed_in().login
