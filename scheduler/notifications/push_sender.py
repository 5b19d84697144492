"""Sends one message to the browsers of somebody; in the process of that send."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from data.i18n.language import language
from scheduler.notifications.redelivery import Delivery
from scheduler.notifications.web_push import payload

if TYPE_CHECKING:
    from collections.abc import Mapping

    from data.i18n.language import Language
    from data.model.message import Message
    from scheduler.settings import Settings

_GONE = (404, 410)  #: RFC 8030, 7.3: this browser takes no messages any more
_LATER = (408, 425, 429)
_AT_ONCE = 5


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What the push service of one browser said; without a code: why there was no answer."""

    device: int
    code: int = 0
    why: str = ""
    is_late: bool = False


def push(message: Message, settings: Settings) -> Delivery:
    """Send a message to each browser of its recipient; it is sent when one push service took it.

    Parameters
    ----------
    message
        With the order of `scheduler.notifications.web_push.push_order` in the place of its address.
    """
    say = language(settings.language).gettext
    order = json.loads(message.address or "{}")
    devices, gone = order.get("devices", []), list(order.get("unusable", []))
    if not devices:
        none = say("no browser of theirs takes messages any more")
        return Delivery(False, none, is_final=True, gone=gone)
    data = payload(message, order["base"], order["at"], settings.language)
    with ThreadPoolExecutor(_AT_ONCE) as threads:
        found = list(
            threads.map(lambda one: _push_one(one, data, order, message.id, settings), devices)
        )
    gone += [one.device for one in found if one.code in _GONE]
    reached = [one.device for one in found if 200 <= one.code < 300]
    if reached:
        return Delivery(True, gone=gone, reached=reached)
    left = [one for one in found if one.code not in _GONE]
    if not left:
        none = say("no browser of theirs takes messages any more")
        return Delivery(False, none, is_final=True, gone=gone)
    return _failed(left, gone, language(settings.language))


def _failed(left: list[_Outcome], gone: list[int], speech: Language) -> Delivery:
    if all(one.is_late for one in left):
        text = speech.gettext("the channel did not answer in time")
        return Delivery(False, text, timed_out=True, gone=gone)
    worst = next((one for one in left if one.code), left[0])
    text = speech.gettext("the channel refused it: {cause}")
    is_refused = 300 <= worst.code < 500 and worst.code not in _LATER
    cause = str(worst.code or worst.why)
    return Delivery(False, text.format(cause=cause), is_refused=is_refused, gone=gone)


def _push_one(
    device: Mapping[str, Any], data: bytes, order: Mapping[str, Any], name: str, settings: Settings
) -> _Outcome:
    import requests
    from pywebpush import WebPusher

    keys = {"p256dh": device["p256dh"], "auth": device["auth"]}
    try:
        pusher = WebPusher({"endpoint": device["endpoint"], "keys": keys})
        answer = requests.post(
            device["endpoint"],
            data=pusher.encode(data)["body"],
            headers={
                "Authorization": device["authorization"],
                "Content-Encoding": "aes128gcm",
                "Content-Type": "application/octet-stream",
                "TTL": str(order["ttl"]),
                "Urgency": order["urgency"],
                "Topic": name[:32],  # of two copies that wait the last one is kept
            },
            timeout=(settings.connect_seconds, settings.send_seconds),
            allow_redirects=False,
        )
    except requests.Timeout:
        return _Outcome(device["id"], is_late=True)
    except (requests.RequestException, ValueError, OSError) as error:
        return _Outcome(device["id"], why=type(error).__name__)
    return _Outcome(device["id"], answer.status_code)
