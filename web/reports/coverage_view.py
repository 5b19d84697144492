"""What the page of coverage shows: posts by month, where the gaps lie, and their causes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from data.model.gap import Cause
from scheduler.coverage.proof import is_counted
from scheduler.reporting.statement import lasting_text, share_text
from web.locale import current_language
from web.reports.display import causes_text, minutes_by_cause
from web.shared.strips import ChartPart, bar_of_parts, joined, months, place, strip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.coverage.proof import MonthOfPost
    from scheduler.reporting.statement import OpenStretch, Statement


UNMADE = (Cause.NO_ROSTER, Cause.ROSTER_ENDS)


@dataclass(frozen=True, slots=True)
class CoverageCell:
    """One post in one month, or in all of them.

    Parameters
    ----------
    valid, named
        Per cent of the minutes required; empty: nobody is required.
    missing
        How long nobody was validly there; empty: never.
    is_unrecorded
        All of it, or a part, lies before the first roster of the post.
    """

    required: int
    valid: str = ""
    named: str = ""
    missing: str = ""
    is_unrecorded: bool = False

    @property
    def is_asked(self) -> bool:
        """Whether the post asks for anybody."""
        return self.required > 0


@dataclass(frozen=True, slots=True)
class PostLine:
    """One post.

    Parameters
    ----------
    cells
        By month.
    total
        All months together.
    open, unmade
        Where in the period nobody was validly there; and where there was no roster at all.
    unrecorded
        Where it lies before the first roster of the post.
    causes
        Bar of minutes by cause.
    causes_said
        The same in words.
    """

    id: str
    name: str
    cells: tuple[CoverageCell, ...]
    total: CoverageCell
    open: tuple[ChartPart, ...]
    unmade: tuple[ChartPart, ...]
    unrecorded: tuple[ChartPart, ...]
    causes: tuple[ChartPart, ...]
    causes_said: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class CoverageView:
    """The page.

    Parameters
    ----------
    lines
        Posts that are counted.
    uncounted
        Names of the others: open calls without a limit.
    marks
        Where each month begins in a strip.
    now
        Where the present lies in a strip, if it does.
    open_posts
        How many posts have a gap.
    unrostered, unrecorded
        How long no roster was in force, and how long lies before the first ones.
    """

    months: tuple[date, ...]
    lines: tuple[PostLine, ...]
    uncounted: tuple[str, ...]
    total: CoverageCell
    marks: tuple[tuple[float, date], ...]
    now: float | None
    open_posts: int
    is_whole: bool
    unrostered: str
    unrecorded: str


def coverage_view(found: Statement, *, may_know: bool) -> CoverageView:
    """The page over a statement; `may_know`: why people are absent."""
    proof = found.proof
    spans = proof.start, proof.end
    every = tuple(sorted({one.month for one in proof.months}))
    by_post: dict[str, list[MonthOfPost]] = {}
    for one in proof.months:
        by_post.setdefault(one.post, []).append(one)
    most = max((sum(m.missing for m in mine) for mine in by_post.values()), default=0)
    counted = [post for post in found.posts if is_counted(post)]
    lines = tuple(
        _line(found, post.id, post.name, by_post.get(post.id, []), every, most, may_know=may_know)
        for post in counted
    )
    return CoverageView(
        months=every,
        lines=lines,
        uncounted=tuple(post.name for post in found.posts if not is_counted(post)),
        total=cell(proof.months),
        marks=months(*spans),
        now=place(found.made_at, *spans),
        open_posts=sum(bool(line.total.missing) for line in lines),
        is_whole=proof.is_whole,
        unrostered=unrostered(found),
        unrecorded=unrecorded(found),
    )


def _line(
    found: Statement,
    post: str,
    name: str,
    mine: Sequence[MonthOfPost],
    every: Sequence[date],
    most: int,
    *,
    may_know: bool,
) -> PostLine:
    by_month = {one.month: one for one in mine}
    causes = minutes_by_cause([one.by_cause for one in mine], may_know=may_know)
    stretches = [one for one in found.stretches if one.post == post]
    before = [one for one in found.unrecorded if one.post == post]
    empty, unmade, unrecorded = (
        strip(
            joined((s.start, s.end, causes_text(s.causes, may_know=may_know)) for s in some),
            found.proof.start,
            found.proof.end,
        )
        for some in (
            [one for one in stretches if not is_unmade(one)],
            [one for one in stretches if is_unmade(one)],
            before,
        )
    )
    return PostLine(
        id=post,
        name=name,
        cells=tuple(cell([by_month[m]] if m in by_month else []) for m in every),
        total=cell(mine),
        open=empty,
        unmade=unmade,
        unrecorded=unrecorded,
        causes=bar_of_parts(causes, most),
        causes_said=tuple((text, lasting_text(n, current_language())) for text, n in causes),
    )


def is_unmade(one: OpenStretch) -> bool:
    """Whether nobody was there because no roster was."""
    return one.causes[0] in UNMADE


def cell(months: Sequence[MonthOfPost]) -> CoverageCell:
    """The minutes of some months together."""
    required = sum(one.required for one in months)
    is_unrecorded = any(one.unrecorded for one in months)
    if not required:
        return CoverageCell(0, is_unrecorded=is_unrecorded)
    valid, named = sum(one.valid for one in months), sum(one.named for one in months)
    missing = lasting_text(required - valid, current_language()) if valid < required else ""
    share = share_text(valid, required, current_language())
    on_paper = share_text(named, required, current_language())
    return CoverageCell(required, share, on_paper, missing, is_unrecorded)


def unrostered(found: Statement) -> str:
    """How long no roster was in force, all posts together; empty: never."""
    minutes = sum(
        n for one in found.proof.months for cause, n in one.by_cause.items() if cause in UNMADE
    )
    return lasting_text(minutes, current_language()) if minutes else ""


def unrecorded(found: Statement) -> str:
    """How long lies before the first rosters, all posts together; empty: nothing."""
    minutes = sum(one.unrecorded for one in found.proof.months)
    return lasting_text(minutes, current_language()) if minutes else ""
