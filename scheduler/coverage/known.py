"""What coverage is worked out from: who sits where, and what is known of these people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from data.model.alert_records import AlertRecords
from data.model.duty import Absence
from data.model.post import Post, PostKind
from data.model.register import Register
from data.model.shift import Shift
from data.model.uncovered import EarlierDuty, Stretch, uncovered_time

if TYPE_CHECKING:
    from data.model.days import Days


@dataclass(frozen=True, slots=True)
class Filled:
    """A published shift with who is on it, doubles left out; ids of people.

    Parameters
    ----------
    is_recorded
        It is no published shift but a duty of the records: of somebody who was on the post before
        its roster began, and still is. See `with_recorded`.
    """

    shift: Shift
    holders: tuple[str, ...]
    is_recorded: bool = False


@dataclass(frozen=True)
class Known:
    """Everything that coverage asks; immutable, so that the answer is the same each time.

    Parameters
    ----------
    zone
        The local clock: a competence lapses at midnight.
    posts
        By id, as they are now.
    regions
        Regions of everybody who is here, by id of the person.
    register
        Who may fill what on which day.
    away
        Absences by person.
    reachable
        Ids of people with contact details.
    left
        When people left who are still on a published shift.
    published
        Shifts of the rosters in force by post, by start.
    expected
        Stretches by post in which its pattern asks for people, by start.
    recorded
        Duties that the records hold (``history``), by post.
    ends
        By post, until when it was ever rostered.
    begins
        By post, when its first roster began or will begin; empty: no post was ever rostered. None:
        that is not asked.
    holidays
        By post of the kind open call: public holidays, and those of the schools of its regions.
    alerts
        Contacts, duty managers, steps, answers to open calls and pledges.
    """

    zone: ZoneInfo
    posts: Mapping[str, Post]
    regions: Mapping[str, tuple[str, ...]]
    register: Register
    away: Mapping[str, tuple[Absence, ...]]
    reachable: frozenset[str]
    left: Mapping[str, datetime]
    published: Mapping[str, tuple[Filled, ...]]
    expected: Mapping[str, tuple[Stretch, ...]]
    recorded: Mapping[str, tuple[EarlierDuty, ...]] = field(default_factory=dict)
    ends: Mapping[str, datetime] = field(default_factory=dict)
    begins: Mapping[str, datetime] | None = None
    holidays: Mapping[str, frozenset[date]] = field(default_factory=dict)
    alerts: AlertRecords = field(default_factory=AlertRecords)

    def qualified(self, person: str, function: str) -> Days:
        """The days on which a person may fill a function alone."""
        key = person, function
        if key not in self._qualified:
            self._qualified[key] = self.register.qualified(person, function)
        return self._qualified[key]

    @cached_property
    def _qualified(self) -> dict[tuple[str, str], Days]:
        """What was worked out before: the same person returns in many shifts."""
        return {}


def with_recorded(known: Known, periods: Iterable[Stretch]) -> Known:
    """The same, with who is still on a post from before the roster of a period.

    Planning counts them as there (`data.model.uncovered`), so whoever watches does too: in the time
    that the pattern asks for and no whole shift of the roster covers.

    Parameters
    ----------
    periods
        Of the rosters: duties that began before one of them, and reach into it.
    """
    periods = list(periods)
    published = dict(known.published)
    for code, duties in known.recorded.items():
        post = known.posts.get(code)
        if post is None or post.kind is PostKind.OPEN_CALL:
            continue
        filled = published.get(code, ())
        whole = sorted(
            (one.shift.start, one.shift.end)
            for one in filled
            if one.shift.required >= post.required
        )
        free = list(uncovered_time(known.expected.get(code, ()), whole))
        added = [one for period in periods for one in _still_on(post, duties, period, free)]
        ordered = sorted(
            {*filled, *added},
            key=lambda one: (one.shift.start, one.is_recorded, one.shift.id, one.holders),
        )
        published[code] = tuple(ordered)
    return replace(known, published=published)


def _still_on(
    post: Post, duties: Iterable[EarlierDuty], period: Stretch, free: Sequence[Stretch]
) -> Iterator[Filled]:
    begin, finish = period
    for duty in duties:
        if duty.start < begin < duty.end:
            for one, other in free:
                start, end = max(begin, one), min(finish, duty.end, other)
                if start < end:
                    shift = Shift(f"{post.id}:{duty.person}", post.id, "", start, end, 0)
                    yield Filled(shift, (duty.person,), is_recorded=True)
