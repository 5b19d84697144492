"""``/deployments``: relief in a disaster, read by another program."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from apiflask import APIBlueprint
from flask import abort
from pydantic import BaseModel, Field

from data.model.account import TokenScope
from data.model.deployment import LegalGround, ReliefStatus
from data.model.errors import Refused
from scheduler.relief.overview import kept_deployments, kept_state
from web.access.guard import require
from web.access.regions import reach
from web.api.query_parameters import PageQuery, PartAsked, part
from web.app_services import services

if TYPE_CHECKING:
    from data.model.deployment import Deployment, DeploymentState


class DeploymentOut(BaseModel):
    """A deployment."""

    id: int
    name: str
    exercise: bool
    ground: LegalGround = Field(description="On which rules may be set aside: ATW 5:10, or 2:2.")
    start: datetime
    end: datetime
    criteria_at: datetime | None = Field(description="When the criteria for alerting were met.")
    ended_at: datetime | None


class SetAsideOut(BaseModel):
    """A rule that a duty breaks on the ground of its deployment."""

    rule: str
    article: str
    value: float
    limit: float
    unit: str


class ReliefDutyOut(BaseModel):
    """Somebody on a relief shift."""

    person: str
    status: ReliefStatus
    call: bool = Field(description="They were on call when it began.")
    rest_owed_minutes: int
    set_aside: list[SetAsideOut]


class ReliefShiftOut(BaseModel):
    """A seat in some hours."""

    seat: str = Field(description="Code of a seat of a team, such as ROT-IM; or id of a post.")
    start: datetime
    end: datetime
    required: int
    lacking: int
    duties: list[ReliefDutyOut]


class DeploymentWhole(DeploymentOut):
    """A deployment with its shifts, and who has them."""

    shifts: list[ReliefShiftOut]


class DeploymentsAsked(PartAsked):
    """Which deployments."""


class Deployments(PageQuery[DeploymentOut]):
    """Deployments, the latest first."""


pages = APIBlueprint("deployments", __name__)


@pages.get("/deployments")
@pages.input(DeploymentsAsked, location="query", arg_name="asked")
@pages.output(Deployments)
@require(TokenScope.DUTY)
def list_deployments(asked: DeploymentsAsked) -> Deployments:
    """Deployments, exercises too; the latest first."""
    rows = [DeploymentOut(**_facts(one)) for one in kept_deployments(services.store, reach())]
    return Deployments(**part(rows, asked))


@pages.get("/deployments/<int:number>")
@pages.output(DeploymentWhole)
@require(TokenScope.DUTY)
def deployment(number: int) -> DeploymentWhole:
    """One deployment: who has which shift, what they answered, and what is lacking."""
    try:
        return _whole(kept_state(services.store, number))
    except Refused:
        abort(404)


def _whole(state: DeploymentState) -> DeploymentWhole:
    shifts = [
        ReliefShiftOut(
            seat=one.shift.seat,
            start=one.shift.start,
            end=one.shift.end,
            required=one.shift.required,
            lacking=state.lacking(one),
            duties=[
                ReliefDutyOut(
                    person=duty.person,
                    status=duty.status,
                    call=duty.is_call,
                    rest_owed_minutes=duty.rest_owed,
                    set_aside=[
                        SetAsideOut(
                            rule=rule.rule,
                            article=rule.article,
                            value=rule.value,
                            limit=rule.limit,
                            unit=rule.unit,
                        )
                        for rule in duty.set_aside
                    ],
                )
                for duty in state.duties
                if duty.shift == one.id
            ],
        )
        for one in state.shifts
    ]
    return DeploymentWhole(**_facts(state.deployment), shifts=shifts)


def _facts(one: Deployment) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "exercise": one.is_exercise,
        "ground": one.ground,
        "start": one.start,
        "end": one.end,
        "criteria_at": one.criteria_at,
        "ended_at": one.ended_at,
    }
