"""What the demonstration looks at once more: something of each state on the day it begins."""

from __future__ import annotations

from datetime import timedelta

import pytest

from data.demo.scene import PERIOD_START
from data.model.review import ReviewState, files_of
from tests.support.demo_region.partners import REVIEWS


@pytest.mark.parametrize("days", [7, 13])
def test_the_demonstration_has_a_review_of_each_state(days):
    """The region begins on the Monday of last week, whatever day it is today."""
    today = PERIOD_START + timedelta(days=days)
    files = files_of(REVIEWS).values()
    assert {one.state(today) for one in files} == set(ReviewState)
    assert any(one.done for one in files)
