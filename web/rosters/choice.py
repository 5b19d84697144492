"""What part of a roster a reader chose in the address, and what they may see and change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from data.model.account import Account, Right
from data.model.roster import RosterStatus
from web.access.regions import may, reach, shown_people, shown_posts
from web.rosters.teams import BY_POSTS
from web.shared.typed import typed_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from werkzeug.datastructures import MultiDict

    from data.files.workbook.view import SheetDay
    from data.model.person import Person
    from data.model.post import Post
    from data.model.problem import RosterProblem
    from data.model.roster import RosterHead

MOST_WEEKS = 105


@dataclass(frozen=True, slots=True)
class RosterFilter:
    """The filter; what makes no sense is left out of it, for it only shows less.

    Parameters
    ----------
    posts
        Ids; empty: all.
    region
        Id; empty: all.
    words
        Part of a name, or of a function.
    start
        First day that is shown; None: that of the roster.
    weeks
        How many are shown; 0: all.
    compare
        The roster to compare with; 0: none.
    by
        Whose rows stand together: `BY_POSTS`, or empty: teams.
    closed
        Keys of the groups that are folded away.
    """

    posts: tuple[str, ...] = ()
    region: str = ""
    words: str = ""
    start: date | None = None
    weeks: int = 0
    compare: int = 0
    by: str = ""
    closed: tuple[str, ...] = ()

    @classmethod
    def of(cls, args: MultiDict[str, str]) -> RosterFilter:
        """As the address says."""
        return cls(
            posts=tuple(one for one in args.getlist("post") if one),
            region=args.get("region", ""),
            words=args.get("words", "").strip()[:80],
            start=_date(args.get("start", "")),
            weeks=_number(args.get("weeks", ""), MOST_WEEKS),
            compare=_number(args.get("compare", ""), 10**9),
            by=BY_POSTS if args.get("by") == BY_POSTS else "",
            closed=tuple(dict.fromkeys(one for one in args.getlist("closed") if one)),
        )

    @property
    def is_part(self) -> bool:
        """Whether anything is left out."""
        return bool(self.posts or self.region or self.words or self.start or self.weeks)

    def query(self, **other: object) -> str:
        """As an address says it, with something changed; empty or with its question mark."""
        parts: list[tuple[str, object]] = [("post", post) for post in self.posts]
        found = {
            "region": self.region,
            "words": self.words,
            "start": self.start.isoformat() if self.start else "",
            "weeks": self.weeks,
            "compare": self.compare,
            "by": self.by,
        }
        closed = other.pop("closed", self.closed)
        parts += [(name, value) for name, value in (found | other).items() if value]
        parts += [("closed", key) for key in closed] if isinstance(closed, tuple) else []
        return f"?{urlencode(parts)}" if parts else ""

    def folding(self, key: str) -> str:
        """The same, with a group folded away, or back where it was."""
        kept = tuple(one for one in self.closed if one != key)
        return self.query(closed=kept if key in self.closed else (*kept, key)) or "?"

    def span(self, days: Sequence[SheetDay]) -> tuple[int, int]:
        """The days that are shown: indexes of the first and after the last."""
        first = (self.start - days[0].date).days if self.start else 0
        first = min(max(first, 0), len(days) - 1)
        first -= (days[first].date - days[0].date).days % 7
        return first, min(first + 7 * self.weeks, len(days)) if self.weeks else len(days)

    def shows_post(self, post: Post) -> bool:
        """Whether its cover is counted."""
        is_chosen = not self.posts or post.id in self.posts
        return is_chosen and (not self.region or self.region in post.regions)

    def shows(self, problem: RosterProblem, person: Person, held: frozenset[str]) -> bool:
        """Whether somebody has a row.

        Parameters
        ----------
        held
            The posts on which they have a duty.
        """
        if self.region and self.region not in person.regions:
            return False
        if self.posts and held.isdisjoint(self.posts):
            posts = [problem.post_by_id[p] for p in self.posts if p in problem.post_by_id]
            if not any(
                problem.competences_of(person.id, post.function)
                and set(post.regions) & set(person.regions)
                for post in posts
            ):
                return False
        return not self.words or self._names(problem, person)

    def _names(self, problem: RosterProblem, person: Person) -> bool:
        functions = [f for f in problem.functions if problem.competences_of(person.id, f.id)]
        texts = [person.name, person.id, *(t for f in functions for t in (f.id, f.name))]
        wanted = self.words.casefold()
        return any(wanted in text.casefold() for text in texts)


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _number(text: str, most: int) -> int:
    return min(typed_number(text) or 0, most)


@dataclass(frozen=True, slots=True)
class ViewerPermissions:
    """The reader.

    Parameters
    ----------
    all_reasons
        They see absences, wishes, hours, fairness and broken rules of everybody.
    own
        Id of the reader's own person, of whom they always see these.
    may_plan
        They may change drafts.
    posts, people
        Ids of the posts whose cover they see, and of who has a row; None: all. Somebody with a row
        shows all of their duties, for the rules count those too.
    """

    all_reasons: bool = False
    own: str | None = None
    may_plan: bool = False
    posts: frozenset[str] | None = None
    people: frozenset[str] | None = None

    @classmethod
    def of(cls, account: Account, posts: Iterable[Post] = ()) -> ViewerPermissions:
        """Those of whoever is signed in, on a roster of these posts.

        Who plans for some regions changes what is theirs alone, and there sees why.
        """
        codes = [post.id for post in posts]
        within = (None, None) if reach().is_all else (shown_posts(), shown_people())
        person = account.person
        return cls(may(Right.SEE_REASONS, *codes), person, may(Right.PLAN, *codes), *within)

    def sees_post(self, post: str) -> bool:
        """Whether a post is within their reach."""
        return self.posts is None or post in self.posts

    def sees_row(self, person: str) -> bool:
        """Whether somebody is within their reach."""
        return self.people is None or person in self.people or person == self.own

    def sees(self, person: str) -> bool:
        """Whether they see what is somebody's own business."""
        return self.all_reasons or person == self.own

    def sees_roster(self, head: RosterHead) -> bool:
        """Whether this roster is for them: a draft is for those who work on it."""
        return self.all_reasons or head.status is not RosterStatus.DRAFT
