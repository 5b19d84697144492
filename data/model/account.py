"""Accounts, tokens and calendar links: who may sign in or subscribe, and what each may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Role(StrEnum):
    """What somebody does here; one account may have several."""

    ADMINISTRATOR = "administrator"
    PLANNER = "planner"
    DUTY_MANAGER = "duty_manager"
    FUNCTIONARY = "functionary"
    VIEWER = "viewer"


class Right(StrEnum):
    """What a page or an action asks of whoever is signed in."""

    SEE_COVERAGE = "see_coverage"  #: who has duty, gaps, rosters, reports
    SEE_REASONS = "see_reasons"  #: why somebody cannot come, wishes, and how to reach people
    HANDLE_GAPS = "handle_gaps"  #: acknowledge, offer, assign, accept
    SEE_PEOPLE = "see_people"  #: competences and personal pages
    PLAN = "plan"  #: make, change and sign rosters; decide on leave
    CHANGE_RECORDS = "change_records"  #: import, declare, posts, patterns, rules
    SEE_FINDINGS = "see_findings"  #: findings, what is done about them, and assessments
    REVIEW = "review"  #: set when rules, patterns and the like are reviewed, and record it
    SEE_MESSAGES = "see_messages"
    SEE_AUDIT = "see_audit"
    ADMINISTER = "administer"  #: accounts, tokens, channels
    SEE_SCENARIOS = "see_scenarios"  #: what would be needed if posts or people were other
    OWN_DUTIES = "own_duties"  #: one's own duties, calendar, wishes, leave and swaps


_EVERYBODY = frozenset({Right.SEE_COVERAGE})


RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.ADMINISTRATOR: _EVERYBODY
    | {
        Right.SEE_FINDINGS,
        Right.SEE_PEOPLE,
        Right.REVIEW,
        Right.SEE_MESSAGES,
        Right.SEE_AUDIT,
        Right.SEE_SCENARIOS,
        Right.ADMINISTER,
    },
    Role.PLANNER: _EVERYBODY
    | {
        Right.SEE_REASONS,
        Right.HANDLE_GAPS,
        Right.SEE_PEOPLE,
        Right.PLAN,
        Right.CHANGE_RECORDS,
        Right.SEE_FINDINGS,
        Right.REVIEW,
        Right.SEE_MESSAGES,
        Right.SEE_AUDIT,
        Right.SEE_SCENARIOS,
    },
    Role.DUTY_MANAGER: _EVERYBODY
    | {
        Right.SEE_REASONS,
        Right.HANDLE_GAPS,
        Right.SEE_FINDINGS,
        Right.SEE_PEOPLE,
        Right.SEE_MESSAGES,
        Right.SEE_SCENARIOS,
    },
    Role.FUNCTIONARY: _EVERYBODY | {Right.OWN_DUTIES},
    Role.VIEWER: _EVERYBODY | {Right.SEE_FINDINGS, Right.SEE_SCENARIOS},
}


@dataclass(frozen=True, slots=True)
class Reach:
    """The regions for which somebody has a right.

    Parameters
    ----------
    regions
        Ids; None: all there are, and all there will be.
    """

    regions: frozenset[str] | None = None

    @property
    def is_all(self) -> bool:
        """Whether nothing is out of reach."""
        return self.regions is None

    def covers(self, regions: Iterable[str]) -> bool:
        """Whether something that serves these regions is within reach: one of them is enough."""
        return self.regions is None or not self.regions.isdisjoint(regions)

    def covers_all(self, regions: Iterable[str]) -> bool:
        """Whether each of these regions is within reach."""
        return self.regions is None or self.regions.issuperset(regions)

    def __or__(self, other: Reach) -> Reach:
        """What either of two reaches."""
        if self.regions is None or other.regions is None:
            return EVERYWHERE
        return Reach(self.regions | other.regions)


EVERYWHERE = Reach()
NOWHERE = Reach(frozenset())


@dataclass(frozen=True, slots=True)
class RegionLimit:
    """That a role of an account holds for some regions, and for no other.

    Parameters
    ----------
    regions
        Ids, at least one.
    """

    role: Role
    regions: frozenset[str]

    def __str__(self) -> str:
        """As the command line takes it, and the audit trail keeps it: ``planner:FL,GV``."""
        return f"{self.role.value}:{','.join(sorted(self.regions))}"


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may sign in.

    Parameters
    ----------
    login
        In small letters; an address or a short name.
    person
        Id of the person in the records whose duties are their own; None: they have no duties.
    language
        ``nl`` or ``en``; empty: as the browser says.
    password_hash
        Argon2; empty: they sign in elsewhere only.
    subject
        Who they are at the OpenID provider; empty: nobody there.
    stamp
        Rises when their sessions must end: another password, other roles.
    second_factor_seed
        What, with the secret of the installation, makes the key of the app that gives codes;
        empty: there is none.
    second_factor_at
        Since when a code is asked besides the password; None: it is not.
    second_factor_step
        The last half minute (RFC 6238) whose code was taken: none is taken twice.
    limits
        By role; a role without one holds for all regions.
    """

    id: int
    login: str
    name: str
    roles: frozenset[Role]
    person: str | None
    language: str
    password_hash: str
    subject: str
    is_active: bool
    stamp: int
    created_at: datetime
    created_by: str
    signed_in_at: datetime | None = None
    second_factor_seed: str = ""
    second_factor_at: datetime | None = None
    second_factor_step: int = 0
    limits: tuple[RegionLimit, ...] = ()

    def may(self, right: Right) -> bool:
        """Whether one of their roles gives them this right, for some region at least."""
        if right is Right.OWN_DUTIES and self.person is None:
            return False
        return any(right in RIGHTS[role] for role in self.roles)

    @property
    def regions_by_role(self) -> Mapping[Role, frozenset[str]]:
        """The regions of the roles that hold for some only."""
        return {one.role: one.regions for one in self.limits}

    def reach(self, right: Right) -> Reach:
        """For which regions they have a right: one's own duties are one's own everywhere."""
        if right is Right.OWN_DUTIES:
            return EVERYWHERE if self.may(right) else NOWHERE
        limits, found = self.regions_by_role, NOWHERE
        for role in self.roles:
            if right in RIGHTS[role]:
                found |= Reach(limits.get(role))
        return found


