"""Gaps as entries of the calendar of duty managers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from data.model.gap import Cause, Gap, GapState
from scheduler.feeds import wording
from scheduler.feeds.calendar import Entry
from scheduler.feeds.slots import opaque

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from data.exchange.language import Language
    from scheduler.feeds.duties import Choices
    from scheduler.feeds.known import Known
    from scheduler.feeds.window import Window


@dataclass(frozen=True, slots=True)
class DatedGap:
    """A gap, and when its history last grew."""

    gap: Gap
    changed_at: datetime


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
        lines.append(_because(hole.cause, speech))
    else:
        lines += [
            f"{speech.stretch(part.start, part.end, window.zone)}: {_because(part.cause, speech)}"
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
        _title(gap, speech, filled=filled).format(post=post.name),
        "\n".join(lines),
        known.place(post),
        (say("open seat"),),
        is_cancelled=filled,
        is_busy=bool(choices.busy) and not filled,
        sequence=max(0, gap.lock_version - 1),
        changed_at=dated.changed_at,
        alarm_minutes=None if filled else choices.alarm_minutes,
    )


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


def _because(cause: Cause, speech: Language) -> str:
    """Why, without whom: that somebody is ill is nobody's business in a calendar."""
    say = speech.gettext
    match cause:
        case Cause.NEVER_FILLED:
            return say("Nobody is on it.")
        case Cause.NOT_BEGUN:
            return say("There is no roster yet.")
        case Cause.NO_ROSTER:
            return say("There is no roster.")
        case Cause.ROSTER_ENDS:
            return say("The roster ends before.")
        case Cause.ILLNESS | Cause.LEAVE | Cause.COURSE:
            return say("Who is on it is away.")
        case Cause.COMPETENCE_LAPSED | Cause.NOT_COMPETENT:
            return say("Who is on it is not competent then.")
        case Cause.PERSON_LEFT:
            return say("Who was on it has left.")
        case Cause.NO_CONTACT:
            return say("Who is on it cannot be reached.")
        case Cause.OPEN_CALL:
            return say("Nobody is obliged to come.")
