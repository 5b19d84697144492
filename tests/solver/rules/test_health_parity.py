"""Every health rule counts alike in plain Python and in the model, whatever the rows are."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.model.duty import DutyKind
from data.model.person import Contract, Limits, Person
from solver.rules import ALL_RULES, HealthRule
from solver.rules.free_weekends import FreeWeekends
from solver.rules.long_run import LongRun
from solver.rules.same_kind_run import SameKindRun
from solver.timeline.clock import DAY, HOUR
from solver.timeline.rows import Row
from tests.solver.rules.parity import minute, person_context
from tests.solver.rules.pattern_parity import assert_pattern_parity

#: Lower limits than usual, which six shifts can reach.
REACHED = (FreeWeekends(most=1), LongRun(most=2), SameKindRun(most=2, most_nights=1))
RULES = [cls() for cls in ALL_RULES if issubclass(cls, HealthRule) and cls.id != "PIKET_HANDOVER"]
MONDAYS = ("2027-01-04 00:00", "2026-10-19 00:00", "2027-03-22 00:00")
KINDS = (DutyKind.WORK, DutyKind.WORK, DutyKind.ELSEWHERE, DutyKind.ABSENCE, DutyKind.ON_CALL)
PEOPLE = (
    Person("p", "Person", contracts=(Contract(12, date(2020, 1, 1)),)),
    Person("p", "Person", limits=Limits(max_shifts_per_month=4)),
)


@st.composite
def cases(draw):
    """Rows that are fixed, candidates beside them, and where the judged stretch begins and ends."""
    monday = minute(draw(st.sampled_from(MONDAYS)))
    fixed, candidates = list[Row](), list[Row]()
    for number in range(draw(st.integers(5, 9))):
        start = monday + draw(st.integers(2, 10)) * DAY
        start += draw(st.sampled_from((0, 6, 7, 9, 15, 20, 22, 23))) * HOUR
        end = start + draw(st.sampled_from((1, 4, 8, 8, 8, 9))) * HOUR
        if any(row.overlaps(start, end) for row in fixed):
            continue
        if number < 4:
            kind = draw(st.sampled_from(KINDS))
            work = 0 if kind is DutyKind.ON_CALL else end - start
            fixed.append(Row(kind, start, end, work))
        else:
            candidates.append(Row(DutyKind.WORK, start, end, end - start))
    judged = monday + draw(st.integers(0, 6)) * DAY, monday + draw(st.integers(9, 14)) * DAY
    return fixed, candidates, judged


@pytest.mark.parametrize("rule", [*RULES, *REACHED], ids=str)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(case=cases(), person=st.sampled_from(PEOPLE))
def test_parity(rule, case, person):
    fixed, candidates, (start, end) = case
    if not candidates:
        return
    about = person_context([*fixed, *candidates], person=person)
    about = replace(about, span=replace(about.span, judged_start=start, judged_end=end))
    assert_pattern_parity(rule, candidates, fixed=fixed, about=about, expect_both=False)
