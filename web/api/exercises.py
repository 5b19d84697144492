"""``/exercises`` and ``/learning-needs``: what is exercised and asked, read by another program."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from apiflask import APIBlueprint
from flask import abort
from pydantic import BaseModel, Field

from data.model.account import TokenScope
from data.model.errors import Refused
from data.model.exercise import AttendanceState, ExerciseKind, GoalsMet, MainPart
from data.model.requirement import RequirementKind
from scheduler.exercises.learning_needs import learning_needs
from scheduler.exercises.queries import exercise_view, list_exercises
from web.access.guard import require
from web.access.regions import reach
from web.api.query_parameters import PageQuery, PartAsked, part
from web.app_services import services

if TYPE_CHECKING:
    from scheduler.exercises.learning_needs import LearningNeed
    from scheduler.exercises.queries import ListedExercise


class AttendanceCountOut(BaseModel):
    """How many people stand so towards an exercise."""

    state: AttendanceState
    people: int


class ExerciseOut(BaseModel):
    """An exercise, with how many were invited and came; nobody is named."""

    number: int
    id: str
    name: str
    kind: ExerciseKind
    start: datetime
    end: datetime
    place: str
    regions: list[str]
    functions: list[str] = Field(description="Empty: for whoever is invited.")
    theme: str
    partner: str = Field(description="Code of the partner that holds it with the regions.")
    requirement: str = Field(description="What being present shows; empty: nothing.")
    parts: list[MainPart] = Field(description="Parts of the main structure that it tests.")
    goals: str
    goals_met: GoalsMet | None
    called_off: bool
    attendance: list[AttendanceCountOut]


class AttendanceOut(BaseModel):
    """How somebody stands towards an exercise."""

    person: str
    state: AttendanceState


class ExerciseWhole(ExerciseOut):
    """An exercise with everybody who is invited or was there."""

    people: list[AttendanceOut]


class ExercisesAsked(PartAsked):
    """Which exercises."""


class Exercises(PageQuery[ExerciseOut]):
    """Exercises, the latest first."""


class LearningNeedOut(BaseModel):
    """One thing that a function asks of somebody today."""

    person: str
    function: str
    requirement: str
    kind: RequirementKind
    asked: int = Field(description="How many pieces of evidence it takes.")
    valid: int = Field(description="How many are valid today.")
    until: date | None = Field(description="Last day on which it is met; null: no end, or not met.")
    latest: date | None = Field(description="When it was last shown.")
    planned: list[str] = Field(
        description="Ids of exercises to come that count for it and that they did not decline."
    )


class LearningNeedsAsked(PartAsked):
    """Which needs."""


class LearningNeeds(PageQuery[LearningNeedOut]):
    """What functions ask of their holders, by name."""


pages = APIBlueprint("exercises", __name__)


@pages.get("/exercises")
@pages.input(ExercisesAsked, location="query", arg_name="asked")
@pages.output(Exercises)
@require(TokenScope.COVERAGE)
def exercises(asked: ExercisesAsked) -> Exercises:
    """Exercises planned, held and called off; the latest first."""
    found, _names = list_exercises(services.store, reach())
    rows = [ExerciseOut(**_facts(one)) for one in reversed(found)]
    return Exercises(**part(rows, asked))


@pages.get("/exercises/<int:number>")
@pages.output(ExerciseWhole)
@require(TokenScope.DUTY)
def exercise(number: int) -> ExerciseWhole:
    """One exercise: who is invited and what they answered, or who was there."""
    try:
        view = exercise_view(services.store, number, services.clock(), reach())
    except Refused:
        abort(404)
    people = [AttendanceOut(person=one.person, state=one.state) for one in view.exercise.attendance]
    return ExerciseWhole(**_facts(view.listed), people=people)


@pages.get("/learning-needs")
@pages.input(LearningNeedsAsked, location="query", arg_name="asked")
@pages.output(LearningNeeds)
@require(TokenScope.DUTY)
def needs(asked: LearningNeedsAsked) -> LearningNeeds:
    """What functions ask of their holders today, until when it is met, and what is planned."""
    rows = [_need(one) for one in learning_needs(services.store, services.clock(), reach())]
    return LearningNeeds(**part(rows, asked))


def _facts(listed: ListedExercise) -> dict[str, Any]:
    one = listed.exercise
    return {
        "number": listed.number,
        "id": one.id,
        "name": one.name,
        "kind": one.kind,
        "start": one.start,
        "end": one.end,
        "place": one.place,
        "regions": list(one.regions),
        "functions": list(one.functions),
        "theme": one.theme,
        "partner": one.partner,
        "requirement": one.requirement,
        "parts": list(one.parts),
        "goals": one.goals,
        "goals_met": one.goals_met,
        "called_off": one.is_called_off,
        "attendance": [
            AttendanceCountOut(state=state, people=count)
            for state in AttendanceState
            if (count := listed.count(state))
        ],
    }


def _need(one: LearningNeed) -> LearningNeedOut:
    asked, latest = one.status.requirement, one.status.latest
    return LearningNeedOut(
        person=one.person,
        function=one.function,
        requirement=asked.id,
        kind=asked.kind,
        asked=asked.times,
        valid=one.status.valid,
        until=one.status.until,
        latest=None if latest is None else latest.shown_on,
        planned=[each.id for each in one.planned],
    )
