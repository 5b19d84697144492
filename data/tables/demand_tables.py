"""Reads the tables of demand: dated stretches, and minimum covers of each week."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import TYPE_CHECKING

from data.model.demand import Demand, DemandSource, MinimumCover
from data.model.intervals import overlaps
from data.tables.duty_tables import day_or_moment, end_of_day_or_moment
from data.tables.expand import DemandPlan
from data.tables.faults import shown
from data.tables.period import same_holiday
from data.tables.region_tables import MOST_NEEDED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from data.model.post import Post
    from data.tables.reading import Reading
    from data.tables.table_rows import TableRow

_LONGEST = timedelta(days=366)


def read_demand_plan(reading: Reading, posts: Iterable[Post] = ()) -> DemandPlan:
    """The tables ``demand`` and ``minimum_cover``.

    Parameters
    ----------
    posts
        Those that are sound, by which demand outside their days is found.
    """
    return DemandPlan(_read_demands(reading, {post.id: post for post in posts}), _covers(reading))


def _read_demands(reading: Reading, posts: dict[str, Post]) -> tuple[Demand, ...]:
    rows: list[tuple[TableRow, Demand]] = []
    for row in reading.rows("demand"):
        found = _demand(row, reading)
        if found is not None and row.is_sound:
            _check_days(row, found, posts.get(found.post), reading)
        if found is not None and row.is_sound:
            rows.append((row, found))
    for (first, one), (second, other) in combinations(rows, 2):
        if second.is_sound and one.post == other.post and _are_at_odds(one, other, reading):
            what = f"row {first.number} says how many {shown(one.post)} needs in this time too"
            remedy = "Let one row speak of a time: change one of the two, or remove it"
            second.fault("start", what, remedy)
    return tuple(found for row, found in rows if row.is_sound)


def _demand(row: TableRow, reading: Reading) -> Demand | None:
    post = _post(row, reading)
    start = row.get("start", lambda text: day_or_moment(text, reading.zone), None)
    end = row.get("end", lambda text: end_of_day_or_moment(text, reading.zone), None)
    required = row.optional_whole("required", 0, MOST_NEEDED)
    usual = DemandSource.CLOSED if required == 0 else DemandSource.EVENT
    source = row.choice("source", DemandSource, usual)
    yearly = row.yes("yearly", default=False)
    until = row.optional_day("until")
    reason = row.name("reason")
    if start is None or end is None or required is None:
        return None
    if end <= start:
        row.fault_of_order()
        return None
    if end - start > _LONGEST:
        remedy = "Correct the dates; what is always so is a number of the post itself"
        row.fault("end", "this lasts longer than a year", remedy)
    if source is DemandSource.CLOSED and required:
        what = f"it is closed, and {required} people are needed"
        row.fault("required", what, "Put 0 in required, or choose another source")
    if until is not None and not yearly:
        what = "until is for what returns each year, and this does not"
        row.fault("until", what, "Leave it empty, or put yes in yearly")
    elif until is not None and until < start.astimezone(reading.zone).date():
        row.fault("until", "until lies before the start", "Correct one of the two dates")
    return Demand(post, start, end, required, reason, source, yearly, until)


def _check_days(row: TableRow, demand: Demand, post: Post | None, reading: Reading) -> None:
    """Refuse demand on days on which the post is not there."""
    if post is None or demand.yearly:
        return
    first = demand.start.astimezone(reading.zone).date()
    last = (demand.end - timedelta(minutes=1)).astimezone(reading.zone).date()
    if post.start and first < post.start:
        what = f"{shown(post.id)} is not there before {post.start}"
        row.fault("start", what, "Correct the date, or the first day of the post")
    elif post.until and last > post.until:
        what = f"{shown(post.id)} is not there after {post.until}"
        row.fault("end", what, "Correct the date, or the last day of the post")


def _are_at_odds(one: Demand, other: Demand, reading: Reading) -> bool:
    """Whether two demands of a kind speak of the same time; once goes before yearly."""
    if one.yearly is not other.yearly:
        return False
    if not one.yearly:
        return overlaps(one, other)
    since = max(one.start, other.start).astimezone(reading.zone).year
    window = datetime(since, 1, 1, tzinfo=UTC), datetime(since + 1, 12, 31, tzinfo=UTC)
    mine, others = (list(each.times(window, reading.zone, same_holiday)) for each in (one, other))
    return any(overlaps(a, b) for a in mine for b in others)


def _covers(reading: Reading) -> tuple[MinimumCover, ...]:
    found = []
    for row in reading.rows("minimum_cover"):
        first, until = row.first_and_last()
        cover = MinimumCover(
            post=_post(row, reading),
            weekdays=row.weekdays("weekdays"),
            start=row.clock("start"),
            end=row.clock("end"),
            required=row.whole_in("required", 1, MOST_NEEDED, 1),
            first=first,
            until=until,
        )
        if row.is_sound:
            found.append(cover)
    return tuple(found)


def _post(row: TableRow, reading: Reading) -> str:
    """A post that is rostered: to an open call nobody is obliged to come."""
    post = row.reference("post", reading.posts, "post")
    if post and reading.open_call_posts and post in reading.open_call_posts:
        what = f"{shown(post)} is an open call: nobody is rostered on it"
        row.fault("post", what, "Choose a post that is filled by a roster")
    return post
