"""Minutes of call-outs against their norms, by month; and beside them what went well.

Each norm has its article in the Decree on safety regions (Besluit veiligheidsregio's, the text in
force on 1 January 2026): alerting begins within 2 minutes (2.2.3(1)), the control room describes
the incident within 5 (2.2.4), and each part of the main structure starts its task within the
minutes of 2.3.2(1), which the posts hold as their norm. A post that no statute requires has a norm
of the region.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from statistics import median
from typing import TYPE_CHECKING

from data.model.account import EVERYWHERE
from data.model.post import Authority, NormFrom, Post, PostKind
from data.store import gaps
from data.store.record_objects import read_posts
from data.store.regions import posts_within
from data.store.stand_ins import stand_ins_between
from data.tables.period import ZONE
from data.tables.values import midnight
from scheduler.call_outs.queries import RecordedCallOut, call_outs_between

if TYPE_CHECKING:
    from data.model.account import Reach
    from data.model.call_out import CalledPerson, CallOut
    from data.model.gap import Gap
    from data.model.stand_in import StandIn
    from data.store.opening import Store

_MINUTE = timedelta(minutes=1)
ALERTING_MINUTES, DESCRIPTION_MINUTES = 2, 5


class NormKind(StrEnum):
    """What is timed."""

    ALERTING = "alerting"  #: from the criteria to the first alert
    DESCRIPTION = "description"  #: from the criteria to the description of the incident
    START = "start"  #: from the criteria to the start of the task of a post


@dataclass(frozen=True, slots=True, order=True)
class Norm:
    """A number of minutes that somebody set.

    Parameters
    ----------
    article
        Of the decree; empty: the region set it.
    """

    minutes: int
    kind: NormKind
    article: str


@dataclass(frozen=True, slots=True)
class Timed:
    """One norm in one call-out.

    Parameters
    ----------
    post
        Id of the post; empty: the control room as such.
    took
        None: it was not written down, or nobody came.
    is_met
        None: it cannot be said.
    """

    recorded: RecordedCallOut
    norm: Norm
    post: str
    took: timedelta | None
    is_met: bool | None

    @property
    def month(self) -> date:
        """The first of the local month of the alert."""
        return _month_of(self.recorded.call_out.alert_at)


@dataclass(frozen=True, slots=True)
class NormCount:
    """How often a norm was met.

    Parameters
    ----------
    met, of
        Of those that were timed; somebody who never came is timed, and too late.
    untimed
        How often nothing can be said.
    median, worst
        Minutes, of those who came; None: nothing was timed.
    """

    met: int
    of: int
    untimed: int
    median: float | None
    worst: float | None


@dataclass(frozen=True, slots=True)
class NormRow:
    """A norm in a month, or of a post, by whether there was a valid CaCo at the alert.

    Parameters
    ----------
    month
        Its first day; None: all months together.
    post
        Id; empty: of all posts with that norm.
    """

    month: date | None
    norm: Norm
    post: str
    everything: NormCount
    with_caco: NormCount
    without_caco: NormCount
    unknown: NormCount


@dataclass(frozen=True, slots=True)
class GapMonth:
    """What became of the gaps of a month, and how many duties were taken over.

    Parameters
    ----------
    month
        Its first day; None: all of the period.
    in_time, late
        Filled before they began, and after.
    not_filled
        Over, and nobody was there; those that were accepted as intended are left out.
    taken_over
        Parts of duties that somebody else did than who was rostered, or in an empty seat.
    median_hours
        From found to filled, of those that were filled; None: none was.
    """

    month: date | None
    in_time: int
    late: int
    not_filled: int
    median_hours: float | None
    taken_over: int = 0


@dataclass(frozen=True, slots=True)
class CallOutReport:
    """Call-outs of a period of local days, both inclusive.

    Parameters
    ----------
    call_outs
        All of them, exercises too, by alert.
    months, posts
        Norms of incidents by month, the sum of all months last; and by post.
    exercises
        Norms of exercises, all months together.
    gaps
        What went well and what did not, by month; the sum last.
    names
        Of posts, by id.
    """

    first: date
    last: date
    call_outs: tuple[RecordedCallOut, ...]
    months: tuple[NormRow, ...]
    posts: tuple[NormRow, ...]
    exercises: tuple[NormRow, ...]
    gaps: tuple[GapMonth, ...]
    names: Mapping[str, str]


def report(
    store: Store, first: date, last: date, now: datetime, reach: Reach = EVERYWHERE
) -> CallOutReport:
    """The report over local days, both ends inclusive; of posts within reach.

    Raises
    ------
    InputError
        The records do not hold together.
    """
    start, end = midnight(first, ZONE), midnight(last + timedelta(days=1), ZONE)
    with store.reading() as connection:
        known = read_posts(connection)
        posts = {post.id: post for post in known if reach.covers(post.regions)}
        found = call_outs_between(connection, start, end, now, reach)
        within = posts_within(connection, reach)
        kept = [
            gap
            for gap in gaps.read_gaps(connection, since=start)
            if gap.interval.start < end and (reach.is_all or gap.interval.post in within)
        ]
        stand_ins = [
            one
            for one in stand_ins_between(connection, start, end)
            if one.comer and (reach.is_all or one.post in within)
        ]
    timed = [one for each in found for one in timed_norms(each, posts)]
    incidents = [one for one in timed if not one.recorded.call_out.is_exercise]
    exercises = [one for one in timed if one.recorded.call_out.is_exercise]
    return CallOutReport(
        first=first,
        last=last,
        call_outs=found,
        months=tuple(_by_month(incidents)),
        posts=tuple(_by_post(incidents)),
        exercises=tuple(_rows(exercises, None)),
        gaps=tuple(gaps_by_month(kept, stand_ins, start, now)),
        names={post.id: post.name for post in posts.values()},
    )


def timed_norms(recorded: RecordedCallOut, posts: Mapping[str, Post]) -> list[Timed]:
    """Every norm of a call-out, with what it took.

    The minutes count from the moment at which the criteria were met; where that is not known, from
    the alert. A post of which everybody was called later than the alert was called when the
    incident was scaled up: its minutes count from its first call. Those of a policy team count from
    when the mayor convened it, if its post says so.
    """
    one = recorded.call_out
    alerting = None if one.criteria_at is None else one.alert_at - one.criteria_at
    described = None if one.picture_at is None else one.picture_at - one.counted_from
    found = [
        _timed(recorded, Norm(ALERTING_MINUTES, NormKind.ALERTING, "2.2.3(1)"), "", alerting),
        _timed(recorded, Norm(DESCRIPTION_MINUTES, NormKind.DESCRIPTION, "2.2.4"), "", described),
    ]
    for code in dict.fromkeys([*one.posts, *(person.post for person in one.people)]):
        post = posts.get(code)
        if post is None or post.start_norm_minutes is None:
            continue
        norm = Norm(post.start_norm_minutes, NormKind.START, _article(post))
        called = [person for person in one.people if person.post == code]
        found.append(_started(recorded, norm, post, called))
    return found


def _article(post: Post) -> str:
    """Who is at the desk alerts the others; a norm that no statute sets is the region's own."""
    if post.authority is not Authority.STATUTE:
        return ""
    return "2.2.3(1)" if post.kind is PostKind.ON_SITE else "2.3.2(1)"


