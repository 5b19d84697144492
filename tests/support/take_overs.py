"""Take-overs as tests record them: straight into the store, with the act in the trail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.model.stand_in import StandIn
from data.store.audit import trail
from data.store.stand_ins import add_stand_in, withdraw_stand_in

if TYPE_CHECKING:
    from datetime import datetime

    from data.model.shift import Shift
    from data.store.opening import Store


def take_over(
    store: Store,
    shift: Shift,
    who: tuple[str, str],
    start: datetime,
    end: datetime | None = None,
    *,
    now: datetime,
) -> StandIn:
    """Somebody takes over a part of a shift, up to its end or another moment.

    Parameters
    ----------
    who
        Codes of who leaves and who comes; empty: nobody.
    """
    given = StandIn(0, shift.id, shift.post, start, end or shift.end, *who, "ill", "planner", now)
    with store.writing() as connection:
        trail.take_turn(connection)
        kept = add_stand_in(connection, given)
        _note(connection, "recorded", kept, now)
    return kept


def withdraw(store: Store, one: StandIn, now: datetime) -> None:
    """It was recorded by mistake."""
    with store.writing() as connection:
        trail.take_turn(connection)
        withdraw_stand_in(connection, one, "planner", now)
        _note(connection, "withdrawn", one, now)


def _note(connection, what: str, one: StandIn, now: datetime) -> None:
    act = trail.Act(f"stand_in.{what}", f"stand_in/{one.id}", None, {"shift": one.shift})
    trail.append(connection, [act], "planner", now)
