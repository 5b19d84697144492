"""How people can be reached, and who hears of gaps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

MAIL = "mail"
#: Characters of a text by a channel that is read on a lock screen, and that may charge by the part.
SHORT = {"sms": 300, "push": 1000}
PHONE = "phone"  #: a channel for people only: this product does not speak


@dataclass(frozen=True, slots=True)
class Contact:
    """One way to reach somebody.

    Parameters
    ----------
    person
        Id.
    channel
        ``mail``, ``sms``, ``push``, ``phone`` or another that the settings name.
    address
        What that channel calls them.
    """

    person: str
    channel: str
    address: str


@dataclass(frozen=True, slots=True)
class DutyManager:
    """Who hears of gaps, and after whom.

    One of `post`, `person` and `name` is given.

    Parameters
    ----------
    level
        1 hears first; 2 when 1 does not answer, or time gets short; and so on.
    post
        Whoever holds this post at that moment, by the roster in force.
    person
        Id of somebody in the records.
    name, channel, address
        Somebody outside the records, or a group chat, with the one way to reach them.
    regions
        Only gaps of posts that serve one of these; empty: of all.
    """

    level: int
    post: str = ""
    person: str = ""
    name: str = ""
    channel: str = ""
    address: str = ""
    regions: tuple[str, ...] = ()


#: Where the wished channel does not reach somebody: the most urgent that does.
_INSTEAD = ("push", "sms", MAIL)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody a message can go to.

    Parameters
    ----------
    key
        ``people/12``, the row of the records; or ``outside/NAME``.
    name
        What they are called.
    contacts
        Pairs of channel and address.
    """

    key: str
    name: str
    contacts: tuple[tuple[str, str], ...]

    def reach(self, channel: str, usable: Collection[str]) -> tuple[str, str] | None:
        """The channel and address by which a message goes; None: there is none.

        Parameters
        ----------
        channel
            The one that is wished.
        usable
            The channels that the settings name.
        """
        mine = {name: address for name, address in reversed(self.contacts) if name in usable}
        for wished in (channel, *_INSTEAD, *mine):
            if wished in mine:
                return wished, mine[wished]
        return None
