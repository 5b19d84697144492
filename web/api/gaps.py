"""``/gaps``: time in which a post is not validly filled; ``/gaps/{number}``: with its history."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from apiflask import APIBlueprint
from pydantic import Field

from data.model.account import TokenScope
from data.model.errors import Refused
from scheduler.coverage.gap_queries import list_gaps, show_gap
from scheduler.coverage.monitor import horizon
from scheduler.coverage.read_models import GapOut, GapStoryOut, gap_out, gap_story_out
from web.access.guard import require
from web.api.document import kept_by_reader
from web.api.problems import problem
from web.api.query_parameters import Moment, PageQuery, PartAsked, part, refuse_far, stretch
from web.app_services import services

if TYPE_CHECKING:
    from flask import Response


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


pages = APIBlueprint("gaps", __name__)


@pages.get("/gaps")
@pages.input(GapsAsked, location="query", arg_name="asked")
@pages.output(Gaps)
@require(TokenScope.COVERAGE)
@kept_by_reader
def gaps(asked: GapsAsked) -> Gaps:
    """The time in which a post is not validly filled, as coverage is now."""
    now = services.clock()
    first = asked.start or now
    refuse_far(first, "from")
    ahead = max(horizon(now, services.settings.horizon_weeks), first + timedelta(days=1))
    start, end = stretch(first, asked.end or ahead)
    found = list_gaps(services.store, start, end, now).rows
    is_any = asked.state is WantedState.ANY
    rows = [row for row in found if is_any or row.gap.state.value == asked.state.value]
    return Gaps(**part([gap_out(row) for row in rows], asked))


@pages.get("/gaps/<int:number>")
@pages.output(GapStoryOut)
@require(TokenScope.COVERAGE)
@kept_by_reader
def gap(number: int) -> GapStoryOut | Response:
    """One gap with its history."""
    try:
        story = show_gap(services.store, number, services.coverage.snapshot(services.clock()))
    except Refused as error:
        return problem(404, faults=error.reasons)
    return gap_story_out(story)
