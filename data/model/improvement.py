"""Findings, what is done about them, whether it helped, and assessments of points.

A finding stays open until somebody who owns none of its actions saw that they were done and that
they helped: the last step of plan, do, check, act is a rule of the noun, not of a page.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from data.model.errors import Fault

if TYPE_CHECKING:
    from collections.abc import Iterable


class FindingOrigin(StrEnum):
    """Where a finding comes from."""

    COVERAGE = "coverage"  #: a gap
    COMPETENCE = "competence"  #: a competence that lapses
    EXERCISE = "exercise"
    CALL_OUT = "call_out"
    DEPLOYMENT = "deployment"
    INSPECTORATE = "inspectorate"
    STUDY = "study"  #: by a third party, such as a quality measurement
    PEER_AUDIT = "peer_audit"
    OTHER = "other"


class FindingSubject(StrEnum):
    """The kind of thing that a finding was made on."""

    GAP = "gap"
    LAPSE = "lapse"
    EXERCISE = "exercise"
    CALL_OUT = "call_out"
    DEPLOYMENT = "deployment"


class CheckOutcome(StrEnum):
    """Whether what was done helped."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class Stage(StrEnum):
    """How far a finding is: what it waits for."""

    PLAN = "plan"  #: nothing is to be done about it yet
    DO = "do"  #: an action is not done yet
    CHECK = "check"  #: all is done, and nobody looked whether it helped
    ADJUST = "adjust"  #: it did not help: something else is to be done
    READY = "ready"  #: it helped, and somebody may close it
    CLOSED = "closed"


class AssessmentMark(StrEnum):
    """What an assessment says of a point."""

    IN_ORDER = "in_order"
    TO_BE_IMPROVED = "to_be_improved"
    RISKY = "risky"
    NO_DATA = "no_data"

    @property
    def asks_action(self) -> bool:
        """Whether something is to be done about it."""
        return self in (AssessmentMark.TO_BE_IMPROVED, AssessmentMark.RISKY)


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever does something about a finding.

    Parameters
    ----------
    login
        Of their account; empty: they have none.
    person
        Id of the person that the account is linked to; empty: of nobody.
    """

    login: str = ""
    person: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that was found and is to be improved.

    Parameters
    ----------
    report
        Name of the report or the study.
    theme
        What it is about, in a few words: the same words in another year make it a red thread.
    function
        Id of the function that it concerns; empty: of none, or of several.
    regions
        Ids of the regions that it concerns; none: all.
    partner
        The organisation that it is shared with.
    subject, subject_id
        What it was made on: a kind, and the number or code of it.
    subject_person
        Id of the person whose competence lapses; empty: it was made on something else.
    closed_by
        Login of who closed it.
    """

    id: str
    found_on: date
    origin: FindingOrigin
    theme: str
    text: str
    report: str = ""
    function: str = ""
    regions: tuple[str, ...] = ()
    partner: str = ""
    subject: FindingSubject | None = None
    subject_id: str = ""
    subject_person: str = ""
    closed_on: date | None = None
    closed_by: str = ""


@dataclass(frozen=True, slots=True)
class ImprovementAction:
    """What is done about a finding.

    Parameters
    ----------
    owner
        Id of the person who owns it; empty: an account or a partner does.
    owner_login
        Login of the account that does.
    partner
        The organisation that does.
    due
        The last day on which it is in time.
    remark
        What its owner said when it was done.
    """

    id: str
    finding: str
    what: str
    due: date
    owner: str = ""
    owner_login: str = ""
    partner: str = ""
    done_on: date | None = None
    remark: str = ""

    @property
    def has_owner(self) -> bool:
        """Whether anybody owns it; who did may have left."""
        return bool(self.owner or self.owner_login or self.partner)

    def is_owned_by(self, who: Actor) -> bool:
        """Whether it is theirs."""
        by_login = bool(who.login) and who.login == self.owner_login
        return by_login or (bool(who.person) and who.person == self.owner)

    def is_overdue(self, today: date) -> bool:
        """Whether it is too late and still not done."""
        return self.done_on is None and self.due < today


@dataclass(frozen=True, slots=True)
class EffectCheck:
    """That somebody looked whether it helped.

    Parameters
    ----------
    action
        Id of the action that it is about; empty: the finding as a whole.
    evidence
        By what it is seen: a sentence, or where it stands.
    by
        Login of who looked; from files also the id of a person.
    """

    finding: str
    date: date
    helped: CheckOutcome
    by: str
    action: str = ""
    evidence: str = ""

    def is_of(self, action: ImprovementAction) -> bool:
        """Whether it says something of an action."""
        return not self.action or self.action == action.id


