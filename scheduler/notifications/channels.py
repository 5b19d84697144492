"""Sends one message by one channel, with Apprise.

Apprise knows the protocols. What it says of a failure may hold addresses and passwords: only codes
and causes of a known form are taken over, and its own log goes nowhere.
"""

from __future__ import annotations

import logging
import mimetypes
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

import apprise
from apprise.attachment.memory import AttachMemory
from apprise.decorators import notify
from apprise.plugins.email.base import NotifyEmail

from data.i18n.language import language
from data.model.attachment import attached_file
from data.model.contact import SHORT, WEBPUSH
from data.model.errors import Fault, InputError
from data.model.message import Message
from scheduler.notifications.push_sender import push
from scheduler.notifications.redelivery import Delivery
from scheduler.notifications.web_push import is_contact
from scheduler.settings import CHANNEL

if TYPE_CHECKING:
    from data.i18n.language import Language
    from scheduler.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from apprise import NotifyBase

    from data.i18n.language import Language
    from data.model.message import Message
    from scheduler.settings import Settings

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
            f"{CHANNEL}{name.upper()} is not an address of a channel",
            f"Write it as Apprise does, with {TO} where the address of the recipient goes: "
            f"mailtos://user:password@host?from=rooster@example.org&to={TO}. A sign such as "
            "@ or / in a password is written as %40 or %2F",
        )
        for name, template in sorted(channels.items())
        if name != WEBPUSH and not any(_service(template, sample) for sample in _SAMPLES)
    ]
    if WEBPUSH in channels and not is_contact(channels[WEBPUSH]):
        what = f"{CHANNEL}{WEBPUSH.upper()} is not an address at which push services can ask"
        remedy = "Write a mail address or a page of whoever runs this: mailto:beheer@example.org"
        faults.append(Fault(what, remedy))
    if faults:
        raise InputError(faults)


def _service(template: str, address: str) -> NotifyBase | None:
    """What Apprise makes of it, if it can."""
    url = template.replace(TO, quote(address, safe=""))
    try:
        return apprise.Apprise.instantiate(url, asset=_ASSET, suppress_exceptions=True)
    except (TypeError, ValueError):  # of a library that reads many kinds of addresses
        return None


LEFT_OUT = "…"


LINK = re.compile(r"https?://\S+")


CALENDAR = "text/calendar; charset=utf-8; method=PUBLISH"


#: A mail server says of a recipient that no later try will do (RFC 5321, 4.2.1); but not that we
#: have to sign in first, or that it does not pass mail on for us (RFC 4954, 6).
REFUSED_FOR_GOOD = re.compile(
    r"Socket Exception: \{.*\((?!53[0458]|554)5\d\d, b|was refused: (?!53[0458]|554)5\d\d"
    r"|\berror=410\b"  # RFC 9110, 15.5.11: gone, and that is likely to be permanent
)


#: Said by a server, and not "later" (RFC 9110, 15.5: 408, 425 and 429 are); or of its certificate.
REFUSED = re.compile(
    r"\(5\d\d, b|was refused: 5\d\d|\berror=(?:30[12378]|4(?!08|25|29)\d\d)\b"
    r"|CERTIFICATE_VERIFY_FAILED"
)


_CAUSES = (
    re.compile(r"was refused: (\d{3})"),
    re.compile(r"\berror=(\d{3})\b"),
    re.compile(r"Socket Exception: .*\((\d{3}), b"),
    re.compile(r"\[Errno -?\d+\] ([A-Z][A-Za-z ]+)"),
    re.compile(r"(CERTIFICATE_VERIFY_FAILED|Connection unexpectedly closed)"),
)


REDIRECTED = re.compile(r"\berror=(30[12378])\b")


TIMED_OUT = re.compile("timed out")


# Apprise looks an attachment's type up in a table that Python fills when it is first asked for. Of
# messages that go out together some would find it half full, and be refused.
mimetypes.init()


class _Calendar(AttachMemory):
    """An iCalendar file, with its encoding and method; Apprise takes a bare type only."""

    @property
    def mimetype(self) -> str:
        return CALENDAR


def send(
    message: Message, settings: Settings, taken: Callable[[Delivery], None] | None = None
) -> Delivery:
    """Send a message, once, in this thread; nothing that goes wrong with it is raised.

    A channel that drips bytes holds the thread for as long as it likes: see `sender`.

    Parameters
    ----------
    taken
        Called as soon as a mail server has taken it: what comes then, to say goodbye, may hang.
    """
    if message.channel == WEBPUSH:
        return push(message, settings)
    speech = language(settings.language)
    service = opened(message.channel, message.address, settings.channels, speech)
    if isinstance(service, str):
        return Delivery(False, service, is_final=True)
    _prepare(service, message, settings, taken)
    sender = apprise.Apprise(asset=service.asset)
    sender.add(service)
    with sender.notify(
        title=message.subject,
        body=text_of(message),
        body_format=apprise.NotifyFormat.TEXT,
        attach=_attachment(message, service),
        log_level=logging.DEBUG,
    ) as result:
        if result:
            return Delivery(True)
        said = [entry.message for entry in result.logs()]
    if any(TIMED_OUT.search(line) for line in said):
        text = speech.gettext("the channel did not answer in time")
        return Delivery(False, text, timed_out=True)
    is_final = any(REFUSED_FOR_GOOD.search(line) for line in said)
    is_refused = any(REFUSED.search(line) for line in said)
    return Delivery(False, _error(said, speech), is_final, is_refused)


