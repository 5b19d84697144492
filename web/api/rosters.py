"""``/rosters``: what was signed; and ``/rosters/{number}``, with its shifts and who is on them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from apiflask import APIBlueprint
from pydantic import BaseModel, Field

from data.model.account import TokenScope
from data.model.errors import Refused
from data.model.quality import QualityPart, weight_names
from data.model.roster import RosterStatus
from scheduler.planning.quality import report_quality
from scheduler.planning.roster_queries import SIGNED, list_signed, read_signed_roster
from web.access.guard import require
from web.access.regions import reach
from web.api.document import kept_by_reader
from web.api.problems import problem
from web.api.query_parameters import PageQuery, PartAsked, part
from web.app_services import services

if TYPE_CHECKING:
    from flask import Response

    from data.model.roster import RosterHead
    from data.model.roster_health import RosterHealth
    from scheduler.planning.roster_queries import SignedRoster


class SignedStatus(StrEnum):
    """Where a signed roster is in its life."""

    PUBLISHED = RosterStatus.PUBLISHED.value
    SUPERSEDED = RosterStatus.SUPERSEDED.value


class WantedStatus(StrEnum):
    """Which rosters."""

    ANY = "any"
    PUBLISHED = RosterStatus.PUBLISHED.value
    SUPERSEDED = RosterStatus.SUPERSEDED.value


class RostersAsked(PartAsked):
    """Which rosters."""

    status: WantedStatus = Field(
        WantedStatus.PUBLISHED, description="`superseded`: signed, and replaced by a later version."
    )
    book: str | None = Field(None, description="Only those of this book; empty: of no book.")


class HeadOut(BaseModel):
    """A signed roster."""

    number: int
    version: int
    status: SignedStatus
    start: datetime
    end: datetime
    time_zone: str
    signed_by: str | None = Field(
        description="The login; null: nobody signed it, it came about by `request`."
    )
    request: str | None = Field(
        description="`offer/2`, `swap/3`: what was agreed to when it came about by itself. Nobody "
        "was asked then to accept what stood open or broken."
    )
    signed_at: datetime
    superseded_at: datetime | None
    content_hash: str = Field(description="Of all that was signed.")
    book: str | None = Field(
        description="The id of the book whose posts it is of; null: of those that no book holds."
    )


class ShiftOut(BaseModel):
    """A shift."""

    shift: str
    post: str
    name: str
    start: datetime
    end: datetime
    work_minutes: int = Field(description="Without breaks; 0 for on-call.")
    required: int


class AssignmentOut(BaseModel):
    """One person on one shift."""

    shift: str
    person: str
    person_name: str
    is_trainee: bool


class RosterOut(HeadOut):
    """A signed roster, whole."""

    shifts: list[ShiftOut] = Field(description="By start.")
    assignments: list[AssignmentOut]


class MeasureOut(BaseModel):
    """What one measure of quality costs over all people."""

    part: QualityPart
    source: str = Field(
        description="The burden that is shared, the id of a health rule, or the part itself."
    )
    count: int = Field(description="Flaws, wishes not met by weight, or departures; else 0.")
    cost: int = Field(description="In hundredths of a point.")


class SeatOut(BaseModel):
    """What teams count of one post that is filled on site."""

    post: str
    short_rests: int = Field(description="Among the shifts of this post, over everybody.")
    double_days: int = Field(description="Days with two starts, likewise.")
    team: int = Field(description="How many people, flex workers left out; the rest is of them.")
    runs: int
    one_day_runs: int
    night_runs: int
    lone_nights: int
    lone_days_off: int
    weekends: int
    free_weekends: int


class QualityOut(BaseModel):
    """What the quality of a signed roster is made of, without names."""

    number: int
    weights: dict[str, int] = Field(description="Points, by part and by health rule.")
    strict: list[QualityPart] = Field(description="Parts in a strict order; empty: one sum.")
    cost: int = Field(description="Of everything, in hundredths of a point.")
    measures: list[MeasureOut] = Field(description="The dearest first.")
    seats: list[SeatOut]
    last: list[SeatOut] = Field(description="The period before; empty: none was signed.")
    base: list[SeatOut] = Field(description="The base rosters in this period; empty: none.")


class Rosters(PageQuery[HeadOut]):
    """Rosters by period and version."""


pages = APIBlueprint("rosters", __name__)


@pages.get("/rosters")
@pages.input(RostersAsked, location="query", arg_name="asked")
@pages.output(Rosters)
@require(TokenScope.ROSTERS)
@kept_by_reader
def rosters(asked: RostersAsked) -> Rosters:
    """The rosters that were signed."""
    is_any = asked.status is WantedStatus.ANY
    status = SIGNED if is_any else (RosterStatus(asked.status.value),)
    found = [
        head
        for head in list_signed(services.store, status, reach())
        if asked.book is None or head.book == asked.book
    ]
    return Rosters(**part([HeadOut(**_head(head)) for head in found], asked))


@pages.get("/rosters/<int:number>")
@pages.output(RosterOut)
@require(TokenScope.ROSTERS)
@kept_by_reader
def roster(number: int) -> RosterOut | Response:
    """One signed roster, with its shifts and who is on them. A draft is not given."""
    try:
        return _whole(read_signed_roster(services.store, number, reach()))
    except Refused as error:
        return problem(404, faults=error.reasons)


@pages.get("/rosters/<int:number>/quality")
@pages.output(QualityOut)
@require(TokenScope.ROSTERS)
@kept_by_reader
def quality(number: int) -> QualityOut | Response:
    """What the quality of one signed roster is made of. Nobody is named."""
    try:
        read_signed_roster(services.store, number)  # refuses a draft
        report = report_quality(services.store, number).report
    except Refused as error:
        return problem(404, faults=error.reasons)
    weights = report.weights
    return QualityOut(
        number=number,
        weights={name: weights.weight(name) for name in weight_names()},
        strict=list(weights.strict),
        cost=report.quality.cost,
        measures=[
            MeasureOut(part=one.part, source=one.source, count=one.count, cost=one.cost)
            for one in report.quality.by_source
        ],
        seats=_seats(report.health),
        last=_seats(report.last.health if report.last else None),
        base=_seats(report.base),
    )


def _seats(health: RosterHealth | None) -> list[SeatOut]:
    return [
        SeatOut(
            post=one.post,
            short_rests=one.short_rests,
            double_days=one.double_days,
            team=len(one.team),
            runs=one.counts.runs,
            one_day_runs=one.counts.one_day_runs,
            night_runs=one.counts.night_runs,
            lone_nights=one.counts.lone_nights,
            lone_days_off=one.counts.lone_days_off,
            weekends=one.counts.weekends,
            free_weekends=one.counts.free_weekends,
        )
        for one in (health.posts if health else ())
    ]


def _whole(found: SignedRoster) -> RosterOut:
    shifts = [
        ShiftOut(
            shift=one.id,
            post=one.post,
            name=one.name,
            start=one.start,
            end=one.end,
            work_minutes=one.work_minutes,
            required=one.required,
        )
        for one in found.shifts
    ]
    assignments = [
        AssignmentOut(
            shift=one.shift,
            person=one.person,
            person_name=found.names.get(one.person, one.person),
            is_trainee=one.double,
        )
        for one in found.assignments
    ]
    return RosterOut(**_head(found.head), shifts=shifts, assignments=assignments)


def _head(head: RosterHead) -> dict[str, Any]:
    return {
        "number": head.id,
        "version": head.version,
        "status": head.status.value,
        "start": head.start,
        "end": head.end,
        "time_zone": head.time_zone,
        "signed_by": head.signed_by,
        "request": head.request or None,
        "signed_at": head.published_at,
        "superseded_at": head.superseded_at,
        "content_hash": head.content_hash,
        "book": head.book or None,
    }
