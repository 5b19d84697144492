"""The queues that carry jobs and messages to workers: DBOS, in the database of the rosters.

What the store says of a job or a message is the truth; DBOS brings
it to a worker, again and again until it is done. In one database a job and its place in the queue
are one transaction, and a backup holds both. On PostgreSQL DBOS has a schema of its own; in a file
of SQLite it has tables of its own, and reads it the way the store does: writers wait for each
other, readers for nobody.

What the queue keeps is JSON, and nothing else is ever read from it. DBOS would read a pickle in any
row that says it is one, so that who can write to the database could run code in the worker; its
reader of pickles is taken away, in this process, before anything is read.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import quote

from dbos import DBOS, DBOSClient, DBOSConfig, EnqueueOptions
from dbos._serialization import DBOSPortableJSON, DefaultSerializer
from sqlalchemy import column, delete, or_, select, table, update
from sqlalchemy.exc import DBAPIError

from data.store.opening import told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import ColumnElement, Connection, TableClause

    from data.store.opening import Store

APPLICATION = "caco"
#: Of the workflow, not of the program: a job may be begun by one release and ended by the next.
VERSION = "1"
POLL_SECONDS = 0.5  #: how often a worker looks for a job
TURN_MARK = "~"  #: stands between a name and what distinguishes its later turns in the queue
Facts = dict[str, Any]  #: plain values, which the queue can keep
_BATCH = 10_000  #: that are deleted from the queues at once
_PICKLE = DefaultSerializer().name()  #: how a row says that it holds one
_FINISHED = ("SUCCESS", "ERROR", "CANCELLED")
_UNFINISHED = ("ENQUEUED", "PENDING", "DELAYED")


def _refuse_pickle(_serializer: DefaultSerializer, _text: str) -> NoReturn:
    raise TypeError("the queue holds JSON: a pickle is not read")


DefaultSerializer.deserialize = _refuse_pickle  # type: ignore[method-assign,assignment]


class RetryLater(BaseException):
    """The item is to go on: here after a restart, or on another machine.

    No `Exception`: the queue would note one as the outcome, and never carry it again.
    """


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue, and the workflow that it carries names to.

    Parameters
    ----------
    concurrency
        How many items one worker handles at the same time; of each partition, if there are any.
    is_partitioned
        What waits in one partition does not hold up what waits in another.
    """

    name: str
    workflow: str
    concurrency: int
    is_partitioned: bool = False


@dataclass(frozen=True, slots=True)
class QueueItem:
    """An item of a queue.

    Parameters
    ----------
    name
        What is carried: the number of a job, the id of a message.
    partition
        Where it waits, in a partitioned queue.
    priority
        1 goes first, then 2; 0: as it came.
    """

    name: str
    partition: str = ""
    priority: int = 0


SOLVES = Queue("solves", "solve", 1)
MESSAGES = Queue("messages", "deliver", 4, is_partitioned=True)
SCENARIOS = Queue("scenarios", "compare", 1)
LOSSES = Queue("losses", "renew_losses", 1)


def worker_config(store: Store, machine: str) -> DBOSConfig:
    """How a worker runs DBOS."""
    return DBOSConfig(
        name=APPLICATION,
        system_database_url=_url(store),
        executor_id=machine,
        application_version=VERSION,
        log_level="WARNING",
        serializer=DBOSPortableJSON,
    )


def prepare_queue(store: Store) -> None:
    """Make the tables of the queue, if they are not there yet.

    Raises
    ------
    StoreError
        The database cannot do it.
    """
    with _store_errors(store):
        DBOS.migrate(_url(store))
    _convert_pickles(store)


def _convert_pickles(store: Store) -> None:
    """Convert what a release before 0.2 kept as pickles to JSON, without reading them.

    An item carries one name, which stands in its id. The outcome of a step is deleted:
    a message that was being sent when the program was replaced is sent once more.
    """
    status, inputs, steps = (
        _queue_table(store, name, *columns)
        for name, columns in (
            ("workflow_status", ("workflow_uuid", "name", "output", "error", "inputs")),
            ("workflow_input", ("workflow_uuid", "inputs")),
            ("operation_outputs", ("workflow_uuid",)),
        )
    )
    ours = status.c.name.in_([queue.workflow for queue in (SOLVES, MESSAGES)])
    with store.reading() as connection:
        query = select(status.c.workflow_uuid).where(ours, _may_be_pickled(status))
        found = connection.scalars(query).all()
    if not found:
        return
    with store.writing() as connection:
        for turn in found:
            call = {"namedArgs": {}, "positionalArgs": [turn.partition(TURN_MARK)[0]]}
            text = json.dumps(call)
            connection.execute(
                update(inputs).where(inputs.c.workflow_uuid == turn).values(inputs=text)
            )
            connection.execute(
                delete(steps).where(steps.c.workflow_uuid == turn, _may_be_pickled(steps))
            )
            empty = {"output": None, "error": None, "serialization": DBOSPortableJSON.name()}
            one = update(status).where(status.c.workflow_uuid == turn)
            connection.execute(one.values(**empty))
            connection.execute(one.where(status.c.inputs.is_not(None)).values(inputs=text))