def text_of(message: Message) -> str:
    """The text as its channel takes it: short where that matters, and never without its links."""
    most = SHORT.get(message.channel)
    return (
        message.body if most is None else shortened(message.body, most - len(message.subject) - 1)
    )


def shortened(text: str, most: int) -> str:
    """The first lines that fit, and all lines with a link, which are what the message is for."""
    if len(text) <= most:
        return text
    lines = [line for line in text.splitlines() if line.strip()]
    links = [bool(LINK.search(line)) for line in lines]
    room = most - sum(len(line) + 1 for line, link in zip(lines, links, strict=True) if link)
    kept: list[str] = []
    is_full = False
    for line, link in zip(lines, links, strict=True):
        if link:
            kept.append(line)
        elif not is_full and len(line) + 1 <= room:
            kept.append(line)
            room -= len(line) + 1
        elif not is_full:
            is_full = True
            kept.append(line[: max(0, room - 2)].rstrip() + LEFT_OUT)
    return "\n".join(kept)


def _prepare(
    service: NotifyBase,
    message: Message,
    settings: Settings,
    taken: Callable[[Delivery], None] | None,
) -> None:
    """Set its deadlines, and let a receiver see that two copies are one message."""
    service.socket_connect_timeout = settings.connect_seconds
    service.socket_read_timeout = settings.send_seconds
    headers = getattr(service, "headers", None)
    if isinstance(headers, dict):
        headers["X-Caco-Message"] = message.id
    if isinstance(service, NotifyEmail):
        # Apprise has one deadline for mail, from the connection to each answer.
        service.socket_connect_timeout = settings.send_seconds
        # Apprise gives each copy a Message-ID of its own. Two answers to the same letter, which
        # was never sent, are shown as one thread (RFC 5322, 3.6.4).
        service.headers["References"] = f"<{message.id}@caco-rooster.invalid>"
        if taken:
            mark = service.mark_delivered

            def mark_and_tell(recipient: str) -> None:
                mark(recipient)
                taken(Delivery(True))

            service.mark_delivered = mark_and_tell  # type: ignore[assignment, method-assign]


def _attachment(message: Message, service: NotifyBase) -> AttachMemory | None:
    if not message.attachment or not service.attachment_support:
        return None
    if file := attached_file(message.attachment):
        return AttachMemory(  # type: ignore[no-untyped-call]
            content=file.content, name=file.name, mimetype=file.kind
        )
    return _Calendar(  # type: ignore[no-untyped-call]
        content=message.attachment, name="rooster.ics", mimetype="text/calendar"
    )


def _error(said: Iterable[str], speech: Language) -> str:
    say = speech.gettext
    lines = list(said)
    if moved := next((found for line in lines if (found := REDIRECTED.search(line))), None):
        return say("the channel answers that it has moved ({code}): set its new address").format(
            code=moved[1]
        )
    for cause in _CAUSES:
        for line in lines:
            if found := cause.search(line):
                return say("the channel refused it: {cause}").format(cause=found[1])
    return say("the channel refused it")


SCHEME = "folder"


def folder_address(folder: Path) -> str:
    """The address of such a channel, for a setting."""
    return f"{SCHEME}://localhost{quote(str(folder.resolve()))}?to={{to}}"


@notify(on=SCHEME, name="Folder")  # type: ignore[no-untyped-call, untyped-decorator]
def drop(body: str, title: str, _kind: str, *_more: Any, meta: Any, **_rest: Any) -> bool:  # noqa: ANN401 - as Apprise calls it
    """Write one message to a file of its own, named for whom it is."""
    folder = Path(unquote(meta["fullpath"]))
    to = meta["qsd"].get("to", "")
    plain = re.sub(r"[^\w@.+-]", "_", to)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = folder / f"{plain}-{secrets.token_hex(4)}.txt"
        handle = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(f"To: {to}\nSubject: {title}\n\n{body}\n")
    except OSError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class ChannelLine:
    """One channel.

    Parameters
    ----------
    is_shared
        All recipients read the same, as in a group chat.
    is_usable
        Its address is one that makes sense.
    """

    name: str
    is_shared: bool
    is_usable: bool


def channels_set_up(settings: Settings) -> tuple[ChannelLine, ...]:
    """By name."""
    return tuple(
        ChannelLine(name, TO not in address and name != WEBPUSH, _is_usable(name, address))
        for name, address in sorted(settings.channels.items())
    )


def _is_usable(name: str, address: str) -> bool:
    try:
        check_channels({name: address})
    except InputError:
        return False
    return True
