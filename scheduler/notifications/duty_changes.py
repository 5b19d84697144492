"""Tells people what a newly signed roster changes for them, once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from data.i18n.language import Language, language
from data.model.account import Scope
from data.model.message import MessageKind
from data.model.shift import SPLIT, Shift
from data.model.stand_in import duty_parts, stand_ins_by_shift
from data.store import health, rosters
from data.store.audit import trail
from data.store.stand_ins import stand_ins_ever, stand_ins_of_draft
from data.tables.period import ZONE
from scheduler.feeds.calendar_cache import behind
from scheduler.feeds.events import CalendarKey, personal
from scheduler.feeds.input import CalendarInput, Histories, read_material
from scheduler.feeds.rendering import calendar_of, ics_bytes
from scheduler.feeds.series import moved_shifts
from scheduler.notifications.notifier import FULLY, SOON, Notification, Notifier, open_notifier
from scheduler.notifications.outbox import post

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from data.model.message import Message
    from data.model.roster import RosterHead
    from data.model.stand_in import StandIn
    from data.store.opening import Store
    from scheduler.feeds.calendar import Calendar
    from scheduler.settings import Settings


@dataclass(frozen=True)
class DutyFiles:
    """Files of duties, with the entries that a calendar link shows too.

    So whoever has both sees each duty once.

    Parameters
    ----------
    late
        What to tell whom of a calendar that has not looked since, by row of the person.
    """

    material: CalendarInput
    speech: Language
    late: dict[int, str]

    def file(self, person: int, shifts: Collection[Shift]) -> str:
        """An iCalendar file of some duties of one person, those that they lost as cancelled.

        Parameters
        ----------
        person
            Row in the records.
        shifts
            As they have them now; as they had them, if they lost them. Of one in parts a part, or
            the whole shift, is enough for all that they have of it.
        """
        wanted = {(shift.post, shift.start, shift.end) for shift in shifts}
        mine = [
            series
            for series in self.material.series
            for whole in [(series.shift.post, series.shift.start, series.shift.end)]
            if any(
                (series.shift.post, one.start, one.end) in wanted
                or (whole in wanted and series.shared is not None)
                for one in series.records_of(person)
            )
        ]
        key = CalendarKey(Scope.PERSON, str(person), self.speech.code)
        found = personal(mine, person, self.material.known, self.material.window, key.choices)
        entries = tuple(sorted(found, key=lambda one: (one.start, one.end, one.uid)))
        return ics_bytes(replace(self._empty(key), entries=entries)).decode()

    def _empty(self, key: CalendarKey) -> Calendar:
        return calendar_of(key, replace(self.material, histories=()))


def open_duty_files(connection: Connection, settings: Settings, now: datetime) -> DutyFiles:
    """What is needed to make files, as the store has it."""
    histories, speech = Histories(), language(settings.language)
    late = {
        one.person: one.sentence(speech, ZONE)
        for one in behind(connection, settings, now, histories)
        if one.person is not None
    }
    return DutyFiles(read_material(connection, histories, settings, now), speech, late)


@dataclass(frozen=True, slots=True)
class HeldDuty:
    """A shift as somebody has it.

    Parameters
    ----------
    doubles
        As a trainee, beside somebody qualified.
    """

    shift: Shift
    doubles: bool = False


@dataclass(frozen=True, slots=True)
class Version:
    """A signed version of a period, as far as people are told of it.

    Parameters
    ----------
    shifts
        All of them, by id.
    duties
        Person -> shift id -> how they have it.
    """

    shifts: Mapping[str, Shift]
    duties: Mapping[str, Mapping[str, HeldDuty]]


NOTHING = Version({}, {})  #: what a first version is compared with


@dataclass(frozen=True, slots=True)
class News:
    """What changes for one person, of duties that are not over; each by start.

    Parameters
    ----------
    moved
        Before and after: another time of the same duty, or doubling became holding.
    """

    person: str
    lost: tuple[HeldDuty, ...] = ()
    gained: tuple[HeldDuty, ...] = ()
    moved: tuple[tuple[HeldDuty, HeldDuty], ...] = ()

    @property
    def shifts(self) -> tuple[Shift, ...]:
        """Every shift that it speaks of."""
        pairs = [held.shift for pair in self.moved for held in pair]
        return (*(held.shift for held in (*self.lost, *self.gained)), *pairs)

    @property
    def as_left(self) -> tuple[Shift, ...]:
        """Each duty as they have it now; as they had it, if they lost it."""
        now = (new for _old, new in self.moved)
        return tuple(held.shift for held in (*self.lost, *self.gained, *now))

    @property
    def is_something(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.lost or self.gained or self.moved)

    def before(self, until: datetime) -> News:
        """Only what begins before a moment."""
        return News(
            self.person,
            tuple(one for one in self.lost if one.shift.start < until),
            tuple(one for one in self.gained if one.shift.start < until),
            tuple(
                (old, new)
                for old, new in self.moved
                if min(old.shift.start, new.shift.start) < until
            ),
        )


def news(before: Version, after: Version, now: datetime) -> tuple[News, ...]:
    """What a version changes against another, per person, by code; who has no news is not there."""
    people = sorted({*before.duties, *after.duties})
    found = (_news_of(person, before, after, now) for person in people)
    return tuple(one for one in found if one.is_something)


def _news_of(person: str, before: Version, after: Version, now: datetime) -> News:
    old, new = before.duties.get(person, {}), after.duties.get(person, {})
    lost = {id: held for id, held in old.items() if id not in new}
    gained = {id: held for id, held in new.items() if id not in old}
    moved = [(old[id], new[id]) for id in old.keys() & new.keys() if _differs(old[id], new[id])]
    for from_id, to_id in _same_seat(lost, gained, before, after):
        moved.append((lost.pop(from_id), gained.pop(to_id)))
    return News(
        person,
        _coming(lost, now),
        _coming(gained, now),
        tuple(
            sorted(
                (pair for pair in moved if any(held.shift.end > now for held in pair)),
                key=lambda pair: _order(pair[1]),
            )
        ),
    )


def _same_seat(
    lost: Mapping[str, HeldDuty], gained: Mapping[str, HeldDuty], before: Version, after: Version
) -> list[tuple[str, str]]:
    """Lost and gained that are one duty: the shift itself got other times, and so another id."""
    vanished = (held.shift for id, held in lost.items() if id not in after.shifts)
    appeared = (held.shift for id, held in gained.items() if id not in before.shifts)
    return [(old, new) for new, old in moved_shifts(vanished, appeared).items()]


def _differs(old: HeldDuty, new: HeldDuty) -> bool:
    return (old.shift.start, old.shift.end, old.doubles) != (
        new.shift.start,
        new.shift.end,
        new.doubles,
    )


def _coming(found: Mapping[str, HeldDuty], now: datetime) -> tuple[HeldDuty, ...]:
    return tuple(sorted((one for one in found.values() if one.shift.end > now), key=_order))


def _order(held: HeldDuty) -> tuple[datetime, str]:
    return held.shift.start, held.shift.id


MARK = "duties told"  #: the last entry of the audit trail that was looked at for signatures


_SIGNED = "roster.published"


@dataclass(frozen=True, slots=True)
class Replaced:
    """A period in which something was signed: the version that people know, and the newest."""

    known: int | None
    newest: int


def notify_of_changes(store: Store, settings: Settings, now: datetime) -> list[Message]:
    """Post what the rosters signed since the last look change for each person.

    The look and the messages are one transaction: either both are kept or neither. The first look
    ever tells nothing, for nobody waits for news of rosters that were signed before.
    """
    with store.reading() as connection:
        if health.read_task_state(connection, MARK).mark == str(trail.head(connection).seq):
            return []
    with store.writing() as connection:
        end = trail.take_turn(connection)
        seen = health.read_task_state(connection, MARK).mark
        messages = _news_since(connection, settings, int(seen), now) if seen else []
        new = post(store, connection, messages)
        health.set_mark(connection, MARK, str(end.seq))
    return new


def _news_since(
    connection: Connection, settings: Settings, seen: int, now: datetime
) -> list[Message]:
    signed = trail.entries(connection, action=_SIGNED, after=seen)
    numbers = [int(entry.subject.split("/")[1]) for entry in signed]
    if not numbers:
        return []
    notifier = open_notifier(connection, settings, now)
    files = open_duty_files(connection, settings, now)
    heads = {head.id: head for head in rosters.heads(connection)}
    found = []
    for pair in replaced([heads[number] for number in numbers]):
        head = heads[pair.newest]
        before, after = versions_told(connection, pair, heads, numbers)
        for each in news(before, after, now):
            written = change_notification(
                notifier.for_reader(each.person), files, head, each, is_first=not pair.known
            )
            found += notifier.messages(each.person, written)
    return found


def replaced(signed: Sequence[RosterHead]) -> list[Replaced]:
    """Per period what people know, and what holds now; `signed` in the order of the signatures.

    Who is told late, after several versions, is told what they come to together.
    """
    found: dict[tuple[datetime, str], Replaced] = {}
    for head in signed:
        key = head.start, head.book
        first = found.get(key, Replaced(head.based_on, head.id))
        found[key] = replace(first, newest=head.id)
    return list(found.values())


def versions_told(
    connection: Connection,
    pair: Replaced,
    heads: Mapping[int, RosterHead],
    signed: Collection[int],
) -> tuple[Version, Version]:
    """What people know of a period, and what holds now, each with who has which part of a shift.

    Parameters
    ----------
    signed
        Numbers of the rosters that were signed since: splits that they made are news. A take-over
        that was recorded apart was told when it was.
    """
    newest = heads[pair.newest]
    signed_at = newest.published_at or newest.changed_at
    found = [o for o in stand_ins_ever(connection, newest.start) if o.recorded_at <= signed_at]
    new = {one.id for number in signed for one in stand_ins_of_draft(connection, number)}
    known = [one for one in found if one.id not in new]
    before = _version(connection, heads[pair.known], known) if pair.known else NOTHING
    return before, _version(connection, newest, found)


def _version(connection: Connection, head: RosterHead, stand_ins: Sequence[StandIn]) -> Version:
    """A version as it was signed, with these take-overs."""
    shifts = {shift.id: shift for shift in rosters.read_shifts(connection, head.shift_set)}
    duties: dict[str, dict[str, HeldDuty]] = {}
    holders: dict[str, list[str]] = {}
    for one in rosters.read_assignments(connection, head.id):
        duties.setdefault(one.person, {})[one.shift] = HeldDuty(shifts[one.shift], one.double)
        if not one.double:
            holders.setdefault(one.shift, []).append(one.person)
    for id, mine in stand_ins_by_shift(stand_ins).items():
        if id in shifts:
            for person in holders.get(id, ()):
                del duties[person][id]
            for part in duty_parts(shifts[id], holders.get(id, ()), mine):
                theirs = duties.setdefault(part.person, {})
                key = id if id not in theirs else f"{id}{SPLIT}{part.start.isoformat()}"
                theirs[key] = HeldDuty(replace(shifts[id], start=part.start, end=part.end))
    return Version(shifts, duties)


def change_notification(
    notifier: Notifier, files: DutyFiles, head: RosterHead, each: News, *, is_first: bool
) -> Notification:
    """What a person is told of a version."""
    row = notifier.row(each.person)
    soon = each.before(notifier.now + SOON)
    written = _first_text if is_first else _change_text
    subject, body = written(notifier, head, each)
    if soon.is_something:
        say = notifier.speech.gettext
        subject = say("{subject}, within 48 hours").format(subject=subject)
        if row is not None and row in files.late:
            body = f"{body}\n{files.late[row]}"
    return Notification(
        kind=MessageKind.DUTIES_CHANGED,
        key=(head.id,),
        subject=subject,
        body=body,
        short="\n".join([f"{subject}.", *_lines(notifier, soon if soon.is_something else each)]),
        stale_at=max(shift.end for shift in each.shifts),
        attachment=files.file(row, each.as_left) if row is not None else "",
        is_urgent=soon.is_something,
    )


def _first_text(notifier: Notifier, head: RosterHead, each: News) -> tuple[str, str]:
    say, speech = notifier.speech.gettext, notifier.speech
    last = (head.end.astimezone(head.zone)).date()
    period = speech.dates(head.first_date, last.fromordinal(last.toordinal() - 1))
    subject = say("Your duties of {period}").format(period=period)
    opening = say(
        "{name}, the roster of {period} was signed. These duties are yours, {count} in all:"
    )
    text = opening.format(name=notifier.name(each.person), period=period, count=len(each.gained))
    return subject, "\n".join([text, "", *_listed(notifier, each.gained), "", _closing(notifier)])


def _change_text(notifier: Notifier, head: RosterHead, each: News) -> tuple[str, str]:
    say = notifier.speech.gettext
    opening = say("{name}, the roster was changed (version {version}, signed {moment}). For you:")
    text = opening.format(
        name=notifier.name(each.person),
        version=head.version,
        moment=notifier.speech.moment(head.published_at or notifier.now, ZONE),
    )
    return say("Your duties changed"), "\n".join(
        [text, *_lines(notifier, each), "", _closing(notifier)]
    )


def _lines(notifier: Notifier, each: News) -> list[str]:
    """What changes, in three parts."""
    say = notifier.speech.gettext
    moved = [
        say("{new} (was {old})").format(
            new=notifier.duty_line(new.shift, doubles=new.doubles),
            old=notifier.speech.stretch(old.shift.start, old.shift.end, ZONE)
            if (old.shift.start, old.shift.end) != (new.shift.start, new.shift.end)
            else notifier.duty_line(old.shift, doubles=old.doubles),
        )
        for old, new in each.moved
    ]
    parts = (
        (say("No longer yours:"), _listed(notifier, each.lost)),
        (say("Now yours:"), _listed(notifier, each.gained)),
        (say("Changed:"), _counted(notifier, [f"- {line}" for line in moved])),
    )
    return [line for heading, lines in parts if lines for line in ("", heading, *lines)]


def _listed(notifier: Notifier, duties: Sequence[HeldDuty]) -> list[str]:
    lines = [f"- {notifier.duty_line(one.shift, doubles=one.doubles)}" for one in duties]
    return _counted(notifier, lines)


def _counted(notifier: Notifier, lines: list[str]) -> list[str]:
    """The first ones in full, the rest as a number."""
    more = len(lines) - FULLY
    if more <= 0:
        return lines
    rest = notifier.speech.ngettext("and {count} more", "and {count} more", more)
    return [*lines[:FULLY], f"- {rest}"]


def _closing(notifier: Notifier) -> str:
    return notifier.speech.gettext("The attached file holds them for your calendar.")
