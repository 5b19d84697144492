"""What calendars say of posts, people and regions, as the records have them at a moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from data.model.post import PostKind
from data.store.calendars import RecordChanges

if TYPE_CHECKING:
    from collections.abc import Iterable

NEVER = RecordChanges()


@dataclass(frozen=True, slots=True)
class KnownPost:
    """A post, there or ended.

    Parameters
    ----------
    regions
        Ids of the regions that it serves.
    start_norm_minutes
        See `data.model.post.Post`.
    changes
        Of its row in the records, and of those of the regions.
    book
        Id of the book that it is planned in; empty: of none.
    """

    id: str
    name: str
    kind: PostKind
    regions: tuple[str, ...]
    start_norm_minutes: int | None = None
    changes: RecordChanges = NEVER
    book: str = ""


@dataclass(frozen=True, slots=True)
class CalendarRecords:
    """The records of a moment.

    Parameters
    ----------
    posts
        By id.
    people
        Names by number of the row.
    regions
        Names by id.
    people_changes
        Of rows of people, by their number; one that never changed may be absent.
    rows
        Number of the row of each person, by id.
    books
        Names by id.
    """

    posts: Mapping[str, KnownPost]
    people: Mapping[int, str]
    regions: Mapping[str, str]
    people_changes: Mapping[int, RecordChanges] = field(default_factory=dict)
    rows: Mapping[str, int] = field(default_factory=dict)
    books: Mapping[str, str] = field(default_factory=dict)

    def post(self, code: str) -> KnownPost:
        """A post, by its code alone if the records never knew it."""
        return self.posts.get(code) or KnownPost(code, code, PostKind.ON_SITE, ())

    def person(self, number: int) -> str:
        """What to call somebody."""
        return self.people.get(number, f"#{number}")

    def changes_of(self, people: Iterable[int]) -> RecordChanges:
        """Changes of the rows of some people together."""
        return RecordChanges.of(self.people_changes.get(one, NEVER) for one in people)

    def place(self, post: KnownPost) -> str:
        """The regions that a post serves, by name."""
        return ", ".join(self.regions.get(code, code) for code in post.regions)
