"""Gaps of one cause are one group, and no gap is lost or counted twice by that."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from data.model.gap import Cause, Gap, GapPart, GapState, Severity, UncoveredInterval
from scheduler.coverage.gap_groups import group_gaps, group_of
from scheduler.coverage.status import GapRow, count_gaps

START = datetime(2027, 1, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def gap(number, *causes, post="CACO", severity=Severity.LOW):
    """Eight hours of a post; a cause is what it is, with a person after a colon."""
    start = START + number * 24 * HOUR
    step = 8 * HOUR / len(causes)
    parts = tuple(
        GapPart(start + n * step, start + (n + 1) * step, 1, Cause(cause), person)
        for n, (cause, _, person) in enumerate(one.partition(":") for one in causes)
    )
    interval = UncoveredInterval(post, f"s{number}", start, start + 8 * HOUR, 1, 1, parts)
    return GapRow(Gap(number, interval, GapState.OPEN, START), post, severity)


def grouped(*rows):
    return [one.numbers for one in group_gaps(rows)]


def test_what_one_person_opens_for_one_reason_is_one_group_on_all_posts():
    rows = (
        gap(1, "illness:ann"),
        gap(2, "leave:ann"),
        gap(3, "illness:ann", post="IM", severity=Severity.HIGH),
        gap(4, "illness:bob"),
    )
    assert grouped(*rows) == [(1, 3), (2,), (4,)]
    first = group_gaps(rows)[0]
    assert (first.person, first.cause, first.severity) == ("ann", Cause.ILLNESS, Severity.HIGH)


def test_a_gap_of_several_causes_stands_alone_and_so_does_a_seat_that_nobody_got():
    assert grouped(
        gap(1, "illness:ann", "illness:bob"),
        gap(2, "illness:ann"),
        gap(3, "illness:ann", "leave:ann"),
        gap(4, "never_filled"),
        gap(5, "never_filled"),
        gap(6, "illness:ann", "never_filled"),
    ) == [(1,), (2,), (3,), (4,), (5,), (6,)]


def test_an_open_call_is_a_group_and_so_is_time_that_no_roster_was_made_for():
    assert grouped(
        gap(1, "open_call", post="A"),
        gap(2, "open_call", post="B"),
        gap(3, "open_call", post="A"),
        gap(4, "roster_ends", post="A"),
        gap(5, "roster_ends", post="B"),
    ) == [(1, 3), (2,), (4, 5)]


def test_the_group_of_a_gap_is_found_by_its_number():
    rows = [gap(1, "illness:ann"), gap(2, "illness:ann")]
    assert group_of(2, rows).numbers == (1, 2)
    assert group_of(9, rows) is None


CAUSES = st.sampled_from(
    ["illness:ann", "illness:bob", "no_contact:ann", "open_call", "person_left:bob"]
)


@given(st.lists(st.lists(CAUSES | st.just("never_filled"), min_size=1, max_size=2), max_size=8))
def test_each_gap_is_in_one_group_and_the_order_is_kept(causes):
    rows = [gap(number, *some) for number, some in enumerate(causes, start=1)]
    groups = group_gaps(rows)
    assert sorted(row.gap.id for one in groups for row in one.rows) == [r.gap.id for r in rows]
    assert [one.first.gap.id for one in groups] == sorted(one.first.gap.id for one in groups)
    whole = count_gaps(rows, START)
    assert sum(count_gaps(one.rows, START).open for one in groups) == whole.open
    assert sum(count_gaps(one.rows, START).unreachable for one in groups) == whole.unreachable
