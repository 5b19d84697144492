"""Calendars that are kept as they should be, to the byte.

    python -m tests.scheduler.feeds.golden_samples

writes them anew; look at what git says changed before you keep it.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from data.model.account import Scope
from data.model.gap import Cause, DatedGap, Gap, GapPart, GapState, UncoveredInterval
from data.model.stand_in import StandIn
from scheduler.feeds.rendering import calendar_of, ics_bytes
from scheduler.feeds.series import AssignmentHolder
from tests.scheduler.feeds.support import (
    ANNA,
    BAS,
    CHANTAL,
    HOUR,
    KNOWN,
    key_for,
    local,
    material,
    shift,
    version,
)

if TYPE_CHECKING:
    from data.model.shift import Shift

FOLDER = Path(__file__).parent / "golden"
NOW = local("2027-03-22 09:00")
NAMES = {ANNA: "Anna Karekiet, jr.", BAS: "Bås O'Rietzanger", CHANTAL: "Chantal 🦢 Lepelaar"}

MONDAY = shift("CACO:2027-03-22T15:00", "2027-03-22 15:00", "2027-03-22 23:00")
DOUBLE = shift("CACO:2027-03-23T07:00", "2027-03-23 07:00", "2027-03-23 15:00")
EARLY = shift("CACO:2027-03-24T07:00", "2027-03-24 07:00", "2027-03-24 15:00")
LATE = shift("CACO:2027-03-24T08:00", "2027-03-24 08:00", "2027-03-24 16:00")
SUMMER = shift("CACO:2027-03-27T23:00", "2027-03-27 23:00", "2027-03-28 07:00", name="N")
WEEK = shift("IM:2027-03-26T17:00", "2027-03-26 17:00", "2027-04-02 17:00", name="P")
WINTER = shift("CACO:2027-10-30T23:00", "2027-10-30 23:00", "2027-10-31 07:00", name="N")

TRAINEE = AssignmentHolder(CHANTAL, True)
VERSIONS = (
    version(
        1,
        [MONDAY, ANNA],
        [DOUBLE, BAS],
        [EARLY, ANNA],
        [SUMMER, ANNA],
        [WEEK, BAS],
        [WINTER, ANNA],
        at=local("2027-02-20 10:00"),
    ),
    version(
        2,
        [MONDAY, BAS],
        [DOUBLE, BAS, TRAINEE],
        [LATE, ANNA],
        [SUMMER, ANNA],
        [WEEK],
        [WINTER, ANNA],
        at=local("2027-03-19 16:30"),
    ),
)
_PART = GapPart(WEEK.start, WEEK.end, 1, Cause.ILLNESS, "bas")
_GAP = Gap(
    12, UncoveredInterval("IM", WEEK.id, WEEK.start, WEEK.end, 1, 1, (_PART,)), GapState.OPEN, NOW
)
GAPS = (
    DatedGap(_GAP, local("2027-03-21 08:00")),
    DatedGap(
        replace(_GAP, id=13, state=GapState.CLOSED, closed_at=NOW, lock_version=3), NOW - HOUR
    ),
)


def _taken(
    number: int, of: Shift, start: str, end: str, who: tuple[int, int], gone: str | None = None
) -> StandIn:
    """A take-over, recorded some hours after the roster was signed."""
    at = local("2027-02-20 10:00") + number * HOUR
    leaver, comer = (str(one) for one in who)
    return StandIn(
        number,
        of.id,
        of.post,
        local(start),
        local(end),
        leaver,
        comer,
        "griep",
        "planner",
        at,
        withdrawn_at=local(gone) if gone else None,
    )


IN_PARTS = version(1, [WEEK, ANNA], [MONDAY, ANNA], [WINTER, ANNA], at=local("2027-02-20 10:00"))
#: Saturday evening given away; the rest of the week, over the clock change, in a chain; a night on
#: which the clock goes back; and one that was recorded by mistake.
STAND_INS = (
    _taken(1, WEEK, "2027-03-27 18:00", "2027-03-27 23:00", (ANNA, BAS)),
    _taken(2, WEEK, "2027-03-28 01:30", "2027-04-02 17:00", (ANNA, BAS)),
    _taken(3, WEEK, "2027-04-01 08:00", "2027-04-02 17:00", (BAS, CHANTAL)),
    _taken(4, WINTER, "2027-10-31 01:00", "2027-10-31 07:00", (ANNA, CHANTAL)),
    _taken(5, MONDAY, "2027-03-22 19:00", "2027-03-22 23:00", (ANNA, BAS), "2027-03-21 12:00"),
)


def samples() -> dict[str, bytes]:
    """The calendars, by the names of their files."""
    known = replace(KNOWN, people=NAMES)
    source = material(*VERSIONS, gaps=GAPS, now=NOW, known=known)
    keys = {
        "person-nl": key_for(lang="nl"),
        "person-en-alarm-busy": key_for(busy=True, alarm_minutes=60),
        "trainee-en": key_for(subject=str(CHANTAL)),
        "post-nl": key_for(Scope.POST, "CACO", lang="nl"),
        "region-en": key_for(Scope.REGION, "FL"),
        "gaps-nl": key_for(Scope.GAPS, lang="nl"),
        "all-en": key_for(Scope.ALL),
    }
    found = {f"{name}.ics": ics_bytes(calendar_of(key, source)) for name, key in keys.items()}
    in_parts = material(IN_PARTS, now=NOW, known=known, stand_ins=STAND_INS)
    keys = {
        "parts-anna-nl": key_for(lang="nl"),
        "parts-bas-en": key_for(subject=str(BAS)),
        "parts-chantal-nl": key_for(subject=str(CHANTAL), lang="nl"),
        "parts-post-nl": key_for(Scope.POST, "IM", lang="nl"),
    }
    return found | {
        f"{name}.ics": ics_bytes(calendar_of(key, in_parts)) for name, key in keys.items()
    }


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, content in samples().items():
        (FOLDER / name).write_bytes(content)
