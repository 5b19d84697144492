"""What must hold of any RosterProblem, however it came to be."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from data.model.base_roster import DAYS_IN_WEEK
from data.model.duty import Absence, Duty, DutyKind
from data.model.errors import Fault
from data.model.person import CompetenceLevel, Person, Provision, ProvisionKind
from data.model.quality import HIGHEST_WEIGHT, PART_WEIGHTS

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence

    from data.model.problem import RosterProblem

FAMILIES = ("law", "region", "general")
MEASURES = ("nights", "weekends", "holidays", "on_call", "hours")
_MOST_HOURS = 60  # of contract in a week
_HEAVIEST_WISH = 100
_MOST_SHADOWED = 1000


def validate(problem: RosterProblem) -> list[Fault]:
    """Everything that is wrong with a problem, each with the object that it concerns.

    When the period itself is bad, only that is told: all else is measured against it.
    """
    faults = list(_period(problem))
    if not faults:
        known = _Known(problem)
        for check in _CHECKS:
            faults += check(problem, known)
    if not faults:
        faults += _pins(problem)
    return faults


def known_zone(name: str) -> ZoneInfo | None:
    """The time zone of a name, if there is one."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


class _Known:
    """Ids by kind."""

    def __init__(self, problem: RosterProblem) -> None:
        self.regions = frozenset(region.id for region in problem.regions)
        self.functions = frozenset(function.id for function in problem.functions)
        self.posts = frozenset(post.id for post in problem.posts)
        self.shifts = frozenset(shift.id for shift in problem.shifts)
        self.people = frozenset(person.id for person in problem.people)


@dataclass(frozen=True, slots=True)
class _At:
    """The object that is looked at; each question answers with the faults it finds."""

    where: str

    def fault(self, what: str, remedy: str) -> Fault:
        return Fault(f"{self.where}: {what}", remedy)

    def refers(self, noun: str, ids: Iterable[str], known: Collection[str]) -> Iterator[Fault]:
        for one in ids:
            if one not in known:
                yield self.fault(f"{noun} '{one}' is unknown", f"Add the {noun} or correct its id")

    def between(self, noun: str, value: float, lowest: float, highest: float) -> Iterator[Fault]:
        if not (math.isfinite(value) and lowest <= value <= highest):
            remedy = (
                f"Use {lowest:g} or more"
                if math.isinf(highest)
                else (f"Use {lowest:g} up to {highest:g}")
            )
            yield self.fault(f"{noun} is {value:g}", remedy)

    def interval(self, start: datetime, end: datetime) -> Iterator[Fault]:
        if not (is_utc_minute(start) and is_utc_minute(end)):
            yield self.fault("its moments are no whole minutes in UTC", "Convert them to UTC")
        elif end <= start:
            yield self.fault(f"it ends ({end}) before it starts ({start})", "Correct one of them")

    def dates(self, start: date | None, until: date | None) -> Iterator[Fault]:
        if start is not None and until is not None and until < start:
            yield self.fault(f"until ({until}) lies before {start}", "Correct one of the dates")

    def work(self, row: Duty | Absence) -> Iterator[Fault]:
        bad = list(self.interval(row.start, row.end))
        yield from bad or self.between(
            "work_minutes", row.work_minutes, 0, _minutes(row.start, row.end)
        )


def is_utc_minute(instant: datetime) -> bool:
    """Whether it is an instant in UTC on a whole minute."""
    return instant.utcoffset() == timedelta() and not (instant.second or instant.microsecond)


def _minutes(start: datetime, end: datetime) -> int:
    return int((end - start).total_seconds()) // 60


def _unique(noun: str, keys: Sequence[Hashable]) -> Iterator[Fault]:
    seen = set()
    for number, key in enumerate(keys):
        if key in seen:
            yield Fault(f"{noun}[{number}]: '{key}' stands there twice", "Remove one, or rename it")
        if key == "":
            yield Fault(f"{noun}[{number}]: its id is empty", "Give it an id")
        seen.add(key)


