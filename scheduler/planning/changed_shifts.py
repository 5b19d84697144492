"""Who keeps what when demand changed the shifts of a period after its roster was signed; pure."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from data.model.duty import Assignment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from data.model.shift import Shift


def carried_over(
    published: Iterable[Assignment], before: Mapping[str, Shift], now: Iterable[Shift]
) -> tuple[Assignment, ...]:
    """The assignments of a roster in force, on the shifts that there are now.

    Who had a shift that was cut keeps what is left of it, and has the whole one again once it is
    needed again. Where a shift needs fewer people than it
    had, those with the highest codes lose it, pinned ones last. A shift that is gone falls away.

    Parameters
    ----------
    before
        The shifts of that roster, by id.
    now
        Those of the period as they are asked for now, and those that have begun.
    """
    there = {one.id: one for one in now}
    places = Counter({one.id: one.required for one in there.values()})
    kept: list[Assignment] = []
    cut: list[Assignment] = []
    for one in sorted(published, key=lambda one: (one.shift, not one.pinned, one.person)):
        is_gone = one.shift in before and one.shift not in there
        is_full = one.shift in there and places[one.shift] <= 0 and not one.double
        was_cut = one.shift in before and not is_gone and _is_smaller(there, before, one.shift)
        if is_gone or (was_cut and is_full):
            cut.append(one)
            continue
        kept.append(one)
        places[one.shift] -= not one.double
    found = {(one.person, one.shift): one for one in kept}
    for one in cut:
        for shift in _rests_of(before[one.shift], before, there):
            if (one.person, shift) not in found and (one.double or places[shift] > 0):
                places[shift] -= not one.double
                found[one.person, shift] = Assignment(one.person, shift, one.pinned, one.double)
    return tuple(sorted(found.values(), key=lambda one: (one.shift, one.person)))


def _is_smaller(there: Mapping[str, Shift], before: Mapping[str, Shift], shift: str) -> bool:
    return there[shift].required < before[shift].required


def _rests_of(old: Shift, before: Mapping[str, Shift], there: Mapping[str, Shift]) -> Iterator[str]:
    """The new shifts that are what is left of an old one, or the whole with a seat more."""
    for one in there.values():
        is_new = one.id not in before or one.required > before[one.id].required
        if is_new and is_same_seat(one, old):
            yield one.id


def is_same_seat(new: Shift, old: Shift) -> bool:
    """Whether a new shift is what is left of an old one, or the whole of which it was left."""
    return is_rest(new, old) or is_rest(old, new)


def is_rest(shift: Shift, whole: Shift) -> bool:
    """Whether a shift is what is left of another one."""
    is_inside = whole.start <= shift.start and shift.end <= whole.end
    return shift.is_part and shift.post == whole.post and is_inside
