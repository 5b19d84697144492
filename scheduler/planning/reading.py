"""Signed rosters as readers ask for them: which there are, and one with its duties."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.model.duty import Assignment
from data.model.errors import Fault, Refused
from data.model.roster import RosterHead, RosterStatus
from data.model.shift import Shift
from data.store import presence, rosters

if TYPE_CHECKING:
    from collections.abc import Collection

    from data.store.opening import Store

SIGNED = (RosterStatus.PUBLISHED, RosterStatus.SUPERSEDED)


@dataclass(frozen=True, slots=True)
class SignedRoster:
    """A signed roster.

    Parameters
    ----------
    names
        Of people, by id.
    """

    head: RosterHead
    shifts: tuple[Shift, ...]
    assignments: tuple[Assignment, ...]
    names: Mapping[str, str]


def list_signed(store: Store, status: Collection[RosterStatus] = SIGNED) -> list[RosterHead]:
    """The signed rosters, by period and version."""
    with store.reading() as connection:
        return rosters.heads(connection, status)


def read_signed(store: Store, number: int) -> SignedRoster:
    """One signed roster.

    Raises
    ------
    Refused
        There is none of that number; a draft is nobody's business yet.
    """
    with store.reading() as connection:
        signed = {head.id: head for head in rosters.heads(connection, SIGNED)}
        if number not in signed:
            what = f"there is no signed roster {number}"
            raise Refused([Fault(what, "See the list of rosters for those there are")])
        head = signed[number]
        return SignedRoster(
            head,
            rosters.read_shifts(connection, head.shift_set),
            rosters.read_assignments(connection, head.id),
            presence.names_of_people(connection),
        )
