"""What of a draft somebody sees and is asked about who signs it for some of its regions.

Who plans for one region of every post of it sees all of it. Of a roster with posts of other regions
too, they see what concerns posts and people within their reach; the others sign for the rest.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from data.model.account import Right, signs_for
from data.model.roster import LackingMixFacts, OpenShiftFacts
from data.store import accounts
from data.store.regions import people_within, posts_within

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection

    from data.model.post import Post
    from data.model.roster import DutyChange, Remark, SignOffItem
    from data.model.shift import Shift
    from data.model.signature import SignatureState


@dataclass(frozen=True, slots=True)
class SigningScope:
    """What of a draft a signer sees.

    Parameters
    ----------
    posts
        Ids of the posts within their reach; None: they see all of it.
    post_names
        What these are called.
    people
        Ids of the people within their reach.
    completes
        They sign for each region for which nobody did yet: what nobody was asked about, they are.
    """

    posts: frozenset[str] | None = None
    post_names: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    completes: bool = True

    @property
    def is_whole(self) -> bool:
        """Whether they see all of it."""
        return self.posts is None

    def asks(self, item: SignOffItem) -> bool:
        """Whether they are asked about a remark."""
        return self.shows(item.remark) or (self.completes and item.acceptance is None)

    def shows(self, remark: Remark) -> bool:
        """Whether a remark concerns posts or people within their reach."""
        if self.posts is None:
            return True
        match remark.facts:
            case OpenShiftFacts() as facts:
                return facts.post in self.posts
            case LackingMixFacts() as facts:
                return not self.post_names.isdisjoint(facts.posts)
            case None:
                return False
            case facts:
                return facts.person in self.people

    def shows_post(self, post: str) -> bool:
        """Whether a post is within their reach."""
        return self.posts is None or post in self.posts

    def shows_person(self, person: str) -> bool:
        """Whether somebody is within their reach."""
        return self.posts is None or person in self.people

    def changes(
        self, changes: Iterable[DutyChange], shifts: Mapping[str, Shift]
    ) -> tuple[DutyChange, ...]:
        """What changes for whom on posts within their reach."""

        def mine(found: Iterable[str]) -> tuple[str, ...]:
            return tuple(
                one for one in found if one in shifts and self.shows_post(shifts[one].post)
            )

        if self.posts is None:
            return tuple(changes)
        seen = (replace(one, lost=mine(one.lost), gained=mine(one.gained)) for one in changes)
        return tuple(one for one in seen if one.lost or one.gained)


WHOLE = SigningScope()


def scope_of(
    connection: Connection, who: str, posts: Iterable[Post], state: SignatureState
) -> SigningScope:
    """What somebody sees of a draft of some posts; without an account, at the terminal, all."""
    account = accounts.account_of(connection, who)
    if account is None:
        return WHOLE
    reach = account.reach(Right.PLAN)
    completes = set(state.outstanding) <= set(signs_for(account, state.regions))
    rostered = tuple(posts)
    if all(reach.covers(post.regions) for post in rostered):
        return SigningScope(completes=completes)
    within = posts_within(connection, reach)
    names = frozenset(post.name for post in rostered if post.id in within)
    return SigningScope(within, names, people_within(connection, reach), completes)
