"""Which rules a legal ground sets aside in a disaster, as one dated table.

What is set aside is used only as far as it is needed, duty by duty: see `solver.relief`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from data.model.deployment import LegalGround

if TYPE_CHECKING:
    from collections.abc import Iterable

READ = date(2015, 7, 1)  #: the Act and the decree as they were read

#: ATW 5.2 and the rules of the decree made under it: hours, rest, nights.
CHAPTER_5_2 = frozenset(
    ["R01", "R02", "R03", "R05", "R06", "R08", "R10", "R11", "R12", "R14", "R15", "R16", "R17"]
)
ON_CALL = frozenset(["C02", "C03", "C04", "C05", "C06"])
STANDBY = frozenset(["S01", "S02", "S03", "S04", "S05"])
#: The region's own limits of load, which it may lift itself.
LOAD = frozenset(["CONTRACT_HOURS", "WEEKEND_LOAD", "MAX_RUN", "MONTHLY_MAXIMUM"])


@dataclass(frozen=True, slots=True)
class GroundRules:
    """What a ground sets aside from a day on, until a later row says otherwise.

    Parameters
    ----------
    article
        Where the ground stands.
    since
        First day of this reading.
    rules
        Ids of the rules that may be set aside.
    limits_en, limits_nl
        What stays, and what it asks in return.
    """

    ground: LegalGround
    article: str
    since: date
    rules: frozenset[str]
    limits_en: str
    limits_nl: str


GROUNDS: tuple[GroundRules, ...] = (
    GroundRules(
        LegalGround.NONE,
        "-",
        date.min,
        frozenset(),
        "Every rule holds.",
        "Alle regels gelden.",
    ),
    GroundRules(
        LegalGround.EMERGENCY,
        "ATW 5:10",
        READ,
        CHAPTER_5_2 | LOAD,
        "A sudden, unforeseen situation that cannot wait. Free Sundays (5:6), 48 hours on average "
        "(5:7(2)c) and the rules of on-call (5:9) still hold; rest that is missed is given "
        "afterwards.",
        "Een plotselinge, onvoorziene situatie die geen uitstel verdraagt. Vrije zondagen (5:6), "
        "gemiddeld 48 uur (5:7 lid 2c) en de regels van consignatie (5:9) blijven gelden; gemiste "
        "rust wordt achteraf gegeven.",
    ),
    GroundRules(
        LegalGround.DISASTER,
        "ATW 2:2(1)a",
        READ,
        CHAPTER_5_2 | ON_CALL | STANDBY | LOAD | {"R07", "R19", "R21"},
        "A disaster or crisis: the Act does not apply in so far as it would obstruct the work. "
        "Pregnancy, birth leave and exemptions from nights stay protected here all the same, and "
        "missed rest is given afterwards.",
        "Een ramp of crisis: de wet geldt niet voor zover zij het werk zou belemmeren. "
        "Zwangerschap, bevallingsverlof en vrijstelling van nachtdienst blijven hier toch "
        "beschermd, en gemiste rust wordt achteraf gegeven.",
    ),
)

#: Rules of which what is missed is rest that is to be given afterwards (ATW 5:10(3)).
RESTS = frozenset(["R01", "R02", "R11", "R14", "R15"])


def ground_rules(ground: LegalGround, day: date) -> GroundRules:
    """What a ground sets aside on a day; of a day before the first reading, as that one has it."""
    rows = sorted((one for one in GROUNDS if one.ground is ground), key=lambda one: one.since)
    return max((one for one in rows if one.since <= day), key=lambda o: o.since, default=rows[0])


def grounds_section() -> str:
    """The table in Markdown, for ``docs/rules.md``."""
    lines = [
        "## Set aside in a disaster\n",
        "A relief roster ([relief](relief.md)) first keeps every rule. Only a seat that would stay "
        "open then leans on the legal ground of its deployment, and only on rules of this table. "
        "`COMPETENCE`, `OVERLAP`, `NIGHT`, `R4_5`, `R4_6`, `REST_AFTER_CALL` and "
        "`RELIEF_LIMIT` are never set aside.",
        "",
        "| ground | article | read as of | set aside as far as needed | what stays |",
        "| --- | --- | --- | --- | --- |",
    ]
    lines += [_row(one) for one in GROUNDS]
    return "\n".join([*lines, ""])


def _row(one: GroundRules) -> str:
    since = "-" if one.since == date.min else one.since.isoformat()
    rules = _listed(one.rules) or "nothing"
    return f"| `{one.ground}` | {one.article} | {since} | {rules} | {one.limits_en} |"


def _listed(rules: Iterable[str]) -> str:
    return ", ".join(f"`{rule}`" for rule in sorted(rules))
