"""The pages of pledges: one press tonight, more nights, and taking one back."""

from __future__ import annotations

import re

import pytest

from data.model.account import Role
from data.store import accounts
from scheduler.self_service.pledges import pledges_of
from tests.support.region import INSIDE, import_texts, texts

EN = {"Accept-Language": "en"}


@pytest.fixture
def person(site_store):
    """The functionary, who may fill an open call."""
    with site_store.reading() as connection:
        found = accounts.account_of(connection, "functionary").person
    posts = [*texts()["posts"]]
    post = {**posts[0], "id": "OPEN", "name": "CaCo open", "kind": "open_call", "pattern": ""}
    import_texts(site_store, {"posts": [*posts, post]}, now=INSIDE)
    return found


def test_one_press_on_the_first_page_and_one_to_take_it_back(visit, person, site_store):
    me = visit(Role.FUNCTIONARY)
    assert "I can come tonight" in me.get("/mine", headers=EN).text
    assert me.post("/mine/pledges/tonight", data={"post": "OPEN"}).location == "/mine"
    page = me.get("/mine", headers=EN).text
    assert "You said that you can come tonight" in page
    (own,) = pledges_of(site_store, person, INSIDE).pledges
    assert f"/mine/pledges/{own.number}/withdraw" in page
    answer = me.post(f"/mine/pledges/{own.number}/withdraw", data={"home": "1"})
    assert answer.location == "/mine"
    assert pledges_of(site_store, person, INSIDE).pledges == ()
    assert me.post(f"/mine/pledges/{own.number}/withdraw").status_code == 422


def test_more_nights_with_other_hours(visit, person, site_store):
    me = visit(Role.FUNCTIONARY)
    nights = re.findall(r'name="nights" value="([^"]+)"', me.get("/mine/pledges").text)
    assert len(nights) == 14
    form = {"post": "OPEN", "nights": nights[2:4], "begin": "20:00", "end": "06:30"}
    assert me.post("/mine/pledges", data=form).status_code == 302
    found = pledges_of(site_store, person, INSIDE).pledges
    assert [f"{one.end - one.start}" for one in found] == ["10:30:00"] * 2
    bad = {"post": "OPEN", "nights": ["soon", "9999-12-31"], "begin": "25:00"}
    page = me.post("/mine/pledges", data=bad, headers=EN)
    assert page.status_code == 422
    assert "soon is not a day" in page.text
    assert "25:00 is not a clock time" in page.text


def test_without_an_open_call_there_is_nothing_to_pledge(visit):
    me = visit(Role.FUNCTIONARY)
    assert "I can come tonight" not in me.get("/mine", headers=EN).text
    assert "There is no open call" in me.get("/mine/pledges", headers=EN).text
    assert me.post("/mine/pledges/tonight", data={"post": "OPEN"}).status_code == 422
    assert visit(Role.PLANNER).get("/mine/pledges").status_code == 403
