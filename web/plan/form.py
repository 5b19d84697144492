"""The form by which a planner asks for a roster: what was typed, and what is wrong. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from data.model.job import SolveRequest
from web.locale import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.datastructures import MultiDict

MOST_WEEKS = 53
LEAST_SECONDS, MOST_SECONDS = 1, 4 * 60 * 60
USUAL_SECONDS = 120
MOST_SEED = 2**31 - 1
YEARS = range(2000, 2100)  #: beyond them a date is a slip of the finger


@dataclass(frozen=True, slots=True)
class PlanForm:
    """What was typed, as it was typed.

    Parameters
    ----------
    posts
        Ids of the ticked ones; none: all.
    left_open
        Ids of the part shifts that stay open.
    """

    first: str
    weeks: str
    seconds: str = str(USUAL_SECONDS)
    seed: str = "0"
    posts: tuple[str, ...] = ()
    left_open: tuple[str, ...] = ()

    @classmethod
    def typed(cls, given: MultiDict[str, str], usual: PlanForm) -> PlanForm:
        """What a request holds; what it leaves out is as usual."""
        first, weeks, seconds, seed = (
            given.get(name, getattr(usual, name)).strip()
            for name in ("first", "weeks", "seconds", "seed")
        )
        posts, left_open = (
            tuple(dict.fromkeys(given.getlist(name))) for name in ("posts", "left_open")
        )
        return cls(first, weeks, seconds, seed, posts, left_open)

    def faults(self) -> dict[str, str]:
        """All that is wrong with it, by field, with what to do."""
        found = {}
        if self._first is None:
            found["first"] = say("Choose the first day of the period.")
        if not _is_within(self.weeks, 1, MOST_WEEKS):
            text = say("Give a number of weeks from 1 to {most}.")
            found["weeks"] = text.format(most=MOST_WEEKS)
        if not _is_within(self.seconds, LEAST_SECONDS, MOST_SECONDS):
            found["seconds"] = say("Choose how long to search: four hours at most.")
        if not _is_within(self.seed, 0, MOST_SEED):
            found["seed"] = say("The seed is a whole number, 0 or more.")
        return found

    def request(self, language: str) -> SolveRequest:
        """What it asks for, if it has no faults."""
        first = self._first
        if first is None:
            raise ValueError("a form with faults asks for nothing")
        return SolveRequest(
            first,
            int(self.weeks),
            float(self.seconds),
            int(self.seed),
            language,
            tuple(sorted(self.posts)),
            tuple(sorted(self.left_open)),
        )

    @property
    def _first(self) -> date | None:
        try:
            found = date.fromisoformat(self.first)
        except ValueError:
            return None
        return found if found.year in YEARS else None


def limits() -> Mapping[str, str]:
    """How long to search: seconds, and what the form calls it."""
    return {
        "60": say("1 minute"),
        "120": say("2 minutes"),
        "300": say("5 minutes"),
        "900": say("a quarter of an hour"),
        "3600": say("an hour"),
    }


def _is_within(text: str, least: int, most: int) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 11 and least <= int(text) <= most
