"""``/demand``: how many people posts need at dated times, read and recorded by a program."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from apiflask import APIBlueprint
from flask import abort
from pydantic import BaseModel, ConfigDict, Field

from data.model.account import TokenScope
from data.model.demand import DemandSource
from scheduler.accounts.regions import Subject
from scheduler.coverage.monitor import sweep
from scheduler.planning.demand_calendar import DemandRow, demand_rows
from scheduler.records.row_edits import RowEdit, edit_rows
from web.access.guard import require
from web.access.regions import reach, refuse_others, shown_posts
from web.api.auth import who
from web.api.document import takes
from web.api.query_parameters import (
    JSON,
    LongText,
    Moment,
    PageQuery,
    PartAsked,
    ShortText,
    json_body,
    part,
    refuse_far,
    stretch,
)
from web.app_services import services

if TYPE_CHECKING:
    from collections.abc import Sequence

_AHEAD = timedelta(weeks=13)


class DemandIn(BaseModel):
    """What a post needs in one dated stretch."""

    model_config = ConfigDict(extra="forbid")

    post: ShortText = Field(description="Id of the post.")
    start: Moment
    end: Moment
    required: int = Field(strict=True, ge=0, le=50, description="People at once; 0: nobody.")
    source: DemandSource | None = Field(None, description="Default: closed for 0, else event.")
    reason: LongText = ""
    yearly: bool = Field(False, strict=True, description="It returns each year.")
    until: date | None = Field(None, description="Of what returns: last day on which it begins.")


class DemandOut(BaseModel):
    """A demand that counts."""

    id: int
    post: str
    start: datetime
    end: datetime
    required: int
    source: DemandSource
    reason: str
    yearly: bool
    until: date | None
    times: list[list[datetime]] = Field(description="Start and end of each time in the stretch.")


class WithdrawnOut(BaseModel):
    """What was withdrawn."""

    id: int


class DemandAsked(PartAsked):
    """Which stretch."""

    start: Moment = Field(None, alias="from", description="Default: now.")
    end: Moment = Field(None, alias="to", description="Default: 13 weeks later. Half open.")
    post: ShortText = Field("", description="Id of a post; empty: all.")


class Demands(PageQuery[DemandOut]):
    """Demands by start."""


pages = APIBlueprint("demand", __name__)


@pages.get("/demand")
@pages.input(DemandAsked, location="query", arg_name="asked")
@pages.output(Demands)
@require(TokenScope.COVERAGE)
def list_demand(asked: DemandAsked) -> Demands:
    """Stretches in which a post needs more people than its pattern asks, fewer, or nobody."""
    first = asked.start or services.clock()
    refuse_far(first, "from")
    start, end = stretch(first, asked.end or first + _AHEAD)
    found = _rows(start, end)
    rows = [_out(one) for one in found if asked.post in ("", one.demand.post)]
    return Demands(**part(rows, asked))


@pages.post("/demand")
@pages.output(DemandOut)
@takes({JSON: DemandIn})
@require(TokenScope.DEMAND)
def add() -> DemandOut:
    """Record a demand; one about a time of which another speaks already is refused."""
    given = json_body(DemandIn)
    refuse_others((Subject.POST, given.post))
    texts = {
        "post": given.post,
        "start": _text(given.start),
        "end": _text(given.end),
        "required": str(given.required),
        "source": given.source.value if given.source else "",
        "reason": given.reason,
        "yearly": "yes" if given.yearly else "",
        "until": given.until.isoformat() if given.until else "",
    }
    _edit(RowEdit("demand", {name: text for name, text in texts.items() if text}))
    found = demand_rows(services.store, given.start, given.end)
    mine = (given.post, given.start, given.end)
    return next(
        _out(one) for one in found if (one.demand.post, one.demand.start, one.demand.end) == mine
    )


@pages.post("/demand/<int:number>/withdraw")
@pages.output(WithdrawnOut)
@require(TokenScope.DEMAND)
def withdraw(number: int) -> WithdrawnOut:
    """End a demand: it counts no longer, and stays in the history of the records."""
    if not any(one.number == number for one in demand_rows(services.store)):
        abort(404)
    _edit(RowEdit("demand", {}, number))
    return WithdrawnOut(id=number)


def _rows(start: datetime | None, end: datetime | None) -> list[DemandRow]:
    """The demand of posts within reach in a stretch of time."""
    mine = shown_posts()
    return [one for one in demand_rows(services.store, start, end) if one.demand.post in mine]


def _edit(edit: RowEdit) -> None:
    now = services.clock()
    edit_rows(services.store, [edit], who(), now, reach())
    sweep(services.store, services.settings.horizon_weeks, now)


def _text(at: datetime | None) -> str:
    return at.replace(microsecond=0).isoformat() if at else ""


def _out(one: DemandRow) -> DemandOut:
    it = one.demand
    return DemandOut(
        id=one.number,
        post=it.post,
        start=it.start,
        end=it.end,
        required=it.required,
        source=it.source,
        reason=it.reason,
        yearly=it.yearly,
        until=it.until,
        times=_times(one.times),
    )


def _times(times: Sequence[tuple[datetime, datetime]]) -> list[list[datetime]]:
    return [[start, end] for start, end in times]
