"""How somebody stands in the competence register on a day: the rows of its matrix."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from data.model.days import DAY, touched_dates
from data.model.person import CompetenceLevel
from data.model.requirement import WARNING_DAYS, Evidence, Override, Requirement

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from zoneinfo import ZoneInfo

    from data.model.days import Days
    from data.model.duty import Duty
    from data.model.register import Register


class CompetenceState(StrEnum):
    """What somebody may do on a day, and whether that lasts."""

    QUALIFIED = "qualified"
    ENDING = "ending"  #: qualified, but within a warning period of a lapse: still rosterable
    OVERRIDDEN = "overridden"  #: falls short, and somebody decided that they may be rostered
    TRAINEE = "trainee"
    LAPSED = "lapsed"  #: was qualified or overridden before
    NEVER_SHOWN = "never_shown"  #: was not qualified yet

    @property
    def is_rosterable(self) -> bool:
        """Whether the person may fill a post alone."""
        return self in (
            CompetenceState.QUALIFIED,
            CompetenceState.ENDING,
            CompetenceState.OVERRIDDEN,
        )


@dataclass(frozen=True, slots=True)
class Shortfall:
    """What stands in the way on a day.

    Parameters
    ----------
    requirements
        Ids of the requirements that are asked and not met, each once.
    competence
        No competence says that they may fill the function alone.
    """

    requirements: tuple[str, ...] = ()
    competence: bool = False


@dataclass(frozen=True, slots=True)
class RequirementStatus:
    """One cell of the matrix: how a person stands towards one requirement on a day.

    Parameters
    ----------
    requirement
        In the numbers of that day.
    valid
        How many pieces of evidence are valid; `Requirement.times` are needed.
    until
        The last day on which enough of them are, if they are now; None: no end, or not met.
    latest
        The evidence that was last shown, valid or not.
    """

    requirement: Requirement
    valid: int
    until: date | None = None
    latest: Evidence | None = None

    @property
    def is_met(self) -> bool:
        """Whether enough was shown."""
        return self.valid >= self.requirement.times


@dataclass(frozen=True, slots=True)
class CompetenceStatus:
    """How a person stands towards a function on a day.

    Parameters
    ----------
    person, function
        Ids.
    on
        The day.
    state
        In one word.
    since
        Of `LAPSED`: the first day on which they were not rosterable any more.
    until
        The last day of a state in which they may do something; None: it has no end,
        or there is none.
    ends_by
        What is missing on the day after `until`; of `LAPSED` what was missing `since`.
    missing
        What is missing on the day itself; nothing for who is qualified.
    override
        Of `OVERRIDDEN`: who decided it, and why.
    again
        For who is not rosterable: the next day on which they are, as far as is known.
    """

    person: str
    function: str
    on: date
    state: CompetenceState
    since: date | None = None
    until: date | None = None
    ends_by: Shortfall = Shortfall()
    missing: Shortfall = Shortfall()
    override: Override | None = None
    again: date | None = None

    @property
    def days_left(self) -> int | None:
        """Days after this one until the state ends; 0: this is the last. None: no end."""
        return None if self.until is None else (self.until - self.on).days


def register_at(register: Register, on: date) -> tuple[CompetenceStatus, ...]:
    """How every holder of a competence stands on a day, in the order of the competences."""
    return tuple(standing_at(register, *holder, on) for holder in register.holders)


def standing_at(register: Register, person: str, function: str, on: date) -> CompetenceStatus:
    """How one person stands towards one function on a day."""
    days = register.qualified(person, function)
    missing = shortfall(register, person, function, on)
    standing = CompetenceStatus(person, function, on, CompetenceState.NEVER_SHOWN, missing=missing)
    if on in days:
        return _rosterable(register, standing)
    standing = replace(standing, again=days.first_after(on))
    learning = register.appointed(person, function, CompetenceLevel.TRAINEE)
    if on in learning:
        until = learning.last_in_stretch(on)
        trainee = replace(standing, state=CompetenceState.TRAINEE, until=until)
        return replace(trainee, ends_by=_after(register, standing, until))
    last = days.last_before(on)
    if last is None:
        return standing
    lapsed = replace(standing, state=CompetenceState.LAPSED, since=last + DAY)
    return replace(lapsed, ends_by=_after(register, standing, last))


def shown_at(
    register: Register, person: str, function: str, on: date
) -> tuple[RequirementStatus, ...]:
    """How a person stands towards each requirement that a function asks on a day."""
    return tuple(
        _shown(register, person, requirement, on)
        for requirement in register.profile(function)
        if on in requirement.asked
    )


def shortfall(register: Register, person: str, function: str, on: date) -> Shortfall:
    """What keeps a person from filling a function alone on a day, overrides left aside."""
    unmet = dict.fromkeys(each.id for each in register.unmet(person, function, on))
    return Shortfall(tuple(unmet), on not in register.appointed(person, function))


def _rosterable(register: Register, standing: CompetenceStatus) -> CompetenceStatus:
    """Qualified, as long as their own evidence holds; else overridden."""
    person, function, on = standing.person, standing.function, standing.on
    appointed = register.appointed(person, function)
    own = appointed & register.all_met(person, function)
    if on in own:
        until = own.last_in_stretch(on)
        state = (
            CompetenceState.ENDING
            if _is_ending(register, standing, appointed)
            else CompetenceState.QUALIFIED
        )
        override = None
    else:
        overridden = appointed & register.overridden(person, function)
        until = (overridden - own).last_in_stretch(on)
        state = CompetenceState.OVERRIDDEN
        decided = [o for o in register.overrides_of(person, function) if on in o.days]
        override = max(decided, key=lambda each: each.until)
    found = replace(standing, state=state, until=until, override=override)
    return replace(found, ends_by=_after(register, standing, until))


def _is_ending(register: Register, standing: CompetenceStatus, appointed: Days) -> bool:
    """Whether a requirement or the competence lapses within its warning period."""
    periods = [(appointed, WARNING_DAYS)]
    periods += [
        (register.met(standing.person, requirement), requirement.warning_days)
        for requirement in register.profile(standing.function)
    ]
    ends = [(days.last_in_stretch(standing.on), warning) for days, warning in periods]
    return any(end is not None and (end - standing.on).days <= warning for end, warning in ends)


def _shown(
    register: Register, person: str, requirement: Requirement, on: date
) -> RequirementStatus:
    pieces = register.evidence_for(person, requirement)
    valid = sum(on in piece.valid(requirement.months) for piece in pieces)
    latest = max(
        (piece for piece in pieces if piece.shown_on <= on),
        key=lambda piece: piece.shown_on,
        default=None,
    )
    days = register.shown(person, requirement)
    return RequirementStatus(
        requirement, valid, days.last_in_stretch(on) if on in days else None, latest
    )


def _after(register: Register, standing: CompetenceStatus, last: date | None) -> Shortfall:
    """What is missing on the day after; nothing after a state without end."""
    if last is None:
        return Shortfall()
    return shortfall(register, standing.person, standing.function, last + DAY)


@dataclass(frozen=True, slots=True)
class Lapse:
    """A stretch of days on which a person may not fill a function, after days on which they might.

    Parameters
    ----------
    person, function
        Ids.
    last_day
        The last day on which they are rosterable; the lapse takes effect on the day after.
    again
        The day on which they are rosterable again, as far as is known; None: not.
    by
        What is missing on the day after `last_day`.
    """

    person: str
    function: str
    last_day: date
    again: date | None
    by: Shortfall

    @property
    def since(self) -> date:
        """The first day on which they are not rosterable."""
        return self.last_day + DAY

    def meets(self, first: date, last: date) -> bool:
        """Whether it holds on a day from `first` to `last`, both inclusive."""
        return self.last_day < last and (self.again is None or first < self.again)


def lapses(register: Register, on: date, days: int) -> tuple[Lapse, ...]:
    """Who lapses within so many days of `on`: the last day lies from `on` to `days` days later.

    An override that follows at once puts a lapse off; it ends with the override.

    Parameters
    ----------
    register
        All that is known.
    on
        The day that is looked from.
    days
        How far ahead, 0 or more.

    Returns
    -------
    tuple
        By last day, then in the order of the competences. Who lapses twice is there twice.
    """
    until = on + timedelta(days=days)
    found = [each for each in _all_lapses(register) if on <= each.last_day <= until]
    return tuple(sorted(found, key=lambda each: each.last_day))


def _all_lapses(register: Register) -> Iterator[Lapse]:
    for person, function in register.holders:
        qualified = register.qualified(person, function)
        for _, last in qualified.stretches():
            if last is not None and last < date.max:
                by = shortfall(register, person, function, last + DAY)
                yield Lapse(person, function, last, qualified.first_after(last), by)


def duties_hit(
    lapse: Lapse, duties: Iterable[Duty], function_of_post: Mapping[str, str], zone: ZoneInfo
) -> tuple[Duty, ...]:
    """The duties of a person that they may not do, or not to the end, because of a lapse.

    Parameters
    ----------
    lapse
        Whose, and when.
    duties
        As they were published, of anybody; without those on which they only double.
    function_of_post
        Post id -> function id. A duty for another post is not hit.
    zone
        The local clock: a lapse begins and ends at midnight.
    """
    return tuple(
        duty
        for duty in duties
        if duty.person == lapse.person
        and function_of_post.get(duty.post) == lapse.function
        and lapse.meets(*touched_dates(duty.start, duty.end, zone))
    )
