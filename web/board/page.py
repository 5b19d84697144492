"""What a board page shows, put together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from scheduler.coverage.board import Board, board
from scheduler.coverage.snapshot import CoverageSnapshot
from scheduler.service.health import check_health
from scheduler.service.tasks import tasks
from web.board import telling, timeline

if TYPE_CHECKING:
    from datetime import datetime

    from web.app_services import AppServices

SHORT, LONG = timeline.SHORT, 8  #: weeks of the timeline


@dataclass(frozen=True)
class BoardPage:
    """All that the board shows."""

    seen: CoverageSnapshot
    board: Board
    check: telling.BoardCheck
    scale: timeline.TimelineScale
    weeks: int

    @property
    def headline(self) -> telling.Headline:
        """The sentence above it."""
        return telling.headline(self.board)


def board_page(site: AppServices, weeks: int, now: datetime, *, leads_on: bool) -> BoardPage:
    """The board as it is now.

    Parameters
    ----------
    leads_on
        It leads to the pages of the gaps, so that each needs a number.
    """
    seen = site.numbered(now) if leads_on else site.latest.see(now)
    health = check_health(site.store, tasks(site.settings), now)
    end = now + timedelta(weeks=weeks)
    return BoardPage(
        seen, board(seen, end), telling.check(health), timeline.scale(now, weeks), weeks
    )
