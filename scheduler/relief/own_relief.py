"""What one functionary is asked in a deployment, and what it means for their rest and hours."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from data.i18n.relief_words import deployment_title
from data.model.deployment import ReliefStatus
from data.model.post import PostKind
from data.model.shift import Shift
from data.store import deployments as kept
from data.store import record_objects
from scheduler.relief.seats import seat_name
from scheduler.relief.words import leaning, rest_words
from scheduler.self_service.consequences import consequence_lines, consequences
from scheduler.self_service.duties import OwnDuty, PostName, duties_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from data.i18n.language import Language
    from data.model.deployment import KeptDuty, KeptShift
    from data.model.post import Post
    from data.store.opening import Store


@dataclass(frozen=True, slots=True)
class OwnRelief:
    """A relief duty that somebody is asked for, or said yes to.

    Parameters
    ----------
    number
        Of the duty.
    is_answered
        They said that they come.
    means
        What it does to their rest and hours, in sentences.
    """

    number: int
    title: str
    seat: str
    start: datetime
    end: datetime
    is_exercise: bool
    is_call: bool
    is_answered: bool
    means: tuple[str, ...]


def own_relief(store: Store, person: str, now: datetime, speech: Language) -> list[OwnRelief]:
    """What one functionary is asked for in deployments, and what they said yes to, by start."""
    with store.reading() as connection:
        found = [
            one
            for one in kept.asked_since(connection, now, person)
            if one.duty.status.counts and one.shift.shift.required > 0
        ]
        posts = {post.id: post for post in record_objects.read_posts(connection)} if found else {}
    return [
        OwnRelief(
            one.duty.id,
            deployment_title(one.deployment, speech),
            seat_name(one.shift.shift.seat, posts, speech),
            one.shift.shift.start,
            one.shift.shift.end,
            one.deployment.is_exercise,
            one.duty.is_call,
            one.duty.status is ReliefStatus.ACCEPTED,
            tuple(relief_means(store, one.duty.id, now, speech)),
        )
        for one in found
    ]


def relief_means(store: Store, number: int, now: datetime, speech: Language) -> list[str]:
    """What a relief duty does to the rest and hours of its holder, in sentences; for an answer.

    Their other relief duties are reckoned with, those of the same exercise too.

    Raises
    ------
    Refused
        There is no such duty.
    """
    with store.reading() as connection:
        duty = kept.read_duty(connection, number)
        state = kept.read_state(connection, duty.deployment)
        posts = {post.id: post for post in record_objects.read_posts(connection)}
        shifts = {one.id: one for one in state.shifts}
        known = [(shift, one) for _, shift, one in kept.relief_of(connection, duty.person)]
    if duty.shift not in shifts:
        return []
    if state.deployment.is_exercise:
        known += [
            (shifts[one.shift], one)
            for one in state.duties
            if one.person == duty.person and one.status.counts and one.shift in shifts
        ]
    others = [_as_own(shift, posts, speech) for shift, one in known if one.id != number]
    mine = duties_of(store, duty.person, now)
    gained = _as_own(shifts[duty.shift], posts, speech)
    found = consequences((*mine.past, *mine.coming, *others), gained)
    if duty.set_aside:  # what it sets aside is named below
        found = replace(found, is_short_rest=False)
    return [*consequence_lines(found, speech), *set_aside_lines(duty, speech)]


def set_aside_lines(duty: KeptDuty, speech: Language) -> list[str]:
    """What rules a relief duty sets aside, and what rest is owed for it; none: it keeps all."""
    say, lines = speech.gettext, []
    if duty.set_aside:
        lines.append(say("It sets rules aside: {rules}.").format(rules=leaning(duty, speech)))
    if duty.rest_owed:
        rest = rest_words(duty.rest_owed, speech)
        text = say("{rest} of rest is owed to you for it, after your last duty (ATW 5:10).")
        lines.append(text.format(rest=rest))
    return lines


def _as_own(kept_shift: KeptShift, posts: Mapping[str, Post], speech: Language) -> OwnDuty:
    one = kept_shift.shift
    name = seat_name(one.seat, posts, speech)
    shift = Shift(f"relief {kept_shift.id}", one.seat, "", one.start, one.end, one.work_minutes)
    return OwnDuty(shift, PostName(one.seat, name, PostKind.ON_SITE))
