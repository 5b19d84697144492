"""Accounts to the board: made by themselves when a period is over, kept for good, and verified."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from data.model.account import EVERYWHERE
from data.model.board_account import BoardAccount, hash_of_account
from data.store import board_accounts
from data.store.audit import trail
from data.store.audit.account_check import account_findings
from data.store.audit.trail import Act
from data.store.board_accounts import MADE
from data.store.tables.rosters import ENTRIES
from data.tables.period import ZONE
from scheduler.coverage.monitor import ITSELF
from scheduler.notifications.outbox import post
from scheduler.reporting.board_account.indicators import measure
from scheduler.reporting.board_account.messages import account_messages

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from data.model.account import Reach
    from data.model.account_line import AccountLine, AccountPeriod
    from data.model.board_account import Measured
    from data.store.audit.findings import AuditFinding
    from data.store.audit.trail import Head
    from data.store.opening import Store
    from scheduler.settings import Settings

#: So many periods of a line are made up at most, of those that nobody made when they were over.
MOST_MADE_UP = 8


def make_due(store: Store, settings: Settings, now: datetime) -> list[BoardAccount]:
    """Make every account of a period that is over and has none, and notify its readers.

    Counted first, then kept in one transaction with its entries in the audit trail and with the
    messages; what another worker kept meanwhile is left as it is.

    Raises
    ------
    InputError
        The records do not hold together: nothing was made.
    """
    due, head = _due(store, now)
    if not due:
        return []
    counted = measure(store, due, now)
    with store.writing() as connection:
        trail.take_turn(connection)
        kept = board_accounts.made_periods(connection)
        made = [
            (line, board_accounts.add_account(connection, _account(line, period, found, head, now)))
            for line, period, found in counted
            if (line.id, period) not in kept
        ]
        trail.append(connection, [_act(one) for _line, one in made], ITSELF, now)
        post(store, connection, account_messages(connection, settings, made, now))
    return [one for _line, one in made]


def _due(store: Store, now: datetime) -> tuple[list[tuple[AccountLine, AccountPeriod]], Head]:
    """Lines with a period that is over and has no account, and the end of the audit trail."""
    today = now.astimezone(ZONE).date()
    with store.reading() as connection:
        lines = board_accounts.account_lines(connection)
        kept = board_accounts.made_periods(connection) if lines else frozenset()
        head = trail.head(connection)
    due = [
        (line, period)
        for line in lines
        for period in line.periods(today, MOST_MADE_UP)
        if (line.id, period) not in kept
    ]
    return due, head


def _account(
    line: AccountLine, period: AccountPeriod, found: Measured, head: Head, now: datetime
) -> BoardAccount:
    facts = account_facts(line, period, found)
    content = json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
    return BoardAccount(
        id=0,
        line=line.id,
        first=period.first,
        last=period.last,
        regions=line.regions,
        made_at=now,
        entry=head.seq,
        entry_hash=head.hash,
        content=content,
        content_hash=hash_of_account(content),
    )


def account_facts(line: AccountLine, period: AccountPeriod, found: Measured) -> dict[str, Any]:
    """All that an account says; who reads it is not among it, as addresses are no part of it."""
    indicator = line.indicator
    return {
        "line": line.id,
        "theme": line.theme,
        "indicator": indicator.value,
        "frequency": line.frequency.value,
        "first": period.first.isoformat(),
        "last": period.last.isoformat(),
        "regions": list(line.regions),
        "partner": line.partner,
        "decision": line.decision,
        "decided_on": line.decided_on.isoformat() if line.decided_on else None,
        "goal": line.aim,
        "unit": indicator.unit.value,
        "is_better_high": indicator.is_better_high,
        "value": found.value,
        "part": found.part,
        "whole": found.whole,
        "unrecorded": found.unrecorded,
        "verdict": found.verdict(line.aim, is_better_high=indicator.is_better_high).value,
        "rows": [dict(row) for row in found.rows],
    }


def _act(one: BoardAccount) -> Act:
    facts = {
        "line": one.line,
        "first": one.first.isoformat(),
        "last": one.last.isoformat(),
        "content_hash": one.content_hash,
    }
    return Act(MADE, f"board_account/{one.id}", None, facts)


def verify_accounts(store: Store) -> list[AuditFinding]:
    """Which accounts are not as the audit trail says that they were made."""
    query = select(ENTRIES).where(ENTRIES.c.action == MADE).order_by(ENTRIES.c.seq)
    with store.reading() as connection:
        rows: list[Mapping[str, Any]] = [dict(row) for row in connection.execute(query).mappings()]
        return list(account_findings(connection, rows))


def list_accounts(
    store: Store,
    line: str | None = None,
    period: AccountPeriod | None = None,
    reach: Reach = EVERYWHERE,
) -> list[BoardAccount]:
    """Accounts that were made, or those of one line or period, the earliest period first.

    Parameters
    ----------
    reach
        Of whoever asks.
    """
    with store.reading() as connection:
        return board_accounts.board_accounts(connection, line, period, reach)


def read_account(store: Store, number: int) -> BoardAccount:
    """One account.

    Raises
    ------
    Refused
        There is none of that number.
    """
    with store.reading() as connection:
        return board_accounts.read_account(connection, number)
