"""Channels and addresses as cells hold them; what could never arrive is refused.

Every function raises `BadValue`, which says what is wrong and what to write instead.
"""

from __future__ import annotations

import re

from data.model.contact import DIGEST, MAIL, PHONE, WEBPUSH
from data.tables.faults import shown
from data.tables.values import BadValue

_CHANNEL = re.compile(r"[a-z][a-z0-9_]{0,31}", re.ASCII)
_LONGEST_MAIL = 254  # RFC 5321, 4.5.3.1.3
_LONGEST_LOCAL_PART = 64  # RFC 5321, 4.5.3.1.1
#: Looser than RFC 5322: a quoted local part is legal and in nobody's address book.
_MAIL = re.compile(r"[^\s@,;:<>()\[\]\\\"]+@[^\s@,;:<>()\[\]\\\".]+(?:\.[^\s@,;:<>()\[\]\\\".]+)+")
_NUMBER = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)  # E.164
#: In +31 (0)6 the zero is dialled only without the code of the country.
_TRUNK_ZERO = re.compile(r"^(\s*(?:\+|00)\d{1,3}\s*)\(\s*0\s*\)", re.ASCII)
_BETWEEN_DIGITS = re.compile(r"[\s().\u2010-\u2013-]+")


def to_channel(text: str) -> str:
    """The name of a channel by which somebody is reached, in small letters."""
    word = _channel(text)
    if word == DIGEST:
        remedy = f"Use the channel that brings it, such as {MAIL}"
        raise BadValue(f"{DIGEST} is a message, and no way to reach somebody", remedy)
    if word == WEBPUSH:
        remedy = "Leave this row out: whoever wants messages on their telephone asks for them there"
        raise BadValue(f"{WEBPUSH} has no address that can be written down", remedy)
    return word


def to_step_channel(text: str) -> str:
    """The channel of a step of alerts: one that this product can use itself, or the digest."""
    word = _channel(text)
    if word == PHONE:
        what = f"{PHONE} is for calling people: this product makes no calls"
        raise BadValue(what, "Use sms or push")
    return word


def _channel(text: str) -> str:
    word = text.casefold()
    if not _CHANNEL.fullmatch(word):
        remedy = "Use mail, sms, push, phone, or the name of one in your settings"
        raise BadValue(f"{shown(text)} is not a channel", remedy)
    return word


def check_address(channel: str, address: str) -> None:
    """Refuse an address to which nothing can be sent by that channel.

    Parameters
    ----------
    channel
        Of other channels than mail, sms and phone nothing is known, and nothing refused.
    """
    if channel == MAIL:
        _check_mail(address)
    elif channel in ("sms", PHONE):
        _check_number(address)


def _check_mail(address: str) -> None:
    is_short = len(address) <= _LONGEST_MAIL and address.find("@") <= _LONGEST_LOCAL_PART
    is_plain = address.isprintable() and ".." not in address
    if not (is_short and is_plain and _MAIL.fullmatch(address)):
        remedy = "Write one address, as name@example.org, and nothing else"
        raise BadValue(f"{shown(address)} is not a mail address", remedy)


def _check_number(address: str) -> None:
    if _NUMBER.fullmatch(address):
        return
    remedy = "Write + and the country code, then only digits, as +31612345678"
    meant = _international(address)
    if meant and _is_dutch(address):
        remedy = f"If it is a Dutch number, write it as {meant}"
    elif meant:
        remedy = f"Write it as {meant}"
    raise BadValue(f"{shown(address)} is not a number that works from everywhere", remedy)


def tidied(channel: str, address: str) -> str:
    """An address as somebody types it into a form or a sheet, as it is kept; else as it was typed.

    A number without the code of a country is Dutch.
    """
    if channel in ("sms", PHONE):
        return _international(address) or address
    return address


def _international(address: str) -> str:
    """A telephone number as E.164 writes it; empty: it is none."""
    bare = _bare(address)
    if _is_dutch(address):
        return f"+31{bare[1:]}"
    number = f"+{bare[2:]}" if bare.startswith("00") else bare
    return number if _NUMBER.fullmatch(number) else ""


def _is_dutch(address: str) -> bool:
    return re.fullmatch(r"0[1-9]\d{8}", _bare(address), re.ASCII) is not None


def _bare(address: str) -> str:
    return _BETWEEN_DIGITS.sub("", _TRUNK_ZERO.sub(r"\1", address))
