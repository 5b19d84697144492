"""Rosters as they are kept: drafts, and the versions that were signed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from data.model.book import USUAL_NOTICE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from data.model.duty import Assignment


class RosterStatus(StrEnum):
    """Where a roster is in its life."""

    DRAFT = "draft"
    PUBLISHED = "published"  #: signed, and in force
    SUPERSEDED = "superseded"  #: signed, and replaced by a later version


@dataclass(frozen=True, slots=True)
class SignedFor:
    """That somebody signed a roster for some of its regions.

    Parameters
    ----------
    signer
        What to call them.
    regions
        Ids, as the regions were called then.
    """

    signer: str
    regions: tuple[str, ...]

    def __str__(self) -> str:
        """As ``anna (GV)``."""
        return f"{self.signer} ({', '.join(self.regions)})"


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
        Grows with each change; whoever changes it says which one they saw.
    request
        ``offer/2`` or ``swap/3``: the version came about when this was agreed to, and nobody was
        asked to accept what stands open or broken in it. Empty: somebody signed it.
    maker, signer
        What to call whoever made and signed it: a functionary in whose name it was done stands in
        ``published_by`` by the row of the records, and here by name; of others it is the login.
        Where several signed it, each for regions of their own, all of them with these regions.
    book
        Id of the book whose posts it is of; empty: of those that no book holds.
    signed_for
        Who signed it for which regions, where several did, the last one by whose signature it came
        into force; none: `signer` signed it for all of it. Of a draft there are none.
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
    request: str
    maker: str
    signer: str | None
    book: str = ""
    signed_for: tuple[SignedFor, ...] = ()

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
    def options(self) -> str:
        """Its period and book as a command takes them."""
        return period_options(self.first_date, self.weeks, self.book)

    @property
    def signed_by(self) -> str | None:
        """What to call whoever signed it; None: nobody did, it came about by its `request`."""
        return None if self.request else self.signer

    @property
    def name(self) -> str:
        """What a message calls it."""
        number = f"version {self.version}" if self.version else "draft"
        return f"roster {self.id} ({number})"


def period_options(first: date, weeks: int, book: str = "") -> str:
    """A period, and a book if any, as a command takes them."""
    return f"--from {first} --weeks {weeks}" + (f" --book {book}" if book else "")


class RemarkKind(StrEnum):
    """What a signature may have to accept."""

    GAP = "gap"  #: a shift that stays open
    VIOLATION = "breach"  #: a rule that is broken; stored, and signed, as 0.1.0 called it
    NOTICE = "notice"  #: told later than ATW 4:2 asks
    UNREACHABLE = "unreachable"  #: somebody on call whom nothing reaches: they are no cover
    SKILLS = "skills"  #: too few of those present hold the function of a skill mix


@dataclass(frozen=True, slots=True)
class OpenShiftFacts:
    """A shift that lacks people, as it was when somebody looked.

    Parameters
    ----------
    post, post_name
        Id, and what it was called then.
    shift
        Id.
    missing
        How many of `required` are not validly there.
    unable
        Ids of people who are on it and cannot do it, sorted.
    """

    post: str
    post_name: str
    shift: str
    start: datetime
    end: datetime
    required: int
    missing: int
    unable: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ViolationFacts:
    """A rule that is broken, as it was when somebody looked; see `data.model.result.Violation`.

    Parameters
    ----------
    person
        Id.
    """

    rule: str
    article: str
    person: str
    start: datetime
    end: datetime
    value: float
    limit: float
    unit: str = "min"


@dataclass(frozen=True, slots=True)
class LateNoticeFacts:
    """Duties of one person that changed sooner than ATW 4:2 asks.

    Parameters
    ----------
    person
        Id.
    shifts
        Ids of the shifts that they lost or gained, by start.
    first
        Start of the first of these.
    is_short
        Less than the four days of ATW 4:2(2), when it was signed.
    notice_days
        How many days before its start a duty of this roster is to be announced.
    """

    person: str
    shifts: tuple[str, ...]
    first: datetime
    is_short: bool
    notice_days: int = USUAL_NOTICE


@dataclass(frozen=True, slots=True)
class UnreachableFacts:
    """Duties on call of one person of whom no contact details are known.

    Parameters
    ----------
    person
        Id.
    shifts
        Ids of the shifts on call that they have and that are not over, by start.
    first
        Start of the first of these.
    """

    person: str
    shifts: tuple[str, ...]
    first: datetime


@dataclass(frozen=True, slots=True)
class LackingMixFacts:
    """Time in which too few of those present hold the function of a skill mix.

    Parameters
    ----------
    mix
        Its code.
    function, posts
        What they were called then.
    missing
        How many too few.
    """

    mix: str
    function: str
    posts: tuple[str, ...]
    start: datetime
    end: datetime
    missing: int


RemarkFacts = OpenShiftFacts | ViolationFacts | LateNoticeFacts | UnreachableFacts | LackingMixFacts


@dataclass(frozen=True, slots=True)
class Remark:
    """Something a signature has to accept.

    Parameters
    ----------
    subject
        The shift, or the rule and the person; the same for the same matter in a later version.
    facts
        What there is to see; they are put in words when somebody reads them. None: not kept, as
        of some signatures of version 0.1.0.
    stored
        The words in which it was shown then, where the facts were not kept.
    """

    kind: RemarkKind
    subject: str
    facts: RemarkFacts | None = None
    stored: str = ""

    @property
    def fingerprint(self) -> str:
        """The same for the same facts: whoever was shown other facts was not asked about these."""
        text = f"{self.kind}\n{self.subject}\n{self.facts!r}"
        return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Acceptance:
    """That somebody was asked about something that is open or broken, and accepted it.

    Parameters
    ----------
    accepted_by, acceptor
        Who was asked; and what to call them: by name, where ``accepted_by`` is the row of a person.
    reason
        Why, as they typed it; empty with `request`.
    roster, version
        The roster at whose signature they were asked; None: it was accepted on the page of the gap.
    request
        ``offer/2`` or ``swap/3``: by this they agreed to a change of their own duties.
    until
        Up to when it holds; None: as long as the facts stay as they are.
    """

    accepted_by: str
    acceptor: str
    reason: str
    roster: int | None = None
    version: int | None = None
    request: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class SignOffItem:
    """Something that a signature has to accept, and whether somebody accepted it.

    Parameters
    ----------
    acceptance
        By whom, when these very facts were shown to them; None: by nobody.
    lapsed
        Somebody accepted the same matter, and its facts are others now: that no longer counts.
    is_carried
        It stood in the version before already.
    """

    remark: Remark
    acceptance: Acceptance | None = None
    lapsed: Acceptance | None = None
    is_carried: bool = False


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


def duty_changes(
    before: Iterable[Assignment], after: Iterable[Assignment]
) -> tuple[DutyChange, ...]:
    """What changes for whom between two rosters, by person; a pin is no change."""
    was = {(one.person, one.shift, one.double) for one in before}
    now = {(one.person, one.shift, one.double) for one in after}
    lost, gained = _by_person(was - now), _by_person(now - was)
    return tuple(
        DutyChange(person, lost.get(person, ()), gained.get(person, ()))
        for person in sorted({*lost, *gained})
    )


def _by_person(duties: set[tuple[str, str, bool]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for person, shift, _double in sorted(duties):
        found[person] = (*found.get(person, ()), shift)
    return found
