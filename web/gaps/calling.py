"""Whom to call about a gap, the next one first, with what came of earlier tries: pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.model.call_attempt import CallOutcome, in_calling_order, last_attempts
from data.model.shift import Stretch
from data.tables.period import ZONE
from scheduler.coverage.words import outcome_word
from web.locale import _, current_language
from web.shared.display import clock, moment, telephone

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from data.model.call_attempt import CallAttempt
    from data.model.contact import Recipient
    from scheduler.coverage.gap_queries import GapHistory
    from web.gaps.candidates import FillOptions


@dataclass(frozen=True, slots=True)
class CallOption:
    """Somebody to call.

    Parameters
    ----------
    why
        What has to change before they may take it; empty: nothing.
    cautions
        What it costs them of their rest, in sentences.
    tried
        What came of the last call, when and by whom; empty: nobody called them.
    outcome
        Of the last call; None: there was none.
    part
        What they may take over, where nobody may take all of it; None: all of it.
    is_missed
        They are on the roster, and did not confirm to be there.
    """

    person: str
    name: str
    phone: str
    why: str = ""
    cautions: tuple[str, ...] = ()
    tried: str = ""
    outcome: CallOutcome | None = None
    part: Stretch | None = None
    is_missed: bool = False

    @property
    def says_yes(self) -> bool:
        """Whether nothing is left but to put them on it."""
        return self.outcome is CallOutcome.YES and not self.is_missed

    @property
    def is_done(self) -> bool:
        """Whether they need not be called again."""
        return self.outcome is CallOutcome.NO


@dataclass(frozen=True, slots=True)
class CallList:
    """Everybody to call about a gap, the next one first; empty: there is nobody."""

    options: tuple[CallOption, ...]

    @property
    def first(self) -> CallOption | None:
        """Whom to call now; None: everybody was asked, or there is nobody."""
        found = next(iter(self.options), None)
        return None if found is None or found.is_done else found

    @property
    def others(self) -> tuple[CallOption, ...]:
        """Everybody else."""
        return self.options[1:] if self.first else self.options

    @property
    def next(self) -> CallOption | None:
        """Who comes after that; None: nobody."""
        return next((one for one in self.others if not one.is_done), None) if self.first else None


def call_list(
    story: GapHistory,
    found: FillOptions | None,
    missed: Sequence[str],
    people: Mapping[str, Recipient],
    now: datetime,
) -> CallList:
    """Whom to call: who is missed, who may take it, who may take a part, who may if one thing is.

    Parameters
    ----------
    found
        Who can fill it; None: nobody is put on it.
    missed
        Ids of people who are on the roster and did not confirm to be there.
    people
        How to reach everybody, by id.
    """
    last = last_attempts(story.calls)
    options: dict[str, CallOption] = {}
    for one in _everybody(story, found, missed, people):
        options.setdefault(one.person, one)
    declined = (
        {one.person for one in (*found.may, *found.may_if) if one.has_declined} if found else ()
    )
    order = in_calling_order(list(options), story.calls, declined)
    return CallList(tuple(_tried(options[one], last.get(one), story, now) for one in order))


def _everybody(
    story: GapHistory,
    found: FillOptions | None,
    missed: Sequence[str],
    people: Mapping[str, Recipient],
) -> Iterator[CallOption]:
    for person in missed:
        name = story.names.get(person, person)
        yield CallOption(person, name, telephone(people.get(person)), is_missed=True)
    if found is None:
        return
    for one in found.may:
        yield CallOption(one.person, one.name, one.phone, cautions=one.cautions)
    for link in found.chain:
        yield CallOption(link.person, link.name, link.phone, part=(link.start, link.end))
    for one in found.may_if:
        yield CallOption(one.person, one.name, one.phone, one.why, one.cautions)


def _tried(
    one: CallOption, last: CallAttempt | None, story: GapHistory, now: datetime
) -> CallOption:
    if last is None:
        return one
    return CallOption(
        one.person,
        one.name,
        one.phone,
        one.why,
        one.cautions,
        call_words(last, story, now),
        last.outcome,
        one.part,
        one.is_missed,
    )


def call_words(call: CallAttempt, story: GapHistory, now: datetime) -> str:
    """What came of a call, when, and who called: as ``no answer 02:07, Jan de Vries``."""
    is_today = call.at.astimezone(ZONE).date() == now.astimezone(ZONE).date()
    said = _("{outcome} {when}, called by {who}").format(
        outcome=outcome_word(call.outcome, current_language()),
        when=clock(call.at) if is_today else moment(call.at),
        who=story.users.get(call.logged_by, call.logged_by),
    )
    return f"{said}: {call.note}" if call.note else said


def agreed_words(calls: Iterable[CallAttempt], person: str) -> str:
    """With whom it was agreed, where somebody said yes by telephone; empty: they did not."""
    last = last_attempts(calls).get(person)
    if last is None or last.outcome is not CallOutcome.YES:
        return ""
    return _("agreed by telephone, {when}").format(when=moment(last.at))
