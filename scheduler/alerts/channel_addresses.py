"""The addresses of channels: from a setting, with who is to be reached, to a service of Apprise."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING
from urllib.parse import quote

import apprise
from apprise.plugins.email.base import NotifyEmail

from data.model.errors import Fault, InputError
from scheduler.alerts import drop_folder  # noqa: F401 - Apprise knows its scheme from now on
from scheduler.settings import CHANNEL

if TYPE_CHECKING:
    from collections.abc import Mapping

    from apprise import NotifyBase

    from data.exchange.language import Language

TO = "{to}"  #: where the address of the recipient goes; without it all share the channel
#: What services split into several recipients.
SEVERAL = re.compile(r"[,;\r\n\t]|@.*[@ ]")
MAIL_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(\.[\w-]+)+")  # RFC 5321, unquoted
#: Somebody by mail, by phone, and by a name: one of them fits every kind of channel.
_SAMPLES = ("somebody@example.org", "+31612345678", "somebody")

# What Apprise says may hold passwords and addresses: it is read by `channels`, and goes no further.
_LOG = logging.getLogger("apprise")
_LOG.propagate = False
_LOG.addHandler(logging.NullHandler())
_LOG.setLevel(logging.DEBUG)  # the causes of a failure are told no higher
_ASSET = apprise.AppriseAsset(
    app_id="CaCo Rooster",
    app_desc="CaCo Rooster",
    async_mode=False,
    service_timeout=0,  # it would end the waiting, and not what is waited for
    http_redirects=False,  # a request that is sent on loses its method, and shows its secrets
    secure_logging=True,
)


def opened(
    channel: str, address: str, channels: Mapping[str, str], speech: Language
) -> NotifyBase | str:
    """The service that reaches an address; or why there is none, in the words of a reader."""
    say = speech.gettext
    if channel not in channels:
        return say("no channel {name} is set up here").format(name=channel)
    if SEVERAL.search(address.strip()):
        return say("the address holds more than one recipient")
    service = _service(channels[channel], address.strip())
    if service is None or not _is_for(service, address.strip(), channels[channel]):
        return say("the channel cannot use this address")
    return service


def _is_for(service: NotifyBase, address: str, template: str) -> bool:
    """Whether it reaches whom it should; of a mail address it is made sure.

    Apprise finds mail addresses in free text, and reads ``o'brien@example.org`` as one of brien.
    """
    if not isinstance(service, NotifyEmail) or TO not in template:
        return True
    service.targets = [(False, address)]
    return MAIL_ADDRESS.fullmatch(address) is not None


def check_channels(channels: Mapping[str, str]) -> None:
    """See that every channel is one that can be used.

    Raises
    ------
    InputError
        Some are not; each is named, and never shown: it may hold a password.
    """
    faults = [
        Fault(
            f"{CHANNEL}{name.upper()} is no address of a channel",
            f"Write it as Apprise does, with {TO} where the address of the recipient goes: "
            f"mailtos://user:password@host?from=rooster@example.org&to={TO}. A sign such as "
            "@ or / in a password is written as %40 or %2F",
        )
        for name, template in sorted(channels.items())
        if not any(_service(template, sample) for sample in _SAMPLES)
    ]
    if faults:
        raise InputError(faults)


def _service(template: str, address: str) -> NotifyBase | None:
    """What Apprise makes of it, if it can."""
    url = template.replace(TO, quote(address, safe=""))
    try:
        return apprise.Apprise.instantiate(url, asset=_ASSET, suppress_exceptions=True)
    except (TypeError, ValueError):  # of a library that reads many kinds of addresses
        return None
