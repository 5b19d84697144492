"""The stores of these tests have the tables of the queue too, made once."""

import shutil
from uuid import uuid4

import pytest

from data.store.opening import Store, store_url
from scheduler.queue.dbos_queue import prepare_queue
from tests.conftest import on_server, server_url


@pytest.fixture(scope="session")
def empty_sqlite(empty_sqlite, tmp_path_factory):
    path = tmp_path_factory.mktemp("queue") / "caco.db"
    shutil.copy(empty_sqlite, path)
    store = Store(store_url(f"sqlite:///{path}"))
    prepare_queue(store)
    with store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    return path


@pytest.fixture(scope="session")
def empty_postgresql(empty_postgresql):
    name = f"caco_queue_{uuid4().hex[:8]}"
    on_server(f"CREATE DATABASE {name} TEMPLATE {empty_postgresql}")
    store = Store(server_url(name))
    prepare_queue(store)
    store.close()
    yield name
    on_server(f"DROP DATABASE {name} WITH (FORCE)")
