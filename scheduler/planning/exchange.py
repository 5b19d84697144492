"""Exchanges of duties in the roster in force: who could, whether they still may, and done."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from data.model.candidate import Legality
from data.model.shift import Stretch
from data.store.audit import trail
from scheduler.planning.candidate_search import (
    CandidateSearch,
    candidates,
    find_shift,
    hindrances,
    roster_of,
)
from scheduler.planning.drafts import add_copy
from scheduler.planning.edits import Edit, Edited, EditKind, edit_open
from scheduler.planning.judgement import pairs_of
from scheduler.planning.open_roster import open_draft
from scheduler.planning.preparation import prepare_anew
from scheduler.planning.quick_publish import Signature, quick_publish
from solver.diagnosis.effect import Exchanges
from solver.problem_index import ProblemIndex
from solver.rules.in_force import rules_in_force

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Connection

    from data.i18n.language import Language
    from data.model.candidate import Partner
    from data.model.duty import Assignment
    from data.model.roster import RosterHead
    from data.store.opening import Store


@dataclass(frozen=True, slots=True)
class DutySwap:
    """Who gives which duty to whom.

    Parameters
    ----------
    giver, given
        Person, and id of the shift that they give away.
    taker
        Who takes it.
    returned
        Id of the shift that the taker gives in return; None: nothing.
    part
        The part of the duty that changes hands, UTC, half open; None: all of it. For a part nothing
        is given in return.
    """

    giver: str
    given: str
    taker: str
    returned: str | None = None
    part: Stretch | None = None

    @property
    def edits(self) -> tuple[Edit, ...]:
        """The same as changes of a draft."""
        there = (
            Edit(EditKind.REMOVE, self.giver, self.given),
            Edit(EditKind.ASSIGN, self.taker, self.given),
        )
        if self.returned is None:
            return there
        return (
            *there,
            Edit(EditKind.REMOVE, self.taker, self.returned),
            Edit(EditKind.ASSIGN, self.giver, self.returned),
        )


def swap(
    store: Store, wanted: DutySwap, who: str, now: datetime, draft: int | None = None
) -> Edited:
    """Make the swap in a draft, and say what it breaks.

    Parameters
    ----------
    draft
        The draft to do it in; None: a new one, equal to the roster in force.

    Raises
    ------
    Refused
        The roster in force does not know the shift, or the swap makes no sense: see `edit_draft`.
    """
    with store.writing() as connection:
        trail.take_turn(connection)
        if draft is None:
            head = roster_of(connection, wanted.given, now)
            draft = add_copy(connection, prepare_anew(connection, head, now), who, now).id
        opened = open_draft(connection, draft, who, now)
        return edit_open(connection, opened, wanted.edits, who, now)


def partners(connection: Connection, giver: str, given: str, now: datetime) -> tuple[Partner, ...]:
    """Colleagues who could take a duty as things stand now, for nothing or for one of theirs.

    Raises
    ------
    Refused
        No roster in force has such a shift.
    """
    return _exchanges(find_shift(connection, given, now), now).partners(giver, given)


def part_takers(
    connection: Connection, given: str, part: Stretch, now: datetime
) -> tuple[str, ...]:
    """Who may take over a part of a duty as things stand now, best first.

    Raises
    ------
    Refused
        No roster in force has such a shift.
    """
    found = candidates(find_shift(connection, given, now, piece=part), now)
    return tuple(one.person for one in found if one.legality is Legality.LEGAL)


def is_possible(sought: CandidateSearch, wanted: DutySwap, now: datetime) -> bool:
    """Whether an exchange breaks nothing new for either, and each has what they give.

    Parameters
    ----------
    sought
        The shift that is given, as things stand; or the part of it that is.
    """
    if sought.piece is not None:
        return hindrances(sought, wanted.taker, now) == ()
    return _exchanges(sought, now).is_possible(
        wanted.giver, wanted.given, wanted.taker, wanted.returned
    )


def sign_exchange(
    connection: Connection,
    sought: CandidateSearch,
    wanted: DutySwap,
    signature: Signature,
    now: datetime,
    speech: Language,
) -> RosterHead:
    """The version in force with the two duties exchanged, signed; see `sign_at_once`."""
    exchanged = _exchanged(sought.prepared.published, wanted)
    return quick_publish(connection, sought.prepared, exchanged, signature, now, speech)


def _exchanges(sought: CandidateSearch, now: datetime) -> Exchanges:
    problem = sought.problem
    pairs = pairs_of(problem, sought.there)
    return Exchanges(ProblemIndex(problem), rules_in_force(problem.ruleset), pairs, now)


def _exchanged(before: Iterable[Assignment], wanted: DutySwap) -> list[Assignment]:
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
