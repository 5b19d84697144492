"""The list of partners, as a planner sees it."""

from data.model.account import Role
from scheduler.records.partners import adopt_employers
from tests.support.region import INSIDE


def test_partners_stand_with_their_people_and_employers_without_one_are_named(app, visit):
    planner = visit(Role.PLANNER)
    before = planner.get("/partners")
    assert before.status_code == 200
    store = app.extensions["services"].store
    made = adopt_employers(store, "planner", INSIDE)
    after = planner.get("/partners").text
    assert all(one.name in after for one in made)
