"""A planner corrects a draft on the grid, in a real browser."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from data.model.account import Role
from data.model.shift import days_of, is_long
from scheduler.planning.current_problem import FROZEN
from scheduler.planning.drafts import copy_in_force
from scheduler.planning.open_roster import open_roster
from tests.browser.conftest import DESK, PHONE, follow, paper_of
from tests.support.region import FIRST, INSIDE, WEEKS


@pytest.fixture
def draft(site_store):
    """A draft equal to the roster in force, open."""
    roster = copy_in_force(site_store, FIRST, WEEKS, "planner", INSIDE).id
    return open_roster(site_store, roster)


def coming(sheet):
    """The shifts of a day that may still move, of holders who break no rule, with these."""
    broken = {violation.person for violation in sheet.violations}
    return [
        (shift, sheet.holders[shift.id][0])
        for shift in sheet.shifts
        if shift.start > INSIDE + FROZEN
        and not is_long(shift)
        and not broken.issuperset(sheet.holders.get(shift.id, broken))
    ]


def day_of(sheet, shift):
    return shift.start.astimezone(sheet.problem.zone).date()


def after_a_night(sheet):
    """Who has a day shift, who worked the night before it and is free then, and the day."""
    known = sheet.shift_by_id
    for night, holder in ((s, p) for s in sheet.shifts for p in sheet.holders.get(s.id, ())):
        day = day_of(sheet, night) + timedelta(days=1)
        mine = {day_of(sheet, known[one.shift]) for one in sheet.by_person[holder]}
        for early in sheet.shifts:
            is_next = early.start == night.end and early.post == night.post and night.name == "N"
            if is_next and night.start > INSIDE and day not in mine and early.id in sheet.holders:
                return sheet.holders[early.id][0], holder, day
    raise LookupError("nobody is free after a night")


def cell_of(page, sheet, person, day):
    """The cell of somebody's day: three figures stand before the days."""
    place = (day - sheet.head.first_date).days
    return page.locator(f'tr[data-p="{person}"] > td').nth(3 + place)


def in_words(page):
    """What the panel says, once it says something."""
    page.locator("#panel:not([hidden]) p").first.wait_for()
    return page.locator("#panel").inner_text()


@pytest.mark.parametrize(
    ("language", "open_text", "fine"),
    [
        pytest.param("nl", "Valt open", "geen regel overtreden", marks=pytest.mark.first),
        ("en", "Falls open", "breaks no rule"),
    ],
)
def test_a_planner_works_with_the_keyboard(enter, barriers, draft, language, open_text, fine):
    page = enter(Role.PLANNER, language)
    page.goto(f"/rosters/{draft.head.id}?compare={draft.head.based_on}")
    shift, holder = coming(draft)[0]
    cell = cell_of(page, draft, holder, day_of(draft, shift))
    cell.click()
    in_words(page)
    page.keyboard.press("Escape")
    page.keyboard.press("p")
    cell.locator("b.pin").wait_for()
    page.keyboard.press("Delete")
    cell.locator("b.gone").wait_for()  # the corner that tells what changed
    assert open_text in in_words(page)
    assert page.locator("#cover .uncovered").count() > 0
    page.keyboard.press(shift.name.lower())
    cell.locator("b:not(.gone)").wait_for()
    page.keyboard.press("z")
    cell.locator("b.gone").wait_for()
    page.keyboard.press("z")
    cell.locator("b.pin").wait_for()
    assert fine in in_words(page)
    page.reload()
    assert page.locator("#undo").is_enabled()  # what was done outlives the page
    assert page.locator("#redo").is_enabled()
    assert barriers(page) == []


def free_on(sheet, shift):
    """Somebody who may do a shift, and has nothing on its day."""
    day, known, zone = day_of(sheet, shift), sheet.shift_by_id, sheet.problem.zone
    for person in sheet.problem.people:
        mine = [days_of(known[one.shift], zone) for one in sheet.by_person.get(person.id, ())]
        is_able = sheet.problem.level(person.id, shift) == "qualified"
        if is_able and not any(first <= day <= last for first, last in mine):
            return person.id
    raise LookupError("everybody has something to do")


