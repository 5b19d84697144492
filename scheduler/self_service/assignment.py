"""Puts somebody on an open shift of the roster in force, at once.

What that breaks is told first. Rules can be broken with consent, by name and with a reason;
somebody who is not competent, or who is elsewhere at that time, fills nothing, so nobody can
consent to that.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.i18n.sign_off_words import RemarkWords
from data.model.candidate import Hindrance, NoticePeriod
from data.model.errors import Fault, Refused
from data.model.result import ReasonKind
from data.model.roster import Remark, RemarkKind, RosterHead
from data.model.shift import Shift
from data.store.audit import trail
from data.store.rosters import person_numbers
from data.tables.faults import nearest, shown
from scheduler.planning.candidates import CandidateSearch, find_shift, hindrances, with_one_more
from scheduler.planning.judgement import broken_by
from scheduler.planning.publish import Consent, Signature, quick_publish
from scheduler.planning.sign_off import broken_rules, name_of
from scheduler.self_service.offers import close_others, refuse_changed, refuse_full
from solver.diagnosis.words import notice, notice_sentence

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from data.i18n.language import Language
    from data.store.opening import Store
    from scheduler.settings import Settings


@dataclass(frozen=True, slots=True)
class Weighed:
    """What it means that somebody is put on a shift.

    Parameters
    ----------
    stops
        What nobody can consent to, in words: then it cannot be done.
    broken
        The rules that it breaks, each with a subject to consent to, as the signature names them.
    sentences
        The same by subject, as they are told to whoever consents.
    told
        How long before it they hear of it, in words.
    is_short
        That is less than the four days of ATW 4:2: they must agree themselves.
    """

    shift: Shift
    post_name: str
    person: str
    name: str
    stops: tuple[str, ...]
    broken: tuple[Remark, ...]
    sentences: Mapping[str, str]
    told: str
    is_short: bool

    @property
    def asks_consent(self) -> bool:
        """Whether a reason has to be given."""
        return bool(self.broken) or self.is_short


@dataclass(frozen=True, slots=True)
class Agreed:
    """What the signer agreed to, having seen it.

    Parameters
    ----------
    shown
        Fingerprints of the broken rules that were told to them.
    reason
        Why; it stands under the signature.
    """

    shown: Collection[str]
    reason: str


def weigh_assignment(
    store: Store, shift: str, person: str, now: datetime, speech: Language
) -> Weighed:
    """What it would break that somebody takes an open shift; nothing is written.

    Raises
    ------
    Refused
        The shift is not open, or the person is unknown.
    """
    with store.reading() as connection:
        return _weighed(connection, _sought(connection, shift, now), person, now, speech)


def assign_shift(
    store: Store,
    settings: Settings,
    shift: str,
    person: str,
    agreed: Agreed,
    who: str,
    now: datetime,
    speech: Language,
) -> RosterHead:
    """Put somebody on an open shift: judged and signed in one transaction, in force at once.

    Raises
    ------
    Refused
        It cannot be done, or breaks something that was not agreed to.
    Conflict, StoreError
        The roster cannot be signed now.
    """
    with store.writing() as connection:
        trail.take_turn(connection)
        sought = _sought(connection, shift, now)
        weighed = _weighed(connection, sought, person, now, speech)
        _refuse(weighed, agreed, speech)
        consent = _consent(weighed, agreed)
        filled = with_one_more(sought, person)
        signature = Signature(who, consent)
        head = quick_publish(connection, sought.prepared, filled, signature, now, speech)
        close_others(store, connection, settings, shift, now)
    return head


def _sought(connection: Connection, shift: str, now: datetime) -> CandidateSearch:
    sought = find_shift(connection, shift, now)
    refuse_full(sought)
    refuse_changed(connection, sought, now)
    return sought


def _weighed(
    connection: Connection, sought: CandidateSearch, person: str, now: datetime, speech: Language
) -> Weighed:
    problem = sought.problem
    if person not in problem.person_by_id:
        what = f"person {shown(person)} is unknown"
        raise Refused([Fault(what, nearest(person, problem.person_by_id))])
    shift = problem.shift_by_id[sought.shift]
    ahead = shift.start - now
    found = hindrances(sought, person, now)
    stops = [speech.say(one.sentence) for one in found or () if one.kind is not ReasonKind.RULE]
    broken = () if stops or found is None else _broken(connection, sought, person)
    if found is None:
        stops = [speech.gettext("does not hold the function of this shift, or is on it already")]
    return Weighed(
        shift=shift,
        post_name=problem.post_by_id[shift.post].name,
        person=person,
        name=name_of(problem, person),
        stops=tuple(stops),
        broken=broken,
        sentences=_sentences(connection, sought, broken, found or (), speech),
        told=speech.say(notice_sentence(ahead)),
        is_short=notice(ahead) in (NoticePeriod.WITHIN_4_DAYS, NoticePeriod.BEGUN),
    )


def _broken(connection: Connection, sought: CandidateSearch, person: str) -> tuple[Remark, ...]:
    """The rules that somebody newly breaks, as the signature will name them."""
    problem, numbers = sought.problem, person_numbers(connection)
    after = sought.prepared.whole(with_one_more(sought, person))
    known = set(broken_by(problem, sought.prepared.published, {person}))
    new = [one for one in broken_by(problem, after, {person}) if one not in known]
    return tuple(broken_rules(new, numbers))


def _sentences(
    connection: Connection,
    sought: CandidateSearch,
    broken: Sequence[Remark],
    found: Sequence[Hindrance],
    speech: Language,
) -> dict[str, str]:
    """What each of these rules says, with its article; else as the signature names it."""
    numbers = person_numbers(connection)
    names = {one.id: one.name for one in sought.problem.people}
    words = RemarkWords(speech, sought.problem.zone, names)
    said = {one.subject: words.remark(one) for one in broken}
    for one in found:
        if one.violation is None:
            continue
        (remark,) = broken_rules([one.violation], numbers)
        if remark.subject in said:
            said[remark.subject] = f"{speech.say(one.sentence)} ({one.violation.article})"
    return said


def _refuse(weighed: Weighed, agreed: Agreed, speech: Language) -> None:
    say = speech.gettext
    if weighed.stops:
        remedy = say("Choose somebody else.")
        raise Refused([Fault(f"{weighed.name}: {one}", remedy) for one in weighed.stops])
    unseen = [one for one in weighed.broken if one.fingerprint not in agreed.shown]
    if unseen:
        remedy = say("This was not agreed to: look at it anew.")
        raise Refused([Fault(weighed.sentences[one.subject], remedy) for one in unseen])
    if weighed.asks_consent and not agreed.reason.strip():
        what = say("what this breaks is agreed to for a reason")
        raise Refused([Fault(what, say("Say why, and with whom it was agreed."))])


def _consent(weighed: Weighed, agreed: Agreed) -> Consent:
    """Only what was told is accepted: the rules that it newly breaks, and how late it is.

    What stood open or broken before is none of it. Where no reason is asked, nothing is accepted.
    """
    reason = agreed.reason.strip()
    return Consent(
        {RemarkKind.NOTICE: reason} if weighed.asks_consent else {},
        {one.subject: reason for one in weighed.broken},
        is_asked=False,
    )
