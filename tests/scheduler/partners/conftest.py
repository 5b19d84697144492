"""A region with a roster in force and a register: made once, copied for each test."""

import pytest

from tests.scheduler.records.register import add_register
from tests.support.originals import BY_TURNS, Original

WITH_REGISTER = Original("register", BY_TURNS, add_register)


@pytest.fixture
def region(tmp_path):
    with WITH_REGISTER.copy("sqlite", tmp_path) as store:
        yield store