def _period(problem: RosterProblem) -> Iterator[Fault]:
    at = _At("period")
    zone = known_zone(problem.time_zone)
    if zone is None:
        name = problem.time_zone
        yield at.fault(f"time zone '{name}' is unknown", "Use a name such as Europe/Amsterdam")
        return
    bad = list(at.interval(problem.start, problem.end))
    yield from bad
    for name, instant in (("start", problem.start), ("end", problem.end)):
        local = instant.astimezone(zone)
        if not bad and (local.hour or local.minute):
            yield at.fault(f"its {name} is {local:%H:%M} on the local clock", "Use a midnight")


def _nouns(problem: RosterProblem, known: _Known) -> Iterator[Fault]:
    for noun in ("regions", "functions", "posts", "shifts", "people"):
        yield from _unique(noun, [one.id for one in getattr(problem, noun)])
    for post in problem.posts:
        at = _At(f"post '{post.id}'")
        yield from at.refers("function", [post.function], known.functions)
        yield from at.refers("region", post.regions, known.regions)
        yield from at.between("priority", post.priority, 1, math.inf)
        yield from at.between("required", post.required, 1, math.inf)
        if post.start_norm_minutes is not None:
            yield from at.between("start_norm_minutes", post.start_norm_minutes, 1, math.inf)


def _shifts(problem: RosterProblem, known: _Known) -> Iterator[Fault]:
    for shift in problem.shifts:
        at = _At(f"shift '{shift.id}'")
        yield from at.refers("post", [shift.post], known.posts)
        yield from at.between("required", shift.required, 0 if shift.cover else 1, math.inf)
        yield from at.between("handover_minutes", shift.handover_minutes, 0, 15)
        if shift.cover:
            yield from at.between("cover.under", shift.cover.under, 0, math.inf)
            yield from at.between("cover.over", shift.cover.over, 0, math.inf)
        bad = list(at.interval(shift.start, shift.end))
        yield from bad
        if bad:
            continue
        elapsed = _minutes(shift.start, shift.end)
        yield from at.between("work_minutes", shift.work_minutes, 0, elapsed)
        if not problem.start <= shift.start < problem.end:
            yield at.fault(f"it starts ({shift.start}) outside the period", "Remove it")


def _people(problem: RosterProblem, known: _Known) -> Iterator[Fault]:
    for person in problem.people:
        at = _At(f"person '{person.id}'")
        yield from at.refers("region", person.regions, known.regions)
        yield from _contracts(at, person)
        for provision in person.provisions:
            yield from _provision(at, provision)
        for work in person.weekly_work:
            yield from at.between("weekday of weekly work", work.weekday, 0, 6)
            yield from at.between("break of weekly work", work.break_minutes, 0, 1440)
            yield from at.dates(work.first, work.last)
        limits = person.limits
        for name, most in limits.max_shifts:
            yield from at.between(f"max_shifts of {name}", most, 0, math.inf)
        for name in limits.__slots__:
            limit = getattr(limits, name)
            if isinstance(limit, int):
                yield from at.between(name, limit, 0, math.inf)


def _contracts(at: _At, person: Person) -> Iterator[Fault]:
    contracts = sorted(person.contracts, key=lambda contract: contract.start)
    for contract in contracts:
        yield from at.between("hours_per_week", contract.hours_per_week, 0, _MOST_HOURS)
        yield from at.dates(contract.start, contract.until)
    for earlier, later in itertools.pairwise(contracts):
        if earlier.until is None or later.start <= earlier.until:
            yield at.fault(f"two contracts overlap on {later.start}", "End the earlier one before")


def _provision(at: _At, provision: Provision) -> Iterator[Fault]:
    yield from at.dates(provision.start, provision.until)
    if provision.kind is ProvisionKind.HOLY_DAY:
        day = -1 if provision.weekday is None else provision.weekday
        yield from at.between("weekday of the holy day", day, 0, 6)


