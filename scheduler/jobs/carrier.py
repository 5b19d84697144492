"""The queue that carries jobs to workers: DBOS, in the same database as the rosters.

What the store says of a job is the truth; DBOS sees to it that some worker looks at the job, again
and again until it has been dealt with. In one database a job and its place in the queue are one
transaction, and a backup holds both. On PostgreSQL DBOS has a schema of its own; in a file of
SQLite it has tables of its own, and reads it the way the store does: writers wait for each other,
readers for nobody.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from dbos import DBOS, DBOSClient, DBOSConfig, EnqueueOptions
from sqlalchemy.exc import DBAPIError

from data.store.opening import told

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection

    from data.store.opening import Store

APPLICATION = "caco"
QUEUE = "solves"
WORKFLOW = "solve"
#: Of the workflow, not of the program: a job may be begun by one release and ended by the next.
VERSION = "1"
POLL_SECONDS = 0.5  #: how often a worker looks for a job


def worker_config(store: Store, machine: str) -> DBOSConfig:
    """How a worker runs DBOS."""
    return DBOSConfig(
        name=APPLICATION,
        system_database_url=_url(store),
        executor_id=machine,
        application_version=VERSION,
        log_level="WARNING",
    )


def prepare_queue(store: Store) -> None:
    """Make the tables of the queue, if they are not there yet.

    Raises
    ------
    StoreError
        The database cannot do it.
    """
    with _told(store):
        DBOS.migrate(_url(store))


def enqueue(store: Store, connection: Connection, name: str) -> None:
    """Put a job in the queue, in the transaction that keeps it."""
    options = EnqueueOptions(workflow_name=WORKFLOW, queue_name=QUEUE, workflow_id=name)
    with _client(store) as client:
        client.enqueue_in_transaction(connection, options, name)


def claimed_by(store: Store, machine: str) -> list[str]:
    """The jobs that a machine took out of the queue and has not dealt with."""
    with _told(store), _client(store) as client:
        found = client.list_workflows(
            status="PENDING", name=WORKFLOW, executor_id=machine, load_input=False
        )
    return [one.workflow_id for one in found]


def queue_again(store: Store, names: Sequence[str]) -> None:
    """Let any worker take these jobs, whichever had them."""
    if names:
        with _told(store), _client(store) as client:
            client.resume_workflows(list(names), queue_name=QUEUE)


@contextmanager
def _client(store: Store) -> Iterator[DBOSClient]:
    client = DBOSClient(
        system_database_engine=store.writer,
        application_name=APPLICATION,
        lazy=True,
        retry_connection_errors=False,
    )
    try:
        yield client
    finally:
        client.destroy()


@contextmanager
def _told(store: Store) -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        raise told(error, store.name) from error


def _url(store: Store) -> str:
    return store.url.render_as_string(hide_password=False)
