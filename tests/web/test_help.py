"""Help: a page an area in both languages, the page of the API, and the way to both."""

import re

import pytest

from data.model.account import Role
from web.help.reference import operations
from web.help.views import ORDER, TOPICS, topic_of

MOST_WORDS = 250  #: of a page: it is read while something else waits


@pytest.mark.parametrize("code", ["nl", "en"])
def test_each_area_has_a_short_page_with_three_tasks(visit, code):
    planner, administrator = visit(Role.PLANNER), visit(Role.ADMINISTRATOR)
    functionary = visit(Role.FUNCTIONARY)
    for topic in TOPICS:
        pages = [
            one.get(f"/help/{topic.id}", headers={"Accept-Language": code})
            for one in (planner, administrator, functionary)
        ]
        page = next(page for page in pages if page.status_code == 200)
        main = page.text.split("<main")[1].split("</main>")[0]
        assert len(topic.tasks) == 3
        assert main.count('<li class="panel">') == 3
        assert len(re.sub(r"<[^>]+>", " ", main).split()) < MOST_WORDS


def test_what_help_links_to_is_there(app):
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules() if not rule.arguments}
    assert {task.endpoint for topic in TOPICS for task in topic.tasks} <= endpoints
    assert {topic.id for topic in TOPICS} == set(ORDER.split())


@pytest.mark.parametrize(
    ("role", "path", "topic"),
    [
        (Role.DUTY_MANAGER, "/now", "/help/now"),
        (Role.DUTY_MANAGER, "/takeovers", "/help/gaps"),
        (Role.FUNCTIONARY, "/mine/swap", "/help/mine"),
        (Role.PLANNER, "/admin/rules", "/help/settings"),
        (Role.ADMINISTRATOR, "/admin/tokens", "/help/access"),
        (Role.PLANNER, "/account", "/help/account"),
        (Role.PLANNER, "/help", "/help"),
    ],
)
def test_every_page_links_to_its_help_and_to_the_api(visit, role, path, topic):
    page = visit(role).get(path).text
    assert page.count(f'href="{topic}"') >= 2  # in the bar on top and at the foot
    assert 'href="/api"' in page


def test_help_is_for_those_who_may_go_there(visit):
    functionary = visit(Role.FUNCTIONARY)
    assert functionary.get("/help/plan").status_code == 404
    assert "/help/plan" not in functionary.get("/help").text
    assert functionary.get("/help/nothing").status_code == 404
    assert visit().get("/help").status_code == 302


@pytest.mark.parametrize("path", ["/api/v1", "/api/v1/", "/docs"])
def test_bare_addresses_lead_to_the_page_of_the_api(visit, path):
    answer = visit().get(path)
    assert (answer.status_code, answer.location) == (302, "/api")


def test_the_page_of_the_api_shows_every_operation_and_loads_nothing_from_elsewhere(visit, app):
    page = visit().get("/api", headers={"Accept-Language": "en"})
    document = visit().client.get("/api/v1/openapi.json").json
    shown = operations(document)
    assert len(shown) == sum(len(verbs) for verbs in document["paths"].values()) > 10
    for one in shown:
        assert f"<code>{one.verb} {one.path}</code>" in page.text
        assert page.text.count(f'id="{one.id}"') == 1
        assert all(f"<code>{field.name}</code>" in page.text for field in one.parameters)
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page.text)
    assert "curl -H" in page.text


def test_fields_of_answers_are_read_from_the_document(visit):
    document = visit().client.get("/api/v1/openapi.json").json
    duty = next(one for one in operations(document) if one.path == "/duty")
    assert duty.scope == "duty"
    assert {"at", "post", "region"} <= {one.name for one in duty.parameters}
    assert duty.gives
    brought = next(one for one in operations(document) if one.path == "/takeovers" and one.takes)
    assert brought.verb == "POST"
    assert any(one.is_required for one in brought.takes)


def test_an_unknown_topic_has_no_page_of_its_own():
    assert topic_of("health.metrics") == ""
    assert topic_of("") == ""
