"""The periodic tasks, in the order in which they run. A new one is one more line in `tasks`."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from data.i18n.language import language
from data.model.errors import CacoError, Fault, Refused, StoreError
from data.model.message import MessageStatus
from data.model.presence import KEPT
from data.store import (
    access,
    outbox,
    presences,
)
from data.store import (
    health as health_rows,
)
from data.store.audit import tail, trail
from data.store.invitations import forget_contact_changes
from data.tables.period import ZONE
from scheduler.accounts.access import LIFETIME
from scheduler.accounts.secret import end_if_signed, secret
from scheduler.coverage.monitor import ITSELF
from scheduler.exercises.notices import EXERCISE, notify_of_exercises
from scheduler.feeds.export import export_by_clock
from scheduler.improvement.recovery import make_recovery
from scheduler.improvement.reminders import notify_of_actions
from scheduler.improvement.review_notices import MARK as REVIEWS
from scheduler.improvement.review_notices import notify_of_reviews
from scheduler.notifications.duty_changes import notify_of_changes
from scheduler.notifications.gap_notifier import ACKNOWLEDGE, sweep_by_clock
from scheduler.notifications.outbox import draft_old_links
from scheduler.notifications.pool_notices import notify_of_pools
from scheduler.notifications.presence_notices import notify_of_presence
from scheduler.notifications.reminders import notify_of_expiries, remind
from scheduler.notifications.sender import CannotSend, Interrupted, sender
from scheduler.partners.asking import notify_employers
from scheduler.queue.dbos_queue import delete_finished
from scheduler.records.erasure import erase_old_reasons
from scheduler.records.parked_uploads import remove_old_uploads
from scheduler.relief.asking import RELIEF
from scheduler.reporting.board_account.making import make_due
from scheduler.self_service.absence_feeds import read_feeds
from scheduler.self_service.offers import ACCEPT, DECLINE, close_offers
from scheduler.self_service.round_reminders import (
    notify_of_leave,
    notify_of_rounds,
    notify_of_wishes,
)
from scheduler.self_service.swaps import lapse_swaps
from scheduler.service.health import PATIENCE, SWEEP, check_health, unnotified_mark
from scheduler.service.health_words import health_sentences
from scheduler.service.periodic import DAY, Task
from scheduler.settings import NOWHERE
from scheduler.workforce.single_points import read_losses, renew_losses

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from data.model.message import Message
    from data.store.opening import Store
    from scheduler.notifications.mute_levels import MuteLevel, UnheardPosts
    from scheduler.service.health import HealthStatus
    from scheduler.settings import Settings

HEARTBEAT = "heartbeat"
SELF_CHECK = "self_check"
ACCOUNTS = "accounts"
LOSSES = "losses"
NIGHT, MORNING = time(3, 30), time(6, 0)  #: when what takes long is done
LONG = timedelta(minutes=30)
KEEP_TEXTS = timedelta(days=90)  #: of messages
KEEP_STATES = timedelta(days=90)  #: of tasks that no longer exist
KEEP_QUEUE = timedelta(days=30)  #: of what was finished; messages and jobs have their own rows
_MINUTE = timedelta(minutes=1)


def tasks(settings: Settings) -> tuple[Task, ...]:
    """All tasks of an installation."""
    found = [
        Task(SWEEP, 5 * _MINUTE, _sweep),
        Task("functionaries", 5 * _MINUTE, notify_functionaries),
        Task("outbox", _MINUTE, lambda store, _settings, now: check_outbox(store, now)),
        Task(SELF_CHECK, 5 * _MINUTE, lambda store, _settings, _now: check_trail(store)),
        Task("absence_feeds", 60 * _MINUTE, read_feeds, is_vital=False, is_separate=True),
        Task("recovery", 15 * _MINUTE, recover, is_vital=False),
        Task(ACCOUNTS, DAY, make_accounts, at=time(6, 0), is_vital=False),
        Task("pools", 60 * _MINUTE, notify_of_shortages, is_vital=False),
        Task(REVIEWS, 60 * _MINUTE, tell_of_reviews, is_vital=False),
        Task(LOSSES, DAY, renew_at_night, at=NIGHT, most=LONG, is_vital=False, is_separate=True),
        Task("uploads", 15 * _MINUTE, remove_parked, is_vital=False),
        # A time that there is once a day on every day, also when the clock changes.
        Task("retention", DAY, _retention, at=time(4, 10), is_vital=False),
    ]
    if settings.feeds_folder != NOWHERE:
        found.append(Task("feeds", 5 * _MINUTE, export_by_clock))
    if settings.heartbeat_url:
        # Last: where all run in one round, it reports on that round.
        found.append(Task(HEARTBEAT, _MINUTE, _heartbeat, is_vital=False, is_separate=True))
    return tuple(found)


def _sweep(store: Store, settings: Settings, now: datetime) -> str:
    done = sweep_by_clock(store, settings, now)
    telling = done.telling
    note_unnotified(store, len(telling.unreached), telling.mute, telling.unheard)
    changes, messages = len(done.swept.changes), len(done.telling.messages)
    return f"{changes} gaps changed, {messages} messages" if changes or messages else ""


def note_unnotified(
    store: Store,
    count: int,
    mute: Sequence[MuteLevel] = (),
    unheard: Sequence[UnheardPosts] = (),
) -> None:
    """Note how many gaps of this sweep found nobody who can be reached.

    And which levels of duty managers would not get the next message, and of which posts nobody.
    """
    with store.writing() as connection:
        health_rows.set_mark(connection, SWEEP, unnotified_mark(count, mute, unheard))


def notify_functionaries(store: Store, settings: Settings, now: datetime) -> str:
    """Post all that is due to functionaries; how many of each kind.

    What fails stops nothing else.

    Raises
    ------
    CacoError
        The first that went wrong, after all the rest was done.
    """
    posted: list[Message] = []
    wrong: list[CacoError] = []
    for notify in (
        notify_of_changes,
        notify_of_wishes,
        remind,
        notify_of_presence,
        close_offers,
        lapse_swaps,
        notify_of_expiries,
        notify_of_rounds,
        notify_of_leave,
        notify_employers,
        notify_of_exercises,
        notify_of_actions,
    ):
        try:
            posted += notify(store, settings, now)
        except CacoError as error:
            wrong.append(error)
    if wrong:
        raise wrong[0]
    kinds = Counter(message.kind.value for message in posted)
    return ", ".join(f"{count} {kind}" for kind, count in kinds.items())


def check_outbox(store: Store, now: datetime) -> str:
    """Count messages that wait too long, and those that were given up; for the worker's log."""
    with store.reading() as connection:
        dead = outbox.counts(connection)[MessageStatus.DEAD]
        overdue = health_rows.messages_overdue(connection, now - PATIENCE)
    if not dead and not overdue:
        return ""
    return f"{dead} messages given up, {overdue} waiting too long"


