"""The tables of assessments come out as they went in, and each mark that asks has its answer."""

from __future__ import annotations

from datetime import date

import pytest

from data.demo.region import demo_tables
from data.model.improvement import Ambition, Assessment, AssessmentMark
from data.store import improvement, records
from data.tables.period import ZONE
from scheduler.improvement.assessments import (
    AnswerKind,
    InOrder,
    ambition_of,
    assessments,
    overview,
)
from scheduler.improvement.queries import list_findings
from scheduler.improvement.red_thread import threads, years_of
from tests.support.demo_region.improvement import ASSESSMENTS, IMPROVE, RISKY
from tests.support.region import INSIDE, import_texts, texts

TODAY = INSIDE.date()
TABLES = ("findings", "actions", "checks", "assessments", "ambitions", "action_templates")
REGIONS = [{"id": one, "name": one} for one in ("FL", "GV")]


@pytest.fixture
def assessed(site_store):
    """A store with the findings and assessments of the demonstration."""
    given = demo_tables()
    mine = {name: given[name] for name in TABLES}
    mine["findings"] = [
        {column: text for column, text in row.items() if column != "function"}
        for row in mine["findings"]
    ]
    mine["actions"] = [
        {**row, "owner": texts()["people"][0]["id"]} if "owner" in row else row
        for row in mine["actions"]
    ]
    regions = {"regions": [*texts()["regions"], *REGIONS]}
    import_texts(site_store, texts() | regions | mine, now=INSIDE)
    return site_store


def as_rows(found):
    """An overview as rows of the note: part, point, region, mark."""
    return [
        (part.part, point, region, one.assessment.mark.value)
        for part in found.parts
        for point, mine in part.points.items()
        for region, one in mine.items()
    ]


def test_the_tables_of_the_note_come_out_as_they_went_in(assessed):
    assert as_rows(assessments(assessed, TODAY)) == [row[:4] for row in ASSESSMENTS]
    with assessed.reading() as connection:
        sheet = records.texts_of(connection, ("people", "assessments"), ZONE)["assessments"]
    assert sheet == demo_tables()["assessments"]


def test_each_mark_that_asks_has_an_open_action_or_a_reason(assessed):
    found = assessments(assessed, TODAY)
    asking = [one for part in found.parts for one in part.asking]
    assert len(asking) == sum(row[3] in (IMPROVE, RISKY) for row in ASSESSMENTS)
    assert {one.answer for one in asking} == {AnswerKind.ACTIONS, AnswerKind.REASON}
    assert all(one.actions for one in asking if one.answer is AnswerKind.ACTIONS)
    assert found.unanswered == ()


def test_a_mark_without_action_and_reason_is_named(assessed):
    with assessed.reading() as connection:
        every = improvement.read_assessments(connection)
        ambitions = improvement.read_ambitions(connection)
    bare = overview(every, {}, ambitions, {}, 2027)
    assert {(one.assessment.point, one.assessment.region) for one in bare.unanswered} == {
        (row[1], row[2]) for row in ASSESSMENTS if row[3] in (IMPROVE, RISKY) and not row[5]
    }


def test_the_share_in_order_counts_what_has_a_mark(assessed):
    found = assessments(assessed, TODAY)
    first = found.parts[0].in_order
    assert (first.count, first.of, first.share) == (5, 10, 50.0)
    assert found.parts[1].in_order.without_data == 1
    assert first.ambition is not None
    assert (first.ambition.share, first.is_reached) == (75, False)
    assert InOrder(3, 4, 0, Ambition(2023, 75)).is_reached
    assert InOrder(0, 0, 2).share is None


def test_the_latest_mark_of_a_point_counts():
    def mark(day, word):
        return Assessment("P", "Nafase", "FL", day, AssessmentMark(word))

    rows = [mark(date(2020, 6, 30), RISKY), mark(date(2026, 6, 30), "in_order")]
    (part,) = overview(rows[::-1], {}, (), {}, 2027).parts
    assert part.points["Nafase"]["FL"].assessment.mark is AssessmentMark.IN_ORDER


def test_the_ambition_of_a_part_goes_before_that_of_all():
    every = [Ambition(2023, 75), Ambition(2027, 80), Ambition(2030, 90), Ambition(2028, 60, "P")]
    assert [ambition_of(every, part, 2027).share for part in ("", "P", "Q")] == [80, 60, 80]
    assert ambition_of(every[:1], "", 2027).share == 75
    assert ambition_of((), "", 2027) is None


def test_the_same_theme_over_sources_and_years_is_a_red_thread(assessed):
    every = threads(list_findings(assessed))
    first = every[0]
    assert first.theme == "Overdracht nafase"
    assert first.is_red
    assert len(first.origins) == 3
    assert sum(first.years.values()) == len(first.findings) == 4
    assert first.open_count == 4
    assert years_of(every) == tuple(range(2018, 2027))
    assert not next(one for one in every if one.theme == "Werving").is_red
