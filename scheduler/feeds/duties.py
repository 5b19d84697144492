"""Slots and stints as entries: of one person, and of a post, a region or all of the roster."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.exchange.language import Language
from data.model.post import PostKind
from data.store.calendars import RecordChanges
from scheduler.feeds import wording
from scheduler.feeds.calendar import Entry
from scheduler.feeds.wording import because

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from data.model.gap import DatedGap
    from scheduler.feeds.known import Known, KnownPost
    from scheduler.feeds.slots import Slot, Stint
    from scheduler.feeds.window import Window


@dataclass(frozen=True, slots=True)
class Choices:
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
    slots: Iterable[Slot], person: int, known: Known, window: Window, choices: Choices
) -> Iterator[Entry]:
    """The duties of one person, with those that they lost of late.

    At the desk they are busy, and on call they are free, unless they chose otherwise.
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
        sequence=stint.sequence + post.changes.count,
        changed_at=post.changes.after(stint.changed_at),
        alarm_minutes=choices.alarm_minutes if stint.is_held else None,
    )


def of_seats(
    slots: Iterable[Slot],
    gaps: Iterable[DatedGap],
    known: Known,
    window: Window,
    choices: Choices,
) -> Iterator[Entry]:
    """Who sits where, who of them will not be there, and what is open.

    They are not the reader's own duties, so they take up none of the reader's time unless they
    chose so.
    """
    by_shift: dict[str, list[DatedGap]] = defaultdict(list)
    for dated in gaps:
        by_shift[dated.gap.hole.slot].append(dated)
    for slot in slots:
        shift = slot.shift
        if window.shows(shift.start, shift.end, slot.changed_at, is_cancelled=not slot.is_there):
            of_slot = by_shift.get(shift.id, [])
            yield _seat(slot, of_slot, known.post(shift.post), known, window, choices)


def _seat(
    slot: Slot,
    gaps: Sequence[DatedGap],
    post: KnownPost,
    known: Known,
    window: Window,
    choices: Choices,
) -> Entry:
    speech, shift = choices.speech, slot.shift
    lines = [wording.when(shift.start, shift.end, window.zone, speech)]
    changes = RecordChanges.of([post.changes, known.changes_of(slot.stints)])
    changed_at = max([changes.after(slot.changed_at), *(dated.changed_at for dated in gaps)])
    if slot.is_there:
        parts = [part for dated in gaps if dated.gap.is_open for part in dated.gap.hole.parts]
        away = {known.rows.get(part.person, 0) for part in parts if part.cause.is_absence}
        title = wording.seat_title(post, slot.holders, shift.required, away, known, speech)
        lines.append(wording.kind_of_duty(post, speech))
        lines += [
            f"{speech.stretch(part.start, part.end, window.zone)}: {because(part.cause, speech)}"
            for part in parts
            if part.person
        ]
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
        sequence=slot.sequence + changes.count,
        changed_at=changed_at,
        alarm_minutes=choices.alarm_minutes if slot.is_there else None,
    )
