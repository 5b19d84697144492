"""What a rule may know of a person beside their rows, and the stretches a check is about."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from data.model.person import Person, ProvisionKind
from data.model.problem import Succession
from data.model.ruleset import Ruleset
from solver.timeline.clock import SUNDAY, LocalClock, weekday
from solver.timeline.rows import LegalShift, Row

_FAR = 59 * 7  #: days beside the data, as far as the clock is asked; no window reaches farther


@dataclass(frozen=True, slots=True)
class Span:
    """The stretches of time a check is about, in minutes since the epoch.

    Parameters
    ----------
    data_start, data_end
        The data run from the Monday of the first row to the Monday after the last (of anybody):
        averages are judged only on windows inside.
    judged_start, judged_end
        A violation counts when its window touches this stretch.
    """

    data_start: int
    data_end: int
    judged_start: int
    judged_end: int

    def holds(self, start: int, end: int) -> bool:
        """Whether a window lies inside the data."""
        return self.data_start <= start and end <= self.data_end

    def judges(self, start: int, end: int) -> bool:
        """Whether a window touches the judged stretch."""
        return start < self.judged_end and self.judged_start < end


@dataclass(frozen=True)
class PersonContext:
    """What a rule may know of a person beside their rows.

    Parameters
    ----------
    person
        The person.
    clock
        The local clock.
    span
        The stretches of time.
    ruleset
        For recorded agreements.
    competent_for
        Ids of the shifts that the person is competent for; None: not told.
    successions
        Shift names that may not follow each other.
    period_start, period_end
        Local midnights at which the period starts and ends (its last shift may end later); None:
        where the judged stretch does.
    on_call_posts
        Id of each on-call post, with start and end of its shifts in the period.
    shifts_seen
        Shifts that were made of their rows before: trials on their time share most of them.
    """

    person: Person
    clock: LocalClock
    span: Span
    ruleset: Ruleset = field(default_factory=Ruleset)
    competent_for: frozenset[str] | None = None
    successions: tuple[Succession, ...] = ()
    period_start: int | None = None
    period_end: int | None = None
    on_call_posts: tuple[tuple[str, tuple[tuple[int, int], ...]], ...] = ()
    shifts_seen: dict[tuple[Row, ...], LegalShift] = field(
        default_factory=dict, repr=False, compare=False
    )

    @property
    def period(self) -> tuple[int, int]:
        """First minute of the period, and the one after its last."""
        start = self.span.judged_start if self.period_start is None else self.period_start
        end = self.span.judged_end if self.period_end is None else self.period_end
        return start, end

    @cached_property
    def days(self) -> range:
        """Ordinals of the local dates of the period."""
        return self.clock.days(*self.period)

    @cached_property
    def weekends(self) -> range:
        """Ordinals of the Mondays of the weeks of which Sunday lies in the period."""
        days = self.days
        return range(days.start - weekday(days.start), days.stop - SUNDAY, 7)

    def has_agreement(self, rule: str, start: int, end: int) -> bool:
        """Whether a recorded agreement covers a rule on every local date of a window."""
        return any(s <= start and end <= e for s, e in self._agreements.get(rule, ()))

    def touches_agreement(self, rule: str, start: int, end: int) -> bool:
        """Whether a recorded agreement covers a rule on any local date of a window."""
        return any(s < end and start < e for s, e in self._agreements.get(rule, ()))

    @cached_property
    def _agreements(self) -> dict[str, list[tuple[int, int]]]:
        """Per rule the minutes that recorded agreements cover: asked for each window."""
        found: dict[str, list[tuple[int, int]]] = {}
        first = self.clock.day(self.span.data_start) - _FAR
        last = self.clock.day(self.span.data_end) + _FAR
        for derogation in self.ruleset.derogations:
            start, until = derogation.start.toordinal(), derogation.until or date.max
            begins = self.clock.at(min(max(start, first), last), 0)
            ends = self.clock.at(max(min(until.toordinal() + 1, last), first), 0)
            found.setdefault(derogation.rule, []).append((begins, ends))
        return found

    def has_provision(self, kind: ProvisionKind, start: int, end: int) -> bool:
        """Whether a provision (without consent) holds on any local date of a window."""
        return any(
            self.person.has_provision(kind, date.fromordinal(day))
            for day in self.clock.days(start, end)
        )
