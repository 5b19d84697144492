"""Leave: somebody asks to be absent, and a planner decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from data.model.duty import Absence, AbsenceKind
from data.model.errors import Fault, Refused
from data.model.request import LeaveRequest, RequestStatus
from data.model.shift import Shift
from data.store import requests
from data.store.accounts import name_of_actor
from data.store.audit import trail
from data.store.audit.trail import Act
from data.tables.period import ZONE
from data.tables.values import midnight
from scheduler.coverage.held_parts import held_parts
from scheduler.notifications.notifier import open_notifier
from scheduler.notifications.outbox import post
from scheduler.records.edit import absence_rows
from scheduler.records.files import change_records
from scheduler.self_service.notices import clean, leave_decided, row_name, too_long
from scheduler.self_service.rounds import note_asked

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from data.i18n.language import Language
    from data.store.opening import Store
    from scheduler.settings import Settings

KINDS = (AbsenceKind.LEAVE, AbsenceKind.COURSE)  #: illness is not asked for but reported
LONGEST_NOTE = 500
_LONGEST = timedelta(days=366)
_AHEAD = timedelta(days=3 * 366)
_MOST_OPEN = 20


@dataclass(frozen=True, slots=True)
class LeaveRequested:
    """What somebody asks.

    Parameters
    ----------
    first, last
        Local days, both inclusive.
    note
        For the planner.
    """

    person: str
    kind: AbsenceKind
    first: date
    last: date
    note: str = ""

    @property
    def stretch(self) -> tuple[datetime, datetime]:
        """From the first midnight to the last, half open."""
        return midnight(self.first, ZONE), midnight(self.last + timedelta(days=1), ZONE)


@dataclass(frozen=True, slots=True)
class Granted:
    """A request that was granted, and the duties in it that are open from now on."""

    request: LeaveRequest
    fallen: tuple[Shift, ...]


def duties_during(
    store: Store, person: str, start: datetime, end: datetime, now: datetime
) -> tuple[Shift, ...]:
    """Their published duties that leave would open, by start."""
    with store.reading() as connection:
        return _duties_during(connection, person, start, end, now)


def ask_leave(
    store: Store, wanted: LeaveRequested, now: datetime, speech: Language
) -> LeaveRequest:
    """Ask for leave.

    Raises
    ------
    Refused
        The days or the note make no sense, or the same was asked already; all of it at once.
    """
    start, end = wanted.stretch
    with store.writing() as connection:
        trail.take_turn(connection)
        who = row_name(connection, wanted.person, speech)
        open_ones = requests.leave_requests(connection, [RequestStatus.ASKED], wanted.person)
        faults = _faults(wanted, open_ones, now, speech)
        if faults:
            raise Refused(faults)
        new = LeaveRequest(0, wanted.person, wanted.kind, start, end, clean(wanted.note), now)
        asked = requests.add_leave(connection, new)
        trail.append(connection, [_act("leave.asked", asked)], who, now)
        note_asked(connection, wanted.person, wanted.first, wanted.last, now)
    return asked


def withdraw_leave(
    store: Store, number: int, person: str, now: datetime, speech: Language
) -> LeaveRequest:
    """Take one's own request back while nobody decided on it.

    Raises
    ------
    Refused
        They have no such request, or it was decided.
    """
    with store.writing() as connection:
        trail.take_turn(connection)
        who = row_name(connection, person, speech)
        mine = {one.id: one for one in requests.leave_requests(connection, person=person)}
        if number not in mine:
            raise Refused([_no_such(number, speech)])
        _refuse_decided(connection, mine[number], speech)
        done = requests.settle_leave(connection, mine[number], RequestStatus.WITHDRAWN, who, now)
        trail.append(connection, [_act("leave.withdrawn", done)], who, now)
    return done


def grant_leave(
    store: Store, settings: Settings, number: int, who: str, now: datetime, speech: Language
) -> Granted:
    """Grant leave: it is an absence in the records from now on, and their duties in it are open.

    Raises
    ------
    Refused
        There is no such request, it was decided already, or they have left.
    InputError
        The records do not allow the absence.
    """
    with store.writing() as connection:
        trail.take_turn(connection)
        asked = _open_request(connection, number, speech)
        row_name(connection, asked.person, speech)
        absence = Absence(asked.person, asked.kind, asked.start, asked.end)
        rows = absence_rows(connection, absence, may_shorten=False)
        change_records(connection, rows, who, now)
        done = requests.settle_leave(connection, asked, RequestStatus.GRANTED, who, now)
        trail.append(connection, [_act("leave.granted", done)], who, now)
        _tell(store, connection, settings, done, now)
        fallen = _duties_during(connection, done.person, done.start, done.end, now)
    return Granted(done, fallen)


def refuse_leave(
    store: Store,
    settings: Settings,
    number: int,
    reason: str,
    who: str,
    now: datetime,
    speech: Language,
) -> LeaveRequest:
    """Refuse leave, and say why.

    Raises
    ------
    Refused
        There is no such request, it was decided already, or no reason is given.
    """
    with store.writing() as connection:
        trail.take_turn(connection)
        asked = _open_request(connection, number, speech)
        faults = _faults_of_reason(reason, speech)
        if faults:
            raise Refused(faults)
        status = RequestStatus.REFUSED
        done = requests.settle_leave(connection, asked, status, who, now, clean(reason))
        trail.append(connection, [_act("leave.refused", done)], who, now)
        _tell(store, connection, settings, done, now)
    return done


def _faults(
    wanted: LeaveRequested, open_ones: list[LeaveRequest], now: datetime, speech: Language
) -> list[Fault]:
    say, today = speech.gettext, now.astimezone(ZONE).date()
    found = []
    if wanted.kind not in KINDS:
        found.append(
            Fault(
                say("Illness is not asked for"),
                say("Call the duty manager: then somebody is sought for your duties at once"),
            )
        )
    if wanted.last < wanted.first:
        found.append(Fault(say("The last day lies before the first"), say("Correct one of them")))
    elif wanted.last - wanted.first > _LONGEST:
        found.append(Fault(say("That is more than a year"), say("Ask for at most a year at once")))
    if wanted.last < today:
        found.append(Fault(say("These days are over"), say("Choose days that are to come")))
    if wanted.first > today + _AHEAD:
        found.append(Fault(say("That is more than three years ahead"), say("Correct the year")))
    found += too_long(wanted.note, LONGEST_NOTE, say("The note is too long"), speech)
    start, end = wanted.stretch
    for one in open_ones:
        if one.start < end and start < one.end:
            what = say("You asked to be absent in these days already")
            found.append(Fault(what, say("Withdraw that request first, or choose other days")))
            break
    if len(open_ones) >= _MOST_OPEN:
        what = say("This many of your requests are still open: {count}").format(count=_MOST_OPEN)
        found.append(Fault(what, say("Wait for an answer, or withdraw one")))
    return found


def _faults_of_reason(reason: str, speech: Language) -> list[Fault]:
    say = speech.gettext
    if not clean(reason):
        return [Fault(say("A refusal needs a reason"), say("Say why, in a sentence"))]
    return too_long(reason, LONGEST_NOTE, say("The reason is too long"), speech)


def _duties_during(
    connection: Connection, person: str, start: datetime, end: datetime, now: datetime
) -> tuple[Shift, ...]:
    if end <= now:
        return ()
    found = held_parts(connection, max(start, now), end, person)
    return tuple(one.shift for one in found if not one.doubles)


def _open_request(connection: Connection, number: int, speech: Language) -> LeaveRequest:
    asked = {one.id: one for one in requests.leave_requests(connection)}.get(number)
    if asked is None:
        raise Refused([_no_such(number, speech)])
    _refuse_decided(connection, asked, speech)
    return asked


def _refuse_decided(connection: Connection, asked: LeaveRequest, speech: Language) -> None:
    """Refuse to decide on a request anew, and say what became of it, by whom and when."""
    if asked.status is RequestStatus.ASKED:
        return
    say = speech.gettext
    if asked.status is RequestStatus.GRANTED:
        text = say("This request was granted already by {who}, {when}")
    elif asked.status is RequestStatus.REFUSED:
        text = say("This request was refused already by {who}, {when}")
    else:
        text = say("This request was withdrawn by {who}, {when}")
    what = text.format(
        who=name_of_actor(connection, asked.decided_by),
        when=speech.moment(asked.decided_at, ZONE) if asked.decided_at else "–",
    )
    raise Refused([Fault(what, say("Nothing was changed"))])


def _no_such(number: int, speech: Language) -> Fault:
    what = speech.gettext("There is no request {number}").format(number=number)
    return Fault(what, speech.gettext("Reload the page to see those there are"))


def _tell(
    store: Store, connection: Connection, settings: Settings, done: LeaveRequest, now: datetime
) -> None:
    notifier = open_notifier(connection, settings, now)
    if done.person in notifier.people:
        post(
            store,
            connection,
            notifier.messages(done.person, leave_decided(notifier.for_reader(done.person), done)),
        )


def _act(action: str, request: LeaveRequest) -> Act:
    """Without its kind, note and reason: these are nobody's business later."""
    facts = {
        "person": request.person,
        "start": request.start.isoformat(),
        "end": request.end.isoformat(),
    }
    return Act(action, f"leave/{request.id}", None, facts)
