"""Tells planners once that recruiting has to begin: a pool will have too few people."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from data.model.errors import InputError
from data.model.message import MessageKind
from data.store import health
from data.store.audit import trail
from data.store.record_objects import read_functions, read_posts
from data.tables.period import ZONE
from data.tables.values import midnight
from scheduler.notifications.notifier import Notification, Notifier, open_notifier
from scheduler.notifications.outbox import post
from scheduler.notifications.recipients import with_planners
from scheduler.workforce.forecast import Pools, pools_in
from scheduler.workforce.pool_words import PoolWords

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Connection

    from data.model.message import Message
    from data.model.pool_forecast import PoolForecast, Shortage
    from data.store.opening import Store
    from scheduler.settings import Settings

MARK = "pools"  #: the day that was looked at, and which shortages are near, as JSON
AHEAD = timedelta(days=30)  #: before recruiting has to begin


def notify_of_pools(store: Store, settings: Settings, now: datetime) -> list[Message]:
    """Post that recruiting has to begin, for each shortage once; once a day, not in quiet hours.

    What is near is noted, for the first page of planners. Where the records hold no roster yet
    there is nothing to look ahead at.
    """
    today = now.astimezone(ZONE).date()
    if settings.is_quiet(now, ZONE):
        return []
    with store.reading() as connection:
        if _noted(connection).get("day") == today.isoformat():
            return []
        try:
            pools = pools_in(connection, now)
        except InputError:
            return []
    near = [
        (one, short) for one in pools.forecasts for short in one.shortages if _is_near(short, today)
    ]
    with store.writing() as connection:
        trail.take_turn(connection)
        found = _messages(connection, settings, pools, near, now) if near else []
        new = post(store, connection, found)
        health.set_mark(connection, MARK, _mark(today, near))
    return new


def pools_short_soon(store: Store) -> dict[str, date]:
    """By name of the function: from when too few people are there, where recruiting must begin.

    As it was when it was last looked at, once a day.
    """
    with store.reading() as connection:
        near = _noted(connection).get("near", ())
        names = {one.id: one.name for one in read_functions(connection)} if near else {}
    found: dict[str, date] = {}
    for function, _level, on in near:
        name = names.get(function, function)
        found[name] = min(date.fromisoformat(on), found.get(name, date.max))
    return found


def _is_near(one: Shortage, today: date) -> bool:
    return one.recruit_by - AHEAD <= today


def _noted(connection: Connection) -> dict[str, Any]:
    mark = health.read_task_state(connection, MARK).mark
    return json.loads(mark) if mark else {}


def _mark(today: date, near: Iterable[tuple[PoolForecast, Shortage]]) -> str:
    told = [[one.function, short.level.value, short.on.isoformat()] for one, short in near]
    return json.dumps({"day": today.isoformat(), "near": told})


def _messages(
    connection: Connection,
    settings: Settings,
    pools: Pools,
    near: Iterable[tuple[PoolForecast, Shortage]],
    now: datetime,
) -> list[Message]:
    """What planners are told of the functions that posts of their regions ask."""
    told, planners = with_planners(connection, open_notifier(connection, settings, now))
    posts = read_posts(connection)
    found: list[Message] = []
    for code, reach in planners.items():
        reader = told.for_reader(code)
        theirs = {post.function for post in posts if reach.covers(post.regions)}
        for one, short in near:
            if one.function in theirs:
                found += told.messages(code, _notification(reader, pools, one, short))
    return found


def _notification(
    notifier: Notifier, pools: Pools, found: PoolForecast, short: Shortage
) -> Notification:
    words = PoolWords(pools, notifier.speech)
    say = notifier.speech.gettext
    name = words.function(found.function)
    subject = say("{function}: too few people from {month}").format(
        function=name, month=notifier.speech.month(short.on)
    )
    page = f"{notifier.settings.base_url.rstrip('/')}/pools"
    text = [
        words.shortage(found, short),
        "",
        say("Month by month, and why: {link}").format(link=page),
    ]
    return Notification(
        MessageKind.POOL_SHORT,
        (found.function, short.level.value, f"{short.on:%Y-%m}"),
        subject,
        "\n".join(text),
        f"{subject}. {page}",
        stale_at=midnight(max(short.on, notifier.now.astimezone(ZONE).date()) + AHEAD, ZONE),
    )
