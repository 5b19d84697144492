"""Tells people of rounds of requests, planners of leave that waits, and all what became of wishes.

Each thing once: a message is known by its round, step and recipient, or what was looked at is noted
in the transaction of the messages. Two workers take turns at that, and a restart changes nothing.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from data.model.errors import CacoError
from data.model.request import RequestStatus
from data.store import health, outbox, requests, rosters, rounds
from data.store.audit import trail
from data.store.regions import members_within
from data.tables.period import ZONE
from scheduler.accounts.secret import secret
from scheduler.notifications import signed_links
from scheduler.notifications.duty_changes import replaced
from scheduler.notifications.notifier import open_notifier
from scheduler.notifications.outbox import post
from scheduler.notifications.recipients import with_planners
from scheduler.planning.wish_reasons import wish_outcomes
from scheduler.self_service.notices import leave_waits, round_asks, round_key, wishes_decided
from scheduler.self_service.round_queries import members_of, overtaken_by
from scheduler.self_service.rounds import NOTHING, end_round

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from sqlalchemy import Connection

    from data.model.message import Message
    from data.model.request import LeaveRequest, RequestRound, RoundStep
    from data.model.wish_outcome import WishOutcome
    from data.store.opening import Store
    from scheduler.notifications.notifier import Notifier
    from scheduler.settings import Settings

LEAVE_MARK = "leave told"  #: the number of the last request for leave that planners were told of
WISHES_MARK = "wishes told"  #: the last entry of the audit trail that was looked at for signatures
#: With less time than this to its end a reminder does not wait for the end of the quiet hours.
_CAN_WAIT = timedelta(hours=12)
_OUTLIVES = timedelta(weeks=4)  #: so long after a round its link says that it is over
_SIGNED = "roster.published"


def notify_of_rounds(store: Store, settings: Settings, now: datetime) -> list[Message]:
    """Post what is due of the rounds under way, to who has not answered; end those overtaken.

    A round is overtaken when rosters in force hold every day of its period.
    """
    with store.reading() as connection:
        if not _end_overtaken(connection, now, is_trial=True):
            notifier = open_notifier(connection, settings, now)
            if not _due(connection, notifier, now):
                return []
    link_of = _links(store, settings)
    with store.writing() as connection:
        trail.take_turn(connection)
        _end_overtaken(connection, now)
        notifier = open_notifier(connection, settings, now)
        found: list[Message] = []
        for asked, step, person in _due(connection, notifier, now):
            written = round_asks(
                notifier.for_reader(person),
                asked,
                step,
                person,
                link_of(asked, notifier.row(person)),
            )
            found += notifier.messages(person, written)
        return post(store, connection, found)


def _links(store: Store, settings: Settings) -> Callable[[RequestRound, int | None], str]:
    """What makes the draft of the link by which somebody says that they ask nothing.

    Without a secret there are no links: the message goes all the same, and names the page.
    """
    try:
        draft_of = signed_links.drafting(NOTHING, secret(store, settings), settings)
    except CacoError:
        return lambda _asked, _person: ""

    def link_of(asked: RequestRound, person: int | None) -> str:
        payload = {"round": asked.id, "person": person, "lang": settings.language}
        return draft_of(payload, asked.until + _OUTLIVES)

    return link_of


def _end_overtaken(connection: Connection, now: datetime, *, is_trial: bool = False) -> int:
    """End the rounds whose period is rostered by now; how many."""
    count = 0
    for one in rounds.rounds(connection, now):
        head = overtaken_by(connection, one)
        if head is not None:
            count += 1
            if not is_trial:
                end_round(connection, one, f"roster/{head.id}", now)
    return count


def _due(
    connection: Connection, notifier: Notifier, now: datetime
) -> list[tuple[RequestRound, RoundStep, str]]:
    """What is due of the rounds under way, to whom, and was not posted before."""
    found: dict[str, tuple[RequestRound, RoundStep, str]] = {}
    for one in rounds.rounds(connection, now):
        step = one.step_due(now)
        can_wait = one.until - now > _CAN_WAIT
        if step is None or (can_wait and notifier.settings.is_quiet(now, ZONE)):
            continue
        answered = rounds.answers_in(connection, one.id)
        for person in sorted(members_of(connection, one) - answered.keys()):
            if notifier.can_reach(person):
                found[notifier.id_of(person, *round_key(one, step))] = one, step, person
    told = outbox.known_ids(connection, found)
    return [due for id, due in found.items() if id not in told]


def notify_of_leave(store: Store, settings: Settings, now: datetime) -> list[Message]:
    """Post to planners that leave was asked since the last look: one message for all of it.

    What was taken back or decided meanwhile is not among it. It waits for the end of the quiet
    hours.
    """
    if settings.is_quiet(now, ZONE):
        return []
    with store.reading() as connection:
        if not _leave_asked(connection):
            return []
    with store.writing() as connection:
        trail.take_turn(connection)
        asked = _leave_asked(connection)
        if not asked:
            return []
        told, planners = with_planners(connection, open_notifier(connection, settings, now))
        found: list[Message] = []
        for code, reach in planners.items():
            mine = members_within(connection, reach) - {code}  # nobody decides on their own
            theirs = [one for one in asked if one.person in mine]
            if theirs:
                found += told.messages(code, leave_waits(told, theirs))
        new = post(store, connection, found)
        health.set_mark(connection, LEAVE_MARK, str(max(one.id for one in asked)))
    return new


def _leave_asked(connection: Connection) -> list[LeaveRequest]:
    """Requests for leave that wait, and that planners were not told of."""
    seen = int(health.read_task_state(connection, LEAVE_MARK).mark or 0)
    waiting = requests.leave_requests(connection, [RequestStatus.ASKED])
    return [one for one in waiting if one.id > seen]


def notify_of_wishes(store: Store, settings: Settings, now: datetime) -> list[Message]:
    """Post what became of wishes in the rosters signed since the last look.

    Of a later version of a period only what is another outcome than before, or a new wish; of one
    that came about by an offer or a swap nothing, for they agreed to it themselves. The first look
    ever tells nothing, for nobody waits for news of rosters that were signed before.
    """
    with store.reading() as connection:
        seen = health.read_task_state(connection, WISHES_MARK).mark
        if seen == str(trail.head(connection).seq):
            return []
        if seen:  # reasons take a while: they are worked out, and kept, before anybody has to wait
            _outcomes_since(connection, settings, int(seen), now)
    with store.writing() as connection:
        end = trail.take_turn(connection)
        seen = health.read_task_state(connection, WISHES_MARK).mark
        new = _outcomes_since(connection, settings, int(seen), now) if seen else []
        posted = post(store, connection, new)
        health.set_mark(connection, WISHES_MARK, str(end.seq))
    return posted


def _outcomes_since(
    connection: Connection, settings: Settings, seen: int, now: datetime
) -> list[Message]:
    signed = trail.entries(connection, action=_SIGNED, after=seen)
    numbers = [int(entry.subject.split("/")[1]) for entry in signed]
    if not numbers:
        return []
    notifier = open_notifier(connection, settings, now)
    heads = {head.id: head for head in rosters.heads(connection)}
    signed_now = [heads[number] for number in numbers]
    by_planner = {(head.start, head.book) for head in signed_now if not head.request}
    found: list[Message] = []
    for pair in replaced(signed_now):
        if (heads[pair.newest].start, heads[pair.newest].book) not in by_planner:
            continue  # an offer or a swap: they agreed to it themselves
        before = wish_outcomes(connection, heads[pair.known], now) if pair.known else ()
        head = heads[pair.newest]
        news = outcome_news(before, wish_outcomes(connection, head, now), now)
        for person, mine in news.items():
            found += notifier.messages(
                person, wishes_decided(notifier.for_reader(person), head, person, mine)
            )
    return found


def outcome_news(
    before: Iterable[WishOutcome], after: Iterable[WishOutcome], now: datetime
) -> dict[str, list[WishOutcome]]:
    """What became otherwise, of wishes that are not over, by person; the order stays."""
    known = {one.wish: one.is_met for one in before}
    found: dict[str, list[WishOutcome]] = {}
    for one in after:
        if one.wish.end > now and known.get(one.wish) is not one.is_met:
            found.setdefault(one.wish.person, []).append(one)
    return found
