"""The sign of life to the outside: somebody there sounds the alarm when it stays away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.exchange.language import language
from data.exchange.period import ZONE
from data.model.errors import Fault, Refused
from scheduler.alerts.sender import CannotSend, Interrupted, sender
from scheduler.clock.words import in_words

if TYPE_CHECKING:
    from scheduler.clock.life import Life
    from scheduler.settings import Settings


def beat(settings: Settings, life: Life) -> str:
    """Ask for the address that waits for us, if all is well; why not, otherwise. Raises nothing.

    The address often holds a secret, so it is never told.
    """
    if settings.heartbeat_url is None:
        return ""
    if not life.is_well:
        return "held back: " + " ".join(in_words(life.reasons, language("en"), ZONE))
    try:
        why = sender().ping(settings.heartbeat_url, settings)
    except Interrupted:
        why = "this worker is leaving"
    except CannotSend:
        why = "the process that sends cannot be started"
    return f"not sent: {why}" if why else ""


def beat_or_refuse(settings: Settings, life: Life) -> str:
    """The same, for the clock: what stopped it stands in the pulse, and it is tried again.

    Raises
    ------
    Refused
        It was held back, or did not arrive.
    """
    why = beat(settings, life)
    if why:
        raise Refused([Fault(why.rstrip("."), "It is tried again at the next tick")])
    return ""