def check_trail(store: Store) -> str:
    """Verify the entries of the audit trail that were added since the last time.

    The mark moves in the same transaction, and only over entries that are sound.

    Raises
    ------
    StoreError
        The trail was changed.
    """
    with store.writing() as connection:
        trail.take_turn(connection)  # nobody adds to the trail while its end is verified
        seen = tail.TailPosition.of(health_rows.read_task_state(connection, SELF_CHECK).mark)
        reached, fault = tail.follow(connection, seen)
        if reached != seen:
            health_rows.set_mark(connection, SELF_CHECK, reached.mark)
    if fault:
        raise StoreError(f"the audit trail is not intact: {fault}", "Run caco audit verify")
    return ""


def recover(store: Store, settings: Settings, now: datetime) -> str:
    """Make the findings of deployments that ended by themselves; how many."""
    made = make_recovery(store, language(settings.language), ITSELF, now)
    return f"{len(made)} findings made" if made else ""


def make_accounts(store: Store, settings: Settings, now: datetime) -> str:
    """Make the accounts to the board of periods that are over; how many."""
    made = make_due(store, settings, now)
    return f"{len(made)} accounts made" if made else ""


def notify_of_shortages(store: Store, settings: Settings, now: datetime) -> str:
    """Post to planners that recruiting has to begin; how many messages."""
    posted = notify_of_pools(store, settings, now)
    return f"{len(posted)} messages about pools" if posted else ""


