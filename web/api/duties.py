"""``/duty`` and ``/duties``: who has duty at a moment, and who in a stretch of time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from apiflask import APIBlueprint
from pydantic import BaseModel, Field

from data.model.account import TokenScope
from data.model.post import PostKind
from scheduler.coverage.on_duty import duties_of, who_is_on_duty
from web.access.guard import require
from web.access.regions import reach
from web.api.query_parameters import (
    ApiQuery,
    Moment,
    PageQuery,
    PartAsked,
    part,
    refuse_far,
    stretch,
)
from web.app_services import services

if TYPE_CHECKING:
    from scheduler.coverage.on_duty import Holder, OnShift, PostNow

_A_WEEK = timedelta(weeks=1)


class DutyAsked(ApiQuery):
    """Of which moment, and of which posts."""

    at: Moment = Field(None, description="Default: now.")
    post: str = Field("", description="Only this post, by its code.")
    region: str = Field("", description="Only posts that serve this region, by its code.")


class ContactOut(BaseModel):
    """One way to reach somebody."""

    channel: str = Field(description="`phone`, `mail`, `sms`, `push` or another of yours.")
    address: str


class HolderOut(BaseModel):
    """Somebody on a shift."""

    person: str = Field(description="Code.")
    name: str
    is_trainee: bool = Field(description="Beside the holder: they do not count as cover.")
    counts: bool = Field(
        description="False: on the roster, and not validly there; call somebody else."
    )
    contacts: list[ContactOut]


class SignatureOut(BaseModel):
    """The signed roster that says so."""

    roster: int
    version: int
    signed_by: str | None = Field(
        description="The login; null: nobody signed it, it came about by `request`."
    )
    request: str | None = Field(description="`offer/2`, `swap/3`: what was agreed to.")
    signed_at: datetime


class ShiftNow(BaseModel):
    """A shift with who is on it."""

    shift: str
    name: str = Field(description="Code in the pattern: `D`, `N`, `P`.")
    start: datetime
    until: datetime
    required: int
    holders: list[HolderOut] = Field(description="Empty: nobody.")
    signature: SignatureOut | None


class PostNowOut(BaseModel):
    """One post at a moment."""

    post: str
    name: str
    kind: PostKind
    regions: list[str]
    missing: int = Field(description="How many people are missing; 0: covered.")
    now: list[ShiftNow]
    next: list[ShiftNow] = Field(description="What begins next, within two weeks.")


class OnDutyOut(BaseModel):
    """Every post at a moment."""

    at: datetime
    posts: list[PostNowOut]


class DutiesAsked(PartAsked):
    """Which duties."""

    start: Moment = Field(None, alias="from", description="Default: now.")
    end: Moment = Field(None, alias="to", description="Default: a week later. Half open.")
    post: str = Field("", description="Only this post, by its code.")
    person: str = Field("", description="Only of this person, by their code.")


class DutyOut(BaseModel):
    """Somebody on a shift of a roster in force, or on a part of it."""

    person: str
    person_name: str
    post: str
    shift: str
    shift_name: str
    start: datetime = Field(description="Of their part; of the shift, if they have all of it.")
    end: datetime
    is_trainee: bool
    shift_start: datetime
    shift_end: datetime
    taken_over_from: list[str] = Field(
        description="Codes of those from whom they took it over; an empty one: nobody had it."
    )


class Duties(PageQuery[DutyOut]):
    """Duties by start."""


pages = APIBlueprint("duties", __name__)


@pages.get("/duty")
@pages.input(DutyAsked, location="query", arg_name="asked")
@pages.output(OnDutyOut)
@require(TokenScope.DUTY)
def on_duty(asked: DutyAsked) -> OnDutyOut:
    """Who is on duty at a moment, and how to reach them.

    By the rosters in force. A post where nobody is on duty is there as well.
    """
    now = services.clock()
    at = asked.at or now
    refuse_far(at, "at")
    found = who_is_on_duty(services.store, at, now, asked.post, asked.region, reach())
    return OnDutyOut(at=at, posts=[_post(each) for each in found])


@pages.get("/duties")
@pages.input(DutiesAsked, location="query", arg_name="asked")
@pages.output(Duties)
@require(TokenScope.DUTY)
def duties(asked: DutiesAsked) -> Duties:
    """Who sits where in a stretch of time, by the rosters in force and what was taken over.

    What touches the stretch is there as a whole; of a shift in parts each part is an entry.
    """
    first = asked.start or services.clock()
    refuse_far(first, "from")
    start, end = stretch(first, asked.end or first + _A_WEEK)
    found = duties_of(services.store, start, end, asked.post, asked.person, reach())
    rows = [
        DutyOut(
            person=one.person,
            person_name=one.name,
            post=one.shift.post,
            shift=one.shift.id,
            shift_name=one.shift.name,
            start=one.start,
            end=one.end,
            is_trainee=one.doubles,
            shift_start=one.shift.start,
            shift_end=one.shift.end,
            taken_over_from=list(one.taken_from),
        )
        for one in found
    ]
    return Duties(**part(rows, asked))


def _post(row: PostNow) -> PostNowOut:
    return PostNowOut(
        post=row.post.id,
        name=row.post.name,
        kind=row.post.kind,
        regions=list(row.post.regions),
        missing=row.missing,
        now=[_shift(one) for one in row.now],
        next=[_shift(one) for one in row.following],
    )


def _shift(on: OnShift) -> ShiftNow:
    by = on.by
    signature = None
    if by is not None and by.version and by.published_at and by.signer:
        signature = SignatureOut(
            roster=by.id,
            version=by.version,
            signed_by=by.signed_by,
            request=by.request or None,
            signed_at=by.published_at,
        )
    return ShiftNow(
        shift=on.shift.id,
        name=on.shift.name,
        start=on.shift.start,
        until=on.shift.end,
        required=on.shift.required,
        holders=[_holder(one) for one in on.holders],
        signature=signature,
    )


def _holder(one: Holder) -> HolderOut:
    return HolderOut(
        person=one.person,
        name=one.name,
        is_trainee=one.doubles,
        counts=one.counts,
        contacts=[ContactOut(channel=way, address=address) for way, address in one.contacts],
    )
