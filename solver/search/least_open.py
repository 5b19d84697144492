"""The proven minimum of open shifts: post by post, and of posts that share their people together.

For one post alone, every person is taken to be free for it: whatever other posts need can only make
things worse. So the optimum of this smaller problem is a lower bound for the post in any roster. Of
posts that share their people each person is taken to be free to choose: as many places as the rules
let one person have, whoever else wants them, add up to the most that all can fill.
"""

from __future__ import annotations

import time
from collections import Counter
from math import inf
from typing import TYPE_CHECKING

from data.model.duty import DutyKind
from data.model.person import CompetenceLevel
from solver.cpsat.engine import Search, Stop, Stopped, solve
from solver.formulation.roster_model import Formulation, Pair, build_roster_model
from solver.objective.level import CoverageObjective, missing_people
from solver.rules.base import Family
from solver.rules.pairing_rule import PairingRule
from solver.timeline.clock import DAY

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from solver.constraints.person_model import PersonModel
    from solver.formulation.roster_model import Pair
    from solver.options import SolveOptions
    from solver.problem_index import ProblemIndex
    from solver.rules.base import Rule

LEAST_SECONDS = 2.0


SHARE_OF_TIME = 0.04  #: of the whole solve, for one post and formulation


def least_open(
    index: ProblemIndex,
    rules: Sequence[Rule],
    roster: frozenset[Pair],
    options: SolveOptions,
    stop: Stop | None = None,
    until: float = inf,
) -> dict[str, int]:
    """Per post: how many people are missing at least, over all its shifts, whatever one does.

    Parameters
    ----------
    roster
        A roster: a post that it fills wholly needs no proof.
    until
        Moment of `time.monotonic` after which no search begins and none goes on.
    """
    problem = index.problem
    lacking: Counter[str] = Counter()
    for shift, count in missing_people(index, roster).items():
        lacking[problem.shift_by_id[shift].post] += count
    found, rules = {}, _alone(index, rules)
    in_vain = _without_holder(index) if lacking else Counter()
    for post, shifts in sorted(index.shifts_of_post.items()):
        if not shifts or problem.duty_kind(shifts[0]) is DutyKind.OPEN_CALL:
            continue
        least, most = min(in_vain[post], lacking[post]), lacking[post]
        for formulation in (Formulation.RELAXATION, Formulation.EXACT):
            if least < most and (options.reproducible or time.monotonic() < until):
                bound = _least_in(formulation, index, rules, post, options, stop, until)
                least = max(least, bound)
        found[post] = least
    return found


def _without_holder(index: ProblemIndex) -> Counter[str]:
    """How many people each post lacks because nobody may take a shift: no search needed."""
    holders = Counter(shift for _, shift in qualified(index))
    found: Counter[str] = Counter()
    for shift, count in missing_people(index, index.pinned).items():
        found[index.problem.shift_by_id[shift].post] += max(0, count - holders[shift])
    return found


def _least_in(
    formulation: Formulation,
    index: ProblemIndex,
    rules: Sequence[Rule],
    post: str,
    options: SolveOptions,
    stop: Stop | None,
    until: float,
) -> int:
    """The bound that one formulation gives."""
    shifts = {shift.id for shift in index.shifts_of_post[post]}
    pairs = [pair for pair in index.eligible if pair[1] in shifts]
    missing = missing_people(index, index.pinned)
    mine = {shift: count for shift, count in missing.items() if shift in shifts}
    try:
        roster = build_roster_model(index, rules, free=pairs, formulation=formulation, stop=stop)
    except Stopped:
        return 0
    under = {shift: c.under for shift, c in roster.cover.items() if c.under is not None}
    constant = sum(count for shift, count in mine.items() if shift not in under)
    roster.model.minimise([(1, variable) for variable in under.values()], constant)
    seconds = max(LEAST_SECONDS, options.seconds * SHARE_OF_TIME)
    if not options.reproducible:
        seconds = max(0.0, min(seconds, until - time.monotonic()))
    search = Search(
        seconds=seconds,
        workers=options.workers,
        seed=options.seed,
        reproducible=options.reproducible,
    )
    return max(constant, solve(roster.model, search, stop=stop).bound or 0)


def _alone(index: ProblemIndex, rules: Sequence[Rule]) -> list[Rule]:
    """The rules that taking other posts away can only make easier to keep.

    The general rules of the field also ask for a least amount of work, which another post may
    give; with several posts they are left out, and the bound still holds.
    """
    posts = {shift.post for shift in index.problem.shifts}
    rules = without_company(rules)
    return [rule for rule in rules if rule.family is not Family.GENERAL or len(posts) == 1]


def without_company(rules: Sequence[Rule]) -> list[Rule]:
    """The rules that ask for no duty of somebody else, who may have it outside of what is seen."""
    return [rule for rule in rules if not (isinstance(rule, PairingRule) and rule.needs_company)]


LEAST_PERSON_SECONDS = 0.5  #: for the most that one person can fill


