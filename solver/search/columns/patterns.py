"""What the rules say of a few days in a row, asked once per pattern of days.

A line, all that one person does, is read day by day. What a day adds to the flaws of a health rule
depends on the few days before it alone, and so does whether some rules of the law allow it. It is
asked of the rules themselves, over those days only: with less to see, the rules named here find
nothing that they would not find in the whole time. Those that look farther are left out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from data.model.duty import DutyKind
from solver.constraints.roster_days import in_flex_pool
from solver.cpsat.engine import Interrupt
from solver.problem_index import ProblemIndex
from solver.rules.base import HealthRule, Rule
from solver.timeline.clock import DAY, weekday
from solver.timeline.context import PersonContext
from solver.timeline.rows import Row
from solver.timeline.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Iterable


#: Health rules whose flaws three days before a day decide; some ask which day of the week it is.
NEAR_RULES = frozenset(
    ("BROKEN_WEEKEND", "LONE_DAY_OFF", "LONE_NIGHT", "LONE_SHIFT", "QUICK_RETURN", "TWO_STARTS")
)
#: Those of which more days may matter; they ask for no day of the week.
FAR_RULES = frozenset(("FORWARD_ROTATION", "NIGHT_RECOVERY", "SAME_KIND_RUN"))
#: Rules of the law that find no more with less to see, and for no day of the week.
LOCAL_LAW = frozenset(("OVERLAP", "R01", "R05", "R10", "R14", "R15"))
NEAR = 3  #: days before a day, as far as the first look
FAR = 4  #: as far as the others look

Letters = tuple[int, ...]  #: numbers of days' contents, day after day


class DayContent(NamedTuple):
    """What starts on a day.

    Parameters
    ----------
    rows
        Work, in minutes from its midnight.
    is_away
        An absence touches it.
    """

    rows: tuple[Row, ...] = ()
    is_away: bool = False


def day_content(rows: Iterable[Row], midnight: int, *, is_away: bool) -> DayContent:
    """The content of a day from its rows; of a row only what the local rules look at is kept."""
    bare = [
        Row(
            row.kind,
            row.start - midnight,
            row.end - midnight,
            row.work,
            standby=row.standby,
            handover=row.handover,
        )
        for row in rows
    ]
    return DayContent(tuple(sorted(bare, key=lambda r: (r.start, r.end, r.kind))), is_away)


@dataclass(frozen=True)
class Judge:
    """The rules of one person, as far as a pattern of days answers them.

    Parameters
    ----------
    health
        Health rules with what a flaw of each costs.
    law
        Rules of the law; those that the person's fixed time breaks already are left out.
    """

    index: ProblemIndex
    about: PersonContext
    health: tuple[tuple[HealthRule, int], ...]
    law: tuple[Rule, ...]
    alphabet: Alphabet

    def step(self, letters: Letters, day: int) -> int | None:
        """What a day adds to the cost of the days before it; None: the law forbids it.

        Parameters
        ----------
        letters
            The contents of `FAR` days and of the day itself.
        day
            Its date.
        """
        far = letters[-FAR - 1 :]
        if not self._is_allowed(far, day):
            return None
        near = letters[-NEAR - 1 :]
        return (
            self._cost(near, day, is_near=True)
            - self._cost(near[:-1], day - 1, is_near=True)
            + self._cost(far, day, is_near=False)
            - self._cost(far[:-1], day - 1, is_near=False)
        )

    def _is_allowed(self, letters: Letters, day: int) -> bool:
        key = ("law", self._key(letters, day), self._law_ids)
        known = self.alphabet.known.get(key)
        if known is None:
            timeline = self._timeline(letters, day, absences=False)
            known = int(any(next(iter(rule.check(timeline)), None) for rule in self.law))
            self.alphabet.known[key] = known
        return not known

    def _cost(self, letters: Letters, day: int, *, is_near: bool) -> int:
        if day < self.about.days.start:
            return 0
        place = weekday(day) if is_near else -1
        key = (place, self._key(letters, day), self._is_flexible)
        known = self.alphabet.known.get(key)
        if known is None:
            rules = self._near if is_near else self._far
            timeline = self._timeline(letters, day)
            known = sum(
                price * sum(1 for _ in rule.soft_violations(timeline)) for rule, price in rules
            )
            self.alphabet.known[key] = known
        return known

    @cached_property
    def _near(self) -> list[tuple[HealthRule, int]]:
        return [(rule, price) for rule, price in self.health if rule.id in NEAR_RULES]

    @cached_property
    def _far(self) -> list[tuple[HealthRule, int]]:
        return [(rule, price) for rule, price in self.health if rule.id in FAR_RULES]

    @cached_property
    def _law_ids(self) -> tuple[str, ...]:
        return tuple(rule.id for rule in self.law)

    @cached_property
    def _is_flexible(self) -> bool:
        return in_flex_pool(self.about)

    @cached_property
    def _is_one_of_many(self) -> bool:
        """Whether the rules are the same on all dates; none of them asks who it is about."""
        agreed = {derogation.rule for derogation in self.about.ruleset.derogations}
        return agreed.isdisjoint(rule.id for rule in self.law)

    def place(self, day: int) -> object:
        """What all answers about a day depend on beside the contents of the days before it."""
        place = self._key((0,) * (FAR + 1), day)
        return place, weekday(day), self._law_ids, self._is_flexible

    def _key(self, letters: Letters, day: int) -> object:
        """What an answer depends on beside the rules and the day of the week."""
        if not self._is_one_of_many:
            return self.about.person.id, day, letters
        clock, first = self.about.clock, day - len(letters) + 1
        known = self.about.days.start - first
        even = clock.midnight(day + 2) - clock.midnight(first - 1) == (len(letters) + 2) * DAY
        if even and known <= 0:
            return letters
        return (letters, max(0, known)) if even else (letters, day)

    def _timeline(self, letters: Letters, day: int, *, absences: bool = True) -> Timeline:
        first, rows = day - len(letters) + 1, list[Row]()
        for date, letter in enumerate(letters, start=first):
            found = self.alphabet.rows_on(letter, date)
            rows += [row for row in found if absences or row.is_work]
        return Timeline(self._context(first, day), tuple(rows))

    def _context(self, first: int, last: int) -> PersonContext:
        """The person, with a period that ends with a day and begins no sooner than it does."""
        known = self._contexts.get((first, last))
        if known is None:
            clock, days = self.about.clock, self.about.days
            known = replace(
                self.about,
                period_start=clock.midnight(max(first, days.start)),
                period_end=clock.midnight(min(last, days.stop - 1) + 1),
            )
            self._contexts[first, last] = known
        return known

    @cached_property
    def _contexts(self) -> dict[tuple[int, int], PersonContext]:
        return {}


@dataclass(frozen=True)
class Alphabet:
    """The contents of days that were met, by number, and what is known of patterns of them.

    Parameters
    ----------
    stop
        Raises `Stopped` when asked.
    """

    index: ProblemIndex
    stop: Interrupt | None = None

    @cached_property
    def known(self) -> dict[object, int]:
        """Costs of patterns, and whether the law forbids them."""
        return {}

    @cached_property
    def graphs(self) -> dict[object, Any]:
        """Parts of line graphs that were made before."""
        return {}

    @cached_property
    def contents(self) -> list[DayContent]:
        """By number."""
        return []

    @cached_property
    def _numbers(self) -> dict[DayContent, int]:
        return {}

    @cached_property
    def _rows(self) -> dict[tuple[int, int], tuple[Row, ...]]:
        return {}

    def letter(self, content: DayContent) -> int:
        """The number of a day's content."""
        number = self._numbers.setdefault(content, len(self.contents))
        if number == len(self.contents):
            self.contents.append(content)
        return number

    def rows_on(self, letter: int, day: int) -> tuple[Row, ...]:
        """The rows of a content on a date."""
        known = self._rows.get((letter, day))
        if known is None:
            midnight, content = self.index.clock.midnight(day), self.contents[letter]
            known = tuple(
                replace(row, start=row.start + midnight, end=row.end + midnight)
                for row in content.rows
            )
            if content.is_away:
                known = (Row(DutyKind.ABSENCE, midnight, midnight + 1, 0), *known)
            self._rows[letter, day] = known
        return known
