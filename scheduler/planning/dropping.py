"""Throws a draft away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.exchange.language import language
from data.model.errors import Conflict
from data.store import audit, drafts, jobs, rosters
from data.store.audit import Act
from scheduler.planning.desk import refuse_signed

if TYPE_CHECKING:
    from datetime import datetime

    from data.model.roster import RosterHead
    from data.store.opening import Store


def drop(
    store: Store, roster: int, who: str, now: datetime, seen: int, speech: str = "en"
) -> RosterHead:
    """Throw a draft away; the audit trail keeps that it was there.

    Parameters
    ----------
    seen
        The lock version that the planner saw.
    speech
        Code of the language in which the job that made it says so.

    Raises
    ------
    Refused
        There is none of that number, or it was signed.
    Conflict
        Somebody else changed it since the planner saw it.
    """
    with store.writing() as connection:
        audit.take_turn(connection)
        head = rosters.read_head(connection, roster)
        refuse_signed(head)
        if head.lock_version != seen:
            raise Conflict(head.name, head.changed_by, head.changed_at)
        why = language(speech).gettext("its draft was thrown away by {who}").format(who=who)
        jobs.forget_roster(connection, roster, why)
        drafts.drop_draft(connection, head)
        before = {"period": [head.start.isoformat(), head.end.isoformat()]}
        act = Act("roster.dropped", f"roster/{roster}", before, None)
        audit.append(connection, [act], who, now)
        return head
