"""Proof of life over HTTP: 200 or 503, and metrics that Prometheus' own parser reads."""

import re
import shutil
from datetime import timedelta

import pytest
from flask import Flask
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import insert, text

from data.model.errors import StoreError
from data.model.gap import Cause, Gap, GapPart, GapState, UncoveredInterval
from data.model.message import MessageStatus
from data.store import gaps
from data.store.opening import Store, store_url
from data.store.tables.access import SUBSCRIPTIONS
from scheduler.service.periodic import PeriodicTasks
from scheduler.service.tasks import tasks
from scheduler.settings import Settings
from tests.scheduler.service.support import (
    HOUR,
    MINUTE,
    NOW,
    a_channel,
    add_post,
    keep_messages,
    message,
)
from web import health
from web.app_services import AppServices

ENDINGS = (
    "_seconds",
    "_messages",
    "_open",
    "_up",
    "_well",
    "_info",
    "_late",
    "_failing",
    "_stuck",
    "_events",
    "_tries",
)


__all__ = ["a_channel"]


def client(store, now=NOW):
    app = Flask("test")
    app.extensions["services"] = AppServices(store, Settings(), lambda: now)
    app.register_blueprint(health.pages)
    return app.test_client()


@pytest.fixture
def alive(file_store):
    """A store that was swept at NOW."""
    add_post(file_store)
    PeriodicTasks(file_store, Settings(), tasks(Settings()), lambda: NOW).run_due(NOW)
    return file_store


def test_a_process_that_reaches_its_database_is_healthy(store):
    answer = client(store).get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"ok": True, "reasons": []})
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_database_that_is_not_there_is_not_made_by_asking(tmp_path):
    store = Store(store_url(f"sqlite:///{tmp_path}/caco.db"))
    for page in ("/healthz", "/readyz"):
        answer = client(store).get(page)
        assert (answer.status_code, answer.json["reasons"]) == (503, ["caco.db is not there"])
    assert scraped(store) == {("caco_build_info", ()): 1, ("caco_store_up", ()): 0}
    assert not list(tmp_path.iterdir())
    store.close()


def test_a_file_that_goes_or_is_replaced_while_the_server_runs_is_not_healthy(file_store, tmp_path):
    pages, file = client(file_store), file_store.file
    assert pages.get("/healthz").status_code == 200
    aside = file.rename(tmp_path / "aside.db")
    assert pages.get("/healthz").status_code == 503
    with pytest.raises(StoreError, match="is not there"), file_store.reading():
        pass
    assert not file.exists()
    shutil.copy(aside, file)
    for page in ("/healthz", "/readyz"):
        answer = pages.get(page)
        assert answer.status_code == 503
        assert "was replaced" in answer.json["reasons"][0]
    with pytest.raises(StoreError, match="was replaced"), file_store.writing():
        pass
    file.unlink()
    aside.rename(file)
    assert pages.get("/healthz").status_code == 200


def test_tables_of_another_version_are_not_healthy_and_nothing_is_written(store):
    pages = client(store)
    with store.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    answer = pages.get("/healthz")
    assert (answer.status_code, answer.json["ok"]) == (503, False)
    with pytest.raises(StoreError, match="newer version"), store.writing():
        pass


def test_a_server_that_is_away_is_503(postgresql_url):
    away = store_url(postgresql_url).set(port=1, password="hidden")
    store = Store(away)
    answer = client(store).get("/readyz")
    assert (answer.status_code, answer.json["ok"]) == (503, False)
    assert answer.json["reasons"] == ["the database cannot be reached"]
    assert scraped(store)["caco_store_up", ()] == 0


def test_who_was_swept_lately_is_ready(alive):
    assert client(alive).get("/readyz").status_code == 200
    assert client(alive, NOW + 11 * MINUTE).get("/readyz").status_code == 200


def test_a_sweep_that_is_long_ago_is_not_ready_and_says_so(alive):
    answer = client(alive, NOW + HOUR).get("/readyz")
    assert answer.status_code == 503
    assert answer.json["reasons"] == ["check of coverage: not done since Mon 4 Jan 10:00."]
    assert client(alive, NOW + HOUR).get("/healthz").status_code == 200


def test_a_store_that_was_never_swept_is_not_ready(file_store):
    answer = client(file_store).get("/readyz")
    assert answer.json["reasons"] == ["check of coverage: never done yet."]


def test_what_a_failure_said_is_not_told_over_http(alive):
    with alive.writing() as connection:
        connection.execute(text("UPDATE pulse SET why = 'anna is unknown' WHERE name = 'sweep'"))
    answer = client(alive, NOW + HOUR).get("/readyz")
    assert answer.status_code == 503
    assert "anna" not in answer.text
    assert "see caco health" in answer.text


def test_tables_of_another_version_are_not_ready(file_store):
    with file_store.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0002'"))
    answer = client(file_store).get("/readyz")
    assert answer.status_code == 503
    assert answer.json["reasons"] == ["the tables are not those of this program"]


def test_a_dead_letter_does_not_take_the_pages_away(alive):
    keep_messages(alive, message(status=MessageStatus.DEAD))
    assert client(alive).get("/readyz").status_code == 200


