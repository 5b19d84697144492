"""The pages of partners, and the page that an employer opens without a login."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from data.store import records
from scheduler.accounts.secret import secret
from scheduler.notifications import signed_links
from scheduler.partners.asking import PURPOSE, notify_employers
from scheduler.records.row_edits import RowEdit, edit_rows
from scheduler.settings import Settings
from tests.scheduler.records.conftest import WITH_REGISTER
from tests.scheduler.records.register import LAPSING
from tests.support.region import INSIDE
from web.app import create_app

NOON = INSIDE.replace(hour=11)
SETTINGS = Settings()


@pytest.fixture
def page(tmp_path):
    """A client without an account, and the address that the employer of `LAPSING` was sent."""
    with WITH_REGISTER.copy("sqlite", tmp_path) as store:
        with store.reading() as connection:
            rows = records.read_rows(connection, "people").values()
            mine = next(row.values for row in rows if row.values["id"] == LAPSING)
        row = {"id": "e", "name": str(mine["employer"]), "mail": "hr@employer.example"}
        edit_rows(store, [RowEdit("partners", row)], "planner", NOON)
        assert notify_employers(store, SETTINGS, NOON)
        until = datetime(2027, 12, 1, tzinfo=UTC)
        token = signed_links.sign(PURPOSE, {"ask": 1, "lang": "nl"}, secret(store, SETTINGS), until)
        app = create_app(store, SETTINGS, lambda: NOON)
        yield app.test_client(), f"/declaration/{token}", str(mine["name"])


def test_an_employer_answers_without_a_login_and_sees_its_answer(page):
    client, address, name = page
    shown = client.get(address)
    assert shown.status_code == 200
    assert name in shown.text
    assert "default-src 'none'" in shown.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in shown.headers
    kept = client.post(address, data={"name": "Els Eik", "answer-1": "yes"})
    assert kept.status_code == 200
    assert "bewaard" in kept.text
    assert 'value="yes" checked' in client.get(address).text


@pytest.mark.parametrize(
    "form",
    [
        {"name": "Els"},
        {"answer-1": "yes"},
        {"name": "Els", "answer-1": "yes", "until-1": "soon"},
        {"name": "Els", "answer-1": "yes", "until-1": "2020-01-01"},
    ],
)
def test_what_makes_no_sense_is_told_and_nothing_is_kept(page, form):
    client, address, _name = page
    assert client.post(address, data=form).status_code == 422
    assert 'value="yes" checked' not in client.get(address).text


def test_a_link_that_is_no_good_tells_nothing(page):
    client, address, name = page
    for wrong in ("/declaration/abc", address[:-3]):
        found = client.get(wrong)
        assert found.status_code == 410
        assert name not in found.text
