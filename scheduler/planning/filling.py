"""Fills one open shift of the roster in force: a new version with one assignment more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.model.duty import Assignment
from scheduler.current_problem import can_do
from scheduler.planning.desk import open_draft
from scheduler.planning.drafting import add
from scheduler.planning.publishing import Consent, sign_open

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from data.exchange.language import Language
    from data.model.roster import RosterHead
    from scheduler.planning.offering import Sought


def with_one_more(sought: Sought, person: str) -> tuple[Assignment, ...]:
    """The roster in force with somebody on the shift; who is on it in name alone makes room."""
    problem, shift = sought.problem, sought.problem.shift_by_id[sought.shift]
    kept = [
        one
        for one in sought.prepared.published
        if one.shift != sought.shift
        or (one.person in problem.person_by_id and can_do(problem, one.person, shift))
    ]
    return (*kept, Assignment(person, sought.shift))


def sign_one_more(
    connection: Connection,
    sought: Sought,
    person: str,
    consent: Consent,
    who: str,
    now: datetime,
    speech: Language,
) -> RosterHead:
    """Sign that version, in a transaction that has its turn.

    Raises
    ------
    Refused
        Something has to be accepted that is not.
    """
    draft = add(connection, sought.prepared, with_one_more(sought, person), "", who, now)
    desk = open_draft(connection, draft.id, who, now)
    return sign_open(connection, desk, consent, who, now, speech)[0]
