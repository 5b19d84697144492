"""What the page of pools shows of the loss of one person, and of the search for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from data.model.job import JobStatus
from scheduler.workforce.loss_jobs import last_run
from scheduler.workforce.single_points import read_losses
from web.app_services import services
from web.locale import _, current_language
from web.pools.pool_view import may_know

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from data.model.loss_run import LossRun
    from data.model.person_loss import LossOfPerson, LossReport
    from scheduler.workforce.pool_words import PoolWords


@dataclass(frozen=True, slots=True)
class LossRow:
    """Somebody without whom seats stay open."""

    person: str
    name: str
    text: str
    seats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LossLength:
    """Everybody gone for so long, one at a time.

    Parameters
    ----------
    rows
        Of those whom the reader may know.
    """

    heading: str
    verdict: str
    is_whole: bool
    rows: tuple[LossRow, ...]


@dataclass(frozen=True, slots=True)
class SearchView:
    """A search that is to come, under way, or failed.

    Parameters
    ----------
    text
        How far it is, or why it failed.
    is_expected
        Whether an outcome is to come.
    """

    text: str
    is_expected: bool
    done: int
    count: int


@dataclass(frozen=True, slots=True)
class RegionLosses:
    """How many people are missed in a region, by length.

    Parameters
    ----------
    region
        Its id.
    """

    region: str
    missed: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LossView:
    """What was last worked out, and what is to come.

    Parameters
    ----------
    made_at
        None: it was never worked out, or somebody was erased since.
    first, last
        Days that were looked at.
    ends
        Of which posts the roster in force ends sooner; empty: of none.
    stale
        Why it no longer says how things stand; empty: it does.
    by_region
        The same of each region, where there are several.
    search
        None: none was asked for, or it is over and well.
    """

    made_at: datetime | None = None
    first: date | None = None
    last: date | None = None
    ends: str = ""
    stale: str = ""
    lengths: tuple[LossLength, ...] = ()
    by_region: tuple[RegionLosses, ...] = ()
    search: SearchView | None = None


def loss_view(
    words: PoolWords,
    posts: Collection[str] | None,
    regions: Mapping[str, Collection[str]] | None = None,
) -> LossView:
    """What was last worked out.

    Parameters
    ----------
    posts
        Ids of those whose seats count; None: all.
    regions
        Ids of the posts of each region that is told apart.
    """
    now = services.clock()
    search = _search(last_run(services.store), now)
    kept = read_losses(services.store, now)
    if kept is None:
        return LossView(search=search)
    report = kept.report if posts is None else kept.report.of_posts(posts)
    return LossView(
        report.made_at,
        report.first,
        report.last,
        words.ends(report),
        words.stale(kept),
        tuple(_length(report, weeks, words) for weeks in report.lengths),
        tuple(
            RegionLosses(region, _missed(report.of_posts(theirs)))
            for region, theirs in (regions or {}).items()
        ),
        search,
    )


def _missed(report: LossReport) -> tuple[int, ...]:
    return tuple(len(report.missed(weeks)) for weeks in report.lengths)


def _length(report: LossReport, weeks: int, words: PoolWords) -> LossLength:
    return LossLength(
        words.gone(weeks),
        words.verdict(report, weeks),
        report.survives(weeks),
        tuple(_row(one, words) for one in report.missed(weeks) if may_know(one.person)),
    )


def _row(one: LossOfPerson, words: PoolWords) -> LossRow:
    return LossRow(one.person, words.name(one.person), words.loss(one), words.seats(one))


def _search(run: LossRun | None, now: datetime) -> SearchView | None:
    if run is None or run.status in {JobStatus.DONE, JobStatus.CANCELLED}:
        return None
    if run.is_expected(now):
        return SearchView(_progress(run), is_expected=True, done=run.done, count=run.count)
    why = current_language().say(run.message) if run.message else _("its worker is gone")
    text = _("It could not be worked out: {why}.").format(why=why.rstrip("."))
    return SearchView(text, is_expected=False, done=run.done, count=run.count)


def _progress(run: LossRun) -> str:
    if run.status is JobStatus.QUEUED:
        return _("It will be worked out as soon as a worker is free.")
    if not run.count:
        return _("It is being worked out.")
    return _("It is being worked out: {done} of {count}.").format(done=run.done, count=run.count)
