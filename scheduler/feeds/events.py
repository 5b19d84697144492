"""Entries of calendars: of one person, of a post or region, of gaps."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.i18n.language import Language, language
from data.model.account import Scope
from data.model.gap import Cause, Gap, GapState
from data.model.post import PostKind
from data.store.calendars import RecordChanges
from scheduler.coverage.call_chances import TimeClass
from scheduler.coverage.words import class_word
from scheduler.feeds.calendar import CalendarEvent
from scheduler.feeds.series import opaque
from scheduler.feeds.words import (
    because,
    brought,
    cancelled,
    category_of,
    duty_title,
    handed_on,
    kind_of_duty,
    parts_of_seat,
    seat_title,
    when,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from data.model.account import Subscription
    from data.model.gap import DatedGap
    from scheduler.feeds.calendar import Window
    from scheduler.feeds.calendar_records import CalendarRecords, KnownPost
    from scheduler.feeds.series import AssignmentRecord, ShiftSeries


@dataclass(frozen=True, slots=True)
class EventOptions:
    """What the owner of a link chose.

    Parameters
    ----------
    busy
        Whether entries take up their time; None: see `personal` and `of_seats`.
    alarm_minutes
        A reminder so long before; None: none.
    """

    speech: Language
    busy: bool | None = None
    alarm_minutes: int | None = None


def personal(
    all_series: Iterable[ShiftSeries],
    person: int,
    known: CalendarRecords,
    window: Window,
    choices: EventOptions,
) -> Iterator[CalendarEvent]:
    """The duties of one person, with those that they lost of late.

    At the desk they are busy, and on call they are free, unless they chose otherwise.
    """
    for series in all_series:
        if series.shared is None and person not in series.records:
            continue  # asked of each series by each calendar
        for record in series.records_of(person):
            if window.shows(
                record.start, record.end, record.changed_at, is_cancelled=not record.is_held
            ):
                yield _duty(series, record, known, window, choices)


def _duty(
    series: ShiftSeries,
    record: AssignmentRecord,
    known: CalendarRecords,
    window: Window,
    choices: EventOptions,
) -> CalendarEvent:
    speech, post = choices.speech, known.post(series.shift.post)
    person = record.person
    say = speech.gettext
    title = duty_title(post, series.shift, speech, doubles=record.doubles)
    lines = [when(record.start, record.end, window.zone, speech)]
    if not record.is_held:
        title = cancelled(title, speech)
        lost = speech.moment(record.changed_at, window.zone)
        lines.append(say("No longer yours since {moment}.").format(moment=lost))
    else:
        lines.append(kind_of_duty(post, speech))
        if record.doubles:
            lines.append(say("Beside a qualified colleague, who holds the post."))
        if record.relief is not None:
            lines.append(brought(record.relief, known, window, speech))
    lines += [handed_on(one, known, window, speech) for one in record.handed_on]
    changes = post.changes
    if series.shared is not None:  # colleagues are named, and may be called otherwise one day
        changes = RecordChanges.of([changes, known.changes_of(series.shared.people - {person})])
    busy = post.kind is not PostKind.ON_CALL if choices.busy is None else choices.busy
    return CalendarEvent(
        record.uid,
        record.start,
        record.end,
        title,
        "\n".join(lines),
        known.place(post),
        (category_of(post, speech),),
        is_cancelled=not record.is_held,
        is_busy=busy and record.is_held,
        sequence=record.sequence + changes.count,
        changed_at=changes.after(record.changed_at),
        alarm_minutes=choices.alarm_minutes if record.is_held else None,
    )


def of_seats(
    all_series: Iterable[ShiftSeries],
    gaps: Iterable[DatedGap],
    known: CalendarRecords,
    window: Window,
    choices: EventOptions,
) -> Iterator[CalendarEvent]:
    """Who sits where, who of them will not be there, and what is open.

    They are not the reader's own duties, so they take up none of the reader's time unless they
    chose so.
    """
    by_shift: dict[str, list[DatedGap]] = defaultdict(list)
    for dated in gaps:
        by_shift[dated.gap.interval.slot].append(dated)
    for series in all_series:
        shift = series.shift
        if window.shows(
            shift.start, shift.end, series.changed_at, is_cancelled=not series.is_there
        ):
            of_series = by_shift.get(shift.id, [])
            yield _seat(series, of_series, known.post(shift.post), known, window, choices)


def _seat(
    series: ShiftSeries,
    gaps: Sequence[DatedGap],
    post: KnownPost,
    known: CalendarRecords,
    window: Window,
    choices: EventOptions,
) -> CalendarEvent:
    speech, shift = choices.speech, series.shift
    lines = [when(shift.start, shift.end, window.zone, speech)]
    changes = RecordChanges.of([post.changes, known.changes_of(series.people)])
    changed_at = max([changes.after(series.changed_at), *(dated.changed_at for dated in gaps)])
    if series.is_there:
        parts = [part for dated in gaps if dated.gap.is_open for part in dated.gap.interval.parts]
        away = {known.rows.get(part.person, 0) for part in parts if part.cause.is_absence}
        title = seat_title(post, series, away, known, speech)
        lines.append(kind_of_duty(post, speech))
        lines += parts_of_seat(series, known, window, speech)
        lines += [
            f"{speech.stretch(part.start, part.end, window.zone)}: {because(part.cause, speech)}"
            for part in parts
            if part.person
        ]
    else:
        title = cancelled(post.name, speech)
        gone = speech.moment(series.changed_at, window.zone)
        text = speech.gettext("No longer in the roster since {moment}.")
        lines.append(text.format(moment=gone))
    return CalendarEvent(
        series.uid,
        shift.start,
        shift.end,
        title,
        "\n".join(lines),
        known.place(post),
        (category_of(post, speech),),
        is_cancelled=not series.is_there,
        is_busy=bool(choices.busy) and series.is_there,
        sequence=series.sequence + changes.count,
        changed_at=changed_at,
        alarm_minutes=choices.alarm_minutes if series.is_there else None,
    )


def of_gaps(
    gaps: Iterable[DatedGap], known: CalendarRecords, window: Window, choices: EventOptions
) -> Iterator[CalendarEvent]:
    """The gaps that are, those that were filled of late, and the time that went by unfilled."""
    for dated in gaps:
        interval, filled = dated.gap.interval, was_filled(dated.gap)
        if window.shows(interval.start, interval.end, dated.changed_at, is_cancelled=filled):
            yield _entry(dated, known, window, choices, filled=filled)


def was_filled(gap: Gap) -> bool:
    """Whether it closed before its time was over."""
    return gap.closed_at is not None and not gap.is_open and gap.closed_at < gap.interval.end


def _entry(
    dated: DatedGap, known: CalendarRecords, window: Window, choices: EventOptions, *, filled: bool
) -> CalendarEvent:
    gap, speech = dated.gap, choices.speech
    say, interval, post = speech.gettext, gap.interval, known.post(gap.interval.post)
    lines = [when(interval.start, interval.end, window.zone, speech)]
    lacking = say("{missing} of {required} missing.")
    lines.append(lacking.format(missing=interval.missing, required=interval.required))
    if len(interval.parts) == 1:
        lines.append(because(interval.cause, speech))
    else:
        lines += [
            f"{speech.stretch(part.start, part.end, window.zone)}: {because(part.cause, speech)}"
            for part in interval.parts
        ]
    if gap.state is GapState.ACCEPTED and gap.accepted_until is not None:
        until = speech.moment(gap.accepted_until, window.zone)
        text = say("Accepted by {who} until {moment}: {reason}")
        lines.append(text.format(who=gap.accepted_by, moment=until, reason=gap.accepted_reason))
    if gap.state is GapState.ACKNOWLEDGED:
        lines.append(say("Taken up by {who}.").format(who=gap.acknowledged_by))
    return CalendarEvent(
        opaque("gap", gap.id),
        interval.start,
        interval.end,
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
    if gap.interval.cause is not Cause.OPEN_CALL:
        return post.name
    return f"{post.name} ({class_word(TimeClass(gap.interval.slot), speech)})"


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


@dataclass(frozen=True, slots=True)
class CalendarKey:
    """A calendar, as its owner chose it.

    Parameters
    ----------
    scope
        What it shows.
    subject
        Row of the person, or id of the post or region; empty for other scopes.
    language, busy, alarm_minutes
        See `data.model.account.Subscription`.
    """

    scope: Scope
    subject: str
    language: str
    busy: bool | None = None
    alarm_minutes: int | None = None

    def __str__(self) -> str:
        busy = {None: "", True: "busy", False: "free"}[self.busy]
        alarm = "" if self.alarm_minutes is None else str(self.alarm_minutes)
        return f"{self.scope.value}/{self.subject}/{self.language}/{busy}/{alarm}"

    @property
    def choices(self) -> EventOptions:
        """What the owner chose."""
        return EventOptions(language(self.language), self.busy, self.alarm_minutes)


def key_of(link: Subscription, person: int | None) -> CalendarKey:
    """The calendar of a link.

    Parameters
    ----------
    person
        Row of its person, if it has one.
    """
    subject = link.subject if person is None else str(person)
    return CalendarKey(link.scope, subject, link.language, link.busy, link.alarm_minutes)