@pytest.mark.parametrize(
    ("language", "title"),
    [
        pytest.param("nl", "Overnemen van", marks=pytest.mark.first),
        ("en", "Take over from"),
    ],
)
def test_a_code_in_a_full_roster_proposes_the_take_over(enter, barriers, draft, language, title):
    """Escape leaves all as it was, Enter carries it out; the keyboard goes in and out."""
    page = enter(Role.PLANNER, language)
    page.goto(f"/rosters/{draft.head.id}")
    shift, holder = coming(draft)[0]
    taker, day = free_on(draft, shift), day_of(draft, shift)
    cell, theirs = (cell_of(page, draft, one, day) for one in (taker, holder))
    cell.click()
    in_words(page)
    page.keyboard.press("Escape")
    page.keyboard.press(shift.name.lower())
    first = page.locator("#panel [data-first]")
    first.wait_for()
    assert page.locator("#proposal h2").inner_text().startswith(title)
    assert page.locator("#panel .prospect").count() >= 2
    assert first.evaluate("one => one === document.activeElement")
    assert barriers(page) == []
    page.keyboard.press("Escape")
    assert cell.evaluate("one => one === document.activeElement")
    assert theirs.locator("b").count() == 1
    page.keyboard.press(shift.name.lower())
    first.wait_for()
    page.keyboard.press("Enter")
    cell.locator("b").wait_for()
    assert theirs.locator("b.d").count() == 0
    name = draft.problem.person_by_id[taker].name
    assert page.locator("#panel h2").inner_text().startswith(name)


def test_the_keyboard_goes_into_the_panel_and_back(enter, draft):
    page = enter(Role.PLANNER, "nl")
    page.goto(f"/rosters/{draft.head.id}")
    shift, holder = coming(draft)[0]
    cell = cell_of(page, draft, holder, day_of(draft, shift))
    is_in_panel = "document.getElementById('panel').contains(document.activeElement)"
    cell.click()
    in_words(page)
    for way in ("Enter", "Tab", "F6"):
        page.keyboard.press(way)
        assert page.evaluate(is_in_panel), way
        page.keyboard.press("F6")
        assert cell.evaluate("one => one === document.activeElement"), way
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert cell.evaluate("one => one === document.activeElement")
    assert page.locator("#panel").is_hidden()
    page.keyboard.press("Enter")
    in_words(page)
    pin = page.locator("#panel button", has_text="Vastzetten")
    page.keyboard.press(pin.locator(".digit").inner_text())
    cell.locator("b.pin").wait_for()


def test_after_two_cells_changed_places_the_panel_speaks_of_the_cell(enter, draft):
    page = enter(Role.PLANNER, "nl")
    page.goto(f"/rosters/{draft.head.id}")
    shift, holder = coming(draft)[0]
    taker, day = free_on(draft, shift), day_of(draft, shift)
    for person in (holder, taker):
        cell_of(page, draft, person, day).click()
        in_words(page)
        page.keyboard.press("Escape")
        page.keyboard.press("x")
    cell_of(page, draft, taker, day).locator("b").wait_for()
    page.locator("#panel .fine, #panel .told").first.wait_for()
    name = draft.problem.person_by_id[taker].name
    assert page.locator("#panel h2").inner_text().startswith(name)


def middle(cell):
    """Where the mouse takes hold of a cell."""
    box = cell.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_duty_is_dragged_onto_a_person(enter, barriers, draft):
    """While it is dragged everybody has a sign; dropped it is asked, and carried out."""
    page = enter(Role.PLANNER, "nl")
    page.goto(f"/rosters/{draft.head.id}")
    shift, holder = coming(draft)[0]
    taker, day = free_on(draft, shift), day_of(draft, shift)
    cell, theirs = (cell_of(page, draft, one, day) for one in (taker, holder))
    page.mouse.move(*middle(theirs))
    page.mouse.down()
    page.mouse.move(*middle(cell), steps=4)
    page.locator("tr[data-verdict]").first.wait_for()
    verdicts = page.locator("tr[data-verdict]")
    assert verdicts.count() == len(draft.problem.people) - 1
    signs = page.evaluate(
        "[...document.querySelectorAll('tr[data-verdict] .who div')]"
        ".map(one => getComputedStyle(one, '::before').content)"
    )
    assert set(signs) <= {'"✓"', '"◇"', '"!"', '"×"'}
    page.mouse.move(*middle(cell), steps=2)
    assert draft.problem.person_by_id[taker].name in page.locator(".ghost").inner_text()
    assert barriers(page) == []
    page.mouse.up()
    page.locator("#panel [data-first]").wait_for()
    assert page.locator("tr[data-verdict], .ghost").count() == 0
    assert theirs.locator("b.d").count() == 1
    page.keyboard.press("Enter")
    cell.locator("b").wait_for()
    assert theirs.locator("b.d").count() == 0


