"""Rights that hold for some regions: every address, about things of a region that is not theirs."""

from __future__ import annotations

import pytest
from werkzeug.routing import AnyConverter, IntegerConverter

from data.model.account import Role
from data.store.audit import trail
from scheduler.accounts.regions import Subject
from scheduler.settings import Settings
from tests.support.region import INSIDE
from tests.web.conftest import PASSWORD, Visit
from tests.web.regional import (
    BOTH,
    LIMITED,
    MINE,
    THEIRS,
    TWO_REGIONS,
    digest,
    names_of,
    things_of,
)
from tests.web.rights import SILENT, ways
from web.access.regions import FIELDS, OF_NO_REGION, TERMS, terms_of
from web.app import create_app

#: What stands for a part of an address that names nothing of a region.
ELSE = "x"
GONE = {403, 404}


@pytest.fixture(scope="module")
def two_regions_file():
    return TWO_REGIONS.path()


@pytest.fixture
def two_regions(two_regions_file, tmp_path):
    """A store of two regions, a roster of both in force."""
    with TWO_REGIONS.copy("sqlite", tmp_path) as store:
        yield store


@pytest.fixture
def app(two_regions):
    return create_app(two_regions, Settings(), lambda: INSIDE)


def signed_in(app, login):
    """Somebody who is signed in, by login."""
    visit = Visit(app)
    visit.post("/login", data={"login": login, "password": PASSWORD})
    return visit


def address(app, rule, things):
    """An address about things of a region."""
    terms, values = terms_of(rule.endpoint) or {}, {}
    for name, converter in rule._converters.items():
        if name in terms:
            value = things[terms[name]]
            values[name] = int(value) if isinstance(converter, IntegerConverter) else value
        elif isinstance(converter, IntegerConverter):
            values[name] = 1
        elif isinstance(converter, AnyConverter):
            values[name] = sorted(converter.items)[0]
        else:
            values[name] = ELSE * 8
    return app.url_map.bind("localhost").build(rule.endpoint, values)


def regional_rules(app):
    """Every address that has to do with regions, by path."""
    rules = (rule for rule in app.url_map.iter_rules() if rule.endpoint in of_rights(app))
    return sorted(rules, key=lambda rule: rule.rule)


def of_rights(app):
    """Endpoints that ask for a right, and are not about what is one's own."""
    return {
        way.endpoint: way.roles
        for way in ways(app)
        if way.roles is not None and way.endpoint.partition(".")[0] not in OF_NO_REGION
    }


def seq(store):
    with store.reading() as connection:
        return trail.head(connection).seq


def fields_of(things):
    """Every field that names a thing, filled in."""
    return {field: things[subject] for field, subject in FIELDS.items()}


@pytest.mark.parametrize("login", [*LIMITED, BOTH])
def test_nothing_of_another_region_is_shown_or_changed_by_any_address(app, two_regions, login):
    visit, theirs, wrong = signed_in(app, login), things_of(two_regions, THEIRS), []
    allowed = of_rights(app)
    before = digest(two_regions)
    for rule in regional_rules(app):
        terms, path = terms_of(rule.endpoint), address(app, rule, theirs)
        for method in sorted(rule.methods - SILENT):
            if method == "GET" and login == BOTH:
                continue  # they may see it: another test says what
            if method == "GET":
                answer = visit.get(path)
                is_refused = answer.status_code in GONE
                if terms is not None and not terms and login in allowed[rule.endpoint]:
                    is_refused = not told(answer.text)
            else:
                answer = visit.post(path, data=fields_of(theirs), method=method)
                is_refused = answer.status_code in GONE
            if not is_refused:
                wrong.append(f"{method} {path}: {answer.status_code}")
            if (
                terms
                and login in allowed[rule.endpoint]
                and answer.status_code != (403 if login == BOTH else 404)
            ):
                wrong.append(f"{method} {path} is not as what is not there: {answer.status_code}")
    assert wrong == []
    assert digest(two_regions) == before


def told(text):
    """What a text tells of the other region: its people and its posts."""
    names = [*names_of("posts", THEIRS), *names_of("people", THEIRS)]
    return [name for name in names if name in text]


@pytest.mark.parametrize("login", [Role.PLANNER])
def test_fields_of_a_form_name_nothing_of_another_region(app, two_regions, login):
    visit, wrong = signed_in(app, login), []
    mine, theirs = things_of(two_regions, MINE), things_of(two_regions, THEIRS)
    for rule in regional_rules(app):
        if terms_of(rule.endpoint) is None or login not in of_rights(app)[rule.endpoint]:
            continue
        path = address(app, rule, mine)
        for method in sorted(rule.methods - SILENT):
            for field, subject in FIELDS.items():
                before, value = seq(two_regions), {field: theirs[subject]}
                how = {"query_string": value} if method == "GET" else {"data": value}
                answer = visit.get(path, **how) if method == "GET" else visit.post(path, **how)
                if answer.status_code != 404 or seq(two_regions) != before:
                    wrong.append(f"{method} {path} {field}: {answer.status_code}")
    assert wrong == []


def test_every_part_of_an_address_that_names_something_of_a_region_is_looked_at(app):
    told_apart = {"number", "code", "person", "post", "roster", "shift"}
    bare = [
        rule.rule
        for rule in regional_rules(app)
        if rule.endpoint in TERMS and (rule.arguments & told_apart) - set(TERMS[rule.endpoint])
    ]
    assert bare == []


def test_terms_are_of_addresses_that_exist(app):
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert set(TERMS) <= endpoints


@pytest.mark.parametrize("login", [*LIMITED, BOTH])
def test_in_their_own_region_all_goes_as_before(app, two_regions, login):
    visit, mine = signed_in(app, login), things_of(two_regions, MINE)
    board = visit.get("/now").text
    assert all(name in board for name in names_of("posts", MINE))
    assert visit.get(f"/gaps/{mine[Subject.GAP]}").status_code == 200
    may_handle = login in (Role.PLANNER, Role.DUTY_MANAGER, BOTH)
    answer = visit.post(f"/gaps/{mine[Subject.GAP]}/acknowledge")
    assert answer.status_code == (302 if may_handle else 403)


def test_who_plans_for_one_region_and_reads_another_sees_it_and_changes_nothing(app, two_regions):
    visit, theirs = signed_in(app, BOTH), things_of(two_regions, THEIRS)
    board, gap = visit.get("/now").text, visit.get(f"/gaps/{theirs[Subject.GAP]}")
    assert all(name in board for name in names_of("posts", THEIRS))
    assert gap.status_code == 200
    assert "/acknowledge" not in gap.text
    assert visit.post(f"/gaps/{theirs[Subject.GAP]}/acknowledge").status_code == 403


def test_the_other_region_is_as_a_number_that_does_not_exist(app, two_regions):
    visit, theirs = signed_in(app, Role.PLANNER), things_of(two_regions, THEIRS)
    there, nowhere = (visit.get(f"/gaps/{one}") for one in (theirs[Subject.GAP], 987654))
    assert (there.status_code, there.text) == (nowhere.status_code, nowhere.text)
