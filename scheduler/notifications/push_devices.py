"""Browsers in which somebody asked for messages: kept, refreshed, forgotten."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode
from binascii import Error as NoBase64
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from data.model.account import PushDevice
from data.model.contact import WEBPUSH
from data.model.errors import Fault, Refused
from data.store import access
from data.store.audit import trail
from data.store.audit.trail import Act

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from data.model.account import Account
    from data.store.opening import Store
    from scheduler.settings import Settings

#: Push services of browsers: a host, or with a dot before it any name under it. Nobody who asks
#: for messages can have us speak to another machine, ours least of all.
SERVICES = (
    "fcm.googleapis.com",  # Chrome, Edge on Android, Samsung Internet, Opera
    "jmt17.google.com",  # the same, of some versions of Chrome
    ".push.services.mozilla.com",
    ".push.apple.com",
    ".notify.windows.com",  # Edge on Windows
)
MOST_DEVICES = 10  #: of one account
_ADDRESS = re.compile(r"(https?://[a-z0-9.-]+(?::\d{1,5})?)/[\w./~:?&=%+!-]*", re.ASCII)
_LONGEST = 2000  #: characters of an address
_POINT, _AUTH = 65, 16  #: bytes of the two keys of a browser (RFC 8291, 3.1 and 3.2)
_PROGRAM = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """What a browser says when somebody in it asks for messages.

    Parameters
    ----------
    endpoint, p256dh, auth
        As `PushDevice` has them.
    server_key
        The public key of ours that it was given.
    """

    endpoint: str
    p256dh: str
    auth: str
    server_key: str


def is_on(settings: Settings) -> bool:
    """Whether this installation sends messages to browsers."""
    return WEBPUSH in settings.channels


def is_allowed(endpoint: str, settings: Settings) -> bool:
    """Whether an address is one of a push service, and of no other machine."""
    found = _ADDRESS.fullmatch(endpoint)
    if found is None or len(endpoint) > _LONGEST:
        return False
    if found[1] in settings.push_services:
        return True
    parts = urlsplit(endpoint)
    host = parts.hostname or ""
    known = any(host == one or (one[0] == "." and host.endswith(one)) for one in SERVICES)
    return known and found[1] == f"https://{host}"


def keep_device(
    store: Store,
    settings: Settings,
    account: Account,
    session: int | None,
    asked: Asked,
    program: str,
    now: datetime,
) -> None:
    """Send messages to this browser too; asked again, it is noted that it is still there.

    Raises
    ------
    Refused
        The address is of no push service, the keys are none, or there are many already.
    """
    faults = _faults(settings, asked)
    with store.writing() as connection:
        trail.take_turn(connection)
        mine = access.push_devices(connection, account.id)
        known = next((one for one in mine if one.endpoint == asked.endpoint), None)
        if known is None and len(mine) >= MOST_DEVICES:
            what = f"messages go to {MOST_DEVICES} browsers of yours already"
            faults.append(Fault(what, "Take one away first, on the page of your account"))
        if faults:
            raise Refused(faults)
        device = PushDevice(
            id=0,
            account=account.id,
            session=session,
            endpoint=asked.endpoint,
            p256dh=asked.p256dh,
            auth=asked.auth,
            server_key=asked.server_key,
            program=program[:_PROGRAM],
            created_at=known.created_at if known else now,
            sent_at=known.sent_at if known else None,
        )
        access.keep_device(connection, device)
        if known is None:
            act = Act("account.device_added", f"account/{account.id}", None, {})
            trail.append(connection, [act], account.login, now)


def refresh_device(
    store: Store, account: Account, session: int | None, endpoint: str, now: datetime
) -> bool:
    """Note in which session a browser is seen now; whether it is sent messages of this account.

    Of one that another account asked for in this browser nothing is kept: who signs in does not
    read the messages of who did before, and the other way round.
    """
    with store.writing() as connection:
        trail.take_turn(connection)
        found = [one for one in access.push_devices(connection) if one.endpoint == endpoint]
        others = [one for one in found if one.account != account.id]
        if others:
            access.forget_devices(connection, numbers=[one.id for one in others])
            acts = [Act("account.device_removed", f"account/{one.account}") for one in others]
            trail.append(connection, acts, account.login, now)
        mine = [one for one in found if one.account == account.id]
        for one in mine:
            access.note_session(connection, one.id, session)
    return bool(mine)


def drop_device(store: Store, account: Account, endpoint: str, number: int, now: datetime) -> bool:
    """Send nothing more to a browser of theirs, by its address or its number; whether there was."""
    with store.writing() as connection:
        trail.take_turn(connection)
        mine = access.push_devices(connection, account.id)
        named = [one.id for one in mine if one.endpoint == endpoint or one.id == number]
        access.forget_devices(connection, numbers=named)
        if named:
            act = Act("account.device_removed", f"account/{account.id}", None, {})
            trail.append(connection, [act], account.login, now)
    return bool(named)


def devices_of(store: Store, account: int) -> list[PushDevice]:
    """The browsers to which messages of an account go."""
    with store.reading() as connection:
        return access.push_devices(connection, account)


def forget_gone(store: Store, gone: Iterable[int], reached: Iterable[int], now: datetime) -> None:
    """Note what push services said of browsers: these are gone, those took it."""
    gone, reached = list(gone), list(reached)
    if not gone and not reached:
        return
    with store.writing() as connection:
        access.forget_devices(connection, numbers=gone)
        access.note_pushed(connection, reached, now)


def _faults(settings: Settings, asked: Asked) -> list[Fault]:
    again = "Take messages off and on again in this browser"
    faults = []
    if not is_on(settings):
        faults.append(Fault("messages to browsers are not set up here", "Ask your administrator"))
    if not is_allowed(asked.endpoint, settings):
        what = "this browser names a push service that is not known here"
        faults.append(Fault(what, "Use another browser, or ask your administrator"))
    if len(_bytes(asked.p256dh)) != _POINT or len(_bytes(asked.auth)) != _AUTH:
        faults.append(Fault("the keys of this browser are not valid", again))
    return faults


def _bytes(text: str) -> bytes:
    """What base64url without its end stands for; nothing, if it is none."""
    if not re.fullmatch(r"[\w-]{1,200}={0,2}", text, re.ASCII):
        return b""
    try:
        return urlsafe_b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4))
    except NoBase64:
        return b""
