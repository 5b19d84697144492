"""Two people swap duties, or one gives a duty away: a draft that does just that, judged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.store import audit
from scheduler.planning.desk import open_draft
from scheduler.planning.drafting import add_copy
from scheduler.planning.editing import Edit, Edited, EditKind, edit_desk
from scheduler.planning.offering import roster_of
from scheduler.planning.preparing import prepare_again

if TYPE_CHECKING:
    from datetime import datetime

    from data.store.opening import Store


@dataclass(frozen=True, slots=True)
class Swap:
    """Who gives which duty to whom.

    Parameters
    ----------
    giver, given
        Person, and id of the shift that they give away.
    taker
        Who takes it.
    returned
        Id of the shift that the taker gives in return; None: nothing.
    """

    giver: str
    given: str
    taker: str
    returned: str | None = None

    @property
    def edits(self) -> tuple[Edit, ...]:
        """The same as changes of a draft."""
        there = (
            Edit(EditKind.REMOVE, self.giver, self.given),
            Edit(EditKind.ASSIGN, self.taker, self.given),
        )
        if self.returned is None:
            return there
        return (
            *there,
            Edit(EditKind.REMOVE, self.taker, self.returned),
            Edit(EditKind.ASSIGN, self.giver, self.returned),
        )


def swap(store: Store, wanted: Swap, who: str, now: datetime, draft: int | None = None) -> Edited:
    """Make the swap in a draft, and tell what it breaks.

    Parameters
    ----------
    draft
        The draft to do it in; None: a new one, equal to the roster in force.

    Raises
    ------
    Refused
        The roster in force does not know the shift, or the swap makes no sense: see `edit_draft`.
    """
    with store.writing() as connection:
        audit.take_turn(connection)
        if draft is None:
            head = roster_of(connection, wanted.given, now)
            draft = add_copy(connection, prepare_again(connection, head, now), who, now).id
        desk = open_draft(connection, draft, who, now)
        return edit_desk(connection, desk, wanted.edits, who, now)
