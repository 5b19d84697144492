"""The changes that a scenario makes in today's records, and what each says."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar

from data.model.sentence import Bilingual, Sentence, date_said, phrase

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_PEOPLE = 200  #: that one change adds or takes away

#: A day: a date, or a week of the scenario from 1, which begins on the weekday of its first day.
#: None: without bound.
Day = date | int | None

Names = dict[str, str]  #: of posts, functions, regions and people, by code


def date_of(day: date | int, first: date) -> date:
    """The date of a day of a scenario.

    Parameters
    ----------
    first
        The first day of the scenario.
    """
    return first + timedelta(weeks=day - 1) if isinstance(day, int) else day


@dataclass(frozen=True, slots=True)
class Change:
    """One change on today's records."""

    kind: ClassVar[str] = ""

    @property
    def begins(self) -> Day:
        """Its first day; None: it holds from the first day of the scenario on."""
        return None

    @property
    def ends(self) -> Day:
        """Its last day; None: it goes on."""
        return None

    @property
    def concerned(self) -> tuple[str, ...]:
        """Ids of the posts that it changes; of people alone none."""
        return ()

    @property
    def what(self) -> Sentence:
        """What changes, in a sentence without its days; codes stand for names."""
        raise NotImplementedError

    def sentence(self, first: date, names: Mapping[str, str] | None = None) -> Sentence:
        """What changes and when.

        Parameters
        ----------
        first
            The first day of the scenario.
        names
            Of posts, functions, regions and people, by code; a code without a name stands itself.
        """
        said = _with_names(self.what, names or {})
        begins, ends = self.begins, self.ends
        if begins is not None and ends is not None:
            return phrase(
                "{change}, from {first} up to and including {last}",
                change=said,
                first=date_said(date_of(begins, first)),
                last=date_said(self.last_date(first)),
            )
        if begins is not None:
            return phrase(
                "{change}, from {first} on", change=said, first=date_said(date_of(begins, first))
            )
        if ends is not None:
            return phrase(
                "{change}, up to and including {last}",
                change=said,
                last=date_said(self.last_date(first)),
            )
        return said

    def first_date(self, first: date) -> date:
        """Its first day, in a scenario that begins on `first`."""
        return first if self.begins is None else max(first, date_of(self.begins, first))

    def last_date(self, first: date) -> date:
        """Its last day; of a week the last day of that week; without bound the last of all days."""
        if self.ends is None:
            return date.max
        if isinstance(self.ends, int):
            return date_of(self.ends + 1, first) - timedelta(days=1)
        return self.ends


@dataclass(frozen=True, slots=True)
class MergePosts(Change):
    """Several posts become one, with the shifts, the pattern and the seats of the first of them.

    Parameters
    ----------
    posts
        Ids, at least two, of one function and one kind.
    into
        Id of the post that they become.
    name
        Its name; empty: that of the first.
    start
        First day.
    """

    kind: ClassVar[str] = "merge"
    posts: tuple[str, ...]
    into: str
    name: str = ""
    start: Day = None

    @property
    def begins(self) -> Day:
        """Its first day."""
        return self.start

    @property
    def concerned(self) -> tuple[str, ...]:
        """All that merge."""
        return self.posts

    @property
    def what(self) -> Sentence:
        """What merges."""
        return phrase(
            "{posts} become one post: {into}",
            posts=", ".join(self.posts),
            into=self.name or self.into,
        )


@dataclass(frozen=True, slots=True)
class SplitPost(Change):
    """A post of several regions becomes one post for each of them, each with all of its shifts.

    Parameters
    ----------
    post
        Id; the new ones are called after it and their region: ``CACO-FL``.
    start, until
        First and last day; before and after, it is one post.
    """

    kind: ClassVar[str] = "split"
    post: str
    start: Day = None
    until: Day = None

    @property
    def begins(self) -> Day:
        """Its first day."""
        return self.start

    @property
    def ends(self) -> Day:
        """Its last day."""
        return self.until

    @property
    def concerned(self) -> tuple[str, ...]:
        """The post."""
        return (self.post,)

    @property
    def what(self) -> Sentence:
        """What is split."""
        return phrase("{post} is a post of its own in each region", post=self.post)


def part_of(post: str, region: str) -> str:
    """The id of what a post of several regions becomes in one of them."""
    return f"{post}-{region}"


@dataclass(frozen=True, slots=True)
class ChangePattern(Change):
    """A post gets another weekly pattern.

    Parameters
    ----------
    pattern
        Code of a standard pattern, or of one of the region.
    """

    kind: ClassVar[str] = "pattern"
    post: str
    pattern: str
    start: Day = None

    @property
    def begins(self) -> Day:
        """Its first day."""
        return self.start

    @property
    def concerned(self) -> tuple[str, ...]:
        """The post."""
        return (self.post,)

    @property
    def what(self) -> Sentence:
        """Which pattern it gets."""
        return phrase("{post} works by pattern {pattern}", post=self.post, pattern=self.pattern)


