"""Accounts and tokens on the screen."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.table import Table

from data.tables.period import ZONE
from scheduler.cli.plain_values import plain

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from data.i18n.language import Language
    from data.model.account import Account, ApiToken
    from scheduler.accounts.tokens import GivenToken


def account_row(account: Account) -> dict[str, Any]:
    """An account for a program: no hash of a password, and not who they are elsewhere."""
    hidden = ("password_hash", "subject", "stamp", "second_factor_seed", "second_factor_step")
    facts = {name: value for name, value in asdict(account).items() if name not in hidden}
    facts["roles"] = sorted(account.roles)
    found: dict[str, Any] = plain(facts)
    return found


def accounts_table(accounts: Sequence[Account], speech: Language) -> Table:
    """A row for each account."""
    say = speech.gettext
    headings = (say("Login"), say("Name"), say("Roles"), say("Person"), say("Last signed in"))
    table = _table(*headings, say("State"))
    for one in accounts:
        table.add_row(
            one.login,
            one.name,
            ", ".join(sorted(one.roles)),
            one.person or "",
            speech.moment(one.signed_in_at, ZONE) if one.signed_in_at else say("never"),
            say("open") if one.is_active else say("closed"),
        )
    return table


def token_row(token: ApiToken) -> dict[str, Any]:
    """A token for a program."""
    found: dict[str, Any] = plain({**asdict(token), "scopes": sorted(token.scopes)})
    return found


def tokens_table(tokens: Sequence[ApiToken], now: datetime, speech: Language) -> Table:
    """A row for each token."""
    say = speech.gettext
    headings = (say("Number"), say("Name"), say("Opens"), say("Last used"), say("State"))
    table = _table(*headings)
    for one in tokens:
        table.add_row(
            str(one.id),
            one.name,
            ", ".join(sorted(one.scopes)),
            speech.moment(one.used_at, ZONE) if one.used_at else say("never"),
            _state(one, now, speech),
        )
    return table


def given_lines(given: GivenToken, base_url: str, speech: Language) -> list[str]:
    """A new token, and what its owner has to know."""
    say = speech.gettext
    lines = [given.secret, say("It is shown this once; only a hash of it is kept.")]
    if "board" in given.token.scopes:
        wall = f"{base_url}/board?token={given.secret}"
        lines.append(f"{say('Open this on the wall screen:')} {wall}")
    return lines


def _state(token: ApiToken, now: datetime, speech: Language) -> str:
    say = speech.gettext
    if token.revoked_at:
        moment = speech.moment(token.revoked_at, ZONE)
        said = say("withdrawn {moment} by {who}")
        return said.format(moment=moment, who=token.revoked_by)
    if token.expires_at is None:
        return say("good without end")
    is_over = token.expires_at <= now
    said = say("over since {moment}") if is_over else say("good until {moment}")
    return said.format(moment=speech.moment(token.expires_at, ZONE))


def _table(*headings: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0))
    for heading in headings:
        table.add_column(heading)
    return table
