"""Whom no alert would reach: levels of duty managers, and posts of whose gaps nobody hears."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from data.model.contact import AlertStep
    from scheduler.notifications.escalation import EscalationInput


class SuppressionReason(StrEnum):
    """Why nobody of a level can be reached."""

    NOBODY = "nobody"  #: no row, nobody on the post that it names, or none for region and book
    NO_ADDRESS = "no_address"
    NO_CHANNEL = "no_channel"  #: there are addresses, for channels that are not set up


@dataclass(frozen=True, slots=True)
class MuteLevel:
    """A level of duty managers that nobody can be reached of, while steps go to it.

    Parameters
    ----------
    steps
        Their names.
    posts
        Ids of the posts for whose gaps that is so.
    """

    level: int
    why: SuppressionReason
    steps: tuple[str, ...]
    posts: tuple[str, ...]


def mute_levels(inputs: EscalationInput) -> tuple[MuteLevel, ...]:
    """Each level that a step goes to, now or by and by, and of which nobody can be reached."""
    found: dict[tuple[int, SuppressionReason], tuple[dict[str, None], dict[str, None]]] = {}
    for post in inputs.posts.values():
        for step in inputs.steps_for(post.id):
            for level in _levels_of(step, inputs):
                if inputs.reached(level, post):
                    continue
                meant = inputs.meant(level, post)
                why = SuppressionReason.NO_ADDRESS if meant else SuppressionReason.NOBODY
                if any(one.contacts for one in meant):
                    why = SuppressionReason.NO_CHANNEL
                steps, posts = found.setdefault((level, why), ({}, {}))
                steps[step.name] = posts[post.id] = None
    return tuple(
        MuteLevel(level, why, tuple(steps), tuple(posts))
        for (level, why), (steps, posts) in sorted(found.items())
    )


def _levels_of(step: AlertStep, inputs: EscalationInput) -> Iterable[int]:
    return range(step.level, max(inputs.highest, step.level) + 1) if step.escalate else [step.level]


@dataclass(frozen=True, slots=True)
class UnheardPosts:
    """Posts whose gaps reach nobody, of whatever level.

    Parameters
    ----------
    book
        Name of the book that they are in; empty: of none.
    posts
        Their ids.
    """

    book: str
    posts: tuple[str, ...]


def unheard_posts(inputs: EscalationInput, books: Mapping[str, str]) -> tuple[UnheardPosts, ...]:
    """Posts of whose gaps nobody hears while of other posts somebody does; by book.

    Parameters
    ----------
    books
        Names by id.
    """
    found: dict[str, list[str]] = {}
    for post in inputs.posts.values():
        if not any(inputs.reached(level, post) for level in inputs.managers):
            found.setdefault(post.book, []).append(post.id)
    if sum(map(len, found.values())) == len(inputs.posts):
        return ()  # of nothing anybody hears: each level says so
    return tuple(
        UnheardPosts(books.get(book, book), tuple(posts)) for book, posts in sorted(found.items())
    )
