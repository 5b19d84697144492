"""The steps of alerts in force, whom they reach now, and what would become of a gap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from data.model.account import EVERYWHERE
from data.model.contact import DIGEST, MAIL, AlertStep, DutyManager, Recipient
from data.model.gap import Cause, Gap, GapPart, GapState, UncoveredInterval
from data.model.post import Post, PostKind
from data.store.gaps import NotificationRecord
from data.store.record_objects import read_books
from data.tables.period import ZONE
from scheduler.coverage.gathering import read_coverage_input
from scheduler.notifications.escalation import EscalationInput, GapNotice, decide
from scheduler.notifications.recipients import managers_now
from scheduler.records.contacts import people_to_reach

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.model.account import Reach
    from data.store.opening import Store
    from scheduler.coverage.input import CoverageInput
    from scheduler.settings import Settings

_NOW = timedelta(minutes=1)
_LOOK = timedelta(minutes=15)  #: how often the future is looked at: closer tells nothing more
_SHIFT = timedelta(hours=8)


@dataclass(frozen=True, slots=True)
class ManagerReach:
    """Somebody who hears of gaps now.

    Parameters
    ----------
    channels
        By which they can be reached, of those that are set up; empty: they hear of nothing.
    """

    name: str
    channels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ManagerLine:
    """One row of duty managers, and who it stands for now; nobody: its post is not filled now."""

    row: DutyManager
    reached: tuple[ManagerReach, ...]

    @property
    def is_mute(self) -> bool:
        """Whether a notice to it reaches nobody."""
        return not any(one.channels for one in self.reached)


@dataclass(frozen=True, slots=True)
class Policy:
    """How alerts go.

    Parameters
    ----------
    posts
        By id, in their order.
    managers
        By level.
    inputs
        Of all posts: a duty manager may be whoever holds one of another region.
    books
        Names by id.
    """

    steps: tuple[AlertStep, ...]
    posts: Mapping[str, Post]
    managers: tuple[ManagerLine, ...]
    inputs: EscalationInput
    books: Mapping[str, str] = field(default_factory=dict)

    @property
    def reaches_nobody(self) -> bool:
        """Whether no level can be reached at all."""
        return all(line.is_mute for line in self.managers)


def policy(store: Store, settings: Settings, now: datetime, reach: Reach = EVERYWHERE) -> Policy:
    """How alerts go, as things stand now.

    Parameters
    ----------
    reach
        The posts of these regions alone, their steps, and the duty managers who hear of their gaps.

    Raises
    ------
    InputError
        The records do not hold together.
    """
    with store.reading() as connection:
        inputs = read_coverage_input(connection, now, now + _NOW, now)
        people = people_to_reach(connection)
        books = {book.id: book.name for book in read_books(connection).values()}
    rows = sorted(inputs.alerts.duty_managers, key=lambda row: row.level)
    shown = {code: post for code, post in inputs.posts.items() if reach.covers(post.regions)}
    steps = [one for one in inputs.alerts.steps_in_force if _is_about(one, shown)]
    hear = [row for row in rows if _hears(row, shown)]
    return Policy(
        steps=tuple(sorted(steps, key=_order)),
        posts=shown,
        managers=tuple(_line(inputs, row, people, settings, now) for row in hear),
        inputs=EscalationInput(
            posts=inputs.posts,
            steps=inputs.alerts.steps_in_force,
            managers=managers_now(inputs, rows, people, now),
            sent={},
            quiet=False,
            digest_at=settings.digest_at,
            zone=ZONE,
            usable=settings.channels,
        ),
        books=books,
    )


def _is_about(step: AlertStep, posts: Mapping[str, Post]) -> bool:
    """Whether a step may hold for one of these posts."""
    books = {post.book for post in posts.values()}
    return step.is_general or step.post in posts or not books.isdisjoint(step.books)


def _hears(row: DutyManager, posts: Mapping[str, Post]) -> bool:
    """Whether a duty manager hears of gaps of one of these posts, or of all."""
    return not (row.regions or row.books) or any(map(row.is_for, posts.values()))


def _order(step: AlertStep) -> tuple[str, timedelta, int]:
    return step.post, -step.before, step.level


def _line(
    inputs: CoverageInput,
    row: DutyManager,
    people: Mapping[str, Recipient],
    settings: Settings,
    now: datetime,
) -> ManagerLine:
    found = managers_now(inputs, [row], people, now).get(row.level, [])
    reached = (ManagerReach(one.name, _channels(one, settings)) for one, _row in found)
    return ManagerLine(row, tuple(reached))


def _channels(one: Recipient, settings: Settings) -> tuple[str, ...]:
    mine = dict.fromkeys(channel for channel, _address in one.contacts)
    return tuple(channel for channel in mine if channel in settings.channels)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A notice that would go.

    Parameters
    ----------
    channel
        As the step wishes.
    by
        By which it goes.
    again
        It went before, by the same step.
    instead_of
        The level that was meant, of which nobody can be reached; 0: it is this one.
    """

    at: datetime
    channel: str
    by: tuple[str, ...]
    level: int
    names: tuple[str, ...]
    again: bool
    instead_of: int = 0


def foresee(
    rules: Policy, settings: Settings, post: Post, start: datetime, now: datetime
) -> tuple[Foreseen, ...]:
    """What would go of a gap that is found now, while nobody takes it up.

    By the rules that alerts go by, with the duty managers of now.
    """
    gap, sent = _gap(post, start, now), list[NotificationRecord]()
    found: list[Foreseen] = []
    at = now
    while at < start:
        quiet = settings.is_quiet(at, ZONE)
        inputs = replace(rules.inputs, sent={gap.id: tuple(sent)}, quiet=quiet)
        decision = decide([gap], [], inputs, at)
        sent += [
            NotificationRecord(gap.id, step, "", at, None) for _gap_id, step in decision.passed
        ]
        sent += [
            NotificationRecord(gap.id, n.step, n.recipient.key, at, "-") for n in decision.notices
        ]
        found += _grouped(decision.notices, settings, at)
        at += _LOOK
    return tuple(found)


def _gap(post: Post, start: datetime, now: datetime) -> Gap:
    is_open_call = post.kind is PostKind.OPEN_CALL
    cause = Cause.OPEN_CALL if is_open_call else Cause.NEVER_FILLED
    part = GapPart(start, start + _SHIFT, 1, cause)
    interval = UncoveredInterval(post.id, "", start, start + _SHIFT, post.required, 1, (part,))
    return Gap(1, interval, GapState.OPEN, now)


def _grouped(notices: Sequence[GapNotice], settings: Settings, at: datetime) -> Iterator[Foreseen]:
    groups: dict[tuple[str, int, bool, int], list[Recipient]] = {}
    for one in notices:
        key = (one.channel, one.level, one.again, one.instead_of)
        groups.setdefault(key, []).append(one.recipient)
    for (channel, level, again, skipped), people in groups.items():
        wished = MAIL if channel == DIGEST else channel
        ways = [one.reach(wished, settings.channels) for one in people]
        by = tuple(dict.fromkeys(way[0] for way in ways if way))
        names = tuple(dict.fromkeys(one.name for one in people))
        yield Foreseen(at, channel, by, level, names, again, skipped)