def signs_for(account: Account, regions: Iterable[str]) -> tuple[str, ...]:
    """For which of the regions of a roster somebody may sign it: those for which they plan."""
    mine = account.reach(Right.PLAN)
    return tuple(region for region in regions if mine.covers([region]))


class SignInProof(StrEnum):
    """With what somebody signed in."""

    PASSWORD = "password"
    CODE = "code"  #: a password, and a code of an app
    RECOVERY_CODE = "recovery_code"  #: a password, and a code from paper
    ORGANISATION = "organisation"  #: the OpenID provider vouched

    @property
    def is_ours(self) -> bool:
        """Whether we, and nobody else, looked at it."""
        return self is not SignInProof.ORGANISATION


@dataclass(frozen=True, slots=True)
class WebSession:
    """Somebody who is signed in, in one browser.

    Parameters
    ----------
    program
        The browser, as it calls itself.
    seen_at
        The last time it asked for something, to a few minutes.
    """

    id: int
    account: int
    stamp: int
    proof: SignInProof
    program: str
    begun_at: datetime
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class PushDevice:
    """A browser, mostly of a telephone, in which somebody asked for messages.

    Parameters
    ----------
    session
        Number of the session in which it was last seen; it is forgotten when that one signs out.
    endpoint
        Where its push service takes messages for it: whoever knows the address can send to it.
    p256dh, auth
        What a message is encrypted with (RFC 8291), as the browser says them.
    server_key
        The public key of ours that the push service knows (RFC 8292).
    program
        The browser, as it calls itself.
    sent_at
        When its push service last took a message; None: never.
    """

    id: int
    account: int
    session: int | None
    endpoint: str
    p256dh: str
    auth: str
    server_key: str
    program: str
    created_at: datetime
    sent_at: datetime | None = None


class TokenScope(StrEnum):
    """What a token opens."""

    BOARD = "board"  #: the coverage board on a wall
    DUTY = "duty"  #: who has duty at a moment, and how to reach them
    COVERAGE = "coverage"  #: coverage, gaps and the proof
    ROSTERS = "rosters"
    PEOPLE = "people"  #: bring people and competences
    CALL_OUTS = "call_outs"  #: record call-outs
    PRESENCE = "presence"  #: tell who is at their desk; on a wall, with `BOARD`, its buttons
    TAKEOVERS = "takeovers"  #: record take-overs
    DEMAND = "demand"  #: record and withdraw demand
    METRICS = "metrics"  #: read ``/metrics`` from another machine


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A token; the secret itself is not kept.

    Parameters
    ----------
    name
        What it is for, as whoever made it says.
    used_at
        The last time, to the minute.
    regions
        Ids of the regions that it is for; None: all.
    """

    id: int
    name: str
    scopes: frozenset[TokenScope]
    created_at: datetime
    created_by: str
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    revoked_by: str = ""
    used_at: datetime | None = None
    regions: frozenset[str] | None = None

    @property
    def reach(self) -> Reach:
        """The regions that it is for."""
        return Reach(self.regions)

    def opens(self, scope: TokenScope, now: datetime) -> bool:
        """Whether it gives access to this, now."""
        is_good = self.revoked_at is None and (self.expires_at is None or now < self.expires_at)
        return is_good and scope in self.scopes


class Scope(StrEnum):
    """What a link shows."""

    PERSON = "person"  #: the duties of one person
    POST = "post"
    REGION = "region"
    BOOK = "book"  #: the posts that are planned together
    GAPS = "gaps"  #: open gaps, for duty managers
    ALL = "all"  #: the whole published roster


@dataclass(frozen=True, slots=True)
class Subscription:
    """A secret link; the secret itself is not kept.

    Parameters
    ----------
    subject
        Id of the person, post or region; empty where the scope says all.
    language
        ``nl`` or ``en``.
    busy
        Whether all entries take up time. None: in a calendar of one person duties at the desk do,
        and nothing else does.
    alarm_minutes
        A reminder in the calendar so long before each duty; None: none.
    rotated_from
        The link that this one replaced.
    fetched_at, fetched_by, fetched_version
        The last fetch: when, by which client, and which version it got.
    """

    id: int
    scope: Scope
    subject: str
    language: str
    busy: bool | None
    alarm_minutes: int | None
    created_at: datetime
    created_by: str
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    revoked_by: str = ""
    rotated_from: int | None = None
    fetched_at: datetime | None = None
    fetched_by: str = ""
    fetched_version: int | None = None
