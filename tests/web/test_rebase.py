"""A draft that is behind says so on every page that shows it, and is brought up to date there."""

from __future__ import annotations

import re

import pytest

from data.i18n.language import language
from data.model.account import Role
from data.model.person import CompetenceLevel
from data.model.shift import is_long
from data.store import rosters
from scheduler.planning.current_problem import can_do
from scheduler.planning.drafts import copy_in_force
from scheduler.planning.edits import Edit, EditKind, edit_draft
from scheduler.planning.open_roster import open_roster
from scheduler.planning.publish import publish
from scheduler.planning.splits import SplitPart
from tests.support.region import CONSENT, FIRST, INSIDE, WEEKS

EN = language("en")
ASIDE = {"HX-Request": "true"}


def copied(store):
    return copy_in_force(store, FIRST, WEEKS, "planner", INSIDE).id


def give(store, roster, shift, person):
    holder = open_roster(store, roster).holders[shift.id][0]
    edits = [Edit(EditKind.REMOVE, holder, shift.id), Edit(EditKind.ASSIGN, person, shift.id)]
    edit_draft(store, roster, edits, "planner", INSIDE)


def signed(store, shift, person, who="Emma"):
    """A version in which somebody else has a shift."""
    draft = copied(store)
    give(store, draft, shift, person)
    return publish(store, draft, CONSENT, who, INSIDE, EN)[0]


def seats(store, roster):
    """Shifts of a day to come, each with two others who could have it; the last first."""
    opened = open_roster(store, roster)
    found = []
    for shift in reversed(opened.shifts):
        if shift.start <= INSIDE or is_long(shift) or shift.id not in opened.holders:
            continue
        touching = [s for s in opened.shifts if s.start < shift.end and shift.start < s.end]
        busy = {person for s in touching for person in opened.holders.get(s.id, ())}
        free = [
            p.id
            for p in opened.problem.people
            if p.id not in busy
            and can_do(opened.problem, p.id, shift)
            and opened.problem.level(p.id, shift) is CompetenceLevel.QUALIFIED
        ]
        if len(free) >= 2:
            found.append((shift, *free[:2]))
    return found


@pytest.fixture
def planner(visit):
    return visit(Role.PLANNER)


@pytest.fixture
def draft(site_store):
    """A draft in which one shift is somebody else's."""
    roster = copied(site_store)
    shift, mine, _ = seats(site_store, roster)[0]
    give(site_store, roster, shift, mine)
    return roster


@pytest.fixture
def overtaken(site_store, draft):
    """The same; another shift changed hands since."""
    (_, *_), (shift, theirs, _) = seats(site_store, draft)[:2]
    signed(site_store, shift, theirs)
    return draft


@pytest.fixture
def contested(site_store):
    """A draft, and a shift that the version signed since gave to somebody else than it did."""
    roster = copied(site_store)
    shift, mine, theirs = seats(site_store, roster)[0]
    give(site_store, roster, shift, mine)
    signed(site_store, shift, theirs)
    return roster, shift, mine, theirs


def holders(store, roster, shift):
    return open_roster(store, roster).holders.get(shift.id, ())


def fields(page, **chosen):
    """The form of the page of a rebase."""
    names = ("seen", "onto")
    found = {n: re.search(rf'name="{n}" value="(\d+)"', page)[1] for n in names}
    return {**found, **{name.replace("__", "-"): value for name, value in chosen.items()}}


@pytest.mark.parametrize("code", ["nl", "en"])
def test_a_draft_that_is_behind_says_so_wherever_it_is_shown(visit, overtaken, code):
    planner = visit(Role.PLANNER)
    says = {"nl": "is er versie 2: ondertekend door Emma", "en": "version 2: signed by Emma"}[code]
    button = {"nl": "Concept bijwerken", "en": "Bring the draft up to date"}[code]
    listed = {"nl": "loopt achter op versie 2", "en": "behind version 2"}[code]
    accepts = {"Accept-Language": code}
    grid = planner.get(f"/rosters/{overtaken}", headers=accepts).text
    assert says in grid
    assert button in grid
    sign = planner.get(f"/rosters/{overtaken}/publish", headers=accepts)
    assert sign.status_code == 409
    assert says in sign.text
    assert button in sign.text
    assert not re.search(r"/plan\?", sign.text)
    assert listed in planner.get("/rosters", headers=accepts).text
    page = planner.get(f"/rosters/{overtaken}/rebase", headers=accepts).text
    assert button in page
    assert "ondertekend door Emma" in page or "signed by Emma" in page


def test_a_draft_that_is_up_to_date_says_nothing_of_it(planner, draft):
    assert "behind" not in re.sub(r'id="behind"', "", planner.get(f"/rosters/{draft}").text)
    assert planner.get(f"/rosters/{draft}/rebase").status_code == 302
    assert planner.post(f"/rosters/{draft}/rebase").status_code == 302


def test_who_may_not_plan_sees_that_it_is_behind_and_no_button(visit, overtaken):
    page = visit(Role.DUTY_MANAGER).get(f"/rosters/{overtaken}").text
    assert "Emma" in page
    assert f'action="/rosters/{overtaken}/rebase"' not in page


