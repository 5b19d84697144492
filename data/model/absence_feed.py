"""Calendars of others that say when people are away, and what is proposed because of them.

Of an event only its start, its end and its kind are ever kept, under a hash of its identifier.
Nothing here is an absence: a planner, or whose calendar it is, decides on each proposal.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from data.model.duty import AbsenceKind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

#: Words that say that somebody is away, and why, in the language of who wrote the event.
_KINDS = {
    AbsenceKind.ILLNESS: ("ziek", "ziekte", "sick", "illness"),
    AbsenceKind.COURSE: ("cursus", "opleiding", "training", "course"),
}
_AWAY = (
    *("verlof", "vakantie", "vrij", "afwezig", "leave", "holiday", "vacation", "off", "absent"),
    *("ooo", "oof", "away", *(word for words in _KINDS.values() for word in words)),
)
_ENDINGS = ("verlof", "vakantie")  #: of Dutch words in one: ouderschapsverlof
_WORD = re.compile(r"[^\W_]+")


class FeedRule(StrEnum):
    """Which events of a calendar say that somebody is away."""

    MARKED = "marked"  #: out of office, or named as leave
    ALL_DAY = "all_day"  #: these, and whatever lasts whole days
    BUSY = "busy"  #: whatever keeps somebody
    EVERY = "every"  #: all: the calendar holds nothing else


class ProposalStatus(StrEnum):
    """Where a proposal is."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DISMISSED = "dismissed"


class ProposalChange(StrEnum):
    """What a proposal would change in the records."""

    NEW = "new"
    MOVED = "moved"  #: what was accepted lies elsewhere now, or is of another kind
    REMOVED = "removed"  #: what was accepted is no longer in the calendar


@dataclass(frozen=True, slots=True)
class AbsenceFeed:
    """A calendar that is read.

    Parameters
    ----------
    person
        Id of whose calendar it is; None: it is of several people, who are found by its events.
    url
        Where it is read; empty: somebody uploads it.
    kind
        What an event is where no word says so.
    own
        Its person subscribed to it, and decides on it.
    read_at
        When it was last read with success.
    fault
        Why it could not be read the last time; empty: it could.
    unmatched
        How many events were of nobody that is known.
    """

    id: int
    name: str
    person: str | None
    url: str
    rule: FeedRule
    kind: AbsenceKind
    own: bool
    added_at: datetime
    added_by: str
    read_at: datetime | None = None
    fault: str = ""
    unmatched: int = 0

    @property
    def host(self) -> str:
        """Where it comes from, without what is secret in its address."""
        found = re.match(r"[a-z]+://([^/:?#]+)", self.url)
        return found[1] if found else ""


@dataclass(frozen=True, slots=True)
class FeedEvent:
    """One occurrence of an event of a calendar, as it was read; it is never kept.

    Parameters
    ----------
    key
        Hash of its identifier and, of one that comes back, of its occurrence.
    start, end
        UTC, half open.
    is_all_day
        It has dates and no times.
    is_busy, is_away
        It keeps somebody; they are marked as out of office.
    text
        Its title and categories.
    addresses
        Mail addresses of who takes part, in small letters.
    uid
        Its identifier.
    """

    key: str
    start: datetime
    end: datetime
    is_all_day: bool = False
    is_busy: bool = True
    is_away: bool = False
    text: str = ""
    addresses: tuple[str, ...] = ()
    uid: str = ""


@dataclass(frozen=True, slots=True)
class FeedAbsence:
    """What an event says: who is away, when, and why."""

    person: str
    start: datetime
    end: datetime
    kind: AbsenceKind


@dataclass(frozen=True, slots=True)
class AbsenceProposal:
    """What a calendar proposes.

    Parameters
    ----------
    key
        Of the event in its calendar.
    absent
        As the calendar has it; of one that was removed, as it was accepted.
    accepted
        What was recorded because of it; None: nothing was.
    """

    id: int
    feed: int
    key: str
    absent: FeedAbsence
    change: ProposalChange
    status: ProposalStatus
    accepted: FeedAbsence | None = None
    decided_by: str = ""
    decided_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PersonHint:
    """How somebody may be found in a calendar of several people."""

    id: str
    name: str
    addresses: frozenset[str] = frozenset()


def kind_of(event: FeedEvent, usual: AbsenceKind) -> AbsenceKind:
    """Why somebody is away by the words of an event; else what is usual."""
    words = _words(event.text)
    return next((kind for kind, known in _KINDS.items() if words & set(known)), usual)


