"""The region in three states, made once and copied: imported, in force, and in force by turns."""

from __future__ import annotations

import pytest

from tests.support.originals import Original
from tests.support.region import import_texts, published, published_by_turns

BOTH = ["sqlite", "postgresql"]


@pytest.fixture(scope="session")
def regions(request, tmp_path_factory):
    """Every state, by name."""
    folder = tmp_path_factory.mktemp("regions")
    imported = Original(
        folder,
        lambda: request.getfixturevalue("empty_sqlite"),
        lambda: request.getfixturevalue("empty_postgresql"),
        import_texts,
    )
    in_force = Original(folder, imported.path, imported.database, published)
    by_turns = Original(folder, imported.path, imported.database, published_by_turns)
    yield {"imported": imported, "in_force": in_force, "by_turns": by_turns}
    for one in (by_turns, in_force, imported):
        one.drop()


@pytest.fixture(params=BOTH)
def region(request, regions, tmp_path):
    """The records of the region, on each database in turn."""
    with regions["imported"].copy(request.param, tmp_path) as store:
        yield store


@pytest.fixture(params=BOTH)
def region_in_force(request, regions, tmp_path):
    """The same with a roster in force that the solver made."""
    with regions["in_force"].copy(request.param, tmp_path) as store:
        yield store


@pytest.fixture(params=BOTH)
def region_by_turns(request, regions, tmp_path):
    """The same with a roster in force in which duties go round: always the same."""
    with regions["by_turns"].copy(request.param, tmp_path) as store:
        yield store