def test_an_open_grid_learns_of_it_with_its_next_edit_which_is_made(planner, site_store, draft):
    opened = open_roster(site_store, draft)
    (_, *_), (other, theirs, _), (shift, *_) = seats(site_store, draft)[:3]
    signed(site_store, other, theirs)
    holder = opened.holders[shift.id][0]
    day = shift.start.astimezone(opened.problem.zone).date().isoformat()
    wanted = {"do": "remove", "person": holder, "day": day, "seen": opened.head.lock_version}
    answer = planner.post(f"/rosters/{draft}/edit", data=wanted, headers=ASIDE).json
    assert "Emma" in answer["behind"]
    assert f'action="/rosters/{draft}/rebase"' in answer["behind"]
    assert holders(site_store, draft, shift) == ()


def test_one_press_brings_it_up_to_date_and_undo_takes_that_back(planner, site_store, overtaken):
    (mine, *_), (theirs, *_) = seats(site_store, overtaken)[:2]
    before = {s.id: holders(site_store, overtaken, s) for s in (mine, theirs)}
    answer = planner.post(f"/rosters/{overtaken}/rebase", follow_redirects=True)
    assert answer.request.path == f"/rosters/{overtaken}"
    assert "bijgewerkt tot versie 2" in answer.text
    assert "ondertekend door Emma" not in answer.text
    assert holders(site_store, overtaken, mine) == before[mine.id]
    assert holders(site_store, overtaken, theirs) != before[theirs.id]
    assert planner.get(f"/rosters/{overtaken}/publish").status_code == 200
    seen = open_roster(site_store, overtaken).head.lock_version
    undone = planner.post(
        f"/rosters/{overtaken}/edit", data={"do": "undo", "seen": seen}, headers=ASIDE
    ).json
    assert "Emma" in undone["behind"]
    assert undone["steps"] == [1, 1]
    assert holders(site_store, overtaken, theirs) == before[theirs.id]


@pytest.mark.parametrize("side", ["draft", "in_force"])
def test_a_conflict_is_asked_with_both_sides_and_chosen(planner, site_store, contested, side):
    roster, shift, mine, theirs = contested
    path = f"/rosters/{roster}/rebase"
    asked = planner.post(path)  # the button in the grid
    assert asked.status_code == 200
    people = open_roster(site_store, roster).problem.person_by_id
    for text in (people[mine].name, people[theirs].name, "versie 2: ondertekend door Emma"):
        assert text in asked.text
    missing = planner.post(path, fields(asked.text))
    assert missing.status_code == 422
    assert "is-missing" in missing.text
    done = planner.post(path, fields(asked.text) | {f"shift-{shift.id}": side})
    assert done.status_code == 302
    assert holders(site_store, roster, shift) == ((mine if side == "draft" else theirs),)


def test_a_choice_on_a_page_that_is_no_longer_true_is_not_carried_out(
    planner, site_store, contested
):
    roster, shift, _mine, _ = contested
    path = f"/rosters/{roster}/rebase"
    page = planner.get(path).text
    other, theirs, _ = seats(site_store, roster)[1]
    signed(site_store, other, theirs, who="Olga")
    answer = planner.post(path, fields(page) | {f"shift-{shift.id}": "draft"})
    assert answer.status_code == 409
    assert "Olga" in answer.text
    with site_store.reading() as connection:
        assert rosters.read_head(connection, roster).based_on == 1


def test_the_trail_says_what_was_chosen(planner, site_store, contested):
    roster, shift, *_ = contested
    page = planner.get(f"/rosters/{roster}/rebase").text
    planner.post(f"/rosters/{roster}/rebase", fields(page) | {f"shift-{shift.id}": "draft"})
    trail = planner.get(f"/audit?subject=roster/{roster}").text
    assert "concept bijgewerkt" in trail
    assert "roster.rebased" not in re.sub(r"<option[^>]*>", "", trail)


def split(store, roster, shift, comer):
    """A draft in which the second half of a shift goes to somebody else."""
    opened = open_roster(store, roster)
    middle = shift.start + (shift.end - shift.start) / 2
    part = SplitPart(comer, middle, shift.end)
    edit = Edit(EditKind.SPLIT, opened.holders[shift.id][0], shift.id, part)
    edit_draft(store, roster, [edit], "planner", INSIDE)


def test_a_split_that_no_longer_fits_stops_the_rebase_and_is_named(planner, site_store):
    roster = copied(site_store)
    shift, comer, other = seats(site_store, roster)[0]
    split(site_store, roster, shift, comer)
    signed(site_store, shift, other)
    answer = planner.post(f"/rosters/{roster}/rebase")
    assert answer.status_code == 422
    assert "zou het overgenomen deel" in answer.text
    assert len(open_roster(site_store, roster).splits) == 1


def test_what_a_split_changes_stands_on_the_page_that_signs_and_afterwards(planner, site_store):
    roster = copied(site_store)
    shift, comer, _ = seats(site_store, roster)[0]
    split(site_store, roster, shift, comer)
    opened = open_roster(site_store, roster)
    holder, middle = opened.holders[shift.id][0], shift.start + (shift.end - shift.start) / 2
    part = EN.stretch(middle, shift.end, opened.problem.zone).split(" – ")[0][-5:]
    compared = planner.get(f"/rosters/{roster}?compare={opened.head.based_on}").text
    page = planner.get(f"/rosters/{roster}/publish").text
    publish(site_store, roster, CONSENT, "Emma", INSIDE, EN)
    for text in (compared, page, planner.get(f"/rosters/{roster}/signed").text):
        changes = text[text.index('id="changes"') :]
        for person in (holder, comer):
            assert opened.problem.person_by_id[person].name in changes
        assert part in changes