@dataclass(frozen=True, slots=True)
class Assessment:
    """What somebody said of a point of a region on a day.

    Parameters
    ----------
    part
        The table that the point stands in, such as operational performance.
    assessed_by
        Who did, or in which report it stands.
    finding
        Id of the finding by which it is improved; empty: there is none.
    reason
        Why nothing is done about it.
    """

    part: str
    point: str
    region: str
    date: date
    mark: AssessmentMark
    assessed_by: str = ""
    finding: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Ambition:
    """The share of points that is to be in order.

    Parameters
    ----------
    year
        By its end.
    share
        In percent, at least.
    part, region
        Of these points alone; empty: of all.
    """

    year: int
    share: int
    part: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class ActionTemplate:
    """An action that belongs to the end of each deployment.

    Parameters
    ----------
    template
        What the actions together are for: the theme of their finding.
    days
        So many days after the end it is due.
    owner, owner_login
        See `ImprovementAction`; both empty: whoever ended the deployment.
    """

    template: str
    what: str
    days: int
    owner: str = ""
    owner_login: str = ""


@dataclass(frozen=True, slots=True)
class FindingFile:
    """A finding with all that is known of it.

    Parameters
    ----------
    actions, checks
        In the order in which they came.
    """

    finding: Finding
    actions: tuple[ImprovementAction, ...] = ()
    checks: tuple[EffectCheck, ...] = ()

    @property
    def stage(self) -> Stage:
        """What it waits for."""
        if self.finding.closed_on is not None:
            return Stage.CLOSED
        if not self.actions:
            return Stage.PLAN
        if self.open_actions:
            return Stage.DO
        if not all(self._is_checked(one) for one in self.actions):
            return Stage.CHECK
        return Stage.ADJUST if self.last_check.helped is CheckOutcome.NO else Stage.READY

    @property
    def open_actions(self) -> tuple[ImprovementAction, ...]:
        """Those that are not done."""
        return tuple(one for one in self.actions if one.done_on is None)

    @property
    def last_check(self) -> EffectCheck:
        """The latest check; of two on one day the one that came last.

        Raises
        ------
        ValueError
            Nobody checked anything.
        """
        return max(reversed(self.checks), key=lambda one: one.date)

    def _is_checked(self, action: ImprovementAction) -> bool:
        done = action.done_on
        return done is not None and any(
            one.is_of(action) and one.date >= done for one in self.checks
        )

    def is_overdue(self, today: date) -> bool:
        """Whether one of its actions is."""
        return any(one.is_overdue(today) for one in self.actions)

    def is_owned_by(self, who: Actor) -> bool:
        """Whether one of its actions is theirs."""
        return any(one.is_owned_by(who) for one in self.actions)

    def refusal_to_check(self, who: Actor, action: str = "") -> Fault | None:
        """Why they cannot say whether it helped; None: they can.

        Parameters
        ----------
        action
            Id of the action that is checked; empty: all of them.
        """
        meant = [one for one in self.actions if action in ("", one.id)]
        if not meant:
            return Fault("there is no action to check", "Say first what is done about it")
        if any(one.done_on is None for one in meant):
            return Fault("not every action is done", "Check it when it is done")
        if any(one.is_owned_by(who) for one in meant):
            return Fault(
                "nobody checks an action of their own", "Let somebody check it who does not own it"
            )
        return None

    def refusal_to_close(self, who: Actor) -> Fault | None:
        """Why they cannot close it; None: they can."""
        match self.stage:
            case Stage.CLOSED:
                return Fault("this finding is closed", "Open the list of findings")
            case Stage.PLAN:
                return Fault("no action was taken", "Say first what is done about it")
            case Stage.DO:
                return Fault("not every action is done", "Close it when they are")
            case Stage.CHECK:
                return Fault("nobody checked whether it helped", "Record a check first")
            case Stage.ADJUST:
                return Fault("the last check says that it did not help", "Take another action")
        if self.is_owned_by(who):
            return Fault(
                "nobody closes a finding with an action of their own",
                "Let somebody close it who owns none of its actions",
            )
        return None


def with_actions(
    findings: Iterable[Finding],
    actions: Iterable[ImprovementAction],
    checks: Iterable[EffectCheck],
) -> tuple[FindingFile, ...]:
    """Findings as they come, each with its actions and checks."""
    of_actions: dict[str, list[ImprovementAction]] = {}
    of_checks: dict[str, list[EffectCheck]] = {}
    for action in actions:
        of_actions.setdefault(action.finding, []).append(action)
    for check in checks:
        of_checks.setdefault(check.finding, []).append(check)
    return tuple(
        FindingFile(one, tuple(of_actions.get(one.id, ())), tuple(of_checks.get(one.id, ())))
        for one in findings
    )
