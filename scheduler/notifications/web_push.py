"""Web push: messages to browsers, mostly of telephones, in which somebody asked for them.

A push service of the maker of the browser takes a message for it (RFC 8030), encrypted so that
only that browser reads it (RFC 8291), and signed by this installation (RFC 8292). The key that
signs is made from the secret of the installation: the store, or a backup of it, can send nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from base64 import urlsafe_b64encode
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from data.model.contact import BESIDE, WEBPUSH
from data.model.message import Message, MessageKind
from data.store import access
from scheduler.accounts.secret import secret, secrets_of
from scheduler.notifications.push_devices import is_allowed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

    from data.store.opening import Store
    from scheduler.settings import Settings

_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  #: of P-256
_SIGNED_FOR = timedelta(hours=12)  #: RFC 8292, 2: at most a day
_LONGEST_TTL = timedelta(days=28)  #: more no push service keeps
_WITHOUT_END = timedelta(days=1)  #: of a message whose time is never over
_MOST_BYTES = 2800  #: of title, text and link: 3993 fit (RFC 8291, 4), and each has its frame
_CONTACT = re.compile(r"mailto:[^@\s]+@[^@\s.]+(\.[^@\s.]+)+|https://[^\s/@]+(/\S*)?")
LINK = re.compile(r"https?://\S+")

_HIGH = frozenset(
    {
        MessageKind.GAPS,
        MessageKind.CANNOT_COME,
        MessageKind.UNDELIVERED,
        MessageKind.PRESENCE_ASKED,
        MessageKind.SHIFT_OFFERED,
        MessageKind.RELIEF_ASKED,
        MessageKind.RELIEF_WITHDRAWN,
        MessageKind.TEST,
    }
)
_LOW = frozenset({MessageKind.DIGEST, MessageKind.ROUND_OPENED, MessageKind.WISHES_DECIDED})


def public_key(store: Store, settings: Settings) -> str:
    """The key by which push services know this installation, as browsers take it.

    Raises
    ------
    CacoError
        The secret of the installation cannot be read.
    """
    return _public(_private(secret(store, settings)))


def push_order(store: Store, settings: Settings, message: Message, now: datetime) -> str:
    """What the process that sends needs: the browsers, and what each push service is shown.

    The keys that sign stay here.

    Raises
    ------
    CacoError
        The secret of the installation cannot be read.
    """
    kind, _slash, row = message.recipient.partition("/")
    with store.reading() as connection:
        found = access.devices_of_person(connection, int(row)) if kind == "people" else []
    keys = {_public(one): one for one in map(_private, secrets_of(store, settings))}
    devices = [
        {
            "id": one.id,
            "endpoint": one.endpoint,
            "p256dh": one.p256dh,
            "auth": one.auth,
            "authorization": _authorization(keys[one.server_key], one.endpoint, settings, now),
        }
        for one in found
        if one.server_key in keys and is_allowed(one.endpoint, settings)
    ]
    unusable = [one.id for one in found if one.server_key not in keys]
    ends = message.stale_at - now if message.stale_at else _WITHOUT_END
    ttl = max(timedelta(), min(ends, _LONGEST_TTL))
    urgency = "high" if message.kind in _HIGH else "low" if message.kind in _LOW else "normal"
    order = {
        "devices": devices,
        "unusable": unusable,
        "ttl": int(ttl.total_seconds()),
        "urgency": urgency,
        "at": now.isoformat(),
        "base": settings.base_url,
    }
    return json.dumps(order)


def is_beside(message: Message) -> bool:
    """Whether it goes by another channel too, so that nobody need be told if it does not arrive."""
    return message.channel == WEBPUSH and message.address == BESIDE


def payload(message: Message, base_url: str, at: str, lang: str) -> bytes:
    """What a browser is sent: title, text without links, and the one link, as a path of ours."""
    found = LINK.findall(message.body)
    ours = [one.removeprefix(base_url) for one in found if one.startswith(f"{base_url}/")]
    lines = [line.strip() for line in message.body.splitlines() if not LINK.search(line)]
    text = "\n".join(line for line in lines if line)
    said = {
        "id": message.id,
        "title": message.subject[:200],
        "body": text,
        "url": ours[0] if ours else "/",
        "at": at,
        "lang": lang,
    }
    while len(json.dumps(said, ensure_ascii=False).encode()) > _MOST_BYTES:
        text = text[: len(text) * 3 // 4].rstrip()
        said["body"] = f"{text}…"
    return json.dumps(said, ensure_ascii=False).encode()


def _private(of: str) -> EllipticCurvePrivateKey:
    """The key that a secret stands for: 384 bits of it, so that none is likelier than another."""
    from cryptography.hazmat.primitives.asymmetric import ec

    drawn = hmac.new(of.encode(), b"caco-rooster/web-push", hashlib.sha384).digest()
    return ec.derive_private_key(int.from_bytes(drawn) % (_ORDER - 1) + 1, ec.SECP256R1())


def _public(key: EllipticCurvePrivateKey) -> str:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return urlsafe_b64encode(point).decode().rstrip("=")


def _authorization(
    key: EllipticCurvePrivateKey, endpoint: str, settings: Settings, now: datetime
) -> str:
    """Who we are, for one push service (RFC 8292)."""
    from py_vapid import Vapid02

    parts = urlsplit(endpoint)
    claims: Mapping[str, object] = {
        "sub": settings.channels[WEBPUSH],
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int((now + _SIGNED_FOR).timestamp()),
    }
    signed: Mapping[str, str] = Vapid02(key).sign(claims)
    return signed["Authorization"]


def is_contact(text: str) -> bool:
    """Whether push services can turn to it: a mail address or a page of whoever runs this."""
    return _CONTACT.fullmatch(text) is not None
