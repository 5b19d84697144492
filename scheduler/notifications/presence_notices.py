"""Asks by message whoever has duty at a desk to confirm to be there, with a link that does so."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from data.model.errors import CacoError, Fault, Refused
from data.model.message import MessageKind
from data.model.presence import EARLY, PresenceSource
from data.store import outbox, presences, staffing
from data.store.audit import trail
from data.store.rosters import person_numbers
from data.tables.period import ZONE
from scheduler.accounts.secret import secret
from scheduler.coverage.desk_duties import DeskDuty, desk_duties
from scheduler.coverage.gathering import read_coverage_input
from scheduler.coverage.presence import NOTES_BACK, PresenceRequest, confirm_presence
from scheduler.notifications import signed_links
from scheduler.notifications.action_pages import GONE, ActionRequest, Page, Purpose
from scheduler.notifications.notifier import Notification, Notifier, open_notifier
from scheduler.notifications.outbox import post
from scheduler.notifications.recipients import cannot_come

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from data.model.message import Message
    from data.store.opening import Store
    from scheduler.settings import Settings

    HereLink = Callable[[int | None, str, datetime, datetime], str]

HERE = "here"  #: purpose of the link that says "I am here" without signing in


def here_links(store: Store, settings: Settings) -> HereLink:
    """What makes the draft of a link, of the row of a person, a post, and start and end of a duty.

    Without a secret there are no links: the message goes all the same, and names the page.
    """
    page = f"{settings.base_url.rstrip('/')}/mine"
    try:
        draft_of = signed_links.drafting(HERE, secret(store, settings), settings)
    except CacoError:
        return lambda _row, _post, _start, _end: page

    def link_of(row: int | None, post_of: str, start: datetime, end: datetime) -> str:
        facts = {
            "person": row,
            "post": post_of,
            "start": start.isoformat(),
            "lang": settings.language,
        }
        return draft_of(facts, end)

    return link_of


def notify_of_presence(store: Store, settings: Settings, now: datetime) -> list[Message]:
    """Post to whoever has a duty at a desk that began, and has not confirmed to be there; once.

    Half of the time that they have is theirs alone: most need no message.
    """
    with store.reading() as connection:
        if not presences.is_ever_asked(connection):
            return []
        if not _due(connection, open_notifier(connection, settings, now), now):
            return []
    link_of = here_links(store, settings)
    with store.writing() as connection:
        trail.take_turn(connection)
        notifier = open_notifier(connection, settings, now)
        found: list[Message] = []
        inputs = read_coverage_input(connection, now, now + EARLY, now)
        for duty in _due(connection, notifier, now):
            row = notifier.row(duty.person)
            link = link_of(row, duty.post, duty.start, duty.end)
            reads = notifier.for_reader(duty.person)
            cannot = cannot_come(inputs, reads, duty.person, duty.post)
            found += reads.messages(duty.person, _asks(reads, duty, link, cannot))
        return post(store, connection, found)


def _due(connection: Connection, notifier: Notifier, now: datetime) -> list[DeskDuty]:
    """Duties that began a while ago, were not confirmed, and of which nobody was told yet."""
    inputs = read_coverage_input(connection, now, now + EARLY, now)
    found = {
        notifier.id_of(one.person, MessageKind.PRESENCE_ASKED, _key(one)): one
        for one in desk_duties(inputs, now, now + EARLY)
        if one.is_open(now) and _is_half_over(one, now) and notifier.can_reach(one.person)
    }
    told = outbox.known_ids(connection, found)
    return [duty for id, duty in found.items() if id not in told]


def _is_half_over(duty: DeskDuty, now: datetime) -> bool:
    return duty.latest is not None and duty.start + (duty.latest - duty.start) / 2 <= now


def _key(duty: DeskDuty) -> tuple[object, ...]:
    return duty.post, duty.start.isoformat()


def _asks(notifier: Notifier, duty: DeskDuty, link: str, cannot: str) -> Notification:
    say, speech = notifier.speech.gettext, notifier.speech
    name = notifier.post_name(duty.post)
    subject = say("Are you at {post}? Confirm it").format(post=name)
    is_late = duty.is_missing(notifier.now)
    latest = speech.moment(duty.latest or duty.start, ZONE)
    meaning = (
        say("Nobody confirmed it in time, so the seat counts as empty until you do.")
        if is_late
        else say("Do so before {moment}, or the seat counts as empty.").format(moment=latest)
    )
    text = [
        say("{name}, your duty at {post} began at {moment}.").format(
            name=notifier.name(duty.person), post=name, moment=speech.moment(duty.start, ZONE)
        ),
        meaning,
        "",
        say("I am here: {link}").format(link=link),
        "",
        cannot,
    ]
    return Notification(
        MessageKind.PRESENCE_ASKED,
        _key(duty),
        subject,
        "\n".join(text),
        f"{subject}: {link}",
        stale_at=duty.end,
        is_urgent=True,
    )


def _page(request: ActionRequest) -> Page:
    """The page behind the link: it asks, or says what is so."""
    say, speech = request.speech.gettext, request.speech
    _person, duty, name = _asked(request)
    if duty is None or duty.latest is None:
        ask = say("If you are there all the same, tell your planner.")
        return request.page(say("There is nothing to confirm"), ask, status=GONE)
    about = (f"{speech.stretch(duty.start, duty.end, ZONE)}, {name}",)
    if duty.confirmed_at is not None:
        since = speech.moment(duty.confirmed_at, ZONE)
        done = say("You are there since {moment}.").format(moment=since)
        return request.page(say("Noted"), done, *_left(request, duty), about=about)
    if request.now < duty.start - EARLY:
        first = speech.moment(duty.start - EARLY, ZONE)
        early = say("You can confirm it from {moment} on.").format(moment=first)
        return request.page(say("It is too early"), early, about=about)
    ask = say("Press it at your desk: from then on the seat is known to be filled.")
    return request.page(say("Are you there?"), ask, about=about, button=say("I am here"))


def _left(request: ActionRequest, duty: DeskDuty) -> list[str]:
    """What others left for whoever comes."""
    with request.store.reading() as connection:
        found = presences.handovers_since(connection, duty.start - NOTES_BACK, duty.post)
        names = staffing.names_of_people(connection)
    say = request.speech.gettext
    return [
        say("Left for you: {note} ({who})").format(
            note=one.text, who=names.get(one.person, one.person)
        )
        for one in found
        if one.person != duty.person
    ]


def _press(request: ActionRequest) -> Page:
    person, duty, _name = _asked(request)
    if duty is not None and duty.is_open(request.now):
        wanted = PresenceRequest(person, duty.post, PresenceSource.LINK)
        who = f"people/{request.payload['person']}"
        confirm_presence(request.store, wanted, who, request.now)
    return _page(request)


def _asked(request: ActionRequest) -> tuple[str, DeskDuty | None, str]:
    """Who follows the link, the duty that it speaks of as it is now, and the name of its post.

    Raises
    ------
    Refused
        They left.
    """
    start = datetime.fromisoformat(request.payload["start"])
    with request.store.reading() as connection:
        codes = {row: code for code, row in person_numbers(connection, here_only=True).items()}
        inputs = read_coverage_input(connection, start, start + EARLY, request.now)
    person = codes.get(int(request.payload["person"]))
    post_of = inputs.posts.get(str(request.payload["post"]))
    if person is None:
        raise Refused([Fault("they are no longer in the records", "Nothing was changed")])
    mine = (
        one
        for one in desk_duties(inputs, start, start + EARLY)
        if post_of is not None and (one.person, one.post) == (person, post_of.id)
    )
    return person, next(mine, None), post_of.name if post_of else ""


PURPOSE = Purpose(HERE, _page, _press)
