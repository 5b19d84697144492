"""One person's time with other duties than they have, and where it differs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from solver.time.clock import DAY
from solver.time.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Iterable

    from solver.time.rows import Row

NEAR = 2 * DAY  #: a row joins others to a shift of the law, whose windows may begin beside it


@dataclass(frozen=True)
class Trial:
    """Somebody's time after a change.

    Parameters
    ----------
    whole
        All of it.
    changed
        From the first to the last minute of the rows that are new or gone; None: the rules
        themselves change, so that it may break anywhere.
    """

    whole: Timeline
    changed: tuple[int, int] | None

    @cached_property
    def near(self) -> Timeline:
        """The same, judged only where the change can matter: elsewhere it breaks what it broke.

        A window that holds no changed row holds what it held.
        """
        if self.changed is None:
            return self.whole
        about = self.whole.about
        first, last = self.changed
        span = replace(
            about.span,
            judged_start=max(about.span.judged_start, first - NEAR),
            judged_end=min(about.span.judged_end, last + NEAR),
        )
        return replace(self.whole, about=replace(about, span=span))

    def without(self, row: Row) -> Trial:
        """The same without one row more."""
        rows = tuple(other for other in self.whole.rows if other != row)
        changed = None if self.changed is None else stretch([self.changed, (row.start, row.end)])
        return Trial(replace(self.whole, rows=rows), changed)


def stretch(changed: Iterable[tuple[int, int]]) -> tuple[int, int] | None:
    """From the first start to the last end; None: nothing changed."""
    found = list(changed)
    return (min(s for s, _ in found), max(e for _, e in found)) if found else None
