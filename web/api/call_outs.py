"""``/call-outs``: another program records one, and reads how those of a period went."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from apiflask import APIBlueprint
from pydantic import BaseModel, ConfigDict, Field

from data.model.account import TokenScope
from data.model.call_out import HIGHEST_GRIP
from data.tables.call_out_tables import MOST_MINUTES
from data.tables.period import ZONE
from data.tables.values import midnight
from scheduler.accounts.regions import Subject
from scheduler.call_outs.recording import CallOutEntry, record_call_out
from scheduler.reporting.call_outs import GapMonth, NormKind, report
from web.access.guard import require
from web.access.regions import reach, refuse_others
from web.api.auth import who
from web.api.document import kept_by_reader, takes
from web.api.query_parameters import (
    JSON,
    ApiQuery,
    Day,
    Moment,
    ShortText,
    json_body,
    refuse_far,
    stretch,
)
from web.app_services import services

if TYPE_CHECKING:
    from scheduler.call_outs.queries import RecordedCallOut
    from scheduler.reporting.call_outs import NormCount, NormRow


class CalledIn(BaseModel):
    """Somebody who was called."""

    model_config = ConfigDict(extra="forbid")

    person: ShortText = Field(description="Id of the person.")
    post: ShortText = Field("", description="Id of the post; empty: the only one of the call-out.")
    called_at: Moment = Field(None, description="If later than the alert.")
    accepted: bool | None = Field(None, strict=True)
    came: bool = Field(strict=True)
    minutes: int | None = Field(
        None, strict=True, ge=0, le=MOST_MINUTES, description="From their call to the start."
    )
    work_until: Moment = None


class CallOutIn(BaseModel):
    """A call-out as another program knows it."""

    model_config = ConfigDict(extra="forbid")

    id: ShortText = Field("", description="Your own code: it is recorded once; empty: ours.")
    label: ShortText = ""
    posts: list[ShortText] = Field([], description="Ids of the posts that were called.")
    regions: list[ShortText] = Field([], description="Where no posts are named: of whole teams.")
    exercise: bool = Field(False, strict=True)
    grip: int | None = Field(None, strict=True, ge=0, le=HIGHEST_GRIP)
    criteria_at: Moment = None
    alert_at: Moment = Field(description="When the alerting began.")
    picture_at: Moment = None
    convened_at: Moment = None
    over_at: Moment = None
    people: list[CalledIn] = Field([], max_length=1000)


class RecordedOut(BaseModel):
    """What was recorded."""

    id: str


class CallOutsAsked(ApiQuery):
    """Which days."""

    first: Day = Field(None, alias="from", description="First day; default: the first of the year.")
    last: Day = Field(None, alias="to", description="Last day, itself included; default: today.")


class CountOut(BaseModel):
    """How often a norm was met."""

    met: int
    of: int = Field(description="Timed; who never came is timed, and too late.")
    untimed: int
    median_minutes: float | None
    worst_minutes: float | None


class NormOut(BaseModel):
    """A norm in a month, or of a post."""

    month: date | None = Field(description="Its first day; null: all of the period.")
    post: str | None
    kind: NormKind
    minutes: int
    article: str | None = Field(description="Of the Bvr, text of 1-1-2026; null: of the region.")
    everything: CountOut
    with_caco: CountOut = Field(description="Somebody was validly in charge at the alert.")
    without_caco: CountOut
    unknown: CountOut = Field(description="No roster tells who was in charge.")


class GapMonthOut(BaseModel):
    """What became of the gaps of a month."""

    month: date | None
    in_time: int
    late: int
    not_filled: int
    median_hours: float | None = Field(description="From found to filled.")
    taken_over: int = Field(description="Parts of duties.")


class CallOutOut(BaseModel):
    """A call-out, without names."""

    id: str
    label: str
    alert_at: datetime
    criteria_at: datetime | None
    picture_at: datetime | None
    convened_at: datetime | None
    over_at: datetime | None
    posts: list[str]
    regions: list[str]
    exercise: bool
    grip: int | None
    called: int
    came: int
    valid_caco: bool | None = Field(description="From coverage; null: no roster tells.")


class CallOutsOut(BaseModel):
    """Call-outs of a period, and how they went."""

    first: date
    last: date
    call_outs: list[CallOutOut]
    months: list[NormOut]
    posts: list[NormOut]
    exercises: list[NormOut]
    gaps: list[GapMonthOut]


pages = APIBlueprint("call_outs", __name__)


@pages.get("/call-outs")
@pages.input(CallOutsAsked, location="query", arg_name="asked")
@pages.output(CallOutsOut)
@require(TokenScope.COVERAGE)
@kept_by_reader
def call_outs(asked: CallOutsAsked) -> CallOutsOut:
    """Minutes of call-outs against their norms, by month, with and without a valid CaCo."""
    now = services.clock()
    today = now.astimezone(ZONE).date()
    first = asked.first or date((asked.last or today).year, 1, 1)
    last = asked.last or max(today, first)
    refuse_far(first, "from")
    refuse_far(last, "to")
    stretch(midnight(first, ZONE), midnight(last + timedelta(days=1), ZONE))
    found = report(services.store, first, last, now, reach())
    return CallOutsOut(
        first=first,
        last=last,
        call_outs=[_call_out(one) for one in found.call_outs],
        months=[_norm(row) for row in found.months],
        posts=[_norm(row) for row in found.posts],
        exercises=[_norm(row) for row in found.exercises],
        gaps=[_gaps(one) for one in found.gaps],
    )


@pages.post("/call-outs")
@pages.output(RecordedOut)
@takes({JSON: CallOutIn})
@require(TokenScope.CALL_OUTS)
def record() -> RecordedOut:
    """Record a call-out, wholly or not at all; one of an id that is there already is refused."""
    given = json_body(CallOutIn)
    refuse_others(
        *((Subject.POST, one) for one in given.posts),
        *((Subject.REGION, one) for one in given.regions),
        *((Subject.PERSON, one.person) for one in given.people),
        *((Subject.POST, one.post) for one in given.people),
    )
    entry = CallOutEntry(
        {
            "id": given.id,
            "label": given.label,
            "posts": ";".join(given.posts),
            "regions": ";".join(given.regions),
            "exercise": "yes" if given.exercise else "",
            "grip": _text(given.grip),
            **{
                name: _text(getattr(given, name))
                for name in ("criteria_at", "alert_at", "picture_at", "convened_at", "over_at")
            },
        },
        [
            {
                "person": one.person,
                "post": one.post,
                "called_at": _text(one.called_at),
                "accepted": _text(one.accepted),
                "came": _text(one.came),
                "minutes": _text(one.minutes),
                "work_until": _text(one.work_until),
            }
            for one in given.people
        ],
    )
    code = record_call_out(services.store, entry, who(), services.clock(), reach())
    return RecordedOut(id=code)


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime():
            return value.replace(microsecond=0).isoformat()
        case _:
            return str(value)


def _call_out(one: RecordedCallOut) -> CallOutOut:
    it = one.call_out
    return CallOutOut(
        id=it.id,
        label=it.label,
        alert_at=it.alert_at,
        criteria_at=it.criteria_at,
        picture_at=it.picture_at,
        convened_at=it.convened_at,
        over_at=it.over_at,
        posts=list(it.posts),
        regions=list(it.regions),
        exercise=it.is_exercise,
        grip=it.grip,
        called=len(it.people),
        came=sum(person.came for person in it.people),
        valid_caco=one.desk.is_valid,
    )


def _norm(row: NormRow) -> NormOut:
    return NormOut(
        month=row.month,
        post=row.post or None,
        kind=row.norm.kind,
        minutes=row.norm.minutes,
        article=row.norm.article or None,
        everything=_count(row.everything),
        with_caco=_count(row.with_caco),
        without_caco=_count(row.without_caco),
        unknown=_count(row.unknown),
    )


def _count(one: NormCount) -> CountOut:
    return CountOut(
        met=one.met,
        of=one.of,
        untimed=one.untimed,
        median_minutes=one.median,
        worst_minutes=one.worst,
    )


def _gaps(one: GapMonth) -> GapMonthOut:
    return GapMonthOut(
        month=one.month,
        in_time=one.in_time,
        late=one.late,
        not_filled=one.not_filled,
        median_hours=one.median_hours,
        taken_over=one.taken_over,
    )
