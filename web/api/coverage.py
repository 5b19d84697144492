"""``/coverage``: the proof; ``/health``: whether silence means "covered"; ``/openapi.json``."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from apiflask import APIBlueprint, APIFlask
from flask import current_app
from pydantic import BaseModel, Field

from data.model.account import TokenScope
from data.tables.period import ZONE
from data.tables.values import midnight
from scheduler.coverage.gap_queries import prove_coverage
from scheduler.coverage.read_models import ProofOut, proof_out
from scheduler.service.health import HealthIssue, check_health
from scheduler.service.tasks import tasks
from web.access.guard import open_to_all, require
from web.api.document import kept_by_reader
from web.api.query_parameters import ApiQuery, Day, refuse_far, stretch
from web.app_services import services

if TYPE_CHECKING:
    from datetime import date

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
    proof, known = prove_coverage(services.store, start, end, now)
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
    return _health(check_health(services.store, tasks(services.settings), services.clock()))


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
