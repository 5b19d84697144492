"""The document of the API, and whether the API does all that it promises: asked by schemathesis."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import schemathesis
from pydantic import BaseModel
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import Status, events, from_schema
from schemathesis.transport.wsgi import WSGITransport

from data.model.account import TokenScope
from scheduler.accounts.access import make_token
from scheduler.records.api_import import PeopleTable
from tests.support.region import NOW

pytestmark = pytest.mark.second

DOCUMENT = "/api/v1/openapi.json"
#: A request may fit its schema and still be refused: the end before the start, an unknown post.
SENSIBLE = ("2xx", "3xx", "404", "409", "422")


@pytest.fixture
def patient_app(app, monkeypatch):
    """The application without a limit to how often it is asked, for a tester that calls it."""
    app.extensions["api"].extensions["limiter"].enabled = False
    send = WSGITransport.send

    def send_here(self, case, *, session=None, **how):
        # One of its checks hands on what only a network knows.
        for name in ("max_redirects", "verify", "cert"):
            how.pop(name, None)
        return send(self, case, session=session, **how)

    monkeypatch.setattr(WSGITransport, "send", send_here)
    return app


@pytest.fixture
def full_token(site_store):
    """The secret of a token that opens everything."""
    return make_token(site_store, "tests", list(TokenScope), None, "tests", NOW).secret


def tried(app, headers, examples, accepted=SENSIBLE):
    """What is found wrong when the whole document is tried; and how often each operation was."""
    config = SchemathesisConfig.from_dict(
        {
            "headers": headers,
            "checks": {"positive_data_acceptance": {"expected-statuses": list(accepted)}},
            "continue-on-failure": True,
            "generation": {
                "max-examples": examples,
                "deterministic": True,
                "database": "none",
                "no-shrink": True,
            },
        }
    )
    document = schemathesis.openapi.from_wsgi(DOCUMENT, app, config=config)
    wrong, counts = [], {}
    for event in from_schema(document).execute():
        if isinstance(event, (events.NonFatalError, events.FatalError)):
            wrong.append(str(getattr(event, "info", None) or event.exception))
        if isinstance(event, events.ScenarioFinished):
            label = event.recorder.label
            counts[label] = counts.get(label, 0) + len(event.recorder.interactions)
            wrong += _failures(event.recorder)
    return wrong, counts


def _failures(recorder):
    for case, checks in recorder.checks.items():
        exchange = recorder.interactions.get(case)
        for check in checks:
            if check.status is Status.FAILURE:
                asked, answer = exchange.request, exchange.response
                said = answer.content[:500] if answer else b""
                failure = check.failure_info.failure
                yield f"{asked.method} {asked.uri} {asked.body}: {failure}\n{said}"


@pytest.fixture
def document(app):
    return app.test_client().get(DOCUMENT).json


def operations(document):
    return {f"{verb.upper()} {path}" for path, item in document["paths"].items() for verb in item}


def test_the_api_does_what_its_document_promises(patient_app, full_token, document):
    wrong, counts = tried(patient_app, {"Authorization": f"Bearer {full_token}"}, 8)
    assert not wrong, "\n\n".join(wrong)
    assert counts.keys() >= operations(document)


def test_whoever_shows_no_token_gets_nothing_and_breaks_nothing(patient_app, document):
    wrong, counts = tried(patient_app, {}, 3, ["401"])
    assert not wrong, "\n\n".join(wrong)
    assert counts.keys() >= operations(document)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_api_does_what_its_document_promises_at_length(patient_app, full_token):
    wrong, _ = tried(patient_app, {"Authorization": f"Bearer {full_token}"}, 200)
    assert not wrong, "\n\n".join(wrong)


# --- the page for people


@pytest.fixture(scope="module")
def page():
    return (Path(__file__).parents[2] / "docs/api.md").read_text()


def test_the_page_names_every_operation_with_its_scope(document, page):
    for path, item in document["paths"].items():
        for verb, operation in item.items():
            (scope,) = operation["security"][0]["token"]
            assert f"| `{verb.upper()} {path}` | `{scope}` |" in page


def test_the_page_names_every_parameter_and_every_status(document, page):
    for item in document["paths"].values():
        for operation in item.values():
            for parameter in operation.get("parameters", []):
                name = parameter["name"]
                assert f"`{name}`" in page or f"{{{name}}}" in page, name
            for status in operation["responses"].keys() - {"200", "304"}:
                assert f"| {status} |" in page, status


def test_the_page_names_no_operation_that_is_not_there(document, page):
    named = set(re.findall(r"`((?:GET|POST) /\S*)`", page))
    assert named <= operations(document)


def test_the_page_names_every_table_that_can_be_brought(page):
    assert all(f"`{table}`" in page for table in PeopleTable)


# --- the document


def test_every_field_and_parameter_of_the_document_has_a_type(document):
    def untyped(part, where):
        if isinstance(part, dict):
            properties = part.get("properties", {})
            for name, schema in properties.items():
                if not schema.keys() & {"type", "$ref", "anyOf", "allOf"}:
                    yield f"{where}.{name}"
            for name, one in part.items():
                yield from untyped(one, f"{where}.{name}")

    assert list(untyped(document["components"]["schemas"], "")) == []


def test_all_that_the_document_points_at_is_there(document):
    pointed = set(re.findall(r"#/components/schemas/([^'\"]+)", str(document)))
    assert pointed <= document["components"]["schemas"].keys()


def test_two_models_of_one_name_would_hide_each_other():
    found = [*subclasses(BaseModel)]
    names = [model.__name__ for model in found]
    assert sorted(set(names)) == sorted(names)


def subclasses(model):
    for one in model.__subclasses__():
        if one.__module__.startswith("web.api") and "[" not in one.__name__:
            yield one
        yield from subclasses(one)


def test_the_document_is_open_to_all_and_loads_nothing_from_elsewhere(app):
    answer = app.test_client().get(DOCUMENT)
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    assert answer.json["servers"] == [{"url": "/api/v1"}]
    assert app.test_client().get("/api/v1/docs").status_code == 404
    assert "://" not in answer.text
