"""Tests of whole programs run on one database by `make test`, and on both by `make test-all`."""

from __future__ import annotations

import pytest


def _first(quick: str, rarely: str):
    params = [quick, pytest.param(rarely, marks=pytest.mark.slow)]
    return pytest.mark.parametrize("database_url", params, indirect=True)


#: Where the default database of an installation matters most.
SQLITE_FIRST = _first("sqlite", "postgresql")
#: Where several programs work on one database.
POSTGRESQL_FIRST = _first("postgresql", "sqlite")
