"""``/health``: whether silence means "covered"; and ``/openapi.json``."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from apiflask import APIBlueprint, APIFlask
from flask import current_app
from pydantic import BaseModel, Field

from data.model.account import TokenScope
from scheduler.service.health import HealthIssue, check_health
from scheduler.service.tasks import tasks
from web.api.answers import kept_by_reader
from web.api.door import open_to_all, opens

if TYPE_CHECKING:
    from scheduler.service.health import HealthStatus
    from web.app_services import AppServices


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


def area(site: AppServices) -> APIBlueprint:
    """The operations."""
    blueprint = APIBlueprint("health", __name__)

    @blueprint.get("/health")
    @blueprint.output(HealthOut)
    @opens(TokenScope.COVERAGE)
    def health() -> HealthOut:
        """Whether the installation watches, and what is wrong if it does not."""
        return _out(check_health(site.store, tasks(site.settings), site.clock()))

    @cache
    def document() -> dict[str, Any]:
        return cast("dict[str, Any]", cast("APIFlask", current_app).spec)

    @blueprint.get("/openapi.json")
    @blueprint.doc(hide=True)
    @open_to_all
    @kept_by_reader
    def openapi() -> dict[str, Any]:
        return document()

    return blueprint


def _out(found: HealthStatus) -> HealthOut:
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
