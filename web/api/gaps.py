"""``/gaps``: time in which a post is not validly filled; and ``/gaps/{number}``, with its history.

That somebody is absent is told, and not why: `/duty` names who was to sit there, and "illness"
beside a name is nobody's business.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from apiflask import APIBlueprint
from pydantic import BaseModel, Field

from data.model.account import TokenScope
from data.model.errors import Refused
from data.model.gap import Cause, GapState, Severity
from scheduler.coverage.gap_queries import list_gaps, tell_gap
from scheduler.coverage.monitor import horizon
from web.access.guard import require
from web.api.document import kept_by_reader
from web.api.problems import problem
from web.api.query_parameters import Moment, PageQuery, PartAsked, part, refuse_far, stretch
from web.app_services import services

if TYPE_CHECKING:
    from flask import Response

    from scheduler.coverage.status import GapRow


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


class GapPartOut(BaseModel):
    """A stretch of a gap with one cause."""

    start: datetime
    end: datetime
    missing: int
    cause: Cause


class GapOut(BaseModel):
    """Time in which a post is not validly filled."""

    number: int | None = Field(description="Null: it lies where nobody watches.")
    post: str
    post_name: str
    start: datetime
    end: datetime
    required: int
    missing: int = Field(description="The most that are missing at once.")
    cause: Cause
    severity: Severity
    state: GapState
    opened_at: datetime
    closed_at: datetime | None
    acknowledged_by: str | None
    acknowledged_at: datetime | None
    accepted_by: str | None = Field(description="Who accepted it on its page; null: nobody did.")
    accepted_until: datetime | None
    signed_by: str | None = Field(
        description="Who accepted it with the signature of the roster in force; null: nobody did."
    )
    signed_version: int | None = Field(description="The version of that roster.")
    is_accepted: bool = Field(description="On its page, or with the signature.")
    is_taken_up: bool = Field(description="Somebody is handling it.")
    is_unreachable: bool = Field(
        description="Who is on the roster there cannot be reached; nothing else is wrong."
    )
    parts: list[GapPartOut]


class EventOut(BaseModel):
    """One line of the history of a gap."""

    at: datetime
    what: str = Field(description="`opened`, `moved`, `acknowledged`, `closed` and so on.")
    who: str


class GapStoryOut(GapOut):
    """One gap with its history."""

    history: list[EventOut] = Field(description="The oldest first.")


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
    return Gaps(**part([GapOut(**_gap(row)) for row in rows], asked))


@pages.get("/gaps/<int:number>")
@pages.output(GapStoryOut)
@require(TokenScope.COVERAGE)
@kept_by_reader
def gap(number: int) -> GapStoryOut | Response:
    """One gap with its history."""
    try:
        story = tell_gap(services.store, number, services.latest.see(services.clock()))
    except Refused as error:
        return problem(404, faults=error.reasons)
    history = [EventOut(at=one.at, what=one.what, who=one.who) for one in story.events]
    return GapStoryOut(**_gap(story.row), history=history)


def _gap(row: GapRow) -> dict[str, Any]:
    gap, interval = row.gap, row.gap.interval
    is_accepted = gap.state is GapState.ACCEPTED
    return {
        "number": gap.id or None,
        "post": interval.post,
        "post_name": row.post_name,
        "start": interval.start,
        "end": interval.end,
        "required": interval.required,
        "missing": interval.missing,
        "cause": interval.cause.without_reason,
        "severity": row.severity,
        "state": gap.state,
        "opened_at": gap.opened_at,
        "closed_at": gap.closed_at,
        "acknowledged_by": gap.acknowledged_by or None,
        "acknowledged_at": gap.acknowledged_at,
        "accepted_by": gap.accepted_by if is_accepted else None,
        "accepted_until": gap.accepted_until if is_accepted else None,
        "signed_by": row.signed.acceptor if row.signed else None,
        "signed_version": row.signed.version if row.signed else None,
        "is_accepted": row.is_accepted,
        "is_taken_up": row.is_taken_up,
        "is_unreachable": row.is_unreachable,
        "parts": [
            GapPartOut(
                start=one.start, end=one.end, missing=one.missing, cause=one.cause.without_reason
            )
            for one in interval.parts
        ],
    }