def _timed(recorded: RecordedCallOut, norm: Norm, post: str, took: timedelta | None) -> Timed:
    is_met = None if took is None else took <= norm.minutes * _MINUTE
    return Timed(recorded, norm, post, took, is_met)


def _started(
    recorded: RecordedCallOut, norm: Norm, post: Post, called: Sequence[CalledPerson]
) -> Timed:
    """When as many as the post needs had begun."""
    one = recorded.call_out
    came = [person for person in called if person.came]
    begun = sorted(at for person in came if (at := one.arrived_at(person)) is not None)
    since = _counted_from(one, post, called)
    if len(begun) >= post.required:
        return _timed(recorded, norm, post.id, begun[post.required - 1] - since)
    if called and len(came) < post.required:
        return Timed(recorded, norm, post.id, None, False)  # too few came, whenever they did
    return Timed(recorded, norm, post.id, None, None)


def _counted_from(one: CallOut, post: Post, called: Sequence[CalledPerson]) -> datetime:
    if post.norm_from is NormFrom.CONVENED and one.convened_at is not None:
        return one.convened_at
    moments = [one.called_at(person) for person in called]
    later = [at for at in moments if at > one.alert_at]
    return min(later) if later and len(later) == len(moments) else one.counted_from


def _by_month(timed: Sequence[Timed]) -> Iterable[NormRow]:
    for month in sorted({one.month for one in timed}):
        yield from _rows([one for one in timed if one.month == month], month)
    yield from _rows(timed, None)


