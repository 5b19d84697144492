"""Who sits beside whom: pairs of people, trainees, substitutes, and the skills of a team."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from data.model.days import Days


class PairingKind(StrEnum):
    """What is asked of two people."""

    APART = "apart"  #: they have no duty at the same time
    TOGETHER = "together"  #: neither has a duty without the other


class PairingScope(StrEnum):
    """Which duties at the same time are meant."""

    SAME_POST = "same_post"
    ANY_POST = "any_post"


@dataclass(frozen=True, slots=True)
class Pairing:
    """Two people who must not, or must, have duty at the same time.

    Why is personal, and nothing that a roster depends on: it stands in the records alone.

    Parameters
    ----------
    person, other
        Ids; which of the two is which makes no difference.
    kind
        Apart or together.
    start
        First local day on which it holds: that on which they meet, or on which a duty begins.
    until
        Last day, inclusive; None: open-ended.
    where
        Whether only duties of one post meet, or those of any two.
    posts
        Ids of the posts whose duties are meant; none: all of them.
    weight
        As of a wish: what each duty that goes against it costs; None: a rule that holds.
    """

    person: str
    other: str
    kind: PairingKind
    start: date
    until: date | None = None
    where: PairingScope = PairingScope.SAME_POST
    posts: tuple[str, ...] = ()
    weight: int | None = None

    @property
    def is_rule(self) -> bool:
        """Whether it holds whatever it costs."""
        return self.weight is None

    @property
    def both_ways(self) -> tuple[tuple[str, str], tuple[str, str]]:
        """The two, with either of them first."""
        return (self.person, self.other), (self.other, self.person)

    def holds_on(self, day: date) -> bool:
        """Whether it holds on a day."""
        return self.start <= day and (self.until is None or day <= self.until)

    def is_about(self, post: str) -> bool:
        """Whether duties of a post are meant."""
        return not self.posts or post in self.posts

    def of_one(self, person: str) -> str | None:
        """The other one of the two; None: it is not about this person."""
        if person == self.person:
            return self.other
        return self.person if person == self.other else None


@dataclass(frozen=True, slots=True)
class Traineeship:
    """Shifts that a trainee is to shadow before they are qualified.

    Parameters
    ----------
    person
        Id of the trainee.
    function
        Id of the function that they learn: its posts are meant.
    shifts
        How many, those before the period included.
    start
        First local day on which a shift that begins counts.
    until
        Last day, inclusive; None: open-ended.
    mentor
        Id of the colleague beside whom alone a shift counts; None: anybody who is qualified.
    """

    person: str
    function: str
    shifts: int
    start: date
    until: date | None = None
    mentor: str | None = None

    def counts_on(self, day: date) -> bool:
        """Whether a shift that begins on a day counts."""
        return self.start <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Substitution:
    """Holders of one function may fill posts of another, as a substitute, at a price.

    Parameters
    ----------
    function
        Id of the function of the posts.
    substitute
        Id of the function of those who may fill them.
    price
        What each shift so filled costs in quality, in points from 1.
    authority
        On whose word, so that an inspector can find it.
    decided_by
        Name of who decided it.
    start
        First local day.
    until
        Last day, inclusive; None: open-ended.
    """

    function: str
    substitute: str
    price: int
    authority: str
    decided_by: str
    start: date
    until: date | None = None

    @property
    def days(self) -> Days:
        """The days on which it holds."""
        return Days.between(self.start, self.until)

    def covers(self, first: date, last: date) -> bool:
        """Whether it holds on every day from `first` to `last`, both inclusive."""
        return self.start <= first and (self.until is None or last <= self.until)


@dataclass(frozen=True, slots=True, order=True)
class PeopleTime:
    """So many people, at a stretch of time.

    Parameters
    ----------
    start, end
        UTC, half open.
    """

    start: datetime
    end: datetime
    people: int


@dataclass(frozen=True, slots=True)
class SkillMix:
    """Of those present on some posts at the same time, so many hold a function.

    Parameters
    ----------
    id
        Its code.
    function
        Id of the function that they hold.
    required
        How many people.
    posts
        Ids of the posts whose duties count as being present.
    start
        First local day.
    until
        Last day, inclusive; None: open-ended.
    other_posts
        In a problem: ids of those of its posts that rosters of other books hold.
    others
        How many people hold the function and are on one of these, whom the problem does not know.
    """

    id: str
    function: str
    required: int
    posts: tuple[str, ...]
    start: date
    until: date | None = None
    other_posts: tuple[str, ...] = ()
    others: tuple[PeopleTime, ...] = ()

    def holds_on(self, day: date) -> bool:
        """Whether it holds on a day."""
        return self.start <= day and (self.until is None or day <= self.until)
