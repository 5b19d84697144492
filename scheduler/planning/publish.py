"""Signs a draft, with all that the signature accepts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from data.i18n.sign_off_words import RemarkWords
from data.model.errors import Conflict, Fault, Refused
from data.model.fairness import deviations
from data.model.problem import CarryOver
from data.model.roster import (
    Acceptance,
    DutyChange,
    LateNoticeFacts,
    Remark,
    RemarkKind,
    RosterHead,
    SignOffItem,
    duty_changes,
)
from data.model.sign_off import carry_over
from data.model.signature import SignatureState, consents_of, with_consents
from data.store import problems, rosters, signing
from data.store.audit import trail
from data.store.audit.trail import Act
from data.store.record_objects import read_books
from data.store.signatures import signatures_of
from scheduler.planning.comparison import behind
from scheduler.planning.judgement import known_assignments
from scheduler.planning.open_roster import OpenRoster, open_draft
from scheduler.planning.sign_off import (
    NOTICE,
    broken_rules,
    gaps,
    lacking_skills,
    late_notices,
    out_of_reach,
)
from scheduler.planning.signatures import (
    complete_signatures,
    keep_signature,
    new_signature,
    regions_to_sign,
    signatures_of_draft,
)
from scheduler.planning.signing_scope import WHOLE, SigningScope, scope_of
from scheduler.planning.splits import refuse_lost_take_overs, sign_splits
from scheduler.records.contacts import reachable_people

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Connection

    from data.i18n.language import Language
    from data.store.opening import Store


@dataclass(frozen=True, slots=True)
class Consent:
    """What the signer accepts, and why.

    Parameters
    ----------
    by_kind
        A reason for all remarks of a kind that nobody accepted yet.
    by_subject
        A reason for one remark; goes before that of its kind, and before that of whoever accepted
        it with an earlier version.
    shown
        Fingerprints of the remarks that were shown, by subject: others are not accepted, for
        nobody was asked about them. None: whatever there is.
    is_asked
        Whoever signs is asked about all there is, and nothing is signed while something lacks a
        reason. False: the change was agreed to apart from all that stood before, so that nobody
        was asked about that; it stays accepted by whom it was, or by nobody.
    request
        The offer or swap that was agreed to: ``offer/2`` or ``swap/3``.
    agreed
        Ids of people who by that agreed to the change of their own duties, however late.
    """

    by_kind: Mapping[RemarkKind, str]
    by_subject: Mapping[str, str]
    shown: Mapping[str, str] | None = None
    is_asked: bool = True
    request: str = ""
    agreed: frozenset[str] = frozenset()

    def reason(self, remark: Remark) -> str:
        """Why a remark is accepted; empty: it is not."""
        if self.shown is not None and self.shown.get(remark.subject) != remark.fingerprint:
            return ""
        text = self.by_subject.get(remark.subject) or self.by_kind.get(remark.kind, "")
        return text.strip()

    def acceptance(self, remark: Remark, who: str) -> Acceptance | None:
        """That the signer accepts a remark now, or that whom it concerns agreed to it."""
        if reason := self.reason(remark):
            return Acceptance(who, who, reason)
        facts = remark.facts
        if isinstance(facts, LateNoticeFacts) and facts.person in self.agreed:
            themselves = f"people/{remark.subject.partition('/')[0]}"
            return Acceptance(themselves, themselves, "", request=self.request)
        return None


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a signature would do, and what it has to accept.

    Parameters
    ----------
    base
        The version in force that it replaces.
    changes
        What changes for whom.
    items
        All there is to accept, with the acceptances that still count: of earlier versions, and of
        who signed this draft before.
    signatures
        For which of its regions it is signed.
    scope
        What of it whoever signs sees.
    others
        What others are asked about, because it concerns none of the regions of who signs.
    """

    roster: OpenRoster
    base: RosterHead | None
    changes: tuple[DutyChange, ...]
    items: tuple[SignOffItem, ...]
    signatures: SignatureState
    scope: SigningScope = WHOLE
    others: tuple[SignOffItem, ...] = ()

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """All there is to accept."""
        return tuple(one.remark for one in self.items)

    @property
    def open_remarks(self) -> tuple[Remark, ...]:
        """Remarks that nobody accepted yet."""
        return tuple(one.remark for one in self.items if one.acceptance is None)


