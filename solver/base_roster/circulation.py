"""A cycle as a circulation: how often each step from day to day is taken, and in no order.

What a day may hold depends on little of the days before: how long the run of work, of one shift or
of days off is. That is a state, and a cycle is a closed walk over pairs of weekday and state. Of
such a walk the model keeps only how many times each step is taken. Then it matters no more who
does what in which week, so that a cycle of 40 weeks is no larger than one of 5, and what the
linear relaxation says is nearly the truth. Steps that are taken as often into each state as out of
it, and that hang together, make a closed walk through all of them (Euler), which is a cycle. Where
they do not hang together, a constraint is added that asks for it, and the search begins again.
"""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from data.model.base_roster import DAYS_IN_WEEK
from data.model.errors import BrokenResult
from solver.base_roster.cyclic_problem import OFF, Cycle, broken_limits
from solver.cpsat.engine import Search, SearchOutcome, solve
from solver.cpsat.model import Model

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from solver.base_roster.cyclic_problem import CyclicProblem
    from solver.cpsat.engine import Stop
    from solver.options import SolveOptions


class Existence(Enum):
    """Whether there is a cycle."""

    FOUND = "found"
    NONE = "none"  #: it is proven that there is none
    UNKNOWN = "unknown"  #: out of time


@dataclass(frozen=True, slots=True)
class CycleAnswer:
    """What the search for a cycle found.

    Parameters
    ----------
    cycle
        Where one was found.
    rounds
        How often was searched: one more than the times that the steps did not hang together.
    """

    existence: Existence
    cycle: Cycle = ()
    rounds: int = 0
    seconds: float = 0.0


class _State(NamedTuple):
    """What the next day depends on.

    Parameters
    ----------
    shift
        Of the last day, or `OFF`.
    same
        Days of that shift in a row, or days off.
    run
        Days of work in a row; on a first day off: the shift before it; else 0.
    """

    shift: int
    same: int
    run: int


class _Node(NamedTuple):
    weekday: int
    state: _State


class _Step(NamedTuple):
    """From a day to the next one, and the variable that says how many times."""

    start: _Node
    end: _Node
    times: int


def find_cycle(
    problem: CyclicProblem, options: SolveOptions, stop: Stop | None = None
) -> CycleAnswer:
    """Find a cycle, or prove that there is none."""
    started = time.monotonic()
    model = Model()
    steps = _write(problem, model)
    rounds = 0
    while True:
        if model.preexisting:  # a sum that its variables cannot reach whatever they are
            return CycleAnswer(Existence.NONE, (), rounds, time.monotonic() - started)
        left = options.seconds - (time.monotonic() - started)
        if left <= 0:
            return CycleAnswer(Existence.UNKNOWN, (), rounds, time.monotonic() - started)
        answer = solve(model, Search(left, options.workers, options.seed), stop=stop)
        rounds += 1
        if answer.outcome in (SearchOutcome.INFEASIBLE, SearchOutcome.UNKNOWN):
            proven = answer.outcome is SearchOutcome.INFEASIBLE
            existence = Existence.NONE if proven else Existence.UNKNOWN
            return CycleAnswer(existence, (), rounds, time.monotonic() - started)
        taken = {step: answer.value(step.times) for step in steps if answer.value(step.times)}
        parts = _parts(taken)
        if len(parts) == 1:
            cycle = _walk(taken)
            broken = list(broken_limits(problem, cycle))
            if broken:
                raise BrokenResult(broken)
            return CycleAnswer(Existence.FOUND, cycle, rounds, time.monotonic() - started)
        for part in parts:
            _ask_to_leave(model, steps, part)


