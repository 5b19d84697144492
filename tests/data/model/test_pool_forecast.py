"""The pool forecast against a table that was written by hand: 24 months, two functions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from data.model.days import Days
from data.model.pool_forecast import (
    BearableBy,
    LeadTimes,
    Outlook,
    PoolForecast,
    PoolLevel,
    PoolLevels,
    PoolMember,
    PoolReason,
    add_months,
    forecast,
)

TODAY = date(2026, 12, 10)
DESK = PoolLevels(
    law=5, article="ATW 5:7(2)c", bearable=6, bearable_by=BearableBy.CONTRACT_HOURS, today=6
)
PIKET = PoolLevels(
    law=2, article="ATW 5:9(2)a", bearable=5, bearable_by=BearableBy.ON_CALL, today=3
)


def since(year: int, month: int, day: int) -> Days:
    return Days.between(date(year, month, day), None)


def until(year: int, month: int, day: int) -> Days:
    return Days.between(None, date(year, month, day))


ALWAYS = Days.between(None, None)

#: Of CaCo: two who stay; one whose contract ends; one whose appointment ends in the middle of a
#: month; one who lapses on the first of a month; one away for five weeks; one who starts.
CACO = [
    PoolMember("anna", ALWAYS),
    PoolMember("bart", ALWAYS),
    PoolMember("carla", ALWAYS, contract=until(2027, 3, 31)),
    PoolMember("dirk", until(2027, 8, 15)),
    PoolMember("els", ALWAYS, until(2027, 5, 31), requirements={"drill": until(2027, 5, 31)}),
    PoolMember("frank", ALWAYS, away=Days.between(date(2027, 2, 20), date(2027, 3, 26))),
    PoolMember("gerda", since(2027, 10, 1)),
    PoolMember("hans", ALWAYS, until(2026, 11, 30)),
]

#: Month by month: with nobody renewing, and with all renewed.
CACO_TABLE = """
2026-12 6 6
2027-01 6 6
2027-02 5 5
2027-03 5 5
2027-04 5 5
2027-05 5 5
2027-06 4 5
2027-07 4 5
2027-08 3 4
2027-09 3 4
2027-10 4 5
2027-11 4 5
2027-12 4 5
2028-01 4 5
2028-02 4 5
2028-03 4 5
2028-04 4 5
2028-05 4 5
2028-06 4 5
2028-07 4 5
2028-08 4 5
2028-09 4 5
2028-10 4 5
2028-11 4 5
"""

#: Of IM: one who stays, one who leaves on new year's day, one who lapses and is away at once.
IM = [
    PoolMember("ina", ALWAYS),
    PoolMember("joop", ALWAYS, contract=until(2026, 12, 31)),
    PoolMember(
        "karin",
        ALWAYS,
        until(2028, 1, 31),
        away=Days.between(date(2028, 2, 1), date(2028, 3, 14)),
        requirements={"drill": until(2028, 1, 31), "course": ALWAYS},
    ),
]
IM_TABLE = """
2026-12 3 3
2027-01 2 2
2027-02 2 2
2027-03 2 2
2027-04 2 2
2027-05 2 2
2027-06 2 2
2027-07 2 2
2027-08 2 2
2027-09 2 2
2027-10 2 2
2027-11 2 2
2027-12 2 2
2028-01 2 2
2028-02 1 1
2028-03 1 1
2028-04 1 2
2028-05 1 2
2028-06 1 2
2028-07 1 2
2028-08 1 2
2028-09 1 2
2028-10 1 2
2028-11 1 2
"""


def as_table(found: PoolForecast) -> str:
    rows = (f"{one.first:%Y-%m} {one.holders} {one.renewed}" for one in found.months)
    return "\n" + "\n".join(rows) + "\n"


def test_two_functions_are_forecast_as_by_hand() -> None:
    assert as_table(forecast("CACO", CACO, TODAY, DESK)) == CACO_TABLE
    assert as_table(forecast("IM", IM, TODAY, PIKET)) == IM_TABLE


def test_the_first_month_below_each_level_is_told_and_the_day_on_which_fewest_are_there() -> None:
    found = forecast("CACO", CACO, TODAY, DESK)
    assert found.first_below(PoolLevel.LAW) == date(2027, 6, 1)
    assert found.first_below(PoolLevel.LAW, Outlook.ALL) == date(2027, 8, 1)
    assert found.first_below(PoolLevel.BEARABLE) == date(2027, 2, 1)
    assert found.first_below(PoolLevel.TODAY) == date(2027, 2, 1)
    assert [one.least_day for one in found.months[:3]] == [
        TODAY,
        date(2027, 1, 1),
        date(2027, 2, 20),
    ]
    assert found.months[8].least_day == date(2027, 8, 16)
    assert forecast("IM", IM, TODAY, PIKET).first_below(PoolLevel.BEARABLE) == TODAY


def test_who_comes_and_leaves_is_told_with_the_reason() -> None:
    found = forecast("CACO", CACO, TODAY, DESK)
    assert [(c.on.isoformat(), c.person, c.is_gain, c.reasons) for c in found.changes] == [
        ("2027-02-20", "frank", False, (PoolReason.ABSENCE,)),
        ("2027-03-27", "frank", True, ()),
        ("2027-04-01", "carla", False, (PoolReason.CONTRACT,)),
        ("2027-06-01", "els", False, (PoolReason.LAPSE,)),
        ("2027-08-16", "dirk", False, (PoolReason.APPOINTMENT,)),
        ("2027-10-01", "gerda", True, ()),
    ]
    assert [one.person for one in found.changes if one.is_first] == ["gerda"]
    assert [one.requirements for one in found.changes if one.is_lapse_alone] == [("drill",)]


def test_a_lapse_that_a_planned_exercise_renews_is_marked() -> None:
    members = [
        PoolMember("els", ALWAYS, until(2027, 5, 31), exercised=until(2028, 5, 31)),
        PoolMember("fred", ALWAYS, until(2027, 5, 31), exercised=until(2027, 5, 31)),
        PoolMember("gina", until(2027, 5, 31), exercised=ALWAYS),
    ]
    drilled = [replace(one, requirements={"drill": one.shown}) for one in members]
    found = forecast("CACO", drilled, TODAY, DESK)
    assert [(c.person, c.is_exercised) for c in found.changes] == [
        ("els", True),
        ("fred", False),
        ("gina", False),
    ]


def test_several_reasons_at_once_are_all_told() -> None:
    (_, last) = forecast("IM", IM, TODAY, PIKET).changes
    assert (last.on, last.reasons) == (
        date(2028, 2, 1),
        (PoolReason.LAPSE, PoolReason.ABSENCE),
    )
    assert last.requirements == ("drill",)
    assert not last.is_lapse_alone


def test_recruiting_begins_as_long_before_as_it_takes_to_find_and_to_train() -> None:
    found = forecast("CACO", CACO, TODAY, DESK, LeadTimes(recruiting=4, training=9))
    law, bearable = found.shortages
    assert (law.level, law.on, law.missing) == (PoolLevel.LAW, date(2027, 8, 16), 1)
    assert (law.recruit_by, law.train_by) == (date(2026, 7, 16), date(2026, 11, 16))
    assert (bearable.level, bearable.on) == (PoolLevel.BEARABLE, date(2027, 2, 20))


def test_a_pool_that_is_large_enough_has_no_shortage() -> None:
    levels = PoolLevels(1, "ATW 5:7(2)c", 2, BearableBy.LAW, 2)
    assert forecast("CACO", CACO, TODAY, levels).shortages == ()


def test_a_month_has_its_last_day_where_it_is_shorter() -> None:
    assert add_months(date(2027, 12, 31), 2) == date(2028, 2, 29)
    assert add_months(date(2027, 3, 31), -1) == date(2027, 2, 28)
    assert add_months(date(2027, 1, 15), -1) == date(2026, 12, 15)


def test_planned_exercises_renew_for_who_is_invited_and_nobody_else() -> None:
    lapses = until(2027, 5, 31)
    members = [
        PoolMember("els", ALWAYS, lapses, exercised=until(2028, 5, 31)),
        PoolMember("fred", ALWAYS, lapses, until(2027, 12, 31), exercised=ALWAYS),
        PoolMember("gina", ALWAYS, lapses),
    ]
    levels = PoolLevels(2, "ATW 5:7(2)c", 3, BearableBy.LAW, 3)
    found = forecast("CACO", members, TODAY, levels)
    assert found.is_planned_for
    people = {one.first: (one.holders, one.planned, one.renewed) for one in found.months}
    assert people[date(2027, 5, 1)] == (3, 3, 3)
    assert people[date(2027, 6, 1)] == (0, 2, 3)
    assert people[date(2028, 1, 1)] == (0, 1, 2)
    assert people[date(2028, 6, 1)] == (0, 0, 2)
    first = [found.first_below(PoolLevel.LAW, outlook) for outlook in Outlook]
    assert first == [date(2027, 6, 1), date(2028, 1, 1), None]
    alone = [replace(one, exercised=Days()) for one in members]
    assert not forecast("CACO", alone, TODAY, levels).is_planned_for
