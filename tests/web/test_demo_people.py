"""Everybody of the demonstration, on every page that they or others can open about them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import cycle, islice, repeat
from typing import Any

import pytest

from data.i18n.language import LANGUAGES, language
from data.model.account import Role
from data.model.duty import Assignment
from data.model.roster import RemarkKind
from data.store import records
from data.store.audit import trail
from data.store.opening import Store, store_url
from scheduler.accounts.accounts import NewAccount, add_account
from scheduler.coverage.monitor import sweep
from scheduler.planning.drafts import add_draft
from scheduler.planning.preparation import prepare
from scheduler.planning.publish import Consent, publish
from scheduler.service.demonstration import (
    ask_wishes,
    books_to_sign,
    bring_in,
    first_day,
    let_somebody_fall_ill,
    made_at,
)
from scheduler.settings import Settings
from tests.web.conftest import PASSWORD, Visit
from web.app import create_app

pytestmark = pytest.mark.second

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
WEEKS = 5
REST = timedelta(hours=24)
#: Pages of others that are about somebody: address, with the code of who it is about.
ABOUT = (
    "/people/{code}",
    "/people/declare?person={code}",
    "/people/decide?person={code}",
    "/rosters/1/cell?person={code}&day=2026-12-01",
)


def taking_turns(problem):
    """Those who may do a duty and are there take turns: a roster without a search for one."""
    free_from: dict[Any, Any] = {}
    for shift in problem.shifts:
        function = problem.post_by_id[shift.post].function
        able = [
            one.person
            for one in problem.competences
            if one.function == function
            and free_from.get(one.person, shift.start) <= shift.start
            and problem.level(one.person, shift) == "qualified"
        ]
        if able:
            person = min(able, key=lambda one: (free_from.get(one, problem.start), one))
            free_from[person] = shift.end + REST
            yield Assignment(person, shift.id)


@pytest.fixture(scope="module")
def people(empty_sqlite, tmp_path_factory):
    """The demonstration with a roster in force, and its people, each with an account."""
    path = tmp_path_factory.mktemp("demo") / "caco.db"
    path.write_bytes(empty_sqlite.read_bytes())
    store = Store(store_url(f"sqlite:///{path}"))
    first = first_day(NOW)
    bring_in(store, first, made_at(first))
    for book in books_to_sign(store):
        with store.writing() as connection:
            trail.take_turn(connection)
            prepared = prepare(connection, first, book.weeks, made_at(first), book=book.id)
            duties = tuple(taking_turns(prepared.problem))
            head = add_draft(connection, prepared, duties, "", "demo", made_at(first))
        consent = Consent(dict.fromkeys(RemarkKind, "known"), {})
        publish(store, head.id, consent, "demo", made_at(first), language("en"))
    let_somebody_fall_ill(store, NOW)
    ask_wishes(store, first, NOW, language("en"))
    sweep(store, 8, NOW)
    with store.reading() as connection:
        names = records.names_of_people(connection)
    for code, name in names.items():
        roles = frozenset({Role.FUNCTIONARY})
        add_account(store, NewAccount(code, name, roles, code, "", PASSWORD), "demo", NOW)
    planner = NewAccount("planner", "Planner", frozenset({Role.PLANNER}), None, "", PASSWORD)
    add_account(store, planner, "demo", NOW)
    yield store, tuple(names)
    store.close()


@pytest.fixture(scope="module")
def app(people):
    return create_app(people[0], Settings(), lambda: NOW)


def own_pages(app):
    return sorted(
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint.partition(".")[0] in ("mine", "account")
        and "GET" in rule.methods
        and not rule.arguments
    )


def wrong_in(visit, paths, languages):
    """What is not shown, or not in the language that was asked for."""
    for path, code in zip(paths, languages, strict=False):
        answer = visit.get(path, headers={"Accept-Language": code})
        is_page = "<html" in answer.text
        if answer.status_code != 200 or (is_page and f'<html lang="{code}"' not in answer.text):
            yield path, code, answer.status_code


def signed_in(app, login):
    visit = Visit(app)
    visit.post("/login", data={"login": login, "password": PASSWORD})
    return visit


def taking_turns_from(number):
    """Each language in turn: a page is seen in both, and so is what is said of a person."""
    return islice(cycle(LANGUAGES), number % len(LANGUAGES), None)


def wrong_on_own_pages(app, codes, languages):
    pages = own_pages(app)
    assert "/mine/wishes" in pages
    for number, code in enumerate(codes):
        yield from wrong_in(signed_in(app, code), pages, languages(number))


def wrong_about(app, codes, languages):
    visit = signed_in(app, "planner")
    for number, code in enumerate(codes):
        yield from wrong_in(visit, [page.format(code=code) for page in ABOUT], languages(number))


@pytest.mark.timeout(600)  # every page of 37 people
@pytest.mark.parametrize("wrong", [wrong_on_own_pages, wrong_about])
def test_everybody_is_shown_on_each_page_in_one_of_the_languages(app, people, wrong):
    assert [*wrong(app, people[1], taking_turns_from)] == []


@pytest.mark.slow
@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("wrong", [wrong_on_own_pages, wrong_about])
def test_everybody_is_shown_on_each_page_in_every_language(app, people, wrong, code):
    assert [*wrong(app, people[1], lambda _number: repeat(code))] == []
