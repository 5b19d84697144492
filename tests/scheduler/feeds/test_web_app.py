"""What the web application does for every area."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import Headers
from werkzeug.http import http_date

from data.model.errors import StoreError
from web.access.guard import open_to_all
from web.shared.responses import Validators, WithoutAddresses, has_it, without_secrets

VALIDATORS = Validators("0123abcd", datetime(2027, 1, 2, 9, tzinfo=UTC))
DATES = st.from_regex(
    r"(Mon|Sat|Xyz), ?\d{1,6} (Jan|Feb|Foo) \d{1,9} \d{2,3}:\d{2}(:\d{2})? ?(GMT|[+-]\d{4})?",
    fullmatch=True,
)
EARLY, LATE = (datetime(year, 1, 1) for year in (1971, 2100))  # noqa: DTZ001
SAID = st.text(st.characters(codec="latin-1", exclude_characters="\r\n"))
SECRET = "k3J" * 14


def test_an_address_without_a_page_is_not_found_and_nobody_is_told_what_was_asked(client):
    answer = client.get(f"/calendar/{SECRET}")
    assert (answer.status_code, answer.text) == (
        404,
        "There is no such page. Perhaps it was moved: begin at the first page.\n",
    )
    assert SECRET not in str(answer.headers)


def test_a_calendar_is_only_read(client):
    answer = client.post(f"/calendar/{SECRET}.ics")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


@pytest.mark.parametrize(
    ("path", "policy"),
    [("/", "same-origin"), ("/calendar/x.ics", "no-referrer"), ("/nowhere", "same-origin")],
)
def test_no_answer_tells_another_site_where_the_reader_was(client, path, policy):
    headers = client.get(path).headers
    assert headers["Referrer-Policy"] == policy
    assert headers["X-Robots-Tag"] == "noindex, nofollow"


def test_a_defect_anywhere_is_a_sentence_without_secrets(app, caplog):
    @app.get("/broken/<what>")
    @open_to_all
    def broken(what):
        raise RuntimeError(what)

    answer = app.test_client().get(f"/broken/{SECRET}")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert SECRET not in answer.text + caplog.text
    assert "RuntimeError" in caplog.text
    assert "broken" in caplog.text  # where it happened


def test_a_database_that_is_away_is_503_anywhere(app):
    @app.get("/away")
    @open_to_all
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


@given(SAID, st.one_of(SAID, DATES))
def test_whatever_a_reader_claims_to_have_is_judged_without_a_fall(tags, date):
    assert has_it(Headers([("If-None-Match", tags)]), VALIDATORS) in (True, False)
    assert has_it(Headers([("If-Modified-Since", date)]), VALIDATORS) in (True, False)


@given(st.lists(st.from_regex(r'(W/)?"[0-9a-z]{0,9}"', fullmatch=True)), st.booleans())
def test_a_reader_has_it_when_one_of_their_tags_is_ours_weak_or_not(others, weak):
    mine = 'W/"0123abcd"' if weak else '"0123abcd"'
    assert not has_it(Headers([("If-None-Match", ", ".join(others))]), VALIDATORS)
    both = ", ".join([*others, mine, *others])
    assert has_it(Headers([("If-None-Match", both)]), VALIDATORS)


@given(st.datetimes(min_value=EARLY, max_value=LATE))
def test_a_date_counts_from_the_second_of_the_last_change(since):
    said = Headers([("If-Modified-Since", http_date(since.replace(tzinfo=UTC)))])
    whole = since.replace(microsecond=0, tzinfo=UTC)
    assert has_it(said, VALIDATORS) == (VALIDATORS.changed_at <= whole)