def least_open_together(
    index: ProblemIndex,
    rules: Sequence[Rule],
    options: SolveOptions,
    stop: Stop | None = None,
) -> dict[tuple[str, ...], int]:
    """Per posts that share their people: how many places stay open at least, over all of them.

    Hours, rest and absence are those of each person, and nobody is in two places at once; that two
    people cannot have one place is left out, so it is a bound that some rosters do not reach.

    Parameters
    ----------
    options
        Its time is for all people together; each has some of it at least.
    """
    rules = [rule for rule in without_company(rules) if rule.family is not Family.GENERAL]
    missing, able = missing_people(index, index.pinned), qualified(index)
    each = max(LEAST_PERSON_SECONDS, options.seconds / max(1, len({one for one, _ in able})))
    limits = Search(seconds=each, workers=1, seed=options.seed, reproducible=options.reproducible)
    shifts, found = index.problem.shift_by_id, {}
    for posts in posts_that_share(index):
        wanted = {shift: n for shift, n in missing.items() if shifts[shift].post in posts}
        pairs = [pair for pair in able if pair[1] in wanted]
        most = 0
        for person in sorted({one for one, _ in pairs}):
            most += _most_of(person, index, rules, pairs, limits, stop)
        found[posts] = max(0, sum(wanted.values()) - most)
    return found


def _most_of(
    person: str,
    index: ProblemIndex,
    rules: Sequence[Rule],
    pairs: Sequence[Pair],
    limits: Search,
    stop: Stop | None,
) -> int:
    """How many places one person fills at most, if all of them are theirs to choose."""
    mine = [pair for pair in pairs if pair[0] == person]
    try:
        roster = build_roster_model(
            index, rules, free=mine, formulation=Formulation.RELAXATION, stop=stop
        )
    except Stopped:
        return len(mine)
    literals = [roster.literals[pair] for pair in mine if pair in roster.literals]
    # Places that they leave to others; as few as their hours make them leave are proven by that.
    roster.model.minimise([(-1, one) for one in literals], len(literals))
    known = len(literals) - _most_by_hours(roster.people.get(person), mine, index)
    found = solve(roster.model, limits, stop=stop, floor=max(0, known))
    return len(literals) - max(0, known, found.bound or 0)


def _most_by_hours(person: PersonModel | None, mine: Sequence[Pair], index: ProblemIndex) -> int:
    """How many places fit the work that may be added at most, all as short as the shortest."""
    shortest = min((index.row_of[shift].work for _, shift in mine), default=0)
    if person is None or person.max_new_work is None or not shortest:
        return len(mine)
    return person.max_new_work // shortest


def posts_that_share(index: ProblemIndex) -> list[tuple[str, ...]]:
    """The posts with shifts, those together that somebody may fill both of."""
    pools: list[tuple[tuple[str, ...], frozenset[str]]] = []
    for post, shifts in sorted(index.shifts_of_post.items()):
        if not shifts or index.problem.duty_kind(shifts[0]) is DutyKind.OPEN_CALL:
            continue
        posts: tuple[str, ...] = (post,)
        people, apart = frozenset(index.holders[post]), []
        for others, holders in pools:
            if people & holders:
                posts, people = (*others, *posts), people | holders
            else:
                apart.append((others, holders))
        pools = [*apart, (posts, people)]
    return [posts for posts, _people in pools]


MARGIN = 14 * DAY  #: around an open shift; the law's rest is counted over two weeks


def least_uncovered(
    index: ProblemIndex,
    rules: Sequence[Rule],
    level: CoverageObjective,
    roster: frozenset[Pair],
    limits: Search,
    stop: Stop | None = None,
) -> int:
    """Minutes of a level that no roster covers; at most those that this roster does not cover.

    Parameters
    ----------
    limits
        Of the search for each stretch of time; without any, only what nobody may take counts.
    """
    holders = {shift for _, shift in qualified(index)}
    missing = {s: n for s, n in missing_people(index, roster).items() if level.counts(index, s)}
    in_vain = {
        shift: count
        for shift, count in missing_people(index, index.pinned).items()
        if shift not in holders and level.counts(index, shift)
    }
    rows = index.row_of
    found = sum(n * (rows[s].end - rows[s].start) for s, n in in_vain.items())
    if not limits.seconds:
        return found
    rules = [rule for rule in without_company(rules) if rule.family is not Family.GENERAL]
    for window in windows_around(rows[s].start for s in missing if s not in in_vain):
        pairs = [
            pair
            for pair in qualified(index)
            if window[0] <= rows[pair[1]].start < window[1] and level.counts(index, pair[1])
        ]
        found += _least_uncovered(index, rules, level, pairs, limits, stop)
    return found


def qualified(index: ProblemIndex) -> list[Pair]:
    """The pairs that may be chosen and fill a place: a trainee does not."""
    levels = index.competence_levels
    return [pair for pair in index.eligible if levels[pair] is CompetenceLevel.QUALIFIED]


def _least_uncovered(
    index: ProblemIndex,
    rules: Sequence[Rule],
    level: CoverageObjective,
    pairs: Collection[Pair],
    limits: Search,
    stop: Stop | None,
) -> int:
    try:
        model = build_roster_model(
            index, rules, free=pairs, formulation=Formulation.EXACT, stop=stop
        )
    except Stopped:
        return 0
    model.model.minimise(level.terms(model))
    return max(0, solve(model.model, limits, stop=stop).bound or 0)


def windows_around(starts: Iterable[int]) -> list[tuple[int, int]]:
    """Stretches of time around some moments, joined where they meet."""
    found: list[tuple[int, int]] = []
    for start in sorted(starts):
        low, high = start - MARGIN, start + MARGIN
        if found and low <= found[-1][1]:
            found[-1] = found[-1][0], high
        else:
            found.append((low, high))
    return found
