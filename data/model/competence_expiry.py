"""Lapses: who stops being rosterable when, by what, and which of their duties that hits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from data.model.competence_status import Shortfall, shortfall
from data.model.days import DAY, touched_dates

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from zoneinfo import ZoneInfo

    from data.model.duty import Duty
    from data.model.register import Register


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
