"""Exchanges of duties between two people."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Partner:
    """A colleague who could take a duty of somebody.

    Parameters
    ----------
    person
        Id.
    may_take
        They may have it for nothing in return.
    returns
        Ids of their duties, any one of which they may give in return, by start.
    """

    person: str
    may_take: bool = False
    returns: tuple[str, ...] = ()
