"""Reads call-outs from the store, also of people who left since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from data.model.call_out import CalledPerson, CallOut
from data.store.tables.alert_records import CALL_OUT_PEOPLE, CALL_OUTS
from data.tables.call_out_tables import only_post, with_people

if TYPE_CHECKING:
    from datetime import datetime


#: The call-out, and the fields of `CalledPerson` in their order.
_PERSON = (
    *("call_out", "person", "post", "came", "accepted", "minutes", "called_at", "work_until"),
)


def read_call_outs(connection: Connection, since: datetime | None = None) -> tuple[CallOut, ...]:
    """Call-outs by alert, with everybody who was called.

    People who left are among them: without them it would seem that nobody came.

    Parameters
    ----------
    since
        Only those whose alert is not before it; None: all.
    """
    mine, theirs = CALL_OUTS.c, CALL_OUT_PEOPLE.c
    query = select(CALL_OUTS).where(mine.ended_at.is_(None))
    called = (
        select(*(theirs[name] for name in _PERSON))
        .join(CALL_OUTS, mine.id == theirs.call_out)
        .where(theirs.ended_at.is_(None), mine.ended_at.is_(None))
        .order_by(theirs.row)
    )
    if since is not None:
        query, called = query.where(mine.alert_at >= since), called.where(mine.alert_at >= since)
    found = {
        row.id: CallOut(
            id=row.id,
            alert_at=row.alert_at,
            posts=tuple(row.posts or ()),
            regions=tuple(row.regions or ()),
            label=row.label or "",
            is_exercise=bool(row.exercise),
            grip=row.grip,
            criteria_at=row.criteria_at,
            picture_at=row.picture_at,
            convened_at=row.convened_at,
            over_at=row.over_at,
        )
        for row in connection.execute(query)
    }
    usual = {code: only_post(one) for code, one in found.items()}
    people: dict[str, list[CalledPerson]] = {}
    for code, person, post, *rest in connection.execute(called):
        one = CalledPerson(person, post or usual[code], *rest)
        people.setdefault(code, []).append(one)
    return with_people(found.values(), people)
