"""Whose rows stand together on the grid: teams, or the people who share posts.

A team is who follows the same base roster in the period; of everybody else those who hold the
same function, that of the most important post where they hold several. Nobody keeps a list of
teams beside that, which would grow old.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.model.base_roster import following_by_post
from data.model.person import Person

if TYPE_CHECKING:
    from data.files.workbook.view import View
    from data.i18n.language import Language
    from data.model.post import Post
    from data.model.problem import RosterProblem

BY_POSTS = "posts"  #: in the address: people who share posts stand together


@dataclass(frozen=True, slots=True)
class RowGroup:
    """People who stand together.

    Parameters
    ----------
    key
        What an address calls it.
    """

    key: str
    title: str
    people: tuple[Person, ...]


def people_by_posts(view: View) -> tuple[RowGroup, ...]:
    """Everybody by the pool of posts that they share, as in the workbook."""
    return tuple(
        RowGroup("+".join(group.posts) or "rest", group.title, group.people)
        for group in view.groups
    )


def people_by_team(problem: RosterProblem, speech: Language) -> tuple[RowGroup, ...]:
    """Everybody by team, the teams by the importance of their posts."""
    found: dict[tuple[int, str, str], list[Person]] = {}
    cycles = _cycles(problem)
    ranks = {post.id: place for place, post in enumerate(_by_importance(problem))}
    for person in problem.people:
        if person.id in cycles:
            post, cycle = cycles[person.id]
            key = ranks[post], f"base:{cycle}", f"{problem.post_by_id[post].name}: {cycle}"
        else:
            key = _function(problem, person.id, speech)
        found.setdefault(key, []).append(person)
    return tuple(
        RowGroup(key, title, tuple(people)) for (_rank, key, title), people in sorted(found.items())
    )


def _cycles(problem: RosterProblem) -> dict[str, tuple[str, str]]:
    """The post and id of the base roster that each follows in the period, by person."""
    found: dict[str, tuple[str, str]] = {}
    following = following_by_post(problem.base_rosters, problem.base_members)
    for post in _by_importance(problem):
        for roster, member in following.get(post.id, ()):
            is_late = member.first is not None and member.first > problem.last_date
            is_over = member.until is not None and member.until < problem.first_date
            if not is_late and not is_over:
                found.setdefault(member.person, (post.id, roster.id))
    return found


def _function(problem: RosterProblem, person: str, speech: Language) -> tuple[int, str, str]:
    names = {function.id: function.name for function in problem.functions}
    for place, post in enumerate(_by_importance(problem)):
        if problem.competences_of(person, post.function):
            name = names.get(post.function, post.function)
            return place, f"function:{post.function}", name
    return len(problem.posts), "rest", speech.gettext("Other people")


def _by_importance(problem: RosterProblem) -> list[Post]:
    return sorted(problem.posts, key=lambda post: post.priority)
