"""Take-overs: weighed as any duty is, kept at once, and told to who leaves and who comes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from data.model.account import EVERYWHERE
from data.model.message import MessageKind
from data.model.shift import Shift
from data.model.stand_in import DutyPart
from data.store import rosters, staffing, stand_ins
from data.store.audit import trail
from data.store.regions import posts_within
from data.tables.period import ZONE
from scheduler.coverage.gathering import read_coverage_input
from scheduler.coverage.open_call import members_of
from scheduler.notifications.duty_changes import open_duty_files
from scheduler.notifications.notifier import SOON, Notification, open_notifier
from scheduler.notifications.outbox import post
from scheduler.planning.candidate_search import find_shift
from scheduler.planning.stand_ins import TakeOver, keep_stand_in, stand_in_of, take_back
from scheduler.self_service.offers import close_others
from scheduler.self_service.weighing import Agreed, Weighed, refuse_unagreed, weigh

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from data.i18n.language import Language
    from data.model.account import Reach
    from data.model.message import Message
    from data.model.stand_in import StandIn
    from data.store.opening import Store
    from scheduler.notifications.duty_changes import DutyFiles
    from scheduler.notifications.notifier import Notifier
    from scheduler.planning.candidate_search import CandidateSearch
    from scheduler.settings import Settings


def weigh_takeover(
    store: Store, settings: Settings, given: TakeOver, who: str, now: datetime, speech: Language
) -> tuple[StandIn, Weighed | None]:
    """What a take-over would be, and would break; nothing is written.

    Returns
    -------
    tuple
        As it would be kept; and what it means to who comes. None: nobody comes, or it is over,
        and what was done is not judged beforehand.

    Raises
    ------
    Refused
        It cannot be, with all that is wrong with it.
    """
    with store.reading() as connection:
        found = stand_in_of(connection, given, who, now, settings.takeover_days, speech)
        return found, _weighed(connection, found, now, speech)


def take_over(
    store: Store,
    settings: Settings,
    given: TakeOver,
    agreed: Agreed,
    who: str,
    now: datetime,
    speech: Language,
) -> StandIn:
    """Record that somebody takes over a part of a duty, or that a part is left empty.

    What is to come, or goes on, is judged first; what is over is a fact, recorded as it was.

    Raises
    ------
    Refused
        It cannot be, or breaks something that was not agreed to.
    """
    with store.writing() as connection:
        trail.take_turn(connection)
        found = stand_in_of(connection, given, who, now, settings.takeover_days, speech)
        weighed = _weighed(connection, found, now, speech)
        if weighed is not None:
            refuse_unagreed(weighed, agreed, speech)
            found = replace(found, despite=agreed.reason.strip() if weighed.broken else "")
        kept = keep_takeover(store, connection, settings, found, now)
        close_others(store, connection, settings, kept.shift, now)
    return kept


def part_of(
    connection: Connection,
    settings: Settings,
    sought: CandidateSearch,
    person: str,
    who: str,
    now: datetime,
    speech: Language,
) -> StandIn:
    """The take-over by which somebody gets the part of a shift that is sought for.

    Raises
    ------
    Refused
        It cannot be any more.
    """
    start, end = sought.piece or (None, None)
    given = TakeOver(sought.shift, person, start=start, end=end)
    return stand_in_of(connection, given, who, now, settings.takeover_days, speech)


def keep_takeover(
    store: Store, connection: Connection, settings: Settings, found: StandIn, now: datetime
) -> StandIn:
    """Keep a take-over that was agreed to, and tell it; the transaction must have its turn."""
    kept = keep_stand_in(connection, found)
    _tell(store, connection, settings, kept, now)
    return kept


def withdraw_takeover(
    store: Store, settings: Settings, number: int, who: str, now: datetime, speech: Language
) -> StandIn:
    """Withdraw a take-over that was recorded by mistake; both are told, unless it is over.

    Raises
    ------
    Refused
        There is none, or another one goes on from it.
    Conflict
        It was withdrawn before.
    """
    with store.writing() as connection:
        trail.take_turn(connection)
        done = take_back(connection, number, who, now, speech)
        _tell(store, connection, settings, done, now)
    return done


def takeovers(
    store: Store, start: datetime, end: datetime, reach: Reach = EVERYWHERE
) -> tuple[StandIn, ...]:
    """Take-overs that touch a stretch of time, those too that were withdrawn, by start.

    Parameters
    ----------
    reach
        Of who asks: those on a post within reach.
    """
    with store.reading() as connection:
        found = stand_ins.stand_ins_ever(connection, start)
        if not reach.is_all:
            posts = posts_within(connection, reach)
            found = tuple(one for one in found if one.post in posts)
    mine = [one for one in found if one.start < end]
    return tuple(sorted(mine, key=lambda one: (one.start, one.id)))


@dataclass(frozen=True, slots=True)
class ShiftParts:
    """A shift, with who has which part of it, and who else may fill it.

    Parameters
    ----------
    parts
        On paper, by start.
    others
        Ids of those who hold the function at its start, by name.
    names
        Of everybody, by id.
    """

    shift: Shift
    post_name: str
    parts: tuple[DutyPart, ...]
    others: tuple[str, ...]
    names: Mapping[str, str]


def shifts_at(store: Store, post: str, at: datetime, now: datetime) -> tuple[ShiftParts, ...]:
    """The shifts of a post at a moment, by the rosters in force; none: nothing was rostered."""
    with store.reading() as connection:
        inputs = read_coverage_input(connection, at, at + timedelta(minutes=1), now)
        names = staffing.names_of_people(connection)
    known = inputs.posts.get(post)
    if known is None:
        return ()
    day = at.astimezone(ZONE).date()
    able = members_of(known, inputs.regions, inputs.qualified, (day, day))
    others = tuple(sorted(able, key=lambda one: names.get(one, one)))
    return tuple(
        ShiftParts(one.shift, known.name, one.pieces, others, names)
        for one in inputs.published.get(post, ())
        if one.shift.start <= at < one.shift.end and not one.is_recorded
    )


def _weighed(
    connection: Connection, found: StandIn, now: datetime, speech: Language
) -> Weighed | None:
    if not found.comer or found.end <= now:
        return None
    sought = find_shift(connection, found.shift, now, piece=(found.start, found.end))
    return weigh(connection, sought, found.comer, now, speech)


def _tell(
    store: Store, connection: Connection, settings: Settings, one: StandIn, now: datetime
) -> list[Message]:
    """Tell who leaves and who comes; of what is over nobody needs to be told."""
    shift = rosters.shift_as_signed(connection, one.shift)
    if shift is None or one.end <= now:
        return []
    notifier, files = open_notifier(connection, settings, now), None
    found: list[Message] = []
    for person in (one.leaver, one.comer):
        if person in notifier.people:
            files = files or open_duty_files(connection, settings, now)
            said = _notification(notifier.for_reader(person), files, one, shift, person)
            found += notifier.messages(person, said)
    return post(store, connection, found)


def _notification(
    notifier: Notifier, files: DutyFiles, one: StandIn, shift: Shift, person: str
) -> Notification:
    part = replace(shift, start=one.start, end=one.end)
    line = notifier.duty_line(part)
    subject = _subject(notifier, one, person).format(duty=line)
    other = one.leaver if person == one.comer else one.comer
    text = [f"{notifier.name(person)},", "", f"{subject}."]
    if other and one.counts:
        say = notifier.speech.gettext
        said = say("From: {name}") if person == one.comer else say("By: {name}")
        text.append(said.format(name=notifier.name(other)))
    text += ["", notifier.speech.gettext("Your calendar link shows it at once.")]
    row = notifier.row(person)
    return Notification(
        kind=MessageKind.DUTIES_CHANGED,
        key=("stand_in", one.id, "recorded" if one.counts else "withdrawn"),
        subject=subject,
        body="\n".join(text),
        short=subject,
        stale_at=one.end,
        attachment=files.file(row, [part, shift]) if row is not None else "",
        is_urgent=one.start < notifier.now + SOON,
    )


def _subject(notifier: Notifier, one: StandIn, person: str) -> str:
    say = notifier.speech.gettext
    if not one.counts:
        return say("A take-over was recorded by mistake, and no longer counts: {duty}")
    if person == one.comer:
        return say("You take over: {duty}")
    if one.comer:
        return say("Taken over from you: {duty}")
    return say("No longer yours: {duty}")
