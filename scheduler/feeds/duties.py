"""Slots and stints as entries: of one person, and of a post, a region or all of the roster."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.exchange.language import Language
from data.model.post import PostKind
from scheduler.feeds import wording
from scheduler.feeds.calendar import Entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scheduler.feeds.known import Known, KnownPost
    from scheduler.feeds.slots import Slot, Stint
    from scheduler.feeds.window import Window


@dataclass(frozen=True, slots=True)
class Choices:
    """What the owner of a link chose.

    Parameters
    ----------
    busy
        Whether entries take up his time; None: see `personal` and `of_seats`.
    alarm_minutes
        A reminder so long before; None: none.
    """

    speech: Language
    busy: bool | None = None
    alarm_minutes: int | None = None


def personal(
    slots: Iterable[Slot], person: int, known: Known, window: Window, choices: Choices
) -> Iterator[Entry]:
    """The duties of one person, with those that he lost of late.

    At the desk he is busy, and on call he is free, unless he chose otherwise.
    """
    for slot in slots:
        stint = slot.stints.get(person)
        if stint is not None and window.shows(
            stint.start, stint.end, stint.changed_at, is_cancelled=not stint.is_held
        ):
            yield _duty(slot, stint, known, window, choices)


def _duty(slot: Slot, stint: Stint, known: Known, window: Window, choices: Choices) -> Entry:
    speech, post = choices.speech, known.post(slot.shift.post)
    say = speech.gettext
    title = wording.duty_title(post, speech, doubles=stint.doubles)
    lines = [wording.when(stint.start, stint.end, window.zone, speech)]
    if not stint.is_held:
        title = wording.cancelled(title, speech)
        lost = speech.moment(stint.changed_at, window.zone)
        lines.append(say("No longer yours since {moment}.").format(moment=lost))
    else:
        lines.append(wording.kind_of_duty(post, speech))
        if stint.doubles:
            lines.append(say("Beside a qualified colleague, who holds the post."))
    busy = post.kind is not PostKind.ON_CALL if choices.busy is None else choices.busy
    return Entry(
        stint.uid,
        stint.start,
        stint.end,
        title,
        "\n".join(lines),
        known.place(post),
        (wording.category_of(post, speech),),
        is_cancelled=not stint.is_held,
        is_busy=busy and stint.is_held,
        sequence=stint.sequence,
        changed_at=stint.changed_at,
        alarm_minutes=choices.alarm_minutes if stint.is_held else None,
    )


def of_seats(
    slots: Iterable[Slot], known: Known, window: Window, choices: Choices
) -> Iterator[Entry]:
    """Who sits where, and what is open.

    They are not the reader's own duties, so they take up none of his time unless he chose so.
    """
    for slot in slots:
        shift = slot.shift
        if window.shows(shift.start, shift.end, slot.changed_at, is_cancelled=not slot.is_there):
            yield _seat(slot, known.post(shift.post), known, window, choices)


def _seat(slot: Slot, post: KnownPost, known: Known, window: Window, choices: Choices) -> Entry:
    speech, shift = choices.speech, slot.shift
    lines = [wording.when(shift.start, shift.end, window.zone, speech)]
    if slot.is_there:
        title = wording.seat_title(post, slot.holders, shift.required, known, speech)
        lines.append(wording.kind_of_duty(post, speech))
    else:
        title = wording.cancelled(post.name, speech)
        gone = speech.moment(slot.changed_at, window.zone)
        text = speech.gettext("No longer in the roster since {moment}.")
        lines.append(text.format(moment=gone))
    return Entry(
        slot.uid,
        shift.start,
        shift.end,
        title,
        "\n".join(lines),
        known.place(post),
        (wording.category_of(post, speech),),
        is_cancelled=not slot.is_there,
        is_busy=bool(choices.busy) and slot.is_there,
        sequence=slot.sequence,
        changed_at=slot.changed_at,
        alarm_minutes=choices.alarm_minutes if slot.is_there else None,
    )
