"""What happens to the published demo quarter: each case a problem to repair.

Everything that starts within the frozen window of 72 hours after the news, and can still be done,
is pinned.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from data.model.duty import Absence, AbsenceKind, Assignment
from data.model.post import PostKind
from data.model.problem import RosterProblem
from solver.problem_index import ProblemIndex

FROZEN = timedelta(hours=72)
EARLY, LATE = date(2027, 1, 12), date(2027, 2, 17)


@dataclass(frozen=True)
class Quarter:
    """A problem, and the roster that was published for it."""

    problem: RosterProblem
    published: tuple[Assignment, ...]

    def at(self, day: date) -> datetime:
        """Local midnight."""
        return datetime.combine(day, time(), self.problem.zone).astimezone(UTC)

    def after(self, problem: RosterProblem, day: date) -> RosterProblem:
        """What to repair when something is known on a day."""
        until = self.at(day) + FROZEN
        possible = frozenset(ProblemIndex(replace(problem, assignments=())).eligible)
        pins = tuple(
            replace(a, pinned=True)
            for a in self.published
            if problem.shift_by_id[a.shift].start < until and (a.person, a.shift) in possible
        )
        return replace(problem, assignments=pins, published=self.published)

    def ill(self, day: date, **days: int) -> RosterProblem:
        """People who are ill from a day, each for some days."""
        absences = tuple(
            Absence(
                person,
                AbsenceKind.ILLNESS,
                self.at(day),
                self.at(day + timedelta(days=count)),
                36 * 60 * count // 7,
            )
            for person, count in days.items()
        )
        base = self.problem
        return self.after(replace(base, absences=base.absences + absences), day)

    def without(self, person: str, last: date) -> RosterProblem:
        """Somebody whose competences end on a day."""
        competences = tuple(
            replace(c, until=last if c.until is None else min(last, c.until))
            if c.person == person and c.start <= last
            else c
            for c in self.problem.competences
        )
        return self.after(replace(self.problem, competences=competences), last)

    def swapped(self, day: date) -> RosterProblem:
        """Two who trade the first duties after the window that they can trade."""
        problem = self.after(self.problem, day)
        until, possible = self.at(day) + FROZEN, frozenset(ProblemIndex(self.problem).eligible)
        shifts = problem.shift_by_id
        later = [a for a in self.published if shifts[a.shift].start >= until]
        mine, theirs = next(
            (a, b)
            for a in later
            for b in later
            if a.person < b.person
            and {(a.person, b.shift), (b.person, a.shift)} <= possible
            and not {(a.person, b.shift), (b.person, a.shift)}
            & {(p.person, p.shift) for p in self.published}
        )
        pins = (
            Assignment(mine.person, theirs.shift, pinned=True),
            Assignment(theirs.person, mine.shift, pinned=True),
        )
        return replace(problem, assignments=(*problem.assignments, *pins))

    def busiest(self, kind: PostKind) -> list[str]:
        """People by the number of their duties of a kind, most first."""
        posts = self.problem.post_by_id
        count: dict[str, int] = {}
        for a in self.published:
            if posts[self.problem.shift_by_id[a.shift].post].kind is kind:
                count[a.person] = count.get(a.person, 0) + 1
        return sorted(count, key=lambda person: (-count[person], person))


Case = tuple[str, Callable[[], "RosterProblem"]]


def cases(quarter: Quarter) -> Iterator[Case]:
    """Each case with its name."""
    caco, other = quarter.busiest(PostKind.ON_SITE)[:2]
    officer = quarter.busiest(PostKind.ON_CALL)[0]
    for name, day in (("early", EARLY), ("late", LATE)):
        rest = (quarter.problem.last_date - day).days + 1
        for words, days in (("1 day", 1), ("2 weeks", 14), ("the rest of the quarter", rest)):
            yield (
                f"CaCo ill for {words}, {name}",
                lambda day=day, days=days: quarter.ill(day, **{caco: days}),
            )
    yield (
        "two CaCo's ill at once, 2 weeks and 1",
        lambda: quarter.ill(EARLY, **{caco: 14, other: 7}),
    )
    yield "piket holder ill for 2 weeks", lambda: quarter.ill(EARLY, **{officer: 14})
    yield "competence lapses mid-quarter", lambda: quarter.without(other, LATE)
    yield "somebody leaves early", lambda: quarter.without(caco, EARLY)
    yield "two swap", lambda: quarter.swapped(LATE)
