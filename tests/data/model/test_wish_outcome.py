"""What became of wishes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from data.model.duty import Assignment, Wish, WishKind
from data.model.shift import Shift
from data.model.wish_outcome import judge_wishes

START = datetime(2027, 1, 4, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PERIOD = START, START + 7 * DAY


def shift(number, post="CACO", name="D"):
    begin = START + number * 8 * HOUR
    return Shift(f"{post}:{number}", post, name, begin, begin + 8 * HOUR, 480, 1, 0)


SHIFTS = [shift(n, name="DLN"[n % 3]) for n in range(21)]


def wish(kind, first, last, **what):
    return Wish("a", kind, START + first * DAY, START + last * DAY, 3, **what)


def judge(one, *numbers):
    (found,) = judge_wishes([one], SHIFTS, [Assignment("a", SHIFTS[n].id) for n in numbers], PERIOD)
    return found


def test_what_was_to_be_avoided_names_each_duty_that_is_there_all_the_same():
    found = judge(wish(WishKind.AVOID, 1, 2), 2, 3, 5, 6)
    assert (found.is_met, found.duties, found.penalty) == (False, (SHIFTS[3], SHIFTS[5]), 6)
    assert judge(wish(WishKind.AVOID, 1, 2), 2, 6).is_met


def test_what_was_wanted_is_met_by_one_such_shift():
    nights = wish(WishKind.WANT, 0, 7, post="CACO", name="N")
    assert judge(nights, 2).is_met
    assert not judge(nights, 0, 1).is_met
    assert judge(nights).penalty == 3
    assert not judge(wish(WishKind.WANT, 0, 7, post="IC"), 2).is_met


@pytest.mark.parametrize(("first", "last"), [(-3, 0), (7, 9)])
def test_a_wish_beside_the_period_is_not_judged(first, last):
    assert judge_wishes([wish(WishKind.WANT, first, last)], SHIFTS, [], PERIOD) == ()
