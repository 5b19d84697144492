"""The page ``/demand``: a month of what is asked beside patterns, and rosters it changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from flask import Blueprint, render_template, request, url_for

from data.i18n.relief_words import deployment_title
from data.i18n.sheet_words import choice_word
from data.model.account import Right
from data.model.post import Post
from data.tables.period import ZONE
from data.tables.values import YEARS, midnight
from scheduler.planning.demand_calendar import DemandDay, DemandEntry, demand_days, rostered_posts
from scheduler.planning.demand_changes import RosterDemand, rosters_behind_demand
from scheduler.planning.demand_words import DemandNotice, notice_of
from scheduler.relief.overview import kept_deployments
from web.access.guard import require
from web.access.regions import plans_book, reach, shown_posts
from web.app_services import services
from web.locale import _, current_language, ngettext
from web.rosters.month_calendar import weeks_of_month
from web.shared.display import clock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.model.deployment import Deployment

pages = Blueprint("demand", __name__, url_prefix="/demand")


@dataclass(frozen=True, slots=True)
class EntryView:
    """One thing on a day of the calendar.

    Parameters
    ----------
    when
        Clock times of that day; empty: all of it.
    what
        How many people, and why.
    address
        Where it can be changed.
    """

    post: Post
    hue: int
    when: str
    what: str
    address: str
    is_closed: bool = False


@dataclass(frozen=True, slots=True)
class DayView:
    """A day of the calendar.

    Parameters
    ----------
    deployments
        Name and address of each deployment that goes on in it.
    """

    day: DemandDay
    is_in_month: bool
    is_today: bool
    entries: tuple[EntryView, ...]
    notes: tuple[str, ...]
    deployments: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RosterView:
    """A roster in force that demand has changed."""

    roster: RosterDemand
    notice: DemandNotice


@pages.get("")
@require(Right.CHANGE_RECORDS)
def month() -> str:
    today = services.clock().astimezone(ZONE).date()
    shown = _month(request.args.get("month", ""), today)
    posts = _seen(rostered_posts(services.store))
    chosen = tuple(request.args.getlist("post")) or _codes(posts)
    hues = {post.id: number % 8 for number, post in enumerate(posts)}
    weeks = weeks_of_month(shown)
    days = {
        one.date: one
        for one in demand_days(
            services.store, weeks[0][0], weeks[-1][-1], chosen, current_language().code
        )
    }
    deployments = kept_deployments(services.store, reach())
    return render_template(
        "demand/month.html",
        month=shown,
        before=_month_of(shown - timedelta(days=1)),
        after=_month_of(shown + timedelta(days=31)),
        weeks=[
            [_day(days[day], shown, today, hues, deployments) for day in week] for week in weeks
        ],
        posts=posts,
        hues=hues,
        chosen=request.args.getlist("post"),
        rosters=_rosters(),
        now=today,
    )


def _seen(posts: Sequence[Post]) -> list[Post]:
    """The posts that the reader may change."""
    return [post for post in posts if reach().is_all or post.id in shown_posts()]


def _codes(posts: Sequence[Post]) -> tuple[str, ...]:
    """Their codes, to ask for these alone; none where they are all there are."""
    return () if reach().is_all else tuple(post.id for post in posts) or ("",)


def _rosters() -> list[RosterView]:
    behind = rosters_behind_demand(services.store, services.clock())
    found = [one for one in behind if reach().is_all or plans_book(one.head.book)]
    views = [(one, notice_of(one.changes, current_language())) for one in found]
    return [RosterView(one, notice) for one, notice in views if notice]


def _month(text: str, today: date) -> date:
    """The first day of the month that an address names; of nonsense this month."""
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)
    return found if found.year in YEARS else today.replace(day=1)


def _month_of(day: date) -> str:
    return f"{day:%Y-%m}"


def _day(
    day: DemandDay,
    shown: date,
    today: date,
    hues: dict[str, int],
    deployments: Sequence[Deployment],
) -> DayView:
    start, end = midnight(day.date, ZONE), midnight(day.date + timedelta(days=1), ZONE)
    begins = [_("{post} begins").format(post=post.name) for post in day.begins]
    ends = [_("last day of {post}").format(post=post.name) for post in day.ends]
    return DayView(
        day,
        (day.date.year, day.date.month) == (shown.year, shown.month),
        day.date == today,
        tuple(_entry(one, day.date, hues) for one in day.entries),
        (*begins, *ends),
        tuple(
            (deployment_title(one, current_language()), url_for("relief.page", number=one.id))
            for one in deployments
            if one.start < end and start < one.over_at
        ),
    )


def _entry(one: DemandEntry, day: date, hues: dict[str, int]) -> EntryView:
    start, end = one.start.astimezone(ZONE), one.end.astimezone(ZONE)
    begins = clock(one.start) if start.date() == day else "00:00"
    ends = clock(one.end) if end.date() == day else "24:00"
    is_whole = (begins, ends) == ("00:00", "24:00")
    return EntryView(
        one.post,
        hues.get(one.post.id, 0),
        "" if is_whole else f"{begins}-{ends}",
        _what(one),
        url_for("records.row", table=one.table, number=one.number),
        one.required == 0,
    )


def _what(one: DemandEntry) -> str:
    people = ngettext("{count} person", "{count} people", one.required)
    if one.source is None:
        return _("at least {people}").format(people=people)
    why = one.reason or choice_word(one.source, current_language())
    said = [_("nobody") if one.required == 0 else people, why]
    if one.yearly:
        said.append(_("each year"))
    return ", ".join(said)
