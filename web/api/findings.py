"""``/findings`` and ``/assessments``: what is being improved, read by another program."""

from __future__ import annotations

from datetime import date
from typing import Any

from apiflask import APIBlueprint
from pydantic import BaseModel, Field

from data.model.account import TokenScope
from data.model.improvement import AssessmentMark, CheckOutcome, FindingOrigin, Stage
from data.tables.period import ZONE
from scheduler.improvement.assessments import AnswerKind, assessments
from scheduler.improvement.facts import assessment_facts, finding_facts
from scheduler.improvement.queries import list_findings
from web.access.guard import require
from web.access.regions import reach
from web.api.query_parameters import PageQuery, PartAsked, part
from web.app_services import services


class ActionOut(BaseModel):
    """What is done about a finding."""

    id: str
    what: str
    due: date
    done_on: date | None
    partner: str = Field(description="The organisation that owns it; empty: somebody else does.")


class CheckOut(BaseModel):
    """Whether it helped."""

    date: date
    helped: CheckOutcome
    action: str = Field(description="Of one action; empty: of the finding as a whole.")


class FindingOut(BaseModel):
    """A finding; who owns its actions is not told."""

    number: int
    id: str
    found_on: date
    origin: FindingOrigin
    report: str
    theme: str
    text: str
    function: str
    regions: list[str] = Field(description="Empty: all.")
    partner: str
    stage: Stage = Field(description="What it waits for.")
    closed_on: date | None
    actions: list[ActionOut]
    checks: list[CheckOut]


class FindingsAsked(PartAsked):
    """Which findings."""


class Findings(PageQuery[FindingOut]):
    """Findings, the latest first."""


class AmbitionOut(BaseModel):
    """The share of points that is to be in order, in percent, by the end of a year."""

    year: int
    share: int


class InOrderOut(BaseModel):
    """How many points are in order."""

    count: int
    of: int = Field(description="Points with a mark; those without data do not count.")
    without_data: int
    ambition: AmbitionOut | None


class PointOut(BaseModel):
    """The latest mark of a point of a region."""

    point: str
    region: str
    date: date
    mark: AssessmentMark
    answer: AnswerKind | None = Field(description="What is done about a mark that asks something.")
    actions: list[str] = Field(description="Ids of its open actions.")
    reason: str


class PartOut(BaseModel):
    """A table of points."""

    part: str
    in_order: InOrderOut
    points: list[PointOut]


class AssessmentsOut(BaseModel):
    """All tables."""

    in_order: InOrderOut
    parts: list[PartOut]


pages = APIBlueprint("findings", __name__)


@pages.get("/findings")
@pages.input(FindingsAsked, location="query", arg_name="asked")
@pages.output(Findings)
@require(TokenScope.COVERAGE)
def findings(asked: FindingsAsked) -> Findings:
    """Findings with their actions and checks, closed ones too; the latest first."""
    rows = [_finding(finding_facts(one)) for one in list_findings(services.store, reach())]
    return Findings(**part(rows, asked))


@pages.get("/assessments")
@pages.output(AssessmentsOut)
@require(TokenScope.COVERAGE)
def assessed() -> AssessmentsOut:
    """The assessed points in their tables, the share in order, and what is done about the rest."""
    today = services.clock().astimezone(ZONE).date()
    return AssessmentsOut(**assessment_facts(assessments(services.store, today, reach())))


def _finding(facts: dict[str, Any]) -> FindingOut:
    return FindingOut(**facts)