def tell_of_reviews(store: Store, settings: Settings, now: datetime) -> str:
    """Post what is due to be reviewed; how many messages."""
    posted = notify_of_reviews(store, settings, now)
    return f"{len(posted)} messages about reviews" if posted else ""


def renew_at_night(store: Store, _settings: Settings, now: datetime) -> str:
    """Work out which seats hang on one person, if that is not known as things stand.

    By day, as after a worker was away, nothing is done: it takes a processor for a minute.
    """
    if not NIGHT <= now.astimezone(ZONE).time() < MORNING:
        return ""
    kept = read_losses(store, now)
    if kept is not None and not kept.is_stale:
        return ""
    report = renew_losses(store, now, processes=1)
    return f"{len(report.losses)} losses of one person worked out"


def remove_parked(store: Store, _settings: Settings, now: datetime) -> str:
    """Remove uploads that nobody carried out within an hour; how many."""
    removed = remove_old_uploads(store, now)
    return f"{removed} uploads removed" if removed else ""


def _retention(store: Store, settings: Settings, now: datetime) -> str:
    draft_old_links(store, settings, (ACKNOWLEDGE, ACCEPT, DECLINE, RELIEF, EXERCISE))
    erased = 0
    if settings.absence_weeks:
        weeks, key = dict(settings.absence_weeks), secret(store, settings)
        erased = erase_old_reasons(store, weeks, key, ITSELF, now)
    tidied = tidy_up(store, now, [task.name for task in tasks(settings)])
    parts = [f"{erased} absences say no more why"] if erased else []
    return ", ".join([*parts, *([tidied] if tidied else [])])


def tidy_up(store: Store, now: datetime, known: Collection[str]) -> str:
    """Empty old messages; delete what nobody needs any more.

    That is old handover notes, ended sessions, new addresses that were not proven, states of tasks
    not known, finished queue items.

    Gaps, their history, and who was notified of what when are kept: they are the proof, and name
    people only by the number of their row.
    """
    with store.writing() as connection:
        trail.take_turn(connection)
        emptied = outbox.empty_messages(connection, now - KEEP_TEXTS)
        notes = presences.delete_old_handovers(connection, now - KEPT)
        health_rows.delete_task_states(connection, known, now - KEEP_STATES)
        access.forget_old(connection, now - LIFETIME, now)
        forget_contact_changes(connection, now - DAY)
    gone = delete_finished(store, now - KEEP_QUEUE)
    parts = [f"{emptied} old messages emptied"] if emptied else []
    parts += [f"{notes} handover notes deleted"] if notes else []
    parts += [f"{gone} places in the queue forgotten"] if gone else []
    return ", ".join(parts)


def _heartbeat(store: Store, settings: Settings, now: datetime) -> str:
    """Send the heartbeat; what stops it stands in the state of the task, and it is tried again."""
    health = check_health(store, tasks(settings), now)
    why = send_heartbeat(settings, health, end_if_signed(store, settings))
    if why:
        raise Refused([Fault(why.rstrip("."), "It is tried again at the next tick")])
    return ""


def send_heartbeat(settings: Settings, health: HealthStatus, head: str = "") -> str:
    """Request the address of the heartbeat, if all is well; why not, otherwise. Raises nothing.

    The address often holds a secret, so it is never shown.

    Parameters
    ----------
    head
        The signed end of the audit trail. It goes along as the name of the client, which the
        receiver logs: a trail that is cut off or rewritten later does not hold it.
    """
    if settings.heartbeat_url is None:
        return ""
    if not health.is_well:
        return "held back: " + " ".join(health_sentences(health.reasons, language("en"), ZONE))
    try:
        name = f"caco-rooster head/{head}" if head else ""
        why = sender().ping(settings.heartbeat_url, settings, name)
    except Interrupted:
        why = "this worker is leaving"
    except CannotSend:
        why = "the process that sends cannot be started"
    return f"not sent: {why}" if why else ""
