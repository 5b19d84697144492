"""The region in three states: imported, in force, and in force by turns."""

from __future__ import annotations

import pytest

from tests.support.originals import BY_TURNS, IMPORTED, IN_FORCE

BOTH = ["sqlite", "postgresql"]


@pytest.fixture(params=BOTH)
def region(request, tmp_path):
    """The records of the region, on each database in turn."""
    with IMPORTED.copy(request.param, tmp_path) as store:
        yield store


@pytest.fixture(params=BOTH)
def region_in_force(request, tmp_path):
    """The same with a roster in force that the solver made."""
    with IN_FORCE.copy(request.param, tmp_path) as store:
        yield store


@pytest.fixture(params=BOTH)
def region_by_turns(request, tmp_path):
    """The same with a roster in force in which duties go round: always the same."""
    with BY_TURNS.copy(request.param, tmp_path) as store:
        yield store
