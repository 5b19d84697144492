"""What the clock does for itself: it looks at the outbox and the audit trail, and tidies up."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from data.model.errors import StoreError
from data.model.message import MessageStatus
from data.store import audit, audit_tail, counting, outbox, pulses, retention, sessions
from scheduler.access.sessions import LIFETIME
from scheduler.clock.life import PATIENCE, SWEEP, unheard_mark
from scheduler.jobs.carrier import forget_done

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from data.store.opening import Store
    from scheduler.alerts.deciding import MuteLevel

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
        overdue = counting.messages_overdue(connection, now - PATIENCE)
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
        audit.take_turn(connection)  # nobody adds to the trail while its end is looked at
        seen = audit_tail.Seen.of(pulses.read_pulse(connection, SELF_CHECK).mark)
        reached, fault = audit_tail.follow(connection, seen)
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
        audit.take_turn(connection)
        emptied = retention.empty_messages(connection, now - KEEP_TEXTS)
        pulses.forget_pulses(connection, tasks, now - KEEP_PULSES)
        sessions.forget_old(connection, now - LIFETIME, now)
    gone = forget_done(store, now - KEEP_QUEUE)
    parts = [f"{emptied} old messages emptied"] if emptied else []
    parts += [f"{gone} places in the queue forgotten"] if gone else []
    return ", ".join(parts)
