"""A region with a roster in force and a register: made once, copied for each test."""

import pytest

from data.store.opening import Store, store_url
from tests.scheduler.records.register import add_register
from tests.support.region import import_texts, published_by_turns


@pytest.fixture(scope="session")
def register_file(empty_sqlite, tmp_path_factory):
    path = tmp_path_factory.mktemp("register") / "caco.db"
    path.write_bytes(empty_sqlite.read_bytes())
    store = Store(store_url(f"sqlite:///{path}"))
    import_texts(store)
    published_by_turns(store)
    add_register(store)
    with store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    return path


@pytest.fixture
def region(register_file, tmp_path):
    path = tmp_path / "caco.db"
    path.write_bytes(register_file.read_bytes())
    opened = Store(store_url(f"sqlite:///{path}"))
    yield opened
    opened.close()
