"""Signed links in messages: for one purpose, until some moment, and without a login.

A link holds what it is for, who it was sent to, and until when it is good; the signature says that
we wrote it. Nothing is kept of it, so it cannot be taken back: keep its time short, and look at the
store once more when it is used.

A message waits in the store, and is copied with it, for longer than it is anybody's secret. So what
is kept of a link is a draft that answers nothing; the link itself is signed when the message goes.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from itsdangerous import BadData, URLSafeSerializer

if TYPE_CHECKING:
    from collections.abc import Callable

    from scheduler.settings import Settings

Payload = dict[str, Any]
Facts = Mapping[str, object]
ANSWER = "/answer/"
INVITATION = "/invitation/"  #: where somebody makes their account
DECLARATION = "/declaration/"  #: where an employer declares about its people
_DRAFT = "~"  #: begins what is kept of a token; no token begins so
_DRAFTING = "draft"  #: the purpose of what is kept: no page answers to it
_DRAFTED = re.compile(rf"(https?://\S*?)({ANSWER}|{INVITATION}|{DECLARATION}){_DRAFT}([\w.-]+)")
_SIGNED = re.compile(rf"{ANSWER}([\w-][\w.-]+)")
_ADDRESS = re.compile(r"(https?://[^\s/?#]*)(\S*)", re.IGNORECASE)


class Unreadable(StrEnum):
    """Why a link says nothing."""

    EXPIRED = "expired"  #: it was ours, and its time is over
    FORGED = "forged"  #: it was changed, or is for another purpose, or was never ours


def sign(purpose: str, payload: Facts, secret: str, until: datetime) -> str:
    """A token that only we can write.

    Parameters
    ----------
    purpose
        What it is good for, and nothing else: ``acknowledge``, ``accept`` ...
    payload
        Plain values. Everybody who holds the token can read them.
    until
        When it ends; in whole seconds.
    """
    return str(_serializer(purpose, secret).dumps([int(until.timestamp()), dict(payload)]))


def read(purpose: str, text: str, secrets: tuple[str, ...], now: datetime) -> Payload | Unreadable:
    """What a token says, if it was signed for this purpose and its time is not over.

    Parameters
    ----------
    secrets
        The one that signs, and those before it that are still accepted.
    """
    why = Unreadable.FORGED
    for secret in secrets:
        says = _read(purpose, text, secret, now)
        if not isinstance(says, Unreadable):
            return says
        if says is Unreadable.EXPIRED:
            why = says
    return why


def _read(purpose: str, text: str, secret: str, now: datetime) -> Payload | Unreadable:
    try:
        ends, payload = _serializer(purpose, secret).loads(text)
        until, says = datetime.fromtimestamp(ends, UTC), dict(payload)
    except (BadData, TypeError, ValueError, OverflowError):
        return Unreadable.FORGED
    return Unreadable.EXPIRED if now >= until else says


def link(token: str, settings: Settings, path: str = ANSWER) -> str:
    """The address at which a token is shown, with a button to answer."""
    return f"{settings.base_url.rstrip('/')}{path}{token}"


def without_tokens(text: str) -> str:
    """A text for somebody else than its reader: no address in it leads on.

    Whoever follows a link in a message answers as the one it was sent to. So of every address only
    the site is left, also where it might hold no token.
    """
    return _ADDRESS.sub(lambda found: f"{found[1]}/…" if found[2] else found[1], text)


def drafting(
    purpose: str, secret: str, settings: Settings, path: str = ANSWER
) -> Callable[[Facts, datetime], str]:
    """What makes the draft of a link, for the text of a message, of facts and its last moment."""

    def draft_of(facts: Facts, until: datetime) -> str:
        return link(_draft(purpose, facts, secret, until), settings, path)

    return draft_of


def with_links(text: str, secrets: Sequence[str]) -> str:
    """A text as it is sent: each draft of ours is a link now, of any other only the site is left.

    A draft is signed like a link, with a key of its own: who writes one into a note, or into the
    database, gets no link for it.

    Parameters
    ----------
    secrets
        The first one signs; drafts of the others are taken too.
    """

    def sent(found: re.Match[str]) -> str:
        for secret in secrets:
            try:
                ends, says = _serializer(_DRAFTING, secret).loads(found[3])
                token = _serializer(str(says["for"]), secrets[0]).dumps([ends, says["facts"]])
            except (BadData, TypeError, ValueError, KeyError):
                continue
            return f"{found[1]}{found[2]}{token}"
        return found[1]

    return _DRAFTED.sub(sent, text)


def length_when_sent(text: str) -> int:
    """How long a text is when each draft in it is a link; a draft is longer than that."""

    def sent(found: re.Match[str]) -> str:
        _is_ours, says = _serializer(_DRAFTING, "").loads_unsafe(found[3])
        ends, drafted_says = says
        token = _serializer(_DRAFTING, "any").dumps([ends, drafted_says["facts"]])
        return f"{found[1]}{found[2]}{token}"

    return len(_DRAFTED.sub(sent, text))


def without_links(text: str) -> str:
    """A text that is sent while no link can be signed: each draft shows where the site is."""
    return _DRAFTED.sub(lambda found: found[1], text)


def drafted(text: str, purposes: Collection[str], secret: str) -> str:
    """A text with each link that works turned into its draft; releases before 0.2 kept links."""

    def kept(found: re.Match[str]) -> str:
        for purpose in purposes:
            try:
                ends, facts = _serializer(purpose, secret).loads(found[1])
                until = datetime.fromtimestamp(ends, UTC)
            except (BadData, TypeError, ValueError, OverflowError):
                continue
            return f"{ANSWER}{_draft(purpose, facts, secret, until)}"
        return found[0]

    return _SIGNED.sub(kept, text)


def _draft(purpose: str, facts: Facts, secret: str, until: datetime) -> str:
    says = {"for": purpose, "facts": dict(facts)}
    return f"{_DRAFT}{sign(_DRAFTING, says, secret, until)}"


def _serializer(purpose: str, secret: str) -> URLSafeSerializer:
    """Each purpose has a key of its own, made of the secret."""
    return URLSafeSerializer(
        secret,
        salt=f"caco-rooster/{purpose}",
        signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
    )
