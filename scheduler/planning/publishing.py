"""Signs a draft, with all that the signature has to accept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.model.errors import Conflict, Fault, Refused
from data.model.fairness import deviations
from data.model.problem import CarryOver
from data.model.roster import Acceptance, DutyChange, Remark, RemarkKind, RosterHead
from data.store import audit, balances, rosters, signing
from data.store.audit import Act
from scheduler.planning.desk import Desk, open_draft
from scheduler.planning.remarks import broken_rules, gaps, late_notices

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from data.exchange.language import Language
    from data.store.opening import Store


@dataclass(frozen=True, slots=True)
class Consent:
    """What the signer accepts, and why.

    Parameters
    ----------
    by_kind
        A reason for all remarks of a kind.
    by_subject
        A reason for one remark; goes before that of its kind.
    """

    by_kind: Mapping[RemarkKind, str]
    by_subject: Mapping[str, str]

    def reason(self, remark: Remark) -> str:
        """Why a remark is accepted; empty: it is not."""
        return self.by_subject.get(remark.subject) or self.by_kind.get(remark.kind, "")


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a signature would do, and what it has to accept.

    Parameters
    ----------
    base
        The version in force that it replaces.
    changes
        What changes for whom.
    remarks
        All there is to accept.
    accepted
        Those that were accepted with the version before, for the same matter.
    """

    desk: Desk
    base: RosterHead | None
    changes: tuple[DutyChange, ...]
    remarks: tuple[Remark, ...]
    accepted: tuple[Acceptance, ...]

    @property
    def open_remarks(self) -> tuple[Remark, ...]:
        """Remarks that nobody accepted yet."""
        known = {(one.remark.kind, one.remark.subject) for one in self.accepted}
        return tuple(one for one in self.remarks if (one.kind, one.subject) not in known)


def propose(store: Store, roster: int, who: str, now: datetime, speech: Language) -> Proposal:
    """What signing a draft would do; the draft is brought up to date with the records first.

    Raises
    ------
    Refused, Conflict
        See `publish`.
    """
    with store.writing() as connection:
        audit.take_turn(connection)
        return _proposal(connection, open_draft(connection, roster, who, now), now, speech)


def publish(
    store: Store,
    roster: int,
    consent: Consent,
    who: str,
    now: datetime,
    speech: Language,
    seen: int | None = None,
) -> tuple[RosterHead, Proposal]:
    """Sign a draft: it is in force from now on, and never changes again.

    Parameters
    ----------
    seen
        The lock version that the signer saw; None: whichever it has.

    Raises
    ------
    Refused
        Something has to be accepted that is not, or it was signed already.
    Conflict
        Somebody else changed or signed it, or signed another version of the period.
    """
    with store.writing() as connection:
        audit.take_turn(connection)
        desk = open_draft(connection, roster, who, now, seen)
        return sign_open(connection, desk, consent, who, now, speech)


def sign_open(
    connection: Connection,
    desk: Desk,
    consent: Consent,
    who: str,
    now: datetime,
    speech: Language,
) -> tuple[RosterHead, Proposal]:
    """The same for a draft that is open, in a transaction that has its turn."""
    proposal = _proposal(connection, desk, now, speech)
    accepted = _accepted(proposal, consent, who)
    head = signing.sign(connection, desk.head, accepted, who, now)
    balances.keep_balances(connection, head.id, balance_of(desk))
    acts = [_act(head, proposal, accepted)]
    if proposal.base:
        facts = {"by": head.id, "version": proposal.base.version}
        acts.append(Act("roster.superseded", f"roster/{proposal.base.id}", None, facts))
    audit.append(connection, acts, who, now)
    return head, proposal


