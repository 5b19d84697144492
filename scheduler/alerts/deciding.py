"""Decides which gaps are told to whom now: pure; `now` is an argument.

Of all steps that are due for a gap the one closest to it counts; those before it are passed over.
So whatever was missed while the program was down is told once, by the most urgent step.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from data.model.alert_step import DIGEST, AlertStep
from data.model.contact import Recipient
from data.model.gap import Cause, Gap, GapState, severity
from data.model.post import Post
from data.store.told import Told

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Notice:
    """One gap that is told to one recipient now.

    Parameters
    ----------
    step
        What `Told` calls it.
    channel
        As the step wishes.
    again
        It was told before, by the same step.
    level
        Of the duty managers.
    """

    gap: Gap
    step: str
    channel: str
    recipient: Recipient
    level: int
    again: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to be told.

    Parameters
    ----------
    notices
        To duty managers, of gaps that are open.
    resolved
        To whoever was told: gaps that are filled, or accepted.
    passed
        Pairs of gap and step that need not be told any more.
    nobody
        Gaps for which there is no duty manager at all: nobody hears of them.
    """

    notices: tuple[Notice, ...]
    resolved: tuple[Notice, ...]
    passed: tuple[tuple[int, str], ...]
    nobody: tuple[Gap, ...]


@dataclass(frozen=True)
class Desk:
    """What a decision rests on.

    Parameters
    ----------
    posts
        By id.
    steps
        Of all posts.
    managers
        By level, who can be told now of a gap of a post.
    told
        By gap, the oldest first.
    quiet
        What can wait does wait now.
    digest_at
        When the message of the morning goes, on the local clock.
    """

    posts: Mapping[str, Post]
    steps: Sequence[AlertStep]
    managers: Mapping[int, Sequence[tuple[Recipient, frozenset[str]]]]
    told: Mapping[int, Sequence[Told]]
    quiet: bool
    digest_at: time
    zone: ZoneInfo

    def reached(self, level: int, post: Post | None) -> list[Recipient]:
        """Who is told at a level of gaps of a post; each once."""
        found: dict[str, Recipient] = {}
        for recipient, regions in self.managers.get(level, ()):
            if not regions or post is None or regions & set(post.regions):
                found.setdefault(recipient.key, recipient)
        return list(found.values())

    @property
    def highest(self) -> int:
        """The last level there is."""
        return max(self.managers, default=0)


def decide(gaps: Iterable[Gap], closed: Iterable[Gap], desk: Desk, now: datetime) -> Decision:
    """What is to be told now.

    Parameters
    ----------
    gaps
        All that are open, accepted ones too.
    closed
        Those that were filled, now or before: whoever was told hears of it once.
    """
    notices: list[Notice] = []
    resolved: list[Notice] = []
    passed: list[tuple[int, str]] = []
    nobody: list[Gap] = []
    for gap in gaps:
        if gap.is_intended(now):
            resolved += _resolved(gap, desk, "accepted")
            continue
        due = _due_now(gap, desk, now)
        if not due:
            continue
        passed += _passed(gap, due, desk, now)
        for step in due:
            told = list(_told_by(gap, step, desk, now))
            notices += told
            if not told and _is_untold(gap, step, desk) and not _has_anybody(gap, desk):
                nobody.append(gap)
    for gap in closed:
        resolved += _resolved(gap, desk, "filled")
    return Decision(tuple(notices), tuple(resolved), tuple(passed), tuple(nobody))


def _steps_of(gap: Gap, desk: Desk, now: datetime) -> list[AlertStep]:
    """The steps of a gap's post, or the general ones; those meant for so severe a gap."""
    own = [step for step in desk.steps if step.post == gap.hole.post]
    post = desk.posts.get(gap.hole.post)
    level = severity(gap.hole, post.priority if post else 1, now).rank
    steps = own or [step for step in desk.steps if not step.post]
    return [step for step in steps if step.severity.rank <= level]


def _due_now(gap: Gap, desk: Desk, now: datetime) -> list[AlertStep]:
    """The steps closest to the gap of those that are due."""
    due = [step for step in _steps_of(gap, desk, now) if _due_at(gap, step) <= now]
    # An open call never ends, and nobody was to be there yet: neither is news for the night.
    if gap.hole.cause in (Cause.OPEN_CALL, Cause.NOT_BEGUN):
        due = [step for step in due if step.channel == DIGEST]
    closest = min((step.before for step in due), default=None)
    return [step for step in due if step.before == closest]


def _due_at(gap: Gap, step: AlertStep) -> datetime:
    return gap.hole.start - step.before


