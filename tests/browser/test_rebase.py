"""Somebody takes an open shift, and a draft goes on: on a phone, in both languages."""

from __future__ import annotations

import pytest

from data.model.account import Role
from data.store import accounts
from scheduler.coverage.monitor import sweep
from scheduler.coverage.snapshot import CoverageCache
from scheduler.planning.drafts import copy_in_force
from scheduler.planning.edits import Edit, EditKind, edit_draft
from scheduler.planning.open_roster import open_roster
from scheduler.planning.publish import publish
from scheduler.self_service.open_shifts import open_shifts
from tests.browser.conftest import PHONE
from tests.browser.test_mine import is_as_wide_as_the_screen
from tests.browser.test_rosters import cell_of, day_of, in_words
from tests.support.region import CONSENT, FIRST, INSIDE, WEEKS
from tests.web.test_rebase import EN, seats

WORDS = {
    "nl": {
        "take": "Ik neem deze dienst",
        "pin": "Vastzetten",
        "behind": "Uw wijzigingen blijven behouden",
        "rebase": "Concept bijwerken",
        "done": "bijgewerkt tot versie 3",
        "sign": "Ondertekenen",
    },
    "en": {
        "take": "I take it",
        "pin": "Pin it",
        "behind": "What you changed is kept",
        "rebase": "Bring the draft up to date",
        "done": "based on version 3",
        "sign": "Sign the roster",
    },
}


def open_shift(store):
    """Open a few shifts in the version in force, and choose one that the functionary may take.

    Returns
    -------
    tuple
        The shift, the functionary, and somebody else who could have it.
    """
    with store.reading() as connection:
        taker = accounts.account_of(connection, "functionary").person
    draft = copy_in_force(store, FIRST, WEEKS, "planner", INSIDE).id
    opened = open_roster(store, draft)
    others = {shift.id: [p for p in people if p != taker] for shift, *people in seats(store, draft)}
    held = {shift: opened.holders[shift][0] for shift in others}
    edits = [Edit(EditKind.REMOVE, held[s], s) for s in list(others)[:12] if held[s] != taker]
    edit_draft(store, draft, edits, "planner", INSIDE)
    publish(store, draft, CONSENT, "planner", INSIDE, EN)
    sweep(store, WEEKS, INSIDE)
    for one in open_shifts(store, CoverageCache(store, WEEKS).snapshot(INSIDE), taker, WEEKS):
        if one.may_take and others.get(one.shift.id):
            return one.shift, taker, others[one.shift.id][0]
    raise LookupError("the functionary may take nothing")


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_draft_goes_on_after_somebody_took_a_shift(enter, barriers, site_store, language):
    words = WORDS[language]
    shift, taker, other = open_shift(site_store)
    planner = enter(Role.PLANNER, language, PHONE)
    draft = copy_in_force(site_store, FIRST, WEEKS, "planner", INSIDE)
    planner.goto(f"/rosters/{draft.id}")
    opened = open_roster(site_store, draft.id)
    day = day_of(opened, shift)
    cell_of(planner, opened, other, day).click()
    in_words(planner)
    given = f'#panel form:has(input[name=shift][value="{shift.id}"]) button[value=assign]'
    planner.locator(given).click()
    cell_of(planner, opened, other, day).locator("b").first.wait_for()
    assert planner.locator("#behind").inner_text() == ""

    functionary = enter(Role.FUNCTIONARY, language, PHONE)
    functionary.goto("/mine/open")
    taken = functionary.locator(f'form:has(input[value="{shift.id}"]) button')
    assert words["take"] in taken.inner_text()
    taken.click()
    functionary.wait_for_url("**/mine")

    # The page of the planner is still open: the next edit is made, and tells of it.
    held = f'#panel form:has(input[name=shift][value="{shift.id}"])'
    planner.locator(held).get_by_role("button", name=words["pin"]).click()
    planner.locator("#behind .notice").wait_for()
    assert words["behind"] in planner.locator("#behind").inner_text()
    assert barriers(planner) == []
    planner.locator("#panel [data-close]").click()
    planner.locator("#behind").get_by_role("button", name=words["rebase"]).click()

    planner.locator("fieldset.question").wait_for()
    names = {p.id: p.name for p in opened.problem.people}
    asked = planner.locator("fieldset.question").inner_text()
    assert names[taker] in asked
    assert names[other] in asked
    assert barriers(planner) == []
    assert is_as_wide_as_the_screen(planner)
    planner.locator("fieldset.question input[value=draft]").check()
    planner.locator("main .buttons .btn-primary").click()
    planner.get_by_text(words["done"]).wait_for()
    assert planner.locator("#behind").inner_text() == ""

    planner.goto(f"/rosters/{draft.id}/publish")
    for field in planner.locator(".remarks input[name=reason]").all():
        field.fill("afgesproken")
    planner.get_by_role("button", name=words["sign"]).click()
    planner.wait_for_url("**/signed")
    assert open_roster(site_store, draft.id).holders[shift.id] == (other,)
