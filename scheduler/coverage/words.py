"""Gaps in words, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.model.call_attempt import CallOutcome
from data.model.gap import Cause, GapState, Severity
from data.model.presence import PresenceSource
from data.tables.period import ZONE
from scheduler.coverage.call_chances import TimeClass

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from zoneinfo import ZoneInfo

    from data.i18n.language import Language
    from data.model.gap import GapPart, UncoveredInterval
    from scheduler.coverage.gap_queries import FilledBy
    from scheduler.coverage.status import GapCount, GapRow


def cause_word(cause: Cause, speech: Language) -> str:
    """A cause in a few words."""
    say = speech.gettext
    return {
        Cause.NEVER_FILLED: say("nobody assigned"),
        Cause.NOT_BEGUN: say("no roster yet"),
        Cause.NO_ROSTER: say("not rostered"),
        Cause.ROSTER_ENDS: say("the roster ends"),
        Cause.MORE_NEEDED: say("more people are needed than the signed roster has"),
        Cause.ILLNESS: say("illness"),
        Cause.LEAVE: say("leave"),
        Cause.COURSE: say("course"),
        Cause.ABSENT: say("absent"),
        Cause.COMPETENCE_LAPSED: say("competence lapsed"),
        Cause.NOT_COMPETENT: say("not competent"),
        Cause.PERSON_LEFT: say("left"),
        Cause.NOT_SHOWN_UP: say("not confirmed to be there"),
        Cause.NO_CONTACT: say("cannot be reached"),
        Cause.REST_OWED: say("rest that is owed"),
        Cause.OPEN_CALL: say("nobody is required to come"),
    }[cause]


def source_word(how: PresenceSource, speech: Language) -> str:
    """How it is known that somebody was there."""
    say = speech.gettext
    return {
        PresenceSource.SELF: say("by themselves"),
        PresenceSource.LEAVER: say("by the one they relieved"),
        PresenceSource.WALL: say("at the screen in the room"),
        PresenceSource.BADGE: say("by a program"),
        PresenceSource.LINK: say("by a link"),
        PresenceSource.PLANNER: say("by a planner"),
    }[how]


def outcome_word(outcome: CallOutcome, speech: Language) -> str:
    """What came of a call, in a word or two."""
    say = speech.gettext
    return {
        CallOutcome.NO_ANSWER: say("no answer"),
        CallOutcome.CALLS_BACK: say("calls back"),
        CallOutcome.NO: say("no"),
        CallOutcome.YES: say("yes"),
    }[outcome]


def severity_word(severity: Severity, speech: Language) -> str:
    """A severity in a word."""
    say = speech.gettext
    return {
        Severity.LOW: say("low"),
        Severity.MEDIUM: say("medium"),
        Severity.HIGH: say("high"),
        Severity.CRITICAL: say("critical"),
    }[severity]


def state_words(row: GapRow, speech: Language, zone: ZoneInfo, *, sees_reasons: bool = True) -> str:
    """Where a gap is in its life, with who and until when; its reason for who may know."""
    say, gap = speech.gettext, row.gap
    match gap.state:
        case GapState.ACKNOWLEDGED:
            return say("taken up by {who}").format(who=row.taken_up_by)
        case GapState.ACCEPTED if gap.accepted_until:
            text = say("accepted by {who} until {when}")
            when = speech.moment(gap.accepted_until, zone)
            said = text.format(who=row.accepted_by, when=when)
            return f"{said}: {gap.accepted_reason}" if sees_reasons else said
        case GapState.CLOSED:
            return say("filled") if gap.is_filled else say("over")
        case _ if row.signed is not None:
            text = say("accepted by {who} in version {version}")
            return text.format(who=row.signed.acceptor, version=row.signed.version)
        case _ if gap.accepted_facts and not gap.accepted_facts.cover(gap.interval):
            text = say("nobody is handling it yet; it has changed since {who} accepted it")
            return text.format(who=row.accepted_by)
        case _:
            return say("nobody is handling it yet")


def filled_words(filled_by: Sequence[FilledBy], names: Mapping[str, str], speech: Language) -> str:
    """By whom a gap was filled, and when; without anybody, that it is."""
    say = speech.gettext
    if not filled_by:
        return say("filled")
    said = []
    for one in filled_by:
        name = names.get(one.person, one.person)
        if one.at is not None:
            when = speech.moment(one.at, ZONE)
            said.append(say("filled by {who}, {when}").format(who=name, when=when))
        else:
            said.append(say("filled by {who}").format(who=name))
    return "; ".join(said)


def count_words(count: GapCount, speech: Language) -> str:
    """How many gaps there are, and what was said of them: the same sentence wherever they count."""
    say = speech.gettext
    if not count.open:
        return say("No open gaps")
    said = speech.ngettext("{count} open gap", "{count} open gaps", count.open)
    parts = count_parts(count, speech)
    if not parts:
        return said
    return say("{gaps}, of which {parts}").format(gaps=said, parts=", ".join(parts))


def count_parts(count: GapCount, speech: Language) -> list[str]:
    """What was said of gaps, each with how many; they may overlap."""
    say = speech.gettext
    return [
        text.format(count=number)
        for text, number in (
            (say("{count} accepted"), count.accepted),
            (say("{count} taken up"), count.taken_up),
            (say("{count} cannot be reached"), count.unreachable),
            (say("{count} of open calls"), count.called),
        )
        if number
    ]


def class_word(time_class: TimeClass, speech: Language) -> str:
    """A class of time in a word."""
    say = speech.gettext
    match time_class:
        case TimeClass.DAY:
            return say("by day")
        case TimeClass.NIGHT:
            return say("by night, 0-6 h")
        case TimeClass.HOLIDAY:
            return say("on holidays")


def why(
    interval: UncoveredInterval,
    names: Mapping[str, str],
    speech: Language,
    *,
    shows_reasons: bool = True,
) -> str:
    """Why people are missing: each cause once, with who should have been there.

    Parameters
    ----------
    shows_reasons
        Whether the reader may know why somebody is absent; otherwise only that they are.
    """
    if interval.cause is Cause.OPEN_CALL:
        return (
            f"{cause_word(interval.cause, speech)} ({class_word(TimeClass(interval.slot), speech)})"
        )
    told = dict.fromkeys(
        _part_words(part, part.cause if shows_reasons else part.cause.without_reason, names, speech)
        for part in interval.parts
    )
    return ", ".join(told)


def _part_words(part: GapPart, cause: Cause, names: Mapping[str, str], speech: Language) -> str:
    word = cause_word(cause, speech)
    if not part.person:
        return word
    return speech.gettext("{person}: {cause}").format(
        person=names.get(part.person, part.person), cause=word
    )


def missing_words(interval: UncoveredInterval, speech: Language) -> str:
    """How many are missing; nothing where one of one is."""
    if interval.required == 1:
        return ""
    return speech.gettext("{missing} of {required} missing").format(
        missing=interval.missing, required=interval.required
    )