def _write(problem: CyclicProblem, model: Model) -> list[_Step]:
    """A variable per step, and what the steps must add up to."""
    steps = []
    balance: dict[_Node, list[tuple[int, int]]] = defaultdict(list)
    filling: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for state, following in _transitions(problem):
        for weekday in range(DAYS_IN_WEEK):
            start, end = _Node(weekday, state), _Node((weekday + 1) % DAYS_IN_WEEK, following)
            day = (following.shift, end.weekday)
            most = max(0, problem.count(*day))
            step = _Step(start, end, model.new_integer(0, most, f"{start} {end}"))
            steps.append(step)
            balance[start].append((-1, step.times))
            balance[end].append((1, step.times))
            filling[day].append((1, step.times))
    for terms in balance.values():
        model.add_equal(terms, 0)
    for shift in (OFF, *range(len(problem.shifts))):
        for weekday in range(DAYS_IN_WEEK):
            model.add_equal(filling[shift, weekday], problem.count(shift, weekday))
            if not filling[shift, weekday] and problem.count(shift, weekday):
                model.preexisting += 1
    return steps


def _transitions(problem: CyclicProblem) -> list[tuple[_State, _State]]:
    """Each state that can be reached with each that can follow it."""
    found, seen = [], set()
    waiting = [_State(OFF, 1, shift) for shift in range(len(problem.shifts))]
    while waiting:
        state = waiting.pop()
        if state not in seen:
            seen.add(state)
            for following in _following(problem, state):
                found.append((state, following))
                waiting.append(following)
    return found


def _following(problem: CyclicProblem, state: _State) -> Iterator[_State]:
    shifts = range(len(problem.shifts))
    if state.shift == OFF:
        if state.same < problem.days_off.most:
            yield _State(OFF, state.same + 1, 0)
        if state.same >= problem.days_off.least:
            barred = problem.barred_after_day_off if state.same == 1 else frozenset()
            yield from (_State(s, 1, 1) for s in shifts if (state.run, s) not in barred)
        return
    limits = problem.same_shift[state.shift]
    repeats = (state.shift, state.shift) not in problem.barred
    if state.run < problem.work.most and state.same < limits.most and repeats:
        yield _State(state.shift, state.same + 1, state.run + 1)
    if state.same < limits.least:
        return
    if state.run < problem.work.most:
        yield from (
            _State(s, 1, state.run + 1)
            for s in shifts
            if s != state.shift and (state.shift, s) not in problem.barred
        )
    if state.run >= problem.work.least:
        yield _State(OFF, 1, state.shift)


def _parts(taken: Iterable[_Step]) -> list[set[_Node]]:
    """The nodes of steps that are taken, by what hangs together."""
    beside: dict[_Node, set[_Node]] = defaultdict(set)
    for step in taken:
        beside[step.start].add(step.end)
        beside[step.end].add(step.start)
    parts: list[set[_Node]] = []
    left = set(beside)
    while left:
        part, waiting = set(), [left.pop()]
        while waiting:
            node = waiting.pop()
            part.add(node)
            waiting += beside[node] - part
        left -= part
        parts.append(part)
    return parts


def _ask_to_leave(model: Model, steps: Iterable[_Step], part: set[_Node]) -> None:
    """Where a step inside a part is taken, one that leads out of it is taken too."""
    inside: list[int] = []
    out: list[int] = []
    for step in steps:
        if step.start in part:
            (inside if step.end in part else out).append(step.times)
    enters = model.new_literal("part")
    most = sum(model.domains[times][1] for times in inside)
    model.add_at_most([*((1, times) for times in inside), (-most, enters)], 0)
    model.add_at_least([*((1, times) for times in out), (-1, enters)], 0)


def _walk(taken: dict[_Step, int]) -> Cycle:
    """The cycle that takes each step as often as it is to be taken (Hierholzer), from a Monday."""
    leaving: dict[_Node, list[_Node]] = defaultdict(list)
    for step, times in taken.items():
        leaving[step.start] += [step.end] * times
    start = next(node for node in leaving if node.weekday == DAYS_IN_WEEK - 1)
    stack, walk = [start], []
    while stack:
        if leaving[stack[-1]]:
            stack.append(leaving[stack[-1]].pop())
        else:
            walk.append(stack.pop())
    walk.reverse()
    return tuple(node.state.shift for node in walk[1:])
