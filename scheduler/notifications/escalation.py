"""Decides who is notified of which gap now: pure; `now` is an argument.

Of all steps that are due for a gap the one closest to it counts; those before it are passed over.
So what was missed while the program was down is sent once, by the most urgent step.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from data.model.book import NO_BOOK
from data.model.contact import DIGEST, MAIL, AlertStep, DutyManager, Recipient, steps_for
from data.model.gap import FILLED, Cause, Extent, Gap, GapState, severity
from data.model.post import Post
from data.store.gaps import NotificationRecord

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class GapNotice:
    """One gap that one recipient is notified of now.

    Parameters
    ----------
    step
        As `NotificationRecord` has it.
    channel
        As the step wishes.
    again
        It went before, by the same step.
    level
        Of the duty managers.
    instead_of
        The level that was meant, and that nobody could be reached of; 0: it is this one.
    outgrown
        How far the gap reached when it was taken up, where it has grown since.
    """

    gap: Gap
    step: str
    channel: str
    recipient: Recipient
    level: int
    again: bool = False
    instead_of: int = 0
    outgrown: Extent | None = None


@dataclass(frozen=True, slots=True)
class EscalationDecision:
    """Who is to be notified of what.

    Parameters
    ----------
    notices
        To duty managers, of gaps that are open.
    resolved
        To those who were notified: gaps that are filled, or accepted.
    passed
        Pairs of gap and step that need not go any more.
    nobody
        Gaps for which no duty manager can be reached at all: nobody hears of them.
    """

    notices: tuple[GapNotice, ...]
    resolved: tuple[GapNotice, ...]
    passed: tuple[tuple[int, str], ...]
    nobody: tuple[Gap, ...]


@dataclass(frozen=True)
class EscalationInput:
    """What a decision rests on.

    Parameters
    ----------
    posts
        By id.
    steps
        Of all posts.
    managers
        By level, who can be notified now, with the row that says of which gaps.
    sent
        By gap, the oldest first.
    quiet
        What can wait does wait now.
    digest_at
        When the message of the morning goes, on the local clock.
    usable
        The channels that are set up.
    takers
        By gap, who took it up, where that is known.
    """

    posts: Mapping[str, Post]
    steps: Sequence[AlertStep]
    managers: Mapping[int, Sequence[tuple[Recipient, DutyManager]]]
    sent: Mapping[int, Sequence[NotificationRecord]]
    quiet: bool
    digest_at: time
    zone: ZoneInfo
    usable: Collection[str]
    takers: Mapping[int, Recipient] = field(default_factory=dict)

    def meant(self, level: int, post: Post | None) -> list[Recipient]:
        """Who is of a level for gaps of a post, whether they can be reached or not; each once."""
        found: dict[str, Recipient] = {}
        for recipient, row in self.managers.get(level, ()):
            if post is None or row.is_for(post):
                found.setdefault(recipient.key, recipient)
        return list(found.values())

    def reached(self, level: int, post: Post | None) -> list[Recipient]:
        """Who of them some channel reaches."""
        return [one for one in self.meant(level, post) if one.reach(MAIL, self.usable)]

    def steps_for(self, post: str) -> list[AlertStep]:
        """The steps of a post, those of its book, or the general ones."""
        known = self.posts.get(post)
        return steps_for(self.steps, post, known.book if known else NO_BOOK)

    @property
    def highest(self) -> int:
        """The last level there is."""
        return max(self.managers, default=0)


def decide(
    gaps: Iterable[Gap], closed: Iterable[Gap], inputs: EscalationInput, now: datetime
) -> EscalationDecision:
    """Decide who is to be notified of what now.

    Parameters
    ----------
    gaps
        All that are open, accepted ones too.
    closed
        Those that were filled, now or before: who was notified is told of it once.
    """
    notices: list[GapNotice] = []
    resolved: list[GapNotice] = []
    passed: list[tuple[int, str]] = []
    nobody: list[Gap] = []
    for gap in gaps:
        if gap.is_intended(now):
            resolved += _resolved(gap, inputs, "accepted")
            continue
        due = _due_now(gap, inputs, now)
        notices += _grown(gap, due, inputs)
        if not due:
            continue
        passed += _passed(gap, due, inputs, now)
        for step in due:
            found = list(_notices_of(gap, step, inputs, now))
            notices += found
            if not found and _is_new(gap, step, inputs) and not _has_anybody(gap, inputs):
                nobody.append(gap)
    for gap in closed:
        resolved += _resolved(gap, inputs, FILLED)
    return EscalationDecision(tuple(notices), tuple(resolved), tuple(passed), tuple(nobody))


def _steps_of(gap: Gap, inputs: EscalationInput, now: datetime) -> list[AlertStep]:
    """The steps that are meant for so severe a gap of its post."""
    post = inputs.posts.get(gap.interval.post)
    level = severity(gap.interval, post.priority if post else 1, now).rank
    return [step for step in inputs.steps_for(gap.interval.post) if step.severity.rank <= level]


def _due_now(gap: Gap, inputs: EscalationInput, now: datetime) -> list[AlertStep]:
    """The steps closest to the gap of those that are due."""
    due = [step for step in _steps_of(gap, inputs, now) if _due_at(gap, step) <= now]
    # An open call never ends, so it is no news for the night.
    if gap.interval.cause is Cause.OPEN_CALL:
        due = [step for step in due if step.channel == DIGEST]
    closest = min((step.before for step in due), default=None)
    return [step for step in due if step.before == closest]


def _due_at(gap: Gap, step: AlertStep) -> datetime:
    return gap.interval.start - step.before


def _passed(
    gap: Gap, due: Sequence[AlertStep], inputs: EscalationInput, now: datetime
) -> Iterator[tuple[int, str]]:
    closest = due[0].before
    for step in _steps_of(gap, inputs, now):
        if step.before > closest and _is_new(gap, step, inputs):
            yield gap.id, _key(gap, step)


def _key(gap: Gap, step: AlertStep) -> str:
    """A step of this time that the gap is open: one that reopens goes again."""
    return f"{step.name} {gap.opened_at:%Y%m%dT%H%MZ}"


def _is_new(gap: Gap, step: AlertStep, inputs: EscalationInput) -> bool:
    return not any(record.step == _key(gap, step) for record in inputs.sent.get(gap.id, ()))


def _has_anybody(gap: Gap, inputs: EscalationInput) -> bool:
    post = inputs.posts.get(gap.interval.post)
    return any(inputs.reached(level, post) for level in inputs.managers)


def _notices_of(
    gap: Gap, step: AlertStep, inputs: EscalationInput, now: datetime
) -> Iterator[GapNotice]:
    """What one step tells now: for the first time, again, or to the next level."""
    if _is_answered(gap, step) or (step.waits and inputs.quiet):
        return
    if step.channel == DIGEST:
        moment = last_time_of_day(inputs.digest_at, now, inputs.zone)
        if max(gap.opened_at, _due_at(gap, step)) > moment:
            return
    key = _key(gap, step)
    first = next((record.at for record in inputs.sent.get(gap.id, ()) if record.step == key), None)
    if first is None:
        yield from _to_level(gap, step.channel, key, step.level, inputs)
        return
    yield from _again(gap, step, first, inputs, now)
    yield from _upwards(gap, step, first, inputs, now)


def _is_answered(gap: Gap, step: AlertStep) -> bool:
    """Whether somebody took the gap up since this step was due; a later step asks anew."""
    if gap.state is not GapState.ACKNOWLEDGED or gap.acknowledged_at is None:
        return False
    return gap.acknowledged_at >= _due_at(gap, step) and _outgrown(gap) is None


def _outgrown(gap: Gap) -> Extent | None:
    """How far it reached when it was taken up, if it has grown since; else nobody has to know."""
    extent = Extent.read(gap.acknowledged_extent)
    if gap.state is not GapState.ACKNOWLEDGED or extent is None:
        return None
    return extent if extent.is_outgrown_by(gap.interval) else None


def _grown(gap: Gap, due: Sequence[AlertStep], inputs: EscalationInput) -> Iterator[GapNotice]:
    """That a gap has grown since it was taken up: to who did, and the levels notified before.

    At once, and again when it has grown as much since that notice.
    """
    outgrown = _outgrown(gap)
    if outgrown is None or gap.acknowledged_at is None:
        return
    prefix = f"grown {gap.opened_at:%Y%m%dT%H%MZ}"
    mine = inputs.sent.get(gap.id, ())
    since = [
        extent
        for record in mine
        if record.step.startswith(prefix)
        and record.at >= gap.acknowledged_at
        and (extent := Extent.read(record.step.removeprefix(prefix).strip()))
    ]
    if since and not since[-1].is_outgrown_by(gap.interval):
        return
    key = f"{prefix} {Extent.of(gap.interval).text}"
    channel = due[0].channel if due and due[0].channel != DIGEST else MAIL
    levels = _levels_notified(gap, inputs)
    post = inputs.posts.get(gap.interval.post)
    found = {one.key: (one, level) for level in levels for one in inputs.reached(level, post)}
    taker = inputs.takers.get(gap.id)
    if taker is not None and taker.reach(channel, inputs.usable):
        found.setdefault(taker.key, (taker, min(levels, default=1)))
    if not found:
        nobody = _to_level(gap, channel, key, min(levels, default=1), inputs)
        found = {one.recipient.key: (one.recipient, one.level) for one in nobody}
    for recipient, level in found.values():
        yield GapNotice(gap, key, channel, recipient, level, outgrown=outgrown)


def _levels_notified(gap: Gap, inputs: EscalationInput) -> set[int]:
    """The levels that were notified of a gap since it opened."""
    found = set()
    for step in inputs.steps_for(gap.interval.post):
        key = _key(gap, step)
        for record in inputs.sent.get(gap.id, ()):
            if record.message is None or not record.step.startswith(key):
                continue
            up = record.step.removeprefix(key).strip()
            found.add(int(up.removeprefix("up ")) if up.startswith("up ") else step.level)
    return found


def _to_level(
    gap: Gap, channel: str, key: str, level: int, inputs: EscalationInput, *, again: bool = False
) -> Iterator[GapNotice]:
    """To everybody of a level who can be reached.

    Where that is nobody: at once to the next level of which somebody can, or else the one before.
    """
    post = inputs.posts.get(gap.interval.post)
    for one in (*range(level, inputs.highest + 1), *range(min(level - 1, inputs.highest), 0, -1)):
        reached = inputs.reached(one, post)
        if reached:
            for recipient in reached:
                skipped = level if one != level else 0
                yield GapNotice(gap, key, channel, recipient, one, again, skipped)
            return


def _again(
    gap: Gap, step: AlertStep, first: datetime, inputs: EscalationInput, now: datetime
) -> Iterator[GapNotice]:
    times = (now - first) // step.repeat if step.repeat else 0
    if not step.repeat or not times:
        return
    prefix = f"{_key(gap, step)} again"
    done = [record for record in inputs.sent.get(gap.id, ()) if record.step.startswith(prefix)]
    last = done[-1].at if done else first
    key = f"{prefix} {times}"
    # Of reminders that were missed only the last goes, and never two within half their time.
    if all(record.step != key for record in done) and now - last >= step.repeat / 2:
        yield from _to_level(gap, step.channel, key, step.level, inputs, again=True)


def _upwards(
    gap: Gap, step: AlertStep, first: datetime, inputs: EscalationInput, now: datetime
) -> Iterator[GapNotice]:
    if not step.escalate:
        return
    levels = min((now - first) // step.escalate, inputs.highest - step.level)
    for one in range(step.level + 1, step.level + levels + 1):
        key = f"{_key(gap, step)} up {one}"
        mine = [
            record
            for record in inputs.sent.get(gap.id, ())
            if record.step.startswith(_key(gap, step))
        ]
        if any(record.step == key for record in mine):
            continue
        # A level that stood in for one before it has heard of this step already.
        heard = {record.recipient for record in mine}
        found = _to_level(gap, step.channel, key, one, inputs)
        yield from (notice for notice in found if notice.recipient.key not in heard)


def last_time_of_day(clock: time, now: datetime, zone: ZoneInfo) -> datetime:
    """The last moment, not after `now`, at which the local clock said so.

    Where the clock skips that time it is the moment after the skip; where it comes twice, the
    first.
    """
    today = now.astimezone(zone).date()
    at = datetime.combine(today, clock, zone).astimezone(UTC)
    if at > now:
        at = datetime.combine(today - timedelta(days=1), clock, zone).astimezone(UTC)
    return at


def _resolved(gap: Gap, inputs: EscalationInput, how: str) -> Iterator[GapNotice]:
    """To everybody who was notified since it opened, once."""
    since = f"{gap.opened_at:%Y%m%dT%H%MZ}"
    key = f"{how} {since}"
    mine = [record for record in inputs.sent.get(gap.id, ()) if since in record.step]
    if any(record.step == key for record in mine):
        return
    for recipient in dict.fromkeys(record.recipient for record in mine if record.message):
        yield GapNotice(gap, key, "", Recipient(recipient, "", ()), 0)
