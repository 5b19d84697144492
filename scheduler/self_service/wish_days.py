"""Wishes day by day: a month in which each day is free, rather not, or gladly.

A wish of the records lasts from a first day to a last one. Here whole days change, so wishes are
cut and joined: what was said of other days, and of one post or shift, stays as it is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from data.model.duty import WishKind
from data.model.errors import Fault, Refused
from data.model.record_change import RowChange, RowChangeKind
from data.store import records
from data.store.audit import trail
from data.tables.period import ZONE
from scheduler.records.files import change_records
from scheduler.self_service.notices import row_name
from scheduler.self_service.rounds import note_asked
from scheduler.self_service.wishes import MOST, WEIGHTS, OwnWish, texts_of, wishes_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection

    from data.i18n.language import Language
    from data.store.opening import Store

DAY = timedelta(days=1)
_TABLE = "wishes"


@dataclass(frozen=True, slots=True)
class DayWish:
    """What somebody says of one day: the direction and its weight."""

    kind: WishKind
    weight: int


def by_day(found: Iterable[OwnWish]) -> dict[date, DayWish]:
    """What wishes of whole days say of each day; of two of one day the heavier counts."""
    said: dict[date, DayWish] = {}
    for one in found:
        if one.post or one.shift:
            continue
        day = one.first
        while day <= one.last:
            if day not in said or said[day].weight < one.weight:
                said[day] = DayWish(one.kind, one.weight)
            day += DAY
    return said


def joined(said: Mapping[date, DayWish]) -> list[OwnWish]:
    """As few wishes as say the same: days that follow each other are one."""
    found: list[OwnWish] = []
    for day, what in sorted(said.items()):
        last = found[-1] if found else None
        if last and last.last + DAY == day and (last.kind, last.weight) == (what.kind, what.weight):
            found[-1] = replace(last, last=day)
        else:
            found.append(OwnWish(0, what.kind, day, day, weight=what.weight))
    return found


def set_days(
    store: Store,
    person: str,
    span: tuple[date, date],
    wanted: Mapping[date, WishKind],
    now: datetime,
    speech: Language,
) -> int:
    """Say for each day of a span what they wish; a day that is not named is free.

    Parameters
    ----------
    span
        First and last day, both inclusive; days that are over are left as they are.

    Returns
    -------
    int
        How many days changed. Days that stay the same keep their weight.

    Raises
    ------
    Refused
        There would be too many wishes, or they are not here.
    """
    first, last = max(span[0], now.astimezone(ZONE).date()), span[1]
    with store.writing() as connection:
        trail.take_turn(connection)
        who = row_name(connection, person, speech)
        known = [one for one in wishes_in(connection, person, now) if not one.post + one.shift]
        before = by_day(known)
        changed = [
            day
            for day in _days(first, last)
            if (before[day].kind if day in before else None) != wanted.get(day)
        ]
        if not changed:
            return 0
        touched = [one for one in known if any(one.first <= day <= one.last for day in changed)]
        after = by_day(touched)
        for day in changed:
            after.pop(day, None)
            if day in wanted:
                after[day] = DayWish(wanted[day], WEIGHTS["medium"])
        new = _joined_with(after, [one for one in known if one not in touched])
        _refuse_many(connection, person, len(new[0]) - len(touched) - len(new[1]), now, speech)
        rows = _changes(connection, person, [*touched, *new[1]], new[0])
        change_records(connection, rows, who, now)
        note_asked(connection, person, min(changed), max(changed), now)
    return len(changed)


def _joined_with(
    after: dict[date, DayWish], others: Iterable[OwnWish]
) -> tuple[list[OwnWish], list[OwnWish]]:
    """The new wishes, and those beside them that they take in."""
    taken: list[OwnWish] = []
    for one in others:
        beside = [after.get(one.first - DAY), after.get(one.last + DAY)]
        if DayWish(one.kind, one.weight) in beside:
            taken.append(one)
    return joined({**by_day(taken), **after}), taken


def _refuse_many(
    connection: Connection, person: str, more: int, now: datetime, speech: Language
) -> None:
    count = len(wishes_in(connection, person, now)) + more
    if more > 0 and count > MOST:
        say = speech.gettext
        what = say("That would be {count} wishes").format(count=count)
        remedy = say("At most {most} are kept; choose days that follow each other").format(
            most=MOST
        )
        raise Refused([Fault(what, remedy)])


def _changes(
    connection: Connection, person: str, before: list[OwnWish], after: list[OwnWish]
) -> list[RowChange]:
    """What the records have to change; a wish that stays the same is left alone."""
    rows = records.read_rows(connection, _TABLE)
    by_number = {row.number: row for row in rows.values()}
    said = [texts_of(person, one) for one in after]
    new = {records.key_of(_TABLE, texts): texts for texts in said}
    found = []
    for one in before:
        row = by_number[one.number]
        old = records.as_texts(_TABLE, row.values, ZONE)
        texts = new.pop(row.key, None)
        if texts is None:
            found.append(RowChange(_TABLE, row.key, RowChangeKind.ENDED, old, {}, row.number))
            continue
        names = [name for name in texts if texts[name] != old.get(name, "")]
        if names:
            was = {name: old.get(name, "") for name in names}
            now_is = {name: texts[name] for name in names}
            change = RowChangeKind.CHANGED
            found.append(RowChange(_TABLE, row.key, change, was, now_is, row.number))
    for key, texts in new.items():
        number = rows[key].number if key in rows else 0
        found.append(RowChange(_TABLE, key, RowChangeKind.ADDED, {}, texts, number))
    return found


def _days(first: date, last: date) -> Iterable[date]:
    return (first + n * DAY for n in range((last - first).days + 1))
