"""What is reported to the board, as planners hand it in."""

from __future__ import annotations

from datetime import date

import pytest

from data.model.account_line import AccountFrequency, AccountLine, Indicator
from data.tables.account_tables import read_account_lines
from data.tables.faults import FaultLog
from data.tables.period import ZONE
from data.tables.raw_table import tables_from_texts
from data.tables.reading import Reading
from tests.data.tables.small_region import faults_of

LINE = {
    "id": "caco",
    "theme": "Meldkamer",
    "indicator": "filled_minutes",
    "frequency": "quarter",
    "from": "2027-01-04",
}


def with_lines(*rows):
    def spoil(tables):
        tables["account_lines"] = [dict(row) for row in rows]

    return spoil


def test_a_line_is_read_with_its_readers_goal_and_decision():
    given = LINE | {
        "readers": "anna; board@vr.example;anna",
        "goal": "99.5",
        "decision": "Elke minuut",
        "decided_on": "2026-11-26",
    }
    tables = tables_from_texts({"account_lines": [given]}, "test")
    reading = Reading(tables, ZONE, FaultLog())
    assert read_account_lines(reading) == (
        AccountLine(
            "caco",
            "Meldkamer",
            Indicator.FILLED_MINUTES,
            AccountFrequency.QUARTER,
            date(2027, 1, 4),
            readers=("anna", "board@vr.example"),
            goal=99.5,
            decision="Elke minuut",
            decided_on=date(2026, 11, 26),
        ),
    )


@pytest.mark.parametrize(
    ("spoiled", "column", "what"),
    [
        ({"indicator": "happiness"}, "indicator", None),
        ({"frequency": "week"}, "frequency", None),
        ({"regions": "nowhere"}, "regions", "region 'nowhere' is unknown"),
        ({"goal": "-1"}, "goal", "'-1' is out of range"),
        ({"until": "2027-01-01"}, "until", "until (2027-01-01) lies before from (2027-01-04)"),
        (
            {"partner": "Politie"},
            "partner",
            "this indicator is counted of all organisations together",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_cell(spoiled, column, what):
    (fault,) = faults_of(with_lines(LINE | spoiled))
    assert fault.place.column == column
    assert what is None or fault.what == what


def test_a_code_is_given_once():
    (fault,) = faults_of(with_lines(LINE, LINE | {"theme": "Ander"}))
    assert "stands in row 2 too" in fault.what
    assert not faults_of(with_lines(LINE | {"indicator": "lapses", "partner": "Politie"}))
