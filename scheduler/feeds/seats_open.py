"""Gaps as entries of the calendar of duty managers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.model.gap import Cause, Gap, GapState
from scheduler.coverage.time_class import TimeClass
from scheduler.coverage.words import class_word
from scheduler.feeds import wording
from scheduler.feeds.calendar import Entry
from scheduler.feeds.slots import opaque
from scheduler.feeds.wording import because

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from data.exchange.language import Language
    from data.model.gap import DatedGap
    from scheduler.feeds.duties import Choices
    from scheduler.feeds.known import Known, KnownPost
    from scheduler.feeds.window import Window


def of_gaps(
    gaps: Iterable[DatedGap], known: Known, window: Window, choices: Choices
) -> Iterator[Entry]:
    """The gaps that are, those that were filled of late, and the time that went by unfilled."""
    for dated in gaps:
        hole, filled = dated.gap.hole, was_filled(dated.gap)
        if window.shows(hole.start, hole.end, dated.changed_at, is_cancelled=filled):
            yield _entry(dated, known, window, choices, filled=filled)


def was_filled(gap: Gap) -> bool:
    """Whether it closed before its time was over."""
    return gap.closed_at is not None and not gap.is_open and gap.closed_at < gap.hole.end


def _entry(
    dated: DatedGap, known: Known, window: Window, choices: Choices, *, filled: bool
) -> Entry:
    gap, speech = dated.gap, choices.speech
    say, hole, post = speech.gettext, gap.hole, known.post(gap.hole.post)
    lines = [wording.when(hole.start, hole.end, window.zone, speech)]
    lacking = say("{missing} of {required} missing.")
    lines.append(lacking.format(missing=hole.missing, required=hole.required))
    if len(hole.parts) == 1:
        lines.append(because(hole.cause, speech))
    else:
        lines += [
            f"{speech.stretch(part.start, part.end, window.zone)}: {because(part.cause, speech)}"
            for part in hole.parts
        ]
    if gap.state is GapState.ACCEPTED and gap.accepted_until is not None:
        until = speech.moment(gap.accepted_until, window.zone)
        text = say("Accepted by {who} until {moment}: {reason}")
        lines.append(text.format(who=gap.accepted_by, moment=until, reason=gap.accepted_reason))
    if gap.state is GapState.ACKNOWLEDGED:
        lines.append(say("Taken up by {who}.").format(who=gap.acknowledged_by))
    return Entry(
        opaque("gap", gap.id),
        hole.start,
        hole.end,
        _title(gap, speech, filled=filled).format(post=_seat_name(gap, post, speech)),
        "\n".join(lines),
        known.place(post),
        (say("open seat"),),
        is_cancelled=filled,
        is_busy=bool(choices.busy) and not filled,
        sequence=max(0, gap.lock_version - 1),
        changed_at=dated.changed_at,
        alarm_minutes=None if filled else choices.alarm_minutes,
    )


def _seat_name(gap: Gap, post: KnownPost, speech: Language) -> str:
    """The post; of an open call also at which times, for it has a gap for each."""
    if gap.hole.cause is not Cause.OPEN_CALL:
        return post.name
    return f"{post.name} ({class_word(TimeClass(gap.hole.slot), speech)})"


def _title(gap: Gap, speech: Language, *, filled: bool) -> str:
    say = speech.gettext
    if filled:
        return say("Filled: {post}")
    match gap.state:
        case GapState.ACCEPTED:
            return say("Open, as intended: {post}")
        case GapState.ACKNOWLEDGED:
            return say("Open, taken up: {post}")
        case GapState.CLOSED:
            return say("Was open: {post}")
        case GapState.OPEN:
            return say("OPEN: {post}")