def _competences(problem: RosterProblem, known: _Known) -> Iterator[Fault]:
    for number, competence in enumerate(problem.competences):
        at = _At(f"competences[{number}]")
        yield from at.refers("person", [competence.person], known.people)
        yield from at.refers("function", [competence.function], known.functions)
        yield from at.dates(competence.start, competence.until)


def _time(problem: RosterProblem, known: _Known) -> Iterator[Fault]:
    for noun in ("absences", "history", "elsewhere", "other_books"):
        for number, row in enumerate(getattr(problem, noun)):
            at = _At(f"{noun}[{number}]")
            yield from at.refers("person", [row.person], known.people)
            yield from at.work(row)
            if noun == "elsewhere" and row.kind not in (DutyKind.ELSEWHERE, DutyKind.CALL):
                yield at.fault(f"its kind is {row.kind}", "Use elsewhere, or move it to history")
            if noun == "other_books" and row.kind not in (DutyKind.WORK, DutyKind.ON_CALL):
                yield at.fault(f"its kind is {row.kind}", "Use work or on_call")
            if noun == "history" and is_utc_minute(row.start) and row.start >= problem.start:
                yield at.fault("it starts inside or after the period", "Pin it, or remove it")


def _wishes(problem: RosterProblem, known: _Known) -> Iterator[Fault]:
    for number, wish in enumerate(problem.wishes):
        at = _At(f"wishes[{number}]")
        yield from at.refers("person", [wish.person], known.people)
        yield from at.refers("post", [wish.post] if wish.post is not None else [], known.posts)
        yield from at.interval(wish.start, wish.end)
        yield from at.between("weight", wish.weight, 1, _HEAVIEST_WISH)


def _weights(problem: RosterProblem, known: _Known) -> Iterator[Fault]:
    weights = problem.weights
    parts = [(part.value, weights.weight(part)) for part in PART_WEIGHTS]
    for name, points in (*parts, *weights.health):
        yield from _At(f"weights {name}").between("weight", points, 0, HIGHEST_WEIGHT)
    yield from _unique("weights", [name for name, _ in weights.health])


def _assignments(problem: RosterProblem, known: _Known) -> Iterator[Fault]:
    for noun in ("assignments", "published", "base"):
        given = getattr(problem, noun)
        yield from _unique(noun, [(a.person, a.shift) for a in given])
        for number, assignment in enumerate(given):
            at = _At(f"{noun}[{number}]")
            yield from at.refers("person", [assignment.person], known.people)
            yield from at.refers("shift", [assignment.shift], known.shifts)


def _base_rosters(problem: RosterProblem, known: _Known) -> Iterator[Fault]:
    yield from _unique("base_rosters", [roster.id for roster in problem.base_rosters])
    by_id = {roster.id: roster for roster in problem.base_rosters}
    for roster in problem.base_rosters:
        at = _At(f"base roster '{roster.id}'")
        yield from at.refers("post", [roster.post], known.posts)
        if roster.start.weekday():
            yield at.fault(f"it starts on {roster.start}", "Use a Monday")
        if not roster.weeks or any(len(week) != DAYS_IN_WEEK for week in roster.weeks):
            yield at.fault("it is not a cycle of whole weeks", "Give each week seven names")
    for number, member in enumerate(problem.base_members):
        at = _At(f"base_members[{number}]")
        yield from at.refers("person", [member.person], known.people)
        yield from at.refers("base roster", [member.base_roster], by_id)
        yield from at.dates(member.first, member.until)
        if member.base_roster in by_id:
            weeks = len(by_id[member.base_roster].weeks)
            yield from at.between("week", member.week, 1, weeks)