@dataclass(frozen=True, slots=True)
class ToOnCall(Change):
    """A post by open call becomes one on call: somebody is always obliged to come.

    Parameters
    ----------
    pattern
        Code of the pattern of its turns.
    """

    kind: ClassVar[str] = "on_call"
    post: str
    pattern: str = "week-fri"
    start: Day = None

    @property
    def begins(self) -> Day:
        """Its first day."""
        return self.start

    @property
    def concerned(self) -> tuple[str, ...]:
        """The post."""
        return (self.post,)

    @property
    def what(self) -> Sentence:
        """Which post."""
        return phrase(
            "{post} is on call instead of by open call, by pattern {pattern}",
            post=self.post,
            pattern=self.pattern,
        )


@dataclass(frozen=True, slots=True)
class SharePools(Change):
    """Whoever may fill one of some posts may fill each of them, for all of the scenario.

    Parameters
    ----------
    posts
        Ids, at least two: they get each other's functions and regions.
    """

    kind: ClassVar[str] = "share"
    posts: tuple[str, ...]

    @property
    def concerned(self) -> tuple[str, ...]:
        """All that share."""
        return self.posts

    @property
    def what(self) -> Sentence:
        """What shares."""
        return phrase("{posts} share their people", posts=", ".join(self.posts))


@dataclass(frozen=True, slots=True)
class AddPeople(Change):
    """People who are not there today, competent from their first day on.

    Parameters
    ----------
    count
        1 up to `MOST_PEOPLE`.
    hours
        Of contract in a week, 1..60, for each.
    functions
        Ids of what each of them can do.
    regions
        Ids of the regions that each of them serves.
    """

    kind: ClassVar[str] = "add"
    count: int
    hours: float
    functions: tuple[str, ...]
    regions: tuple[str, ...]
    start: Day = None

    @property
    def begins(self) -> Day:
        """Their first day."""
        return self.start

    @property
    def what(self) -> Sentence:
        """How many there are more."""
        return phrase(
            "{count} more for {functions} in {regions}, with {hours:g} hours a week each",
            count=self.count,
            functions=", ".join(self.functions),
            regions=", ".join(self.regions),
            hours=self.hours,
        )


@dataclass(frozen=True, slots=True)
class RemovePeople(Change):
    """People who are there today, and leave.

    Parameters
    ----------
    people
        Their ids; empty: the last `count` of those who hold a function, as they stand in the
        records.
    count, function
        How many leave, and of which function, where nobody is named.
    start
        The first day on which they are no longer there.
    """

    kind: ClassVar[str] = "remove"
    people: tuple[str, ...] = ()
    count: int = 0
    function: str = ""
    start: Day = None

    @property
    def begins(self) -> Day:
        """The first day without them."""
        return self.start

    @property
    def what(self) -> Sentence:
        """Who or how many there are fewer."""
        if self.people:
            return phrase("{people} leave", people=", ".join(self.people))
        return phrase("{count} fewer for {function}", count=self.count, function=self.function)


@dataclass(frozen=True, slots=True)
class AbsenceRate(Change):
    """Everybody is away for a part of the time: leave, illness and training that nobody knows yet.

    Each is away for whole weeks, spread evenly over the time and over the people; it comes on top
    of what is recorded. It takes time from rosters alone: productive hours are without it already.

    Parameters
    ----------
    rate
        Share of the weeks, above 0 and below 1.
    """

    kind: ClassVar[str] = "absence"
    rate: float

    @property
    def what(self) -> Sentence:
        """How much."""
        return phrase(
            "everybody is away for {rate:g} % of the weeks, spread evenly", rate=100 * self.rate
        )


KINDS: dict[str, type[Change]] = {
    one.kind: one
    for one in (
        MergePosts,
        SplitPost,
        ChangePattern,
        ToOnCall,
        SharePools,
        AddPeople,
        RemovePeople,
        AbsenceRate,
    )
}


def _with_names(said: Sentence, names: Mapping[str, str]) -> Sentence:
    """A sentence in which names stand for codes."""
    return Sentence(
        said.template,
        tuple((field, _named(value, names)) for field, value in said.values),
    )


def _named(value: object, names: Mapping[str, str]) -> str | int | float | Bilingual | Sentence:
    assert isinstance(value, str | int | float | Bilingual | Sentence)
    if isinstance(value, str):
        return ", ".join(names.get(one, one) for one in value.split(", "))
    return value


def field_names(kind: type[Change]) -> tuple[str, ...]:
    """The fields of a kind of change, in order."""
    return tuple(one.name for one in fields(kind))
