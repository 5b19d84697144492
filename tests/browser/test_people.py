"""People in a real browser: the planner finds who lapses, declares, and drops a workbook."""

import base64
import re

import pytest
from playwright.sync_api import expect

from data.model.account import Role
from data.tables.write_tables import write_workbook
from tests.browser.conftest import DESK, PHONE
from tests.scheduler.records.register import LAPSING, add_register
from tests.support.region import texts


@pytest.fixture(autouse=True)
def register(site_store):
    add_register(site_store)


#: A file that is dropped, as a browser hands it over.
DROP = """([content, name]) => {
    const bytes = Uint8Array.from(atob(content), (one) => one.charCodeAt(0));
    const data = new DataTransfer();
    data.items.add(new File([bytes], name));
    const target = document.querySelector("[data-drop]");
    for (const kind of ["dragenter", "dragover", "drop"])
        target.dispatchEvent(new DragEvent(kind, {dataTransfer: data, bubbles: true}));
}"""


@pytest.mark.parametrize(("language", "size"), [("nl", DESK), ("en", PHONE)])
def test_the_matrix_is_narrowed_without_loading_anew(enter, barriers, language, size):
    page = enter(Role.PLANNER, language, size)
    page.goto("/people")
    assert page.locator(".matrix tbody tr").count() == 14
    assert (
        page.locator(".matrix tbody tr")
        .first.inner_text()
        .startswith(page.locator(f'.matrix a[href="/people/{LAPSING}"]').inner_text())
    )
    assert barriers(page) == []
    # The page itself never scrolls sideways; the matrix does, its names staying in sight.
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    rows = page.locator(".matrix tbody tr")
    page.fill("#name", "sofie")
    expect(rows).to_have_count(1)
    assert "name=sofie" in page.url
    page.fill("#name", "")
    expect(rows).to_have_count(14)
    page.select_option("#state", "ending")
    expect(page).to_have_url(re.compile("state=ending"))
    expect(page.locator(".matrix tbody tr:not(:has(.state-ending))")).to_have_count(0)
    assert rows.count() > 0


@pytest.mark.parametrize(("language", "size"), [("nl", DESK), ("en", PHONE)])
def test_a_declaration_closes_gaps(enter, barriers, language, size):
    page = enter(Role.PLANNER, language, size)
    page.goto(f"/people/declare?person={LAPSING}&requirement=verklaring")
    page.fill("#find", "sofie")
    assert page.locator("#people-list li:visible").count() == 1
    page.fill("#find", "")
    page.fill("#declared_by", "B. Baas")
    page.fill("#employer", "Politie")
    assert barriers(page) == []
    page.click("button[name=look]")
    page.locator("#outcome").wait_for()
    assert barriers(page) == []
    page.click("button[name=keep]")
    page.wait_for_url("**/people")
    page.locator(".notice").wait_for()
    assert page.locator(f'#lapses a[href="/people/{LAPSING}"]').count() == 0


@pytest.mark.parametrize(("language", "size"), [("nl", DESK), ("en", PHONE)])
def test_a_dropped_workbook_is_shown_first_and_then_carried_out(
    enter, barriers, tmp_path, language, size
):
    first, *others = texts()["people"]
    write_workbook({"people": [{**first, "name": "Sofie Maanlicht"}, *others]}, tmp_path / "m.xlsx")
    content = base64.b64encode((tmp_path / "m.xlsx").read_bytes()).decode()
    page = enter(Role.PLANNER, language, size)
    page.goto("/people/import")
    assert barriers(page) == []
    page.evaluate(DROP, [base64.b64encode(b"no workbook").decode(), "m.xlsx"])
    page.wait_for_selector("table.faults")
    assert barriers(page) == []
    page.evaluate(DROP, [content, "m.xlsx"])
    page.wait_for_selector("ins")
    assert page.locator("ins").inner_text() == "Sofie Maanlicht"
    assert barriers(page) == []
    page.click(".carry-out button")
    page.wait_for_selector(".notice")
    assert page.locator(".warning").count() > 0  # of the people of this region nobody has a number
    assert barriers(page) == []
    page.goto("/people")
    assert page.locator("text=Sofie Maanlicht").count() == 1


@pytest.mark.parametrize(("language", "size"), [("nl", PHONE), ("en", DESK)])
def test_the_duty_manager_reports_somebody_sick(enter, barriers, language, size):
    page = enter(Role.DUTY_MANAGER, language, size)
    page.goto("/people/p003")
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.fill("#until", "2027-01-17")
    page.click("form.stacked button:not([data-pick])")
    page.wait_for_selector(".notice")
    assert page.locator("#duties a.is-gap").count() > 0
