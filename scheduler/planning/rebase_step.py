"""A rebase as the audit trail keeps it, so that it can be undone and made again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from data.model.duty import Assignment
from data.store.audit.trail import Act
from scheduler.planning.open_roster import LOCK_VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from data.model.roster import RosterHead
    from data.store.audit.trail import AuditEntry


REBASED = "roster.rebased"  #: what the audit trail calls it


@dataclass(frozen=True, slots=True)
class RebaseStep:
    """A rebase as the audit trail keeps it, so that it can be undone.

    Parameters
    ----------
    base, onto
        Ids of the versions that the draft was based on before and after; None: none.
    removed, added
        Assignments that it took out of the draft, and put into it.
    """

    base: int | None
    onto: int | None
    removed: tuple[Assignment, ...]
    added: tuple[Assignment, ...]

    @classmethod
    def between(
        cls,
        before: Iterable[Assignment],
        after: Iterable[Assignment],
        base: int | None,
        onto: int | None,
    ) -> RebaseStep:
        """The step that leads from one to the other."""
        was, now = set(before), set(after)
        return cls(base, onto, _ordered(was - now), _ordered(now - was))

    @classmethod
    def of(cls, entry: AuditEntry) -> RebaseStep:
        """As an entry of the trail says it."""
        before, after = entry.before or {}, entry.after or {}
        return cls(
            before.get("based_on"),
            after.get("based_on"),
            tuple(_assignment(row) for row in before.get("assignments", ())),
            tuple(_assignment(row) for row in after.get("assignments", ())),
        )

    @property
    def inverse(self) -> RebaseStep:
        """What takes it back."""
        return RebaseStep(self.onto, self.base, self.added, self.removed)

    def act(self, head: RosterHead, facts: Mapping[str, Any]) -> Act:
        """The step for the audit trail."""
        before = {
            "based_on": self.base,
            "assignments": [assignment_facts(one) for one in self.removed],
        }
        after = {
            LOCK_VERSION: head.lock_version,
            "based_on": self.onto,
            **facts,
            "assignments": [assignment_facts(one) for one in self.added],
        }
        return Act(REBASED, f"roster/{head.id}", before, after)


def assignment_facts(one: Assignment) -> dict[str, Any]:
    """An assignment as the trail keeps it."""
    row: dict[str, Any] = {"person": one.person, "shift": one.shift}
    return row | {name: True for name in ("pinned", "double") if getattr(one, name)}


def _assignment(row: Mapping[str, Any]) -> Assignment:
    pinned, double = bool(row.get("pinned")), bool(row.get("double"))
    return Assignment(row["person"], row["shift"], pinned, double)


def _ordered(found: Iterable[Assignment]) -> tuple[Assignment, ...]:
    return tuple(sorted(found, key=lambda one: (one.shift, one.person)))
