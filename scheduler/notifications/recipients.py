"""Who is duty manager now: by the roster in force, or by name."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from data.model.account import EVERYWHERE, NOWHERE, Right
from data.model.contact import MAIL, DutyManager, Recipient
from data.store import accounts
from data.store.regions import members_within
from scheduler.coverage.gathering import read_coverage_input
from scheduler.coverage.held_parts import held_parts
from scheduler.coverage.hindrances import who_serves
from scheduler.notifications.notifier import Notifier, open_notifier
from scheduler.records.contacts import people_to_reach

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sqlalchemy import Connection

    from data.model.account import Account, Reach
    from data.store.opening import Store
    from scheduler.coverage.input import CoverageInput
    from scheduler.settings import Settings

Reached = tuple[Recipient, DutyManager]  #: who, and the row that says of which gaps they hear


def managers_now(
    inputs: CoverageInput,
    rows: Iterable[DutyManager],
    people: Mapping[str, Recipient],
    now: datetime,
) -> dict[int, list[Reached]]:
    """Duty managers by level; a post that nobody validly holds now has none.

    Parameters
    ----------
    known
        The rosters in force around `now`.
    people
        Everybody who is here, by code.
    """
    found: dict[int, list[Reached]] = {}
    for row in rows:
        for recipient in _recipients(inputs, row, people, now):
            found.setdefault(row.level, []).append((recipient, row))
    return found


def first_recipients(
    inputs: CoverageInput,
    people: Mapping[str, Recipient],
    now: datetime,
    posts: Iterable[str] = (),
) -> tuple[Recipient, ...]:
    """The duty managers of the first level that anybody is of, whom a channel may reach.

    Parameters
    ----------
    posts
        Ids of posts that it is about: of each whoever is for it, or else whoever there is.
    """
    rows = inputs.alerts.duty_managers
    found: dict[str, Recipient] = {}
    for post in dict.fromkeys(posts):
        meant = inputs.posts.get(post)
        theirs = [row for row in rows if meant and row.is_for(meant)]
        found |= {one.key: one for one in _first(inputs, theirs, people, now)}
    return tuple(found.values()) or _first(inputs, rows, people, now)


def _first(
    inputs: CoverageInput,
    rows: Iterable[DutyManager],
    people: Mapping[str, Recipient],
    now: datetime,
) -> tuple[Recipient, ...]:
    levels = managers_now(inputs, rows, people, now)
    for _level, reached in sorted(levels.items()):
        found = {recipient.key: recipient for recipient, _row in reached if recipient.contacts}
        if found:
            return tuple(found.values())
    return ()


def cannot_come(inputs: CoverageInput, notifier: Notifier, person: str, post: str) -> str:
    """What somebody does who cannot be there: whom they call, by which number, and the page for it.

    Parameters
    ----------
    inputs
        The rosters in force around now.
    person
        Id of who is asked; they do not call themselves.
    post
        Id of the post of the duty: they call who is for its gaps.
    """
    say, me = notifier.speech.gettext, notifier.people.get(person)
    found = first_recipients(inputs, notifier.people, notifier.now, [post])
    known = [one for one in found if one != me and one.telephone]
    link = f"{notifier.settings.base_url}/mine/ill"
    if not known:
        text = say("If you cannot be there, call the duty manager now, or report it: {link}")
        return text.format(link=link)
    who = ", ".join(f"{one.name} {one.telephone}" for one in known[:_MOST_NAMED])
    text = say("If you cannot be there, call the duty manager now: {who}. Or report it: {link}")
    return text.format(who=who, link=link)


def _recipients(
    inputs: CoverageInput, row: DutyManager, people: Mapping[str, Recipient], now: datetime
) -> Iterator[Recipient]:
    if row.post:
        yield from (people[code] for code in holders_now(inputs, row.post, now) if code in people)
    elif row.person:
        if row.person in people:
            yield people[row.person]
    else:
        yield outsider(row)


def outsider(row: DutyManager) -> Recipient:
    """Somebody outside the records, or a group chat."""
    return Recipient(f"outside/{row.name}", row.name, ((row.channel, row.address),))


def holders_now(inputs: CoverageInput, post: str, now: datetime) -> list[str]:
    """Codes of the people who are really on a post at a moment."""
    meant = inputs.posts.get(post)
    if meant is None:
        return []
    return [one.person for one in who_serves(inputs, meant, now)]


_MOST_NAMED = 2  #: duty managers in a message


_NOW = timedelta(minutes=1)  #: the shortest window in which somebody is on duty


def duty_managers_now(store: Store, now: datetime) -> list[Recipient]:
    """The duty managers of the first level that anybody is of, whom a channel may reach.

    Raises
    ------
    InputError
        The records do not hold together.
    StoreError
        The database cannot be reached.
    """
    with store.reading() as connection:
        inputs = read_coverage_input(connection, now, now + _NOW, now)
        people = people_to_reach(connection)
    return list(first_recipients(inputs, people, now))


@dataclass(frozen=True, slots=True)
class PersonOutOfReach:
    """Somebody with duties to come, whom no message can reach.

    Parameters
    ----------
    first
        When the first of these duties begins.
    duties
        How many there are.
    """

    person: str
    name: str
    first: datetime
    duties: int


def people_out_of_reach(
    connection: Connection, settings: Settings, now: datetime, reach: Reach = EVERYWHERE
) -> tuple[PersonOutOfReach, ...]:
    """People with published duties up to the horizon and no channel that the settings name.

    Parameters
    ----------
    reach
        Of those who serve one of these regions alone.
    """
    until = now + timedelta(weeks=settings.horizon_weeks)
    starts: dict[str, list[datetime]] = {}
    for one in held_parts(connection, now, until):
        starts.setdefault(one.person, []).append(one.shift.start)
    notifier = open_notifier(connection, settings, now)
    if not reach.is_all:
        members = members_within(connection, reach)
        starts = {person: mine for person, mine in starts.items() if person in members}
    return tuple(
        PersonOutOfReach(person, notifier.name(person), min(mine), len(mine))
        for person, mine in sorted(starts.items(), key=lambda item: (min(item[1]), item[0]))
        if person in notifier.people and not notifier.can_reach(person)
    )


def with_planners(connection: Connection, notifier: Notifier) -> tuple[Notifier, dict[str, Reach]]:
    """A notifier that reaches planners too, and for which regions each of them plans.

    By the id of the person, or by login: an address is a way to them. Who has no account any more,
    or nowhere a message could go, is not among them.
    """
    known: dict[str, Recipient] = {}
    reaches: dict[str, Reach] = {}
    for account in accounts.accounts(connection):
        found = account_to_reach(account, notifier.people) if account.may(Right.PLAN) else None
        if found is None:
            continue
        code, recipient = found
        known[code] = recipient
        reaches[code] = reaches.get(code, NOWHERE) | account.reach(Right.PLAN)
    return replace(notifier, people={**notifier.people, **known}), reaches


def account_to_reach(
    account: Account, people: Mapping[str, Recipient]
) -> tuple[str, Recipient] | None:
    """An account as somebody to reach, with the id of its person or else its login.

    None: it is closed, or there is nowhere a message could go.
    """
    code = account.person or ""
    if not account.is_active:
        return None
    if code in people:
        return code, people[code]
    if "@" not in account.login:
        return None
    name = account.name or account.login
    return account.login, Recipient(f"outside/{name}", name, ((MAIL, account.login),))
