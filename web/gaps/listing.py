"""The list of gaps: filters, and what is left of the gaps by them; pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.model.gap import GapState, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scheduler.coverage.status import GapRow


@dataclass(frozen=True, slots=True)
class Filter:
    """What a reader wants to see.

    Parameters
    ----------
    post
        Id; empty: all posts.
    state
        ``open`` (nobody took it up), ``acknowledged``; empty: both.
    severity
        At least this; empty: all.
    """

    post: str = ""
    state: str = ""
    severity: str = ""

    def keeps(self, row: GapRow) -> bool:
        """Whether a gap passes."""
        least = Severity(self.severity).rank if self.severity else 0
        return (
            self.post in ("", row.gap.interval.post)
            and self.state in ("", row.gap.state.value)
            and row.severity.rank >= least
        )


def read_filter(given: Mapping[str, str]) -> Filter:
    """As the address says; what makes no sense there filters nothing."""
    state, severity = given.get("state", ""), given.get("severity", "")
    return Filter(
        given.get("post", ""),
        state if state in (GapState.OPEN, GapState.ACKNOWLEDGED) else "",
        severity if severity in tuple(Severity) else "",
    )


def kept(rows: Iterable[GapRow], by: Filter) -> list[GapRow]:
    """The gaps that pass, the most severe first."""
    found = [row for row in rows if by.keeps(row)]
    return sorted(found, key=lambda row: (-row.severity.rank, row.gap.interval.start))
