"""Who sits beside whom: people who are kept apart, and people who serve together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


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
