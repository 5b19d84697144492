"""What the records say of posts, people and regions, as far as a calendar shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from data.model.post import PostKind


@dataclass(frozen=True, slots=True)
class KnownPost:
    """A post, there or ended.

    Parameters
    ----------
    regions
        Ids of the regions that it serves.
    start_norm_minutes
        See `data.model.post.Post`.
    """

    id: str
    name: str
    kind: PostKind
    regions: tuple[str, ...]
    start_norm_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """The records of a moment.

    Parameters
    ----------
    posts
        By id.
    people
        Names by number of the row.
    regions
        Names by id.
    """

    posts: Mapping[str, KnownPost]
    people: Mapping[int, str]
    regions: Mapping[str, str]

    def post(self, code: str) -> KnownPost:
        """A post, by its code alone if the records never knew it."""
        return self.posts.get(code) or KnownPost(code, code, PostKind.ON_SITE, ())

    def person(self, number: int) -> str:
        """What to call somebody."""
        return self.people.get(number, f"#{number}")

    def place(self, post: KnownPost) -> str:
        """The regions that a post serves, by name."""
        return ", ".join(self.regions.get(code, code) for code in post.regions)
