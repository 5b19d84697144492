"""The form about a call-out: five times, and a tick list of who was called, accepted and came."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from data.model.call_out import HIGHEST_GRIP, CallOut
from data.model.errors import Fault, InputError, Place
from data.model.post import PostKind
from data.tables.values import BadValue
from scheduler.call_outs.recording import CallOutEntry
from web.call_outs.moments import (
    browser_moment,
    is_second,
    is_twice,
    not_after,
    not_before,
    on_local_clock,
)
from web.locale import _
from web.shared.errors import error_messages

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from werkzeug.datastructures import MultiDict

    from data.model.call_out import CalledPerson
    from scheduler.call_outs.queries import CallOutForm, PostTeam

#: In the order in which they come.
TIMES = ("criteria_at", "alert_at", "picture_at", "convened_at", "over_at")
GRIPS = tuple(str(grip) for grip in range(HIGHEST_GRIP + 1))
MOST_PEOPLE = 5000  #: lines of one form: more do not fit into a request
_LONGEST = 200
_FEW = 6  #: people of a post without duty who all stand open


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person in the tick list, as it stands on the page.

    Parameters
    ----------
    number
        Of the line in the form, from 1.
    on_duty
        They had duty on the post when the alert came.
    called_at, until
        Moments as browsers write them; empty: those of the call-out.
    """

    number: int
    person: str
    post: str
    name: str = ""
    on_duty: bool = False
    called: bool = False
    accepted: bool = False
    came: bool = False
    minutes: str = ""
    called_at: str = ""
    until: str = ""

    @property
    def has_own_times(self) -> bool:
        """Whether there is more to show than the ticks."""
        return bool(self.called_at or self.until)


@dataclass(frozen=True, slots=True)
class TeamLines:
    """The lines of one post.

    Parameters
    ----------
    shown, folded
        Those that stand open, and the others.
    """

    post: str
    name: str
    norm: int | None
    shown: tuple[PersonLine, ...]
    folded: tuple[PersonLine, ...]


@dataclass(frozen=True, slots=True)
class TypedCallOut:
    """What was typed about a call-out itself; moments as browsers write them."""

    label: str = ""
    exercise: bool = False
    grip: str = ""
    posts: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    times: tuple[tuple[str, str], ...] = ()
    second: bool = False
    code: str = ""
    seen: str = ""

    @property
    def time(self) -> dict[str, str]:
        """The five times by name."""
        return dict(self.times)


def typed_of(given: MultiDict[str, str]) -> TypedCallOut:
    """What a form or an address says of a call-out."""

    def text(name: str) -> str:
        return " ".join(given.get(name, "").split())[:_LONGEST]

    return TypedCallOut(
        label=text("label"),
        exercise="exercise" in given,
        grip=text("grip"),
        posts=tuple(dict.fromkeys(given.getlist("posts"))),
        regions=tuple(dict.fromkeys(given.getlist("regions"))),
        times=tuple((name, text(name)) for name in TIMES),
        second="second" in given,
        code=text("code"),
        seen=text("seen"),
    )


def typed_as(call_out: CallOut, seen: str) -> TypedCallOut:
    """What a form shows of a call-out that is recorded."""
    return TypedCallOut(
        label=call_out.label,
        exercise=call_out.is_exercise,
        grip="" if call_out.grip is None else str(call_out.grip),
        posts=call_out.posts,
        regions=call_out.regions,
        times=tuple((name, browser_moment(getattr(call_out, name))) for name in TIMES),
        second=is_second(call_out.alert_at),
        code=call_out.id,
        seen=seen,
    )


def lines_typed(given: Mapping[str, str]) -> list[PersonLine]:
    """The lines of people as they were sent."""
    found = []
    for number in range(1, MOST_PEOPLE + 1):
        person = given.get(f"person-{number}", "")
        if not person:
            break
        line = PersonLine(
            number=number,
            person=person,
            post=given.get(f"post-{number}", ""),
            called=f"called-{number}" in given,
            accepted=f"accepted-{number}" in given,
            came=f"came-{number}" in given,
            minutes=given.get(f"minutes-{number}", "").strip()[:_LONGEST],
            called_at=given.get(f"called_at-{number}", "").strip()[:_LONGEST],
            until=given.get(f"until-{number}", "").strip()[:_LONGEST],
        )
        found.append(line)
    return found


def alert_of(typed: TypedCallOut) -> datetime:
    """The moment of the alert.

    Raises
    ------
    InputError
        It was not given, or is no moment.
    """
    text = typed.time.get("alert_at", "")
    if not text:
        what, remedy = _("the time of the alert is missing"), _("Choose a day and a time")
        raise InputError([Fault(what, remedy, Place(column="alert_at"))])
    try:
        return on_local_clock(text, second=typed.second)
    except BadValue as bad:
        raise InputError([Fault(bad.what, bad.remedy, Place(column="alert_at"))]) from bad


def comes_twice(typed: TypedCallOut) -> bool:
    """Whether the alert lies in the hour that the clock shows twice, so that one must be chosen."""
    return is_twice(typed.time.get("alert_at", ""))


