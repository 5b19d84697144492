"""The competence register: who may fill which function on which days, and what that rests on.

A competence says that a person was appointed to a function. Where the function asks nothing, that
is all. Where it has a profile, they are qualified only on the days of their competence on which
every requirement in force is met, or on which an override stands in for them. A lapse takes effect
on the day after the last valid day.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property, reduce
from typing import TYPE_CHECKING

from data.model.days import Days, at_least
from data.model.person import Competence, CompetenceLevel
from data.model.requirement import Evidence, Override, Requirement

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

COMPETENCE_RULE = "COMPETENCE"  #: id of the rule that a duty without a valid competence breaks
Holder = tuple[str, str]  #: ids of a person and of a function

_ALWAYS = Days.between(None, None)


@dataclass(frozen=True)
class Register:
    """All competences of a region with what they rest on.

    Parameters
    ----------
    competences
        Who was appointed, as the table ``competences`` says.
    requirements
        What the functions ask.
    evidence
        What was shown, by anybody, for any requirement.
    overrides
        What was decided all the same.
    """

    competences: tuple[Competence, ...]
    requirements: tuple[Requirement, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    overrides: tuple[Override, ...] = ()

    @cached_property
    def holders(self) -> tuple[Holder, ...]:
        """Each person with each function that a competence of theirs is for, in order."""
        return tuple(dict.fromkeys((c.person, c.function) for c in self.competences))

    def profile(self, function: str) -> tuple[Requirement, ...]:
        """What a function asks, at any time."""
        return self._profiles.get(function, ())

    def appointed(
        self, person: str, function: str, level: CompetenceLevel = CompetenceLevel.QUALIFIED
    ) -> Days:
        """The days of their competences of a level, whatever else is asked."""
        return self._appointed.get((person, function, level), Days())

    def evidence_for(self, person: str, requirement: Requirement) -> tuple[Evidence, ...]:
        """What a person has shown that counts for a requirement, valid or not."""
        counted = dict.fromkeys((requirement.id, *requirement.accepts))
        return tuple(one for id_ in counted for one in self._evidence.get((person, id_), ()))

    def shown(self, person: str, requirement: Requirement) -> Days:
        """The days on which a person has enough valid evidence, asked or not."""
        pieces = self.evidence_for(person, requirement)
        return at_least(requirement.times, [one.valid(requirement.months) for one in pieces])

    def met(self, person: str, requirement: Requirement) -> Days:
        """The days on which a requirement does not stand in the way: it is shown, or not asked."""
        key = person, requirement
        if key not in self._met:
            shown = self.shown(person, requirement)
            self._met[key] = shown | requirement.asked.complement()
        return self._met[key]

    def all_met(self, person: str, function: str) -> Days:
        """The days on which a person meets all that a function asks on that day."""
        key = person, function
        if key not in self._all_met:
            met = [self.met(person, requirement) for requirement in self.profile(function)]
            self._all_met[key] = reduce(Days.__and__, met, _ALWAYS)
        return self._all_met[key]

    def unmet(self, person: str, function: str, on: date) -> tuple[Requirement, ...]:
        """What a function asks on a day and a person does not show on it."""
        return tuple(r for r in self.profile(function) if on not in self.met(person, r))

    def overridden(self, person: str, function: str) -> Days:
        """The days for which an override was decided, needed or not."""
        return at_least(1, [each.days for each in self.overrides_of(person, function)])

    def overrides_of(self, person: str, function: str) -> tuple[Override, ...]:
        """What was decided for a person and a function."""
        return tuple(self._overrides.get((person, function), ()))

    def qualified(self, person: str, function: str) -> Days:
        """The days on which a person may fill the function alone."""
        shown_or_decided = self.all_met(person, function) | self.overridden(person, function)
        return self.appointed(person, function) & shown_or_decided

    @cached_property
    def effective_competences(self) -> tuple[Competence, ...]:
        """See the function `effective_competences`."""
        return tuple(self._effective())

    def _effective(self) -> Iterator[Competence]:
        done: set[tuple[str, str, CompetenceLevel]] = set()
        for row in self.competences:
            key = (row.person, row.function, row.level)
            if not self.profile(row.function):
                yield row
            elif key not in done:
                done.add(key)
                is_alone = row.level is CompetenceLevel.QUALIFIED
                days = self.qualified(*key[:2]) if is_alone else self.appointed(*key)
                for first, until in days.stretches():
                    yield Competence(row.person, row.function, first, until, row.level)

    @cached_property
    def _met(self) -> dict[tuple[str, Requirement], Days]:
        """What was worked out before: one matrix asks the same many times."""
        return {}

    @cached_property
    def _all_met(self) -> dict[Holder, Days]:
        return {}

    @cached_property
    def _overrides(self) -> dict[Holder, list[Override]]:
        found: dict[Holder, list[Override]] = {}
        for one in self.overrides:
            found.setdefault((one.person, one.function), []).append(one)
        return found

    @cached_property
    def _profiles(self) -> dict[str, tuple[Requirement, ...]]:
        found: dict[str, list[Requirement]] = {}
        for requirement in self.requirements:
            for function in requirement.functions:
                found.setdefault(function, []).append(requirement)
        return {function: tuple(asked) for function, asked in found.items()}

    @cached_property
    def _evidence(self) -> dict[tuple[str, str], list[Evidence]]:
        found: dict[tuple[str, str], list[Evidence]] = {}
        for one in self.evidence:
            found.setdefault((one.person, one.requirement), []).append(one)
        return found

    @cached_property
    def _appointed(self) -> dict[tuple[str, str, CompetenceLevel], Days]:
        found: dict[tuple[str, str, CompetenceLevel], list[Days]] = {}
        for row in self.competences:
            days = Days.between(row.start, row.until)
            found.setdefault((row.person, row.function, row.level), []).append(days)
        return {key: at_least(1, days) for key, days in found.items()}


def merge_validities(competences: Iterable[Competence]) -> tuple[Competence, ...]:
    """Competences in which those that touch or overlap are one: a night over a renewal is covered.

    Of one person, function and level; these in the order in which they came.
    """
    groups: dict[tuple[str, str, CompetenceLevel], list[Competence]] = {}
    for one in competences:
        groups.setdefault((one.person, one.function, one.level), []).append(one)
    return tuple(merged for group in groups.values() for merged in _merged(group))


def _merged(competences: Iterable[Competence]) -> list[Competence]:
    merged: list[Competence] = []
    for competence in sorted(competences, key=lambda c: c.start):
        last = merged[-1] if merged else None
        if last and (last.until is None or competence.start <= last.until + timedelta(days=1)):
            ends = (last.until, competence.until)
            until = None if None in ends else max(end for end in ends if end)
            merged[-1] = replace(last, until=until)
        else:
            merged.append(competence)
    return merged


def effective_competences(
    competences: Iterable[Competence],
    requirements: Iterable[Requirement],
    evidence: Iterable[Evidence],
    overrides: Iterable[Override],
) -> tuple[Competence, ...]:
    """The competences as the solver, the judge and coverage should see them.

    Competences for a function that never asks anything come back as they are. For others each
    unbroken stretch of days makes one competence: qualified where everything is met or overridden,
    trainee where a competence says trainee. On other days there is none.
    """
    register = Register(tuple(competences), tuple(requirements), tuple(evidence), tuple(overrides))
    return register.effective_competences
