"""The base rosters of the demonstration region.

At the desk seven lines that together fill every shift once: mostly three shifts a week, nights in
twos and threes, weekends whole, two of them in a row at most, and always forward. Five people live
by it. Two lines are vacant: whoever has another job as well, or a few shifts a month, fills them.
The pools on call have an order of turns.
"""

from __future__ import annotations

from datetime import date

from data.demo.scene import PERIOD_START
from data.model.base_roster import BaseMember, BaseRoster

D, L, N, P, OFF = "D", "L", "N", "P", ""

DESK = BaseRoster(
    "desk",
    "CACO",
    PERIOD_START,
    (
        (D, D, D, D, OFF, OFF, OFF),
        (OFF, OFF, OFF, OFF, D, D, D),
        (OFF, OFF, L, L, N, N, N),
        (OFF, OFF, OFF, OFF, OFF, OFF, OFF),
        (L, L, N, N, OFF, OFF, OFF),
        (OFF, OFF, OFF, OFF, L, L, L),
        (N, N, OFF, OFF, OFF, OFF, OFF),
    ),
)

#: Per post on call who has the first turn, the second, and so on.
TURNS = {
    "IM-COPI-FL": ("dodaars", "zwanebloem", "lisdodde"),
    "IM-ROT-FL": ("waterlelie", "watermunt", "kalmoes"),
    "IM-COPI-GV": ("heideklokje", "gagel", "duindoorn", "kruipwilg"),
    "IM-ROT-GV": ("zonnedauw", "vlasleeuwenbek", "dopheide", "struikhei"),
    "IC-BT-GV": (
        *("kuifeend", "koninginnepage", "dagpauwoog"),
        *("zandoogje", "citroenvlinder", "visarend"),
    ),
}

MEMBERS = (
    BaseMember(DESK.id, "lepelaar", 2),
    BaseMember(DESK.id, "karekiet", 4),
    BaseMember(DESK.id, "rietzanger", 5),
    BaseMember(DESK.id, "waterral", 6, date(2027, 8, 16)),  # after the birth leave
    BaseMember(DESK.id, "zilverreiger", 7, date(2027, 1, 18)),  # after the office job
)


def base_rosters() -> tuple[BaseRoster, ...]:
    """The cycle of the desk, and the order of turns of each pool on call."""
    return (DESK, *(_order(post, len(people)) for post, people in TURNS.items()))


def base_members() -> tuple[BaseMember, ...]:
    """Who follows them; whoever has the first turn is in week 1 when it starts."""
    turns = (
        BaseMember(_code(post), person, -turn % len(people) + 1)
        for post, people in TURNS.items()
        for turn, person in enumerate(people)
    )
    return (*MEMBERS, *turns)


def _order(post: str, turns: int) -> BaseRoster:
    turn, free = (OFF, OFF, OFF, OFF, P, OFF, OFF), (OFF,) * 7
    return BaseRoster(_code(post), post, PERIOD_START, (turn, *(free for _ in range(turns - 1))))


def _code(post: str) -> str:
    return f"turns-{post.lower()}"
