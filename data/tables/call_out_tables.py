"""Reads call-outs: what was timed, and who was called, came and worked on them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from data.model.call_out import HIGHEST_GRIP, CalledPerson, CallOut
from data.tables.faults import shown
from data.tables.values import to_yes_no

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from data.tables.reading import Reading
    from data.tables.table_rows import TableRow

MOST_MINUTES = 24 * 60  #: from a call to the start of a task
LONGEST_WORK = timedelta(hours=24)  #: on one call, by one person


def read_call_outs(reading: Reading, today: date | None = None) -> tuple[CallOut, ...]:
    """The tables ``call_outs`` and ``call_out_people``.

    Parameters
    ----------
    today
        No call-out can be from after it; None: that is not asked.
    """
    found = _call_outs(reading, today)
    people: dict[str, list[CalledPerson]] = {}
    rows: dict[tuple[object, ...], int] = {}
    for row in reading.rows("call_out_people"):
        call_out = row.reference("call_out", reading.call_outs, "call-out")
        one = _called_person(row, reading, found.get(call_out))
        key = (call_out, one.person, one.called_at)
        first = rows.setdefault(key, row.number) if row.is_sound else 0
        if row.is_sound and first != row.number:
            what = f"row {first} has this person in the same call"
            row.fault("person", what, "Keep one of the two")
        if row.is_sound and call_out in found:
            said = one if one.post else replace(one, post=only_post(found[call_out]))
            people.setdefault(call_out, []).append(said)
    return with_people(found.values(), people)


def with_people(
    call_outs: Iterable[CallOut], people: dict[str, list[CalledPerson]]
) -> tuple[CallOut, ...]:
    """Call-outs by alert, with everybody who was called.

    Parameters
    ----------
    people
        By id of the call-out.
    """
    ordered = sorted(call_outs, key=lambda one: (one.alert_at, one.id))
    return tuple(replace(one, people=tuple(people.get(one.id, ()))) for one in ordered)


def only_post(call_out: CallOut) -> str:
    """The post of a call-out that names one; empty: it names several, or whole teams."""
    return call_out.posts[0] if len(call_out.posts) == 1 else ""


def _call_outs(reading: Reading, today: date | None) -> dict[str, CallOut]:
    found: dict[str, CallOut] = {}
    rows: dict[str, int] = {}
    for row in reading.rows("call_outs"):
        one = CallOut(
            id=row.id("id"),
            label=row.name("label"),
            posts=row.references("posts", reading.posts, "post"),
            regions=row.references("regions", reading.regions, "region"),
            is_exercise=row.yes("exercise", default=False),
            grip=row.optional_whole("grip", 0, HIGHEST_GRIP),
            criteria_at=row.optional_moment("criteria_at", reading.zone),
            alert_at=row.moment("alert_at", reading.zone),
            picture_at=row.optional_moment("picture_at", reading.zone),
            convened_at=row.optional_moment("convened_at", reading.zone),
            over_at=row.optional_moment("over_at", reading.zone),
        )
        first = rows.setdefault(one.id, row.number)
        if row.is_sound and first != row.number:
            row.fault("id", f"call-out {shown(one.id)} stands in row {first} too", "Keep one")
        if row.is_sound:
            _check_called(row, one)
        if row.is_sound:
            _check_times(row, one, reading, today)
        if row.is_sound:
            found[one.id] = one
    return found


def _check_called(row: TableRow, one: CallOut) -> None:
    if one.posts and one.regions:
        what = "this call-out names posts, and regions whose whole team was called"
        row.fault("regions", what, "Leave one of the two empty")
    elif not one.posts and not one.regions:
        row.fault("posts", "nobody was called", "Name the posts, or the regions of whole teams")


def _check_times(row: TableRow, one: CallOut, reading: Reading, today: date | None) -> None:
    if today and one.alert_at.astimezone(reading.zone).date() > today:
        row.fault("alert_at", "this call lies in the future", "Correct the date")
    if one.criteria_at and one.criteria_at > one.alert_at:
        what = "the alert came before the criteria for it were met"
        row.fault("criteria_at", what, "Correct one of the two times, or leave this one empty")
        return
    for column in ("picture_at", "convened_at", "over_at"):
        at: datetime | None = getattr(one, column)
        if at is not None and at < one.counted_from:
            row.fault(column, "this is before the call-out began", "Correct one of the two times")


def _called_person(row: TableRow, reading: Reading, call_out: CallOut | None) -> CalledPerson:
    accepted = row.get("accepted", to_yes_no, None)
    one = CalledPerson(
        person=row.reference("person", reading.people, "person"),
        post=row.reference("post", reading.posts, "post"),
        came=row.yes("came", default=False),
        accepted=accepted,
        minutes=row.optional_whole("minutes", 0, MOST_MINUTES),
        called_at=row.optional_moment("called_at", reading.zone),
        work_until=row.optional_moment("work_until", reading.zone),
    )
    if row.is_sound and one.minutes is not None and not one.came:
        remedy = "Leave minutes empty, or write yes in came"
        row.fault("minutes", "who did not come did not arrive", remedy)
    if row.is_sound and call_out is not None:
        _check_beside(row, one, call_out)
    return one


def _check_beside(row: TableRow, one: CalledPerson, call_out: CallOut) -> None:
    """Refuse what does not fit the call-out itself."""
    posts = call_out.posts
    if not one.post and not only_post(call_out):
        what = f"for which post {shown(one.person)} was called is not said"
        row.fault("post", what, "Name it: the call-out is about more than one")
    elif one.post and posts and one.post not in posts:
        what = f"post {shown(one.post)} was not called in {shown(call_out.id)}"
        row.fault("post", what, f"Use {', '.join(posts)}, or add it to the call-out")
    if one.called_at and one.called_at < call_out.alert_at:
        remedy = "Correct it; empty means called at the alert"
        row.fault("called_at", "this is before the alert", remedy)
    elif one.work_until:
        worked = one.work_until - call_out.called_at(one)
        if worked <= timedelta():
            row.fault("work_until", "this is not after the call", "Correct one of the two times")
        elif worked > LONGEST_WORK:
            what = f"that is more than {LONGEST_WORK // timedelta(hours=1)} hours of work in one go"
            row.fault("work_until", what, "Correct it, or write a second call in a row of its own")