def propose(store: Store, roster: int, who: str, now: datetime) -> Proposal:
    """What signing a draft would do; the draft is brought up to date with the records first.

    Raises
    ------
    Refused, Conflict
        See `publish`.
    """
    with store.writing() as connection:
        trail.take_turn(connection)
        _refuse_behind(connection, roster, now)
        return _proposal(connection, open_draft(connection, roster, who, now), now, who)


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

    Whoever plans for some of its regions signs for these. Until somebody has signed for each of
    them it stays a draft: see `Proposal.signatures` of what is returned.

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
        trail.take_turn(connection)
        _refuse_behind(connection, roster, now)
        opened = open_draft(connection, roster, who, now, seen)
        mine = regions_to_sign(connection, opened, who)
        return sign_open(connection, opened, consent, who, now, speech, mine)


def sign_open(
    connection: Connection,
    roster: OpenRoster,
    consent: Consent,
    who: str,
    now: datetime,
    speech: Language,
    regions: tuple[str, ...] | None = None,
) -> tuple[RosterHead, Proposal]:
    """The same for a draft that is open, in a transaction that has its turn.

    Parameters
    ----------
    regions
        For which they sign; None: it is a change of a roster in force that asks for nobody else.
    """
    proposal = _proposal(connection, roster, now, None if regions is None else who)
    refuse_lost_take_overs(connection, roster, proposal.base, now)
    items = _signed(proposal, consent, who, speech)
    if regions is not None:
        state, said = proposal.signatures, consents_of(proposal.items, items)
        given = new_signature(connection, roster.head, regions, said, who, now)
        if not set(state.outstanding) <= set(regions):
            state = keep_signature(connection, roster.head, state, given)
            return roster.head, replace(proposal, items=items, signatures=state)
        complete_signatures(connection, state, given)
    all_items = (*items, *proposal.others)
    head = signing.sign(connection, roster.head, all_items, who, now, consent.request)
    problems.keep_balances(connection, head.id, balance_of(roster))
    acts = [_act(connection, head, proposal), *sign_splits(connection, head, who, now)]
    if proposal.base:
        facts = {"by": head.id, "version": proposal.base.version}
        acts.append(Act("roster.superseded", f"roster/{proposal.base.id}", None, facts))
    trail.append(connection, acts, who, now)
    return head, proposal


def _refuse_behind(connection: Connection, roster: int, now: datetime) -> None:
    """A draft is signed only on the version in force, and changes nothing that has begun."""
    head = rosters.read_head(connection, roster)
    since = behind(connection, head, now)
    if since is None:
        return
    if since.across:
        raise overtaken(connection, head, since.across[0])
    if since.versions:
        raise overtaken(connection, head, since.versions[-1])
    what = f"{since.begun} of the shifts that {head.name} changes have begun since"
    raise Refused([Fault(what, f"Rebase the draft, and sign it then: caco rebase {head.id}")])


def _proposal(
    connection: Connection, roster: OpenRoster, now: datetime, who: str | None
) -> Proposal:
    """What a signature would do.

    Parameters
    ----------
    who
        Who would sign it; None: nobody is asked about all of it.
    """
    base = _base(connection, roster)
    numbers = rosters.person_numbers(connection)
    before = rosters.read_assignments(connection, base.id) if base else ()
    changes = duty_changes(before, roster.assignments) if base else ()
    told = with_splits(changes, roster) if base else all_new(roster)
    accepted = signing.sign_off_items(connection, base.id) if base else ()
    late = late_notices(roster, told, numbers, now, notice_of(connection, roster.head.book))
    remarks = (
        *gaps(roster, now),
        *lacking_skills(roster, now),
        *broken_rules(roster.violations, numbers),
        *late,
        *_unanswered(accepted, {one.subject for one in late}, now),
        *out_of_reach(roster, reachable_people(connection), numbers, now),
    )
    state = signatures_of_draft(connection, roster.head, roster.posts)
    items = with_consents(carry_over(remarks, accepted), state.signatures)
    scope = WHOLE if who is None else scope_of(connection, who, roster.posts, state)
    asked = tuple(one for one in items if scope.asks(one))
    others = tuple(one for one in items if not scope.asks(one))
    return Proposal(roster, base, changes, asked, state, scope, others)


def notice_of(connection: Connection, book: str) -> timedelta:
    """How long before its start a roster of a book is to be announced (ATW 4:2(1))."""
    books = read_books(connection)
    return timedelta(days=books[book].notice_days) if book in books else NOTICE


def _unanswered(
    before: Iterable[SignOffItem], new: Collection[str], now: datetime
) -> Iterator[Remark]:
    """Late notices of the version before that nobody was asked about, of duties yet to come."""
    for one in before:
        facts = one.remark.facts
        if one.acceptance or not isinstance(facts, LateNoticeFacts):
            continue
        if facts.first >= now and one.remark.subject not in new:
            yield one.remark