def test_a_duty_is_given_away_by_keyboard(enter, barriers, draft):
    """What dragging does, without dragging."""
    page = enter(Role.PLANNER, "en")
    page.goto(f"/rosters/{draft.head.id}")
    shift, holder = coming(draft)[0]
    cell = cell_of(page, draft, holder, day_of(draft, shift))
    cell.click()
    page.get_by_role("link", name="Give away").focus()
    page.keyboard.press("Enter")
    page.locator("#panel .takers").first.wait_for()
    assert barriers(page) == []
    page.locator("#panel .takers button").first.click()
    page.locator("#panel [data-first], .steps button").first.wait_for()
    if page.locator("#panel [data-first]").count():
        page.keyboard.press("Enter")
    page.locator(".steps button").first.wait_for()
    assert cell.locator("b.d").count() == 0


def test_a_range_is_copied_pasted_pinned_and_taken_back(enter, barriers, draft):
    page = enter(Role.PLANNER, "nl")
    page.goto(f"/rosters/{draft.head.id}")
    shift, holder = coming(draft)[0]
    day, row = day_of(draft, shift), page.locator(f'tr[data-p="{holder}"]')
    before = row.inner_html()
    cell_of(page, draft, holder, day).click()
    in_words(page)
    page.keyboard.press("Escape")
    for _ in range(2):
        page.keyboard.press("Shift+ArrowRight")
    assert page.locator("td[aria-selected]").count() == 3
    assert page.locator("#panel [data-count]").inner_text() == "3"
    assert barriers(page) == []
    page.keyboard.press("p")
    page.locator(f'tr[data-p="{holder}"] b.pin').first.wait_for()
    page.keyboard.press("z")
    page.locator("td b.pin").first.wait_for(state="detached")
    cell_of(page, draft, holder, day).click()
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Control+c")
    assert page.locator("td.copied").count() == 2
    page.keyboard.press("Delete")
    page.locator("#panel .is-gap").first.wait_for()
    cell_of(page, draft, holder, day).click()
    page.keyboard.press("Control+v")
    cell_of(page, draft, holder, day).locator("b.d").wait_for()
    steps = page.locator(".steps li")
    assert steps.count() == 2
    assert barriers(page) == []
    steps.last.get_by_role("button").click()
    page.locator("#redo:enabled").wait_for()
    page.locator(".steps li").first.wait_for(state="detached")
    assert row.locator("b").count() == before.count("<b ")


def test_an_answer_that_comes_late_does_not_cover_a_newer_one(enter, draft):
    page = enter(Role.PLANNER, "nl")
    held = []
    page.route("**/cell?*", lambda route: held.append((route, route.fetch())))
    page.goto(f"/rosters/{draft.head.id}")
    shift, holder = coming(draft)[0]
    cell_of(page, draft, holder, day_of(draft, shift)).click()
    page.keyboard.press("Delete")
    page.locator("#panel .is-gap").first.wait_for()
    for route, answer in held:
        with page.expect_response("**/cell?*"):
            route.fulfill(response=answer)
    page.evaluate("async () => (await fetch(location.href)).text()")  # by now it is dealt with
    assert held
    assert page.locator("#panel .is-gap").count()


def test_the_mouse_chooses_cells_and_a_week_by_its_number(enter, draft):
    page = enter(Role.PLANNER, "nl")
    page.goto(f"/rosters/{draft.head.id}")
    shift, holder = coming(draft)[0]
    taker, day = free_on(draft, shift), day_of(draft, shift)
    one = cell_of(page, draft, taker, day)
    one.click()
    page.locator("thead [data-week]").last.click()
    assert page.locator("td.chosen").count() == 7
    page.mouse.move(*middle(one))
    page.mouse.down()
    page.mouse.move(*middle(cell_of(page, draft, taker, day + timedelta(days=1))), steps=4)
    page.mouse.up()
    assert page.locator("td.chosen").count() == 2
    cell_of(page, draft, holder, day).click(modifiers=["Shift"])
    assert page.locator(f'tr[data-p="{holder}"] td.chosen').count() == 1
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowDown")
    assert page.locator("td.chosen").count() == 0


TABLET = {"width": 768, "height": 1024}


