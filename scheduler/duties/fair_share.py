"""How the burdens of a roster fall on one person, beside their fair share and their pool."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from data.model.fairness import FairLine, fair_lines
from data.model.tally import LocalDays, Measure, Tally, tally_by_person
from data.store import rosters, snapshots

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.store.opening import Store


@dataclass(frozen=True, slots=True)
class ShareFigure:
    """One burden of one person.

    Parameters
    ----------
    mine
        What they have in the period.
    fair
        What their fair share of it would be, by contract.
    least, most
        Of all that share it with them; nobody is named.
    balance
        Above (+) or below (-) their fair share at the end of the period, the past included.
    """

    measure: Measure
    mine: float
    fair: float
    least: float
    most: float
    balance: float


@dataclass(frozen=True, slots=True)
class ShareFigures:
    """The burdens of one person in one roster.

    Parameters
    ----------
    first, last
        Days of the roster.
    people
        How many share with them, themselves included.
    figures
        A burden that nobody of them has is left out.
    """

    first: date
    last: date
    people: int
    figures: tuple[ShareFigure, ...]


def share_of(store: Store, person: str, now: datetime) -> ShareFigures | None:
    """Their figures in the roster in force now, or else the next; None: they have no part in it."""
    with store.reading() as connection:
        heads = [head for head in rosters.in_force_after(connection, now) if head.end > now]
        if not heads:
            return None
        head = heads[0]
        problem = snapshots.read_problem(connection, head.problem_hash)
        held = rosters.read_assignments(connection, head.id)
    duties = [
        problem.duty(one)
        for one in held
        if one.shift in problem.shift_by_id and one.person in problem.person_by_id
    ]
    lines = {line.person: line for line in fair_lines(problem, duties)}
    if person not in lines or not lines[person].pools:
        return None
    mine = lines[person]
    members = {one for pool in mine.pools for one in pool.members}
    posts = {post for pool in mine.pools for post in pool.posts}
    shared = [one for one in duties if one.person in members and one.post in posts]
    found = tally_by_person(shared, LocalDays.of(problem))
    tallies = [found.get(one, Tally()) for one in sorted(members)]
    figures = [_figure(one, mine, tallies) for one in Measure]
    there = tuple(one for one in figures if one.most > 0)
    return ShareFigures(problem.first_date, problem.last_date, len(members), there)


def _figure(measure: Measure, mine: FairLine, pool: Sequence[Tally]) -> ShareFigure:
    values = [one.value(measure) for one in pool]
    return ShareFigure(
        measure,
        mine.shared.value(measure),
        mine.due[measure],
        min(values),
        max(values),
        mine.balance(measure),
    )
