"""People and gaps: somebody takes one up, or accepts it as intended."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from data.model.errors import Fault, Refused
from data.model.gap import AcceptedFacts, Extent, Gap, GapState
from data.store import gaps
from data.store.audit import trail
from data.store.audit.trail import Act

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Connection

    from data.store.opening import Store


def acknowledge(store: Store, numbers: Collection[int], who: str, now: datetime) -> list[Gap]:
    """Take gaps up: reminders about them stop until the next step is due, or they grow.

    One that is closed or accepted is left as it is; one that was taken up before is so anew: the
    reminders of a later step stop as well.

    Returns
    -------
    list
        All of these gaps as they are now.

    Raises
    ------
    Refused
        There is no such gap.
    """
    with store.writing() as connection:
        trail.take_turn(connection)
        found = [gaps.read_gap(connection, number) for number in sorted(set(numbers))]
        after = []
        for gap in found:
            if gap.state not in (GapState.OPEN, GapState.ACKNOWLEDGED):
                after.append(gap)
                continue
            taken = replace(
                gap,
                state=GapState.ACKNOWLEDGED,
                acknowledged_by=who,
                acknowledged_at=now,
                acknowledged_extent=Extent.of(gap.interval).text,
            )
            after.append(gaps.write_gap(connection, gap, taken))
            gaps.add_event(connection, gap.id, now, "acknowledged", who)
            trail.append(connection, [Act("gap.acknowledged", f"gap/{gap.id}")], who, now)
    return after


def release(store: Store, number: int, who: str, now: datetime) -> Gap:
    """Let go of a gap that was taken up: whoever has to hear of it is reminded again.

    One that nobody took up is left as it is.

    Raises
    ------
    Refused
        There is no such gap.
    """
    with store.writing() as connection:
        trail.take_turn(connection)
        gap = gaps.read_gap(connection, number)
        if gap.state is not GapState.ACKNOWLEDGED:
            return gap
        free = replace(
            gap,
            state=GapState.OPEN,
            acknowledged_by="",
            acknowledged_at=None,
            acknowledged_extent="",
        )
        after = gaps.write_gap(connection, gap, free)
        facts = {"from": gap.acknowledged_by}
        gaps.add_event(connection, number, now, "released", who, facts)
        trail.append(connection, [Act("gap.released", f"gap/{number}", None, facts)], who, now)
    return after


def accept(
    store: Store, number: int, reason: str, until: datetime | None, who: str, now: datetime
) -> Gap:
    """Accept one gap as intended; see `accept_all`.

    Raises
    ------
    Refused
        There is no such open gap, no reason, or the moment is over.
    """
    (after,) = accept_all(store, [number], reason, until, who, now)
    return after


def accept_all(
    store: Store,
    numbers: Collection[int],
    reason: str,
    until: datetime | None,
    who: str,
    now: datetime,
) -> list[Gap]:
    """Accept gaps as intended, as they are now, all or none of them.

    Nobody is notified of them until then, or they grow.

    Parameters
    ----------
    reason
        Why; it must say something.
    until
        When they are looked at again; None: the end of each.

    Raises
    ------
    Refused
        One of them is no open gap, there is no reason, or the moment is over.
    """
    if not reason.strip():
        raise Refused([Fault("a gap is accepted for a reason", "Give one: --accept REASON")])
    with store.writing() as connection:
        trail.take_turn(connection)
        return [
            _accept(connection, number, reason.strip(), until, who, now)
            for number in sorted(set(numbers))
        ]


def _accept(
    connection: Connection,
    number: int,
    reason: str,
    until: datetime | None,
    who: str,
    now: datetime,
) -> Gap:
    gap = gaps.read_gap(connection, number)
    if not gap.is_open:
        what = f"gap {number} is closed already ({gap.closed_by})"
        raise Refused([Fault(what, "There is nothing left to accept")])
    end = until or gap.interval.end
    if end <= now:
        what = f"the acceptance would have ended at {end:%Y-%m-%d %H:%M} UTC"
        raise Refused([Fault(what, "Name a later moment: --until MOMENT")])
    seen = gap.interval
    after = gaps.write_gap(
        connection,
        gap,
        replace(
            gap,
            state=GapState.ACCEPTED,
            accepted_by=who,
            accepted_reason=reason,
            accepted_until=end,
            accepted_facts=AcceptedFacts(now, seen.start, seen.end, seen.missing, seen.people),
        ),
    )
    facts = {"reason": reason, "until": end.isoformat()}
    gaps.add_event(connection, gap.id, now, "accepted", who, facts)
    trail.append(connection, [Act("gap.accepted", f"gap/{gap.id}", None, facts)], who, now)
    return after
