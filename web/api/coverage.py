"""``/coverage``, ``/health`` and the document; ``/gaps`` and ``/gaps/{number}``."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, cast

from apiflask import APIBlueprint, APIFlask
from flask import current_app
from pydantic import BaseModel, Field

from data.model.account import TokenScope
from data.model.errors import Refused
from data.tables.period import ZONE
from data.tables.values import midnight
from scheduler.coverage.gap_queries import list_gaps, prove_coverage, show_gap
from scheduler.coverage.monitor import horizon
from scheduler.coverage.read_models import (
    GapOut,
    GapStoryOut,
    ProofOut,
    gap_out,
    gap_story_out,
    proof_out,
)
from scheduler.service.health import HealthIssue, check_health
from scheduler.service.tasks import tasks
from web.access.guard import open_to_all, require
from web.access.regions import reach, seen
from web.api.document import kept_by_reader
from web.api.problems import problem
from web.api.query_parameters import (
    ApiQuery,
    Day,
    Moment,
    PageQuery,
    PartAsked,
    part,
    refuse_far,
    stretch,
)
from web.app_services import services

if TYPE_CHECKING:
    from datetime import date

    from flask import Response

    from scheduler.service.health import HealthStatus


class CoverageAsked(ApiQuery):
    """Which days."""

    first: Day = Field(
        None, alias="from", description="First day; default: the first of this month."
    )
    last: Day = Field(
        None, alias="to", description="Last day, itself included; default: the end of its month."
    )


pages = APIBlueprint("coverage", __name__)


@pages.get("/coverage")
@pages.input(CoverageAsked, location="query", arg_name="asked")
@pages.output(ProofOut)
@require(TokenScope.COVERAGE)
@kept_by_reader
def coverage(asked: CoverageAsked) -> ProofOut:
    """How many minutes of each month each post was covered, and why not, with a hash."""
    now = services.clock()
    first = asked.first or now.astimezone(ZONE).date().replace(day=1)
    start, end = _days(first, asked.last)
    proof, known = prove_coverage(services.store, start, end, now, reach())
    names = {post.id: post.name for post in known.posts.values()}
    return proof_out(proof, names)


def _days(first: date, last: date | None) -> tuple[datetime, datetime]:
    """The stretch of whole local days."""
    refuse_far(first, "from")
    if last is None:
        last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    refuse_far(last, "to")
    return stretch(midnight(first, ZONE), midnight(last + timedelta(days=1), ZONE))


class ReasonOut(BaseModel):
    """One reason why not all is well."""

    issue: HealthIssue
    task: str | None
    count: int = Field(description="How many messages or jobs; 0 where there is nothing to count.")
    since: datetime | None


class HealthOut(BaseModel):
    """Whether the installation does its work."""

    at: datetime
    is_well: bool = Field(description="False: no news is not good news.")
    checked_at: datetime | None = Field(description="When coverage was last checked.")
    last_active_at: datetime | None = Field(description="When any periodic task last began.")
    reasons: list[ReasonOut]


@pages.get("/health")
@pages.output(HealthOut)
@require(TokenScope.COVERAGE)
def health() -> HealthOut:
    """Whether the installation watches, and what is wrong if it does not."""
    return _health(
        check_health(services.store, tasks(services.settings), services.clock(), reach())
    )


@pages.get("/openapi.json")
@pages.doc(hide=True)
@open_to_all
@kept_by_reader
def openapi() -> dict[str, Any]:
    """The document of this API, which is written once."""
    api = cast("APIFlask", current_app)
    if "document" not in api.extensions:
        api.extensions["document"] = api.spec
    return cast("dict[str, Any]", api.extensions["document"])


def _health(found: HealthStatus) -> HealthOut:
    return HealthOut(
        at=found.at,
        is_well=found.is_well,
        checked_at=found.checked_at,
        last_active_at=found.last_active_at,
        reasons=[
            ReasonOut(issue=one.issue, task=one.task or None, count=one.count, since=one.since)
            for one in found.reasons
        ],
    )


class WantedState(StrEnum):
    """In which state."""

    ANY = "any"
    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    ACCEPTED = "accepted"


class GapsAsked(PartAsked):
    """Which gaps."""

    start: Moment = Field(None, alias="from", description="Default: now.")
    end: Moment = Field(
        None, alias="to", description="Default: as far ahead as gaps are looked for. Half open."
    )
    state: WantedState = Field(WantedState.ANY, description="Only those in this state.")


class Gaps(PageQuery[GapOut]):
    """Gaps by start."""


gap_pages = APIBlueprint("gaps", __name__)


@gap_pages.get("/gaps")
@gap_pages.input(GapsAsked, location="query", arg_name="asked")
@gap_pages.output(Gaps)
@require(TokenScope.COVERAGE)
@kept_by_reader
def gaps(asked: GapsAsked) -> Gaps:
    """The time in which a post is not validly filled, as coverage is now."""
    now = services.clock()
    first = asked.start or now
    refuse_far(first, "from")
    ahead = max(horizon(now, services.settings.horizon_weeks), first + timedelta(days=1))
    start, end = stretch(first, asked.end or ahead)
    found = list_gaps(services.store, start, end, now, reach()).rows
    is_any = asked.state is WantedState.ANY
    rows = [row for row in found if is_any or row.gap.state.value == asked.state.value]
    return Gaps(**part([gap_out(row) for row in rows], asked))


@gap_pages.get("/gaps/<int:number>")
@gap_pages.output(GapStoryOut)
@require(TokenScope.COVERAGE)
@kept_by_reader
def gap(number: int) -> GapStoryOut | Response:
    """One gap with its history."""
    try:
        story = show_gap(services.store, number, seen(services.clock()))
    except Refused as error:
        return problem(404, faults=error.reasons)
    return gap_story_out(story)