def _rows(timed: Sequence[Timed], month: date | None) -> list[NormRow]:
    norms = sorted({one.norm for one in timed})
    return [_row([one for one in timed if one.norm == norm], month, norm) for norm in norms]


def _by_post(timed: Sequence[Timed]) -> list[NormRow]:
    pairs = sorted({(one.norm, one.post) for one in timed if one.post})
    return [
        _row([one for one in timed if (one.norm, one.post) == (norm, post)], None, norm, post)
        for norm, post in pairs
    ]


def _row(mine: Sequence[Timed], month: date | None, norm: Norm, post: str = "") -> NormRow:
    def those(is_valid: bool | None) -> NormCount:
        return count([one for one in mine if one.recorded.desk.is_valid is is_valid])

    return NormRow(month, norm, post, count(mine), those(True), those(False), those(None))


def count(timed: Sequence[Timed]) -> NormCount:
    """How often the norm was met in these."""
    known = [one for one in timed if one.is_met is not None]
    minutes = [one.took / _MINUTE for one in timed if one.took is not None]
    return NormCount(
        met=sum(bool(one.is_met) for one in known),
        of=len(known),
        untimed=len(timed) - len(known),
        median=median(minutes) if minutes else None,
        worst=max(minutes, default=None),
    )


def gaps_by_month(
    kept: Iterable[Gap], stand_ins: Iterable[StandIn], start: datetime, now: datetime
) -> list[GapMonth]:
    """How gaps ended that were filled or are over, by the month in which they began.

    Parameters
    ----------
    stand_ins
        Take-overs, which count in the month in which they begin.
    start
        Of the period: what began earlier counts there.
    """
    mine = [gap for gap in kept if gap.is_filled or _is_missed(gap, now)]
    months: dict[date, list[Gap]] = {}
    for gap in mine:
        months.setdefault(_month_of(max(gap.interval.start, start)), []).append(gap)
    taken = Counter(_month_of(max(one.start, start)) for one in stand_ins)
    found = [
        _gap_month(month, months.get(month, []), taken[month], now)
        for month in sorted({*months, *taken})
    ]
    return [*found, _gap_month(None, mine, taken.total(), now)] if found else []


def _month_of(at: datetime) -> date:
    return at.astimezone(ZONE).date().replace(day=1)


def _gap_month(month: date | None, mine: Sequence[Gap], taken: int, now: datetime) -> GapMonth:
    filled = [(gap, gap.closed_at) for gap in mine if gap.is_filled and gap.closed_at is not None]
    hours = [(closed - gap.opened_at) / timedelta(hours=1) for gap, closed in filled]
    return GapMonth(
        month=month,
        in_time=sum(closed <= gap.interval.start for gap, closed in filled),
        late=sum(closed > gap.interval.start for gap, closed in filled),
        not_filled=sum(_is_missed(gap, now) for gap in mine),
        median_hours=median(hours) if hours else None,
        taken_over=taken,
    )


def _is_missed(gap: Gap, now: datetime) -> bool:
    if gap.accepted_until is not None:
        return False
    return gap.interval.end <= now and not gap.is_filled
