"""Rosters as they are kept: drafts, and the versions that were signed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class RosterStatus(StrEnum):
    """Where a roster is in its life."""

    DRAFT = "draft"
    PUBLISHED = "published"  #: signed, and in force
    SUPERSEDED = "superseded"  #: signed, and replaced by a later version


@dataclass(frozen=True, slots=True)
class RosterHead:
    """All of a roster but its assignments.

    Parameters
    ----------
    id
        Number in the store.
    start, end
        The period, UTC, half open.
    version
        1, 2, ... of this period; None: a draft.
    based_on
        Id of the roster that it was made from and will replace, if any.
    shift_set
        Hash of its shifts.
    problem_hash
        Of the problem that it answers; rules, people and absences as they were then.
    records_seq
        The last change of the records that it knows of.
    by_hand
        Somebody changed it since a search made it, or no search did.
    content_hash
        Of all that was signed; None: a draft.
    lock_version
        Grows with each change; whoever changes it says which one he saw.
    maker, signer
        What to call whoever made and signed it: a functionary who signs by his own swap stands in
        ``published_by`` by the row of the records, and here by name; of others it is the login.
    """

    id: int
    start: datetime
    end: datetime
    time_zone: str
    status: RosterStatus
    version: int | None
    based_on: int | None
    shift_set: str
    problem_hash: str
    records_seq: int
    by_hand: bool
    created_at: datetime
    created_by: str
    changed_at: datetime
    changed_by: str
    published_at: datetime | None
    published_by: str | None
    superseded_at: datetime | None
    content_hash: str | None
    lock_version: int
    maker: str
    signer: str | None

    @property
    def zone(self) -> ZoneInfo:
        """The local clock."""
        return ZoneInfo(self.time_zone)

    @property
    def first_date(self) -> date:
        """First local date."""
        return self.start.astimezone(self.zone).date()

    @property
    def last_date(self) -> date:
        """Last local date, inclusive."""
        return self.end.astimezone(self.zone).date() - timedelta(days=1)

    @property
    def weeks(self) -> int:
        """Length of the period."""
        return (self.end.astimezone(self.zone).date() - self.first_date).days // 7

    @property
    def name(self) -> str:
        """What a message calls it."""
        number = f"version {self.version}" if self.version else "draft"
        return f"roster {self.id} ({number})"


class RemarkKind(StrEnum):
    """What a signature may have to accept."""

    GAP = "gap"  #: a shift that stays open
    BREACH = "breach"  #: a rule that is broken
    NOTICE = "notice"  #: told later than ATW 4:2 asks


@dataclass(frozen=True, slots=True)
class Remark:
    """Something a signature has to accept.

    Parameters
    ----------
    subject
        The shift, or the rule and the person; the same for the same matter in a later version.
    what
        In a sentence.
    """

    kind: RemarkKind
    subject: str
    what: str


@dataclass(frozen=True, slots=True)
class Acceptance:
    """A remark that somebody accepted, and why.

    Parameters
    ----------
    acceptor
        What to call him: by name, where ``accepted_by`` is the row of a person.
    """

    remark: Remark
    accepted_by: str
    reason: str
    acceptor: str


@dataclass(frozen=True, slots=True)
class DutyChange:
    """What a new version changes for one person.

    Parameters
    ----------
    lost, gained
        Ids of shifts.
    """

    person: str
    lost: tuple[str, ...]
    gained: tuple[str, ...]
