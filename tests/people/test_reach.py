"""Whom nothing would reach is told at an import, before planning and before signing."""

import re

import pytest

from data.exchange.language import language
from data.model.account import Role
from scheduler.planning.beforehand import look_ahead
from scheduler.records.contacts import contact_card, record_contacts
from scheduler.records.reach import Unreached, look_for_unreached, warning_words
from tests.store.region import FIRST, NOW, WEEKS, drafted, import_texts, texts

TODAY = NOW.date()
EVERYBODY_HEARS = [{"level": "1", "name": "Desk", "channel": "mail", "address": "d@vr.example"}]


def without(person, **more):
    """The region with no contact details of somebody."""
    others = [row for row in texts()["contacts"] if row["person"] != person]
    return {**texts(), "contacts": others, **more}


def holder_of(kind):
    functions = {row["function"] for row in texts()["posts"] if row["kind"] == kind}
    return next(row["person"] for row in texts()["competences"] if row["function"] in functions)


def kinds(found):
    return {one.kind: set(one.who) for one in found}


def test_an_import_tells_it_also_when_nothing_is_carried_out(file_store):
    somebody = holder_of("on_call")
    told = {}
    for dry_run in (True, False):
        told[dry_run] = kinds(
            import_texts(file_store, without(somebody), dry_run=dry_run).unreached
        )
    assert told[True] == told[False]
    assert somebody in told[True][Unreached.ON_CALL]
    assert told[True][Unreached.NO_MANAGER] == {row["id"] for row in texts()["posts"]}
    assert kinds(look_for_unreached(file_store, TODAY)) == told[False]


def test_a_region_in_which_everybody_is_reached_says_nothing(file_store):
    done = import_texts(file_store, {**texts(), "duty_managers": EVERYBODY_HEARS})
    assert done.unreached == ()


def test_a_manager_of_another_region_does_not_hear_of_a_post(file_store):
    regions = [row["id"] for row in texts()["regions"]]
    managers = [{**EVERYBODY_HEARS[0], "regions": regions[0]}]
    found = kinds(import_texts(file_store, {**texts(), "duty_managers": managers}).unreached)
    deaf = {row["id"] for row in texts()["posts"] if regions[0] not in row["regions"].split(";")}
    assert found.get(Unreached.NO_MANAGER, set()) == deaf


def test_who_is_on_call_is_told_apart_from_who_sits_at_a_desk(file_store):
    import_texts(file_store, {**texts(), "contacts": []})
    desk = next(row["id"] for row in texts()["posts"] if row["kind"] == "on_site")
    phone = next(row["id"] for row in texts()["posts"] if row["kind"] == "on_call")
    one, two = (row["id"] for row in texts()["people"][:2])
    found = kinds(look_for_unreached(file_store, TODAY, {(one, desk), (two, phone)}))
    assert (found[Unreached.AT_A_DESK], found[Unreached.ON_CALL]) == ({one}, {two})
    assert look_for_unreached(file_store, TODAY, {(one, "gone")})[0].kind == Unreached.NO_MANAGER


def test_before_planning_it_is_known(file_store):
    somebody = holder_of("on_call")
    import_texts(file_store, without(somebody))
    known = look_ahead(file_store, FIRST, WEEKS, (), NOW, language("en"))
    assert somebody in kinds(known.unreached)[Unreached.ON_CALL]


@pytest.mark.parametrize("code", ["nl", "en"])
def test_each_shortcoming_is_said_with_what_to_do(file_store, code):
    import_texts(file_store, {**texts(), "contacts": []})
    for one in look_for_unreached(file_store, TODAY):
        what, remedy = warning_words(one, language(code))
        assert str(len(one.who)) in what
        assert remedy.endswith(".")


def test_a_planner_signs_only_after_being_asked(file_store):
    from scheduler.access.accounts import NewAccount, add_account
    from scheduler.settings import Settings
    from tests.web.conftest import PASSWORD, Visit
    from web.app import create_app

    import_texts(file_store, {**texts(), "contacts": [], "duty_managers": EVERYBODY_HEARS})
    draft = drafted(file_store).id
    roles = frozenset({Role.PLANNER})
    add_account(file_store, NewAccount("planner", "P", roles, None, "", PASSWORD), "tests", NOW)
    visit = Visit(create_app(file_store, Settings(), lambda: NOW), Role.PLANNER)

    def form(page, **more):
        names = ("seen", "kind", "subject", "shown", "answered")
        found = {n: re.findall(rf'name="{n}" value="([^"]*)"', page) for n in names}
        found["reason"] = ["agreed"] * len(found["kind"])
        return {**found, **more}

    path = f"/rosters/{draft}/publish"
    page = visit.get(path).text
    assert re.search(r'href="/people/\w+#contact"', page)
    answer = visit.post(path, data=form(page))
    assert answer.status_code == 422
    assert "vink aan" in visit.post(path, data=form(page), headers={"Accept-Language": "nl"}).text
    mark = re.search(r'name="reach" value="(\w+)"', page)[1]
    assert visit.post(path, data=form(page, reach="0" * 16)).status_code == 422
    assert visit.post(path, data=form(page, reach=mark)).status_code == 302


def test_a_number_written_down_ends_the_warning(file_store):
    somebody = holder_of("on_call")
    import_texts(file_store, without(somebody, duty_managers=EVERYBODY_HEARS))
    assert look_for_unreached(file_store, TODAY) != ()
    card = contact_card(file_store, somebody)
    record_contacts(file_store, card, [("phone", "+31612345678")], "planner", NOW)
    assert look_for_unreached(file_store, TODAY) == ()
