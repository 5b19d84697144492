"""What was done about a gap, in words: found, told, taken up, offered."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any

from data.model.call_attempt import CallOutcome
from data.model.gap import FILLED, Cause
from data.model.request import OfferStatus
from data.tables.period import ZONE
from scheduler.coverage.monitor import ITSELF
from scheduler.coverage.words import cause_word, filled_words, outcome_word, state_words
from web.board.words import OF_NOBODY
from web.locale import _, current_language
from web.shared.display import moment, stretch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.model.gap import GapEvent
    from data.model.request import ShiftOffer
    from scheduler.coverage.gap_queries import GapHistory

_PERSON, _OUTSIDE = "people/", "outside/"


@dataclass(frozen=True, slots=True)
class StoryLine:
    """One line of the history."""

    at: datetime
    text: str


def history(story: GapHistory, *, sees_reasons: bool) -> list[StoryLine]:
    """The history of a gap, the oldest first; what is told at one moment is one line."""
    return list(_lines(story, sees_reasons=sees_reasons))


def state(story: GapHistory, *, sees_reasons: bool) -> str:
    """Where a gap is in its life; of one that was filled by whom, and when."""
    if story.filled_by:
        return filled_words(story.filled_by, story.names, current_language())
    return state_words(story.row, current_language(), ZONE, sees_reasons=sees_reasons)


def answered(story: GapHistory, offer: ShiftOffer) -> str:
    """What became of an offer that nobody can take back any more."""
    name = story.names.get(offer.person, offer.person)
    words = {
        OfferStatus.ACCEPTED: _("{name} accepted"),
        OfferStatus.DECLINED: _("{name} declined"),
        OfferStatus.TOO_LATE: _("{name} was too late"),
        OfferStatus.IMPOSSIBLE: _("{name} accepted, but no longer could"),
        OfferStatus.EXPIRED: _("{name} did not answer in time"),
        OfferStatus.WITHDRAWN: _("the offer to {name} was withdrawn already"),
    }
    said = words.get(offer.status, "").format(name=name)
    if offer.answered_at is not None:
        said = f"{said}, {moment(offer.answered_at)}"
    return _("Nothing was done: {what}.").format(what=said)


def _lines(story: GapHistory, *, sees_reasons: bool) -> Iterator[StoryLine]:
    for (at, what), group in groupby(story.events, key=lambda event: (event.at, event.what)):
        events = [(event, json.loads(event.facts)) for event in group]
        if what == "told":
            yield StoryLine(at, _told(story, [facts for _event, facts in events]))
            continue
        for event, facts in events:
            if text := _words(story, event, facts, sees_reasons=sees_reasons):
                yield StoryLine(at, text)


def _told(story: GapHistory, found: list[dict[str, Any]]) -> str:
    by_channel: dict[str, list[str]] = {}
    for facts in found:
        names = by_channel.setdefault(facts["channel"], [])
        name = who_is(story, facts["to"])
        if skipped := facts.get("instead_of"):
            text = _("{name} (nobody of level {level} can be reached)")
            name = text.format(name=name, level=skipped)
        if name not in names:
            names.append(name)
    each = [
        _("{names} notified by {channel}").format(
            names=", ".join(names), channel=channel_word(channel)
        )
        for channel, names in by_channel.items()
    ]
    return "; ".join(each)


def _words(story: GapHistory, event: GapEvent, facts: dict[str, Any], *, sees_reasons: bool) -> str:
    who = who_is(story, event.who)
    match event.what:
        case "opened" | "reopened":
            text = _("found: {cause}") if event.what == "opened" else _("found again: {cause}")
            return text.format(cause=_cause(facts, sees_reasons=sees_reasons))
        case "moved":
            return _("changed: {when}").format(when=_stretch(facts))
        case "grown":
            return _("grown since it was taken up: {when}").format(when=_stretch(facts))
        case "closed":
            return _("filled") if facts.get("how") == FILLED else _("its time is over")
        case "acknowledged":
            return _("taken up by {who}").format(who=who)
        case "released":
            return _("let go by {who}").format(who=who)
        case "accepted":
            until = moment(datetime.fromisoformat(facts["until"]))
            text = _("accepted by {who} until {when}").format(who=who, when=until)
            return f"{text}: {facts['reason']}" if sees_reasons else text
        case "called":
            return _called(story, facts, who, sees_reasons=sees_reasons)
        case "offered":
            return _offered(story, facts, who, sees_reasons=sees_reasons)
        case _:
            return event.what


def _called(story: GapHistory, facts: dict[str, Any], by: str, *, sees_reasons: bool) -> str:
    """Who was called, and what they said; that is not for everybody."""
    if not sees_reasons:
        return _("somebody was called by {by}").format(by=by)
    text = _("{name} called by {by}: {outcome}").format(
        name=who_is(story, f"{_PERSON}{facts['person']}"),
        by=by,
        outcome=outcome_word(CallOutcome(facts["outcome"]), current_language()),
    )
    note = next((one.note for one in story.calls if one.id == facts["call"]), "")
    return f"{text} ({note})" if note else text


def _offered(story: GapHistory, facts: dict[str, Any], by: str, *, sees_reasons: bool) -> str:
    """Who was asked, and what they answered; nothing of that for who may not know."""
    if not sees_reasons:
        return _("offered to somebody") if facts["status"] == OfferStatus.OPEN else ""
    name = who_is(story, f"{_PERSON}{facts['person']}")
    texts = {
        OfferStatus.OPEN: _("offered to {name} by {by}"),
        OfferStatus.ACCEPTED: _("{name} accepted"),
        OfferStatus.DECLINED: _("{name} declined"),
        OfferStatus.TOO_LATE: _("{name} was too late"),
        OfferStatus.IMPOSSIBLE: _("{name} accepted, but no longer could"),
        OfferStatus.EXPIRED: _("{name} did not answer in time"),
        OfferStatus.WITHDRAWN: _("offer to {name} withdrawn by {by}"),
    }
    return texts[OfferStatus(facts["status"])].format(name=name, by=by)


def _cause(facts: dict[str, Any], *, sees_reasons: bool) -> str:
    cause = Cause(facts["cause"])
    if sees_reasons or cause in (*OF_NOBODY, Cause.OPEN_CALL):
        return cause_word(cause, current_language())
    return _("who was to be there cannot come")


def _stretch(facts: dict[str, Any]) -> str:
    return stretch(*(datetime.fromisoformat(facts[name]) for name in ("start", "end")))


def who_is(story: GapHistory, who: str) -> str:
    """The name of whoever stands in the history: by their row, from outside, or as a login."""
    if who == ITSELF:
        return _("the system")
    if who.startswith(_OUTSIDE):
        return who.removeprefix(_OUTSIDE)
    number = who.removeprefix(_PERSON)
    if number != who and number.isdecimal():
        person = story.rows.get(int(number), "")
        return story.names.get(person, _("somebody who left"))
    return story.users.get(who, who)


def channel_word(channel: str) -> str:
    """A channel in a word; one that the settings name, by its name."""
    words = {"mail": _("e-mail"), "sms": _("text message"), "push": _("push message")}
    return words.get(channel, channel)
