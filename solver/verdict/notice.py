"""How long before a shift somebody is told of it (ATW 4:2)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from data.model.candidate import Notice

if TYPE_CHECKING:
    from solver.verdict.words import Say

DAYS_OFF = timedelta(days=28)  #: so long before, days off must be known at the latest
TIMES = timedelta(days=4)  #: and the times of duties


def notice(ahead: timedelta) -> Notice:
    """What ATW 4:2(2) says of telling somebody so long before a shift."""
    if ahead <= timedelta(0):
        return Notice.BEGUN
    if ahead < TIMES:
        return Notice.WITHIN_4_DAYS
    return Notice.WITHIN_28_DAYS if ahead < DAYS_OFF else Notice.AMPLE


def notice_sentence(ahead: timedelta, say: Say) -> str:
    """The same in words."""
    texts = {
        Notice.BEGUN: say("the shift has begun"),
        Notice.WITHIN_4_DAYS: say("starts in {hours} hours, inside the 4 days of ATW 4:2"),
        Notice.WITHIN_28_DAYS: say("starts in {days} days, inside the 28 days of ATW 4:2"),
        Notice.AMPLE: say("starts in {days} days"),
    }
    hours = int(ahead / timedelta(hours=1))
    return texts[notice(ahead)].format(hours=hours, days=hours // 24)
