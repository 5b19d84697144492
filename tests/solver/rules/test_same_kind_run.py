"""SAME_KIND_RUN: at most 4 day or late shifts in a row, and 3 nights."""

from dataclasses import replace

import pytest

from data.model.duty import DutyKind
from solver.rules.same_kind_run import SameKindRun
from tests.solver.rules.parity import minute, person_context, row, timeline
from tests.solver.rules.pattern_parity import assert_pattern_parity

RULE = SameKindRun()
SHORT = SameKindRun(most=2, most_nights=1)
ELSEWHERE = DutyKind.ELSEWHERE
HOURS = {"D": ("07:00", "15:00", 0), "L": ("15:00", "23:00", 0), "N": ("23:00", "07:00", 1)}
HOURS |= {"M": ("00:00", "08:00", 0), "B": ("11:59", "18:00", 0), "A": ("12:00", "18:00", 0)}


def shift(day: int, name: str, month: str = "2027-01", **more):
    start, end, days = HOURS[name]
    return row(f"{month}-{day:02} {start}", f"{month}-{day + days:02} {end}", **more)


def run(names: str, first: int = 4, month: str = "2027-01"):
    return [shift(day, name, month) for day, name in enumerate(names, first) if name != "-"]


def soft_violations(rows, **more):
    return list(RULE.soft_violations(timeline(rows, **more)))


@pytest.mark.parametrize(
    ("names", "flaws"),
    [("DDDD", 0), ("DDDDD", 1), ("LLLLLL", 2), ("NNN", 0), ("NNNN", 1), ("DDDDLLLL", 0),
     ("DD-DDD", 0), ("DDDDB", 1), ("DDDDA", 0), ("LLLLA", 1), ("NN-NN", 0)],
)  # fmt: skip
def test_each_shift_beyond_is_a_flaw(names, flaws):
    assert len(soft_violations(run(names))) == flaws


def test_a_flaw_says_how_long_the_run_is():
    assert [(f.value, f.limit) for f in soft_violations(run("NNNNN"))] == [(4, 3), (5, 3)]


def test_a_night_from_midnight_on_follows_the_one_of_the_day_before():
    assert len(soft_violations([*run("NNN"), shift(8, "M")])) == 1


def test_work_elsewhere_counts_if_any_is_ours():
    office = [shift(day, "D", kind=ELSEWHERE) for day in range(4, 9)]
    assert not soft_violations(office)
    assert len(soft_violations([shift(4, "D"), *office[1:]])) == 1


def test_history_counts_and_is_not_judged():
    rows = run("DDDDDD", first=7)
    about = person_context(rows)
    about = replace(about, span=replace(about.span, judged_start=minute("2027-01-12 00:00")))
    assert [found.value for found in soft_violations(rows, about=about)] == [6]


def test_nights_on_which_the_clock_changes():
    for month, first in (("2026-10", 22), ("2027-03", 25)):
        assert len(soft_violations(run("NNNN", first, month))) == 1


def test_parity():
    assert_pattern_parity(SHORT, run("DDDLLL--", 4) + run("NN", 8), fixed=run("N", 10))


def test_parity_among_fixed_shifts():
    office = [shift(day, "D", kind=ELSEWHERE) for day in (4, 5, 6)]
    candidates = [*run("DD", 7), *run("NNN", 9), row("2027-01-05 15:00", "2027-01-05 16:00")]
    assert_pattern_parity(SHORT, candidates, fixed=office)


def test_parity_with_two_shifts_of_a_kind_on_a_day():
    candidates = [
        *run("DD"),
        row("2027-01-06 00:00", "2027-01-06 00:50"),
        row("2027-01-06 09:00", "2027-01-06 12:00"),
        row("2027-01-06 11:00", "2027-01-06 15:00"),
        row("2027-01-06 21:00", "2027-01-06 23:00"),
    ]
    assert_pattern_parity(SHORT, candidates, fixed=run("D", 7))


def test_parity_after_history():
    fixed, candidates = run("NDD", 8), [*run("NN", 10), *run("DD", 11), shift(11, "M")]
    about = person_context([*fixed, *candidates])
    about = replace(about, span=replace(about.span, judged_start=minute("2027-01-11 00:00")))
    assert_pattern_parity(SHORT, candidates, fixed=fixed[:1], about=about)
