"""``caco account``."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from sqlalchemy import update

from data.store.tables.board_accounts import BOARD_ACCOUNTS
from scheduler.cli import session
from tests.scheduler.reporting.board_account.test_board_accounts import line, noted

DAY = datetime(2027, 4, 1, 4, tzinfo=UTC)


@pytest.fixture
def caco(command_line, site_store, monkeypatch):
    monkeypatch.setattr(session, "datetime", SimpleNamespace(now=lambda _zone: DAY))
    return command_line(site_store.engine.url.render_as_string(hide_password=False), "anna")


def test_accounts_are_made_listed_shown_and_verified(caco, site_store):
    noted(site_store, line("caco", "filled_minutes"), line("ex", "exercises"))
    assert caco("account", "run")[:2] == (0, "2 accounts were made.\n")
    assert caco("account", "run")[:2] == (0, "0 accounts were made.\n")
    listed = json.loads(caco("account", "list", "--json")[1])
    assert [one["line"] for one in listed] == ["caco", "ex"]
    assert all(one["is_whole"] for one in listed)
    code, said, wrong = caco("account", "show", listed[0]["number"])
    assert (code, wrong) == (0, "")
    assert "Goes well from 100%." in said
    assert "CaCo meldkamer" in said
    assert "not recorded" in caco("account", "show", listed[1]["number"])[1]
    assert caco("account", "verify")[:2] == (0, "2 accounts are as they were made.\n")
    with site_store.writing() as connection:
        connection.execute(update(BOARD_ACCOUNTS).values(content_hash="0" * 64))
    code, said, _ = caco("account", "verify")
    assert code == 1
    assert "it was changed after it was made" in said
    assert caco("account", "show", 1)[0] == 1
    assert "there is no account 9" in caco("account", "show", 9)[2]
