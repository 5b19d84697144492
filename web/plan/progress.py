"""A search that goes on, and how its quality rose, as its page shows it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from data.i18n.proof_words import ProofWords
from data.model.job import JobStatus
from data.model.shift import posts_of_shifts
from web.locale import _, current_language, ngettext
from web.plan.quality import LevelStep, now_on, steps
from web.shared.books import book_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from data.model.job import Job, LevelSoFar
    from scheduler.solve_jobs.job_queries import UnderWay

WIDTH, HEIGHT = 600, 200


@dataclass(frozen=True, slots=True)
class Curve:
    """What is drawn.

    Parameters
    ----------
    best, bound
        Paths: the best roster so far, and what is proven; empty where nothing is known.
    between
        The area between both: what may still be gained.
    most, least, since, until
        What the edges stand for.
    """

    name: str
    best: str
    bound: str
    between: str
    most: str
    least: str
    since: str
    until: str
    width: int = WIDTH
    height: int = HEIGHT


def curve_of(level: LevelSoFar, until: float, priorities: Mapping[str, int | None]) -> Curve | None:
    """The curve of a level up to a moment; None while there is nothing to draw."""
    words = ProofWords(current_language(), priorities)
    values = [
        value
        for point in level.curve
        for value in (point.objective, point.bound)
        if value is not None
    ]
    if not values:
        return None
    least, most = max(min(values), 0), max(*values, 1)
    since = level.curve[0].seconds
    scale = _Scale(since, max(until, since + 1), least, max(most, least + 1))
    best = scale.stairs([(p.seconds, p.objective) for p in level.curve])
    bound = scale.stairs([(p.seconds, p.bound) for p in level.curve])
    return Curve(
        name=words.level(level.name),
        best=_path(best),
        bound=_path(bound),
        between=_area(best, bound),
        most=words.value(level.name, scale.most),
        least=words.value(level.name, scale.least),
        since=f"{scale.start:.0f} s",
        until=f"{scale.end:.0f} s",
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    start: float
    end: float
    least: int
    most: int

    def x(self, seconds: float) -> float:
        part = (min(seconds, self.end) - self.start) / (self.end - self.start)
        return round(part * WIDTH, 1)

    def y(self, value: int) -> float:
        part = (max(value, self.least) - self.least) / (self.most - self.least)
        return round((1 - part) * HEIGHT, 1)

    def stairs(self, known: Sequence[tuple[float, int | None]]) -> list[tuple[float, float]]:
        """A value holds until the next is known, and the last one until now."""
        points: list[tuple[float, float]] = []
        for seconds, value in known:
            if value is None:
                continue
            if points:
                points.append((self.x(seconds), points[-1][1]))
            points.append((self.x(seconds), self.y(value)))
        return [*points, (self.x(self.end), points[-1][1])] if points else []


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + " L".join(f"{x:g},{y:g}" for x, y in points) if points else ""


def _area(upper: Sequence[tuple[float, float]], lower: Sequence[tuple[float, float]]) -> str:
    return f"{_path([*upper, *reversed(lower)])} Z" if upper and lower else ""


@dataclass(frozen=True, slots=True)
class ProgressView:
    """What the page shows.

    Parameters
    ----------
    waits
        No machine works on it yet.
    seconds, limit
        How long it has searched, and how long it may.
    open_shifts
        Of the best roster so far; None: there is none yet.
    is_silent
        Its machine should be at work, and says nothing.
    """

    waits: bool
    is_stopping: bool
    ahead: int
    nobody: bool
    is_silent: bool
    seconds: int
    limit: int
    open_shifts: int | None
    steps: tuple[LevelStep, ...]
    curve: Curve | None


def progress_of(found: UnderWay, now: datetime) -> ProgressView:
    """A job under way at a moment."""
    job, progress = found.job, found.job.progress
    limit = round(job.request.seconds)
    seconds = progress.seconds if progress else 0.0
    level = now_on(progress.levels) if progress else None
    return ProgressView(
        waits=job.status is JobStatus.QUEUED,
        is_stopping=job.status is JobStatus.STOPPING,
        ahead=found.ahead,
        nobody=found.nobody,
        is_silent=job.is_silent(now),
        seconds=min(round(seconds), limit),
        limit=limit,
        open_shifts=progress.open_shifts if progress else None,
        steps=tuple(
            steps(
                progress,
                found.priorities,
                left=posts_of_shifts(job.request.left_open),
                weights=job.request.weights,
            )
        ),
        curve=curve_of(level, seconds, found.priorities) if level else None,
    )


def period_text(first: date, weeks: int) -> str:
    """As ``week 8 – 20 (22 feb – 23 mei)``."""
    last = first + timedelta(weeks=weeks, days=-1)
    dates = current_language().dates(first, last)
    if last.year != first.year:
        dates = f"{current_language().short_date(first)} – {current_language().short_date(last)}"
    return f"{week_numbers(first, last)} ({dates})"


def week_numbers(first: date, last: date) -> str:
    """As ``week 8`` or ``week 8 – 20``."""
    begin, end = first.isocalendar().week, last.isocalendar().week
    if begin == end:
        return _("week {number}").format(number=begin)
    return _("week {first} – {last}").format(first=begin, last=end)


def status_text(job: Job) -> str:
    """Its status."""
    if job.status is JobStatus.CANCELLED and job.roster is not None:
        return _("stopped, draft kept")
    return {
        JobStatus.QUEUED: _("waits"),
        JobStatus.RUNNING: _("searching"),
        JobStatus.STOPPING: _("stopping"),
        JobStatus.DONE: _("finished"),
        JobStatus.FAILED: _("failed"),
        JobStatus.CANCELLED: _("cancelled"),
    }[job.status]


def what_of_it(job: Job) -> str:
    """What came of it, or how far it is, in a few words."""
    if job.message and job.roster is None:
        return current_language().say(job.message).splitlines()[0]
    if job.progress and job.status.is_under_way:
        if job.progress.open_shifts is not None:
            return ngettext(
                "{count} shift still open", "{count} shifts still open", job.progress.open_shifts
            )
        return _("begins")
    return ""


def title(job: Job) -> str:
    """The book if any, the period, and the posts if not all."""
    period = period_text(job.request.first, job.request.weeks)
    if job.request.book:
        period = f"{book_name(job.request.book)}, {period}"
    return f"{period}: {', '.join(job.request.posts)}" if job.request.posts else period
