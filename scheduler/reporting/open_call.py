"""An open call beside the duty roster that could take its place, from the store."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from data.model.account import EVERYWHERE
from data.model.days import touched_dates
from data.model.errors import Fault, Refused
from data.model.person import Person
from data.model.pool_forecast import ON_CALL_WEEKS
from data.model.post import Post, PostKind
from data.store import records
from data.store.record_objects import (
    SOURCE,
    read_alert_records,
    read_objects,
    read_posts,
    read_regions,
    read_register,
)
from data.tables.faults import FaultLog, nearest, shown
from data.tables.period import ZONE, holiday_dates
from data.tables.raw_table import tables_from_texts
from data.tables.reading import Reading
from data.tables.rule_tables import read_ruleset
from scheduler.coverage.call_chances import MEMORY, ObservedShare, OpenCall, OpenCallChance, chances
from scheduler.coverage.monitor import horizon
from scheduler.coverage.open_call import PledgedStretch, kept, members_of, pledged
from scheduler.records.checks import rule_book
from solver.rules.c02_days_without_on_call import DaysWithoutOnCall
from solver.rules.c03_days_without_duty import DaysWithoutDuty
from solver.rules.c06_hours_with_call_nights import HoursWithCallNights
from solver.rules.in_force import rules_in_force
from solver.timeline.clock import DAY, HOUR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from data.i18n.language import Language
    from data.model.account import Reach
    from data.model.register import Register
    from data.model.ruleset import Ruleset
    from data.model.shift import Stretch
    from data.store.opening import Store
    from scheduler.coverage.call_chances import Chance

    pass

    from solver.rules.base import Rule
    from solver.rules.free_blocks_rule import FreeBlocksRule

R = TypeVar("R", DaysWithoutOnCall, DaysWithoutDuty, HoursWithCallNights)


BEARABLE = ON_CALL_WEEKS


_WEEKS_IN_YEAR = 365.25 / 7


_NIGHTS_IN_WEEK = 7


@dataclass(frozen=True, slots=True)
class OnCallLimits:
    """What the rules in force say of being on call, for whoever has no night shifts.

    Parameters
    ----------
    most_days, window_days
        On call at most so many days of so many: the stricter of C02 and C03, ATW 5:9(2).
    most_nights, night_weeks
        From so many nights on call in so many weeks on, C06 limits the hours of work, ATW 5:9(5).
    average_hours
        That limit: hours a week on average.
    """

    most_days: int
    window_days: int
    most_nights: int
    night_weeks: int
    average_hours: float


@dataclass(frozen=True, slots=True)
class DutyInstead:
    """A team that shares the weeks on call of one or more posts.

    Parameters
    ----------
    posts
        Ids.
    people, required
        How many there are, and how many must be on call at once.
    least_by_law
        So many people are needed at least, by `OnCallLimits`. A lower bound: leave, illness,
        night shifts and the change of the clock ask for more.
    least_bearable
        So many are needed at one week in `BEARABLE`.
    weeks_a_year
        On call per person; None: there is nobody.
    nights
        On call per person in the weeks of C06; None: there is nobody.
    hours_are_limited
        Whether that is so many that C06 limits the hours of work.
    """

    posts: tuple[str, ...]
    people: int
    required: int
    least_by_law: int
    least_bearable: int
    weeks_a_year: float | None
    nights: float | None
    hours_are_limited: bool


def on_call_limits(ruleset: Ruleset) -> OnCallLimits:
    """The limits of the rules in force; of one that is not, its defaults."""
    rules = rules_in_force(ruleset)
    days, duty = _rule(DaysWithoutOnCall, rules), _rule(DaysWithoutDuty, rules)
    hours = _rule(HoursWithCallNights, rules)
    blocks: tuple[FreeBlocksRule, ...] = (days, duty)
    strictest = min(blocks, key=_minutes_left)
    return OnCallLimits(
        most_days=_minutes_left(strictest) // DAY,
        window_days=strictest.window // DAY,
        most_nights=hours.number,
        night_weeks=hours.weeks,
        average_hours=hours.max_average / HOUR,
    )


def _rule(kind: type[R], rules: Sequence[Rule]) -> R:
    return next((rule for rule in rules if isinstance(rule, kind)), kind())


def _minutes_left(rule: FreeBlocksRule) -> int:
    return rule.window - rule.blocks * rule.block


def duty_instead(
    posts: tuple[str, ...], people: int, required: int, limits: OnCallLimits
) -> DutyInstead:
    """What sharing the weeks on call comes to.

    Parameters
    ----------
    posts
        Ids of the posts that would be on call.
    people
        How many share them.
    required
        How many must be on call at once, for all these posts together.
    """
    nights = _NIGHTS_IN_WEEK * limits.night_weeks * required / people if people else None
    most = max(1, limits.most_days)
    return DutyInstead(
        posts=posts,
        people=people,
        required=required,
        least_by_law=max(required, math.ceil(required * limits.window_days / most)),
        least_bearable=BEARABLE * required,
        weeks_a_year=_WEEKS_IN_YEAR * required / people if people else None,
        nights=nights,
        hours_are_limited=nights is not None and nights >= limits.most_nights,
    )


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
    kept: ObservedShare | None
    limits: OnCallLimits
    alone: DutyInstead
    beside: tuple[DutyInstead, ...]
    in_other_teams: int


def side_by_side(
    store: Store, post_id: str, now: datetime, weeks: int, reach: Reach = EVERYWHERE
) -> SideBySide:
    """The open call of a post beside a duty roster for it.

    Parameters
    ----------
    weeks
        How far ahead gaps are looked for: for so long people must stay competent to count.
    reach
        Posts that serve no region within it are as not there.

    Raises
    ------
    Refused
        There is no such post, or it is filled by a roster already.
    InputError
        The records do not hold together.
    """
    with store.reading() as connection:
        posts, found = _posts_within(connection, reach), read_alert_records(connection)
        post = _open_post(post_id, posts)
        regions, people = read_regions(connection), read_objects(connection, Person, "people")
        register = read_register(connection, now.astimezone(ZONE).date())
        limits = on_call_limits(_ruleset(connection))
    end = horizon(now, weeks)
    served = {person.id: person.regions for person in people}
    teams = _teams(posts, served, register, (now, end))
    mine = [region for region in regions if region.id in post.regions]
    first, last = (now - MEMORY).astimezone(ZONE).date(), end.astimezone(ZONE).date()
    holidays = holiday_dates(first, last, mine)
    call = OpenCall(post, teams[post.id], found.call_outs, found.pledges, holidays, ZONE)
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


def all_side_by_side(
    store: Store, now: datetime, weeks: int, reach: Reach = EVERYWHERE
) -> tuple[SideBySide, ...]:
    """Every post within reach that is filled by open call, as `side_by_side` tells of one."""
    with store.reading() as connection:
        posts = _posts_within(connection, reach)
    called = [post.id for post in posts if post.kind is PostKind.OPEN_CALL]
    return tuple(side_by_side(store, post, now, weeks, reach) for post in called)


def _posts_within(connection: Connection, reach: Reach) -> list[Post]:
    return [post for post in read_posts(connection) if reach.covers(post.regions)]


def _ruleset(connection: Connection) -> Ruleset:
    """The rules of the records: parameters are kept as they were written."""
    texts = records.texts_of(connection, ("rules", "agreements"), ZONE)
    tables = tables_from_texts({name: rows for name, rows in texts.items() if rows}, SOURCE)
    reading = Reading(tables, ZONE, FaultLog())
    found = read_ruleset(reading, rule_book())
    reading.log.raise_if_any()
    return found


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


_NONE = "There is no post of the kind open_call in the records; caco import adds them"


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


class OpenCallVerdict(StrEnum):
    """How good something is."""

    GOOD = "good"
    HEAVY = "heavy"
    BAD = "bad"


def verdict(one: OpenCallChance, speech: Language) -> tuple[OpenCallVerdict, str] | None:
    """Whether an open call does at a class of time; None: it is not watched."""
    say = speech.gettext
    if one.most is None:
        return None
    if one.chance is None:
        return OpenCallVerdict.BAD, say("not known: not covered")
    if one.falls_short:
        return OpenCallVerdict.BAD, say("falls short")
    return OpenCallVerdict.GOOD, say("good enough")


def suffices(one: DutyInstead, speech: Language) -> tuple[OpenCallVerdict, str]:
    """Whether a team can share a duty roster."""
    say = speech.gettext
    if one.people < one.least_by_law:
        return OpenCallVerdict.BAD, say("too few for the law")
    if one.people < one.least_bearable:
        return OpenCallVerdict.HEAVY, say("allowed, and heavy")
    return OpenCallVerdict.GOOD, say("can be done")


def share_words(found: ObservedShare | None, speech: Language) -> str:
    """What was seen, of how much, with its interval."""
    return "-" if found is None else f"{found.count}/{found.of}: {between(found, speech)}"


def between(found: ObservedShare | Chance | None, speech: Language) -> str:
    """A share or chance with its interval, in per cent."""
    if found is None:
        return "-"
    value, low, high = (speech.number(100 * x, 1) for x in (found.value, found.low, found.high))
    return f"{value} % ({low} – {high})"


def remarks(found: SideBySide, speech: Language) -> list[str]:
    """How the chances are to be read."""
    say, post = speech.gettext, found.post
    lines = [
        say("{people} people are called, {required} must come.").format(
            people=found.alone.people, required=post.required
        )
    ]
    if post.most_chance_nobody is None:
        lines.append(say("No threshold is set (most_chance_nobody of posts): it is not watched."))
    else:
        most = speech.number(100 * post.most_chance_nobody, 1)
        lines.append(say("Good enough is a chance of at most {most} %.").format(most=most))
    if any(one.chance is None for one in found.chances):
        lines.append(say("Write down who came and who did not, of every call-out."))
    lines.append(
        say(
            "Between brackets: 95 % intervals. The chance assumes that people decide independently"
            " of each other; what counts is its pessimistic end, or worse if the calls themselves"
            " show it."
        )
    )
    return lines


def limits_words(found: SideBySide, speech: Language) -> list[str]:
    """What the law says of a duty roster, and of these people."""
    say, limits = speech.gettext, found.limits
    lines = [
        say(
            "The law allows {days} days on call in {window} (ATW 5:9(2)); leave, illness and night"
            " shifts ask for more people than that."
        ).format(days=limits.most_days, window=limits.window_days)
    ]
    if found.in_other_teams:
        lines.append(
            say(
                "{count} of these {people} people may be on call for other posts too; those weeks"
                " come on top."
            ).format(count=found.in_other_teams, people=found.alone.people)
        )
    limited = [one for one in (found.alone, *found.beside) if one.hours_are_limited]
    for one in limited:
        lines.append(
            say(
                "{team}: {nights} nights on call each in {weeks} weeks, so at most {hours} hours of"
                " work a week on average (ATW 5:9(5))."
            ).format(
                team=" + ".join(one.posts),
                nights=speech.number(one.nights or 0),
                weeks=limits.night_weeks,
                hours=speech.number(limits.average_hours),
            )
        )
    return lines
