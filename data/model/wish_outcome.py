"""What became of wishes: pure, over the shifts of a roster and who does what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.model.duty import Wish, WishKind
from data.model.sentence import NOTHING, Sentence
from data.model.shift import Shift

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from data.model.duty import Assignment


@dataclass(frozen=True, slots=True)
class WishOutcome:
    """What became of one wish in one roster.

    Parameters
    ----------
    is_met
        `WishKind.WANT`: they have such a shift; `WishKind.AVOID`: they have none.
    duties
        The shifts of the wish that they have, by start.
    reason
        Why it was not met, as far as it is known beyond `duties`; empty: it is not, or it was met.
    """

    wish: Wish
    is_met: bool
    duties: tuple[Shift, ...] = ()
    reason: Sentence = NOTHING

    @property
    def penalty(self) -> int:
        """What it costs in the objective: its weight, for each duty that was to be avoided."""
        if self.is_met:
            return 0
        return self.wish.weight * max(1, len(self.duties))


def is_about(wish: Wish, shift: Shift) -> bool:
    """Whether a wish speaks of a shift: it starts inside the wish, on its post, by its name."""
    return (
        wish.start <= shift.start < wish.end
        and wish.post in (None, shift.post)
        and wish.name in (None, shift.name)
    )


def judge_wishes(
    wishes: Iterable[Wish],
    shifts: Sequence[Shift],
    assignments: Iterable[Assignment],
    period: tuple[datetime, datetime],
) -> tuple[WishOutcome, ...]:
    """What became of each wish that touches a period, by its first moment.

    Parameters
    ----------
    shifts
        All of the roster.
    assignments
        Who does what; a duty as a trainee is one too.
    period
        Half open. Of a wish that reaches beyond it only the part inside is judged.
    """
    by_id = {shift.id: shift for shift in shifts}
    held: dict[str, list[Shift]] = {}
    for one in assignments:
        if one.shift in by_id:
            held.setdefault(one.person, []).append(by_id[one.shift])
    start, end = period
    touching = [wish for wish in wishes if wish.start < end and wish.end > start]
    touching.sort(key=lambda wish: (wish.start, wish.end, wish.person, wish.kind.value))
    return tuple(_outcome(wish, held.get(wish.person, ())) for wish in touching)


def _outcome(wish: Wish, held: Iterable[Shift]) -> WishOutcome:
    mine = sorted(
        (shift for shift in held if is_about(wish, shift)), key=lambda one: (one.start, one.id)
    )
    return WishOutcome(wish, bool(mine) is (wish.kind is WishKind.WANT), tuple(mine))
