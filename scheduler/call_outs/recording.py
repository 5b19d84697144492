"""Records a call-out and everybody who was called, under the same checks as an import."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from data.model.account import EVERYWHERE
from data.model.errors import Conflict, Fault, InputError, Place, Refused
from data.model.record_change import RowChange, RowChangeKind
from data.store import records
from data.store.audit import trail
from data.store.regions import is_call_out_within, people_within, posts_within
from data.tables.faults import nearest, shown
from data.tables.period import ZONE
from data.tables.raw_table import tables_from_texts
from data.tables.values import BadValue, to_moment
from scheduler.records.checks import refuse_doubles, refuse_unsound, texts_in
from scheduler.records.edit import fingerprint

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from data.model.account import Reach
    from data.store.opening import Store

Texts = Mapping[str, str]
CALLS, CALLED = "call_outs", "call_out_people"
_FORM = "form"
_LONGEST_CODE = 64


@dataclass(frozen=True, slots=True)
class CallOutEntry:
    """A call-out as it is handed in: a row of each table, as texts.

    Parameters
    ----------
    call_out
        Columns of ``call_outs``; without an id it gets one from its alert and who was called.
    people
        Columns of ``call_out_people``; the call-out goes without saying.
    seen
        `fingerprint` of what is replaced, as the form showed it; empty: it is new.
    """

    call_out: Texts
    people: Sequence[Texts]
    seen: str = ""


def record_call_out(
    store: Store, entry: CallOutEntry, who: str, now: datetime, reach: Reach = EVERYWHERE
) -> str:
    """Record a call-out, or put what is said now in the place of what was; its id.

    Raises
    ------
    InputError
        Something in it is wrong: all faults are named, with the number of the person's row.
    Refused
        There is one of that id already, or none to be changed that is all within reach; or it
        names what is not.
    Conflict
        Somebody else changed it since the form was opened.
    """
    with store.writing() as connection:
        trail.take_turn(connection)
        stored = records.record_texts(connection, ZONE)
        call_out = _with_code(entry)
        code = call_out["id"]
        before, people = _rows_of(stored, code)
        _refuse_out_of_reach(connection, entry, reach)
        _refuse_others(connection, entry, code, before, people)
        if before is not None:
            _refuse_beyond(connection, code, reach)
        given = [{**_filled(one), "call_out": code} for one in entry.people]
        tables = tables_from_texts(
            {
                CALLS: [call_out, *(row for row in stored[CALLS] if row["id"] != code)],
                CALLED: [*given, *(row for row in stored[CALLED] if row["call_out"] != code)],
            },
            _FORM,
        )
        try:
            refuse_unsound(tables, stored, now)
            refuse_doubles(tables)
        except InputError as error:
            raise InputError(_of_the_form(error, len(given))) from error
        found = records.changes(connection, texts_in(tables), ZONE, now.astimezone(ZONE).date())
        kept = {_key(one) for one in given}
        gone = [row for row in people if records.key_of(CALLED, row) not in kept]
        _apply(connection, [*found, *_ended(connection, CALLED, gone)], who, now)
    return code


def remove_call_out(
    store: Store, code: str, seen: str, who: str, now: datetime, reach: Reach = EVERYWHERE
) -> None:
    """End a call-out that was recorded by mistake, with what was said of everybody in it.

    Raises
    ------
    Refused
        There is none of that id that is all within reach.
    Conflict
        Somebody else changed it since the page was opened.
    """
    with store.writing() as connection:
        trail.take_turn(connection)
        stored = records.record_texts(connection, ZONE)
        before, people = _rows_of(stored, code)
        if before is None:
            raise Refused([_unknown(code, stored[CALLS])])
        _refuse_beyond(connection, code, reach)
        _refuse_late(connection, seen, code, before, people)
        everybody = [
            records.as_texts(CALLED, row.values, ZONE)
            for row in records.read_rows(connection, CALLED).values()
            if not row.has_ended and row.values["call_out"] == code
        ]
        ended = _ended(connection, CALLED, everybody) + _ended(connection, CALLS, [before])
        _apply(connection, ended, who, now)


def refuse_out_of_reach(
    connection: Connection,
    reach: Reach,
    posts: Iterable[str],
    regions: Iterable[str],
    people: Iterable[str] = (),
) -> None:
    """Refuse posts, regions and people that are not within reach, as if they were not there.

    Raises
    ------
    Refused
        Each that is not is named.
    """
    if reach.is_all:
        return
    known, able = posts_within(connection, reach), people_within(connection, reach)
    what = [f"there is no post {shown(one)}" for one in posts if one not in known]
    what += [f"there is no region {shown(one)}" for one in regions if not reach.covers([one])]
    what += [f"there is no person {shown(one)}" for one in people if one not in able]
    if what:
        raise Refused([Fault(one, "Choose one from the list") for one in what])


def _refuse_out_of_reach(connection: Connection, entry: CallOutEntry, reach: Reach) -> None:
    given = _filled(entry.call_out)
    posts = [one for one in given.get("posts", "").split(";") if one]
    posts += [one["post"] for one in entry.people if one.get("post")]
    regions = [one for one in given.get("regions", "").split(";") if one]
    people = [one.get("person", "") for one in entry.people]
    refuse_out_of_reach(
        connection, reach, *(dict.fromkeys(each) for each in (posts, regions, people))
    )


def _refuse_beyond(connection: Connection, code: str, reach: Reach) -> None:
    """Refuse to change a call-out that concerns another region too."""
    if reach.is_all:
        return
    number = records.read_rows(connection, CALLS)[code].number
    if not is_call_out_within(connection, number, reach, whole=True):
        raise Refused([Fault(f"there is no call-out {shown(code)}", "See the list of call-outs")])


def mark_of(connection: Connection, code: str) -> str:
    """What a form shows it has seen: it changes when anybody changes the call-out."""
    found = records.texts_of(connection, ("people", "posts", CALLS, CALLED), ZONE)
    return _mark(*_rows_of(records.of_posts_there_are(found, found["posts"]), code))


def _mark(before: Texts | None, people: Sequence[Texts]) -> str:
    return fingerprint([before, *people]) if before else ""


def _rows_of(
    stored: Mapping[str, Sequence[Texts]], code: str
) -> tuple[Texts | None, Sequence[Texts]]:
    before = next((row for row in stored[CALLS] if row["id"] == code), None)
    return before, [row for row in stored[CALLED] if row["call_out"] == code]


def _with_code(entry: CallOutEntry) -> dict[str, str]:
    """The row with an id: the moment of its alert and who was called, unless it has one.

    Who records the same call-out once more is told so: it would count twice.
    """
    given = _filled(entry.call_out)
    if not given.get("id"):
        called = given.get("posts") or given.get("regions") or ""
        at = _local(given.get("alert_at", ""))
        given["id"] = f"{at} {called.replace(';', '+')}"[:_LONGEST_CODE].strip()
    return given


def _local(text: str) -> str:
    """A moment as its code shows it: on the local clock, apart where that shows an hour twice."""
    try:
        at = to_moment(text, ZONE).astimezone(ZONE)
    except BadValue:
        return text[:16]  # told elsewhere
    return f"{at:%Y-%m-%d %H:%M}{'b' if at.fold else ''}"


def _filled(row: Texts) -> dict[str, str]:
    return {column: text.strip() for column, text in row.items() if text.strip()}


def _key(row: Texts) -> str:
    texts = records.as_texts(CALLED, records.as_values(CALLED, row, ZONE), ZONE)
    return records.key_of(CALLED, texts)


def _refuse_others(
    connection: Connection,
    entry: CallOutEntry,
    code: str,
    before: Texts | None,
    people: Sequence[Texts],
) -> None:
    if not entry.seen:
        if before is not None:
            what = f"there is a call-out {shown(code)} already"
            raise Refused([Fault(what, "Change that one; of another give another code or time")])
        return
    if before is None:
        known = records.texts_of(connection, ("people", CALLS), ZONE)[CALLS]
        raise Refused([_unknown(code, known)])
    _refuse_late(connection, entry.seen, code, before, people)


def _unknown(code: str, known: Sequence[Texts]) -> Fault:
    codes = [row["id"] for row in known]
    remedy = nearest(code, codes) if codes else "Record it first"
    return Fault(f"there is no call-out {shown(code)}", remedy)


def _refuse_late(
    connection: Connection, seen: str, code: str, before: Texts, people: Sequence[Texts]
) -> None:
    if seen == _mark(before, people):
        return
    number = records.read_rows(connection, CALLS)[code].number
    last = trail.entries(connection, f"{CALLS}/{number}", 1) or trail.entries(connection, None, 1)
    raise Conflict(code, last[-1].who, last[-1].at)


def _ended(connection: Connection, name: str, rows: Sequence[Texts]) -> list[RowChange]:
    stored = records.read_rows(connection, name)
    return [
        RowChange(name, key, RowChangeKind.ENDED, dict(row), {}, stored[key].number)
        for row in rows
        if (key := records.key_of(name, row)) in stored
    ]


def _apply(connection: Connection, found: Sequence[RowChange], who: str, now: datetime) -> None:
    trail.append(connection, records.apply(connection, found, ZONE, now), who, now)


def _of_the_form(error: InputError, people: int) -> list[Fault]:
    """Faults with the number of the person in the form, and no sheet: there is none."""
    found = []
    for fault in error.faults:
        place, row = fault.place, None
        if place.file == _FORM:
            mine = place.row - 1 if place.sheet == CALLED and place.row else 0
            row = mine if 0 < mine <= people else None
            place = Place(row=row, column=place.column)
        found.append(replace(fault, place=place))
    return found
