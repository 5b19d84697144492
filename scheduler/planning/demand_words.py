"""What demand changed in a roster, in sentences for its planner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.tables.period import ZONE

if TYPE_CHECKING:
    from data.i18n.language import Language
    from data.model.shift import Shift
    from scheduler.planning.demand_changes import FallenDuty, ShiftChanges

MOST_LINES = 12  #: a closed month has hundreds of them


@dataclass(frozen=True, slots=True)
class DemandNotice:
    """What demand changed; empty tuples: nothing of that kind.

    Parameters
    ----------
    added, fallen
        A sentence each, the first `MOST_LINES` of them.
    more_added, more_fallen
        How many more there are.
    """

    added: tuple[str, ...]
    fallen: tuple[str, ...]
    more_added: int = 0
    more_fallen: int = 0


def notice_of(changes: ShiftChanges, speech: Language) -> DemandNotice | None:
    """The changes in words; None: there are none."""
    if not changes:
        return None
    return DemandNotice(
        tuple(_added(one, speech) for one in changes.added[:MOST_LINES]),
        tuple(_fallen(one, speech) for one in changes.fallen[:MOST_LINES]),
        max(0, len(changes.added) - MOST_LINES),
        max(0, len(changes.fallen) - MOST_LINES),
    )


def _added(shift: Shift, speech: Language) -> str:
    people = speech.ngettext("{count} person", "{count} people", shift.required)
    text = speech.gettext("{post}, {when}: {people} more")
    return text.format(
        post=shift.post, when=speech.stretch(shift.start, shift.end, ZONE), people=people
    )


def _fallen(one: FallenDuty, speech: Language) -> str:
    who = ", ".join(one.people) or speech.gettext("nobody had it")
    when = speech.stretch(one.shift.start, one.shift.end, ZONE)
    said = f"{one.shift.post} {one.shift.name}, {when}: {who}"
    if not one.rest:
        return said
    left = "; ".join(speech.stretch(rest.start, rest.end, ZONE) for rest in one.rest)
    if any(rest.start < one.shift.start or one.shift.end < rest.end for rest in one.rest):
        return speech.gettext("{duty} (from now on {rest})").format(duty=said, rest=left)
    return speech.gettext("{duty} (what is left of it: {rest})").format(duty=said, rest=left)