def _pairings(problem: RosterProblem, known: _Known) -> Iterator[Fault]:
    for number, pairing in enumerate(problem.pairings):
        at = _At(f"pairings[{number}]")
        yield from at.refers("person", [pairing.person, pairing.other], known.people)
        yield from at.refers("post", pairing.posts, known.posts)
        yield from at.dates(pairing.start, pairing.until)
        if pairing.person == pairing.other:
            yield at.fault(f"it pairs '{pairing.person}' with themselves", "Name two people")
        if pairing.weight is not None:
            yield from at.between("weight", pairing.weight, 1, _HEAVIEST_WISH)


def _traineeships(problem: RosterProblem, known: _Known) -> Iterator[Fault]:
    for number, one in enumerate(problem.traineeships):
        at = _At(f"traineeships[{number}]")
        mentors = [] if one.mentor is None else [one.mentor]
        yield from at.refers("person", [one.person, *mentors], known.people)
        yield from at.refers("function", [one.function], known.functions)
        yield from at.dates(one.start, one.until)
        yield from at.between("shifts", one.shifts, 1, _MOST_SHADOWED)
        if one.person == one.mentor:
            yield at.fault(f"'{one.person}' is their own mentor", "Name two people")


def _substitutions(problem: RosterProblem, known: _Known) -> Iterator[Fault]:
    for number, one in enumerate(problem.substitutions):
        at = _At(f"substitutions[{number}]")
        yield from at.refers("function", [one.function, one.substitute], known.functions)
        yield from at.dates(one.start, one.until)
        yield from at.between("price", one.price, 1, HIGHEST_WEIGHT)
        if one.function == one.substitute:
            yield at.fault(f"'{one.function}' stands in for itself", "Name two functions")


def _skill_mixes(problem: RosterProblem, known: _Known) -> Iterator[Fault]:
    yield from _unique("skill_mixes", [one.id for one in problem.skill_mixes])
    for one in problem.skill_mixes:
        at = _At(f"skill mix '{one.id}'")
        yield from at.refers("function", [one.function], known.functions)
        yield from at.refers("post", one.posts, known.posts)
        yield from at.dates(one.start, one.until)
        yield from at.between("required", one.required, 1, math.inf)


def _rules(problem: RosterProblem, known: _Known) -> Iterator[Fault]:
    ruleset = problem.ruleset
    at = _At(f"ruleset '{ruleset.id}'")
    yield from at.refers("family", ruleset.families, FAMILIES)
    yield from _unique("settings", [setting.rule for setting in ruleset.settings])
    for setting in ruleset.settings:
        for name, value in setting.parameters:
            if isinstance(value, float) and not math.isfinite(value):
                yield at.fault(f"{name} of {setting.rule} is {value}", "Use a number")
    for derogation in ruleset.derogations:
        yield from at.dates(derogation.start, derogation.until)
    for number, balance in enumerate(problem.carry_over):
        one = _At(f"carry_over[{number}]")
        yield from one.refers("person", [balance.person], known.people)
        yield from one.refers("measure", [balance.measure], MEASURES)
        if not math.isfinite(balance.amount):
            yield one.fault(f"its amount is {balance.amount}", "Use a number")


def _pins(problem: RosterProblem) -> Iterator[Fault]:
    """Only for a problem that is sound otherwise."""
    for number, assignment in enumerate(problem.assignments):
        if not assignment.pinned:
            continue
        at = _At(f"assignments[{number}]")
        level = problem.level(assignment.person, problem.shift_by_id[assignment.shift])
        who = f"'{assignment.person}' on '{assignment.shift}'"
        if level is None:
            yield at.fault(f"{who} is pinned without the competence", "Remove the pin")
        elif level is CompetenceLevel.TRAINEE and not assignment.double:
            yield at.fault(f"trainee {who} is pinned alone", "A trainee may only shadow")


_CHECKS = (
    _nouns,
    _shifts,
    _people,
    _competences,
    _time,
    _wishes,
    _weights,
    _assignments,
    _base_rosters,
    _pairings,
    _traineeships,
    _substitutions,
    _skill_mixes,
    _rules,
)
