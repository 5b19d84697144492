"""One person's share of the model, as the `constrain` half of a rule sees it.

A row of time is fixed (history, pins, absence, work elsewhere, whatever lies outside a
neighbourhood: its literal is `TRUE`) or a candidate with a literal of its own. Out of the candidate
rows come candidate shifts of ATW 1:7: every chain of rows that could be one shift gets a literal,
and a row that is worked lies in exactly one of them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from data.model.duty import DutyKind
from data.model.result import Violation
from solver.constraints.candidates import RowCandidate, ShiftCandidate
from solver.constraints.day_line import DayLine, day_literals, start_literals
from solver.constraints.hour_windows import HourWindows
from solver.constraints.intervals import interval_cliques
from solver.constraints.roster_days import night_candidates, roster_days, weekend_places
from solver.cpsat.model import FALSE, TRUE, Literal, Model
from solver.timeline.clock import DAY, LocalClock, to_minute
from solver.timeline.context import PersonContext, Span
from solver.timeline.rows import (
    SHIFT_SEPARATOR,
    LegalShift,
    Row,
    legal_shift,
    merge_overlapping,
)

if TYPE_CHECKING:
    from solver.constraints.flaws import RunPlace

MAX_CHAIN = 2 * DAY  #: longer chains are no shift under any rule; only fixed rows make them


Excludes = Callable[[LegalShift], bool]


@dataclass
class PersonModel:
    """Rows and shifts of one person with their literals.

    Attributes
    ----------
    about
        Person, clock, span and ruleset.
    model
        Where constraints go.
    rows
        All rows, fixed and candidate, by start.
    shifts
        All candidate shifts, by start (empty where no rule of the law is in force).
    preexisting
        Per rule id: violations among the fixed rows alone. A rule leaves such windows alone.
    max_new_work
        Most minutes of candidate work that a rule allows in the whole period, where one does: the
        averages then need not be written where they cannot be reached. Set before `constrain`.
    week_caps
        The same per calendar week, by its Monday; stand-by is apart.
    longest_run
        Most days in a row on which work may start, where a rule limits them.
    """

    about: PersonContext
    model: Model
    rows: list[RowCandidate]
    shifts: list[ShiftCandidate] = field(default_factory=list)
    preexisting: dict[str, list[Violation]] = field(default_factory=dict)
    max_new_work: int | None = None
    week_caps: dict[int, int] = field(default_factory=dict)
    least_rest: int = SHIFT_SEPARATOR
    longest_run: int | None = None

    @property
    def clock(self) -> LocalClock:
        """The local clock."""
        return self.about.clock

    @property
    def span(self) -> Span:
        """The stretches of time."""
        return self.about.span

    @cached_property
    def on_call(self) -> list[RowCandidate]:
        """On-call rows, by start."""
        return [c for c in self.rows if c.row.kind is DutyKind.ON_CALL]

    @cached_property
    def work(self) -> list[RowCandidate]:
        """Work rows, here and elsewhere, by start."""
        return [c for c in self.rows if c.row.is_work]

    @cached_property
    def worked(self) -> list[RowCandidate]:
        """Work rows and work on calls, by start."""
        return [c for c in self.rows if c.row.is_worked]

    @cached_property
    def absences(self) -> list[RowCandidate]:
        """Absence rows, by start."""
        return [c for c in self.rows if c.row.kind is DutyKind.ABSENCE]

    @cached_property
    def day_line(self) -> DayLine[Literal]:
        """A literal per local date that holds exactly if there is work."""
        return day_literals(self.about, self.work, self.model)

    @cached_property
    def run_starts(self) -> tuple[Literal, ...]:
        """A literal per date of `day_line` that holds exactly if a run of work starts there."""
        return start_literals(self.model, self.day_line)

    @cached_property
    def roster_days(self) -> dict[int, Literal]:
        """Per date on which a shift of this roster may start: a literal that holds if one does."""
        return roster_days(self)

    @cached_property
    def nights(self) -> dict[int, list[ShiftCandidate]]:
        """Candidate night shifts by date (not before the shifts are found)."""
        return night_candidates(self)

    @cached_property
    def weekends(self) -> dict[int, RunPlace]:
        """The duties of each weekend that may hold one, by the date of its week's Monday."""
        return weekend_places(self)

    @cached_property
    def hours(self) -> HourWindows:
        """Minutes of work and absence in any window (not before the shifts are found)."""
        return HourWindows(self)

    @cached_property
    def _shift_starts(self) -> list[int]:
        return [c.shift.start for c in self.shifts]

    def shifts_starting(self, start: int, end: int) -> list[ShiftCandidate]:
        """Candidate shifts that start in ``[start, end)``."""
        starts = self._shift_starts
        return self.shifts[bisect_left(starts, start) : bisect_left(starts, end)]

    def followers(self, candidate: ShiftCandidate, gap: int) -> list[ShiftCandidate]:
        """Candidate shifts that start 8 hours or more, but less than `gap`, after one ends."""
        end = candidate.shift.end
        return self.shifts_starting(end + SHIFT_SEPARATOR, end + gap)

    def between(self, first: ShiftCandidate, second: ShiftCandidate) -> list[ShiftCandidate]:
        """Candidate shifts that can lie between two others as a shift of their own."""
        low = first.shift.end + SHIFT_SEPARATOR
        high = second.shift.start - SHIFT_SEPARATOR
        return [c for c in self.shifts_starting(low, high) if c.shift.end <= high]

    def is_preexisting(self, rule: str, start: int, end: int) -> bool:
        """Whether the fixed rows alone break `rule` in a window that meets this one."""
        return any(
            to_minute(b.start) < end and start < to_minute(b.end)
            for b in self.preexisting.get(rule, ())
        )

    def find_shifts(self, excludes: Sequence[Excludes]) -> None:
        """Fill `shifts`: chains of rows with less than 8 hours between, and their literals.

        Where the fixed rows break a rule no candidate row lengthens a shift of theirs, so there
        they are constants.

        Parameters
        ----------
        excludes
            Tests of the rules: a shift that no roster may hold. Such a test may depend on work,
            length and on whether it is a night shift; more work never makes a shift legal.
        """
        preexisting = [
            violation for violations in self.preexisting.values() for violation in violations
        ]
        windows = [
            (to_minute(violation.start), to_minute(violation.end)) for violation in preexisting
        ]
        chains = [
            (shift, chain)
            for shift, chain in _chains(_nodes(self.work, self.clock), self.clock, excludes)
            if not (
                _lengthens(chain)
                and any(start < shift.end and shift.start < end for start, end in windows)
            )
        ]
        self.shifts = _with_literals(chains, self.work, self.model)
        self.shifts.sort(key=lambda c: (c.shift.start, c.shift.end))
        separated = [(c.shift.start, c.shift.end + SHIFT_SEPARATOR, c.literal) for c in self.shifts]
        for clique in interval_cliques(separated):
            self.model.add_at_most_one(clique)