def all_new(roster: OpenRoster) -> tuple[DutyChange, ...]:
    """A first version: every duty in it is new to its holder."""
    mine: dict[str, list[str]] = {}
    for one in roster.assignments:
        mine.setdefault(one.person, []).append(one.shift)
    return tuple(DutyChange(person, (), tuple(shifts)) for person, shifts in mine.items())


def with_splits(changes: Collection[DutyChange], roster: OpenRoster) -> tuple[DutyChange, ...]:
    """Changes, with the shifts of which people get or lose a part by a split."""
    lost: dict[str, list[str]] = {one.person: [*one.lost] for one in changes}
    gained: dict[str, list[str]] = {one.person: [*one.gained] for one in changes}
    for one in roster.splits:
        lost.setdefault(one.leaver, []).append(one.shift)
        gained.setdefault(one.comer, []).append(one.shift)
    return tuple(
        DutyChange(
            person,
            tuple(dict.fromkeys(lost.get(person, ()))),
            tuple(dict.fromkeys(gained.get(person, ()))),
        )
        for person in sorted(lost.keys() | gained.keys())
        if person
    )


def _base(connection: Connection, roster: OpenRoster) -> RosterHead | None:
    """The version in force, which must be the one that the draft was made from."""
    head = roster.head
    found = rosters.in_force(connection, head.start, head.end, head.book)
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
    remedy = f"Rebase the draft, and sign it then: caco rebase {head.id}"
    subject = f"the period of {head.name}"
    at = other.published_at or other.changed_at
    return Conflict(subject, other.signer or other.changed_by, at, [*lines, remedy])


def _signed(
    proposal: Proposal, consent: Consent, who: str, speech: Language
) -> tuple[SignOffItem, ...]:
    """Everything there is, with who accepts it; or a refusal with all that still lacks a reason."""
    items = tuple(
        one
        if one.acceptance and not consent.by_subject.get(one.remark.subject)
        else replace(one, acceptance=consent.acceptance(one.remark, who) or one.acceptance)
        for one in proposal.items
    )
    lacking = [one.remark for one in items if one.acceptance is None]
    if consent.is_asked and lacking:
        names = {one.id: one.name for one in proposal.roster.problem.people}
        words = RemarkWords(speech, proposal.roster.problem.zone, names)
        raise Refused([Fault(words.remark(one), _remedy(one.kind)) for one in lacking])
    return items


def _remedy(kind: RemarkKind) -> str:
    match kind:
        case RemarkKind.GAP:
            return "Fill it (caco candidates), or accept it: --accept-gaps REASON"
        case RemarkKind.SKILLS:
            return "Put somebody on it who holds the function, or accept it: --accept-skills REASON"
        case RemarkKind.VIOLATION:
            return "Fix it, or accept it: --accept-violations REASON"
        case RemarkKind.NOTICE:
            return "Agree with those concerned, and say how: --accept-notice REASON"
        case RemarkKind.UNREACHABLE:
            return "Record how to reach them, or accept it: --accept-unreachable REASON"


def _act(connection: Connection, head: RosterHead, proposal: Proposal) -> Act:
    after = {
        "version": head.version,
        "problem": head.problem_hash,
        "replaces": proposal.base.id if proposal.base else None,
        "request": head.request or None,
        "accepted": [
            {
                "kind": one.remark.kind.value,
                "subject": one.remark.subject,
                "by": one.acceptance.accepted_by,
                "version": one.acceptance.version,
                "reason": one.acceptance.reason,
                "request": one.acceptance.request,
            }
            for one in signing.sign_off_items(connection, head.id)
            if one.acceptance
        ],
        "accepted_by_nobody": [
            {"kind": one.remark.kind.value, "subject": one.remark.subject}
            for one in signing.sign_off_items(connection, head.id)
            if one.acceptance is None
        ],
        "signed_for": [
            {"by": one.signed_by, "regions": one.regions}
            for one in signatures_of(connection, head.id)
        ],
        "changes": [
            {"person": one.person, "lost": one.lost, "gained": one.gained}
            for one in proposal.changes
        ],
    }
    beside = rosters.is_beside_other_books(connection, head)
    return Act("roster.published", signing.subject(head), None, after, outdates_drafts=beside)


def balance_of(roster: OpenRoster) -> list[CarryOver]:
    """How far above or below their fair share each person ends in this roster alone."""
    problem = roster.problem
    duties = [problem.duty(one) for one in known_assignments(problem, roster.assignments)]
    return [
        CarryOver(person, measure.value, round(amount, 6))
        for person, amounts in deviations(problem, duties).items()
        for measure, amount in amounts.items()
    ]
