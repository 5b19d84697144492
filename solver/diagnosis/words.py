"""Sentences on a person, a shift and a rule when somebody cannot take it; said at the edge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from data.model.candidate import NoticePeriod
from data.model.duty import AbsenceKind, DutyKind
from data.model.quality import POINT, QualityPart
from data.model.sentence import Bilingual, Sentence, date_said, days_said, phrase, stretch_said
from solver.problem_index import ProblemIndex
from solver.rules.base import Rule
from solver.timeline.clock import to_instant

if TYPE_CHECKING:
    from datetime import date, datetime

    from data.model.result import Violation
    from data.model.shift import Shift
    from solver.timeline.rows import Row


@dataclass(frozen=True)
class ReasonWords:
    """Sentences about one problem."""

    index: ProblemIndex
    rules: Sequence[Rule]

    def name(self, person: str) -> str:
        """The name of a person as colleagues know it."""
        return self.index.problem.person_by_id[person].name

    def post(self, row: Row) -> str:
        """The name of a post as people know it."""
        post = self.index.problem.post_by_id.get(row.post)
        return post.name if post else row.post

    def window(self, row: Row) -> Bilingual:
        """When a row of time is; an absence of whole days by its days."""
        zone = self.index.problem.zone
        start, end = (to_instant(at).astimezone(zone) for at in (row.start, row.end))
        return (days_said if row.kind is DutyKind.ABSENCE else stretch_said)(start, end)

    def stretch(self, start: datetime, end: datetime) -> Bilingual:
        """A stretch of time on the local clock."""
        zone = self.index.problem.zone
        return stretch_said(start.astimezone(zone), end.astimezone(zone))

    def not_competent(self, person: str, shift: Shift) -> Sentence:
        """When the competence of somebody who is or was qualified ends, or begins."""
        first, _ = self.index.problem.local_dates(shift)
        expired, later = competence_dates(self.index, person, shift)
        if not expired:
            return phrase("competence only from {date}", date=date_said(min(later, default=first)))
        text = phrase("competence valid until {date}", date=date_said(max(expired)))
        if later:
            return phrase("{before}, again from {date}", before=text, date=date_said(min(later)))
        return text

    def occupied(self, row: Row) -> Sentence:
        """What somebody does at the time of a shift."""
        window = self.window(row)
        if row.kind is DutyKind.ABSENCE:
            return {
                AbsenceKind.LEAVE.value: phrase("on leave {window}", window=window),
                AbsenceKind.ILLNESS.value: phrase("ill {window}", window=window),
                AbsenceKind.COURSE.value: phrase("on a course {window}", window=window),
                AbsenceKind.ABSENT.value: phrase("absent {window}", window=window),
            }.get(row.post, phrase("away {window}", window=window))
        if row.kind is DutyKind.ELSEWHERE:
            return phrase("at work elsewhere {window}", window=window)
        if row.kind is DutyKind.CALL:
            return phrase("at work on a call {window}", window=window)
        return phrase("already on {post} {window}", post=self.post(row), window=window)

    def rule(self, violation: Violation) -> Sentence:
        """The rule that is broken, and where."""
        rule = next(r for r in self.rules if r.id == violation.rule)
        english, dutch = (rule.sentence(code).rstrip(".") for code in ("en", "nl"))
        window = self.stretch(violation.start, violation.end)
        return phrase("{rule} in {window}", rule=Bilingual(english, dutch), window=window)

    def with_numbers(self, violation: Violation) -> Sentence:
        """The rule that is broken, where, what was found and what is allowed."""
        value, limit = (_amount(n, violation.unit) for n in (violation.value, violation.limit))
        rule = self.rule(violation)
        if violation.unit == "min" and not violation.limit:
            return phrase("{sentence}: overlaps by {value}", sentence=rule, value=value)
        return phrase("{sentence}: {value}, limit {limit}", sentence=rule, value=value, limit=limit)


def competence_dates(
    index: ProblemIndex, person: str, shift: Shift
) -> tuple[list[date], list[date]]:
    """Last days of the competences that end before a shift does, and first days of later ones."""
    problem = index.problem
    first, last = problem.local_dates(shift)
    held = problem.competences_of(person, problem.post_by_id[shift.post].function)
    expired = [c.until for c in held if c.until is not None and c.until < last]
    return expired, [c.start for c in held if c.start > first]


def _amount(value: float, unit: str) -> str:
    """A number of a violation; minutes are told as hours and minutes."""
    if unit != "min":
        return f"{value:g}"
    hours, minutes = divmod(round(value), 60)
    return f"{hours}:{minutes:02d}"


def points_said(cost: int) -> Bilingual:
    """A cost, which is in hundredths of a point, as points."""
    text = f"{cost / POINT:.1f}"
    return Bilingual(text, text.replace(".", ","))


def quality_source(rules: Sequence[Rule], part: QualityPart, rule_id: str) -> Sentence | Bilingual:
    """What a part of quality is about; of health what its rule asks."""
    if part is QualityPart.HEALTH:
        rule = next(one for one in rules if one.id == rule_id)
        english, dutch = (rule.sentence(code).rstrip(".") for code in ("en", "nl"))
        return Bilingual(english, dutch)
    return {
        QualityPart.FAIRNESS: phrase("fairness"),
        QualityPart.WISHES: phrase("wishes"),
        QualityPart.SUBSTITUTES: phrase("substitutes"),
    }.get(part, phrase("other base rosters"))


DAYS_OFF = timedelta(days=28)  #: so long before, days off must be known at the latest


TIMES = timedelta(days=4)  #: and the times of duties


def notice(ahead: timedelta) -> NoticePeriod:
    """What ATW 4:2(2) says of telling somebody so long before a shift."""
    if ahead <= timedelta(0):
        return NoticePeriod.BEGUN
    if ahead < TIMES:
        return NoticePeriod.WITHIN_4_DAYS
    return NoticePeriod.WITHIN_28_DAYS if ahead < DAYS_OFF else NoticePeriod.AMPLE


def notice_sentence(ahead: timedelta) -> Sentence:
    """The same in words."""
    hours = int(ahead / timedelta(hours=1))
    days = hours // 24
    match notice(ahead):
        case NoticePeriod.BEGUN:
            return phrase("the shift has begun")
        case NoticePeriod.WITHIN_4_DAYS:
            if hours < 1:
                return phrase("starts within an hour, inside the 4 days of ATW 4:2")
            if hours == 1:
                return phrase("starts in 1 hour, inside the 4 days of ATW 4:2")
            return phrase("starts in {hours} hours, inside the 4 days of ATW 4:2", hours=hours)
        case NoticePeriod.WITHIN_28_DAYS:
            return phrase("starts in {days} days, inside the 28 days of ATW 4:2", days=days)
        case NoticePeriod.AMPLE:
            return phrase("starts in {days} days", days=days)
