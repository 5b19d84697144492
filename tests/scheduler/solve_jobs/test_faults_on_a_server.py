"""What only a database server does to workers: it is shared, and it is restarted under them."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from data.model.job import JobStatus
from data.store.opening import Store, store_url
from scheduler.solve_jobs.submission import submit, take_over
from tests.scheduler.solve_jobs.support import (
    NOW,
    best_of,
    drafts_of,
    import_texts,
    job_of,
    request,
    until,
    worker,
)
from tests.support.server import on_server

pytestmark = pytest.mark.second


@pytest.fixture
def region(postgresql_url):
    store = Store(store_url(postgresql_url))
    import_texts(store)
    yield store
    store.close()


def is_over(store, name):
    return until(lambda: (job := job_of(store, name)).status.is_over and job, what="the end")


def cut_all_connections(url):
    """What a restart of the server does to those who use a database."""
    name = make_url(url).database
    on_server(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        f"WHERE datname = '{name}' AND pid <> pg_backend_pid()"
    )


@pytest.mark.slow
def test_a_solve_outlives_its_database(region, postgresql_url, tmp_path):
    name = submit(region, request(8), "planner", NOW).job.id
    database = make_url(postgresql_url).database
    with worker(postgresql_url, tmp_path) as started:
        until(lambda: best_of(region, name), what="a first roster")
        region.close()
        on_server(f"ALTER DATABASE {database} ALLOW_CONNECTIONS false")
        cut_all_connections(postgresql_url)
        until(lambda: "the search goes on" in started.text(), what="the loss of the database")
        on_server(f"ALTER DATABASE {database} ALLOW_CONNECTIONS true")
        job = is_over(region, name)
        assert (job.status, job.attempts) == (JobStatus.DONE, 1)
        assert [draft.id for draft in drafts_of(region)] == [job.roster]
        cut_all_connections(postgresql_url)
        region.close()
        after = submit(region, request(2, seed=1), "planner", NOW).job.id
        assert is_over(region, after).status is JobStatus.DONE
        assert "Traceback" not in started.text()


@pytest.mark.slow
def test_two_workers_share_the_jobs(region, postgresql_url, tmp_path):
    names = [submit(region, request(4, seed), "planner", NOW).job.id for seed in range(4)]
    with worker(postgresql_url, tmp_path), worker(postgresql_url, tmp_path, "beta"):
        over = [is_over(region, name) for name in names]
    assert {job.status for job in over} == {JobStatus.DONE}
    assert {job.machine for job in over} == {"alpha", "beta"}
    assert sorted(draft.id for draft in drafts_of(region)) == sorted(job.roster for job in over)


@pytest.mark.slow
def test_a_job_of_a_machine_that_died_is_taken_over_by_another(region, postgresql_url, tmp_path):

    name = submit(region, request(6), "planner", NOW).job.id
    with worker(postgresql_url, tmp_path) as first:
        until(lambda: best_of(region, name), what="a first roster")
        first.kill()
    with worker(postgresql_url, tmp_path, "beta") as other:
        until(lambda: "waiting for jobs" in other.text(), what="the other worker")
        assert job_of(region, name).machine == "alpha"
        take_over(region, "alpha", datetime.now(UTC) + timedelta(minutes=2))
        job = is_over(region, name)
    assert (job.status, job.machine, job.attempts) == (JobStatus.DONE, "beta", 2)
    with region.reading() as connection:
        assert connection.scalar(text("SELECT count(*) FROM roster")) == 1
