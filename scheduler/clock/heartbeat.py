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


def beat(settings: Settings, life: Life, head: str = "") -> str:
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


def beat_or_refuse(settings: Settings, life: Life, head: str = "") -> str:
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