def _proposal(connection: Connection, desk: Desk, now: datetime, speech: Language) -> Proposal:
    base = _base(connection, desk)
    numbers = rosters.person_numbers(connection)
    changes = rosters.difference(connection, base.id, desk.head.id) if base else ()
    told = changes or () if base else all_new(desk)
    remarks = (
        *gaps(desk, now, speech),
        *broken_rules(desk.problem, desk.breaches, numbers, speech),
        *late_notices(desk, told, numbers, now, speech),
    )
    before = signing.accepted(connection, base.id) if base else ()
    known = {(one.kind, one.subject) for one in remarks}
    kept = tuple(one for one in before if (one.remark.kind, one.remark.subject) in known)
    return Proposal(desk, base, changes, remarks, kept)


def all_new(desk: Desk) -> tuple[DutyChange, ...]:
    """A first version: every duty in it is new to its holder."""
    mine: dict[str, list[str]] = {}
    for one in desk.assignments:
        mine.setdefault(one.person, []).append(one.shift)
    return tuple(DutyChange(person, (), tuple(shifts)) for person, shifts in mine.items())


def _base(connection: Connection, desk: Desk) -> RosterHead | None:
    """The version in force, which must be the one that the draft was made from."""
    head = desk.head
    found = rosters.in_force(connection, head.start, head.end)
    base = next((one for one in found if one.id == head.based_on), None)
    for other in found:
        if base is None or other.id != base.id:
            raise overtaken(connection, head, other)
    return base


def overtaken(connection: Connection, head: RosterHead, other: RosterHead) -> Conflict:
    """Another version was signed since the draft was made; what it changed, per person."""
    lines = []
    if head.based_on is not None:
        for change in rosters.difference(connection, head.based_on, other.id):
            lost, gained = ", ".join(change.lost), ", ".join(change.gained)
            lines.append(f"  {change.person}: - {lost or 'nothing'}  + {gained or 'nothing'}")
    remedy = f"Make the draft anew: caco draft --from {head.first_date} --weeks {head.weeks}"
    subject = f"the period of {head.name}"
    at = other.published_at or other.changed_at
    return Conflict(subject, other.signer or other.changed_by, at, [*lines, remedy])


def _accepted(proposal: Proposal, consent: Consent, who: str) -> list[Acceptance]:
    """Everything that is accepted, or a refusal with all that is not."""
    new, faults = [], []
    for remark in proposal.open_remarks:
        reason = consent.reason(remark).strip()
        if reason:
            new.append(Acceptance(remark, who, reason, who))
        else:
            faults.append(Fault(remark.what, _remedy(remark.kind)))
    if faults:
        raise Refused(faults)
    return [*proposal.accepted, *new]


def _remedy(kind: RemarkKind) -> str:
    match kind:
        case RemarkKind.GAP:
            return "Fill it (caco candidates), or accept it: --accept-gaps REASON"
        case RemarkKind.BREACH:
            return "Mend it, or accept it: --accept-breaches REASON"
        case RemarkKind.NOTICE:
            return "Agree with those concerned, and say how: --accept-notice REASON"


def _act(head: RosterHead, proposal: Proposal, accepted: Sequence[Acceptance]) -> Act:
    after = {
        "version": head.version,
        "problem": head.problem_hash,
        "replaces": proposal.base.id if proposal.base else None,
        "accepted": [
            {
                "kind": one.remark.kind.value,
                "what": one.remark.what,
                "by": one.accepted_by,
                "reason": one.reason,
            }
            for one in accepted
        ],
        "changes": [
            {"person": one.person, "lost": one.lost, "gained": one.gained}
            for one in proposal.changes
        ],
    }
    return Act("roster.published", signing.subject(head), None, after)


def balance_of(desk: Desk) -> list[CarryOver]:
    """How far above or below his fair share each person ends in this roster alone."""
    problem = desk.problem
    duties = [
        problem.duty(one)
        for one in desk.assignments
        if one.shift in problem.shift_by_id and one.person in problem.person_by_id
    ]
    return [
        CarryOver(person, measure.value, round(amount, 6))
        for person, amounts in deviations(problem, duties).items()
        for measure, amount in amounts.items()
    ]
