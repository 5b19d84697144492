"""Calendar links on the screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from rich.table import Table

from data.i18n.language import Language
from data.model.subscription import Scope, Subscription
from data.store.subscriptions import LEFT
from data.tables.period import ZONE
from scheduler.cli.plain_values import plain
from scheduler.feeds.calendar_cache import StaleCalendar
from scheduler.feeds.links import Given, link_url


def given_lines(given: Given, base_url: str, speech: Language) -> list[str]:
    """A new link, and what its owner has to know."""
    say, url = speech.gettext, link_url(base_url, given.token)
    secret = say("Link {number}: a secret, and shown only now. Subscribe with it, or pass it on.")
    webcal = say("Where a program asks for webcal: {url}")
    return [
        url,
        secret.format(number=given.link.id),
        webcal.format(url="webcal" + url[url.index("://") :]),
    ]


def links_table(
    links: Sequence[Subscription],
    versions: Mapping[int, int],
    late: Mapping[int, StaleCalendar],
    now: datetime,
    speech: Language,
) -> Table:
    """A row for each link."""
    say = speech.gettext
    table = Table(box=None, padding=(0, 2, 0, 0))
    for heading in (
        say("Link"),
        say("Shows"),
        say("Made by"),
        say("Status"),
        say("Last fetched"),
        say("By"),
        say("Version"),
    ):
        table.add_column(heading)
    for link in links:
        fetched = speech.moment(link.fetched_at, ZONE) if link.fetched_at else say("never")
        table.add_row(
            str(link.id),
            shown(link, speech),
            f"{link.created_by}, {speech.moment(link.created_at, ZONE)}",
            _status(link, now, speech),
            fetched,
            link.fetched_by,
            _versions(link, versions.get(link.id)),
        )
        if link.id in late:
            sentence = late[link.id].sentence(speech, ZONE)
            table.add_row("", f"[yellow]{sentence}[/yellow]")
    return table


def shown(link: Subscription, speech: Language) -> str:
    """What a link shows."""
    say = speech.gettext
    match link.scope:
        case Scope.GAPS:
            return say("open seats")
        case Scope.ALL:
            return say("the whole roster")
        case _:
            return link.subject


def as_row(link: Subscription, version: int | None, now: datetime) -> dict[str, Any]:
    """A link as JSON."""
    return {**plain(asdict(link)), "version": version, "works": _is_alive(link, now)}


def _versions(link: Subscription, now: int | None) -> str:
    seen = "" if link.fetched_version is None else str(link.fetched_version)
    return f"{seen} → {now}" if seen and now is not None and now != link.fetched_version else seen


def _is_alive(link: Subscription, now: datetime) -> bool:
    return link.revoked_at is None and (link.expires_at is None or now < link.expires_at)


def _status(link: Subscription, now: datetime, speech: Language) -> str:
    say = speech.gettext
    if link.revoked_by == LEFT:
        return "[dim]" + say("its person left") + "[/dim]"
    if link.revoked_at is not None:
        moment = speech.moment(link.revoked_at, ZONE)
        text = say("withdrawn by {who}, {moment}").format(who=link.revoked_by, moment=moment)
        return f"[dim]{text}[/dim]"
    if not _is_alive(link, now):
        return "[dim]" + say("expired") + "[/dim]"
    if link.expires_at is not None:
        moment = speech.moment(link.expires_at, ZONE)
        return say("works until {moment}").format(moment=moment)
    return "[green]" + say("works") + "[/green]"
