"""What the clock does for itself: it looks at the outbox and the audit trail, and tidies up."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from data.i18n.language import language
from data.model.errors import CacoError, Fault, Refused, StoreError
from data.model.message import MessageStatus
from data.store import access, health_counts, outbox, pulses
from data.store.audit import tail, trail
from data.tables.period import ZONE
from scheduler.accounts.sessions import LIFETIME
from scheduler.notifications.duty_changes import tell_changes
from scheduler.notifications.reminders import remind, tell_expiries
from scheduler.notifications.sender import CannotSend, Interrupted, sender
from scheduler.queue.dbos_queue import forget_done
from scheduler.self_service.offers import close_offers
from scheduler.self_service.swaps import lapse_swaps
from scheduler.service.health import PATIENCE, SWEEP, unheard_mark
from scheduler.service.health_words import in_words

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from data.model.message import Message
    from data.store.opening import Store
    from scheduler.notifications.escalation import MuteLevel
    from scheduler.service.health import HealthStatus
    from scheduler.settings import Settings

SELF_CHECK = "self_check"


KEEP_TEXTS = timedelta(days=90)  #: of messages


KEEP_PULSES = timedelta(days=90)  #: of tasks that are no more


KEEP_QUEUE = timedelta(days=30)  #: what queues dealt with; messages and jobs have rows of their own


def note_unheard(store: Store, count: int, mute: Sequence[MuteLevel] = ()) -> None:
    """Note how many gaps should have been told in this sweep, while nobody could be reached.

    And which levels of duty managers would not hear of the next.
    """
    with store.writing() as connection:
        pulses.set_mark(connection, SWEEP, unheard_mark(count, mute))


def look_at_outbox(store: Store, now: datetime) -> str:
    """Find messages that wait too long, and those that were given up; for the log of the worker."""
    with store.reading() as connection:
        dead = outbox.counts(connection)[MessageStatus.DEAD]
        overdue = health_counts.messages_overdue(connection, now - PATIENCE)
    if not dead and not overdue:
        return ""
    return f"{dead} messages given up, {overdue} waiting too long"


def check_trail(store: Store) -> str:
    """Look at the entries of the audit trail that were added since the last time.

    The mark moves in the same transaction, and only over entries that are sound.

    Raises
    ------
    StoreError
        The trail was changed.
    """
    with store.writing() as connection:
        trail.take_turn(connection)  # nobody adds to the trail while its end is looked at
        seen = tail.TailPosition.of(pulses.read_pulse(connection, SELF_CHECK).mark)
        reached, fault = tail.follow(connection, seen)
        if reached != seen:
            pulses.set_mark(connection, SELF_CHECK, reached.mark)
    if fault:
        raise StoreError(f"the audit trail is not whole: {fault}", "Run caco audit verify")
    return ""


def tidy_up(store: Store, now: datetime, tasks: Collection[str]) -> str:
    """Empty old messages; forget sessions that are over, tasks that are no more, what queues did.

    Gaps, their history, and who was told what when are kept: they are the proof, and name people
    only by the number of their row.
    """
    with store.writing() as connection:
        trail.take_turn(connection)
        emptied = outbox.empty_messages(connection, now - KEEP_TEXTS)
        pulses.forget_pulses(connection, tasks, now - KEEP_PULSES)
        access.forget_old(connection, now - LIFETIME, now)
    gone = forget_done(store, now - KEEP_QUEUE)
    parts = [f"{emptied} old messages emptied"] if emptied else []
    parts += [f"{gone} places in the queue forgotten"] if gone else []
    return ", ".join(parts)


def beat(settings: Settings, life: HealthStatus, head: str = "") -> str:
    """Ask for the address that waits for us, if all is well; why not, otherwise. Raises nothing.

    The address often holds a secret, so it is never told.

    Parameters
    ----------
    head
        The signed end of the audit trail. It goes along as the name of the client, which whoever
        listens writes down: a trail that is cut off or told anew later does not hold it.
    """
    if settings.heartbeat_url is None:
        return ""
    if not life.is_well:
        return "held back: " + " ".join(in_words(life.reasons, language("en"), ZONE))
    try:
        name = f"caco-rooster head/{head}" if head else ""
        why = sender().ping(settings.heartbeat_url, settings, name)
    except Interrupted:
        why = "this worker is leaving"
    except CannotSend:
        why = "the process that sends cannot be started"
    return f"not sent: {why}" if why else ""


def beat_or_refuse(settings: Settings, life: HealthStatus, head: str = "") -> str:
    """The same, for the clock: what stopped it stands in the pulse, and it is tried again.

    Raises
    ------
    Refused
        It was held back, or did not arrive.
    """
    why = beat(settings, life, head)
    if why:
        raise Refused([Fault(why.rstrip("."), "It is tried again at the next tick")])
    return ""


def tell_functionaries(store: Store, settings: Settings, now: datetime) -> str:
    """Post all that is due to be told to functionaries; what was posted, in a line.

    What fails keeps nothing else from being told.

    Raises
    ------
    CacoError
        The first that went wrong, after all the rest was told.
    """
    posted: list[Message] = []
    wrong: list[CacoError] = []
    for tell in (tell_changes, remind, close_offers, lapse_swaps, tell_expiries):
        try:
            posted += tell(store, settings, now)
        except CacoError as error:
            wrong.append(error)
    if wrong:
        raise wrong[0]
    return told(posted)


def told(posted: list[Message]) -> str:
    """What was posted, such as ``2 duties_changed, 1 duty_reminder``; empty: nothing."""
    kinds = Counter(message.kind.value for message in posted)
    return ", ".join(f"{count} {kind}" for kind, count in kinds.items())
