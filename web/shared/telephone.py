"""The number by which somebody is called, and its link."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from data.model.contact import PHONE

if TYPE_CHECKING:
    from flask import Flask

    from data.model.contact import Recipient

_BY_VOICE = (PHONE, "sms")  #: channels whose address is a telephone number
_INSIDE_THE_COUNTRY = re.compile(r"\(\s*0\s*\)")  #: dialled only without the code of the country
_ABROAD = ("+", "00")


def telephone(person: Recipient | None) -> str:
    """The number by which somebody is called; empty: there is none."""
    found = [address for name, address in person.contacts if name in _BY_VOICE] if person else []
    return found[0] if found else ""


def dialled(number: str) -> str:
    """A number as the address of a link (RFC 3966)."""
    if number.strip().startswith(_ABROAD):
        number = _INSIDE_THE_COUNTRY.sub("", number)
    return "tel:" + re.sub(r"[^\d+]", "", number)


def show_numbers(app: Flask) -> None:
    """Let every template show them."""
    app.jinja_env.globals.update(telephone=telephone, dialled=dialled)
