"""An employer answers and adds a document with a browser that runs no script."""

from __future__ import annotations

from datetime import timedelta

import pytest

from data.model.declaration_document import MOST_BYTES
from data.store import employer_asks, records
from data.store.declaration_documents import documents_of_person
from scheduler.accounts.secret import secret
from scheduler.notifications import signed_links
from scheduler.partners.asking import PURPOSE
from scheduler.records.row_edits import RowEdit, edit_rows
from scheduler.settings import Settings
from tests.browser.conftest import LOCALES, PHONE
from tests.scheduler.records.register import LAPSING, add_register
from tests.support.region import INSIDE


@pytest.fixture
def address(site_store):
    """The page about one declaration of `LAPSING`."""
    add_register(site_store)
    bank = {"id": "bank", "name": "Bank Wulp", "mail": "hr@bank.example"}
    edit_rows(site_store, [RowEdit("partners", bank)], "planner", INSIDE)
    until = INSIDE + timedelta(weeks=6)
    with site_store.writing() as connection:
        rows = records.read_rows(connection, "people").values()
        number = next(one.number for one in rows if one.values["id"] == LAPSING)
        lines = [(number, "verklaring", None)]
        ask = employer_asks.add_ask(connection, "bank", INSIDE, until, lines)
    key = secret(site_store, Settings())
    return f"/declaration/{signed_links.sign(PURPOSE, {'ask': ask, 'lang': 'nl'}, key, until)}"


def test_a_document_is_added_without_script_and_a_refused_one_loses_nothing(
    chromium, server, site_store, address, tmp_path
):
    (tmp_path / "large.pdf").write_bytes(b"%PDF-1.7\n" + bytes(MOST_BYTES))
    (tmp_path / "page.pdf").write_bytes(b"<!doctype html><script>alert(1)</script>")
    (tmp_path / "paper.pdf").write_bytes(b"%PDF-1.7\n%%EOF\n")
    context = chromium.new_context(
        base_url=server.url, locale=LOCALES["en"], viewport=PHONE, java_script_enabled=False
    )
    try:
        page = context.new_page()
        page.goto(address)
        page.check("input[value=yes]")
        page.fill("input[name=name]", "Els Eik")
        page.click("text=Bewaar deze antwoorden")
        for name, said in (
            ("large", "groter dan 5 MB"),
            ("page", "geen PDF, PNG of JPEG"),
            ("paper", "het document is bewaard"),
        ):
            page.set_input_files("input[type=file]", tmp_path / f"{name}.pdf")
            page.click("text=Bewaar dit document")
            page.locator(f"main :text('{said}')").first.wait_for()
            assert page.locator("input[value=yes]").is_checked()
    finally:
        context.close()
    with site_store.reading() as connection:
        (kept,) = documents_of_person(connection, LAPSING)
    assert kept.kind.value == "pdf"
