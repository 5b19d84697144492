"""What is wrong with a register, whether it comes from a spreadsheet or from a screen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from data.model.days import Days
from data.model.person import CompetenceLevel
from data.model.requirement import Evidence, Override, Requirement

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from data.model.register import Register

Dated = TypeVar("Dated", bound=Requirement | Override)


@dataclass(frozen=True, slots=True)
class RegisterFault:
    """One thing that is wrong.

    Parameters
    ----------
    subject
        The very object of the register that it is wrong with.
    column
        What of it, as the input tables call it.
    what, remedy
        As in `data.model.errors.Fault`.
    """

    subject: Requirement | Evidence | Override
    column: str
    what: str
    remedy: str


def row_findings(
    register: Register, names: Mapping[str, str], today: date | None
) -> Iterator[RegisterFault]:
    """What is wrong with single rows, or with two of a kind together.

    Parameters
    ----------
    register
        All that is known.
    names
        Of people, by id.
    today
        Nothing can have been shown after it; None: that is not asked.
    """
    yield from _requirements(register.requirements)
    declarations = {r.id for r in register.requirements if r.kind.is_of_employer}
    yield from _evidence(register.evidence, declarations, today)
    yield from _overrides(register.overrides, names)


def whole_findings(register: Register, first: date, last: date) -> Iterator[RegisterFault]:
    """What has no effect, or stops everybody; only for tables that are sound by themselves.

    Parameters
    ----------
    register
        All that is known.
    first, last
        The days that matter, both inclusive: a requirement that is not asked on one of them may
        still wait for its first evidence.
    """
    yield from _evidence_of_no_use(register)
    yield from _overrides_of_no_use(register)
    yield from _never_shown(register, Days.between(first, last))


def _requirements(requirements: Iterable[Requirement]) -> Iterator[RegisterFault]:
    by_id: dict[str, list[Requirement]] = {}
    for one in requirements:
        by_id.setdefault(one.id, []).append(one)
        if one.id in one.accepts:
            what = f"'{one.id}' accepts its own evidence"
            yield RegisterFault(one, "accepts", what, "Name only others: its own counts anyway")
    for versions in by_id.values():
        for one in versions[1:]:
            if one.kind is not versions[0].kind:
                what = f"'{one.id}' is a {versions[0].kind} in another row"
                yield RegisterFault(one, "kind", what, "Use the same kind, or give it another id")
        for earlier, later in _overlapping(versions):
            what = f"'{later.id}' is asked from {earlier.start} in another row too"
            yield RegisterFault(
                later, "from", what, "End that row on the day before this one begins"
            )


def _evidence(
    evidence: Iterable[Evidence], declarations: Iterable[str], today: date | None
) -> Iterator[RegisterFault]:
    seen = set()
    for one in evidence:
        first = one.start or one.shown_on
        if today is not None and one.shown_on > today:
            what = f"{one.shown_on} lies in the future"
            yield RegisterFault(one, "date", what, "Enter it once it has been shown")
        if first < one.shown_on:
            what = f"it counts from {first}, before it was shown"
            yield RegisterFault(one, "from", what, "Leave from empty, or correct one of the dates")
        if one.until is not None and one.until < first:
            what = f"until ({one.until}) lies before {first}, from which it counts"
            yield RegisterFault(one, "until", what, "Correct one of the two dates")
        if one.requirement in declarations and not one.employer.strip():
            what = "a declaration needs its employer"
            yield RegisterFault(one, "employer", what, "Fill in on whose behalf it is declared")
        key = (one.person, one.requirement, one.shown_on)
        if key in seen:
            what = f"'{one.person}' has evidence of '{one.requirement}' on that day already"
            yield RegisterFault(one, "date", what, "Keep one of the two")
        seen.add(key)


def _overrides(overrides: Iterable[Override], names: Mapping[str, str]) -> Iterator[RegisterFault]:
    by_holder: dict[tuple[str, str], list[Override]] = {}
    for one in overrides:
        by_holder.setdefault((one.person, one.function), []).append(one)
        if one.until < one.start:
            what = f"until ({one.until}) lies before from ({one.start})"
            yield RegisterFault(one, "until", what, "Correct one of the two dates")
        for column, text in (("reason", one.reason), ("decided_by", one.decided_by)):
            if not text.strip():
                yield RegisterFault(one, column, f"{column} is empty", "Fill it in")
        own_names = {_plain(name) for name in (one.person, names.get(one.person, one.person))}
        if _plain(one.decided_by) in own_names:
            what = "nobody decides on their own competence"
            yield RegisterFault(one, "decided_by", what, "Name somebody else who decided it")
    for given in by_holder.values():
        for earlier, later in _overlapping(given):
            what = f"another override of the same person and function runs until {earlier.until}"
            yield RegisterFault(
                later, "from", what, "End that one on the day before this one begins"
            )


def _overlapping(given: Iterable[Dated]) -> Iterator[tuple[Dated, Dated]]:
    """Each that begins before an earlier one has ended, with the one of these that ends last."""
    longest: Dated | None = None
    for one in sorted(given, key=lambda one: one.start):
        if longest is not None and one.start <= (longest.until or date.max):
            yield longest, one
        if longest is None or (one.until or date.max) > (longest.until or date.max):
            longest = one


def _evidence_of_no_use(register: Register) -> Iterator[RegisterFault]:
    """Somebody shows what no function of theirs asks."""
    users: dict[str, set[str]] = {}
    for requirement in register.requirements:
        for counted in (requirement.id, *requirement.accepts):
            users.setdefault(counted, set()).update(requirement.functions)
    holders = frozenset(register.holders)
    for one in register.evidence:
        functions = users.get(one.requirement, set())
        if not any((one.person, function) in holders for function in functions):
            what = f"'{one.person}' has no competence for a function that asks '{one.requirement}'"
            remedy = (
                "Add this person to competences (as a trainee while learning), or remove this row"
            )
            yield RegisterFault(one, "person", what, remedy)


def _overrides_of_no_use(register: Register) -> Iterator[RegisterFault]:
    for one in register.overrides:
        if not register.profile(one.function):
            what = f"'{one.function}' asks nothing, so there is nothing to override"
            yield RegisterFault(one, "function", what, "Correct the function, or remove this row")
        elif not register.appointed(one.person, one.function) & one.days:
            what = f"'{one.person}' has no competence as qualified for it on these days"
            remedy = "An override replaces evidence only: add the competence, or correct the dates"
            yield RegisterFault(one, "person", what, remedy)


def _never_shown(register: Register, days: Days) -> Iterator[RegisterFault]:
    """Nobody has ever shown what is asked of people who would be rostered on these days."""
    has_shown = {one.requirement for one in register.evidence}
    for requirement in register.requirements:
        asked = requirement.asked & days
        if has_shown.isdisjoint((requirement.id, *requirement.accepts)) and any(
            asked & register.appointed(person, function, CompetenceLevel.QUALIFIED)
            for person, function in register.holders
            if function in requirement.functions
        ):
            what = f"nobody has ever shown '{requirement.id}', so nobody would be competent"
            remedy = "Add the evidence, or ask it from a later day"
            yield RegisterFault(requirement, "id", what, remedy)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
