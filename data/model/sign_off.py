"""What was accepted by whom, and whether that still counts. Pure.

A signature names only who was asked, for what they were shown. So an acceptance belongs to facts:
when these change (another person, another time, more people missing, a larger excess) it lapses,
and the matter counts as accepted by nobody until somebody is asked again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from data.model.roster import (
    Acceptance,
    LackingMixFacts,
    LateNoticeFacts,
    OpenShiftFacts,
    Remark,
    RemarkFacts,
    RemarkKind,
    SignOffItem,
    UnreachableFacts,
    ViolationFacts,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from data.model.result import Violation


@dataclass(frozen=True)
class SignOff:
    """What the signatures of the rosters in force say: the one place to ask who accepted what.

    `data.store.signing.sign_off_between` reads it. Each question is answered for the facts as they
    are when it is asked; None means: accepted by nobody.

    Parameters
    ----------
    items
        All that there was to accept when these rosters were signed.
    """

    items: tuple[SignOffItem, ...] = ()

    def of_open_shift(
        self, shift: str, missing: int, unable: Collection[str] = ()
    ) -> Acceptance | None:
        """Who accepted that a shift lacks people.

        Parameters
        ----------
        shift
            Id.
        missing
            How many it lacks now; who accepted fewer did not accept this.
        unable
            Ids of those who are on it now and cannot do it; who accepted that others could not
            did not accept this.
        """
        found = self._open_shifts.get(shift)
        if found is None or not isinstance(found.remark.facts, OpenShiftFacts):
            return None
        facts = found.remark.facts
        is_same = set(facts.unable) == set(unable) and missing <= facts.missing
        return found.acceptance if is_same else None

    @cached_property
    def _open_shifts(self) -> Mapping[str, SignOffItem]:
        return {one.remark.subject: one for one in self.items if one.remark.kind is RemarkKind.GAP}


def violation_facts(violation: Violation) -> ViolationFacts:
    """What a signature keeps of a broken rule."""
    return ViolationFacts(
        violation.rule,
        violation.article,
        violation.person,
        violation.start,
        violation.end,
        violation.value,
        violation.limit,
        violation.unit,
    )


def carry_over(remarks: Iterable[Remark], before: Iterable[SignOffItem]) -> tuple[SignOffItem, ...]:
    """What there is to accept now, with the acceptances of the version before that still count.

    To have been told late belongs to one change: that it was accepted says nothing of the next.
    """
    known = {(one.remark.kind, one.remark.subject): one for one in before}
    found = []
    for remark in remarks:
        earlier = known.get((remark.kind, remark.subject))
        if earlier is None or (remark.kind is RemarkKind.NOTICE and earlier.acceptance):
            found.append(SignOffItem(remark))
            continue
        counts = still_holds(earlier.remark.facts, remark.facts)
        found.append(
            SignOffItem(
                remark,
                acceptance=earlier.acceptance if counts else None,
                lapsed=None if counts else earlier.acceptance,
                is_carried=True,
            )
        )
    return tuple(found)


def still_holds(accepted: RemarkFacts | None, now: RemarkFacts | None) -> bool:
    """Whether who accepted these facts has accepted what is the case now: the same, or less."""
    match accepted, now:
        case OpenShiftFacts(), OpenShiftFacts():
            is_same = (accepted.shift, accepted.start, accepted.end) == (
                now.shift,
                now.start,
                now.end,
            )
            return is_same and now.missing <= accepted.missing and now.unable == accepted.unable
        case ViolationFacts(), ViolationFacts():
            is_same = (accepted.rule, accepted.person, accepted.start, accepted.end) == (
                now.rule,
                now.person,
                now.start,
                now.end,
            )
            return is_same and now.limit == accepted.limit and _excess(now) <= _excess(accepted)
        case LateNoticeFacts(), LateNoticeFacts():
            return accepted == now
        case UnreachableFacts(), UnreachableFacts():
            return now.person == accepted.person and set(now.shifts) <= set(accepted.shifts)
        case LackingMixFacts(), LackingMixFacts():
            is_same = (accepted.mix, accepted.function) == (now.mix, now.function)
            is_inside = accepted.start <= now.start and now.end <= accepted.end
            return is_same and is_inside and now.missing <= accepted.missing
        case _:
            return False


def _excess(facts: ViolationFacts) -> float:
    """How far a limit is passed, whichever way it limits."""
    return abs(facts.value - facts.limit)


#: The reasons that version 0.1.0 wrote by itself, in the name of somebody who was asked nothing.
_UNASKED = re.compile(
    r"stood already when (offer \d+ was accepted|swap \d+ was agreed|this shift was filled)"
    r"|was al zo toen aanbod \d+ werd aanvaard"
    r"|stond er al toen ruil \d+ werd afgesproken"
    r"|stond al zo toen deze dienst werd gevuld"
)
#: Those of a short notice: who has the duty said yes to it, and not whoever stands there.
_AGREED = re.compile(
    r"(?P<offer>offer (\d+) was accepted by whom it concerns"
    r"|aanbod (\d+) is aanvaard door wie het betreft)"
    r"|(?P<swap>swap (\d+) was agreed by both|ruil (\d+) is door beiden afgesproken)"
)
_NUMBER = re.compile(r"\d+")


def was_unasked(reason: str) -> bool:
    """Whether a reason is one that version 0.1.0 gave in the name of who was not asked."""
    return _UNASKED.fullmatch(reason) is not None


def agreed_request(reason: str) -> str:
    """``offer/2`` or ``swap/3``, of a short notice that version 0.1.0 accepted by itself."""
    found = _AGREED.fullmatch(reason)
    if found is None:
        return ""
    number = _NUMBER.search(reason)
    assert number is not None
    return f"{'offer' if found['offer'] else 'swap'}/{number[0]}"
