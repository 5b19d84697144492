"""What a signature was asked to accept, and by whom it was, in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from data.i18n.language import Language
from data.model.roster import (
    LackingMixFacts,
    LateNoticeFacts,
    OpenShiftFacts,
    RemarkKind,
    UnreachableFacts,
    ViolationFacts,
)

if TYPE_CHECKING:
    from data.model.roster import Remark, RosterHead, SignOffItem


_PERSON = "people/"  #: a functionary, by the number of the row


@dataclass(frozen=True)
class RemarkWords:
    """Says facts in a language.

    Parameters
    ----------
    zone
        The local clock of the roster.
    names
        Of people, by id.
    """

    speech: Language
    zone: ZoneInfo
    names: Mapping[str, str]

    def remark(self, remark: Remark) -> str:
        """What there is to accept; in the words of then where no facts were kept."""
        match remark.facts:
            case OpenShiftFacts() as facts:
                return self._open_shift(facts)
            case ViolationFacts() as facts:
                return self._violation(facts)
            case LateNoticeFacts() as facts:
                return self._late_notice(facts)
            case UnreachableFacts() as facts:
                return self._unreachable(facts)
            case LackingMixFacts() as facts:
                return self._lacking_mix(facts)
            case _:
                return remark.stored

    def acceptance(self, item: SignOffItem) -> str:
        """Whether it is accepted, by whom and why, in one line."""
        say = self.speech.gettext
        if item.acceptance is None:
            return self._nobody(item)
        if item.acceptance.request:
            return request_agreed(item.acceptance.request, self.speech)
        if item.acceptance.version is None:
            text = say("accepted by {name}: {reason}")
        else:
            text = say("accepted by {name} in version {version}: {reason}")
        return text.format(
            name=item.acceptance.acceptor,
            version=item.acceptance.version,
            reason=item.acceptance.reason,
        )

    def _nobody(self, item: SignOffItem) -> str:
        say = self.speech.gettext
        if item.lapsed is None:
            is_open = item.remark.kind is RemarkKind.GAP
            return say("still open, accepted by nobody") if is_open else say("accepted by nobody")
        text = say(
            "accepted by nobody: {name} accepted it in version {version}, and it has changed since"
        )
        return text.format(name=item.lapsed.acceptor, version=item.lapsed.version)

    def _open_shift(self, facts: OpenShiftFacts) -> str:
        say = self.speech.gettext
        text = say("{post}, {when}: {missing} of {required} open").format(
            post=facts.post_name,
            when=self.speech.stretch(facts.start, facts.end, self.zone),
            missing=facts.missing,
            required=facts.required,
        )
        if facts.unable:
            names = ", ".join(self.names.get(one, one) for one in facts.unable)
            text += say(" ({names} is on it, but cannot do it)").format(names=names)
        return text

    def _violation(self, facts: ViolationFacts) -> str:
        text = self.speech.gettext("{rule} ({article}): {person}, {when}: {found}")
        return text.format(
            rule=facts.rule,
            article=self.speech.article(facts.article),
            person=self.names.get(facts.person, facts.person),
            when=self.speech.stretch(facts.start, facts.end, self.zone),
            found=self.speech.found(facts.value, facts.limit, facts.unit),
        )

    def _late_notice(self, facts: LateNoticeFacts) -> str:
        say = self.speech.gettext
        text = (
            say("{person}: {duties} announced less than 4 days ahead, the first {when}")
            if facts.is_short
            else say("{person}: {duties} announced less than {days} days ahead, the first {when}")
        )
        return text.format(
            days=facts.notice_days,
            person=self.names.get(facts.person, facts.person),
            duties=self.speech.ngettext(
                "{count} changed duty", "{count} changed duties", len(facts.shifts)
            ),
            when=self.speech.moment(facts.first, self.zone),
        )

    def _unreachable(self, facts: UnreachableFacts) -> str:
        text = self.speech.gettext(
            "{person}: {duties}, the first {when}, and nothing says how to reach them"
        )
        return text.format(
            person=self.names.get(facts.person, facts.person),
            duties=self.speech.ngettext(
                "{count} duty on call", "{count} duties on call", len(facts.shifts)
            ),
            when=self.speech.moment(facts.first, self.zone),
        )

    def _lacking_mix(self, facts: LackingMixFacts) -> str:
        text = self.speech.gettext("{when}: {missing} too few with {function} on {posts}")
        return text.format(
            when=self.speech.stretch(facts.start, facts.end, self.zone),
            missing=facts.missing,
            function=facts.function,
            posts=", ".join(facts.posts),
        )


def request_agreed(request: str, speech: Language) -> str:
    """By which offer or swap somebody agreed to a change of their own duties."""
    kind, _, number = request.partition("/")
    if kind == "swap":
        text = speech.gettext("both agreed to it themselves (swap {number})")
    else:
        text = speech.gettext("agreed to by the person who took the shift (offer {number})")
    return text.format(number=number)


def signer_words(head: RosterHead, speech: Language) -> str:
    """Who signed a version; where it came about by itself, by what, for nobody was asked then."""
    if head.request:
        return speech.gettext("nobody; {how}").format(how=how_it_came_about(head, speech))
    return head.signer or ""


def how_it_came_about(head: RosterHead, speech: Language) -> str:
    """What was agreed to when a version came about without a signature."""
    say = speech.gettext
    kind, _, number = head.request.partition("/")
    if kind == "swap":
        text = say("{name} agreed to swap {number}")
    elif (head.published_by or "").startswith(_PERSON):
        text = say("{name} took a shift")
    else:
        text = say("offer {number} of {name} was accepted")
    return text.format(number=number, name=head.signer)
