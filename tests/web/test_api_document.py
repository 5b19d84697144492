"""The document of the API, and whether the API does all that it promises: asked by schemathesis."""

from __future__ import annotations

import pytest
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import Status, events, from_schema
from schemathesis.transport.wsgi import WSGITransport

from data.model.api_token import TokenScope
from scheduler.access.tokens import make_token
from tests.store.region import NOW

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
