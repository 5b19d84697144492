"""What it means that somebody takes a shift, or a part of it: told before it is done.

Rules can be broken with consent, by name and with a reason; somebody who is not competent, or who
is elsewhere at that time, fills nothing, so nobody can consent to that.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.i18n.sign_off_words import RemarkWords
from data.model.candidate import Hindrance, NoticePeriod
from data.model.errors import Fault, Refused
from data.model.result import ReasonKind
from data.model.roster import Remark
from data.model.shift import Shift
from data.store.rosters import person_numbers
from data.tables.faults import nearest, shown
from scheduler.planning.candidate_search import (
    CandidateSearch,
    cautions,
    hindrances,
    with_one_more,
)
from scheduler.planning.judgement import broken_by
from scheduler.planning.sign_off import broken_rules, name_of
from solver.diagnosis.words import notice, notice_sentence

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from data.i18n.language import Language


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
    is_part
        Only a part of the shift is open: it is taken over, and no version is signed for it.
    cautions
        What it costs them of their rest, though the law allows it, in words.
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
    is_part: bool = False
    cautions: tuple[str, ...] = ()

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


def weigh(
    connection: Connection, sought: CandidateSearch, person: str, now: datetime, speech: Language
) -> Weighed:
    """What it means that somebody takes what is sought for.

    Raises
    ------
    Refused
        There is no such person.
    """
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
        is_part=sought.piece is not None,
        cautions=tuple(speech.say(one) for one in cautions(sought, person, now))
        if not stops
        else (),
    )


def _broken(connection: Connection, sought: CandidateSearch, person: str) -> tuple[Remark, ...]:
    """The rules that somebody newly breaks, as the signature will name them."""
    problem, numbers = sought.problem, person_numbers(connection)
    before, after = sought.prepared.published, with_one_more(sought, person)
    if sought.piece is None:
        after = sought.prepared.whole(after)
    known = set(broken_by(problem, before, {person}))
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


def refuse_unagreed(weighed: Weighed, agreed: Agreed, speech: Language) -> None:
    """Nothing is done that cannot be, or that breaks what nobody agreed to.

    Raises
    ------
    Refused
        With all of it.
    """
    say = speech.gettext
    if weighed.stops:
        remedy = say("Choose somebody else.")
        raise Refused([Fault(f"{weighed.name}: {one}", remedy) for one in weighed.stops])
    unseen = [one for one in weighed.broken if one.fingerprint not in agreed.shown]
    if unseen:
        remedy = say("This was not agreed to: look at it again.")
        raise Refused([Fault(weighed.sentences[one.subject], remedy) for one in unseen])
    if weighed.asks_consent and not agreed.reason.strip():
        what = say("what this breaks is agreed to for a reason")
        raise Refused([Fault(what, say("Say why, and with whom it was agreed."))])
