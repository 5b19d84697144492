"""What somebody's own calendar proposes, asked of the planner as any leave is."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from data.model.absence_feed import ProposalStatus
from data.tables.period import ZONE
from scheduler.self_service.absence_feeds import own_proposal, settle_own
from scheduler.self_service.leave import LeaveRequested, ask_leave

if TYPE_CHECKING:
    from datetime import datetime

    from data.i18n.language import Language
    from data.model.request import LeaveRequest
    from data.store.opening import Store

_MOMENT = timedelta(microseconds=1)


def ask_for(
    store: Store, number: int, person: str, who: str, now: datetime, speech: Language
) -> LeaveRequest:
    """Ask for the whole days that a proposal of one's own calendar touches.

    The planner decides; nothing is recorded before. Asked twice it is refused, as the days were
    asked already.

    Raises
    ------
    Refused
        The proposal is no longer there or not theirs, or the days cannot be asked for.
    """
    absent = own_proposal(store, number, person)
    first, last = (at.astimezone(ZONE).date() for at in (absent.start, absent.end - _MOMENT))
    today = now.astimezone(ZONE).date()
    wanted = LeaveRequested(person, absent.kind, max(first, today), last)
    asked = ask_leave(store, wanted, now, speech)
    settle_own(store, number, person, ProposalStatus.ACCEPTED, who, now)
    return asked
