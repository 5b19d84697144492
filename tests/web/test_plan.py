"""Asking for a roster, following the search, and what came of it."""

import pytest

from data.model.account import Role


@pytest.mark.parametrize("path", ["/plan", "/plan/beforehand", "/plan/jobs"])
def test_the_pages_answer(visit, path):
    assert visit(Role.PLANNER).get(path).status_code == 200
