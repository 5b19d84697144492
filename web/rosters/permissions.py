"""What a reader of a roster may see of the people in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.model.account import Account, Right
from data.model.roster import RosterStatus

if TYPE_CHECKING:
    from data.model.roster import RosterHead


@dataclass(frozen=True, slots=True)
class ViewerPermissions:
    """The reader.

    Parameters
    ----------
    all_reasons
        They see absences, wishes, hours, fairness and broken rules of everybody.
    own
        Id of the reader's own person, of whom they always see these.
    may_plan
        They may change drafts.
    """

    all_reasons: bool = False
    own: str | None = None
    may_plan: bool = False

    @classmethod
    def of(cls, account: Account) -> ViewerPermissions:
        """Those of whoever is signed in."""
        return cls(account.may(Right.SEE_REASONS), account.person, account.may(Right.PLAN))

    def sees(self, person: str) -> bool:
        """Whether they see what is somebody's own business."""
        return self.all_reasons or person == self.own

    def sees_roster(self, head: RosterHead) -> bool:
        """Whether this roster is for them: a draft is for those who work on it."""
        return self.all_reasons or head.status is not RosterStatus.DRAFT
