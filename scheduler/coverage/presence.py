"""Presence at the desk: confirming it by every way there is, and handing over."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from data.model.account import EVERYWHERE
from data.model.errors import Fault, Refused
from data.model.presence import (
    EARLY,
    LONGEST_NOTE,
    HandoverNote,
    Presence,
    PresenceSource,
)
from data.store import presences, staffing
from data.store.audit import trail
from data.store.audit.trail import Act
from data.store.record_objects import read_posts
from data.store.regions import posts_within
from data.tables.faults import nearest, shown
from data.tables.period import ZONE
from scheduler.coverage.desk_duties import DeskDuty, desk_duties
from scheduler.coverage.gathering import read_coverage_input

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from data.model.account import Reach
    from data.model.post import Post
    from data.store.opening import Store
    from scheduler.coverage.input import CoverageInput

NOTES_BACK = timedelta(hours=12)  #: notes of so long before a duty are shown in it
BACK = 31  #: days after which a planner may no longer state it, unless the settings say otherwise


@dataclass(frozen=True, slots=True)
class PresenceRequest:
    """That somebody is there, as whoever records it says.

    Parameters
    ----------
    person, post
        Ids.
    at
        Since when; None: since now.
    how
        How it became known.
    note
        On what it stands, where it is told afterwards.
    """

    person: str
    post: str
    how: PresenceSource
    at: datetime | None = None
    note: str = ""


def confirm_presence(
    store: Store, wanted: PresenceRequest, who: str, now: datetime, days: int = BACK
) -> Presence:
    """Record that somebody is at their desk; a second time says nothing new, and changes nothing.

    Parameters
    ----------
    days
        So many days afterwards a planner may still state it; see `Settings.takeover_days`.

    Raises
    ------
    Refused
        There is no such duty, presence is not asked in it, or the moment makes no sense; all of it
        at once.
    InputError
        The records do not hold together.
    """
    at = wanted.at or now
    with store.writing() as connection:
        trail.take_turn(connection)
        duty = _duty(connection, wanted, at, now, days)
        if duty.confirmed_at is not None and duty.confirmed_at <= at:
            return _known(connection, duty)
        new = Presence(
            post=wanted.post,
            shift=duty.shift,
            person=wanted.person,
            at=at,
            recorded_at=now,
            recorded_by=who,
            how=wanted.how,
            note=" ".join(wanted.note.split()),
        )
        kept = presences.add_presence(connection, new)
        trail.append(connection, [_act(kept)], who, now)
    return kept


def confirm_at_any(
    store: Store, wanted: PresenceRequest, who: str, now: datetime, reach: Reach = EVERYWHERE
) -> Presence:
    """Record that somebody is at their desk; without a post it is that of the duty they have.

    Parameters
    ----------
    reach
        Only duties on posts within it.

    Raises
    ------
    Refused
        As `confirm_presence`.
    InputError
        The records do not hold together.
    """
    if wanted.post:
        return confirm_presence(store, wanted, who, now)
    at = wanted.at or now
    with store.reading() as connection:
        inputs = read_coverage_input(connection, at - EARLY, at + EARLY, now)
        names = staffing.names_of_people(connection)
        posts = posts_within(connection, reach)
    if wanted.person not in names:
        what = f"there is no person {shown(wanted.person)}"
        raise Refused([Fault(what, nearest(wanted.person, names))])
    mine = [
        one
        for one in desk_duties(inputs, at, at + EARLY)
        if one.person == wanted.person and one.latest is not None and one.post in posts
    ]
    if not mine:
        what = f"{names[wanted.person]} has no duty now at a desk that asks for presence"
        raise Refused([Fault(what, "Nothing was recorded")])
    duty = next((one for one in mine if one.confirmed_at is None), mine[-1])
    return confirm_presence(store, replace(wanted, post=duty.post), who, now)


def list_presences(store: Store, start: datetime, end: datetime, post: str = "") -> list[Presence]:
    """Who was there since a moment in ``[start, end)``, at one post or at any.

    Raises
    ------
    Refused
        There is no such post.
    """
    with store.reading() as connection:
        codes = [one.id for one in read_posts(connection)]
        if post and post not in codes:
            raise Refused([Fault(f"there is no post {shown(post)}", nearest(post, codes))])
        return presences.presences_between(connection, start, end, post)


def _act(kept: Presence) -> Act:
    facts = {
        "post": kept.post,
        "shift": kept.shift,
        "person": kept.person,
        "at": kept.at.isoformat(),
        "how": kept.how.value,
        **({"note": kept.note} if kept.note else {}),
    }
    return Act(presences.CONFIRMED, f"presence/{kept.id}", None, facts)


def _known(connection: Connection, duty: DeskDuty) -> Presence:
    """What was recorded of a duty before."""
    found = presences.presences_between(connection, duty.start - EARLY, duty.end, duty.post)
    return next(one for one in found if one.person == duty.person)


def _duty(
    connection: Connection, wanted: PresenceRequest, at: datetime, now: datetime, days: int
) -> DeskDuty:
    """The duty in which somebody is there."""
    inputs = read_coverage_input(connection, at - EARLY, at + EARLY, now)
    post = inputs.posts.get(wanted.post)
    names = staffing.names_of_people(connection)
    faults = []
    if post is None:
        what = f"there is no post {shown(wanted.post)}"
        faults.append(Fault(what, nearest(wanted.post, inputs.posts)))
    if wanted.person not in names:
        what = f"there is no person {shown(wanted.person)}"
        faults.append(Fault(what, nearest(wanted.person, names)))
    if at > now:
        what = f"{at.astimezone(ZONE):%Y-%m-%d %H:%M} has yet to come"
        faults.append(Fault(what, "Confirm it once they are there"))
    if wanted.how is not PresenceSource.PLANNER and at < now - EARLY:
        what = f"{at.astimezone(ZONE):%Y-%m-%d %H:%M} is more than an hour ago"
        faults.append(Fault(what, "Ask a planner to state it: they may do so afterwards"))
    if at < now - timedelta(days=days):
        what = f"{at.astimezone(ZONE):%Y-%m-%d %H:%M} is more than {days} days ago"
        faults.append(Fault(what, "Nothing was changed: so late nobody remembers it for sure"))
    if len(wanted.note) > LONGEST_NOTE:
        what = f"the text is longer than {LONGEST_NOTE} characters"
        faults.append(Fault(what, "Keep it short"))
    if faults or post is None:
        raise Refused(faults)
    mine = [
        one
        for one in desk_duties(inputs, at, at + EARLY)
        if (one.person, one.post) == (wanted.person, wanted.post)
        and one.latest is not None
        and one.start - EARLY <= at
    ]
    if not mine:
        raise Refused([_no_duty(inputs, post, names.get(wanted.person, wanted.person), at)])
    return next((one for one in mine if one.confirmed_at is None), mine[-1])


def _no_duty(inputs: CoverageInput, post: Post, name: str, at: datetime) -> Fault:
    when = f"{at.astimezone(ZONE):%Y-%m-%d %H:%M}"
    if inputs.presence.minutes_asked(post.id, at) is None:
        what = f"presence at {post.name} is not asked at {when}"
        return Fault(what, "Fill in presence_minutes of the post to ask it from then on")
    what = f"{name} has no duty at {post.name} at {when}, nor within the hour after"
    return Fault(what, "See who has one: caco who; put the duty right first if they came for it")


@dataclass(frozen=True, slots=True)
class OwnPresence:
    """What presence asks of one person now.

    Parameters
    ----------
    mine
        Their duty at a desk, under way or within the hour; None: they have none that asks it.
    relief
        Of the same post: who has yet to confirm, and may be confirmed by them.
    notes
        What others left at the post of late, the oldest first.
    """

    mine: DeskDuty | None = None
    relief: tuple[DeskDuty, ...] = ()
    notes: tuple[HandoverNote, ...] = ()


def own_presence(store: Store, inputs: CoverageInput, person: str, now: datetime) -> OwnPresence:
    """What presence asks of one person now.

    Who leaves may confirm who comes, up to an hour after their own duty.
    """
    found = list(desk_duties(inputs, now - EARLY, now + EARLY))
    own = [one for one in found if one.person == person]
    if not own:
        return OwnPresence()
    begun = {one.post for one in own if one.start <= now}
    relief = tuple(
        one for one in found if one.post in begun and one.person != person and one.is_open(now)
    )
    mine = next((one for one in own if one.is_open(now)), None) or next(
        (one for one in own if now < one.end), None
    )
    if mine is None:
        return OwnPresence(None, relief)
    since = mine.start - NOTES_BACK
    with store.reading() as connection:
        notes = presences.handovers_since(connection, since, mine.post)
    return OwnPresence(mine, relief, tuple(one for one in notes if one.person != person))


def confirm_own(
    store: Store, inputs: CoverageInput, person: str, of: str, who: str, now: datetime
) -> Presence:
    """Confirm that somebody is there: of oneself, or of whoever one may confirm.

    Parameters
    ----------
    of
        Id of who is there.

    Raises
    ------
    Refused
        There is no duty to confirm, or it is not theirs to confirm.
    """
    found = own_presence(store, inputs, person, now)
    if of == person and found.mine is not None:
        wanted = PresenceRequest(person, found.mine.post, PresenceSource.SELF)
        return confirm_presence(store, wanted, who, now)
    for one in found.relief:
        if one.person == of:
            wanted = PresenceRequest(of, one.post, PresenceSource.LEAVER)
            return confirm_presence(store, wanted, who, now)
    what = "there is nothing to confirm now"
    raise Refused([Fault(what, "It was confirmed already, or the duty changed: look again")])


def leave_handover(
    store: Store, inputs: CoverageInput, person: str, text: str, who: str, now: datetime
) -> HandoverNote:
    """Leave a short text for whoever comes next at the desk where somebody has duty.

    Raises
    ------
    Refused
        They have no duty at a desk now, or the text is empty or too long.
    """
    said = "\n".join(line.strip() for line in text.strip().splitlines())
    own = next(
        (one for one in desk_duties(inputs, now - EARLY, now + EARLY) if one.person == person), None
    )
    faults = []
    if own is None:
        faults.append(Fault("you have no duty at a desk now", "Tell your planner if you have"))
    if not said:
        faults.append(Fault("nothing is filled in", "Type what the next one must know"))
    if len(said) > LONGEST_NOTE:
        what = f"the text is longer than {LONGEST_NOTE} characters"
        faults.append(Fault(what, "Keep it short: it is not a log of incidents"))
    if faults or own is None:
        raise Refused(faults)
    new = HandoverNote(own.post, person, now, who, said)
    with store.writing() as connection:
        trail.take_turn(connection)
        presences.add_handover(connection, new)
        act = Act("handover.left", f"posts/{own.post}", None, None)
        trail.append(connection, [act], who, now)
    return new
