"""``/takeovers``: parts of duties that somebody else does, read and recorded by another program."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from apiflask import APIBlueprint
from pydantic import BaseModel, ConfigDict, Field

from data.i18n.language import language
from data.model.account import TokenScope
from scheduler.accounts.regions import Subject
from scheduler.planning.stand_ins import TakeOver
from scheduler.self_service.takeovers import take_over, takeovers, weigh_takeover
from scheduler.self_service.weighing import Agreed
from web.access.guard import require
from web.access.regions import reach, refuse_others
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
    from data.model.stand_in import StandIn

_BACK, _AHEAD = timedelta(weeks=4), timedelta(weeks=8)


class TakeOverIn(BaseModel):
    """A take-over as another program knows it."""

    model_config = ConfigDict(extra="forbid")

    shift: ShortText = Field(description="Id of the shift; see `/duties`.")
    comer: ShortText = Field("", description="Id of who comes; empty: the part is left empty.")
    leaver: ShortText = Field("", description="Id of who leaves; empty: who has it, or nobody.")
    start: Moment = Field(None, description="Default: now, or the start of the shift.")
    end: Moment = Field(None, description="Default: the end of the shift.")
    reason: LongText = ""
    despite: LongText = Field(
        "", description="Why each rule that it breaks is accepted; empty: it is refused then."
    )


class TakeOverOut(BaseModel):
    """A take-over."""

    id: int
    shift: str
    post: str
    start: datetime
    end: datetime
    leaver: str = Field(description="Empty: nobody had the seat.")
    comer: str = Field(description="Empty: it is left empty.")
    recorded_at: datetime
    afterwards: bool = Field(description="It was over when it was recorded.")
    counts: bool = Field(description="False: it was withdrawn.")


class TakeOversAsked(PartAsked):
    """Which take-overs."""

    start: Moment = Field(None, alias="from", description="Default: four weeks ago.")
    end: Moment = Field(None, alias="to", description="Default: twelve weeks later. Half open.")


class TakeOvers(PageQuery[TakeOverOut]):
    """Take-overs by start."""


pages = APIBlueprint("takeovers", __name__)


@pages.get("/takeovers")
@pages.input(TakeOversAsked, location="query", arg_name="asked")
@pages.output(TakeOvers)
@require(TokenScope.DUTY)
def list_takeovers(asked: TakeOversAsked) -> TakeOvers:
    """Parts of duties that somebody else does, or did; those too that were withdrawn."""
    first = asked.start or services.clock() - _BACK
    refuse_far(first, "from")
    start, end = stretch(first, asked.end or first + _BACK + _AHEAD)
    rows = [_out(one) for one in takeovers(services.store, start, end, reach())]
    return TakeOvers(**part(rows, asked))


@pages.post("/takeovers")
@pages.output(TakeOverOut)
@takes({JSON: TakeOverIn})
@require(TokenScope.TAKEOVERS)
def record() -> TakeOverOut:
    """Record a take-over: what is to come is judged first, and refused with all that is wrong."""
    given, now = json_body(TakeOverIn), services.clock()
    people = ((Subject.PERSON, one) for one in (given.comer, given.leaver))
    refuse_others((Subject.SHIFT, given.shift), *people)
    wanted = TakeOver(given.shift, given.comer, given.leaver, given.start, given.end, given.reason)
    settings = services.settings
    speech = language(settings.language)
    _found, weighed = weigh_takeover(services.store, settings, wanted, who(), now, speech)
    shown = [one.fingerprint for one in weighed.broken] if weighed and given.despite else []
    agreed = Agreed(shown, given.despite or given.reason)
    return _out(take_over(services.store, settings, wanted, agreed, who(), now, speech))


def _out(one: StandIn) -> TakeOverOut:
    return TakeOverOut(
        id=one.id,
        shift=one.shift,
        post=one.post,
        start=one.start,
        end=one.end,
        leaver=one.leaver,
        comer=one.comer,
        recorded_at=one.recorded_at,
        afterwards=one.is_afterwards,
        counts=one.counts,
    )