class _Node(NamedTuple):
    """Rows that are always together: fixed ones of one shift, or one candidate row."""

    rows: tuple[Row, ...]
    literal: Literal

    @property
    def start(self) -> int:
        return self.rows[0].start

    @property
    def end(self) -> int:
        return max(row.end for row in self.rows)


def _nodes(work: Sequence[RowCandidate], clock: LocalClock) -> list[_Node]:
    fixed = merge_overlapping(c.row for c in work if c.literal == TRUE)
    free = [c for c in work if c.literal not in (TRUE, FALSE)]
    starts = sorted(c.row.start for c in free)
    groups: list[list[Row]] = []
    for row in fixed:
        last = groups[-1][-1] if groups else None
        if (
            last is not None
            and row.start - last.end < SHIFT_SEPARATOR
            and bisect_left(starts, last.end) == bisect_left(starts, row.start)
        ):
            groups[-1].append(row)
        else:
            groups.append([row])
    nodes = [_Node(tuple(group), TRUE) for group in groups]
    nodes += [_Node((c.row,), c.literal) for c in free]
    return sorted(nodes, key=lambda n: (n.start, n.end))


def _chains(
    nodes: Sequence[_Node], clock: LocalClock, excludes: Sequence[Excludes]
) -> Iterator[tuple[LegalShift, tuple[_Node, ...]]]:
    """Each chain of nodes that may be one shift."""
    starts = [node.start for node in nodes]

    def extend(chain: tuple[_Node, ...]) -> Iterator[tuple[LegalShift, tuple[_Node, ...]]]:
        shift = legal_shift([row for node in chain for row in node.rows], clock)
        fixed = all(node.literal == TRUE for node in chain)
        allowed = fixed or not any(test(shift) for test in excludes)
        low = bisect_left(starts, shift.end)
        high = bisect_left(starts, shift.end + SHIFT_SEPARATOR)
        if allowed and not any(node.literal == TRUE for node in nodes[low:high]):
            yield shift, chain
        grows = shift.end - shift.start <= MAX_CHAIN and (allowed or _may_grow(shift, excludes))
        if not (grows or fixed):
            return
        for node in nodes[low:high]:
            if grows or node.literal == TRUE:
                yield from extend((*chain, node))
            if node.literal == TRUE:
                break  # it is there: no chain passes it by

    fixed_end = None
    for node in nodes:
        if fixed_end is None or not 0 <= node.start - fixed_end < SHIFT_SEPARATOR:
            yield from extend((node,))
        if node.literal == TRUE:
            fixed_end = node.end


