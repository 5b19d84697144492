"""A roster that was signed, as it was signed: by whom, what it changed, and what was accepted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.model.errors import Fault, Refused
from data.model.problem import RosterProblem
from data.model.roster import DutyChange, RosterHead, SignOffItem
from data.model.shift import Shift
from data.store import presence, problems, rosters, signing

if TYPE_CHECKING:
    from data.store.opening import Store


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature.

    Parameters
    ----------
    base
        The version that it replaced.
    changes
        What it changed against that.
    shifts
        Of both, by id.
    items
        What was open, broken or told late, and who accepted it, if anybody did.
    names
        Of everybody ever, by id.
    versions
        All that were signed of the same period, the latest first.
    """

    head: RosterHead
    base: RosterHead | None
    problem: RosterProblem
    changes: tuple[DutyChange, ...]
    shifts: dict[str, Shift]
    items: tuple[SignOffItem, ...]
    names: Mapping[str, str]
    versions: tuple[RosterHead, ...]


def find_head(store: Store, roster: int) -> RosterHead:
    """All of a roster but its assignments.

    Raises
    ------
    Refused
        There is no such roster.
    """
    with store.reading() as connection:
        return rosters.read_head(connection, roster)


def read_signed(store: Store, roster: int) -> Signed:
    """The signature of a roster.

    Raises
    ------
    Refused
        There is no such roster, or it is a draft.
    """
    with store.reading() as connection:
        head = rosters.read_head(connection, roster)
        if head.version is None:
            raise Refused([Fault(f"{head.name} was not signed yet", "Sign it first")])
        base = rosters.read_head(connection, head.based_on) if head.based_on else None
        shifts = {
            shift.id: shift
            for one in (base, head)
            if one
            for shift in rosters.read_shifts(connection, one.shift_set)
        }
        period = [
            one
            for one in rosters.heads(connection)
            if (one.start, one.end) == (head.start, head.end) and one.version
        ]
        return Signed(
            head=head,
            base=base,
            problem=problems.read_problem(connection, head.problem_hash),
            changes=rosters.difference(connection, base.id, head.id) if base else (),
            shifts=shifts,
            items=signing.sign_off_items(connection, roster),
            names=presence.names_of_people(connection),
            versions=tuple(sorted(period, key=lambda one: -(one.version or 0))),
        )
