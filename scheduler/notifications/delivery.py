"""Delivers one message: marks it, sends it, and notes what came of it.

The row of the message is the truth. The queue carries its id here, again and again until the row
says that the message was sent, or given up, or too late. A crash between the mark and the note
makes it be sent once more; the note is written once.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from data.i18n.language import language
from data.model.contact import WEBPUSH
from data.model.errors import CacoError, StoreError
from data.model.message import Message, MessageKind, MessageStatus
from data.store import outbox
from data.store.audit import trail
from data.store.opening import Store
from scheduler.accounts.secret import secrets_of
from scheduler.notifications.push_devices import forget_gone
from scheduler.notifications.recipients import duty_managers_now
from scheduler.notifications.redelivery import (
    WAITS,
    Delivery,
    Waits,
    is_to_be_told,
    next_try,
    tell_undelivered,
)
from scheduler.notifications.sender import CannotSend, Interrupted, sender
from scheduler.notifications.signed_links import with_links, without_links
from scheduler.notifications.web_push import is_beside, push_order
from scheduler.queue.dbos_queue import Facts, RetryLater
from scheduler.queue.retry import DAY, retry_while_away
from scheduler.settings import Settings

if TYPE_CHECKING:
    from data.model.contact import Recipient

LOG = logging.getLogger(__name__)
#: So often in a row it may be begun with nobody knowing the end: one that brings down its worker
#: must end too.
MOST_BROKEN_OFF = 20

#: So long nothing may come to an end while messages wait; no send takes as long.
STUCK_SECONDS = 120.0
UNABLE_SECONDS = 45.0  #: without a process to send with; whoever starts workers has begun to listen

Managers = Callable[[Store, datetime], "Sequence[Recipient]"]
Step = Callable[[str, Callable[[], Facts]], Facts]


def at_once(_name: str, act: Callable[[], Facts]) -> Facts:
    """Do a step, and remember nothing of it."""
    return act()


@dataclass
class Deliverer:
    """Delivers messages.

    Parameters
    ----------
    send
        Sends one message; raises nothing but that it was interrupted, or cannot be done here.
    managers
        Who hears of messages that were given up.
    step
        Does something whose outcome is durable_step: not done again, once it is.
    forget
        Called when the store knows that a message was sent.

    Attributes
    ----------
    leaving
        No message is begun any more.
    sending
        The messages that are with a channel now, each with the reading of `time.monotonic` at the
        beginning of that.
    ended_at
        The same, when a delivery last came to an end, or nothing was waiting.
    unable_since
        The same, since when no process can be had to send with; None: one can.
    """

    store: Store
    settings: Settings
    clock: Callable[[], datetime]
    managers: Managers = duty_managers_now
    send: Callable[[Message, Settings], Delivery] = field(default_factory=lambda: sender().send)
    waits: Waits = field(default_factory=lambda: WAITS)
    step: Step = at_once
    forget: Callable[[Message], None] = lambda _message: None
    at_work: set[str] = field(default_factory=set)
    leaving: bool = False
    sending: dict[str, float] = field(default_factory=dict)
    ended_at: float = field(default_factory=time.monotonic)
    unable_since: float | None = None

    def deliver(self, name: str) -> None:
        """Do what is left to do of a message; done twice, it does nothing the second time."""
        if self.leaving:
            raise RetryLater
        self.at_work.add(name)
        try:
            self._deliver(name)
            self.ended_at = time.monotonic()
        except Exception as error:
            told = error.what if isinstance(error, StoreError) else _kind(error)
            LOG.error("message %s: %s; it is looked at again", name, told)
            raise RetryLater from error
        finally:
            self.at_work.discard(name)

    def _deliver(self, name: str) -> None:
        message = retry_while_away(lambda: self._mark(name), DAY)
        if message is None:
            LOG.info("message %s: nothing to do", name)
            return
        outcome = self.step("send", lambda: self._try(message))
        status = retry_while_away(lambda: self._note(message, outcome), DAY)
        told = (name, message.attempts, message.channel, status)
        LOG.info("message %s: attempt %d by %s: %s", *told)

    def _mark(self, name: str) -> Message | None:
        with self.store.writing() as connection:
            trail.take_turn(connection)
            return outbox.mark(connection, name, self.clock())

    def _try(self, message: Message) -> Facts:
        """Send it, unless its time is over; what comes of it is durable_step with the moment."""
        now = self.clock()
        if message.stale_at is not None and now >= message.stale_at:
            return {"try": message.attempts, "stale": True, "at": now.isoformat()}
        is_safe = message.broken_off <= MOST_BROKEN_OFF
        begun = time.monotonic()
        done = self._send(message) if is_safe else self._dangerous()
        return {
            "try": message.attempts,
            "sent": done.sent,
            "error": done.error,
            "final": done.is_final,
            "refused": done.is_refused,
            "gone": list(done.gone),
            "reached": list(done.reached),
            "took_ms": round(1000 * (time.monotonic() - begun)),
            "at": self.clock().isoformat(),
        }

    def _dangerous(self) -> Delivery:
        say = language(self.settings.language).gettext
        text = say("it was started {count} times and never finished")
        return Delivery(False, text.format(count=MOST_BROKEN_OFF), is_final=True)

    def is_stuck(self, now: float, *, waiting: bool) -> bool:
        """Whether this process does not send though it should; only a new one will.

        Parameters
        ----------
        now
            The reading of `time.monotonic`.
        waiting
            Messages have been due for a while, and no worker has taken them.
        """
        if any(now - begun > STUCK_SECONDS for begun in dict(self.sending).values()):
            return True
        if self.unable_since is not None and now - self.unable_since > UNABLE_SECONDS:
            return True
        if not waiting:
            self.ended_at = max(self.ended_at, now)
        return now - self.ended_at > STUCK_SECONDS

    def _send(self, message: Message) -> Delivery:
        self.sending[message.id] = time.monotonic()
        try:
            done = self.send(self._complete(message), self.settings)
            self.unable_since = None
            return done
        except Interrupted:
            self._put_back(message)
            raise RetryLater from None
        except CannotSend:
            LOG.error("message %s: no process can be had to send with", message.id)
            self.unable_since = self.unable_since or time.monotonic()
            self._put_back(message)
            raise RetryLater from None
        except Exception as error:  # of whatever library a channel needs
            LOG.error("message %s: %s in channel %s", message.id, _kind(error), message.channel)
            say = language(self.settings.language).gettext
            text = say("a defect of this program: {error}")
            return Delivery(False, text.format(error=_kind(error)))
        finally:
            self.sending.pop(message.id, None)

    def _complete(self, message: Message) -> Message:
        """The message as it leaves: with its links; they are kept nowhere."""
        try:
            body = with_links(message.body, secrets_of(self.store, self.settings))
        except CacoError as error:  # what it tells is worth more than its button
            LOG.error("message %s goes without a link: %s", message.id, error)
            body = without_links(message.body)
        return replace(message, body=body, address=self._address(message))

    def _address(self, message: Message) -> str:
        """Where it goes; by web push that is what stands for the browsers of its recipient."""
        if message.channel != WEBPUSH:
            return message.address
        try:
            return push_order(self.store, self.settings, message, self.clock())
        except CacoError as error:
            LOG.error("message %s cannot be signed: %s", message.id, error)
            return ""

    def _put_back(self, message: Message) -> None:
        """Let it wait as if it had not been begun; what is not noted is found broken off."""
        try:
            self._write(message, MessageStatus.QUEUED, error=message.error)
        except StoreError as error:
            LOG.warning("message %s: %s", message.id, error.what)

    def _note(self, message: Message, outcome: Facts) -> str:
        """Write down what came of a try; said in a few words."""
        at = datetime.fromisoformat(outcome["at"])
        forget_gone(self.store, outcome.get("gone", ()), outcome.get("reached", ()), at)
        if outcome.get("sent"):
            self._note_sent(message, at, outcome.get("took_ms"))
            return "sent"
        if outcome["try"] != message.attempts and not outcome.get("final"):
            # After a crash the queue tells of an earlier try: this one has yet to be made.
            self._write(message, MessageStatus.QUEUED, error=message.error, due_at=self.clock())
            return "broken off; again now"
        if outcome.get("stale"):
            if not message.error:
                self._write(message, MessageStatus.STALE)
                return "too late to be of use"
            self._end(message, at)
            return f"given up ({message.error})"
        failed = replace(
            message,
            error=outcome.get("error") or message.error,
            failures=message.failures + 1,
            is_refused=bool(outcome.get("refused")),
            took_ms=outcome.get("took_ms"),
        )
        again = None if outcome.get("final") else next_try(failed, at, self.waits)
        if again is None:
            self._end(failed, at)
            return f"given up ({failed.error})"
        self._try_again(failed, again, at)
        return f"failed ({failed.error}); again at {again:%H:%M:%S} UTC"

    def _note_sent(self, message: Message, at: datetime, took_ms: int | None) -> None:
        """Note it; what failed by the same channel is tried now, for that is well again."""
        with self.store.writing() as connection:
            trail.take_turn(connection)
            outbox.note(connection, message, MessageStatus.SENT, sent_at=at, took_ms=took_ms)
            outbox.hasten(connection, message.channel, self.clock())
        self.forget(message)

    def _write(self, message: Message, status: MessageStatus, **values: Any) -> None:  # noqa: ANN401
        with self.store.writing() as connection:
            trail.take_turn(connection)
            outbox.note(connection, message, status, **values)

    def _try_again(self, failed: Message, again: datetime, at: datetime) -> None:
        """Note that it failed; the first time that this is worth telling, tell."""
        is_told = is_to_be_told(failed) and not _is_quiet(failed)
        values = {**_failure(failed), "due_at": again}
        if not is_told:
            self._write(failed, MessageStatus.QUEUED, **values)
            return
        values["warned_at"] = at
        self._note_and_tell(replace(failed, status=MessageStatus.QUEUED), values, at)

    def _end(self, failed: Message, at: datetime) -> None:
        """Note that a message is dead, and tell of it, wholly or not at all; once.

        Of a trial nobody is told: whoever asked for it looks what becomes of it. Nor of a copy to
        somebody's own devices.
        """
        if _is_quiet(failed):
            self._write(failed, MessageStatus.SETTLED, **_failure(failed))
        elif failed.warned_at is not None:
            self._write(failed, MessageStatus.DEAD, **_failure(failed))
        else:
            dead = replace(failed, status=MessageStatus.DEAD)
            self._note_and_tell(dead, {**_failure(failed), "warned_at": at}, at)

    def _note_and_tell(self, failed: Message, values: dict[str, Any], at: datetime) -> None:
        managers = self._managers(at)
        with self.store.writing() as connection:
            trail.take_turn(connection)
            if outbox.note(connection, failed, failed.status, **values):
                tell_undelivered(self.store, connection, failed, managers, self.settings, at)

    def _managers(self, now: datetime) -> Sequence[Recipient]:
        """Who hears of it; records that do not hold together must not keep it from being noted."""
        try:
            return self.managers(self.store, now)
        except StoreError:
            raise
        except Exception as error:
            LOG.error("nobody is told of a message that was given up: %s", _kind(error))
            return ()


def _is_quiet(failed: Message) -> bool:
    """Whether nobody need know that it does not arrive."""
    kinds = (MessageKind.TEST, MessageKind.CONTACT_CODE)
    return failed.kind in kinds or is_beside(failed)


def _failure(failed: Message) -> dict[str, Any]:
    names = ("error", "failures", "is_refused", "took_ms")
    return {name: getattr(failed, name) for name in names}


def _kind(error: Exception) -> str:
    """The name of an error: its text may hold what must stay secret."""
    return type(error).__name__