@pytest.mark.parametrize(("size", "language"), [(PHONE, "nl"), (TABLET, "en")])
def test_what_is_open_stays_in_sight_on_a_narrow_screen(enter, barriers, draft, size, language):
    """One row below the days; the panel stands at the foot, and the cell above it."""
    page = enter(Role.PLANNER, language, size)
    page.goto(f"/rosters/{draft.head.id}")
    shift, holder = coming(draft)[0]
    cell = cell_of(page, draft, holder, day_of(draft, shift))
    cell.click()
    in_words(page)
    panel, there = page.locator("#panel").bounding_box(), cell.bounding_box()
    assert there["y"] + there["height"] <= panel["y"]
    with page.expect_response("**/edit*"):
        page.locator(
            "#panel button", has_text="Weghalen" if language == "nl" else "Take away"
        ).click()
    page.locator("#panel .is-gap").first.wait_for()
    page.keyboard.press("Escape")
    page.locator("#box").evaluate("box => { box.scrollTop = box.scrollHeight; }")
    open_there = page.locator("#sum .uncovered a").first
    box, row = page.locator("#box").bounding_box(), open_there.bounding_box()
    assert box["y"] <= row["y"] < box["y"] + 120
    assert page.locator("#cover").is_hidden()
    assert barriers(page) == []
    names = page.locator("tr[data-p] .name")
    cut = names.evaluate_all(
        "all => all.filter(one => one.scrollWidth > one.clientWidth + 1).length"
    )
    assert cut == 0
    assert names.first.evaluate("one => one.clientWidth") > 0
    open_there.click()
    page.locator("#panel a[data-open]").first.click()
    page.locator("#panel .candidates button").first.wait_for()


def test_a_team_is_folded_away_and_the_address_keeps_it(enter, barriers, draft):
    page = enter(Role.PLANNER, "nl")
    page.goto(f"/rosters/{draft.head.id}")
    first = page.locator("tr[data-p]").first
    fold = page.locator("a[data-fold]").first
    fold.focus()
    page.keyboard.press("Enter")
    first.wait_for(state="hidden")
    assert fold.get_attribute("aria-expanded") == "false"
    assert barriers(page) == []
    page.reload()
    assert first.is_hidden()
    page.locator("tr[data-p]:visible td.c").first.click()
    in_words(page)
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowUp")  # no row that is folded away is entered
    assert page.evaluate("document.activeElement.offsetParent !== null")
    page.locator("a[data-fold]").first.click()
    first.wait_for()
    assert "closed" not in page.url


def test_the_panel_covers_no_cell_at_a_desk(enter, draft):
    page = enter(Role.PLANNER, "nl")
    page.goto(f"/rosters/{draft.head.id}")
    page.locator("tr[data-p] td.c").first.click()
    in_words(page)
    box, panel = page.locator("#box").bounding_box(), page.locator("#panel").bounding_box()
    assert box["x"] + box["width"] <= panel["x"]
    assert panel["width"] < 13 * 28


def test_a_broken_rule_is_told_beside_the_cell_with_its_article(enter, draft):
    page = enter(Role.PLANNER, "nl")
    page.goto(f"/rosters/{draft.head.id}")
    other, holder, day = after_a_night(draft)
    cell_of(page, draft, other, day).click()
    in_words(page)
    page.keyboard.press("Escape")
    page.keyboard.press("x")
    cell_of(page, draft, holder, day).click()
    in_words(page)
    page.keyboard.press("Escape")
    page.keyboard.press("x")
    told = page.locator("#panel .told").first
    told.wait_for()
    assert "ATW 5:" in page.locator("#panel").inner_text()
    assert page.locator("#panel").bounding_box()["x"] > 0


def test_the_list_of_keys_and_a_refusal_open_beside_the_cell_and_close(enter, draft):
    page = enter(Role.PLANNER, "nl")
    page.goto(f"/rosters/{draft.head.id}")
    shift, holder = coming(draft)[0]
    cell = cell_of(page, draft, holder, day_of(draft, shift))
    cell.click()
    in_words(page)
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert "deze lijst" in page.locator("#panel:not([hidden]) dl").inner_text()
    page.locator("#panel h2").click()
    page.locator("#panel").wait_for()
    page.locator("#panel [data-close]").click()
    page.locator("#panel").wait_for(state="hidden")
    page.keyboard.press("q")
    page.keyboard.press("Enter")
    page.locator("#panel .trouble").wait_for()
    page.locator("#panel [data-close]").click()
    page.locator("#panel").wait_for(state="hidden")


