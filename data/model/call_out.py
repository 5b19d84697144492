"""Call-outs: who was called for an incident or exercise, who came, when, and what was timed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

HIGHEST_GRIP = 5  #: GRIP 1 to 5; 0: the incident was handled without GRIP


@dataclass(frozen=True, slots=True)
class CalledPerson:
    """What one person did on a call.

    Parameters
    ----------
    person
        Id.
    post
        Id of the post they were called for.
    came
        They came, or started their task from where they were.
    accepted
        They said that they would come; None: not known.
    minutes
        From their call to the start of their task, where it is known.
    called_at
        UTC; when they were called, if later than the alert: relief, or somebody extra.
    work_until
        UTC; until when they worked on it. Also of who was stopped on the way or helped by phone.
    """

    person: str
    post: str
    came: bool
    accepted: bool | None = None
    minutes: int | None = None
    called_at: datetime | None = None
    work_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class CallOut:
    """One time that posts, or whole teams, were called out.

    Parameters
    ----------
    id
        Short code.
    alert_at
        UTC; the alerting began.
    posts
        Ids of the posts that were called; empty: all that serve one of `regions`.
    regions
        Ids of the regions whose whole team was called.
    label
        What the incident is called, or its number in another system.
    is_exercise
        It was no incident: it says nothing of whether people come when they must.
    grip
        0 to `HIGHEST_GRIP`; None: not known.
    criteria_at
        UTC; the criteria for large-scale alerting were met, from which the minutes of Bvr 2.2.3,
        2.2.4 and 2.3.2(1) are counted; None: the alert stands for it.
    picture_at
        UTC; the control room gave its description of the incident (Bvr 2.2.4).
    convened_at
        UTC; the mayor convened the policy team, from which its 60 minutes are counted.
    over_at
        UTC; the end of the work of everybody of whom no other end is known.
    people
        Everybody who was called.
    """

    id: str
    alert_at: datetime
    posts: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    label: str = ""
    is_exercise: bool = False
    grip: int | None = None
    criteria_at: datetime | None = None
    picture_at: datetime | None = None
    convened_at: datetime | None = None
    over_at: datetime | None = None
    people: tuple[CalledPerson, ...] = ()

    @property
    def counted_from(self) -> datetime:
        """The moment from which the minutes of the decree run."""
        return self.criteria_at or self.alert_at

    def called_for(self, post: str) -> Iterator[CalledPerson]:
        """Everybody who was called at the alert itself, for a post."""
        return (one for one in self.people if one.post == post and one.called_at is None)

    def called_at(self, one: CalledPerson) -> datetime:
        """When somebody was called."""
        return one.called_at or self.alert_at

    def arrived_at(self, one: CalledPerson) -> datetime | None:
        """When somebody started their task; None: they did not, or it is not known when."""
        if not one.came or one.minutes is None:
            return None
        return self.called_at(one) + timedelta(minutes=one.minutes)


@dataclass(frozen=True, slots=True)
class CallWork:
    """A stretch in which somebody worked on a call: from the call itself, not from the arrival.

    Parameters
    ----------
    call_out, person, post
        Ids.
    start, end
        UTC. Where no end is known, `end` is the moment they arrived, or `start`.
    is_end_known
        Whether `end` was written down.
    is_exercise
        Of an exercise: work as well, and no call in unforeseen circumstances.
    """

    call_out: str
    person: str
    post: str
    start: datetime
    end: datetime
    is_end_known: bool
    is_exercise: bool


def call_work(call_outs: Iterable[CallOut]) -> tuple[CallWork, ...]:
    """What everybody worked on calls, by start and person; each call is a stretch of its own.

    Nothing is merged or rounded here: that calls within half an hour are one, and that a call
    counts for half an hour at least (ATW 5:9(7)), is for who judges them.
    """
    found = (_work(one, person) for one in call_outs for person in one.people)
    return tuple(sorted((work for work in found if work), key=lambda w: (w.start, w.person)))


def _work(call_out: CallOut, one: CalledPerson) -> CallWork | None:
    if not one.came and one.work_until is None:
        return None
    start = call_out.called_at(one)
    known = one.work_until or call_out.over_at
    if known is not None and known <= start:
        known = None  # called after the end of it all: whose end that was is not theirs
    end = known or call_out.arrived_at(one) or start
    return CallWork(
        call_out=call_out.id,
        person=one.person,
        post=one.post,
        start=start,
        end=end,
        is_end_known=known is not None,
        is_exercise=call_out.is_exercise,
    )
