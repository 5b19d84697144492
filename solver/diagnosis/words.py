"""What is said of a person, a shift and a rule when somebody cannot take it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from data.model.candidate import NoticePeriod
from data.model.duty import AbsenceKind, DutyKind
from solver.problem_index import ProblemIndex
from solver.rules.base import Rule
from solver.timeline.clock import to_instant

if TYPE_CHECKING:
    from datetime import date, datetime

    from data.model.result import Violation
    from data.model.shift import Shift

    pass
    from solver.timeline.rows import Row

Say = Callable[[str], str]  #: an English sentence in the reader's language


@dataclass(frozen=True)
class ReasonWords:
    """Sentences about one problem.

    Parameters
    ----------
    say
        Translates the sentences.
    language
        ``nl`` or ``en``, for the sentences of the rules.
    """

    index: ProblemIndex
    rules: Sequence[Rule]
    say: Say
    language: str

    def name(self, person: str) -> str:
        """The name of a person as colleagues know it."""
        return self.index.problem.person_by_id[person].name

    def post(self, row: Row) -> str:
        """The name of a post as people know it."""
        post = self.index.problem.post_by_id.get(row.post)
        return post.name if post else row.post

    def window(self, row: Row) -> str:
        """When a row of time is."""
        return self.stretch(to_instant(row.start), to_instant(row.end))

    def stretch(self, start: datetime, end: datetime) -> str:
        """A stretch of time on the local clock."""
        zone = self.index.problem.zone
        first, last = start.astimezone(zone), end.astimezone(zone)
        until = f"{last:%H:%M}" if first.date() == last.date() else f"{last:%d-%m %H:%M}"
        return f"{first:%d-%m %H:%M} – {until}"

    def not_competent(self, person: str, shift: Shift) -> str:
        """When the competence of somebody who is or was qualified ends, or begins."""
        first, _ = self.index.problem.local_dates(shift)
        expired, later = competence_dates(self.index, person, shift)
        if not expired:
            text = self.say("competence only from {date}")
            return text.format(date=_date(min(later, default=first)))
        text = self.say("competence valid until {date}").format(date=_date(max(expired)))
        if later:
            again = self.say("{before}, again from {date}")
            return again.format(before=text, date=_date(min(later)))
        return text

    def occupied(self, row: Row) -> str:
        """What somebody does at the time of a shift."""
        if row.kind is DutyKind.ABSENCE:
            kinds = {
                AbsenceKind.LEAVE.value: self.say("on leave {window}"),
                AbsenceKind.ILLNESS.value: self.say("ill {window}"),
                AbsenceKind.COURSE.value: self.say("on a course {window}"),
                AbsenceKind.ABSENT.value: self.say("absent {window}"),
            }
            text = kinds.get(row.post, self.say("away {window}"))
        elif row.kind is DutyKind.ELSEWHERE:
            text = self.say("at work elsewhere {window}")
        else:
            text = self.say("already on {post} {window}")
        return text.format(window=self.window(row), post=self.post(row))

    def rule(self, violation: Violation) -> str:
        """The rule that is broken, and where."""
        rule = next(r for r in self.rules if r.id == violation.rule)
        return self.say("{rule} in {window}").format(
            rule=rule.sentence(self.language).rstrip("."),
            window=self.stretch(violation.start, violation.end),
        )

    def with_numbers(self, violation: Violation) -> str:
        """The rule that is broken, where, what was found and what is allowed."""
        value, limit = (_amount(n, violation.unit) for n in (violation.value, violation.limit))
        if violation.unit == "min" and not violation.limit:
            text = self.say("{sentence}: overlaps by {value}")
        else:
            text = self.say("{sentence}: {value}, limit {limit}")
        return text.format(sentence=self.rule(violation), value=value, limit=limit)


def competence_dates(
    index: ProblemIndex, person: str, shift: Shift
) -> tuple[list[date], list[date]]:
    """Last days of the competences that end before a shift does, and first days of later ones."""
    problem = index.problem
    first, last = problem.local_dates(shift)
    held = problem.competences_of(person, problem.post_by_id[shift.post].function)
    expired = [c.until for c in held if c.until is not None and c.until < last]
    return expired, [c.start for c in held if c.start > first]


def _date(day: date) -> str:
    return f"{day:%d-%m-%Y}"


def _amount(value: float, unit: str) -> str:
    """A number of a violation; minutes are told as hours and minutes."""
    if unit != "min":
        return f"{value:g}"
    hours, minutes = divmod(round(value), 60)
    return f"{hours}:{minutes:02d}"


DAYS_OFF = timedelta(days=28)  #: so long before, days off must be known at the latest


TIMES = timedelta(days=4)  #: and the times of duties


def notice(ahead: timedelta) -> NoticePeriod:
    """What ATW 4:2(2) says of telling somebody so long before a shift."""
    if ahead <= timedelta(0):
        return NoticePeriod.BEGUN
    if ahead < TIMES:
        return NoticePeriod.WITHIN_4_DAYS
    return NoticePeriod.WITHIN_28_DAYS if ahead < DAYS_OFF else NoticePeriod.AMPLE


def notice_sentence(ahead: timedelta, say: Say) -> str:
    """The same in words."""
    texts = {
        NoticePeriod.BEGUN: say("the shift has begun"),
        NoticePeriod.WITHIN_4_DAYS: say("starts in {hours} hours, inside the 4 days of ATW 4:2"),
        NoticePeriod.WITHIN_28_DAYS: say("starts in {days} days, inside the 28 days of ATW 4:2"),
        NoticePeriod.AMPLE: say("starts in {days} days"),
    }
    hours = int(ahead / timedelta(hours=1))
    return texts[notice(ahead)].format(hours=hours, days=hours // 24)
