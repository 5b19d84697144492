"""Shares are cut, and times are told in hours."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.i18n.language import language
from scheduler.reporting.statement import lasting_text, share_text

DUTCH = language("nl")


@given(st.integers(1, 10**7), st.data())
def test_only_a_whole_reads_as_100(whole, data):
    part = data.draw(st.integers(0, whole))
    said = share_text(part, whole, DUTCH)
    assert (said == "100") is (part == whole)
    if part < whole:
        assert float(said.replace(",", ".")) <= 100 * part / whole


def test_a_minute_of_a_year_is_seen():
    assert share_text(525_599, 525_600, DUTCH) == "99,99"


@pytest.mark.parametrize(
    ("minutes", "said"), [(0, "0 min"), (59, "59 min"), (60, "1 u"), (74_490, "1.241 u 30 min")]
)
def test_minutes_become_hours(minutes, said):
    assert lasting_text(minutes, DUTCH) == said
