"""The judge: what a roster breaks, by the `check` half of every rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.model.errors import BrokenResult
from data.model.result import Violation
from solver.problem_index import by_person

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from solver.problem_index import Held, ProblemIndex
    from solver.rules.base import Rule

Pair = tuple[str, str]


def violations(
    index: ProblemIndex, rules: Sequence[Rule], pairs: Collection[Pair]
) -> list[Violation]:
    """Everything that a roster breaks, by person and time."""
    shifts, found = by_person(pairs), list[Violation]()
    for person in index.problem.people:
        mine = shifts.get(person.id, ())
        is_alone = person.id not in index.pairings_of
        if is_alone and index.pinned_of.get(person.id, frozenset()) == frozenset(mine):
            # As the fixed input leaves them: those that another pool plans, for one.
            known = preexisting_violations_of(index, rules, person.id)
            found += [violation for rule in rules for violation in known[rule.id]]
            continue
        found += _broken(index, rules, person.id, mine, shifts)
    return sorted(found, key=lambda b: (b.person, b.start, b.rule))


def violations_of(
    index: ProblemIndex, rules: Sequence[Rule], pairs: Collection[Pair], people: Collection[str]
) -> list[Violation]:
    """What some people break in a roster, beyond what the fixed input breaks by itself.

    And those with whom a rule pairs them.
    """
    found, shifts = list[Violation](), by_person(pairs)
    for person in sorted(index.with_companions(people)):
        mine = shifts.get(person, [])
        fixed = [shift for shift in mine if (person, shift) in index.pinned]
        if index.pinned_of.get(person, frozenset()) == frozenset(fixed):
            known = preexisting_violations_of(index, rules, person)
            preexisting = [violation for rule in rules for violation in known[rule.id]]
        else:
            preexisting = _broken(index, rules, person, fixed, index.pinned_of)
        found += new_violations(_broken(index, rules, person, mine, shifts), preexisting)
    return sorted(found, key=lambda b: (b.person, b.start, b.rule))


def _broken(
    index: ProblemIndex,
    rules: Sequence[Rule],
    person: str,
    shifts: Collection[str],
    held: Held,
) -> list[Violation]:
    """What a person with these shifts breaks, beside others with theirs."""
    timeline = index.timeline(person, shifts, held)
    return [violation for rule in rules for violation in rule.check(timeline)]


def preexisting_violations(index: ProblemIndex, rules: Sequence[Rule]) -> list[Violation]:
    """What history, pins, absence and work elsewhere break by themselves."""
    found = [
        violation
        for person in index.problem.people
        for known in preexisting_violations_of(index, rules, person.id).values()
        for violation in known
    ]
    return sorted(found, key=lambda b: (b.person, b.start, b.rule))


def preexisting_violations_of(
    index: ProblemIndex, rules: Sequence[Rule], person: str
) -> dict[str, list[Violation]]:
    """The same of one person, per rule id; looked for once."""
    pinned = sorted(index.pinned_of.get(person, ()))
    key = ("pinned", person, *pinned, *(rule.id for rule in rules))
    if key not in index.known_violations:
        timeline = index.timeline(person, pinned, index.pinned_of)
        index.known_violations[key] = {rule.id: list(rule.check(timeline)) for rule in rules}
    return index.known_violations[key]


def new_violations(
    found: Collection[Violation], preexisting: Collection[Violation]
) -> list[Violation]:
    """Violations that the fixed part of the input does not already hold, at least as badly."""
    return [
        violation
        for violation in found
        if not any(_covers(known, violation) for known in preexisting)
    ]


def refuse(found: Sequence[Violation]) -> None:
    """Raise if there is a violation: a roster that breaks a rule is never handed out.

    Raises
    ------
    BrokenResult
        With each violation in a sentence.
    """
    if found:
        raise BrokenResult(
            [
                f"{b.rule} {b.person} {b.start:%Y-%m-%d %H:%M}: {b.value} against {b.limit}"
                for b in found
            ]
        )


def _covers(preexisting: Violation, violation: Violation) -> bool:
    return (
        preexisting.rule == violation.rule
        and preexisting.person == violation.person
        and preexisting.start < violation.end
        and violation.start < preexisting.end
        and abs(violation.value - violation.limit) <= abs(preexisting.value - preexisting.limit)
    )
