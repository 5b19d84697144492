"""Counts beside the entries of the menu: what waits for whoever reads, told with each page."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, Response, jsonify, request
from flask_login import current_user

from data.model.account import Right
from data.model.errors import CacoError
from web.access.guard import require
from web.access.regions import reach_of
from web.app_services import services
from web.locale import current_language, ngettext

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.service.waiting import WaitingCount

LOG = logging.getLogger(__name__)

pages = Blueprint("badges", __name__)


@dataclass(frozen=True, slots=True)
class Badge:
    """A count beside an entry of the menu.

    Parameters
    ----------
    area
        Of the entry.
    count
        0: nothing is shown.
    words
        What is counted.
    """

    area: str
    count: int
    words: str


@dataclass(frozen=True, slots=True)
class Badges:
    """All that a reader sees.

    Parameters
    ----------
    mark
        Changes with them, and with whatever is noted about a gap; empty: the page asks at once.
    """

    by_area: dict[str, Badge]
    mark: str

    @property
    def count(self) -> int:
        """All together: beside a menu that is folded."""
        return sum(one.count for one in self.by_area.values())


def badges(*, waits: bool = False) -> Badges:
    """Those of whoever reads; none where it cannot be counted: a page never fails for them.

    Parameters
    ----------
    waits
        Coverage is looked at if it has to be; otherwise what was counted before is told, and the
        page asks for more once it is there.
    """
    rights = (Right.HANDLE_GAPS, Right.PLAN, Right.SEE_MESSAGES)
    if current_user.must_set_up or not any(current_user.may(right) for right in rights):
        return Badges({}, "")
    try:
        found = _counted(waits=waits)
    except CacoError as error:
        LOG.warning("what waits could not be counted: %s", error)
        return Badges({}, "")
    shown = {one.area: one for one in _badges(found)}
    if found.is_old:
        return Badges(shown, "")
    said = f"{current_language().code} {shown} {found.mark}"
    return Badges(shown, hashlib.sha256(said.encode()).hexdigest()[:16])


def _counted(*, waits: bool) -> WaitingCount:
    """What waits in the regions of whoever reads."""
    now, handles, plans = services.clock(), reach_of(Right.HANDLE_GAPS), reach_of(Right.PLAN)
    told = reach_of(Right.SEE_MESSAGES)
    if handles.is_all and plans.is_all and told.is_all:
        return services.waiting.count(now, waits=waits)
    return services.waiting.count_within(handles, plans, told, now, waits=waits)


def _badges(found: WaitingCount) -> Iterator[Badge]:
    """Each for those who do something about it."""
    if current_user.may(Right.HANDLE_GAPS):
        words = ngettext("{count} gap nobody handles", "{count} gaps nobody handles", found.gaps)
        yield Badge("gaps", found.gaps, words)
    if current_user.may(Right.PLAN):
        words = ngettext(
            "{count} request without an answer",
            "{count} requests without an answer",
            found.requests,
        )
        yield Badge("requests", found.requests, words)
        words = ngettext(
            "{count} draft that waits for a signature",
            "{count} drafts that wait for a signature",
            found.drafts,
        )
        yield Badge("rosters", found.drafts, words)
    if current_user.may(Right.SEE_MESSAGES):
        words = ngettext(
            "{count} message not delivered", "{count} messages not delivered", found.messages
        )
        yield Badge("messages", found.messages, words)


@pages.app_context_processor
def for_templates() -> dict[str, object]:
    """Let the frame ask for them; a part of a page does not."""
    return {"badges": badges}


@pages.get("/badges")
@require(Right.SEE_COVERAGE)
def counts() -> Response:
    """The same for a page that is open: nothing new is no content (RFC 9110, 15.4.5)."""
    found = badges(waits=True)
    answer = jsonify(
        {
            "mark": found.mark,
            "badges": {
                one.area: {"count": one.count, "words": one.words} for one in found.by_area.values()
            },
        }
    )
    answer.set_etag(found.mark or "none")
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.make_conditional(request)
    return answer
