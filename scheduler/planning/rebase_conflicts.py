"""What a rebase comes to: its conflicts, how a planner settles them, and both in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from data.i18n.language import Language
from data.i18n.sign_off_words import how_it_came_about
from data.model.duty import Assignment
from data.model.problem import RosterProblem
from data.model.result import Violation
from data.model.roster import RosterHead
from data.model.roster_merge import (
    ConflictKind,
    Merge,
    MergeConflict,
    MergeSide,
)
from data.model.shift import Shift
from scheduler.planning.comparison import StaleDraft

if TYPE_CHECKING:
    from collections.abc import Iterable

    from data.model.duty import Assignment


def version_act(head: RosterHead, speech: Language) -> str:
    """How a version came about: by a signature, or by what somebody took or agreed to."""
    if head.request:
        return how_it_came_about(head, speech)
    return speech.gettext("signed by {who}").format(who=head.signer)


def behind_text(since: StaleDraft, speech: Language) -> str:
    """The same in a sentence, to stand beside the draft's number."""
    say = speech.gettext
    if since.across:
        text = say("{name} overlaps it ({act}): it cannot be signed")
        return text.format(name=since.across[0].name, act=version_act(since.across[0], speech))
    if since.versions:
        last = since.versions[-1]
        at = speech.moment(last.published_at or last.changed_at, last.zone)
        text = say("behind version {version} ({act}, {when}): caco rebase")
        return text.format(version=last.version, act=version_act(last, speech), when=at)
    text = speech.ngettext(
        "{count} change is of a shift that has begun: caco rebase",
        "{count} changes are of shifts that have begun: caco rebase",
        since.begun,
    )
    return text.format(count=since.begun)


@dataclass(frozen=True, slots=True)
class ConflictWords:
    """A rebase in words, in a reader's language."""

    rebase: Rebase
    speech: Language

    def shift(self, conflict: MergeConflict) -> str:
        """Which shift, and when."""
        shift = self.rebase.shifts[conflict.shift]
        post = self.rebase.problem.post_by_id.get(shift.post)
        when = self.speech.stretch(shift.start, shift.end, self.rebase.problem.zone)
        return f"{post.name if post else shift.post} {shift.name} {when}"

    def sentence(self, conflict: MergeConflict) -> str:
        """All of it: which shift, why, and what each side says."""
        say = self.speech.gettext
        by = self.rebase.signed_by.get(conflict.shift)
        text = (
            say("{shift}: {reason}. The draft says {draft}, version {version} ({act}) {in_force}")
            if by
            else say("{shift}: {reason}. The draft says {draft}, the version in force {in_force}")
        )
        return text.format(
            shift=self.shift(conflict),
            reason=self.reason(conflict),
            draft=self.people(conflict.draft),
            in_force=self.people(conflict.in_force),
            version=by.version if by else None,
            act=version_act(by, self.speech) if by else None,
        )

    def people(self, holders: Iterable[Assignment]) -> str:
        """Who is on it."""
        say = self.speech.gettext
        names = [
            self.rebase.names.get(one.person, one.person)
            + (f" ({say('pinned')})" if one.pinned else "")
            + (f" ({say('trainee')})" if one.double else "")
            for one in holders
        ]
        return ", ".join(names) or say("nobody")

    def reason(self, conflict: MergeConflict) -> str:
        """Why it does not go together; several reasons, one after the other."""
        return "; ".join(self.kind(kind) for kind in conflict.kinds)

    def kind(self, kind: ConflictKind) -> str:
        """One reason."""
        say = self.speech.gettext
        return {
            ConflictKind.BEGUN: say("the shift has begun"),
            ConflictKind.GONE: say("the shift no longer exists"),
            ConflictKind.LEFT: say("the person in the draft is no longer in the records"),
            ConflictKind.NOT_COMPETENT: say("the person in the draft is not competent for it now"),
            ConflictKind.BOTH: say("both changed it, differently"),
            ConflictKind.AWAY: say("the person in the draft is absent then"),
            ConflictKind.TWO_PLACES: say("the person in the draft has another duty then by now"),
        }[kind]


@dataclass(frozen=True, slots=True)
class ConflictChoices:
    """How a planner settles conflicts; the most particular choice counts.

    Parameters
    ----------
    of_shift
        By shift.
    of_kind
        For all conflicts whose gravest reason this is.
    of_all
        For all others.
    """

    of_shift: Mapping[str, MergeSide] = field(default_factory=dict)
    of_kind: Mapping[ConflictKind, MergeSide] = field(default_factory=dict)
    of_all: MergeSide | None = None

    def settle(self, conflicts: Iterable[MergeConflict]) -> dict[str, MergeSide]:
        """The choice by shift; a conflict without one is not in it."""
        chosen = {
            one.shift: self.of_shift.get(one.shift) or self.of_kind.get(one.kind) or self.of_all
            for one in conflicts
        }
        return {shift: side for shift, side in chosen.items() if side is not None}


@dataclass(frozen=True)
class Rebase:
    """What a rebase of a draft comes to, before or after it is kept.

    Parameters
    ----------
    head
        The draft.
    behind
        What was signed since.
    merge
        Its changes, replayed.
    chosen
        How the conflicts are settled, by shift.
    signed_by
        By shift with a conflict: the version that made it what it is in force; only if one did.
    shifts
        Of both sides, by id.
    names
        Of people, by id.
    violations
        Rules that both together break, and neither did alone; as far as conflicts are settled.
    """

    head: RosterHead
    behind: StaleDraft
    merge: Merge
    chosen: Mapping[str, MergeSide]
    signed_by: Mapping[str, RosterHead]
    shifts: Mapping[str, Shift]
    names: Mapping[str, str]
    problem: RosterProblem
    violations: tuple[Violation, ...]

    @property
    def unsettled(self) -> tuple[MergeConflict, ...]:
        """Conflicts that ask for a choice."""
        return self.merge.unsettled(self.chosen)

    @property
    def lost(self) -> tuple[MergeConflict, ...]:
        """Changes of the draft that can no longer be."""
        return tuple(one for one in self.merge.conflicts if not one.is_choice)

    @property
    def given_up(self) -> tuple[MergeConflict, ...]:
        """Changes of the draft that the planner gave up for what is in force."""
        return tuple(
            one
            for one in self.merge.conflicts
            if one.is_choice and self.chosen.get(one.shift) is MergeSide.IN_FORCE
        )

    @property
    def kept(self) -> int:
        """How many shifts the draft changes in the result."""
        won = sum(
            one.is_choice and self.chosen.get(one.shift) is MergeSide.DRAFT
            for one in self.merge.conflicts
        )
        return len(self.merge.replayed) + won
