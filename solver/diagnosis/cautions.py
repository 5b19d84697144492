"""What the law allows and yet costs rest: the one short rest of a week, a second start on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.model.duty import DutyKind
from data.model.sentence import Sentence, phrase
from solver.rules.r01_daily_rest import DailyRest
from solver.timeline.clock import HOUR

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from solver.diagnosis.words import ReasonWords
    from solver.rules.base import Rule
    from solver.timeline.rows import LegalShift
    from solver.timeline.timeline import Timeline


def whole_rest(rules: Sequence[Rule]) -> int:
    """Minutes of a whole rest by the rule in force (ATW 5:3(2)), or the 11 hours of the law."""
    return next((rule.rest for rule in rules if isinstance(rule, DailyRest)), DailyRest.rest)


def rest_cautions(
    timeline: Timeline, shift_id: str, words: ReasonWords, rest: int
) -> tuple[Sentence, ...]:
    """What a shift costs somebody of their rest, in sentences; nothing: they keep whole rests.

    On call at home is rest for the law (ATW 5:9), so it is not looked at.

    Parameters
    ----------
    timeline
        All of their time, with the shift in it.
    rest
        Minutes of a whole rest.
    """
    shifts = timeline.shifts
    place = next(
        (n for n, one in enumerate(shifts) if any(row.shift == shift_id for row in one.rows)), None
    )
    if place is None:
        return ()
    return tuple(_cautions(timeline, place, words, rest))


def _cautions(timeline: Timeline, place: int, words: ReasonWords, rest: int) -> Iterator[Sentence]:
    shifts, mine = timeline.shifts, timeline.shifts[place]
    if place and (hours := _hours_between(shifts[place - 1], mine, rest)):
        yield phrase(
            "only {hours} h after {duty}: the one short rest of that week",
            hours=hours,
            duty=_duty(shifts[place - 1], words),
        )
    if place + 1 < len(shifts) and (hours := _hours_between(mine, shifts[place + 1], rest)):
        yield phrase(
            "only {hours} h before {duty}: the one short rest of that week",
            hours=hours,
            duty=_duty(shifts[place + 1], words),
        )
    day = timeline.clock.day(mine.start)
    for other in (*shifts[max(0, place - 1) : place], *shifts[place + 1 : place + 2]):
        if timeline.clock.day(other.start) == day:
            yield phrase("a second start on one day, beside {duty}", duty=_duty(other, words))


def _hours_between(first: LegalShift, second: LegalShift, rest: int) -> int:
    """Whole hours of a rest that is too short; 0: it is whole."""
    between = second.start - first.end
    return between // HOUR if between < rest else 0


def _duty(shift: LegalShift, words: ReasonWords) -> Sentence:
    """A shift as people know it: its post, or that it is work elsewhere, and when."""
    row = shift.rows[0]
    if row.kind is DutyKind.ELSEWHERE:
        return phrase("work elsewhere {window}", window=words.window(row))
    return phrase("{post} {window}", post=words.post(row), window=words.window(row))
