"""One's own need: what is asked, a wish to learn, and evidence that counts once it is confirmed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from data.model.account import Role
from data.model.errors import Refused
from data.model.learning import HandedInStatus
from data.model.requirement import Evidence
from data.store import learning
from data.store.audit.check import verify
from data.store.record_objects import read_objects
from data.tables.period import ZONE
from scheduler.records.erasure import erase_person
from scheduler.records.row_edits import RowEdit, edit_rows, read_rows
from scheduler.self_service.learning import confirm
from tests.data.store.test_erasure import everything
from tests.support.region import INSIDE, KEY

DAY = INSIDE.date()
WISH = "Een dag meelopen in het ROT van Utrecht"


@pytest.fixture
def planner(visit):
    return visit(Role.PLANNER)


@pytest.fixture
def me(visit, site_store):
    """A functionary whose function asks a yearly talk from some day on, shown by a colleague."""
    with site_store.reading() as connection:
        person = min(connection.exec_driver_sql("SELECT id FROM people").scalars())
    held = [row.texts for row in read_rows(site_store, "competences")]
    function = next(row["function"] for row in held if row["person"] == person)
    other = next(
        row["person"] for row in held if row["function"] == function and row["person"] != person
    )
    asked = {
        "id": "talk", "name": "Yearly talk", "functions": function, "kind": "talk",
        "from": DAY.isoformat(), "months": "12",
    }  # fmt: skip
    shown = {"requirement": "talk", "date": DAY.isoformat(), "declared_by": "Els"}
    edits = [RowEdit("requirements", asked), RowEdit("evidence", {**shown, "person": other})]
    edit_rows(site_store, edits, "tests", INSIDE)
    found = visit(Role.FUNCTIONARY)
    found.person = person
    return found


def given(store):
    with store.reading() as connection:
        return learning.handed_in(connection)


def shown_by(store, person):
    with store.reading() as connection:
        found = read_objects(connection, Evidence, "evidence", {person})
    return [one for one in found if one.requirement == "talk"]


def hand_in(me, day=DAY, requirement="talk"):
    form = {"requirement": requirement, "day": day.isoformat(), "document": "map 3"}
    return me.post("/mine/learning/evidence", form)


@pytest.mark.parametrize("kind", ["declaration", "authorisation"])
def test_what_an_employer_declares_is_never_handed_in(me, site_store, kind):
    (talk,) = (row for row in read_rows(site_store, "requirements") if row.texts["id"] == "talk")
    texts = {**talk.texts, "kind": kind}
    evidence = [
        row for row in read_rows(site_store, "evidence") if row.texts["requirement"] == "talk"
    ]
    edits = [
        RowEdit("requirements", texts, talk.number),
        *(
            RowEdit("evidence", {**row.texts, "employer": "Politie"}, row.number)
            for row in evidence
        ),
    ]
    edit_rows(site_store, edits, "tests", INSIDE)
    assert '<option value="talk"' not in me.get("/mine/learning").text
    assert hand_in(me).status_code == 422
    assert given(site_store) == []


def test_it_counts_once_a_planner_confirms_it(me, planner, site_store):
    assert "Yearly talk" in me.get("/mine/learning").text
    assert hand_in(me).status_code == 302
    (one,) = given(site_store)
    assert (one.person, one.status) == (me.person, HandedInStatus.WAITS)
    assert shown_by(site_store, me.person) == []
    assert "map 3" in planner.get("/people/learning").text
    planner.post(f"/people/learning/{one.id}", {"do": "confirm"})
    (evidence,) = shown_by(site_store, me.person)
    assert (evidence.shown_on, evidence.document) == (DAY, "map 3")
    assert evidence.declared_by == "Planner of the tests"
    assert given(site_store)[0].status is HandedInStatus.CONFIRMED
    assert planner.post(f"/people/learning/{one.id}", {"do": "confirm"}).status_code == 404


def test_a_refusal_has_a_reason_that_they_read(me, planner, site_store):
    hand_in(me)
    (one,) = given(site_store)
    assert planner.post(f"/people/learning/{one.id}", {"do": "refuse"}).status_code == 422
    planner.post(f"/people/learning/{one.id}", {"do": "refuse", "reason": "Verslag ontbreekt"})
    assert "Verslag ontbreekt" in me.get("/mine/learning").text
    assert shown_by(site_store, me.person) == []


@pytest.mark.parametrize(
    "wrong",
    [{"day": DAY + timedelta(days=1)}, {"requirement": "flying"}],
)
def test_what_cannot_be_is_refused(me, site_store, wrong):
    assert hand_in(me, **wrong).status_code == 422
    assert given(site_store) == []


def test_the_same_waits_once_and_can_be_taken_back(me, site_store):
    hand_in(me)
    assert hand_in(me).status_code == 422
    (one,) = given(site_store)
    me.post(f"/mine/learning/evidence/{one.id}/withdraw")
    assert given(site_store) == []


def test_a_wish_is_read_by_planners_and_erased_with_its_writer(me, planner, site_store):
    me.post("/mine/learning/wish", {"text": WISH})
    hand_in(me)
    assert WISH in me.get("/mine/learning").text
    assert WISH in planner.get("/people/learning").text
    row = next(row for row in read_rows(site_store, "people") if row.texts["id"] == me.person)
    edit_rows(site_store, [RowEdit("people", {}, row.number)], "tests", INSIDE)
    later = INSIDE + timedelta(weeks=120)
    erase_person(site_store, me.person, "asked for it", "planner", later, key=KEY)
    with site_store.reading() as connection:
        told = "\n".join(connection.exec_driver_sql("select body from audit_entry").scalars())
        left = connection.exec_driver_sql("select count(*) from learning_wish").scalar()
        left += connection.exec_driver_sql("select count(*) from handed_in").scalar()
        assert verify(connection, ZONE).findings == ()
    assert (left, WISH in told) == (0, False)


def test_whoever_confirms_sees_on_their_first_page_that_evidence_waits(me, planner, visit):
    assert "wacht op bevestiging" not in planner.get("/now").text
    hand_in(me)
    assert "1 bewijsstuk wacht op bevestiging." in planner.get("/now").text
    assert "wacht op bevestiging" not in visit(Role.VIEWER).get("/now").text


def test_of_exercises_and_learning_nothing_names_who_was_erased(me, planner, site_store):
    row = next(row for row in read_rows(site_store, "people") if row.texts["id"] == me.person)
    name, before = row.texts["name"], (DAY - timedelta(days=1)).isoformat()
    exercise = {
        "id": "storm", "name": f"Storm met {name}", "kind": "exercise", "requirement": "talk",
        "start": f"{before} 09:00", "end": f"{before} 12:00", "regions": row.texts["regions"],
        "place": f"Bij {name}", "goals": f"{name} leidt", "remark": f"{name} kwam te laat",
    }  # fmt: skip
    there = {"exercise": "storm", "person": me.person, "state": "present"}
    edit_rows(
        site_store,
        [RowEdit("exercises", exercise), RowEdit("attendance", there)],
        "tests",
        INSIDE,
    )
    me.post("/mine/learning/wish", {"text": f"{WISH}, {name}"})
    for day in (DAY, DAY - timedelta(days=3)):
        hand_in(me, day)
    confirmed, refused = given(site_store)
    planner.post(f"/people/learning/{confirmed.id}", {"do": "confirm"})
    why = {"do": "refuse", "reason": f"Niet van {name}"}
    planner.post(f"/people/learning/{refused.id}", why)
    assert name in everything(site_store)
    edit_rows(site_store, [RowEdit("people", {}, row.number)], "tests", INSIDE)
    later = INSIDE + timedelta(weeks=120)
    erase_person(site_store, me.person, "asked for it", "planner", later, key=KEY)
    after = everything(site_store)
    assert name not in after
    assert WISH not in after
    assert f'"{me.person}"' not in after


def test_nobody_confirms_their_own(site_store, me):
    hand_in(me)
    (one,) = given(site_store)
    with pytest.raises(Refused, match="nobody decides about their own"):
        confirm(site_store, one.id, "me", "Me", INSIDE, own=me.person)
