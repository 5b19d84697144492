"""Calendars of others as proposals of absence. Nothing is ever recorded by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from data.files.absence_calendar import read_absences
from data.model.absence_feed import (
    AbsenceFeed,
    AbsenceProposal,
    FeedAbsence,
    ProposalChange,
    ProposalStatus,
    counts,
    find_person,
    kind_of,
    refresh,
)
from data.model.account import EVERYWHERE
from data.model.duty import Absence, AbsenceKind
from data.model.errors import Fault, InputError, Refused
from data.model.record_change import RowChange, RowChangeKind
from data.model.shift import Shift
from data.store import absence_feeds, records, rosters, staffing
from data.store.audit import trail
from data.store.audit.trail import Act
from data.store.regions import members_within
from data.tables.period import ZONE
from scheduler.coverage.held_parts import HeldPart, held_parts
from scheduler.records.edit import absence_rows
from scheduler.records.files import check_records, write_changes
from scheduler.records.remote_calendar import check_address, fetch_calendar
from scheduler.self_service.notices import clean

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from sqlalchemy import Connection

    from data.model.absence_feed import FeedEvent
    from data.model.account import Reach
    from data.store.opening import Store
    from scheduler.settings import Settings

HORIZON = timedelta(days=366)  #: so far ahead events are looked at
MOST_FEEDS_OF_ONE = 3  #: that a person may subscribe to
MOST_PROPOSALS = 400  #: of one calendar: more is no calendar of absences
LONGEST_NAME = 80

Fetch = Callable[[str, "Collection[str]"], bytes]


@dataclass(frozen=True, slots=True)
class ProposalView:
    """A proposal with what a decision rests on.

    Parameters
    ----------
    name
        Of the person.
    duties
        Their duties in it, by start: they fall open when it is accepted.
    """

    proposal: AbsenceProposal
    feed: AbsenceFeed
    name: str
    duties: tuple[Shift, ...]


def add_feed(store: Store, feed: AbsenceFeed, settings: Settings, now: datetime) -> AbsenceFeed:
    """Subscribe to a calendar, or make a place for one that is uploaded.

    Raises
    ------
    Refused, InputError
        The name, the person or the address cannot be so; or somebody has enough of them.
    """
    name = clean(feed.name)[:LONGEST_NAME]
    if not name:
        raise Refused([Fault("the calendar has no name", "Say whose or what it is")])
    if feed.url:
        check_address(feed.url, settings.calendar_hosts)
    with store.writing() as connection:
        trail.take_turn(connection)
        if feed.person and feed.person not in rosters.person_numbers(connection, here_only=True):
            raise Refused([Fault(f"person {feed.person} is unknown", "Choose somebody")])
        if feed.own and len(absence_feeds.feeds(connection, feed.person)) >= MOST_FEEDS_OF_ONE:
            what = f"there are {MOST_FEEDS_OF_ONE} calendars of yours already"
            raise Refused([Fault(what, "Remove one first")])
        added = absence_feeds.add_feed(connection, replace(feed, name=name))
        after = {"name": added.name, "person": added.person, "host": added.host}
        act = Act("absence_feed.added", f"absence_feed/{added.id}", None, after)
        trail.append(connection, [act], feed.added_by, now)
    return added


def drop_feed(
    store: Store, number: int, who: str, now: datetime, person: str | None = None
) -> None:
    """Stop reading a calendar; what was recorded because of it stays.

    Parameters
    ----------
    person
        Who may only remove their own; None: a planner.

    Raises
    ------
    Refused
        There is none of that number, or it is not theirs.
    """
    with store.writing() as connection:
        trail.take_turn(connection)
        feed = absence_feeds.read_feed(connection, number)
        if feed is None or (person is not None and not (feed.own and feed.person == person)):
            raise Refused([_no_such_feed(number)])
        absence_feeds.drop_feed(connection, number)
        before = {"name": feed.name, "person": feed.person}
        act = Act("absence_feed.removed", f"absence_feed/{number}", before, None)
        trail.append(connection, [act], who, now)


def read_feeds(
    store: Store, settings: Settings, now: datetime, fetch: Fetch = fetch_calendar
) -> str:
    """Read all calendars that have an address; for the worker's log.

    One that cannot be read says so on its page, and what it proposed stays as it was.
    """
    with store.reading() as connection:
        waiting = [one for one in absence_feeds.feeds(connection) if one.url]
    failed = sum(not read_one(store, one, settings, now, fetch) for one in waiting)
    return f"{failed} of {len(waiting)} calendars of absences could not be read" if failed else ""


def read_one(
    store: Store,
    feed: AbsenceFeed,
    settings: Settings,
    now: datetime,
    fetch: Fetch = fetch_calendar,
) -> bool:
    """Read one calendar; whether that went well."""
    try:
        content = fetch(feed.url, settings.calendar_hosts)
        take_in(store, feed, content, now)
    except InputError as error:
        with store.writing() as connection:
            absence_feeds.note_reading(connection, feed.id, None, error.faults[0].what)
        return False
    return True


def take_in(store: Store, feed: AbsenceFeed, content: bytes, now: datetime) -> None:
    """Bring the proposals of a calendar in line with what it says now.

    Raises
    ------
    InputError
        It is no calendar of absences.
    """
    events = read_absences(content, now, now + HORIZON)
    with store.writing() as connection:
        trail.take_turn(connection)  # nobody decides on a proposal meanwhile
        if absence_feeds.read_feed(connection, feed.id) is None:
            return
        found, unmatched = _absences(connection, feed, events, now)
        known = absence_feeds.proposals(connection, feed=feed.id)
        recorded = [
            FeedAbsence(person, one.start, one.end, one.kind)
            for person, mine in staffing.absences_by_person(connection, now, now + HORIZON).items()
            for one in mine
        ]
        absence_feeds.keep_refreshed(connection, refresh(feed.id, known, found, now, recorded))
        absence_feeds.note_reading(connection, feed.id, now, unmatched=unmatched)


def _absences(
    connection: Connection, feed: AbsenceFeed, events: Iterable[FeedEvent], now: datetime
) -> tuple[dict[str, FeedAbsence], int]:
    """What a calendar says, by the key of its events; and how many are of nobody that is known."""
    people = [] if feed.person else absence_feeds.person_hints(connection)
    found: dict[str, FeedAbsence] = {}
    unmatched = 0
    for event in events:
        if event.end <= now or not counts(event, feed.rule):
            continue
        person = feed.person or find_person(event, people)
        if person is None:
            unmatched += 1
            continue
        kind = kind_of(event, feed.kind)
        found[event.key] = FeedAbsence(person, event.start, event.end, kind)
    if len(found) > MOST_PROPOSALS:
        what = "the calendar holds too many events"
        raise InputError([Fault(what, "Choose a narrower rule of what counts")])
    return found, unmatched


def open_proposals(
    store: Store, now: datetime, person: str | None = None, reach: Reach = EVERYWHERE
) -> list[ProposalView]:
    """What waits for a decision, by start, with the duties that it falls on.

    Parameters
    ----------
    person
        Only what their own calendars propose anew for them; None: all there is.
    reach
        Only of people who serve a region within it.
    """
    with store.reading() as connection:
        known = {one.id: one for one in absence_feeds.feeds(connection)}
        members = members_within(connection, reach)
        names = staffing.names_of_people(connection)
        waiting = [
            one
            for one in absence_feeds.proposals(
                connection, status=[ProposalStatus.OPEN], person=person
            )
            if now < one.absent.end
            and one.absent.person in members
            and (person is None or _is_theirs(one, known[one.feed]))
        ]
        held = _held(connection, waiting, now)
        return [
            ProposalView(
                one,
                known[one.feed],
                names.get(one.absent.person, one.absent.person),
                _duties_in(held, one, now),
            )
            for one in waiting
        ]


def list_feeds(
    store: Store, person: str | None = None, reach: Reach = EVERYWHERE
) -> list[AbsenceFeed]:
    """The calendars that are read.

    Parameters
    ----------
    person
        Only those that they subscribed to.
    reach
        Only those of one person, who serves a region within it.
    """
    with store.reading() as connection:
        found = absence_feeds.feeds(connection, person)
        members = members_within(connection, reach)
    return [one for one in found if reach.is_all or one.person in members]


def _is_theirs(one: AbsenceProposal, feed: AbsenceFeed) -> bool:
    is_own = feed.own and feed.person == one.absent.person
    return is_own and one.change is ProposalChange.NEW


def _held(
    connection: Connection, proposals: Sequence[AbsenceProposal], now: datetime
) -> list[HeldPart]:
    """Who has which duty in the time of some proposals: read once for all of them."""
    if not proposals:
        return []
    start = max(min(one.absent.start for one in proposals), now)
    found = held_parts(connection, start, max(one.absent.end for one in proposals))
    return [part for part in found if not part.doubles]


def _duties_in(held: Iterable[HeldPart], one: AbsenceProposal, now: datetime) -> tuple[Shift, ...]:
    """The duties that a proposal falls on."""
    if one.change is ProposalChange.REMOVED:
        return ()
    absent, start = one.absent, max(one.absent.start, now)
    return tuple(
        part.shift
        for part in held
        if part.person == absent.person and part.shift.start < absent.end and start < part.shift.end
    )


def accept(
    store: Store, numbers: Sequence[int], who: str, now: datetime, reach: Reach = EVERYWHERE
) -> int:
    """Record what some proposals say; how many duties fall open.

    Parameters
    ----------
    reach
        For which regions whoever decides has the right.

    Raises
    ------
    Refused
        One of them is no longer there, was decided, or is not within reach.
    InputError
        The records do not allow an absence.
    """
    fallen = 0
    with store.writing() as connection:
        trail.take_turn(connection)
        wanted = _to_decide(connection, numbers, reach=reach)
        held = _held(connection, wanted, now)
        for one in wanted:
            if one.accepted is not None:
                _end_absence(connection, one.accepted, who, now)
            if one.change is not ProposalChange.REMOVED:
                _record(connection, one.absent, who, now)
            fallen += len(_duties_in(held, one, now))
            settled = _decided(one, ProposalStatus.ACCEPTED, who, now)
            is_gone = one.change is ProposalChange.REMOVED
            kept = replace(settled, accepted=None if is_gone else one.absent)
            absence_feeds.keep_proposal(connection, kept)
            trail.append(connection, [_act("absence_feed.accepted", one)], who, now)
        check_records(connection, now)
    return fallen


def dismiss(
    store: Store,
    numbers: Sequence[int],
    who: str,
    now: datetime,
    person: str | None = None,
    reach: Reach = EVERYWHERE,
) -> None:
    """Leave the records as they are; a proposal comes back only if its event changes.

    Parameters
    ----------
    person
        Who decides on what their own calendar proposes; None: a planner.
    reach
        For which regions that planner has the right.

    Raises
    ------
    Refused
        One of them is no longer there, was decided, or is not theirs.
    """
    with store.writing() as connection:
        trail.take_turn(connection)
        for one in _to_decide(connection, numbers, person, reach):
            settled = _decided(one, ProposalStatus.DISMISSED, who, now)
            absence_feeds.keep_proposal(connection, settled)
            trail.append(connection, [_act("absence_feed.dismissed", one)], who, now)


def settle_own(
    store: Store, number: int, person: str, status: ProposalStatus, who: str, now: datetime
) -> None:
    """Note that somebody asked for what their calendar proposes; nothing is recorded by that.

    Raises
    ------
    Refused
        It is no longer there, was decided, or is not theirs.
    """
    with store.writing() as connection:
        trail.take_turn(connection)
        for one in _to_decide(connection, [number], person):
            absence_feeds.keep_proposal(connection, _decided(one, status, who, now))


def own_proposal(store: Store, number: int, person: str) -> FeedAbsence:
    """What a proposal of somebody's own calendar says.

    Raises
    ------
    Refused
        It is no longer there, was decided, or is not theirs.
    """
    with store.reading() as connection:
        (one,) = _to_decide(connection, [number], person)
    return one.absent


def _to_decide(
    connection: Connection,
    numbers: Sequence[int],
    person: str | None = None,
    reach: Reach = EVERYWHERE,
) -> list[AbsenceProposal]:
    members = members_within(connection, reach)
    known = {
        one.id: one
        for one in absence_feeds.proposals(connection, status=[ProposalStatus.OPEN])
        if one.absent.person in members
    }
    mine = {one.id: one for one in absence_feeds.feeds(connection)}
    found = [known[number] for number in dict.fromkeys(numbers) if number in known]
    theirs = [one for one in found if person is None or _is_theirs(one, mine[one.feed])]
    is_whole = person is None or all(one.absent.person == person for one in theirs)
    if len(theirs) < len(set(numbers)) or not theirs or not is_whole:
        what = "a proposal was decided, or is no longer in its calendar"
        raise Refused([Fault(what, "Reload the page to see those there are")])
    return theirs


def _decided(
    one: AbsenceProposal, status: ProposalStatus, who: str, now: datetime
) -> AbsenceProposal:
    return replace(one, status=status, decided_by=who, decided_at=now)


def _record(connection: Connection, absent: FeedAbsence, who: str, now: datetime) -> None:
    absence = Absence(absent.person, absent.kind, absent.start, absent.end)
    write_changes(connection, absence_rows(connection, absence, may_shorten=False), who, now)


def _end_absence(connection: Connection, accepted: FeedAbsence, who: str, now: datetime) -> None:
    """Take back what was recorded, unless somebody changed it by hand since."""
    for key, row in records.read_rows(connection, "absences").items():
        values = row.values
        is_it = (
            values["person"] == accepted.person
            and AbsenceKind(values["kind"]) is accepted.kind
            and (values["start"], values["end"]) == (accepted.start, accepted.end)
        )
        if is_it and not row.has_ended:
            texts = records.as_texts("absences", values, ZONE)
            ended = RowChange("absences", key, RowChangeKind.ENDED, texts, {}, row.number)
            write_changes(connection, [ended], who, now)


def _act(action: str, one: AbsenceProposal) -> Act:
    """Without its kind: why somebody is away is nobody's business later."""
    facts = {
        "person": one.absent.person,
        "start": one.absent.start.isoformat(),
        "end": one.absent.end.isoformat(),
        "change": one.change.value,
    }
    return Act(action, f"absence_feed/{one.feed}", None, facts)


def _no_such_feed(number: int) -> Fault:
    return Fault(f"there is no calendar {number}", "Reload the page to see those there are")