def families(store, now=NOW):
    answer = client(store, now).get("/metrics")
    assert answer.status_code == 200
    assert answer.content_type == "text/plain; version=0.0.4; charset=utf-8"
    return list(text_string_to_metric_families(answer.text))


def scraped(store, now=NOW):
    """Every sample of the store by its name and labels."""
    return {
        (s.name, tuple(v for k, v in sorted(s.labels.items()) if k != "version")): s.value
        for family in families(store, now)
        for s in family.samples
        if family.type != "counter"  # those of the process: tests/web/test_server.py
    }


def test_the_parser_of_prometheus_reads_every_metric(alive):
    found = families(alive)
    for family in found:
        assert family.documentation.endswith((".", "never."))
        assert family.type == ("counter" if family.name.endswith("_events") else "gauge")
        assert re.fullmatch(r"caco_[a-z_]+", family.name)
        assert family.name.endswith((*ENDINGS, "caco_jobs", "caco_gaps"))
    names = [family.name for family in found]
    assert len(names) == len(set(names))


def test_metrics_tell_how_it_is(alive):
    keep_messages(
        alive,
        message(1, due_at=NOW - HOUR),
        message(2, status=MessageStatus.DEAD),
        message(3, status=MessageStatus.DEAD),
    )
    found = scraped(alive, NOW + MINUTE)
    assert found["caco_store_up", ()] == 1
    assert found["caco_well", ()] == 0
    assert found["caco_task_since_success_seconds", ("sweep",)] == 60
    last = found["caco_task_last_success_timestamp_seconds", ("sweep",)]
    assert last == NOW.timestamp()
    assert found["caco_task_late", ("sweep",)] == 0
    assert found["caco_outbox_messages", ("dead",)] == 2
    assert found["caco_outbox_messages", ("sent",)] == 0
    assert found["caco_outbox_overdue_messages", ()] == 1
    assert found["caco_jobs", ("running",)] == 0
    assert found["caco_jobs_stuck", ()] == 0


def test_metrics_tell_how_it_is_with_each_channel(alive):
    keep_messages(
        alive,
        message(1, status=MessageStatus.SENT, sent_at=NOW + MINUTE, took_ms=700, failures=2),
        message(2, status=MessageStatus.SENT, sent_at=NOW + MINUTE / 2, took_ms=1500),
        message(3, failures=3),
        message(4, channel="push"),
    )
    found = scraped(alive, NOW + 2 * MINUTE)
    assert found["caco_channel_messages", ("mail", "sent")] == 2
    assert found["caco_channel_messages", ("push", "queued")] == 1
    assert found["caco_channel_failed_tries", ("mail",)] == 5
    assert found["caco_channel_failing_messages", ("mail",)] == 1
    assert found["caco_channel_send_seconds", ("mail",)] == 1.5
    assert found["caco_channel_latency_seconds", ("mail",)] == 60
    last = found["caco_channel_last_sent_timestamp_seconds", ("mail",)]
    assert last == (NOW + MINUTE).timestamp()
    assert ("caco_channel_latency_seconds", ("push",)) not in found
    assert found["caco_channel_failing_messages", ("push",)] == 0
    later = scraped(alive, NOW + 2 * HOUR)
    assert ("caco_channel_latency_seconds", ("mail",)) not in later


def gap(start, state=GapState.OPEN, **how):
    parts = (GapPart(start, start + HOUR, 1, Cause.ILLNESS),)
    return Gap(
        0, UncoveredInterval("CACO", "slot", start, start + HOUR, 1, 1, parts), state, NOW, **how
    )


def test_a_gap_that_is_kept_and_is_none_any_more_is_not_counted(alive):
    with alive.writing() as connection:
        gaps.add_gap(connection, gap(NOW + HOUR))
    found = scraped(alive)
    assert found["caco_gaps", ("open",)] == 0
    assert not any(v for k, v in found.items() if k[0] == "caco_gaps_open")


def test_a_calendar_that_was_fetched_is_seen(alive):
    assert ("caco_feed_last_fetch_timestamp_seconds", ()) not in scraped(alive)
    row = {
        "token_hash": "x",
        "scope": "gaps",
        "subject": "",
        "language": "nl",
        "created_at": NOW,
        "created_by": "planner",
        "revoked_by": "",
        "fetched_by": "calendar",
        "fetched_at": NOW - timedelta(minutes=3),
    }
    with alive.writing() as connection:
        connection.execute(insert(SUBSCRIPTIONS).values(**row))
    found = scraped(alive)["caco_feed_last_fetch_timestamp_seconds", ()]
    assert found == (NOW - timedelta(minutes=3)).timestamp()


def test_metrics_are_read_from_a_server_too(store):
    add_post(store)
    assert scraped(store)["caco_gaps_open", ("no", "CACO", "critical")] == 0


def test_nothing_of_a_person_is_in_the_metrics(alive):
    keep_messages(alive, message(name="Anna de Vries", address="anna@example.org"))
    text_of_all = client(alive).get("/metrics").text
    assert "nna" not in text_of_all.replace("cannot", "")
