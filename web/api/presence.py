"""``/presence``: another program, such as a badge reader, tells that somebody is at their desk."""

from __future__ import annotations

from datetime import datetime

from apiflask import APIBlueprint
from pydantic import BaseModel, ConfigDict, Field

from data.model.account import TokenScope
from data.model.presence import PresenceSource
from scheduler.accounts.regions import Subject
from scheduler.coverage.presence import PresenceRequest, confirm_at_any
from web.access.guard import require
from web.access.regions import reach, refuse_others
from web.api.auth import who
from web.api.document import takes
from web.api.query_parameters import JSON, Moment, ShortText, json_body
from web.app_services import services


class PresenceIn(BaseModel):
    """Who is there."""

    model_config = ConfigDict(extra="forbid")

    person: ShortText = Field(description="Id of the person.")
    post: ShortText = Field("", description="Id of the post; empty: that of their duty now.")
    at: Moment = Field(None, description="Since when, at most an hour ago; default: now.")


class PresenceOut(BaseModel):
    """What is recorded; a second time it is what was recorded first."""

    person: str
    post: str
    shift: str
    at: datetime
    recorded_at: datetime
    how: PresenceSource


pages = APIBlueprint("presence", __name__)


@pages.post("/presence")
@pages.output(PresenceOut)
@takes({JSON: PresenceIn})
@require(TokenScope.PRESENCE)
def confirm() -> PresenceOut:
    """Record that somebody is at the desk where they have duty, or will have within the hour."""
    given = json_body(PresenceIn)
    wanted = PresenceRequest(given.person, given.post, PresenceSource.BADGE, given.at)
    refuse_others((Subject.PERSON, given.person), (Subject.POST, given.post))
    kept = confirm_at_any(services.store, wanted, who(), services.clock(), reach())
    return PresenceOut(
        person=kept.person,
        post=kept.post,
        shift=kept.shift,
        at=kept.at,
        recorded_at=kept.recorded_at,
        how=kept.how,
    )
