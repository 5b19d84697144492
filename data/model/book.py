"""Books: posts that are planned and signed together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from data.model.post import Post

NO_BOOK = ""  #: of posts that name none: they are planned and signed together, as ever
QUARTER = 13  #: weeks
MOST_WEEKS = 53  #: of a period
USUAL_NOTICE = 28  #: days, where nothing else was agreed (ATW 4:2(1))
LONGEST_NOTICE = 365  #: days


@dataclass(frozen=True, slots=True)
class Book:
    """Posts that are planned and signed together, with a period of their own.

    Rosters of different books may lie across each other. What somebody does in another book counts
    as work, or as on-call, for every rule.

    Parameters
    ----------
    id, name
        Code, and name on screen.
    weeks
        Usual length of its period, 1..53: 13 for quarters, 26 for half years, 52 for years.
    notice_days
        Days before its start by which a roster of it is to be announced, 1..365 (ATW 4:2(1)).
    signers
        Logins of the accounts that may sign it; none: every account that plans for
        a region of its posts.
    """

    id: str
    name: str
    weeks: int = QUARTER
    notice_days: int = USUAL_NOTICE
    signers: tuple[str, ...] = ()


def posts_of(book: str | None, posts: Iterable[Post]) -> tuple[Post, ...]:
    """The posts of a book; of None all of them."""
    return tuple(post for post in posts if book is None or post.book == book)


def name_of(book: str, books: Mapping[str, Book]) -> str:
    """What to call a book; nothing for posts without one."""
    return books[book].name if book in books else book
