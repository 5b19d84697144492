"""Repairs the roster in force after an illness, a swap or a lapse: as a draft, to be looked at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from data.model.duty import Assignment
from data.model.errors import Fault, Refused
from data.model.result import RosterResult
from data.store import rosters
from scheduler.planning.current_problem import FROZEN
from scheduler.planning.preparation import Prepared, prepare
from solver.options import SolveOptions
from solver.repair import SECONDS, repair

if TYPE_CHECKING:
    from datetime import datetime

    from data.model.roster import RosterHead
    from data.store.opening import Store
    from solver.cpsat.engine import Stop
    from solver.options import Progress


@dataclass(frozen=True, slots=True)
class RepairRequest:
    """What is to be repaired, and what may move for it.

    Parameters
    ----------
    first, weeks
        The period of a roster in force.
    frozen
        How far ahead nobody's duty moves, unless they are named.
    may_move
        Ids of people whose duties inside that time may move too.
    seconds
        How long to search at most.
    """

    first: date
    weeks: int
    frozen: timedelta = FROZEN
    may_move: frozenset[str] = frozenset()
    seconds: float = SECONDS


@dataclass(frozen=True, slots=True)
class Repaired:
    """A repair, before it is kept.

    Parameters
    ----------
    near
        What changes inside the frozen time: who gets or loses a duty there, by name.
    """

    prepared: Prepared
    result: RosterResult
    near: tuple[Assignment, ...]


def repair_roster(
    store: Store,
    request: RepairRequest,
    now: datetime,
    *,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Repaired:
    """The roster in force with the fewest changes that fill it as well as can be.

    Raises
    ------
    Refused
        No roster is in force for this period, or somebody who may move is unknown.
    """
    with store.reading() as connection:
        known = rosters.person_numbers(connection, here_only=True)
        unknown = sorted(request.may_move - known.keys())
        if unknown:
            what = f"nobody is called {', '.join(unknown)}"
            raise Refused([Fault(what, "Name people by their code")])
        prepared = prepare(
            connection,
            request.first,
            request.weeks,
            now,
            frozen=request.frozen,
            may_move=request.may_move,
        )
    if prepared.base is None:
        what = f"no roster is in force for {request.weeks} weeks from {request.first}"
        remedy = f"Make one: caco plan --from {request.first} --weeks {request.weeks}"
        raise Refused([Fault(what, remedy)])
    result = repair(
        prepared.problem,
        SolveOptions(request.seconds),
        progress=progress,
        stop=stop,
    )
    return Repaired(prepared, result, _near(prepared, result, now + request.frozen))


def only_roster(store: Store, now: datetime) -> RosterHead:
    """The one roster in force that is not over.

    Raises
    ------
    Refused
        There are more, or there is none.
    """
    with store.reading() as connection:
        found = rosters.in_force_after(connection, now)
    if len(found) == 1:
        return found[0]
    periods = "; ".join(f"--from {head.first_date} --weeks {head.weeks}" for head in found)
    what = f"{len(found)} rosters are in force" if found else "no roster is in force"
    remedy = f"Name one: {periods}" if found else "Publish one first"
    raise Refused([Fault(what, remedy)])


def _near(prepared: Prepared, result: RosterResult, until: datetime) -> tuple[Assignment, ...]:
    """Duties that begin before a moment and get or lose somebody, beyond who cannot do them."""
    shifts = prepared.problem.shift_by_id
    before = {(one.person, one.shift): one for one in prepared.problem.published}
    after = {(one.person, one.shift): one for one in result.assignments}
    differ = [before.get(key) or after[key] for key in before.keys() ^ after.keys()]
    near = [one for one in differ if one.shift in shifts and shifts[one.shift].start < until]
    return tuple(sorted(near, key=lambda one: (shifts[one.shift].start, one.shift, one.person)))
