"""The sign of life to the outside: somebody there sounds the alarm when it stays away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import requests

from data.exchange.language import language
from data.exchange.period import ZONE
from data.model.errors import Fault, Refused
from scheduler.clock.words import in_words

if TYPE_CHECKING:
    from scheduler.clock.life import Life
    from scheduler.settings import Settings

_SECONDS = (3.05, 5.0)  #: to connect, and to answer
_OK = range(200, 300)


def beat(settings: Settings, life: Life) -> str:
    """Ask for the address that waits for us, if all is well; why not, otherwise. Raises nothing.

    The address often holds a secret, so it is never told.
    """
    if settings.heartbeat_url is None:
        return ""
    if not life.is_well:
        return "held back: " + " ".join(in_words(life.reasons, language("en"), ZONE))
    try:
        with requests.get(settings.heartbeat_url, timeout=_SECONDS, stream=True) as answer:
            code = answer.status_code
    except (requests.RequestException, ValueError, OSError) as error:
        return f"not sent: {type(error).__name__}"
    return "" if code in _OK else f"not sent: the answer was {code}"


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
