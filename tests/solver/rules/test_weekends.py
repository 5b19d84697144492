"""BROKEN_WEEKEND and FREE_WEEKENDS: weekends whole, and one in three free."""

from dataclasses import replace
from datetime import date, timedelta

from data.model.duty import DutyKind
from solver.rules.broken_weekend import BrokenWeekend
from solver.rules.free_weekends import FreeWeekends
from tests.solver.rules.parity import minute, on_call, person_context, row, timeline
from tests.solver.rules.pattern_parity import assert_pattern_parity

WHOLE, FREE = BrokenWeekend(), FreeWeekends()
ELSEWHERE = DutyKind.ELSEWHERE
FRIDAY = date(2027, 1, 8)


def shift(days: int, start: int = 7, hours: int = 8, first: date = FRIDAY, **more):
    """A shift so many days after Friday 8 January 2027."""
    day, end = first + timedelta(days=days), start + hours
    last = day + timedelta(days=end // 24)
    return row(f"{day} {start:02}:00", f"{last} {end % 24:02}:00", **more)


def weekends(numbers, **more):
    """Saturday and Sunday of weeks after the first."""
    return [shift(7 * number + day, **more) for number in numbers for day in (1, 2)]


def flaws(rule, rows, **more):
    return list(rule.soft_violations(timeline(rows, **more)))


def judged(rows, start: str, end: str | None = None):
    about = person_context(rows)
    last = about.span.judged_end if end is None else minute(f"{end} 00:00")
    span = replace(about.span, judged_start=minute(f"{start} 00:00"), judged_end=last)
    return replace(about, span=span)


def test_both_days_or_neither():
    assert not flaws(WHOLE, weekends([0]))
    assert not flaws(WHOLE, [shift(0), shift(3)])
    for day in (1, 2):
        (found,) = flaws(WHOLE, [shift(day)])
        assert (found.value, found.limit, found.unit) == (1, 2, "days")


def test_a_night_belongs_to_the_date_on_which_it_starts():
    assert not flaws(WHOLE, [shift(0, 23)])
    assert not flaws(WHOLE, [shift(1, 23), shift(2, 23)])
    assert flaws(WHOLE, [shift(2, 23)])


def test_work_elsewhere_is_the_other_day_but_not_judged_itself():
    elsewhere = shift(1, kind=ELSEWHERE)
    assert not flaws(WHOLE, [elsewhere, shift(2)])
    assert not flaws(WHOLE, [elsewhere])


def test_a_weekend_is_judged_if_its_sunday_is_in_the_period():
    rows = [shift(1), shift(8)]
    assert len(flaws(WHOLE, rows, about=judged(rows, "2027-01-10", "2027-01-17"))) == 1
    assert len(flaws(WHOLE, rows, about=judged(rows, "2027-01-10", "2027-01-18"))) == 2
    assert len(flaws(WHOLE, rows, about=judged(rows, "2027-01-11"))) == 1


def test_weekends_on_which_the_clock_changes():
    for friday in (date(2026, 10, 23), date(2027, 3, 26)):
        rows = [shift(1, 23, first=friday), shift(2, 23, first=friday)]
        assert not flaws(WHOLE, rows)
        assert flaws(WHOLE, rows[:1])
        three = [shift(7 * week - 7, 23, first=friday) for week in range(3)]
        assert len(flaws(FREE, three)) == 1


def test_a_third_weekend_in_a_row_is_a_flaw_and_each_one_after():
    assert not flaws(FREE, weekends([0, 1, 3, 4]))
    assert len(flaws(FREE, weekends([0, 1, 2]))) == 1
    assert len(flaws(FREE, weekends([0, 1, 2, 3]))) == 2


def test_friday_night_and_on_call_take_a_weekend():
    rows = [shift(0, 23), shift(8), shift(16)]
    assert len(flaws(FREE, rows)) == 1
    assert not flaws(FREE, [shift(0, 15, 9), *rows[1:]])
    assert len(flaws(FREE, [*rows[1:], on_call("2027-01-04 08:00", "2027-01-11 08:00")])) == 1


def test_weekends_elsewhere_count_if_any_is_ours():
    elsewhere = [shift(day, kind=ELSEWHERE) for day in (1, 8, 15)]
    assert not flaws(FREE, elsewhere)
    assert len(flaws(FREE, [shift(2), *elsewhere])) == 1


def test_history_counts_and_is_not_judged():
    rows = weekends([0, 1, 2, 3])
    assert len(flaws(FREE, rows, about=judged(rows, "2027-01-25"))) == 1
    assert len(flaws(FREE, rows, about=judged(rows, "2027-01-25", "2027-01-31"))) == 0


def test_parity_of_whole_weekends():
    candidates = [shift(0, 23), shift(1), shift(1, 15), shift(2, 23), shift(8), shift(9), shift(15)]
    fixed = [shift(9, 17, 2, kind=ELSEWHERE), shift(16)]
    assert_pattern_parity(WHOLE, candidates, fixed=fixed)


def test_parity_of_weekends_beside_history():
    fixed, candidates = [shift(1)], [shift(2), shift(8), shift(9), shift(15)]
    about = judged([*fixed, *candidates], "2027-01-10", "2027-01-24")
    assert_pattern_parity(WHOLE, candidates, fixed=fixed, about=about)


def test_parity_of_free_weekends():
    candidates = [shift(0, 23), shift(1), shift(8), shift(9), shift(22)]
    candidates.append(on_call("2027-01-25 08:00", "2027-02-01 08:00"))
    fixed = [shift(15, kind=ELSEWHERE), shift(29)]
    assert_pattern_parity(FREE, candidates, fixed=fixed)


def test_parity_of_weekends_elsewhere():
    fixed = [shift(day, kind=ELSEWHERE) for day in (1, 8, 15)]
    candidates = [shift(1, 23), shift(9), shift(16), shift(22)]
    assert_pattern_parity(FREE, candidates, fixed=fixed)


def test_parity_of_free_weekends_after_history():
    fixed, candidates = weekends([0, 1]), weekends([2, 3])
    about = judged([*fixed, *candidates], "2027-01-18")
    assert_pattern_parity(FREE, candidates, fixed=fixed, about=about)