def _may_be_pickled(rows: TableClause) -> ColumnElement[bool]:
    return or_(rows.c.serialization.is_(None), rows.c.serialization == _PICKLE)


def _queue_table(store: Store, name: str, *columns: str) -> TableClause:
    schema = None if store.is_sqlite else "dbos"
    return table(name, *map(column, (*columns, "serialization")), schema=schema)


def launch(store: Store, machine: str, handlers: Mapping[Queue, Callable[[str], None]]) -> None:
    """Take names out of queues from now on, those first that a crash broke off.

    Parameters
    ----------
    handlers
        What handles the names of each queue; for as long as the process lives.
    """
    with _store_errors(store), _client(store) as client:
        for queue in handlers:
            client.register_queue(
                queue.name,
                worker_concurrency=None if queue.is_partitioned else queue.concurrency,
                partition_worker_concurrency=queue.concurrency if queue.is_partitioned else None,
                polling_interval_sec=POLL_SECONDS,
                on_conflict="always_update",
            )
    DBOS(config=worker_config(store, machine))
    for queue, handle in handlers.items():
        _serve(queue, handle)
    DBOS.launch()


def _serve(queue: Queue, handle: Callable[[str], None]) -> None:
    @DBOS.workflow(name=queue.workflow, max_recovery_attempts=None)
    def workflow(name: str) -> None:
        handle(name)


def durable_step(name: str, act: Callable[[], Facts]) -> Facts:
    """Do a step of a queued item; its outcome is known after a crash too."""
    return DBOS.run_step({"name": name}, act)


def enqueue(
    store: Store,
    connection: Connection,
    items: Iterable[QueueItem],
    queue: Queue = SOLVES,
    again: str = "",
) -> None:
    """Put names in a queue, in the transaction that keeps what they stand for.

    A name that was put in it before is not put in it twice.

    Parameters
    ----------
    again
        Distinguishes a later turn of the same names from an earlier one.
    """
    with _client(store) as client:
        for item in items:
            options = EnqueueOptions(
                workflow_name=queue.workflow,
                queue_name=queue.name,
                workflow_id=f"{item.name}{TURN_MARK}{again}" if again else item.name,
            )
            if item.priority:
                options["priority"] = item.priority
            if queue.is_partitioned:
                options["queue_partition_key"] = item.partition
            client.enqueue_in_transaction(connection, options, item.name)


def in_progress(connection: Connection, queue: Queue) -> tuple[set[str], dict[str, datetime]]:
    """The names that wait in a queue; and when some worker last took others out of it.

    Read in the transaction of the caller, so that nothing changes between the two.
    """
    schema = None if connection.dialect.name == "sqlite" else "dbos"
    rows = table(
        "workflow_status",
        column("workflow_uuid"),
        column("status"),
        column("name"),
        column("started_at_epoch_ms"),
        schema=schema,
    )
    query = select(rows.c.workflow_uuid, rows.c.status, rows.c.started_at_epoch_ms)
    query = query.where(rows.c.name == queue.workflow, rows.c.status.in_(_UNFINISHED))
    waits: set[str] = set()
    taken: dict[str, datetime] = {}
    for turn, status, started in connection.execute(query):
        name = turn.partition(TURN_MARK)[0]
        if status == "PENDING":
            since = datetime.fromtimestamp((started or 0) / 1000, UTC)
            taken[name] = max(since, taken.get(name, since))
        else:
            waits.add(name)
    return waits, taken


def claimed_by(store: Store, machine: str, queue: Queue = SOLVES) -> list[str]:
    """What a machine took out of a queue and has not finished."""
    with _store_errors(store), _client(store) as client:
        found = client.list_workflows(
            status="PENDING", name=queue.workflow, executor_id=machine, load_input=False
        )
    return [one.workflow_id for one in found]


def requeue(store: Store, names: Sequence[str], queue: Queue = SOLVES) -> None:
    """Let any worker take these, whichever had them."""
    if names:
        with _store_errors(store), _client(store) as client:
            client.resume_workflows(list(names), queue_name=queue.name)


def delete_finished(store: Store, before: datetime) -> int:
    """Delete what was finished before a moment from the queues; how many items that was.

    The rows of jobs and messages stay: they say what became of each.
    """
    prepare_queue(store)
    with _store_errors(store), _client(store) as client:
        done = client.list_workflows(
            status=list(_FINISHED),
            completed_before=before.isoformat(),
            limit=_BATCH,
            load_input=False,
            load_output=False,
        )
        client.delete_workflows([one.workflow_id for one in done])
    return len(done)


@contextmanager
def _client(store: Store) -> Iterator[DBOSClient]:
    client = DBOSClient(
        system_database_engine=store.writer,
        application_name=APPLICATION,
        lazy=True,
        retry_connection_errors=False,
        serializer=DBOSPortableJSON,
    )
    try:
        yield client
    finally:
        client.destroy()


@contextmanager
def _store_errors(store: Store) -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        raise told(error, store.name) from error


def _url(store: Store) -> str:
    """The address for DBOS, which must not make a file that is missing anew."""
    if store.file is None:
        return store.url.render_as_string(hide_password=False)
    return f"sqlite:///file:{quote(str(store.file.absolute()))}?mode=rw&uri=true"