def entry_of(typed: TypedCallOut, lines: Iterable[PersonLine]) -> CallOutEntry:
    """What was meant, as rows of the records.

    Raises
    ------
    InputError
        A time is none, or the alert is missing; the rest is for the records to check.
    """
    alert, faults = alert_of(typed), list[Fault]()

    def moment(text: str, column: str, row: int | None = None) -> str:
        """A moment; where the clock shows it twice the one that fits the alert."""
        fitting = not_after if column == "criteria_at" else not_before
        try:
            return fitting(alert, text).isoformat() if text else ""
        except BadValue as bad:
            faults.append(Fault(bad.what, bad.remedy, Place(row=row, column=column)))
            return ""

    times = {name: moment(typed.time[name], name) for name in TIMES if name != "alert_at"}
    times["alert_at"] = alert.isoformat()
    people = [
        {
            "person": line.person,
            "post": line.post,
            "called_at": moment(line.called_at, "called_at", number),
            "accepted": "yes" if line.accepted else "" if line.came else "no",
            "came": "yes" if line.came else "no",
            "minutes": line.minutes,
            "work_until": moment(line.until, "work_until", number),
        }
        for number, line in enumerate(called(lines), 1)
    ]
    if faults:
        raise InputError(faults)
    row = {
        "id": typed.code,
        "label": typed.label,
        "posts": ";".join(typed.posts),
        "regions": "" if typed.posts else ";".join(typed.regions),
        "exercise": "yes" if typed.exercise else "",
        "grip": typed.grip,
        **times,
    }
    return CallOutEntry(row, people, typed.seen)


def called(lines: Iterable[PersonLine]) -> list[PersonLine]:
    """Those who were called: who accepted or came was."""
    return [line for line in lines if line.called or line.accepted or line.came or line.until]


def wrong_with(error: InputError, lines: Iterable[PersonLine], form: CallOutForm) -> list[str]:
    """What is wrong, each with the name of the person it is about."""
    people = called(lines)
    labels = {
        "alert_at": _("Alert"),
        "criteria_at": _("Criteria met"),
        "picture_at": _("First picture"),
        "convened_at": _("Policy team convened"),
        "over_at": _("Over"),
        "minutes": _("minutes"),
        "called_at": _("called later"),
        "work_until": _("worked until"),
    }
    said = []
    for fault in error.faults:
        row, column = fault.place.row, fault.place.column or ""
        bare = replace(fault, place=Place(file=fault.place.file, sheet=fault.place.sheet))
        (message,) = error_messages([bare])
        where = [labels[column]] if column in labels else []
        if row and row <= len(people):
            where.insert(0, form.names.get(people[row - 1].person, people[row - 1].person))
        said.append(f"{', '.join(where)}: {message}" if where else str(message))
    return said


def teams_of(form: CallOutForm, typed: Iterable[PersonLine] | None) -> list[TeamLines]:
    """The tick list: what was typed, or what is recorded, or a guess to begin with.

    The guess is that whoever had duty was called, and of an open call everybody.
    """
    sent = None if typed is None else _by_person(typed)
    found, number = [], 0
    for team in form.teams:
        lines = []
        for person in (*team.on_duty, *team.others):
            number += 1
            lines += _lines(form, team, person, number, sent)
            number = max(number, *(line.number for line in lines))
        few = not team.on_duty and len(lines) <= _FEW
        is_open = team.post.kind is PostKind.OPEN_CALL or few
        shown = [line for line in lines if is_open or line.on_duty or line.called or line.came]
        found.append(
            TeamLines(
                team.post.id,
                team.post.name,
                team.post.start_norm_minutes,
                tuple(shown),
                tuple(line for line in lines if line not in shown),
            )
        )
    return found


def _by_person(lines: Iterable[PersonLine]) -> dict[tuple[str, str], list[PersonLine]]:
    """Lines by post and person, who may have been called several times."""
    found: dict[tuple[str, str], list[PersonLine]] = {}
    for line in lines:
        found.setdefault((line.post, line.person), []).append(line)
    return found


def _lines(
    form: CallOutForm,
    team: PostTeam,
    person: str,
    number: int,
    sent: Mapping[tuple[str, str], Sequence[PersonLine]] | None,
) -> list[PersonLine]:
    """The line of a person for a post; several if they were called several times."""
    on_duty = person in team.on_duty
    bare = PersonLine(number, person, team.post.id, form.names.get(person, person), on_duty)
    if sent is not None:
        given = sent.get((team.post.id, person), [bare])
        return [
            replace(line, number=number + more, name=bare.name, on_duty=on_duty)
            for more, line in enumerate(given)
        ]
    if form.recorded is None:
        is_called = on_duty or team.post.kind is PostKind.OPEN_CALL
        return [replace(bare, called=is_called)]
    mine = [
        one
        for one in form.recorded.call_out.people
        if (one.post, one.person) == (team.post.id, person)
    ]
    return [
        replace(_recorded(bare, one), number=number + more) for more, one in enumerate(mine)
    ] or [bare]


def _recorded(bare: PersonLine, one: CalledPerson) -> PersonLine:
    return replace(
        bare,
        called=True,
        accepted=bool(one.accepted),
        came=one.came,
        minutes="" if one.minutes is None else str(one.minutes),
        called_at=browser_moment(one.called_at),
        until=browser_moment(one.work_until),
    )
