"""The rungs of the ladder in the words of a manager."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from data.exchange.workbook.view import View
    from data.model.result import RungReport

NO_BOUND = 0.95  #: a gap that says nothing
_COVERAGE = re.compile(r"coverage (\d+)")


def rung_name(view: View, name: str) -> str:
    """What a rung is about."""
    say = view.words.gettext
    if found := _COVERAGE.fullmatch(name):
        posts = [post.id for post in view.posts if str(post.priority) == found[1]]
        return say("Cover of {posts}").format(posts=_listed(posts))
    names = {
        "coverage": say("Cover"),
        "changes": say("Few changes"),
        "fairness": say("Fair sharing"),
        "wishes": say("Wishes"),
        "patterns": say("Healthy patterns"),
        "wishes and patterns": say("Wishes and healthy patterns"),
    }
    return names.get(name, name)


def rung_value(view: View, rung: RungReport, value: int) -> str:
    """A value of a rung: uncovered minutes as hours, else points; no rung goes below zero."""
    value = max(value, 0)
    if rung.name.startswith("coverage"):
        hours = view.words.number(value / 60, 0 if value % 60 == 0 else 1)
        return view.words.gettext("{hours} h").format(hours=hours)
    return view.words.number(value)


def rung_in_words(view: View, rung: RungReport) -> str:
    """What the numbers of a rung mean."""
    say = view.words.gettext
    if rung.name.startswith("coverage"):
        if rung.objective == 0:
            return say("Not a minute is uncovered.")
        if rung.proven:
            return say("So much stays uncovered. Less is impossible: this is proven.")
        if rung.bound <= 0:
            return say("So much stays uncovered; whether less is possible is not proven.")
        least = rung_value(view, rung, rung.bound)
        return say("So much stays uncovered; at least {least} is unavoidable.").format(least=least)
    if not rung.proven and rung.gap >= NO_BOUND:
        return say("How much better could exist is not known.")
    if rung.proven:
        return say("Nothing better exists, given the steps above: this is proven.")
    gap = view.words.number(100 * rung.gap, 1)
    return say("At most {gap}% better could exist, given the steps above.").format(gap=gap)


def _listed(posts: list[str]) -> str:
    return ", ".join(posts) if len(posts) <= 3 else f"{', '.join(posts[:2])} … ({len(posts)})"
