"""What functions ask of their holders today, until when it is met, and what is planned for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.model.account import EVERYWHERE
from data.model.competence_status import RequirementStatus, shown_at
from data.model.exercise import Exercise
from data.store.exercises import read_exercises
from data.store.regions import members_within
from data.tables.period import ZONE
from scheduler.competence.register import people_here, register_in
from scheduler.exercises.renewals import expected_at

if TYPE_CHECKING:
    from datetime import datetime

    from data.model.account import Reach
    from data.store.opening import Store


@dataclass(frozen=True, slots=True)
class LearningNeed:
    """One thing that a function asks of somebody.

    Parameters
    ----------
    person, function
        Ids.
    status
        How they stand towards it today.
    planned
        The exercises to come that count for it and that they are invited to and did not decline.
    """

    person: str
    function: str
    status: RequirementStatus
    planned: tuple[Exercise, ...]


def learning_needs(
    store: Store, now: datetime, reach: Reach = EVERYWHERE
) -> tuple[LearningNeed, ...]:
    """What is asked of everybody who serves a region within reach, by name and function.

    Raises
    ------
    InputError
        The register does not hold together.
    """
    today = now.astimezone(ZONE).date()
    with store.reading() as connection:
        register, people = register_in(connection, now), people_here(connection)
        members = people.keys() if reach.is_all else members_within(connection, reach)
        exercises = [one for one in read_exercises(connection) if one.start > now]
    holders = [one for one in register.holders if one[0] in people and one[0] in members]
    holders.sort(key=lambda one: people[one[0]].name.casefold())
    found = []
    for person, function in holders:
        mine = expected_at(exercises, person)
        for status in shown_at(register, person, function, today):
            counted = (status.requirement.id, *status.requirement.accepts)
            planned = tuple(one for one in mine if one.requirement in counted)
            found.append(LearningNeed(person, function, status, planned))
    return tuple(found)
