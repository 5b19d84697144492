"""An open call beside the duty roster that could take its place, from the store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from data.exchange.build_register import build_register
from data.exchange.calendars import holiday_dates
from data.exchange.faults import FaultLog, nearest, shown
from data.exchange.people_tables import read_people
from data.exchange.period import ZONE
from data.exchange.raw_table import tables_from_texts
from data.exchange.reading import Reading
from data.exchange.region_tables import read_regions
from data.exchange.rule_tables import read_ruleset
from data.model.days import touched_dates
from data.model.errors import Fault, Refused
from data.model.post import Post, PostKind
from data.store import records
from scheduler.alerts.records import stored_alert_records
from scheduler.coverage.call_chances import MEMORY, OpenCall, OpenCallChance, chances
from scheduler.coverage.chance import Share
from scheduler.coverage.duty_instead import (
    DutyInstead,
    OnCallLimits,
    duty_instead,
    on_call_limits,
)
from scheduler.coverage.open_call import kept, members_of, pledged
from scheduler.coverage.pledged import PledgedStretch
from scheduler.gathering import rule_book
from scheduler.records.importing import SOURCE
from scheduler.watching.sweeping import horizon

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.model.register import Register
    from data.model.uncovered import Stretch
    from data.store.opening import Store


@dataclass(frozen=True, slots=True)
class SideBySide:
    """How a post is filled now, and what filling it by roster would ask.

    Parameters
    ----------
    start, end
        UTC; who may fill the post in all of that time is counted, and pledges in it are shown.
    chances
        By day, by night, on holidays.
    pledges, kept
        Who pledged to come, and how often pledges were kept; None: nothing was seen of it.
    limits
        What the law says of being on call.
    alone
        A duty roster for this post by the people that it has.
    beside
        Posts of the same function: as they are, and after each of them the two teams together.
    in_other_teams
        How many of the people may be on call for other posts too: those weeks come on top.
    """

    post: Post
    start: datetime
    end: datetime
    chances: tuple[OpenCallChance, ...]
    pledges: tuple[PledgedStretch, ...]
    kept: Share | None
    limits: OnCallLimits
    alone: DutyInstead
    beside: tuple[DutyInstead, ...]
    in_other_teams: int


def side_by_side(store: Store, post_id: str, now: datetime, weeks: int) -> SideBySide:
    """The open call of a post beside a duty roster for it.

    Parameters
    ----------
    weeks
        How far ahead gaps are looked for: for so long people must stay competent to count.

    Raises
    ------
    Refused
        There is no such post, or it is filled by a roster already.
    InputError
        The records do not hold together.
    """
    with store.reading() as connection:
        posts, found = stored_alert_records(connection, now)
        texts = records.record_texts(connection, ZONE)
    post = _open_post(post_id, posts)
    today, end = now.astimezone(ZONE).date(), horizon(now, weeks)
    tables = tables_from_texts({name: rows for name, rows in texts.items() if rows}, SOURCE)
    reading = Reading(tables, ZONE, FaultLog())
    regions, people = read_regions(reading), read_people(reading)
    limits = on_call_limits(read_ruleset(reading, rule_book()))
    reading.log.raise_if_any()
    served = {person.id: person.regions for person in people}
    teams = _teams(posts, served, build_register(tables, today), (now, end))
    mine = [region for region in regions if region.id in post.regions]
    first, last = (now - MEMORY).astimezone(ZONE).date(), end.astimezone(ZONE).date()
    holidays = holiday_dates(first, last, mine)
    call = OpenCall(post, teams[post.id], found.answers, found.pledges, holidays, ZONE)
    return SideBySide(
        post=post,
        start=now,
        end=end,
        chances=chances(call, now),
        pledges=tuple(pledged(call, now, end)),
        kept=kept(call),
        limits=limits,
        alone=duty_instead((post.id,), len(teams[post.id]), post.required, limits),
        beside=tuple(_beside(post, posts, teams, limits)),
        in_other_teams=len(_in_other_teams(post, posts, teams)),
    )


def all_side_by_side(store: Store, now: datetime, weeks: int) -> tuple[SideBySide, ...]:
    """Every post that is filled by open call, as `side_by_side` tells of one."""
    with store.reading() as connection:
        posts, _found = stored_alert_records(connection, now)
    called = [post.id for post in posts if post.kind is PostKind.OPEN_CALL]
    return tuple(side_by_side(store, post, now, weeks) for post in called)


def _open_post(post_id: str, posts: Sequence[Post]) -> Post:
    post = next((post for post in posts if post.id == post_id), None)
    open_ids = [post.id for post in posts if post.kind is PostKind.OPEN_CALL]
    if post is None:
        what = f"post {shown(post_id)} is unknown"
        raise Refused([Fault(what, nearest(post_id, open_ids) if open_ids else _NONE)])
    if post.kind is not PostKind.OPEN_CALL:
        what = f"{shown(post_id)} is filled by a roster, so nothing is left to chance"
        remedy = f"Posts by open call are {', '.join(open_ids)}" if open_ids else _NONE
        raise Refused([Fault(what, remedy)])
    return post


_NONE = "There is no post of the kind open_call in the records; caco import brings them in"


def _teams(
    posts: Sequence[Post],
    served: dict[str, tuple[str, ...]],
    register: Register,
    window: Stretch,
) -> dict[str, frozenset[str]]:
    """Who may fill each post that is on call or by open call."""
    days = touched_dates(*window, ZONE)
    return {
        each.id: members_of(each, served, register.qualified, days)
        for each in posts
        if each.kind in (PostKind.ON_CALL, PostKind.OPEN_CALL)
    }


def _beside(
    post: Post,
    posts: Sequence[Post],
    teams: dict[str, frozenset[str]],
    limits: OnCallLimits,
) -> list[DutyInstead]:
    """Each other post of the function, as it is and together with this one."""
    found = []
    for other in posts:
        if other.id == post.id or other.id not in teams or other.function != post.function:
            continue
        both = teams[post.id] | teams[other.id]
        found.append(duty_instead((other.id,), len(teams[other.id]), other.required, limits))
        required = post.required + other.required
        found.append(duty_instead((post.id, other.id), len(both), required, limits))
    return found


def _in_other_teams(
    post: Post, posts: Sequence[Post], teams: dict[str, frozenset[str]]
) -> frozenset[str]:
    """Who of the team may be on call for another post too."""
    on_call = {each.id for each in posts if each.kind is PostKind.ON_CALL}
    others = (team for name, team in teams.items() if name in on_call and name != post.id)
    return teams[post.id] & frozenset[str]().union(*others)
