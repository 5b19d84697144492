"""What the signer accepts, as they typed it beside what they saw. Pure.

Only what stood on their page can be accepted, with the facts that stood there: a remark that came
up since, or grew worse, has no reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from data.model.roster import Remark, RemarkKind
from scheduler.planning.publish import Consent

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

    from data.i18n.sign_off_words import RemarkWords
    from data.model.roster import SignOffItem
    from scheduler.planning.publish import Proposal

MOST_REASON = 500  #: characters


@dataclass(frozen=True, slots=True)
class Typed:
    """The reasons on a form.

    Parameters
    ----------
    of_kind
        A reason for all remarks of a kind.
    of_one
        A reason for one remark, by kind and subject.
    seen
        The remarks that stood on the page, by kind and subject, with the fingerprint of their
        facts.
    answered
        Those of them that somebody accepted already: a reason for all says nothing of them.
    """

    of_kind: Mapping[RemarkKind, str] = field(default_factory=dict)
    of_one: Mapping[tuple[str, str], str] = field(default_factory=dict)
    seen: Mapping[tuple[str, str], str] = field(default_factory=dict)
    answered: frozenset[tuple[str, str]] = frozenset()

    @classmethod
    def on(cls, form: MultiDict[str, str]) -> Typed:
        """What a form holds: rows of a kind, a subject and a reason, side by side."""
        columns = ("kind", "subject", "shown", "answered", "reason")
        rows = list(zip(*(form.getlist(name) for name in columns), strict=False))
        return cls(
            {kind: _reason(form.get(f"all-{kind}", "")) for kind in RemarkKind},
            {(kind, subject): _reason(text) for kind, subject, *_seen, text in rows},
            {(kind, subject): shown for kind, subject, shown, *_rest in rows},
            frozenset(
                (kind, subject) for kind, subject, _shown, answered, _reason in rows if answered
            ),
        )

    def own(self, remark: Remark) -> str:
        """What was typed beside one remark."""
        return self.of_one.get((remark.kind, remark.subject), "")

    def reason(self, remark: Remark) -> str:
        """Why a remark is accepted; empty: it is not, or it was not on the page as it is now."""
        key = (remark.kind, remark.subject)
        return self._reason(*key) if self.seen.get(key) == remark.fingerprint else ""

    def consent(self) -> Consent:
        """The same for the signature."""
        known = [(kind, subject) for kind, subject in self.seen if kind in set(RemarkKind)]
        return Consent(
            {},
            {subject: self._reason(kind, subject) for kind, subject in known},
            {subject: self.seen[kind, subject] for kind, subject in known},
        )

    def _reason(self, kind: str, subject: str) -> str:
        own = self.of_one.get((kind, subject), "")
        of_kind = self.of_kind.get(RemarkKind(kind), "")
        return own or ("" if (kind, subject) in self.answered else of_kind)


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """A remark on the page.

    Parameters
    ----------
    text
        What it is about.
    standing
        Who accepted it with which version, or that nobody did; empty: it is new.
    is_answered
        Somebody accepted it, and that still counts: the signer may, and need not.
    reason
        What was typed beside it.
    is_missing
        It was asked to be signed without a reason.
    """

    remark: Remark
    text: str
    standing: str
    is_answered: bool
    reason: str
    is_missing: bool


@dataclass(frozen=True, slots=True)
class ConsentGroup:
    """The remarks of one kind, those that nobody accepted first.

    Parameters
    ----------
    reason
        The one for all that nobody accepted.
    """

    kind: RemarkKind
    lines: tuple[ConsentLine, ...]
    reason: str

    @property
    def asked(self) -> int:
        """How many need a reason."""
        return sum(not line.is_answered for line in self.lines)

    @property
    def missing(self) -> int:
        """How many were asked to be signed without a reason."""
        return sum(line.is_missing for line in self.lines)


def groups(
    proposal: Proposal, typed: Typed, words: RemarkWords, *, was_sent: bool
) -> tuple[ConsentGroup, ...]:
    """All that a signature has to accept, by kind."""
    found = []
    for kind in RemarkKind:
        mine = [item for item in proposal.items if item.remark.kind is kind]
        if mine:
            mine.sort(key=lambda item: item.acceptance is not None)
            lines = tuple(_line(item, typed, words, was_sent=was_sent) for item in mine)
            found.append(ConsentGroup(kind, lines, typed.of_kind.get(kind, "")))
    return tuple(found)


def _line(item: SignOffItem, typed: Typed, words: RemarkWords, *, was_sent: bool) -> ConsentLine:
    is_new = item.acceptance is None and not item.is_carried
    return ConsentLine(
        item.remark,
        words.remark(item.remark),
        "" if is_new else words.acceptance(item),
        item.acceptance is not None,
        typed.own(item.remark),
        was_sent and item.acceptance is None and not typed.reason(item.remark),
    )


def _reason(text: str) -> str:
    return " ".join(text.split())[:MOST_REASON]
