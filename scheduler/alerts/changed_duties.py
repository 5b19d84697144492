"""Tells people what a newly signed roster changes for them, once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from data.exchange.period import ZONE
from data.model.message import MessageKind
from data.store import audit, pulses, rosters
from scheduler.alerts.duty_file import Entry, duties_file
from scheduler.alerts.duty_news import NOTHING, Held, News, Version, news
from scheduler.alerts.letters import FULLY, SOON, Letter, LetterBox, open_letter_box
from scheduler.alerts.outbox import post

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from data.model.message import Message
    from data.model.roster import RosterHead
    from data.store.opening import Store
    from scheduler.settings import Settings

MARK = "duties told"  #: the last entry of the audit trail that was looked at for signatures
_SIGNED = "roster.published"


@dataclass(frozen=True, slots=True)
class Replaced:
    """A period in which something was signed: the version that people know, and the newest."""

    known: int | None
    newest: int


def tell_changes(store: Store, settings: Settings, now: datetime) -> list[Message]:
    """Post what the rosters signed since the last look change for each person.

    The look and the messages are one transaction: either both are kept or neither. The first look
    ever tells nothing, for nobody waits for news of rosters that were signed before.
    """
    with store.reading() as connection:
        if pulses.read_pulse(connection, MARK).mark == str(audit.head(connection).seq):
            return []
    with store.writing() as connection:
        end = audit.take_turn(connection)
        seen = pulses.read_pulse(connection, MARK).mark
        messages = _news_since(connection, settings, int(seen), now) if seen else []
        new = post(store, connection, messages)
        pulses.set_mark(connection, MARK, str(end.seq))
    return new


def _news_since(
    connection: Connection, settings: Settings, seen: int, now: datetime
) -> list[Message]:
    signed = audit.entries(connection, action=_SIGNED, after=seen)
    numbers = [int(entry.subject.split("/")[1]) for entry in signed]
    if not numbers:
        return []
    box = open_letter_box(connection, settings, now)
    heads = {head.id: head for head in rosters.heads(connection)}
    found = []
    for pair in replaced([heads[number] for number in numbers]):
        before = _version(connection, heads[pair.known]) if pair.known else NOTHING
        head = heads[pair.newest]
        for each in news(before, _version(connection, head), now):
            found += box.messages(each.person, letter(box, head, each, is_first=not pair.known))
    return found


def replaced(signed: Sequence[RosterHead]) -> list[Replaced]:
    """Per period what people know, and what holds now; `signed` in the order of the signatures.

    Who is told late, after several versions, is told what they come to together.
    """
    found: dict[datetime, Replaced] = {}
    for head in signed:
        first = found.get(head.start, Replaced(head.based_on, head.id))
        found[head.start] = replace(first, newest=head.id)
    return list(found.values())


def _version(connection: Connection, head: RosterHead) -> Version:
    shifts = {shift.id: shift for shift in rosters.read_shifts(connection, head.shift_set)}
    duties: dict[str, dict[str, Held]] = {}
    for one in rosters.read_assignments(connection, head.id):
        duties.setdefault(one.person, {})[one.shift] = Held(shifts[one.shift], one.double)
    return Version(shifts, duties)


def letter(box: LetterBox, head: RosterHead, each: News, *, is_first: bool) -> Letter:
    """What a person is told of a version."""
    soon = each.before(box.now + SOON)
    written = _first_letter if is_first else _change_letter
    subject, body = written(box, head, each)
    if soon.is_something:
        say = box.speech.gettext
        subject = say("{subject}, within 48 hours").format(subject=subject)
    return Letter(
        kind=MessageKind.DUTIES_CHANGED,
        key=(head.id,),
        subject=subject,
        body=body,
        short="\n".join([f"{subject}.", *_lines(box, soon if soon.is_something else each)]),
        stale_at=max(shift.end for shift in each.shifts),
        attachment=_file(box, head, each),
        is_urgent=soon.is_something,
    )


def _first_letter(box: LetterBox, head: RosterHead, each: News) -> tuple[str, str]:
    say, speech = box.speech.gettext, box.speech
    last = (head.end.astimezone(head.zone)).date()
    period = speech.dates(head.first_date, last.fromordinal(last.toordinal() - 1))
    subject = say("Your duties of {period}").format(period=period)
    opening = say(
        "{name}, the roster of {period} was published. These duties are yours, {count} in all:"
    )
    text = opening.format(name=box.name(each.person), period=period, count=len(each.gained))
    return subject, "\n".join([text, "", *_listed(box, each.gained), "", _closing(box)])


def _change_letter(box: LetterBox, head: RosterHead, each: News) -> tuple[str, str]:
    say = box.speech.gettext
    opening = say("{name}, the roster was changed (version {version}, signed {moment}). For you:")
    text = opening.format(
        name=box.name(each.person),
        version=head.version,
        moment=box.speech.moment(head.published_at or box.now, ZONE),
    )
    return say("Your duties changed"), "\n".join([text, *_lines(box, each), "", _closing(box)])


def _lines(box: LetterBox, each: News) -> list[str]:
    """What changes, in three parts."""
    say = box.speech.gettext
    moved = [
        say("{new} (was {old})").format(
            new=box.duty_line(new.shift, doubles=new.doubles),
            old=box.speech.stretch(old.shift.start, old.shift.end, ZONE)
            if (old.shift.start, old.shift.end) != (new.shift.start, new.shift.end)
            else box.duty_line(old.shift, doubles=old.doubles),
        )
        for old, new in each.moved
    ]
    parts = (
        (say("No longer yours:"), _listed(box, each.lost)),
        (say("Now yours:"), _listed(box, each.gained)),
        (say("Changed:"), _counted(box, [f"- {line}" for line in moved])),
    )
    return [line for heading, lines in parts if lines for line in ("", heading, *lines)]


def _listed(box: LetterBox, duties: Sequence[Held]) -> list[str]:
    lines = [f"- {box.duty_line(one.shift, doubles=one.doubles)}" for one in duties]
    return _counted(box, lines)


def _counted(box: LetterBox, lines: list[str]) -> list[str]:
    """The first ones in full, the rest as a number."""
    more = len(lines) - FULLY
    if more <= 0:
        return lines
    rest = box.speech.ngettext("and {count} more", "and {count} more", more)
    return [*lines[:FULLY], f"- {rest}"]


def _closing(box: LetterBox) -> str:
    return box.speech.gettext("The attached file holds them for your calendar.")


def _file(box: LetterBox, head: RosterHead, each: News) -> str:
    held = [(one, False) for one in (*each.gained, *(new for _old, new in each.moved))]
    gone = [(one, True) for one in each.lost]
    # A shift that got another id with its times is another entry of a calendar.
    gone += [(old, True) for old, new in each.moved if old.shift.id != new.shift.id]
    entries = [
        Entry(
            one.shift,
            box.post_name(one.shift.post),
            one.shift.post in box.posts and box.posts[one.shift.post].is_on_call,
            is_gone,
        )
        for one, is_gone in sorted((*held, *gone), key=lambda pair: pair[0].shift.start)
    ]
    known = box.people.get(each.person)
    key = known.key if known else each.person
    return duties_file(key, entries, head.version or 0, head.published_at or box.now)
