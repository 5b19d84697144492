"""What came of a solve and what is proven of it, in the words of a manager.

The workbook, the command line and the pages say the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.i18n.language import Language
from data.model.post import PostKind
from data.model.quality import POINT
from data.model.result import PlanStatus

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.model.post import Post
    from data.model.result import LevelReport, RosterResult

NO_BOUND = 0.95  #: a gap that says nothing
LEAST = 0.1  #: per cent: a smaller gap is told as this
COVERAGE = re.compile(r"coverage (\d+)")
_NAMED = 3  #: posts, before the rest is a number


@dataclass(frozen=True, slots=True)
class ProofWords:
    """The sentences in one language.

    Parameters
    ----------
    priorities
        Of each post that is rostered, by id, the most important first.
    left
        Ids of the posts of which a shift was left open, with nobody sought for it.
    """

    words: Language
    priorities: Mapping[str, int | None]
    left: frozenset[str] = frozenset()

    def level(self, name: str) -> str:
        """What a level is about."""
        say = self.words.gettext
        if found := COVERAGE.fullmatch(name):
            posts = [post for post, rank in self.priorities.items() if str(rank) == found[1]]
            return say("Cover of {posts}").format(posts=_listed(posts))
        names = {
            "coverage": say("Cover"),
            "changes": say("Few changes"),
            "quality": say("Quality"),
            "fairness": say("Fair sharing"),
            "wishes": say("Wishes"),
            "health": say("Healthy patterns"),
            "base_roster": say("Base roster"),
            "substitutes": say("Substitutes"),
            "company": say("Shadowing and skill mix"),
        }
        return names.get(name, name)

    def is_about(self, name: str) -> bool:
        """Whether a level is about any of these posts; those that cover others are not."""
        found = COVERAGE.fullmatch(name)
        return not found or found[1] in {str(rank) for rank in self.priorities.values()}

    def value(self, name: str, value: int) -> str:
        """A value of a level: uncovered minutes as hours, else points; no level goes below zero."""
        value = max(value, 0)
        if name.startswith("coverage"):
            hours = self.words.number(value / 60, 0 if value % 60 == 0 else 1)
            return self.words.gettext("{hours} h").format(hours=hours)
        if name in ("changes", "company"):
            return self.words.number(value)
        return self.words.number(value / POINT, 0 if value % POINT == 0 else 1)

    def meaning(self, level: LevelReport) -> str:
        """What the numbers of a level mean."""
        say = self.words.gettext
        if level.name.startswith("coverage"):
            return self._cover(level)
        if not level.proven and level.gap >= NO_BOUND:
            return say("How much better could exist is not known.")
        if level.proven:
            return say("Nothing better exists, given the steps above: this is proven.")
        gap = self.percent(level.gap)
        return say("At most {gap} better could exist, given the steps above.").format(gap=gap)

    def percent(self, gap: float) -> str:
        """How far a bound is, as ``93.4%``; what is not proven is never nothing."""
        return f"{self.words.number(max(100 * gap, LEAST), 1)}%"

    def _cover(self, level: LevelReport) -> str:
        say, said = self.words.gettext, self._cover_of_sought(level)
        ranks = {str(self.priorities.get(post)) for post in self.left}
        if level.name.split()[-1] not in ranks:
            return said
        if level.objective == 0:
            return say("All that was searched for is covered; what was left open is not.")
        return f"{said} {say('What was left open is not counted.')}"

    def _cover_of_sought(self, level: LevelReport) -> str:
        say = self.words.gettext
        if level.objective == 0:
            return say("Not a minute is uncovered.")
        if level.proven:
            return say("This much stays uncovered. Less is impossible: this is proven.")
        if level.bound <= 0:
            return say("This much stays uncovered; whether less is possible is not proven.")
        least = self.value(level.name, level.bound)
        text = say("This much stays uncovered; at least {least} is unavoidable.")
        return text.format(least=least)

    def minimum(self, result: RosterResult, post: str) -> tuple[str, bool]:
        """What is proven of the open shifts of a post, and whether any is open."""
        mine = [shift for shift in result.open_shifts if shift.post == post]
        is_open = sum(shift.missing for shift in mine)
        if not is_open:
            return self.words.gettext("Every shift is filled."), False
        left = sum(shift.missing for shift in mine if shift.is_left)
        if left:
            return f"{self._stay_open(is_open)} {self._left(left)}", True
        least = dict(result.proven_minimum_open).get(post, 0)
        if least < is_open and covers_most(result):
            proof = self.words.gettext("No roster covers more time: this is proven.")
        else:
            proof = self._least(least, is_open)
        return f"{self._stay_open(is_open)} {proof}", True

    def verdict(self, result: RosterResult) -> tuple[str, bool]:
        """The outcome in a sentence, and whether anything is open."""
        mine = [shift for shift in result.open_shifts if shift.post in self.priorities]
        total = sum(shift.missing for shift in mine)
        if not total:
            filled = self.words.ngettext(
                "Nobody is missing on the post in the whole period.",
                "Nobody is missing on any of the {count} posts in the whole period.",
                len(self.priorities),
            )
            return filled, False
        said, left = self._stay_open(total), sum(one.missing for one in mine if one.is_left)
        least = sum(number for _, number in result.proven_minimum_open)
        if left:
            said += f" {self._left(left)}"
        elif least >= total:
            said += f" {self._least(least, total)}"
        return said, True

    def _left(self, number: int) -> str:
        return self.words.ngettext(
            "{count} of them was not part of the search.",
            "{count} of them were not part of the search.",
            number,
        )

    def _stay_open(self, number: int) -> str:
        return self.words.ngettext("{count} shift stays open.", "{count} shifts stay open.", number)

    def _least(self, least: int, is_open: int) -> str:
        say = self.words.gettext
        if least >= is_open:
            return say("Fewer is impossible: this is proven.")
        if least:
            return self.words.ngettext(
                "It is proven that at least {count} stays open; whether that can be reached is "
                "not.",
                "It is proven that at least {count} stay open; whether that can be reached is not.",
                least,
            )
        return say("Whether fewer is possible is not proven.")

    def ending(self, status: PlanStatus) -> str:
        """How the search ended."""
        say = self.words.gettext
        return {
            PlanStatus.OPTIMAL: say("every step is proven"),
            PlanStatus.FEASIBLE: say("time was up: the best roster found"),
            PlanStatus.STOPPED: say("stopped by hand: the best roster found"),
        }[status]


def posts_left(result: RosterResult) -> frozenset[str]:
    """The posts of which a shift was left open, with nobody sought for it."""
    return frozenset(shift.post for shift in result.open_shifts if shift.is_left)


def covers_most(result: RosterResult) -> bool:
    """Whether every level of coverage is proven."""
    coverage = [level for level in result.levels if level.name.startswith("coverage")]
    return bool(coverage) and all(level.proven for level in coverage)


def priorities_of(posts: Sequence[Post]) -> dict[str, int | None]:
    """The posts that are rostered, the most important first."""
    rostered = [post for post in posts if post.kind is not PostKind.OPEN_CALL]
    return {post.id: post.priority for post in sorted(rostered, key=lambda post: post.priority)}


def _listed(posts: list[str]) -> str:
    return ", ".join(posts) if len(posts) <= _NAMED else f"{', '.join(posts[:2])} … ({len(posts)})"
