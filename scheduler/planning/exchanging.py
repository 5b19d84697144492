"""Exchanges of duties in the roster in force: who could, whether they still may, and done."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scheduler.planning.at_once import Signature, sign_at_once
from scheduler.planning.judging import pairs_of
from scheduler.planning.offering import Sought, seek
from solver.rules.in_force import rules_in_force
from solver.setting import Setting
from solver.verdict.exchanges import Exchanges

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Connection

    from data.exchange.language import Language
    from data.model.duty import Assignment
    from data.model.exchange import Partner
    from data.model.roster import RosterHead
    from scheduler.planning.swapping import Swap


def partners(connection: Connection, giver: str, given: str, now: datetime) -> tuple[Partner, ...]:
    """Colleagues who could take a duty as things stand now, for nothing or for one of theirs.

    Raises
    ------
    Refused
        No roster in force has such a shift.
    """
    return _exchanges(seek(connection, given, now), now).partners(giver, given)


def is_possible(sought: Sought, wanted: Swap, now: datetime) -> bool:
    """Whether an exchange breaks nothing new for either, and each has what they give.

    Parameters
    ----------
    sought
        The shift that is given, as things stand.
    """
    return _exchanges(sought, now).is_possible(
        wanted.giver, wanted.given, wanted.taker, wanted.returned
    )


def sign_exchange(
    connection: Connection,
    sought: Sought,
    wanted: Swap,
    signature: Signature,
    now: datetime,
    speech: Language,
) -> RosterHead:
    """The version in force with the two duties exchanged, signed; see `sign_at_once`."""
    exchanged = _exchanged(sought.prepared.published, wanted)
    return sign_at_once(connection, sought.prepared, exchanged, signature, now, speech)


def _exchanges(sought: Sought, now: datetime) -> Exchanges:
    problem = sought.problem
    pairs = pairs_of(problem, sought.there)
    return Exchanges(Setting(problem), rules_in_force(problem.ruleset), pairs, now)


def _exchanged(before: Iterable[Assignment], wanted: Swap) -> list[Assignment]:
    """A pin says that a planner wants it so; it does not pass to the other."""
    goes = {(wanted.giver, wanted.given): wanted.taker}
    if wanted.returned is not None:
        goes[wanted.taker, wanted.returned] = wanted.giver
    return [
        replace(one, person=to, pinned=False)
        if (to := goes.get((one.person, one.shift))) is not None
        else one
        for one in before
    ]
