"""What the web application does for every area."""

from __future__ import annotations

import logging

import pytest

from data.model.errors import StoreError
from web.faults import WithoutAddresses, without_secrets

SECRET = "k3J" * 14


def test_an_address_without_a_page_is_not_found_and_nobody_is_told_what_was_asked(client):
    answer = client.get(f"/calendar/{SECRET}")
    assert (answer.status_code, answer.text) == (404, "Not Found\n")
    assert SECRET not in str(answer.headers)


def test_a_calendar_is_only_read(client):
    answer = client.post(f"/calendar/{SECRET}.ics")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


@pytest.mark.parametrize("path", ["/", "/calendar/x.ics", "/nowhere"])
def test_no_answer_tells_another_site_where_the_reader_was(client, path):
    headers = client.get(path).headers
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Robots-Tag"] == "noindex"


def test_a_defect_anywhere_is_a_sentence_without_secrets(app, caplog):
    @app.get("/broken/<what>")
    def broken(what):
        raise RuntimeError(what)

    answer = app.test_client().get(f"/broken/{SECRET}")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert SECRET not in answer.text + caplog.text
    assert "RuntimeError" in caplog.text
    assert "broken" in caplog.text  # where it happened


def test_a_database_that_is_away_is_503_anywhere(app):
    @app.get("/away")
    def away():
        raise StoreError("caco.db: the database cannot be reached", "Check that it runs")

    answer = app.test_client().get("/away")
    assert answer.status_code == 503
    assert "caco.db" not in answer.text


def test_what_the_server_underneath_logs_loses_its_secrets():
    record = logging.LogRecord(
        "waitress",
        logging.ERROR,
        "",
        0,
        "Exception while serving %s",
        (f"/calendar/{SECRET}",),
        None,
    )
    assert WithoutAddresses().filter(record)
    assert record.getMessage() == "Exception while serving /calendar/…"
    assert SECRET not in without_secrets(RuntimeError(SECRET))
