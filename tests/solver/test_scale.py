"""Minutes that pass, and minutes as the clock shows them."""

import pytest

from solver.timeline.clock import DAY, HOUR, LocalClock
from solver.timeline.scale import TimeScale, time_of_day
from tests.solver.rules.parity import AMSTERDAM, minute

CLOCK = LocalClock(AMSTERDAM, minute("2026-10-01 00:00"), minute("2027-04-30 00:00"))


@pytest.mark.parametrize(
    ("start", "end", "passed"),
    [
        ("2026-10-24 17:00", "2026-10-25 17:00", 25),
        ("2027-03-27 17:00", "2027-03-28 17:00", 23),
        ("2027-01-04 17:00", "2027-01-05 17:00", 24),
    ],
)
def test_a_day_on_the_clock_always_has_24_hours(start, end, passed):
    first, last = minute(start), minute(end)
    real, shown = (
        TimeScale(CLOCK).stretch(first, last),
        TimeScale(CLOCK, by_clock=True).stretch(first, last),
    )
    assert real[1] - real[0] == passed * HOUR
    assert shown[1] - shown[0] == DAY


@pytest.mark.parametrize("by_clock", [False, True])
def test_there_and_back_again(by_clock):
    scale = TimeScale(CLOCK, by_clock)
    for text in ("2026-10-25 00:00", "2026-10-25 04:00", "2027-03-28 01:59", "2027-03-28 03:00"):
        assert scale.minute(scale.of(minute(text))) == minute(text)


def test_time_of_day_follows_the_clock():
    for day in ("2026-10-24", "2026-10-25", "2026-10-26", "2027-03-28"):
        assert time_of_day(CLOCK, minute(f"{day} 07:30")) == 7 * HOUR + 30
