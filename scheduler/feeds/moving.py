"""Which of the shifts that appear are ones that vanished, moved."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from data.model.shift import Shift

_NOTHING = timedelta()


def moved_shifts(vanished: Iterable[Shift], appeared: Iterable[Shift]) -> dict[str, str]:
    """Id of a shift that appears -> id of the one that moved there.

    Both are of the same post and name, and overlap. Pairs that overlap most are made first; no
    shift is in two.
    """
    here: dict[tuple[str, str], list[Shift]] = defaultdict(list)
    for shift in appeared:
        here[shift.post, shift.name].append(shift)
    pairs = []
    for old in vanished:
        for new in here.get((old.post, old.name), ()):
            shared = min(old.end, new.end) - max(old.start, new.start)
            if shared > _NOTHING:
                pairs.append((-shared, abs(new.start - old.start), old.id, new.id))
    found: dict[str, str] = {}
    used: set[str] = set()
    for _, _, old_id, new_id in sorted(pairs):
        if old_id not in used and new_id not in found:
            used.add(old_id)
            found[new_id] = old_id
    return found