def _passed(
    gap: Gap, due: Sequence[AlertStep], desk: Desk, now: datetime
) -> Iterator[tuple[int, str]]:
    closest = due[0].before
    for step in _steps_of(gap, desk, now):
        if step.before > closest and _is_untold(gap, step, desk):
            yield gap.id, _key(gap, step)


def _key(gap: Gap, step: AlertStep) -> str:
    """A step of this time that the gap is open: one that reopens is told again."""
    return f"{step.name} {gap.opened_at:%Y%m%dT%H%MZ}"


def _is_untold(gap: Gap, step: AlertStep, desk: Desk) -> bool:
    return not any(told.step == _key(gap, step) for told in desk.told.get(gap.id, ()))


def _has_anybody(gap: Gap, desk: Desk) -> bool:
    post = desk.posts.get(gap.hole.post)
    return any(desk.reached(level, post) for level in desk.managers)


def _told_by(gap: Gap, step: AlertStep, desk: Desk, now: datetime) -> Iterator[Notice]:
    """What one step tells now: for the first time, again, or to the next level."""
    if _is_answered(gap, step) or (step.waits and desk.quiet):
        return
    if step.channel == DIGEST:
        moment = latest(desk.digest_at, now, desk.zone)
        if max(gap.opened_at, _due_at(gap, step)) > moment:
            return
    key = _key(gap, step)
    first = next((told.at for told in desk.told.get(gap.id, ()) if told.step == key), None)
    if first is None:
        yield from _to_level(gap, step.channel, key, step.level, desk)
        return
    yield from _again(gap, step, first, desk, now)
    yield from _upwards(gap, step, first, desk, now)


def _is_answered(gap: Gap, step: AlertStep) -> bool:
    """Whether somebody took the gap up since this step was due; a later step asks anew."""
    if gap.state is not GapState.ACKNOWLEDGED or gap.acknowledged_at is None:
        return False
    return gap.acknowledged_at >= _due_at(gap, step)


def _to_level(
    gap: Gap, channel: str, key: str, level: int, desk: Desk, *, again: bool = False
) -> Iterator[Notice]:
    """To everybody of a level; where it has nobody to the next that has, or else the one before."""
    post = desk.posts.get(gap.hole.post)
    for one in (*range(level, desk.highest + 1), *range(min(level - 1, desk.highest), 0, -1)):
        reached = desk.reached(one, post)
        if reached:
            for recipient in reached:
                yield Notice(gap, key, channel, recipient, one, again)
            return


def _again(
    gap: Gap, step: AlertStep, first: datetime, desk: Desk, now: datetime
) -> Iterator[Notice]:
    times = (now - first) // step.repeat if step.repeat else 0
    if not step.repeat or not times:
        return
    prefix = f"{_key(gap, step)} again"
    done = [told for told in desk.told.get(gap.id, ()) if told.step.startswith(prefix)]
    last = done[-1].at if done else first
    key = f"{prefix} {times}"
    # Of reminders that were missed only the last is told, and never two within half their time.
    if all(told.step != key for told in done) and now - last >= step.repeat / 2:
        yield from _to_level(gap, step.channel, key, step.level, desk, again=True)


def _upwards(
    gap: Gap, step: AlertStep, first: datetime, desk: Desk, now: datetime
) -> Iterator[Notice]:
    if not step.escalate:
        return
    levels = min((now - first) // step.escalate, desk.highest - step.level)
    for one in range(step.level + 1, step.level + levels + 1):
        key = f"{_key(gap, step)} up {one}"
        if not any(told.step == key for told in desk.told.get(gap.id, ())):
            yield from _to_level(gap, step.channel, key, one, desk)


def latest(clock: time, now: datetime, zone: ZoneInfo) -> datetime:
    """The last moment, not after `now`, at which the local clock said so.

    Where the clock skips that time it is the moment after the skip; where it comes twice, the
    first.
    """
    today = now.astimezone(zone).date()
    at = datetime.combine(today, clock, zone).astimezone(UTC)
    if at > now:
        at = datetime.combine(today - timedelta(days=1), clock, zone).astimezone(UTC)
    return at


def _resolved(gap: Gap, desk: Desk, how: str) -> Iterator[Notice]:
    """To everybody who was told since it opened, once."""
    since = f"{gap.opened_at:%Y%m%dT%H%MZ}"
    key = f"{how} {since}"
    mine = [told for told in desk.told.get(gap.id, ()) if since in told.step]
    if any(told.step == key for told in mine):
        return
    for recipient in dict.fromkeys(told.recipient for told in mine if told.message):
        yield Notice(gap, key, "", Recipient(recipient, "", ()), 0)
