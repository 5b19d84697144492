"""Who keeps what when demand changed the shifts of a period after its roster was signed; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.model.duty import Assignment

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

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
    places = {one.id: one.required for one in there.values()}
    rest = {
        old.id: [one for one in there.values() if one.id not in before and is_same_seat(one, old)]
        for old in before.values()
        if old.id not in there or there[old.id].required < old.required
    }
    found: list[Assignment] = []
    for one in sorted(published, key=lambda one: (one.shift, not one.pinned, one.person)):
        if one.shift not in rest:
            found.append(one)
            continue
        stays = one.shift in there and (one.double or places[one.shift] > 0)
        for shift in [one.shift] if stays else [piece.id for piece in rest[one.shift]]:
            if one.double or places[shift] > 0:
                places[shift] -= not one.double
                found.append(Assignment(one.person, shift, one.pinned, one.double))
    return tuple(sorted(found, key=lambda one: (one.shift, one.person)))


def is_same_seat(new: Shift, old: Shift) -> bool:
    """Whether a new shift is what is left of an old one, or the whole of which it was left."""
    return is_rest(new, old) or is_rest(old, new)


def is_rest(shift: Shift, whole: Shift) -> bool:
    """Whether a shift is what is left of another one."""
    is_inside = whole.start <= shift.start and shift.end <= whole.end
    return shift.is_part and shift.post == whole.post and is_inside