def counts(event: FeedEvent, rule: FeedRule) -> bool:
    """Whether an event says that somebody is away."""
    if event.end <= event.start:
        return False
    words = _words(event.text)
    is_named = words & set(_AWAY) or any(one.endswith(_ENDINGS) for one in words)
    if rule is FeedRule.EVERY or event.is_away or is_named:
        return True
    if rule is FeedRule.ALL_DAY:
        return event.is_all_day
    return rule is FeedRule.BUSY and event.is_busy


def find_person(event: FeedEvent, people: Collection[PersonHint]) -> str | None:
    """Whose event it is in a calendar of several people; None: of nobody, or it is not certain.

    By the mail address of who takes part, then by a code in its identifier, then by the whole name
    in its title, in any order of its words.
    """
    by_address = [one.id for one in people if one.addresses & set(event.addresses)]
    if by_address:
        return by_address[0] if len(by_address) == 1 else None
    tokens = set(_WORD.findall(_plain(event.uid)))
    by_code = [one.id for one in people if _plain(one.id) in tokens]
    if by_code:
        return by_code[0] if len(by_code) == 1 else None
    words = _words(event.text)
    by_name = [one.id for one in people if (name := _words(one.name)) and name <= words]
    return by_name[0] if len(by_name) == 1 else None


def _words(text: str) -> set[str]:
    return set(_WORD.findall(_plain(text)))


def _plain(text: str) -> str:
    """In small letters, without accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in apart if not unicodedata.combining(one))


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a reading makes of the proposals of a calendar.

    Parameters
    ----------
    added
        New ones, by the key of their event; their id is 0.
    changed
        Those that are not as they were.
    gone
        Those that nobody decided on, and that have no reason any more.
    """

    added: tuple[AbsenceProposal, ...]
    changed: tuple[AbsenceProposal, ...]
    gone: tuple[AbsenceProposal, ...]


def refresh(
    feed: int,
    known: Iterable[AbsenceProposal],
    found: Mapping[str, FeedAbsence],
    now: datetime,
    recorded: Iterable[FeedAbsence] = (),
) -> Refreshed:
    """Bring the proposals of a calendar in line with what it says now.

    What was accepted and reads otherwise is proposed as a change; what was dismissed is proposed
    again only when it reads otherwise. What is over is left as it is.

    Parameters
    ----------
    found
        What the calendar says, by the key of the event; nothing that is over.
    recorded
        Absences in the records: what one of them covers wholly is not proposed.
    """
    there = list(recorded)
    by_key = {one.key: one for one in known}
    added = [
        AbsenceProposal(0, feed, key, absent, ProposalChange.NEW, ProposalStatus.OPEN)
        for key, absent in found.items()
        if key not in by_key and not _is_recorded(absent, there)
    ]
    changed, gone = [], []
    for key, one in by_key.items():
        absent = found.get(key)
        after = _as_found(one, absent, now, there)
        if after is None:
            gone.append(one)
        elif after != one:
            changed.append(after)
    return Refreshed(tuple(added), tuple(changed), tuple(gone))


def _as_found(
    one: AbsenceProposal, absent: FeedAbsence | None, now: datetime, recorded: Iterable[FeedAbsence]
) -> AbsenceProposal | None:
    """A proposal as it is by what its calendar says now; None: it has no reason any more."""
    if one.accepted is not None:
        return _of_accepted(one, one.accepted, absent, now)
    if absent is None:
        return one if one.status is ProposalStatus.DISMISSED and one.absent.end <= now else None
    if one.status is ProposalStatus.OPEN and _is_recorded(absent, recorded):
        return None
    if absent == one.absent:
        return one
    return replace(
        one, absent=absent, status=ProposalStatus.OPEN, change=ProposalChange.NEW, decided_by=""
    )


def _of_accepted(
    one: AbsenceProposal, accepted: FeedAbsence, absent: FeedAbsence | None, now: datetime
) -> AbsenceProposal:
    settled = replace(one, absent=accepted, status=ProposalStatus.ACCEPTED)
    if accepted.end <= now or absent == accepted:
        return settled
    change = ProposalChange.REMOVED if absent is None else ProposalChange.MOVED
    wanted = absent or accepted
    if one.status is ProposalStatus.DISMISSED and (one.change, one.absent) == (change, wanted):
        return one
    return replace(one, absent=wanted, change=change, status=ProposalStatus.OPEN)


def _is_recorded(absent: FeedAbsence, recorded: Iterable[FeedAbsence]) -> bool:
    return any(
        one.person == absent.person and one.start <= absent.start and absent.end <= one.end
        for one in recorded
    )
