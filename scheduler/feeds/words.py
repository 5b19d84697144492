"""What entries of calendars say of duties, seats and gaps, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.model.gap import Cause
from data.model.post import PostKind
from data.model.stand_in import DutyPart, seats_taken
from data.tables.period import ZONE
from scheduler.feeds.series import AssignmentHolder

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from data.i18n.language import Language
    from data.model.shift import Shift
    from scheduler.feeds.calendar import Window
    from scheduler.feeds.calendar_records import CalendarRecords, KnownPost
    from scheduler.feeds.series import Relief, ShiftSeries


def duty_title(post: KnownPost, shift: Shift, speech: Language, *, doubles: bool) -> str:
    """A duty in the calendar of its holder: what it is, and the post as it is called."""
    say = speech.gettext
    match post.kind:
        case PostKind.ON_CALL:
            title = say("On call: {post}").format(post=post.name)
        case PostKind.ON_SITE_STANDBY:
            title = say("Standby: {post}").format(post=post.name)
        case _:
            name = shift_word(shift, speech)
            title = f"{name}: {post.name}" if name else post.name
    return say("{duty} (in training)").format(duty=title) if doubles else title


_NOON, _EVENING, _MORNING = 12, 18, 4  #: hours of the local day


def shift_word(shift: Shift, speech: Language) -> str:
    """A shift by the word for it; of a mere code: nothing, or what it means at that hour.

    A region may call any shift D: only one that begins in the morning is a day shift by it.
    """
    say, hour = speech.gettext, shift.start.astimezone(ZONE).hour
    match shift.name:
        case "D":
            return say("Day") if _MORNING <= hour < _NOON else ""
        case "L":
            return say("Late") if _NOON <= hour < _EVENING else ""
        case "N":
            return say("Night") if hour < _MORNING or hour >= _EVENING else ""
    return shift.name if len(shift.name) > len("24h") else ""


def cancelled(title: str, speech: Language) -> str:
    """A title of what is no longer so; some programs show no other sign of it."""
    return speech.gettext("Cancelled: {duty}").format(duty=title)


def kind_of_duty(post: KnownPost, speech: Language) -> str:
    """What is asked of who fills it."""
    say = speech.gettext
    match post.kind:
        case PostKind.ON_CALL if post.start_norm_minutes is not None:
            text = say("On call: at work within {minutes} minutes of the alert.")
            return text.format(minutes=post.start_norm_minutes)
        case PostKind.ON_CALL:
            return say("On call: at home, and at work at once when called.")
        case PostKind.ON_SITE_STANDBY:
            return say("At the place of work, and at rest until called.")
        case _:
            return say("At the desk.")


def category_of(post: KnownPost, speech: Language) -> str:
    """By what programs may sort and colour entries."""
    say = speech.gettext
    match post.kind:
        case PostKind.ON_CALL:
            return say("on call")
        case PostKind.ON_SITE_STANDBY:
            return say("standby")
        case _:
            return say("on site")


def when(start: datetime, end: datetime, zone: ZoneInfo, speech: Language) -> str:
    """A stretch of time on the local clock, and how long it really is."""
    return f"{speech.stretch(start, end, zone)} ({_length(start, end, zone, speech)})"


def _length(start: datetime, end: datetime, zone: ZoneInfo, speech: Language) -> str:
    say = speech.gettext
    whole, minutes = divmod(round((end - start).total_seconds()) // 60, 60)
    hours = f"{whole}:{minutes:02d}" if minutes else str(whole)
    shift = _offset(end, zone) - _offset(start, zone)
    if shift > 0:
        return say("{hours} hours: the clock goes forward").format(hours=hours)
    if shift < 0:
        return say("{hours} hours: the clock goes back").format(hours=hours)
    if minutes:
        return say("{hours} hours").format(hours=hours)
    return speech.ngettext("{count} hour", "{count} hours", whole)


def _offset(at: datetime, zone: ZoneInfo) -> float:
    """Seconds that the local clock is ahead of UTC."""
    offset = at.astimezone(zone).utcoffset()
    return offset.total_seconds() if offset is not None else 0.0


def because(cause: Cause, speech: Language) -> str:
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
        case Cause.MORE_NEEDED:
            return say("More people are needed here than the signed roster has.")
        case Cause.ILLNESS | Cause.LEAVE | Cause.COURSE | Cause.ABSENT:
            return say("Who is on it is away.")
        case Cause.COMPETENCE_LAPSED | Cause.NOT_COMPETENT:
            return say("Who is on it is not competent then.")
        case Cause.PERSON_LEFT:
            return say("Who was on it has left.")
        case Cause.NOT_SHOWN_UP:
            return say("Who is on it did not confirm to be there.")
        case Cause.NO_CONTACT:
            return say("Who is on it cannot be reached.")
        case Cause.REST_OWED:
            return say("Who is on it is owed rest then.")
        case Cause.OPEN_CALL:
            return say("Nobody is obliged to come.")


def seat_title(
    post: KnownPost,
    series: ShiftSeries,
    away: Collection[int],
    known: CalendarRecords,
    speech: Language,
) -> str:
    """A shift in a calendar of many: who is there, who is away, and how many places are open."""
    say, required = speech.gettext, series.shift.required
    names = [_holder(one, away, known, speech) for one in _seated(series, known)]
    missing = required - _taken(series)
    if missing > 0:
        names.append(say("open") if required == 1 else say("{count} open").format(count=missing))
    return f"{post.name}: {', '.join(names)}"


def _seated(series: ShiftSeries, known: CalendarRecords) -> list[AssignmentHolder]:
    """Who has it, or a part of it; in parts by their start, else by name."""
    if series.shared is not None:
        parts = series.shared.parts
        return list(dict.fromkeys(AssignmentHolder(one.person, one.doubles) for one in parts))
    return sorted(series.holders, key=lambda one: (one.doubles, known.person(one.person)))


def _taken(series: ShiftSeries) -> int:
    """How many places are taken all the time."""
    if series.shared is None:
        return sum(not one.doubles for one in series.holders)
    mine = [one for one in series.shared.parts if not one.doubles]
    parts = [DutyPart(str(one.person), one.start, one.end) for one in mine]
    return seats_taken(parts, series.shift.start, series.shift.end)[0]


def _holder(
    one: AssignmentHolder, away: Collection[int], known: CalendarRecords, speech: Language
) -> str:
    say, name = speech.gettext, known.person(one.person)
    if one.person in away:
        return say("{person} (absent)").format(person=name)
    return say("{duty} (in training)").format(duty=name) if one.doubles else name


def brought(one: Relief, known: CalendarRecords, window: Window, speech: Language) -> str:
    """That they took it over. Never why: that may be somebody's illness."""
    say, when_ = speech.gettext, speech.stretch(one.start, one.end, window.zone)
    if not one.leaver:
        return say("Taken over, {when}: nobody had it.").format(when=when_)
    leaver = known.person(one.leaver)
    return say("Taken over from {person}, {when}.").format(person=leaver, when=when_)


def handed_on(one: Relief, known: CalendarRecords, window: Window, speech: Language) -> str:
    """That others took over from them, or nobody did."""
    say, when_ = speech.gettext, speech.stretch(one.start, one.end, window.zone)
    if not one.comer:
        return say("Without you, {when}: nobody took over.").format(when=when_)
    comer = known.person(one.comer)
    return say("Taken over by {person}, {when}.").format(person=comer, when=when_)


def parts_of_seat(
    series: ShiftSeries, known: CalendarRecords, window: Window, speech: Language
) -> list[str]:
    """Who has which part of a shift, a line each; none where nobody took over any of it."""
    if series.shared is None:
        return []
    lines = []
    for one in series.shared.parts:
        if not one.doubles:
            part = speech.stretch(one.start, one.end, window.zone)
            lines.append(f"{part}: {known.person(one.person)}")
    return lines
