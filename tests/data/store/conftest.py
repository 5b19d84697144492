"""The region in some states: imported, in force, in force by turns, and with a draft beside it."""

from __future__ import annotations

import pytest

from data.store import rosters
from scheduler.planning.drafts import copy_in_force
from tests.support.originals import BY_TURNS, IMPORTED, IN_FORCE, Original
from tests.support.region import FIRST, NOW, WEEKS

BOTH = ["sqlite", "postgresql"]
WITH_DRAFT = Original(
    "with_draft", BY_TURNS, lambda store: copy_in_force(store, FIRST, WEEKS, "planner", NOW)
)


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


@pytest.fixture(params=BOTH)
def region_with_draft(request, tmp_path):
    """The last, and the number of a draft that is equal to its roster in force."""
    with WITH_DRAFT.copy(request.param, tmp_path) as store:
        with store.reading() as connection:
            draft = max(head.id for head in rosters.heads(connection))
        yield store, draft
