"""How people can be reached, and who hears of gaps."""

from __future__ import annotations

from dataclasses import dataclass

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
        What that channel calls him.
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
