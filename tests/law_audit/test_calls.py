"""The auditor on calls: ATW 5:9(4) to (9), and the same findings as our own rules."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.model.calls import counted_calls
from data.model.duty import Duty, DutyKind
from solver.rules import ALL_RULES, Family
from solver.timeline.clock import to_minute
from solver.timeline.rows import Row
from tests.law_audit.calls import as_counted
from tests.law_audit.law_audit import audit_folder
from tests.law_audit.rows import COLUMNS, read_row
from tests.law_audit.samples import (
    WINTER,
    absence,
    elsewhere,
    late_then_early,
    nights,
    on_call,
    piket,
    row,
    when,
    work,
)
from tests.solver.rules.parity import person_context, timeline


def call(start, end, **more):
    """A call, from the call to the end of the work."""
    found = row("call", start, end, **more)
    first, last = when(start, more.get("monday", WINTER)), when(end, more.get("monday", WINTER))
    found[-1] = int((last - first) / timedelta(minutes=1))
    return found


def counted(*rows):
    lines = [dict(zip(COLUMNS, map(str, each), strict=True)) for each in rows]
    return as_counted(read_row(line, "") for line in lines)


def minutes_of(rows):
    return [each.work for each in rows]


# The vectors --------------------------------------------------------------------------------------


def test_vector_12_office_and_a_call_make_more_than_13_h(audit):
    rows = [on_call("0 17:30", "1 09:00"), elsewhere("0 09:00", "0 17:30", 480)]
    found = audit([*rows, call("0 22:00", "1 03:30")], "C05")
    assert [each.value for each in found] == [13.5]
    assert not audit([*rows, call("0 22:00", "1 03:00")], "C05")


def test_vector_13_the_time_between_two_calls_is_work():
    assert minutes_of(counted(call("0 02:00", "0 02:10"), call("0 02:35", "0 02:50"))) == [35, 15]
    assert minutes_of(counted(call("0 02:00", "0 02:10"), call("0 02:41", "0 02:50"))) == [30, 30]


def test_vector_14_a_single_call_is_half_an_hour():
    (one,) = counted(call("0 02:00", "0 02:08"))
    assert (one.work, one.end - one.start) == (30, 30)


def test_calls_leave_rest_and_nights_alone(audit):
    rows = [*late_then_early(1), on_call("2 15:00", "9 08:00")]
    calls = [call(f"{day} 01:00", f"{day} 05:00") for day in range(3, 9)]
    assert {each.rule for each in audit([*rows, *calls])} == {"C05"}
    assert audit([*rows, *[["Ann", "post", "elsewhere", *each[3:]] for each in calls]], "R01")


def test_calls_count_in_the_week(audit):
    week = [work(f"{day} 08:00", f"{day} 18:00") for day in range(6)]
    assert not audit(week, "R06")
    assert audit([*week, call("6 01:00", "6 01:10")], "R06")


@pytest.mark.parametrize(
    ("kind", "clash"),
    [("work", 1), ("absence", 1), ("on_call", 0), ("elsewhere", 0), ("open_call", 0)],
)
def test_what_a_call_may_meet(audit, kind, clash):
    rows = [row(kind, "0 08:00", "0 18:00"), call("0 09:00", "0 10:00")]
    assert len(audit(rows, "OVERLAP")) == clash


# The same findings as our own rules ---------------------------------------------------------------

LAW = [rule() for rule in ALL_RULES if rule.family is Family.LAW]
NO_VIEW = {"COMPETENCE", "R03", "R21", "R4_5", "R4_6"}  #: what the auditor does not look at
#: Work elsewhere partly inside on-call: the auditor is stricter there than our rules.
PARTLY_INSIDE = ("elsewhere, on_call", "on_call, elsewhere")


@st.composite
def weeks(draw):
    """Two to four weeks of one person: shifts, office days, on-call, leave, and calls anywhere."""
    kind = st.sampled_from(("early", "late", "night", "office", "free", "free", "leave"))
    rows, days = [], 7 * draw(st.integers(2, 4))
    for day in range(days):
        match draw(kind):
            case "early":
                rows.append(work(f"{day} 07:00", f"{day} 15:00", 450))
            case "late":
                rows.append(work(f"{day} 15:00", f"{day} 23:00"))
            case "night":
                rows += nights([day])
            case "office":
                rows.append(elsewhere(f"{day} 09:00", f"{day} 17:30", 480))
            case "leave":
                rows.append(absence(f"{day} 00:00", f"{day + 1} 00:00", 432))
    if draw(st.booleans()):
        rows += piket([draw(st.integers(0, 1))])
    for _ in range(draw(st.integers(1, 8))):
        start = draw(st.integers(0, 24 * 60 * days - 1))
        length = draw(st.sampled_from((1, 8, 29, 30, 31, 90, 240, 400)))
        first = when("0 00:00", WINTER) + timedelta(minutes=start)
        last = first + timedelta(minutes=length)
        rows.append(["Ann", "im", "call", first.isoformat(), last.isoformat(), length])
    return rows


def findings_of_rules(rows):
    duties = []
    for person, post, kind, start, end, minutes in rows:
        first, last = (when_of(one) for one in (start, end))
        duties.append(Duty(person, post, DutyKind(kind), first, last, int(minutes)))
    calls = counted_calls(d for d in duties if d.kind is DutyKind.CALL)
    all_rows = [
        Row(d.kind, to_minute(d.start), to_minute(d.end), d.work_minutes, d.post)
        for d in [*(d for d in duties if d.kind is not DutyKind.CALL), *calls]
    ]
    line = timeline(all_rows, person_context(all_rows))
    return {
        (rule.id, to_minute(found.start), to_minute(found.end))
        for rule in LAW
        if rule.id not in NO_VIEW
        for found in rule.check(line)
    }


def when_of(text):
    return datetime.fromisoformat(text).astimezone(UTC)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(weeks())
def test_the_auditor_and_our_rules_find_the_same(tmp_path, rows):
    with (tmp_path / "roster.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([COLUMNS, *rows])
    whole = when("0 00:00", WINTER).date(), when("35 00:00", WINTER).date()
    found = {
        (f.rule, f.start, f.end)
        for f in audit_folder(tmp_path, whole)
        if f.note not in PARTLY_INSIDE
    }
    ours = findings_of_rules(rows)
    assert {rule for rule, *_ in found} == {rule for rule, *_ in ours}
    assert found == ours
