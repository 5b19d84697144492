"""Requests in words: wishes, what became of them, answers; the same on a page and in a message."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from data.model.duty import WishKind
from data.model.request import RequestStatus, RoundReply

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from data.i18n.language import Language
    from data.model.duty import Wish
    from data.model.shift import Shift
    from data.model.wish_outcome import WishOutcome

MOST_DUTIES = 10  #: so many duties are named one by one, the rest is counted
_SECOND = timedelta(seconds=1)


def days_words(start: datetime, end: datetime, speech: Language, zone: ZoneInfo) -> str:
    """The local days of a stretch of time, half open, such as ``4–6 jan``."""
    first, last = (at.astimezone(zone).date() for at in (start, end - _SECOND))
    return speech.day(first) if first == last else speech.dates(first, last)


def wish_word(kind: WishKind, speech: Language) -> str:
    """The direction of a wish."""
    say = speech.gettext
    return {WishKind.WANT: say("like to work"), WishKind.AVOID: say("rather not")}[kind]


def wish_words(wish: Wish, posts: Mapping[str, str], speech: Language, zone: ZoneInfo) -> str:
    """A wish, such as ``rather not, 4–6 jan, CaCo, shift N``.

    Parameters
    ----------
    posts
        Names by id.
    """
    parts = [wish_word(wish.kind, speech), days_words(wish.start, wish.end, speech, zone)]
    if wish.post:
        parts.append(posts.get(wish.post, wish.post))
    if wish.name:
        parts.append(speech.gettext("shift {name}").format(name=wish.name))
    return ", ".join(parts)


def why_words(
    outcome: WishOutcome, posts: Mapping[str, str], speech: Language, zone: ZoneInfo
) -> str:
    """Why a wish was not met, as far as that is known: the duties that are there all the same."""
    if outcome.is_met:
        return ""
    why = []
    if outcome.wish.kind is WishKind.AVOID:
        duties = [_duty(shift, posts, speech, zone) for shift in outcome.duties[:MOST_DUTIES]]
        more = len(outcome.duties) - MOST_DUTIES
        if more > 0:
            duties.append(speech.ngettext("and {count} more", "and {count} more", more))
        why.append(speech.gettext("on duty {duties}").format(duties="; ".join(duties)))
    if outcome.reason:
        why.append(speech.say(outcome.reason))
    return "; ".join(why)


def outcome_word(outcome: WishOutcome, speech: Language) -> str:
    """Whether a wish was met."""
    return speech.gettext("met") if outcome.is_met else speech.gettext("not met")


def status_word(status: RequestStatus, speech: Language) -> str:
    """What became of a request."""
    say = speech.gettext
    return {
        RequestStatus.ASKED: say("waits for an answer"),
        RequestStatus.GRANTED: say("granted"),
        RequestStatus.REFUSED: say("refused"),
        RequestStatus.WITHDRAWN: say("withdrawn"),
        RequestStatus.LAPSED: say("no longer possible"),
    }[status]


def reply_word(reply: RoundReply | None, speech: Language) -> str:
    """What somebody answered in a round of requests."""
    say = speech.gettext
    if reply is None:
        return say("no answer yet")
    return {RoundReply.ASKED: say("asked something"), RoundReply.NOTHING: say("nothing this time")}[
        reply
    ]


def _duty(shift: Shift, posts: Mapping[str, str], speech: Language, zone: ZoneInfo) -> str:
    return f"{speech.stretch(shift.start, shift.end, zone)}, {posts.get(shift.post, shift.post)}"
