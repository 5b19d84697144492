"""What stands in each cell of the roster grid: a person on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import TYPE_CHECKING

from data.i18n.kind_words import absence_word
from data.model.duty import AbsenceKind, Duty, DutyKind
from data.model.shift import LONGEST_OF_A_DAY

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime

    from data.files.workbook.view import View

MORNING_ENDS, EVENING_BEGINS = 12, 19


class Tone(Enum):
    """How dark a duty is drawn: light by day, dark at night, so that print without colour tells."""

    DAY = 0
    LATE = 1
    NIGHT = 2
    BAR = 3


@dataclass(frozen=True, slots=True)
class CellMark:
    """One thing in a cell.

    Parameters
    ----------
    post
        Id of the post; empty for an absence.
    text
        Shift name, code of the absence, or the post of a bar on its first day on a page.
    short
        What stands for it in a cell with several marks.
    starts, ends
        For a bar: it starts or ends on this day.
    """

    post: str
    text: str
    short: str
    tone: Tone | None = None
    starts: bool = True
    ends: bool = True

    @property
    def is_bar(self) -> bool:
        """Part of a duty of several days."""
        return self.tone is Tone.BAR


Cells = dict[tuple[str, "date"], tuple[CellMark, ...]]


def grid_cells(view: View) -> Cells:
    """The marks per person id and date, duties before absences."""
    found: dict[tuple[str, date], list[CellMark]] = {}
    for duty in sorted(view.shown, key=lambda d: (d.start, d.post)):
        if duty.kind in (DutyKind.WORK, DutyKind.ON_CALL, DutyKind.OPEN_CALL):
            for day, mark in _marks(view, duty):
                found.setdefault((duty.person, day), []).append(mark)
    codes = absence_codes(view)
    for absence in view.problem.absences:
        mark = CellMark("", codes[absence.kind][0], codes[absence.kind][0])
        for day in _touched(view, absence.start, absence.end):
            marks = found.setdefault((absence.person, day), [])
            if mark not in marks:
                marks.append(mark)
    return {key: tuple(marks) for key, marks in found.items()}


def open_cells(view: View) -> Cells:
    """The marks of open shifts, per post id and date."""
    found: dict[tuple[str, date], list[CellMark]] = {}
    for post, shifts in view.shifts_of.items():
        for shift in shifts:
            if view.missing(shift):
                nobody = Duty("", post, DutyKind.WORK, shift.start, shift.end, 0, shift.name)
                for day, mark in _marks(view, nobody):
                    found.setdefault((post, day), []).append(mark)
    return {key: tuple(marks) for key, marks in found.items()}


def absence_codes(view: View) -> dict[AbsenceKind, tuple[str, str]]:
    """Code and word of each kind of absence: small letters, where shifts have capitals."""
    say = view.words.gettext
    codes = {
        AbsenceKind.LEAVE: say("lv"),
        AbsenceKind.ILLNESS: say("sk"),
        AbsenceKind.COURSE: say("cr"),
        AbsenceKind.ABSENT: say("aw"),
    }
    return {kind: (code, absence_word(kind, view.words)) for kind, code in codes.items()}


def tone_of(view: View, start: datetime, end: datetime) -> Tone:
    """How a duty is drawn."""
    if end - start > LONGEST_OF_A_DAY:
        return Tone.BAR
    first = start.astimezone(view.problem.zone)
    if view.local_date(end - timedelta(hours=2)) > first.date() or first.hour >= EVENING_BEGINS:
        return Tone.NIGHT
    return Tone.DAY if first.hour < MORNING_ENDS else Tone.LATE


def _marks(view: View, duty: Duty) -> Iterator[tuple[date, CellMark]]:
    tone = tone_of(view, duty.start, duty.end)
    first = view.local_date(duty.start)
    if tone is not Tone.BAR:
        sign = "+" if duty in view.doubles else "~" if duty in view.substitutes else ""
        text = view.codes.numbered(duty.post, duty.name) + sign
        yield first, CellMark(duty.post, text, text, tone)
        return
    # The last day, on which the next one takes over, is theirs: bars of a post do not overlap.
    last = view.local_date(duty.end) - timedelta(days=1)
    named = {first, *(view.days[start].date for start, _ in view.pages)}
    for day in view.days:
        if first <= day.date <= last:
            label = duty.post if day.date in named else ""
            label += "~" if label and duty in view.substitutes else ""
            ends = {"starts": day.date == first, "ends": day.date == last}
            yield day.date, CellMark(duty.post, label, duty.name or duty.post, tone, **ends)


def _touched(view: View, start: datetime, end: datetime) -> Iterator[date]:
    first, last = view.local_date(start), view.local_date(end - timedelta(microseconds=1))
    for day in view.days:
        if first <= day.date <= last:
            yield day.date


def text_of(marks: Sequence[CellMark]) -> str:
    """What is written in a cell."""
    if len(marks) == 1:
        return marks[0].text
    return "/".join(mark.short for mark in marks)
