"""What is wrong with a register, whoever entered it; tables are tested in tests/data/tables."""

from dataclasses import replace
from datetime import date

from hypothesis import given

from data.model.register_check import row_findings, whole_findings
from data.model.requirement import RequirementKind
from tests.data.model.registers import (
    LAST,
    START,
    appointed,
    decided,
    refresher,
    register,
    registers,
    shown,
)

TODAY = date(2027, 1, 1)


def columns(*rows, asks=(), names=None, today=TODAY):
    found = row_findings(register(*rows, asks=asks), names or {}, today)
    return [(type(each.subject).__name__, each.column) for each in found]


def test_an_override_needs_a_reason_and_a_name():
    override = decided("2027-01-01", "2027-01-31")
    assert columns(override) == []
    assert columns(replace(override, reason=" ")) == [("Override", "reason")]
    assert columns(replace(override, decided_by="")) == [("Override", "decided_by")]


def test_nobody_decides_on_their_own_competence():
    override = replace(decided("2027-01-01", "2027-01-31"), decided_by="An  appel")
    assert columns(override, names={"an": "An Appel"}) == [("Override", "decided_by")]
    assert columns(override, names={"an": "Bo Braam"}) == []


def test_each_that_overlaps_is_told_also_behind_a_short_one():
    found = columns(
        decided("2027-01-01", "2027-03-31"),
        decided("2027-01-10", "2027-01-11"),
        decided("2027-02-01", "2027-02-28"),
        decided("2027-04-01", "2027-04-30"),
    )
    assert found == [("Override", "from")] * 2


def test_policy_that_follows_on_does_not_overlap():
    old = refresher(until=date(2026, 12, 31))
    assert columns(asks=[old, refresher(start=date(2027, 1, 1))]) == []
    assert columns(asks=[old, refresher(start=date(2026, 12, 31))]) == [("Requirement", "from")]


def test_what_was_shown_today_is_not_in_the_future():
    assert columns(shown("2027-01-01")) == []
    assert columns(shown("2027-01-02")) == [("Evidence", "date")]
    assert columns(shown("2027-01-02"), today=None) == []


def test_a_declaration_without_employer_is_told():
    asks = [replace(refresher(), kind=RequirementKind.DECLARATION)]
    assert columns(shown("2026-06-01"), asks=asks) == [("Evidence", "employer")]
    assert columns(shown("2026-06-01", employer="GGD"), asks=asks) == []


def test_a_new_requirement_may_wait_for_its_first_evidence_until_it_is_asked():
    known = register(appointed(), asks=[refresher(start=date(2027, 6, 1))])
    assert list(whole_findings(known, TODAY, date(2027, 5, 31))) == []
    assert [each.column for each in whole_findings(known, TODAY, date(2027, 6, 1))] == ["id"]


@given(registers())
def test_findings_name_an_object_of_the_register(known):
    given_rows = [id(one) for one in (*known.requirements, *known.evidence, *known.overrides)]
    found = [*row_findings(known, {}, LAST), *whole_findings(known, START, LAST)]
    assert all(id(each.subject) in given_rows for each in found)
    assert all(each.what and each.remedy for each in found)
