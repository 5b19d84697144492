"""The stores of these tests have the tables of the queue too."""

import pytest

from scheduler.queue.dbos_queue import prepare_queue
from tests.support.originals import EMPTY, Original

WITH_QUEUE = Original("queue", EMPTY, prepare_queue)


@pytest.fixture(scope="session")
def empty_sqlite():
    return WITH_QUEUE.path()


@pytest.fixture(scope="session")
def empty_postgresql():
    return WITH_QUEUE.database()
