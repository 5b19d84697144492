"""One result as the sheets of the workbook see it: days, groups of people, who is where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from data.files.result_json import ResultStamp
from data.i18n.language import Language
from data.i18n.proof_words import ProofWords, posts_left, priorities_of
from data.model.fairness import FairLine, fair_lines
from data.model.person import Person
from data.model.pool import Pool, pools
from data.model.post import Post, PostKind
from data.model.problem import RosterProblem
from data.model.result import RosterResult
from data.model.shift import Codes
from data.tables.period import dutch_holidays

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from data.model.duty import Duty
    from data.model.shift import Shift

SATURDAY = 5
WEEKS_ON_A_PAGE = 5


@dataclass(frozen=True, slots=True)
class SheetDay:
    """A local date of the period.

    Parameters
    ----------
    clock_change
        Minutes that the clock is put forward (+) or back (-) on it.
    """

    date: date
    public_holiday: bool
    school_holiday: bool
    clock_change: int

    @property
    def weekend(self) -> bool:
        """Saturday or Sunday."""
        return self.date.weekday() >= SATURDAY


@dataclass(frozen=True, slots=True)
class PersonGroup:
    """People who stand together on a sheet: a pool, and the trainees for its function."""

    title: str
    posts: tuple[str, ...]
    people: tuple[Person, ...]


@dataclass(frozen=True)
class View:
    """A problem, its result, where it comes from, and the reader's language."""

    problem: RosterProblem
    result: RosterResult
    stamp: ResultStamp
    words: Language

    @cached_property
    def days(self) -> tuple[SheetDay, ...]:
        """Every local date of the period."""
        problem = self.problem
        holidays, school = set(problem.public_holidays), set(problem.school_holidays)
        return tuple(
            SheetDay(day, day in holidays, day in school, self._clock_change(day))
            for day in _dates(problem.first_date, problem.last_date)
        )

    @cached_property
    def weeks(self) -> tuple[tuple[int, int], ...]:
        """The weeks from Monday: indexes of the first day and after the last, in `days`."""
        starts = [i for i, day in enumerate(self.days) if i == 0 or day.date.weekday() == 0]
        return tuple(zip(starts, [*starts[1:], len(self.days)], strict=True))

    @cached_property
    def pages(self) -> tuple[tuple[int, int], ...]:
        """The weeks spread evenly over printed pages: indexes as in `weeks`."""
        count = -(-len(self.weeks) // WEEKS_ON_A_PAGE)
        pages, start = [], 0
        for page in range(count):
            end = start + -(-(len(self.weeks) - start) // (count - page))
            pages.append((self.weeks[start][0], self.weeks[end - 1][1]))
            start = end
        return tuple(pages)

    @cached_property
    def posts(self) -> tuple[Post, ...]:
        """The posts that are rostered, the most important first."""
        rostered = [p for p in self.problem.posts if p.kind is not PostKind.OPEN_CALL]
        return tuple(sorted(rostered, key=lambda post: post.priority))

    @cached_property
    def proof(self) -> ProofWords:
        """What is proven, in words."""
        return ProofWords(self.words, priorities_of(self.problem.posts), posts_left(self.result))

    @cached_property
    def groups(self) -> tuple[PersonGroup, ...]:
        """Everybody, once: by the first pool, in the order of the posts; open call comes last."""
        placed: set[str] = set()
        groups = []
        open_call = [(p.id,) for p in self.problem.posts if p.kind is PostKind.OPEN_CALL]
        for posts in [*(pool.posts for pool in self.pools), *open_call]:
            members = [p for p in self.problem.people if p.id not in placed and self._in(posts, p)]
            placed |= {person.id for person in members}
            if members:
                groups.append(PersonGroup(self.names_of(posts), posts, tuple(members)))
        rest = tuple(p for p in self.problem.people if p.id not in placed)
        if rest:
            groups.append(PersonGroup(self.words.gettext("Other people"), (), rest))
        return tuple(groups)

    @cached_property
    def pools(self) -> tuple[Pool, ...]:
        """The pools by the importance of their posts."""
        rank = {post.id: number for number, post in enumerate(self.posts)}
        return tuple(sorted(pools(self.problem), key=lambda p: min(rank[i] for i in p.posts)))

    @cached_property
    def duties(self) -> tuple[Duty, ...]:
        """The roster of the period as rows of time."""
        return tuple(self.problem.duty(a) for a in self.result.assignments)

    @cached_property
    def doubles(self) -> frozenset[Duty]:
        """Those of a trainee beside the holder."""
        return frozenset(self.problem.duty(a) for a in self.result.assignments if a.double)

    @cached_property
    def substitutes(self) -> frozenset[Duty]:
        """Those of a substitute."""
        problem = self.problem
        return frozenset(
            problem.duty(a)
            for a in self.result.assignments
            if problem.substitution(a.person, problem.shift_by_id[a.shift])
        )

    @cached_property
    def shown(self) -> tuple[Duty, ...]:
        """The roster and the duties of the past that reach into the period."""
        past = (d for d in self.problem.history if d.end > self.problem.start)
        return (*past, *self.duties)

    @cached_property
    def holders(self) -> dict[str, tuple[str, ...]]:
        """Who fills each shift, by shift id; a double fills nothing."""
        found: dict[str, list[str]] = {}
        for assignment in self.result.assignments:
            if not assignment.double:
                found.setdefault(assignment.shift, []).append(assignment.person)
        return {shift: tuple(people) for shift, people in found.items()}

    @cached_property
    def lines(self) -> dict[str, FairLine]:
        """How everybody fared, by person id."""
        return {line.person: line for line in fair_lines(self.problem, self.duties)}

    @cached_property
    def shifts_of(self) -> dict[str, tuple[Shift, ...]]:
        """The shifts of each post by start."""
        found: dict[str, list[Shift]] = {post.id: [] for post in self.posts}
        for shift in sorted(self.problem.shifts, key=lambda s: (s.start, s.end, s.id)):
            if shift.post in found:
                found[shift.post].append(shift)
        return {post: tuple(shifts) for post, shifts in found.items()}

    @cached_property
    def codes(self) -> Codes:
        """What cells call the shifts."""
        return Codes(self.posts, self.problem.shifts)

    def missing(self, shift: Shift) -> int:
        """How many qualified people a shift lacks."""
        return max(shift.required - len(self.holders.get(shift.id, ())), 0)

    def local_date(self, instant: datetime) -> date:
        """The local date of an instant."""
        return instant.astimezone(self.problem.zone).date()

    def person_name(self, person: str) -> str:
        """Name on screen; the id of somebody unknown."""
        found = self.problem.person_by_id.get(person)
        return found.name if found else person

    def names_of(self, posts: Sequence[str]) -> str:
        """The names of some posts."""
        return ", ".join(self.problem.post_by_id[post].name for post in posts)

    @cached_property
    def period(self) -> str:
        """The period in words."""
        problem, words = self.problem, self.words
        first, last = words.long_date(problem.first_date), words.long_date(problem.last_date)
        return f"{first} – {last}"

    @cached_property
    def region(self) -> str:
        """The names of the regions."""
        return ", ".join(region.name for region in self.problem.regions)

    def _in(self, posts: Sequence[str], person: Person) -> bool:
        """Whether they hold the function of these posts in their region, or learn it."""
        post = self.problem.post_by_id[posts[0]]
        return bool(
            set(post.regions) & set(person.regions)
            and self.problem.competences_of(person.id, post.function)
        )

    def _clock_change(self, day: date) -> int:
        start, end = (
            datetime.combine(d, time(), self.problem.zone).astimezone(UTC)
            for d in (day, day + timedelta(days=1))
        )
        return 24 * 60 - int((end - start).total_seconds()) // 60


def _dates(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += timedelta(days=1)


def special_days(view: View) -> list[tuple[str, str]]:
    """Date and name of each public holiday and clock change of the period."""
    return [(view.words.day(day), said) for day, said in notes_by_date(view).items()]


def notes_by_date(view: View) -> dict[date, str]:
    """What is special about each date that is a public holiday, or on which the clock changes."""
    say = view.words.gettext
    days = [day for day in view.days if day.public_holiday or day.clock_change]
    names = _names(view, {day.date.year for day in days})
    found = {}
    for day in days:
        parts = []
        if day.public_holiday:
            parts.append(names.get(day.date, say("public holiday")))
        if day.clock_change > 0:
            parts.append(say("the clock goes forward: the night is an hour shorter"))
        if day.clock_change < 0:
            parts.append(say("the clock goes back: the night is an hour longer"))
        found[day.date] = ", ".join(parts)
    return found


def _names(view: View, years: set[int]) -> dict[date, str]:
    """Names of the Dutch public holidays; a region may keep others as well."""
    code = _HOLIDAY_LANGUAGES[view.words.code]
    return dutch_holidays(sorted(years), language=code)


_HOLIDAY_LANGUAGES = {"nl": "nl", "en": "en_US"}
