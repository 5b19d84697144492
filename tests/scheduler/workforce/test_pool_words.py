"""The first sentences about a pool: whether people are needed, and whether exercises renew it."""

from __future__ import annotations

from datetime import date

import pytest

from data.i18n.language import language
from data.model.days import Days
from data.model.pool_forecast import BearableBy, PoolForecast, PoolLevels, PoolMember, forecast
from scheduler.workforce.forecast import Pools
from scheduler.workforce.pool_words import PoolHeadline, PoolWords

TODAY = date(2026, 12, 10)
ALWAYS, NEVER = Days.between(None, None), Days()
LATE, SOON = Days.between(None, date(2027, 8, 31)), Days.between(None, date(2027, 3, 31))
WORDS = PoolWords(Pools((), {}, {}, {}, {}), language("en"))


def pool(*members: PoolMember) -> PoolForecast:
    levels = PoolLevels(2, "ATW 5:7(2)c", 3, BearableBy.LAW, len(members))
    return forecast("CACO", members, TODAY, levels)


def three(shown: Days = ALWAYS, contract: Days = ALWAYS, exercised: Days = NEVER) -> PoolForecast:
    """Two who are as it is given, and one who stays."""
    changing = [
        PoolMember(name, ALWAYS, shown, contract, exercised=exercised) for name in ("els", "fred")
    ]
    return pool(PoolMember("anna", ALWAYS), *changing)


@pytest.mark.parametrize(
    ("found", "said", "urgency"),
    [
        (three(), ["Enough people in all of these months."], 0),
        (three(LATE), ["Too few by law from Sept 2027, if nobody renews."], 0),
        (three(SOON), ["Too few by law from Apr 2027, if nobody renews."], 1),
        (
            three(SOON, exercised=ALWAYS),
            ["The planned exercises renew enough; without them too few by law from Apr 2027."],
            0,
        ),
        (
            three(SOON, exercised=LATE),
            ["Too few by law from Sept 2027: the planned exercises do not renew enough."],
            0,
        ),
        (three(contract=LATE), ["Too few by law from Sept 2027, though all renew."], 2),
        (
            three(SOON, contract=LATE),
            [
                "Too few by law from Sept 2027, though all renew.",
                "Too few by law from Apr 2027, if nobody renews.",
            ],
            2,
        ),
    ],
)
def test_where_people_are_needed_and_where_renewing_helps(
    found: PoolForecast, said: list[str], urgency: int
) -> None:
    assert WORDS.headline(found) == PoolHeadline(tuple(said), urgency)


def test_fewer_than_bearable_is_told_beside_what_is_not_renewed() -> None:
    leaving = PoolMember("gina", ALWAYS, contract=SOON)
    found = pool(PoolMember("anna", ALWAYS), PoolMember("bart", ALWAYS), leaving)
    said = ("Fewer than bearable from Apr 2027, though all renew.",)
    assert WORDS.headline(found) == PoolHeadline(said, 1)