def _lengthens(chain: tuple[_Node, ...]) -> bool:
    """Whether candidate rows lengthen a shift of fixed ones."""
    fixed = [node.literal == TRUE for node in chain]
    return any(fixed) and not all(fixed)


def _may_grow(shift: LegalShift, excludes: Sequence[Excludes]) -> bool:
    """Whether a longer chain may be allowed where this one is not.

    More work never makes a shift legal, but it can turn a day shift into a night shift, which
    other rules judge.
    """
    as_night = replace(shift, night_work=shift.work, ends_after_two=True)
    return not any(test(as_night) for test in excludes)


def _with_literals(
    chains: Sequence[tuple[LegalShift, tuple[_Node, ...]]],
    work: Sequence[RowCandidate],
    model: Model,
) -> list[ShiftCandidate]:
    """Give each chain a literal; a node that is worked lies in exactly one chain."""
    holding: dict[_Node, list[Literal]] = {}
    count: dict[_Node, int] = {}
    for _, chain in chains:
        for node in chain:
            count[node] = count.get(node, 0) + 1
    found: list[ShiftCandidate] = []
    for shift, chain in chains:
        alone = all(count[node] == 1 for node in chain)
        if alone and (len(chain) == 1 or all(node.literal == TRUE for node in chain)):
            literal = chain[0].literal
        else:
            literal = model.new_literal(f"shift {shift.start}")
        found.append(ShiftCandidate(shift, literal))
        for node in chain:
            holding.setdefault(node, []).append(literal)
    for node, literals in holding.items():
        if literals != [node.literal]:
            model.add_equal([(1, lit) for lit in literals] + [(-1, node.literal)], 0)
    _forbid_the_rest(work, holding, model)
    return found


def _forbid_the_rest(
    work: Sequence[RowCandidate], holding: dict[_Node, list[Literal]], model: Model
) -> None:
    """A candidate row that fits in no chain cannot be worked."""
    held = {row for node in holding for row in node.rows}
    for candidate in work:
        if candidate.literal != TRUE and candidate.row not in held:
            model.add_clause((-candidate.literal,))
