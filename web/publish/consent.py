"""What the signer accepts, as he typed it beside what he saw. Pure.

Only what stood on his page can be accepted: a remark that came up since has no reason.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from data.model.roster import Remark, RemarkKind
from scheduler.planning.publishing import Consent

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

    from scheduler.planning.publishing import Proposal

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
        The remarks that stood on the page, by kind and subject.
    """

    of_kind: Mapping[RemarkKind, str] = field(default_factory=dict)
    of_one: Mapping[tuple[str, str], str] = field(default_factory=dict)
    seen: frozenset[tuple[str, str]] = frozenset()

    @classmethod
    def on(cls, form: MultiDict[str, str]) -> Typed:
        """What a form holds: rows of a kind, a subject and a reason, side by side."""
        rows = list(
            zip(form.getlist("kind"), form.getlist("subject"), form.getlist("reason"), strict=False)
        )
        return cls(
            {kind: _reason(form.get(f"all-{kind}", "")) for kind in RemarkKind},
            {(kind, subject): _reason(text) for kind, subject, text in rows},
            frozenset((kind, subject) for kind, subject, _text in rows),
        )

    def own(self, remark: Remark) -> str:
        """What was typed beside one remark."""
        return self.of_one.get((remark.kind, remark.subject), "")

    def reason(self, remark: Remark) -> str:
        """Why a remark is accepted; empty: it is not, or it was not on the page."""
        if (remark.kind, remark.subject) not in self.seen:
            return ""
        return self.own(remark) or self.of_kind.get(remark.kind, "")

    def consent(self) -> Consent:
        """The same for the signature."""
        return Consent(
            {},
            {
                subject: self.of_one[kind, subject] or self.of_kind.get(RemarkKind(kind), "")
                for kind, subject in self.seen
                if kind in set(RemarkKind)
            },
        )


@dataclass(frozen=True, slots=True)
class Line:
    """A remark on the page.

    Parameters
    ----------
    before
        Who accepted it with the version before, and why; empty: nobody.
    reason
        What was typed beside it.
    is_missing
        It was asked to be signed without a reason.
    """

    remark: Remark
    before: str
    reason: str
    is_missing: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The remarks of one kind.

    Parameters
    ----------
    asked, kept
        Those that need a reason, and those that were accepted before.
    reason
        The one for all of them.
    """

    kind: RemarkKind
    asked: tuple[Line, ...]
    kept: tuple[Line, ...]
    reason: str

    @property
    def missing(self) -> int:
        """How many were asked to be signed without a reason."""
        return sum(line.is_missing for line in self.asked)


def groups(proposal: Proposal, typed: Typed, *, was_sent: bool) -> tuple[Group, ...]:
    """All that a signature has to accept, by kind."""
    known = {(one.remark.kind, one.remark.subject): one for one in proposal.accepted}
    found = []
    for kind in RemarkKind:
        mine = [remark for remark in proposal.remarks if remark.kind is kind]
        if mine:
            lines = [
                Line(
                    remark,
                    f"{before.acceptor}: {before.reason}" if before else "",
                    typed.own(remark),
                    was_sent and before is None and not typed.reason(remark),
                )
                for remark in mine
                for before in [known.get((kind, remark.subject))]
            ]
            found.append(_group(kind, lines, typed))
    return tuple(found)


def _group(kind: RemarkKind, lines: Sequence[Line], typed: Typed) -> Group:
    asked = tuple(line for line in lines if not line.before)
    kept = tuple(line for line in lines if line.before)
    return Group(kind, asked, kept, typed.of_kind.get(kind, ""))


def _reason(text: str) -> str:
    return " ".join(text.split())[:MOST_REASON]