def test_a_gap_is_filled_from_the_list_of_candidates(enter, barriers, draft):
    page = enter(Role.PLANNER, "nl")
    page.goto(f"/rosters/{draft.head.id}")
    shift, holder = coming(draft)[0]
    cell = cell_of(page, draft, holder, day_of(draft, shift))
    cell.click()
    page.get_by_role("button", name="Weghalen").first.click()
    page.locator("#panel .is-gap").first.wait_for()
    page.locator("#cover .uncovered a").first.click()
    candidates = page.locator("#panel .candidates")  # the shifts there before have this button too
    give = candidates.get_by_role("button", name="Toewijzen").first
    give.wait_for()
    assert barriers(page) == []
    give.click()
    page.locator("#panel p", has_text="Wordt bezet").wait_for()


def test_the_second_planner_is_told_what_the_first_did(enter, draft):
    one, other = enter(Role.PLANNER, "nl"), enter(Role.PLANNER, "en")
    shift, holder = coming(draft)[0]
    for page in (one, other):
        page.goto(f"/rosters/{draft.head.id}")
    for page in (one, other):
        cell_of(page, draft, holder, day_of(draft, shift)).click()
        in_words(page)
        page.keyboard.press("Escape")
    with one.expect_response("**/edit*"):
        one.keyboard.press("p")
    with other.expect_response("**/edit*") as answer:
        other.keyboard.press("Delete")
    assert answer.value.status == 409
    other.get_by_role("link", name="Reload the page").click()
    other.locator("b.pin").first.wait_for()


@pytest.mark.parametrize(("language", "size"), [("nl", PHONE), ("en", DESK)], ids=["phone", "desk"])
def test_everybody_reads_the_roster_in_force(enter, barriers, language, size):
    page = enter(Role.VIEWER, language, size)
    for path in ("/rosters", "/rosters/1", "/rosters/1/list", "/rosters/1/print"):
        page.goto(path)
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= size["width"], path  # what is wider scrolls in a box of its own
        assert barriers(page) == [], path
    page.goto("/rosters/1")
    page.locator("td > b").first.click()
    in_words(page)
    assert page.locator("#panel button:not(.close)").count() == 0
    assert page.locator("#panel").bounding_box()["y"] < size["height"]


@pytest.mark.parametrize(
    ("language", "size", "split", "give", "back"),
    [
        ("nl", DESK, "Splitsen", "Dit deel geven", "Terugnemen"),
        ("en", PHONE, "Split", "Give this part", "Take back"),
    ],
)
def test_a_planner_splits_a_shift_in_the_panel(
    enter, barriers, draft, language, size, split, give, back
):
    page = enter(Role.PLANNER, language, size)
    page.goto(f"/rosters/{draft.head.id}")
    shift, holder = coming(draft)[0]
    cell = cell_of(page, draft, holder, day_of(draft, shift))
    cell.click()
    in_words(page)
    page.locator("#panel summary", has_text=split).click()
    chosen = page.locator('#panel select[name="comer"]')
    comer = chosen.locator("option").nth(1).get_attribute("value")
    chosen.select_option(comer)
    page.get_by_role("button", name=give).click()
    theirs = cell_of(page, draft, comer, day_of(draft, shift))
    theirs.locator("b.part.q24").wait_for()
    assert cell.locator("b.part.q02").count() == 1
    assert draft.problem.person_by_id[comer].name in in_words(page)
    assert barriers(page) == []
    page.keyboard.press("Escape")
    theirs.click()
    page.locator("#panel .parts").wait_for()
    page.locator("#panel .parts button", has_text=back).click()
    theirs.locator("b.part").wait_for(state="detached")


@pytest.mark.parametrize(("language", "size"), [("nl", DESK), ("en", PHONE)])
def test_a_month_and_a_person_are_calendars_without_barriers(
    enter, barriers, site_store, language, size
):
    page = enter(Role.PLANNER, language, size)
    page.goto("/rosters/1/month?month=2026-12")
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    if paper := paper_of(page):
        assert len(re.findall(rb"/Type\s*/Page\b(?!s)", paper)) == 1
    follow(page.locator(".calendar li a").first)
    expect(page.locator(".calendar.own").first).to_be_visible()
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
